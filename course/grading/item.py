"""A file of what was handed in, before anybody knows what it is, and why one is not taken."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from course.texts import Words

NOTEBOOK = re.compile(r".*\.ipynb\b[^/]*", re.IGNORECASE)  # "x.ipynb.txt" and "x.ipynb (1)", too
OTHER_ARCHIVES = (".rar", ".7z", ".tar", ".gz", ".tgz", ".bz2", ".xz")


class RefusedError(Exception):
    """A file that is not taken; ``key`` says why in ``grading_collect.toml``."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key)
        self.key, self.values = key, values


@dataclass(frozen=True)
class Unplaced:
    """A file that became nobody's work, and why.

    Parameters
    ----------
    file : str
        Its place in the source.
    key : str
        The sentence in ``grading_collect.toml``, under ``why``.
    values : dict
        What is filled into the sentence.
    kept : Path, optional
        Where its copy lies in the set-aside folder.
    """

    file: str
    key: str
    values: Mapping[str, Any] = field(default_factory=dict)
    kept: Path | None = None

    def why(self, language: str) -> str:
        """Return the sentence in the language."""
        return Words("grading_collect", language)(f"why.{self.key}", **self.values)


@dataclass(frozen=True)
class Item:
    """A file of the source.

    Parameters
    ----------
    name : str
        Its place in the source; a zip on the way counts as a folder.
    read : callable
        Returns its bytes; raises `RefusedError` where they cannot be had.
    changed : datetime or None
        When it was last changed, UTC.
    packed : datetime or None
        The time of the outermost zip's file it comes from, UTC: in Moodle's download, when it was handed in.
    owner : int
        The number of the account it belongs to; -1 in a zip.
    size : int
        Bytes, where it is a notebook.
    """

    name: str
    read: Callable[[], bytes]
    changed: datetime | None = None
    packed: datetime | None = None
    owner: int = -1
    size: int = 0

    @property
    def notebook(self) -> bool:
        """Whether the name is a notebook's, however many endings were hung on it."""
        return bool(NOTEBOOK.fullmatch(self.name.rsplit("/", 1)[-1]))
