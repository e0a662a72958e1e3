"""What is started by others: the kernel, and the sandbox in which work is marked."""

from __future__ import annotations

from collections.abc import Iterator

from course.doctor.finding import Finding, State
from course.doctor.trial import Trial
from course.grading.place import GradingError, opened
from course.grading.sandbox import bubblewrap
from course.kernels.spec import fault, reinstalling
from course.kernels.warm import available
from course.texts import Words

PATIENCE = 60.0  # seconds a kernel gets


def kernels(words: Words, trial: Trial | None) -> Iterator[Finding]:
    """Say whether the kernel can be started, and whether the one that was tried out answers, and started quickly."""
    if wrong := fault():
        yield Finding(State.MEND, words(f"kernels.{wrong.key}", program=wrong.program), words("mend.line"), wrong.line)
        return
    quick = trial.found.get("forked") if trial and trial.ready(PATIENCE) and trial.found else None
    if quick is None:
        yield Finding(State.MEND, words("kernels.silent"), words("mend.line"), reinstalling("ipykernel"))
    elif quick:
        yield Finding(State.OK, words("kernels.quick"))
    elif available():
        yield Finding(State.LOOK, words("kernels.stock_here"), words("kernels.again"))
    else:
        yield Finding(State.OK, words("kernels.stock"))


def sandbox(words: Words) -> Iterator[Finding]:
    """Say whether work can be marked, and in the sandbox; a workshop needs neither."""
    try:
        opened()
        bubblewrap()
    except GradingError as error:
        if error.key == "place:no_nbgrader":
            yield Finding(State.NOTE, words("sandbox.absent"), words("sandbox.add"), "make grading")
        elif error.key == "place:no_course":
            yield Finding(State.NOTE, words("sandbox.no_clone"))
        elif error.key == "run:no_bubblewrap":
            line = "sudo apt-get install bubblewrap"
            yield Finding(State.LOOK, words("sandbox.no_bubblewrap"), words("mend.line"), line)
        else:
            yield Finding(State.LOOK, error.said(words.language))
    else:
        yield Finding(State.OK, words("sandbox.ok"))


def grading() -> bool:
    """Return whether grading is installed."""
    try:
        return bool(opened())
    except GradingError:
        return False
