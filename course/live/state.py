"""What a room consists of: its seats, its activities and the free texts people have sent. No rule is here."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

SHOWN, WAITING, REMOVED = "shown", "waiting", "removed"


@dataclass(slots=True)
class Seat:
    """One person in the room.

    Attributes
    ----------
    id, nickname, sector, language, token_hash : str
        ``sector`` is ``public``, ``civic``, ``business`` or ``none``.
    paper : bool
        Whether the trainer answers for this person.
    group : int or None
        Counted from 0; None before the room is dealt.
    out : str or None
        ``left``, ``kicked`` or ``banned``; None while the person is in the room.
    """

    id: str
    nickname: str = ""
    sector: str = "none"
    language: str = "en"
    token_hash: str = ""
    paper: bool = False
    group: int | None = None
    out: str | None = None


@dataclass(slots=True)
class Activity:
    """One activity of the workshop, from the moment its block began.

    Attributes
    ----------
    id : str
        ``b2`` for that of the block with index 2, ``s2.ranking`` for the spare opened in it.
    spec : dict
        As the script has it: kind, ask, help, rounds, config.
    open, revealed : bool
        Whether it takes answers, and whether everybody sees the results.
    round : int
        1 or 2.
    version : int
        Rises with everything that its results are made of.
    answers : dict
        Round -> seat -> value.
    """

    id: str
    spec: dict[str, Any]
    open: bool = False
    revealed: bool = False
    round: int = 1
    version: int = 0
    answers: dict[int, dict[str, dict[str, Any]]] = field(default_factory=lambda: {1: {}, 2: {}})

    @property
    def kind(self) -> str:
        """One of ``course.live.activities.KINDS``."""
        return self.spec["kind"]

    @property
    def config(self) -> dict[str, Any]:
        """The settings of its kind."""
        return self.spec.get("config") or {}

    @property
    def rounds(self) -> int:
        """How many rounds it may have."""
        return self.spec.get("rounds", 1)

    @property
    def now(self) -> dict[str, dict[str, Any]]:
        """The answers of the present round, by seat."""
        return self.answers[self.round]

    def seats(self) -> set[str]:
        """Return the seats that have answered in any round."""
        return set(self.answers[1]) | set(self.answers[2])


@dataclass(slots=True)
class Item:
    """A free text other than a card: a reason, a promise or a nickname.

    Attributes
    ----------
    id, kind, seat, text : str
        ``kind`` is ``reason``, ``commitment`` or ``nickname``.
    state : str
        ``shown``, ``waiting`` for the trainer, or ``removed``.
    activity : str
        Id of its activity; empty for a nickname.
    round : int
    """

    id: str
    kind: str
    seat: str
    text: str
    state: str = SHOWN
    activity: str = ""
    round: int = 1
