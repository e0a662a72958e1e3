"""Slide 18: a bet, one's own partnership on a map of two axes, and the marks of a room."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

import numpy as np

from course.figures.position_matrix import Cloud, Move
from course.models.position_matrix import summary
from widgets._controls import Buttons, Column, Control, Slider, Table
from widgets._explorer import Explorer, Stacked
from widgets._question import Bet

PLACES = ("before_x", "before_y", "after_x", "after_y")
MOST = 12
# Ours, invented: where a partnership was and is.
MOVES = MappingProxyType(
    {"day_care": (0.5, 0.8, 0.7, -0.3), "river": (0.6, 0.7, 0.6, -0.7), "bakers": (-0.8, 0.2, -0.3, 0.6)}
)
# Ours, invented: three rooms with the same average and nothing else in common, and one too small to be shown.
_HALVES = {
    "together": ((-0.2, 0.1), (-0.1, -0.2), (-0.3, 0), (0, 0.3)),
    "camps": ((-0.8, -0.6), (-0.6, -0.8), (-0.7, -0.5), (-0.9, -0.7)),
    "scattered": ((-0.8, 0.7), (0.6, 0.8), (-0.3, 0.4), (0.9, 0.1)),
}
ROOMS = MappingProxyType(
    {name: (*half, *((-x, -y) for x, y in half)) for name, half in _HALVES.items()}
    | {"few": ((0.4, 0.2), (0.7, 0.5), (-0.6, -0.1), (0.2, -0.8))}
)
NEAR, FAR = 0.25, 0.8  # ours: below and from this dispersion on marks are said to lie close, far


def typed(room: tuple[tuple[float, float], ...]) -> dict[str, Any]:
    """Return the values of the table that hold ``room``; rows not in use stand in the middle."""
    padded = np.zeros((MOST, 2))
    padded[: len(room)] = room
    x, y = (padded + 0.0).T.tolist()
    return {"people": len(room), "x": x, "y": y}


class PositionMatrixBet(Bet):
    """A bet on what an average tells, before anything is shown."""

    slug = "position_matrix"


class PositionMatrixOwn(Explorer):
    """One partnership a year ago and now."""

    slug, part = "position_matrix", "own"
    cases = MappingProxyType({name: dict(zip(PLACES, place, strict=True)) for name, place in MOVES.items()})

    def __init__(self, choice: str | None = None, **start: Any) -> None:
        self.picture: Move | None = None
        super().__init__(choice, **start)

    def build(self) -> tuple[Control, ...]:
        """Return four sliders and the invented partnerships."""
        return (
            *(Slider(name, -1, 1, 0.1, start) for name, start in zip(PLACES, (-0.2, 0.4, 0.3, 0.1), strict=True)),
            Buttons("case", tuple(MOVES), "cases"),
        )

    def redraw(self) -> None:
        """Show both marks and say what a shift is and is not."""
        if self.picture is None:
            self.picture = Move(self.language)
        here = tuple(self.state[name] for name in PLACES)
        self.picture.update(here[:2], here[2:])
        case = next((name for name, place in MOVES.items() if np.allclose(here, place)), None)
        title = self.words(f"own.cases.{case}") if case else self.words("own.title")
        report = [
            {"title": title, "text": self.words(f"own.said.{case or 'own'}")},
            {"title": self.words("model.title"), "text": self.words("model.own")},
        ]
        self.show([self.picture], report)


class PositionMatrixRoom(Explorer):
    """The marks of a room, their average and how far apart they lie.

    Parameters
    ----------
    choice : str, optional
        Language.
    bet : PositionMatrixBet, optional
        The bet to give a verdict on.
    **start
        Values of the controls to start from.
    """

    slug, part = "position_matrix", "room"
    cases = MappingProxyType({name: typed(room) for name, room in ROOMS.items()})

    def __init__(self, choice: str | None = None, bet: PositionMatrixBet | None = None, **start: Any) -> None:
        self.bet = bet
        self.picture: Cloud | None = None
        super().__init__(choice, **start)
        if bet:
            bet.observe(self._changed, names="values")

    def build(self) -> tuple[Control, ...]:
        """Return the invented rooms, how many answered, and the table of marks."""
        first = self.cases["together"]
        columns = (Column("x", tuple(first["x"]), -1, 1), Column("y", tuple(first["y"]), -1, 1))
        return (
            Buttons("case", tuple(ROOMS), "cases"),
            Slider("people", 0, MOST, 1, first["people"]),
            Table("marks", columns, "people"),
        )

    @property
    def points(self) -> np.ndarray:
        """The marks in use, shape (n, 2)."""
        n = round(self.state["people"])
        return np.column_stack([self.state["x"], self.state["y"]])[:n]

    def redraw(self) -> None:
        """Show the room, or why it is not shown, and the verdict on the bet."""
        if self.picture is None:
            self.picture = Cloud(self.language)
        self.picture.update(self.points)
        found = summary(self.points)
        report = [{"title": self.words("model.title"), "text": self.words("model.room")}]
        if found:
            key = "near" if found.dispersion < NEAR else "apart" if found.dispersion < FAR else "far"
            report.insert(0, {"title": self.words("room.title"), "text": self.words(f"room.said.{key}")})
        if self.bet and self.bet.answer:
            verdict = self.words(f"verdict.{self.bet.answer}")
            report.insert(0, {"title": self.words("verdict.title"), "text": verdict})
        self.show([self.picture], report)


class PositionMatrix(Stacked):
    """The whole concept: the bet first; once it is placed, one's own partnership and then a room.

    Parameters
    ----------
    choice : str, optional
        ``en`` or ``pl``; without it ``?lang=``, then ``COURSE_LANGUAGE``, then English.

    Attributes
    ----------
    bet, own, room : PositionMatrixBet, PositionMatrixOwn, PositionMatrixRoom
    """

    def __init__(self, choice: str | None = None) -> None:
        self.bet = PositionMatrixBet(choice)
        self.own = PositionMatrixOwn(choice)
        self.room = PositionMatrixRoom(choice, bet=self.bet)
        super().__init__()
        self._reveal()
        self.bet.observe(self._reveal, names="values")

    def _reveal(self, _: object = None) -> None:
        self.children = (self.bet, self.own, self.room) if self.bet.answer else (self.bet,)
