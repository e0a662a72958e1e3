"""What the test cells of exercises call: one idea a check, answered in the learner's language.

A check that holds prints one short line; one that does not raises `CheckError`, of which a notebook shows the sentence
alone. Every method returns None, since nbgrader would take a cell's last value for points.
"""

from __future__ import annotations

import copy
import io
import logging
import os
import sys
import textwrap
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, redirect_stderr, redirect_stdout
from decimal import Decimal
from numbers import Real
from typing import Any, NoReturn

import numpy as np

from course.own_numbers import own_numbers
from course.texts import Words, known

TOLERANCE = 1e-9
MODELS = "course.models"
WIDTH = 80


class CheckError(AssertionError):
    """A check that does not hold; its message is one sentence for the learner."""

    def _render_traceback_(self) -> list[str]:
        """Tell IPython to show the sentence and no traceback, in lines that nbgrader's Validate does not cut off."""
        return textwrap.wrap(str(self), WIDTH)


class Check:
    """The checks of one exercise.

    Parameters
    ----------
    name : str
        The file of texts with the exercise's hints: a concept's slug.
    answers : mapping
        Where the learner's functions and values are looked up by name: the notebook's ``globals()``. Its ``language``
        is that of the messages; where a learner lost that cell, ``COURSE_LANGUAGE`` is, or English.

    Examples
    --------
    >>> check = Check("exercise", {"language": "en", "double": lambda number: 2 * number})
    >>> check.equal("double", (3,), 6, hint="check.later")
    ✓ double(3) gives 6.
    """

    def __init__(self, name: str, answers: Mapping[str, Any]) -> None:
        language = known(answers.get("language") or os.environ.get("COURSE_LANGUAGE"))
        self._name = name
        self._hints = Words(name, language)
        self._words = Words("exercise", language)
        self._answers = answers

    def equal(self, function: str, arguments: Sequence[Any], expected: Any, hint: str, hidden: bool = False) -> None:
        """Check that the learner's function gives ``expected``, to 1e-9.

        The function gets copies of the arguments, its warnings are ignored, and it may not call the course's models.

        Parameters
        ----------
        function : str
            The function's name.
        arguments : sequence
            What it is called with.
        expected : number, nested list of numbers, or any value compared with ``==``
            What it should give.
        hint : str
            Key of the exercise's text that says the idea in words.
        hidden : bool
            Whether messages keep the numbers to themselves, and what the function prints is dropped.

        Raises
        ------
        CheckError
            If the function is missing, fails, gives something else, or calls the course's models.
        """
        called = self._answer(function)
        if not callable(called):
            self._fail("not_function", name=function)
        call = function if hidden else f"{function}({', '.join(map(repr, arguments))})"
        given: Any = None
        with _watched() as models, _quiet(hidden):
            try:
                given = called(*copy.deepcopy(arguments))
                verdict = _verdict(given, expected)
            except NotImplementedError:
                verdict = "undone"
            except (Exception, SystemExit) as error:  # noqa: BLE001 - a learner's function may raise anything
                verdict = "raised"
                given = type(error).__name__ if hidden else f"{type(error).__name__}: {error}"
        if models or getattr(called, "borrowed", ()):  # a function asked for in another process tells it itself
            self._fail("model", name=function)
        if verdict == "right":
            self._say("right_hidden" if hidden else "right", call=call, expected=repr(expected))
            return
        if verdict == "wrong":
            verdict = "wrong_hidden" if hidden else verdict
            given = repr(np.asarray(given).tolist())
        elif verdict in ("number", "list"):
            given = type(given).__name__
        values = {"name": function, "call": call, "given": given, "expected": repr(expected)}
        self._fail(verdict, **values, size=str(np.size(expected)), hint=self._hints(hint))

    def need(self, condition: bool, hint: str, **values: object) -> None:
        """Check silently what has to hold before the idea itself is checked."""
        if not condition:
            raise CheckError(self._hints(hint, **values))

    def true(self, condition: bool, hint: str, **values: object) -> None:
        """Check that the condition holds; where it does not, say the text ``hint`` with ``values`` filled in."""
        self.need(condition, hint, **values)
        self._say("holds")

    def numbers(self, name: str, keys: Sequence[str]) -> dict[str, float]:
        """Return the learner's dictionary ``name`` with a finite number at each key.

        Raises
        ------
        CheckError
            If it is missing, not a dictionary, lacks a key, or holds something else than a number.
        """
        answer = self._answer(name)
        if not isinstance(answer, Mapping) or not set(keys) <= set(answer):
            self._fail("keys", name=name, keys=", ".join(f'"{key}"' for key in keys))
        found = {}
        for key in keys:
            number = _numbers(answer[key])
            if number is None or number.ndim or not np.isfinite(number):
                self._fail("value", name=name, entry=f'"{key}"')
            found[key] = float(number)
        return found

    def own(self) -> dict[str, int]:
        """Return the numbers drawn from the learner's identifier, by key of ``own_numbers.toml``, and say them.

        The identifier is what the notebook holds under ``me``; where that is empty, who is logged in on a server.

        Raises
        ------
        CheckError
            If there is no identifier.
        """
        written = self._answers.get("me")
        written = written if isinstance(written, str) and written.strip() else None
        name = written or os.environ.get("COURSE_LEARNER") or os.environ.get("JUPYTERHUB_USER") or ""
        if not name.strip():
            self._fail("no_name")
        found = own_numbers(self._name, name)
        self._say("own", name=name, numbers=", ".join(f"{key} = {value}" for key, value in found.items()))
        return found

    def later(self, function: str) -> None:
        """Say that the function will be tried on other numbers when the work is marked."""
        self._say("later", name=function)

    def _answer(self, name: str) -> Any:
        if name not in self._answers:
            self._fail("undefined", name=name)
        return self._answers[name]

    def _say(self, key: str, **values: object) -> None:
        print(self._words(f"check.{key}", **values))

    def _fail(self, key: str, **values: object) -> NoReturn:
        raise CheckError(self._words(f"check.{key}", **values)) from None


