"""What a cell of an exercise is to a learner's page, and what the page is made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup

from course.grading.feedback_marks import Given


@dataclass
class Part:
    """Something in a task; ``kind`` is heading, text (the task's own), note, code, writing, check or more."""

    kind: str
    html: Markup = field(default_factory=Markup)
    values: dict[str, Any] = field(default_factory=dict)


@dataclass
class Task:
    """A task with its parts."""

    title: Markup
    parts: list[Part] = field(default_factory=list)
    got: float = 0.0
    possible: float = 0.0
    waiting: float = 0.0
    checks: int = 0


def grade_id(cell: Any) -> str:
    """Return the id under which nbgrader knows the cell; empty where it does not."""
    marks = cell.metadata.get("nbgrader", {})
    return str(marks.get("grade_id", "")) if isinstance(marks, Mapping) else ""


def whole(value: float) -> int | float:
    """Return a number by which a plural form can be chosen: 3 rather than 3.0."""
    return int(value) if float(value).is_integer() else float(value)


def kind_of(cell: Any) -> str:
    """Return ``answer``, ``tests``, ``manual`` or ``readonly``; empty for a cell without marks."""
    if not grade_id(cell):
        return ""
    marks = cell.metadata["nbgrader"]
    grade, solution = bool(marks.get("grade")), bool(marks.get("solution"))
    if grade:
        return "manual" if solution else "tests"
    return "answer" if solution else "readonly"


def unchanged(work: Any, release: Any) -> bool:
    """Return whether a cell still holds what the learner was given in it."""
    return work.source.split() == release.source.split()


def state_of(said: str, given: Given) -> str:
    """Return how a check is shown: its points decide, since a person may have changed them."""
    if given.score is None:
        return "by_hand"
    if given.score >= given.possible:
        return "passed"
    if given.score > 0:
        return "part"
    return said if said in ("stopped", "crashed") else "failed"


def added(release: Sequence[Any], graded: Sequence[Any]) -> dict[str, list[str]]:
    """Return the code cells that the learner added, by the marked cell they stand below."""
    known = {cell.get("id") for cell in release}
    above, found = "", {}
    for cell in graded:
        if name := grade_id(cell):
            above = name
        elif cell.cell_type == "code" and cell.source.strip() and cell.get("id", "") not in known:
            found.setdefault(above, []).append(cell.source)
    return found
