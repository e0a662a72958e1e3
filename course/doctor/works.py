"""Works marked: what one takes where as many are marked at a time as ``partnership grade run`` marks."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from course.doctor.trial import Measured

if TYPE_CHECKING:
    from course.grading.place import Place

EXERCISE = "synergy"
ROUNDS = 2  # works for each that is marked at a time


def prepared(stack: ExitStack) -> Callable[[], Measured]:
    """Enter an exercise in a gradebook that ends with the trial, and mark the first works.

    Returns
    -------
    callable
        Marks more works, in the sandbox where there is one, and returns ``seconds`` for each, ``workers``, how many are
        marked at a time, and ``isolated``, 1 in the sandbox.

    Raises
    ------
    GradingError
        If grading is not installed, or nbgrader does not take the exercise.
    """
    from course.grading.place import GradingError, opened
    from course.grading.run import entered, workers
    from course.grading.sandbox import Limits, bubblewrap

    folder = stack.enter_context(TemporaryDirectory(prefix="partnership-doctor-", ignore_cleanup_errors=True))
    place = replace(opened(languages=["en"])[0], folder=Path(folder).resolve() / "en")
    isolated, count = True, workers(Limits())
    try:
        bubblewrap()
    except GradingError:
        isolated = False
    entered(place, EXERCISE)
    _marked(place, range(count), isolated)  # the first ones wait until nbgrader has been read

    def measure() -> Measured:
        seconds = _marked(place, range(count, (1 + ROUNDS) * count), isolated)
        return {"seconds": seconds / ROUNDS / count, "workers": count, "isolated": float(isolated)}

    return measure


def _marked(place: Place, learners: Iterable[int], isolated: bool) -> float:
    """Let learners hand the published answers in, and return the seconds until all are marked."""
    from course.grading.run import run, tasks

    for number in learners:
        target = place.submitted / f"learner-{number}" / EXERCISE
        target.mkdir(parents=True)
        shutil.copy(place.source(EXERCISE), target)
    wanted, _ = tasks([place], [EXERCISE])
    begun = time.monotonic()
    if any(outcome.record is None for outcome in run(wanted, isolated=isolated)):
        raise RuntimeError("a work was not marked")
    return time.monotonic() - begun
