"""One line of what the doctor finds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from course.texts import Words


class State(StrEnum):
    """How a thing is: in order, a remark, worth a look, or to be mended before a workshop."""

    OK = "ok"
    NOTE = "note"
    LOOK = "look"
    MEND = "mend"


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found, and what mends it.

    Attributes
    ----------
    state : State
    text : str
        One sentence.
    mend : str
        What to do, one sentence; empty where nothing is to be done or a command says it all.
    line : str
        A command to paste; empty where there is none.
    """

    state: State
    text: str
    mend: str = ""
    line: str = ""


Check = Callable[[Words], Iterator[Finding]]
