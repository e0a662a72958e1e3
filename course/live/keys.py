"""The keys of a room: hashes in the store, the keys themselves in the trainer's data folder, for the trainer alone.

Where several processes serve a room there is no such folder: each then makes the keys anew from a secret they share.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
from base64 import urlsafe_b64encode
from pathlib import Path
from typing import NamedTuple

from course.live.folder import data_folder


class Keys(NamedTuple):
    """The two keys of a room; only their hashes are in the store."""

    trainer: str
    projector: str

    @classmethod
    def fresh(cls) -> Keys:
        """Return two new keys."""
        return cls(secrets.token_urlsafe(24), secrets.token_urlsafe(24))

    @classmethod
    def derived(cls, secret: bytes, code: str, salt: str) -> Keys:
        """Return the keys that everybody who has the secret makes for a room; ``salt`` is in its first event.

        Examples
        --------
        >>> Keys.derived(b"secret", "ABCDE", "1") == Keys.derived(b"secret", "ABCDE", "2")
        False
        """
        return cls(*(_made(secret, f"{name} {code} {salt}") for name in cls._fields))

    def hashes(self) -> dict[str, str]:
        """Return what the room's first event says of the keys."""
        return {"trainer_key_hash": hashed(self.trainer), "projector_key_hash": hashed(self.projector)}


def hashed(token: str) -> str:
    """Return what is kept of a token or key."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def _made(secret: bytes, name: str) -> str:
    return urlsafe_b64encode(hmac.digest(secret, name.encode(), "sha256")[:24]).decode()


def key_file(code: str, trainer_key_hash: str) -> Path:
    """Return where the keys of a room are kept: in the user's data folder, for the user alone."""
    return data_folder() / "keys" / f"{code}-{trainer_key_hash[:12]}.json"


def keep(code: str, keys: Keys) -> None:
    """Keep a room's keys, so that it can be resumed: the store has only their hashes."""
    path = key_file(code, keys.hashes()["trainer_key_hash"])
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        json.dump(keys._asdict(), file)
        file.flush()
        os.fsync(file.fileno())


def kept(code: str, hashes: dict[str, str], secret: bytes | None = None) -> Keys | None:
    """Return the keys of a room whose hashes are known; None where they are not on this computer.

    ``hashes`` is the room's first event: where it has a salt, the keys were made from a secret.
    """
    if salt := hashes.get("key_salt"):
        keys = Keys.derived(secret, code, salt) if secret else None
        return keys if keys and keys.hashes().items() <= hashes.items() else None
    try:
        keys = Keys(**json.loads(key_file(code, hashes["trainer_key_hash"]).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError, KeyError):
        return None
    return keys if keys.hashes().items() <= hashes.items() else None


def forget(code: str) -> None:
    """Delete the keys of every room that had this code: the rooms are gone, so they open nothing."""
    for path in key_file(code, "").parent.glob(f"{code}-*.json"):
        path.unlink(missing_ok=True)
