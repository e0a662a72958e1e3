"""Checks run outside the sandbox, on what the learner's program gives: no learner's code can reach them.

A cell of checks is the instructor's. The names it uses are the learner's values, brought over as plain data; the
functions among them are asked for inside. So a program that rewrites ``course.checks``, or prints what a check would
print, changes nothing.
"""

from __future__ import annotations

import ast
import builtins
import io
import re
import signal
import sys
import textwrap
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout, suppress
from dataclasses import dataclass
from typing import Any

from course.grading.own_name import OwnName
from course.grading.record import Mark
from course.grading.session import LostError, Session, stopped
from course.grading.values import Function, packed, unpacked

NAME = re.compile(r"[^\W\d]\w*")
SAID = 1500  # characters of a check's sentence: it may repeat what the learner's function gave
CHECK_TIME = 5.0  # seconds a check may work on its own, beside what the learner's functions take


@dataclass(frozen=True)
class Checked:
    """What came of a cell of checks: its outputs as a notebook keeps them, its points, and how it ended.

    Parameters
    ----------
    points : float or None
        None where a person has to decide.
    """

    outputs: list[dict[str, Any]]
    points: float | None
    mark: Mark


class Asked:
    """A function of the learner's, seen by a check: calling it asks the learner's program."""

    def __init__(self, name: str, session: Session) -> None:
        self.__name__ = name
        self._session = session
        self.borrowed: list[str] = []

    def __call__(self, *arguments: Any, **keywords: Any) -> Any:
        """Return what the learner's function gives for plain data, or raise what it raises."""
        given, named = [_given(item) for item in arguments], {name: _given(item) for name, item in keywords.items()}
        with _paused():
            answer = self._session.call(self.__name__, given, named)
        if answer.get("models"):
            self.borrowed.append(self.__name__)
        if isinstance(answer.get("printed"), str):
            sys.stdout.write(answer["printed"])
        if "raised" in answer:
            name, text = answer["raised"]
            raise _error(str(name), str(text))
        return unpacked(answer.get("value"))


def checked(
    source: str,
    points: float,
    session: Session,
    carried: dict[str, Any],
    names: set[str],
    name: OwnName | None = None,
) -> Checked:
    """Run a cell of checks.

    Parameters
    ----------
    source : str
        The cell, the instructor's own, with its hidden part.
    points : float
        What it is worth.
    session : Session
        The learner's program, where all cells above have run.
    carried : dict
        What earlier cells of checks left for later ones; changed in place.
    names : set of str
        Further names that checks may ask for, such as ``language``.
    name : OwnName, optional
        Whose numbers count, where the exercise draws them.
    """
    said, words = io.StringIO(), session.words
    value: Any = None
    try:
        with session.copy(), _limited(), _heard(said):
            wanted = sorted({name for name in NAME.findall(source) if not hasattr(builtins, name)} | names)
            answers = {
                name: Asked(name, session) if isinstance(item, Function) else item
                for name, item in ((name, unpacked(kept)) for name, kept in session.look(wanted).items())
            }
            if name:
                answers["me"] = name.of(answers.get("me"))
            space = {"__name__": "__main__", **carried, **answers}
            value = _run(source, space)
            carried.update({name: item for name, item in space.items() if name not in answers and name[0] != "_"})
    except LostError as lost:
        sentence = words(f"check.{lost.why}", seconds=f"{session.limits.cell:g}")
        state = "crashed" if lost.why == "ended" else "stopped"
        return Checked([*_stream(said), stopped(sentence)], 0.0, Mark(state, sentence))
    except _SlowError:
        sentence = words("check.slow")
        return Checked([*_stream(said), stopped(sentence)], 0.0, Mark("stopped", sentence))
    except Exception as error:  # noqa: BLE001 - whatever a check raises is its verdict
        output = _shown(error)
        return Checked([*_stream(said), output], 0.0, Mark("failed", output["evalue"]))
    outputs = _stream(said)
    text = said.getvalue().strip()
    if value is None:
        return Checked(outputs, points, Mark("passed", text))
    outputs.append(
        {"output_type": "execute_result", "data": {"text/plain": repr(value)}, "metadata": {}, "execution_count": None}
    )
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= points:
        return Checked(outputs, None, Mark("by_hand", text))
    return Checked(outputs, float(value), Mark("passed" if value == points else "part" if value else "failed", text))


def _run(source: str, space: dict[str, Any]) -> Any:
    """Run the source and return the value of its last expression, as a notebook would show it."""
    tree = ast.parse(source)
    last = tree.body[-1] if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    tree.body = tree.body[:-1] if last else tree.body
    exec(compile(tree, "<check>", "exec"), space)
    if not isinstance(last, ast.Expr) or source.rstrip().endswith(";"):
        return None
    return eval(compile(ast.Expression(last.value), "<check>", "eval"), space)


def _given(value: Any) -> dict[str, Any]:
    if isinstance(value, Asked):
        return {"name": value.__name__}
    kept = packed(value)
    if isinstance(kept, list) and kept[:1] == ["opaque"]:
        raise TypeError(f"a check can give plain data to a learner's function, not {type(value).__name__}")
    return {"value": kept}


def _error(name: str, text: str) -> BaseException:
    """Return an exception of the learner's, as like the original as an exception can be that is only told of."""
    if name == "TooLong":
        return LostError("late")
    known = getattr(builtins, name, None)
    kind = known if isinstance(known, type) and issubclass(known, Exception) else type(name, (Exception,), {})
    with suppress(Exception):
        return kind(text)
    return type(name, (Exception,), {})(text)


def _stream(said: io.StringIO) -> list[dict[str, Any]]:
    return [{"output_type": "stream", "name": "stdout", "text": said.getvalue()}] if said.getvalue() else []


def _shown(error: Exception) -> dict[str, Any]:
    """Return the error as the notebook shows it: a check's own sentence alone, else the name and the text."""
    text = str(error)[:SAID]
    own = getattr(error, "_render_traceback_", None)
    lines: list[str] = own() if own else textwrap.wrap(f"{type(error).__name__}: {text}", 120)
    return {"output_type": "error", "ename": type(error).__name__, "evalue": text, "traceback": lines}


class _SlowError(BaseException):
    """A check works longer than a check should; no ``except Exception`` of the check holds it up."""


@contextmanager
def _heard(said: io.StringIO) -> Iterator[None]:
    """Keep what a check prints; what it warns of is for nobody, and costs nothing."""
    with redirect_stdout(said), redirect_stderr(io.StringIO()), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


@contextmanager
def _limited() -> Iterator[None]:
    """Give a check its time; where it has none (a thread, Windows), it goes without."""
    if not hasattr(signal, "setitimer"):
        yield
        return

    def late(*_: Any) -> None:
        raise _SlowError

    before: Any = signal.signal(signal.SIGALRM, late)
    signal.setitimer(signal.ITIMER_REAL, CHECK_TIME)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@contextmanager
def _paused() -> Iterator[None]:
    """Stop the check's clock while the learner's program works, which has a clock of its own."""
    left = signal.setitimer(signal.ITIMER_REAL, 0)[0] if hasattr(signal, "setitimer") else 0.0
    try:
        yield
    finally:
        if left:
            signal.setitimer(signal.ITIMER_REAL, left)
