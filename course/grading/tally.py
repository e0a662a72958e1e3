"""The marks of a whole class, both languages in one list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from course.grading.place import Learner, Place, roster
from course.grading.record import digest, read_record


@dataclass(frozen=True)
class Row:
    """What one learner has for one exercise.

    Parameters
    ----------
    learner : Learner
    slug, language : str
    state : str
        ``done``; ``waiting`` (a person has to mark, or to look once more); ``changed`` (handed in anew after it was
        marked); ``unmarked``.
    points : float or None
        Points less what lateness costs; None unless the state is ``done``.
    possible : float
    late : bool
    handed_in : datetime or None
    doubts : int
        How many things a person should look at.
    also, also_state : str
        The other language in which the learner handed in the same exercise, with fewer points or none yet, and the
        state of that work.
    """

    learner: Learner
    slug: str
    language: str
    state: str
    points: float | None
    possible: float
    late: bool = False
    handed_in: datetime | None = None
    doubts: int = 0
    also: str = ""
    also_state: str = ""


def works(places: Sequence[Place]) -> tuple[list[Row], dict[str, Learner]]:
    """Return a row for each piece of work, in the order of learners and exercises, and the class by id.

    The class is the list in ``learners.csv`` and whoever handed in without being on it.
    """
    people = dict(roster(places[0].folder.parent))
    order: dict[str, int] = {}
    rows: list[Row] = []
    for place in places:
        for slug in place.assignments():
            order.setdefault(slug, len(order))
        rows += _of(place, people)
    for row in rows:
        people.setdefault(row.learner.id, row.learner)
    names = sorted(people, key=lambda name: (people[name].last_name, people[name].first_name, name))
    spot = {name: number for number, name in enumerate(names)}
    rows.sort(key=lambda row: (spot[row.learner.id], order[row.slug]))
    return rows, {name: people[name] for name in names}


def tally(places: Sequence[Place]) -> tuple[list[Row], dict[str, Learner]]:
    """Return as `works` does, with one row for a learner and an exercise.

    Where a learner handed in the same exercise in both languages, the better one counts.
    """
    rows, people = works(places)
    best: dict[tuple[str, str], Row] = {}
    for row in rows:
        key = (row.learner.id, row.slug)
        other = best.get(key)
        if other is not None:
            first, second = sorted((other, row), key=lambda one: -1.0 if one.points is None else one.points)[::-1]
            row = replace(first, also=second.language, also_state=second.state)
        best[key] = row
    return list(best.values()), people


def _of(place: Place, people: dict[str, Learner]) -> list[Row]:
    slugs = place.assignments()
    if not slugs:
        return []
    with place.gradebook() as gradebook:
        marked = {
            (submission.student.id, submission.assignment.name): submission
            for slug in slugs
            if any(assignment.name == slug for assignment in gradebook.assignments)
            for submission in gradebook.assignment_submissions(slug)
        }
        rows = []
        for slug in slugs:
            for name in place.handed_in(slug):
                rows.append(_row(place, slug, people.get(name, Learner(name)), marked.get((name, slug))))
        return rows


def _row(place: Place, slug: str, learner: Learner, submission: Any) -> Row:
    record = read_record(place, slug, learner.id)
    graded = (place.autograded / learner.id / slug / f"{slug}.ipynb").is_file()
    if submission is None or not graded:
        return Row(learner, slug, place.language, "unmarked", None, 0.0)
    penalty = sum(one.late_submission_penalty or 0.0 for one in submission.notebooks)
    waiting = any(grade.needs_manual_grade for one in submission.notebooks for grade in one.grades)
    changed = record is not None and record.digest != digest(place.submitted / learner.id / slug)
    state = "changed" if changed else "waiting" if waiting else "done"
    points = max(0.0, float(submission.score) - penalty) if state == "done" else None
    return Row(
        learner,
        slug,
        place.language,
        state,
        points,
        float(submission.max_score),
        submission.total_seconds_late > 0,
        submission.timestamp,
        len(record.doubts) if record else 0,
    )
