"""Works marked: how long one takes, from what was handed in to the gradebook, as ``partnership grade run`` marks it."""

from __future__ import annotations

import shutil
import time
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from course.doctor.trial import Measured, Prepared

EXERCISE = "synergy"
WORKS = 3  # the first one is slower than all that come after it, and does not count


def prepared(stack: ExitStack) -> Prepared:
    """Enter an exercise in a gradebook that ends with the trial, and let it be handed in with the published answers.

    Returns
    -------
    dict
        Empty.
    callable
        Marks the works one after another, in the sandbox where there is one, and returns ``seconds`` for each,
        ``workers``, how many are marked at a time on this computer, and ``isolated``, 1 in the sandbox.

    Raises
    ------
    GradingError
        If grading is not installed, or nbgrader does not take the exercise.
    """
    from course.grading.autograde import graded
    from course.grading.place import GradingError, opened
    from course.grading.run import entered, workers
    from course.grading.sandbox import Limits, bubblewrap

    folder = stack.enter_context(TemporaryDirectory(prefix="partnership-doctor-", ignore_cleanup_errors=True))
    place = replace(opened(languages=["en"])[0], folder=Path(folder).resolve() / "en")
    limits, isolated = Limits(), True
    try:
        bubblewrap()
    except GradingError:
        isolated = False
    learners = [f"learner-{number}" for number in range(WORKS)]
    for learner in learners:
        (place.submitted / learner / EXERCISE).mkdir(parents=True)
        shutil.copy(place.source(EXERCISE), place.submitted / learner / EXERCISE)
    entered(place, EXERCISE)

    def timed(learner: str) -> float:
        begun = time.monotonic()
        graded(place, EXERCISE, learner, limits, isolated)
        return time.monotonic() - begun

    timed(learners[0])

    def measure() -> Measured:
        seconds = median(map(timed, learners[1:]))
        return {"seconds": seconds, "workers": workers(limits), "isolated": float(isolated)}

    return {}, measure
