"""What was done with one submission, kept as JSON beside the gradebook: nbgrader has no room for it."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from course.grading.place import Place

VERSION = 1


@dataclass(frozen=True)
class Note:
    """Something mended, or left for a person to look at.

    Parameters
    ----------
    kind : str
        A key of ``grading_repair.toml`` under ``repair`` or ``doubt``.
    cell : str
        The cell's grade_id; empty where it is about the whole notebook.
    values : dict
        What is filled into the sentence.
    """

    kind: str
    cell: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Mark:
    """How one cell of checks ended.

    Parameters
    ----------
    state : str
        ``passed``, ``part`` (a number of points below all), ``failed`` (a check did not hold), ``stopped`` (out of
        time), ``crashed`` (the learner's program ended), ``by_hand`` (its value says nothing: a person decides).
    said : str
        What the learner is told about it, in the learner's language.
    """

    state: str
    said: str = ""


@dataclass(frozen=True)
class Record:
    """One submission, graded.

    Parameters
    ----------
    digest : str
        SHA-256 of what was handed in: the same digest is not graded again.
    source : str
        SHA-256 of the notebook with the checks: where that has changed, the work is graded again.
    isolated : bool
        Whether the learner's program ran in the sandbox.
    """

    learner: str
    slug: str
    language: str
    digest: str
    source: str = ""
    repairs: list[Note] = field(default_factory=list)
    doubts: list[Note] = field(default_factory=list)
    cells: dict[str, Mark] = field(default_factory=dict)
    seconds: float = 0.0
    isolated: bool = True
    version: int = VERSION


def record_file(place: Place, slug: str, learner: str) -> Path:
    """Return where the record of a submission lies."""
    return place.records / slug / f"{learner}.json"


def read_record(place: Place, slug: str, learner: str) -> Record | None:
    """Return the record, or None where there is none that this version can read."""
    try:
        kept = json.loads(record_file(place, slug, learner).read_text(encoding="utf-8"))
        if kept["version"] != VERSION:
            return None
        for name in ("repairs", "doubts"):
            kept[name] = [Note(**note) for note in kept[name]]
        kept["cells"] = {name: Mark(**mark) for name, mark in kept["cells"].items()}
        return Record(**kept)
    except (OSError, ValueError, TypeError, KeyError):
        return None


def write_record(place: Place, record: Record) -> None:
    """Write the record whole or not at all, also where the machine stops in the middle."""
    path = record_file(place, record.slug, record.learner)
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".draft")
    draft.write_text(json.dumps(asdict(record), ensure_ascii=False, indent=1), encoding="utf-8")
    os.replace(draft, path)


def digest(folder: Path) -> str:
    """Return the SHA-256 of what was handed in: names and bytes of the regular files below ``folder``.

    Links are named but not followed.
    """
    total = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_dir() and not path.is_symlink():
            continue
        name = path.relative_to(folder).as_posix().encode()
        total.update(len(name).to_bytes(4, "big") + name)
        if path.is_symlink() or not path.is_file():
            total.update(b"link")
            continue
        content = path.read_bytes()
        total.update(len(content).to_bytes(8, "big") + content)
    return total.hexdigest()