def _numbers(value: object) -> np.ndarray | None:
    """Return ``value`` as floats, or None where it is not a number or a regular list of numbers."""
    if isinstance(value, bool):
        return None
    try:
        array = np.asarray(value)
    except ValueError:  # lists of unequal lengths
        return None
    if array.dtype.kind == "O" and all(isinstance(item, Real | Decimal) for item in array.flat):
        return array.astype(float)
    return array.astype(float) if array.dtype.kind in "iuf" else None


def _verdict(given: Any, expected: Any) -> str:
    """Return ``right``, ``wrong`` or what is amiss with the kind of answer."""
    if given is None and expected is not None:
        return "nothing"
    wanted = _numbers(expected)
    if wanted is None:
        return "right" if bool(given == expected) else "wrong"
    numbers = _numbers(given)
    if numbers is None or numbers.shape != wanted.shape:
        return "list" if wanted.ndim else "number"
    if not np.isfinite(numbers).all() and np.isfinite(wanted).all():
        return "not_finite"
    return "right" if np.allclose(numbers, wanted, rtol=TOLERANCE, atol=TOLERANCE) else "wrong"


@contextmanager
def _watched() -> Iterator[list[str]]:
    """Collect the names of the course's model functions that are called meanwhile, under whatever name."""
    called: list[str] = []

    def look(frame: Any, event: str, _: Any) -> None:
        module = str(frame.f_globals.get("__name__"))
        if event == "call" and (module == MODELS or module.startswith(f"{MODELS}.")):
            called.append(frame.f_code.co_name)

    before = sys.getprofile()
    sys.setprofile(look)
    try:
        yield called
    finally:
        sys.setprofile(before)


@contextmanager
def _quiet(also_printing: bool) -> Iterator[None]:
    """Drop warnings, log lines and whatever goes to stderr: nbgrader gives no points to a cell that writes there."""
    disabled = logging.root.manager.disable
    with ExitStack() as stack:
        stack.enter_context(warnings.catch_warnings())
        stack.enter_context(redirect_stderr(io.StringIO()))
        if also_printing:
            stack.enter_context(redirect_stdout(io.StringIO()))
        stack.callback(logging.disable, disabled)
        warnings.simplefilter("ignore")
        logging.disable()
        yield
