"""An exercise made ready for a class: entered in the gradebook, tried out, and laid where learners find it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbgrader import utils

from course.grading.autograde import Job, SafeExecute
from course.grading.own_name import OwnName
from course.grading.place import GradingError, Place
from course.grading.run import entered
from course.grading.sandbox import Limits, bubblewrap


@dataclass(frozen=True)
class Released:
    """An exercise that is ready.

    Parameters
    ----------
    file : Path
        What learners get.
    points : float
        What the computer can give; ``by_hand`` is what a person gives.
    in_exchange : bool
        Whether nbgrader's exchange has it, too.
    """

    slug: str
    language: str
    file: Path
    points: float
    by_hand: float
    in_exchange: bool


def release(
    places: list[Place], slugs: list[str], isolated: bool = True, exchange: bool = False, limits: Limits | None = None
) -> Iterator[Released]:
    """Make exercises ready, one after another.

    Each is tried out before anybody gets it: the published answers must earn all the computer's points, and the
    untouched exercise none.

    Parameters
    ----------
    exchange : bool
        Whether to put it into nbgrader's exchange, too.

    Raises
    ------
    GradingError
        If there is no such exercise, it does not mark its own answers right, or the exchange does not take it.
    """
    if isolated:
        bubblewrap()
    for place in places:
        for slug in slugs:
            if not place.source(slug).is_file():
                raise GradingError("run:no_exercise", slug=slug)
    for place in places:
        for slug in slugs:
            points, by_hand = tried(place, slug, limits or Limits(), isolated)
            entered(place, slug)
            if exchange:
                _exchange(place, slug)
            yield Released(slug, place.language, place.release(slug), points, by_hand, exchange)


def tried(place: Place, slug: str, limits: Limits, isolated: bool) -> tuple[float, float]:
    """Return the points the computer and a person can give, once the answers earn all and the release none.

    Raises
    ------
    GradingError
        If they do not.
    """
    answers = nbformat.read(place.source(slug), as_version=4)
    untouched = nbformat.read(place.source(slug), as_version=4)
    stubs = {cell.id: cell.source for cell in nbformat.read(place.release(slug), as_version=4).cells}
    for cell in untouched.cells:
        if utils.is_solution(cell):
            cell.source = stubs[cell.id]
    worth = {
        cell.metadata.nbgrader.grade_id: (float(cell.metadata.nbgrader.points), utils.is_solution(cell))
        for cell in answers.cells
        if utils.is_grade(cell)
    }
    full = sum(points for points, by_hand in worth.values() if not by_hand)
    for notebook, wanted in ((answers, full), (untouched, 0.0)):
        job = Job(place.language, OwnName("trial", ()), limits, isolated)
        SafeExecute.job = job
        SafeExecute().preprocess(notebook, {})
        for name, done in job.checked.items():
            if done.points != (worth[name][0] if wanted else 0.0):
                key = "run:answers_fail" if wanted else "run:release_earns"
                raise GradingError(key, slug=slug, cell=name, said=done.mark.said)
    return full, sum(points for points, by_hand in worth.values() if by_hand)


def _exchange(place: Place, slug: str) -> None:
    from nbgrader.apps import NbGraderAPI

    done = NbGraderAPI(config=place.config()).release_assignment(slug)
    if not done["success"]:
        reason = str(done.get("log") or done.get("error") or "?").strip().splitlines()[-1]
        raise GradingError("run:no_exchange", slug=slug, reason=re.sub(r"^\[\w+\] ", "", reason))
