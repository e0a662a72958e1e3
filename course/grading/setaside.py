"""Files that are kept but are nobody's work, and files written whole or not at all."""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path

from course.grading.place import GradingError, Place

FOLDER = "set-aside"
NAME = 80  # letters: three bytes each still make a file's name


def keep_unplaced(grading: Path, name: str, content: bytes) -> Path:
    """Keep a file that could not be placed, and return where; the same file again is not kept twice."""
    short = re.sub(r"[^\w.@+ -]", "_", name)[-NAME:]
    return _kept(grading / FOLDER / "unplaced" / f"{_mark(content)}-{short}", content)


def keep_version(place: Place, learner: str, slug: str, content: bytes) -> Path:
    """Keep a version of somebody's work that another one stands before, and return where."""
    folder = place.folder.parent / FOLDER / "versions" / place.language / learner / slug
    return _kept(folder / f"{_mark(content)}.ipynb", content)


def write(path: Path, content: bytes) -> None:
    """Write a file whole or not at all.

    Raises
    ------
    GradingError
        If the folder or the disk does not take it.
    """
    draft = path.with_name(f".{path.name}.draft")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft.write_bytes(content)
        os.replace(draft, path)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise GradingError("collect:cannot_write", path=path) from error


def _mark(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:12]


def _kept(path: Path, content: bytes) -> Path:
    if not path.is_file():
        write(path, content)
    return path
