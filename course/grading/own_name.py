"""Whose numbers a work is marked by, where everybody has numbers of their own."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from course.grading.record import Note
from course.own_numbers import plain

SHOWN = 60  # characters of a name in a note


class OwnName:
    """The name that a learner's numbers are drawn from.

    A name that is nobody's in the class is most likely a slip, and the learner's numbers are those of the slip: a
    person looks at it. Another learner's name most likely came with that learner's work: the numbers are then those
    of whoever handed in.

    Parameters
    ----------
    learner : str
        Whose work it is.
    class_list : iterable of str
        All who handed in.
    """

    def __init__(self, learner: str, class_list: Iterable[str]) -> None:
        self.learner = learner
        self._others = {plain(other) for other in class_list} - {plain(learner)}
        self.doubt: Note | None = None

    def of(self, written: Any) -> str:
        """Return the name to draw from, and note a doubt, for what stands in the notebook under ``me``."""
        name = plain(written) if isinstance(written, str) else ""
        if not name or name == plain(self.learner):
            return self.learner
        if name in self._others:
            self.doubt = Note("own_another")
            return self.learner
        self.doubt = Note("own_name", values={"name": name[:SHOWN]})
        return name
