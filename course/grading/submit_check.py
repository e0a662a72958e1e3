"""A learner's own look at an exercise before it is handed in: what holds, what is missing, what can be mended."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat

from course import catalog
from course.grading.execute import executed
from course.grading.item import RefusedError
from course.grading.place import GradingError
from course.grading.record import Mark, Note
from course.grading.repair import repaired
from course.grading.session import Session
from course.grading.setaside import write
from course.grading.which import notebook, signs, which
from course.texts import Words

LATER = "check.later("  # a check whose other half is with the person who marks


@dataclass
class Look:
    """What a look at an exercise found.

    Parameters
    ----------
    file : Path
    slug, language : str
        Which exercise it is.
    marks : dict of (Mark, float, float)
        By check that can be tried now: how it ended, its points, and what it is worth.
    later : list of str
        The checks that run only when the work is marked.
    empty : list of str
        Texts for a person to mark that nobody has written yet.
    repairs, doubts : list of Note
    mended : NotebookNode
        The notebook as it should be handed in.
    """

    file: Path
    slug: str
    language: str
    marks: dict[str, tuple[Mark, float, float]] = field(default_factory=dict)
    later: list[str] = field(default_factory=list)
    empty: list[str] = field(default_factory=list)
    repairs: list[Note] = field(default_factory=list)
    doubts: list[Note] = field(default_factory=list)
    mended: Any = None

    @property
    def ready(self) -> bool:
        """Whether every check holds and nothing needs mending."""
        held = all(mark.state == "passed" for mark, _, _ in self.marks.values())
        return held and not (self.empty or self.repairs or self.doubts)


def look(file: Path, root: Path | None = None) -> Look:
    """Run the exercise's visible checks on a notebook; the file stays as it is.

    Parameters
    ----------
    file : Path
        The learner's notebook, under any name.
    root : Path, optional
        The folder with ``exercises``; by default the course's own.

    Raises
    ------
    GradingError
        If the file cannot be read or is no exercise of the course.
    """
    root = root or catalog.content()
    try:
        content = file.read_bytes()
    except OSError as error:
        raise GradingError("submit:missing", file=file) from error
    try:
        read, content = notebook(content)
        found = which(read, signs(root), file.name)
    except RefusedError as error:
        raise GradingError(f"collect:why.{error.key}", **error.values) from error
    try:
        work = nbformat.reads(content.decode("utf-8"), as_version=4)
    except Exception as error:
        raise GradingError("submit:damaged", file=file) from error
    path = root / "exercises" / found.language / found.slug / f"{found.slug}.ipynb"
    release = nbformat.read(path, as_version=4)
    mended, repairs, doubts = repaired(work, release)
    seen = Look(file, found.slug, found.language, repairs=repairs, doubts=doubts, mended=mended)
    session = Session(found.language, isolated=False)
    try:
        tried = deepcopy(mended)
        checks = {_id(cell): cell for cell in tried.cells}
        for name, done in executed(tried, session).items():
            if LATER in checks[name].source and done.mark.state == "passed":
                seen.later.append(name)
            else:
                seen.marks[name] = (done.mark, done.points or 0.0, float(checks[name].metadata.nbgrader.points))
    finally:
        session.close()
    stubs = {_id(cell): cell.source for cell in release.cells if _by_hand(cell)}
    seen.empty = [
        _id(cell) for cell in mended.cells if _by_hand(cell) and cell.source.strip() in ("", stubs[_id(cell)])
    ]
    return seen


def mend(seen: Look) -> Path:
    """Write the mended notebook over the learner's file, which is kept beside it, and return where it is kept."""
    kept = seen.file.with_suffix(".before-repair.ipynb")
    number = 1
    while kept.exists():
        number += 1
        kept = seen.file.with_suffix(f".before-repair-{number}.ipynb")
    write(kept, seen.file.read_bytes())
    write(seen.file, nbformat.writes(seen.mended).encode("utf-8"))
    return kept


def lines(seen: Look, language: str) -> Iterator[str]:
    """Give what is said on the command line, in the exercise's own language where it speaks of tasks."""
    say, own = Words("grading_submit", language), Words("grading_repair", language)
    earned = sum(points for _, points, _ in seen.marks.values())
    worth = sum(worth for _, _, worth in seen.marks.values())
    yield say("title", slug=seen.slug, points=earned, worth=worth)
    for name, (mark, points, worth) in seen.marks.items():
        sign = "✓" if mark.state == "passed" else "·" if mark.state == "part" else "✗"
        why = "" if mark.state == "passed" else f": {mark.said or say('no_word')}"
        yield f"{sign} {name} ({say('of', points=points, worth=worth)}){why}"
    for name in seen.later:
        yield say("later", cell=name)
    for name in seen.empty:
        yield say("empty", cell=name)
    for kind, notes in (("repair", seen.repairs), ("doubt", seen.doubts)):
        for note in notes:
            yield own(f"{kind}.{note.kind}", **{"cell": note.cell, **note.values})
    if seen.repairs:
        yield say("mend", file=seen.file)
    yield say("ready" if seen.ready else "not_ready")
    yield say("saved")


def _id(cell: Any) -> str:
    return str(cell.metadata.get("nbgrader", {}).get("grade_id", ""))


def _by_hand(cell: Any) -> bool:
    marks = cell.metadata.get("nbgrader", {})
    return bool(marks.get("grade") and marks.get("solution"))
