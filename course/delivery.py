"""Lessons and exercises copied into a folder of the learner's.

Work is never overwritten. A hidden manifest remembers every version handed out, so a file the learner has not touched
is brought up to date in place, and a touched one is left alone with the new version laid beside it.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, NamedTuple

from course.catalog import ROOT, content
from course.texts import Words

HOME = {"en": "partnership-course", "pl": "kurs-partnerstwa"}
HIDDEN = ".partnership"
FORMAT = 1

Outcome = Literal["fresh", "updated", "same", "kept", "beside"]


class LearnError(Exception):
    """The course cannot be laid out; the message is one sentence in the learner's language."""


class Version(NamedTuple):
    """One version of a file: the SHA-256 of its bytes, and that of a learner's work in it.

    Work is what cells say. Outputs and metadata are not: JupyterLab changes those as soon as a notebook is opened.
    """

    file: str
    work: str


@dataclass(frozen=True, slots=True)
class Delivery:
    """What happened to one file: ``copy`` is where the new version lies when ``outcome`` is ``beside``."""

    file: str
    outcome: Outcome
    copy: str = ""


def default_folder(language: str) -> Path:
    """Return the folder used when the learner names none, a different one for each language."""
    return Path.home() / HOME[language]


def lessons(language: str, source: Path | None = None) -> dict[str, Path]:
    """Return the course's files by the name they get in the learner's folder."""
    source = source or content()
    found = {path.name: path for path in sorted((source / "notebooks" / language).glob("*.ipynb"))}
    released = source / "exercises" / language
    for path in sorted(released.glob("*/*.ipynb")):
        found[f"exercises/{path.relative_to(released).as_posix()}"] = path
    return found


def deliver(folder: Path, language: str, source: Path | None = None) -> list[Delivery]:
    """Lay the course out in ``folder`` and return what happened to each file.

    Raises
    ------
    LearnError
        If the folder cannot be used, or is full, or its manifest cannot be read; nothing of the learner's is lost.
    """
    words = Words("command", language)
    folder = folder.expanduser().absolute()
    course = lessons(language, source)
    if not course:
        raise LearnError(words("learn.error.nothing"))
    _refuse(folder, words)
    handed_out = _remembered(folder, language, words)
    done = []
    for name, path in course.items():
        with told(words, path, "unreadable"):
            fresh = path.read_bytes()
        with told(words, folder / name, "unwritable"):
            done.append(_lay(folder, name, fresh, handed_out.setdefault(name, []), words("learn.file.beside")))
    manifest = {"format": FORMAT, "language": language, "files": handed_out}
    with told(words, folder / HIDDEN, "unwritable"):
        replace(folder / HIDDEN / "manifest.json", json.dumps(manifest, indent=1, sort_keys=True).encode() + b"\n")
    return done


def _lay(folder: Path, name: str, fresh: bytes, versions: list[Version], word: str) -> Delivery:
    """Write one file where that loses nothing; ``versions`` are those handed out so far, newest last."""
    target = folder / name
    new = version(fresh)
    current = version(target.read_bytes()) if target.exists() else None
    known = new in versions[-1:]
    if not known:
        versions[:] = [old for old in versions if old != new] + [new]
    if current == new:
        return Delivery(name, "same")
    if current is None:
        replace(target, fresh)
        return Delivery(name, "fresh")
    if known and (current.work == new.work or not _untouched(current, versions)):
        return Delivery(name, "kept")
    if _untouched(current, versions):
        replace(target, fresh)
        return Delivery(name, "updated")
    beside = _free(target, word, versions)
    replace(beside, fresh)
    return Delivery(name, "beside", beside.relative_to(folder).as_posix())


def _untouched(current: Version, versions: list[Version]) -> bool:
    return current.work in {old.work for old in versions}


def _free(target: Path, word: str, versions: list[Version]) -> Path:
    """Return a name beside ``target`` that is unused or holds an untouched older version."""
    count = 1
    while True:
        tail = word if count == 1 else f"{word}-{count}"
        beside = target.with_name(f"{target.stem}.{tail}{target.suffix}")
        if not beside.exists() or _untouched(version(beside.read_bytes()), versions):
            return beside
        count += 1


def _refuse(folder: Path, words: Words) -> None:
    """Refuse a file, and a folder that is or lies in a copy of the course's own repository."""
    if folder.exists() and not folder.is_dir():
        raise LearnError(words("learn.error.not_folder", folder=folder))
    real = folder.resolve()
    within = content() == ROOT and real.is_relative_to(ROOT)
    if within or any((up / "course" / "catalog.toml").is_file() for up in (real, *real.parents)):
        raise LearnError(words("learn.error.repository", folder=folder))


def _remembered(folder: Path, language: str, words: Words) -> dict[str, list[Version]]:
    """Return the versions handed out before, by file; empty in a new folder."""
    path = folder / HIDDEN / "manifest.json"
    if not path.exists():
        return {}
    try:
        with told(words, path, "unreadable"):
            manifest: Any = json.loads(path.read_bytes())
        number, spoken, handed_out = manifest["format"], manifest["language"], manifest["files"]
        if isinstance(number, int) and number > FORMAT:
            raise LearnError(words("learn.error.newer", folder=folder))
        remembered = {name: [Version(*pair) for pair in pairs] for name, pairs in handed_out.items()}
        hashes = [one for versions in remembered.values() for pair in versions for one in pair]
        if number != FORMAT or not all(isinstance(one, str) and len(one) == 64 for one in hashes):
            raise ValueError(path)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise LearnError(words("learn.error.manifest", file=path)) from error
    if spoken != language:
        raise LearnError(words("learn.error.language", folder=folder))
    return remembered


@contextmanager
def told(words: Words, path: Path, reason: str) -> Iterator[None]:
    """Turn a failure of the disk into one sentence."""
    try:
        yield
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        sentence = words("learn.error.full") if full else words(f"learn.error.{reason}", path=error.filename or path)
        raise LearnError(sentence) from error


def replace(path: Path, data: bytes) -> None:
    """Write ``data`` to ``path`` whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        with part.open("wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)


def version(data: bytes) -> Version:
    """Return what identifies a file and the work in it; a file that is no notebook is all work."""
    file = hashlib.sha256(data).hexdigest()
    try:
        cells = json.loads(data)["cells"]
        work = [[cell["cell_type"], "".join(cell["source"]), cell.get("attachments") or {}] for cell in cells]
    except (ValueError, KeyError, TypeError):
        return Version(file, file)
    return Version(file, hashlib.sha256(json.dumps(work, sort_keys=True).encode()).hexdigest())
