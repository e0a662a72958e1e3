"""The Hub's login for a service of several processes: what it sets out with at one, it ends with at another."""

from __future__ import annotations

import hashlib
import hmac
import json
from base64 import urlsafe_b64encode
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from jupyterhub.services.auth import HubOAuth, HubOAuthCallbackHandler


def part(secret: bytes, name: str) -> bytes:
    """Return a secret of its own for each use of the one that all processes share."""
    return hmac.digest(secret, name.encode(), hashlib.sha256)


class Login(HubOAuth):
    """JupyterHub's login, which keeps in the state itself, sealed, what it would keep in one process's memory.

    The state travels to the Hub and back, and in a cookie; whoever comes back must bring the same in both.
    """

    seal = Fernet(Fernet.generate_key())

    def generate_state(self, next_url: str | None = None, **extra_state: Any) -> str:
        """Return where to go on, and the word that proves who set out, as nobody else can read or write them."""
        return self.seal.encrypt(json.dumps({"next_url": next_url, **extra_state}).encode()).decode()

    def _decode_state(self, state_id: str = "", /) -> dict[str, Any]:
        try:
            return json.loads(self.seal.decrypt(state_id.encode(), ttl=self.oauth_state_max_age))
        except InvalidToken:
            return {}

    @classmethod
    def sealed_with(cls, secret: bytes) -> None:
        """Seal with what all processes share."""
        cls.seal = Fernet(urlsafe_b64encode(part(secret, "login")))


class Back(HubOAuthCallbackHandler):
    """Where people come back to from the Hub."""

    hub_auth_class = Login
