"""Slide 15: a bet, a crowd that joins round by round, and the one person to be won over."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

import numpy as np

from course.figures.shared_energy import MOST, Crowd
from course.models.shared_energy import cascade, first_to_win, grow, joined, thresholds, won
from widgets._controls import Buttons, Choice, Column, Control, Player, Slider, Table
from widgets._explorer import Explorer, Stacked
from widgets._question import Bet

# Ours, invented: how much ten neighbours believe, in per cent.
CROWDS = MappingProxyType(
    {
        "chain": (100, 90, 80, 70, 60, 50, 40, 30, 20, 10),
        "careful": (100, 80, 80, 70, 60, 50, 40, 30, 20, 10),
        "core": (100, 100, 100, 50, 50, 50, 50, 50, 50, 50),
        "doubt": (90, 80, 70, 60, 50, 40, 30, 20, 10, 0),
    }
)
# Ours, invented: how many others eight people wait for.
VILLAGES = MappingProxyType(
    {
        "mill": (0, 0, 3, 5, 5, 5, 7, 7),
        "choir": (1, 1, 2, 3, 4, 6, 6, 7),
        "wall": (3, 3, 3, 3, 3, 3, 3, 3),
        "orchard": (0, 1, 2, 3, 4, 5, 6, 7),
    }
)


class SharedEnergyBet(Bet):
    """A bet on two crowds that differ by one person, before anything is shown."""

    slug = "shared_energy"


class SharedEnergySquare(Explorer):
    """A crowd that joins round by round, and what a small success does to it.

    Parameters
    ----------
    choice : str, optional
        Language.
    bet : SharedEnergyBet, optional
        The bet to give a verdict on.
    **start
        Values of the controls to start from.
    """

    slug, part = "shared_energy", "square"
    cases = MappingProxyType(
        {name: {"belief": list(crowd), "people": MOST, "gain": 0, "round": 0} for name, crowd in CROWDS.items()}
    )

    def __init__(self, choice: str | None = None, bet: SharedEnergyBet | None = None, **start: Any) -> None:
        self.bet = bet
        self.picture: Crowd | None = None
        super().__init__(choice, **start)
        if bet:
            bet.observe(self._changed, names="values")

    def build(self) -> tuple[Control, ...]:
        """Return the rounds, the crowds, the small success and the table of beliefs."""
        return (
            Player("round", MOST),
            Buttons("case", tuple(CROWDS), "cases"),
            Slider("gain", 0, 50, 5, 0),
            Slider("people", 3, MOST, 1, MOST),
            Table("table", (Column("belief", CROWDS["chain"], 0, 100),), "people"),
        )

    @property
    def waiting(self) -> np.ndarray:
        """How many others each person in use waits for, shape (n,)."""
        n = round(self.state["people"])
        belief = grow(np.array(self.state["belief"][:n]) / 100, self.state["gain"] / 100)
        return thresholds(belief, n)

    def redraw(self) -> None:
        """Show who is there after the round, and whom it would help to win over."""
        if self.picture is None:
            self.picture = Crowd(self.language)
        waiting, played = self.waiting, self.state["round"]
        counts = cascade(waiting)
        there = [0, 0, *counts.tolist()]  # how many were there before each round
        inside = waiting <= there[min(played, len(counts))] if played else np.zeros(len(waiting), bool)
        self.picture.update(waiting, inside)
        self.picture.tell_round(counts, played, waiting)
        report = [
            {"title": self.words("square.title"), "text": self._whom(waiting, counts)},
            {"title": self.words("model.title"), "text": self.words("model.square")},
        ]
        if self.bet and self.bet.answer:
            verdict = self.words(f"verdict.{self.bet.answer}")
            report.insert(0, {"title": self.words("verdict.title"), "text": verdict})
        self.show([self.picture], report)

    def _whom(self, waiting: np.ndarray, counts: np.ndarray) -> str:
        who = first_to_win(waiting)
        if who is not None:
            more = int(cascade(won(waiting, who))[-1] - counts[-1] - 1)
            return self.words("square.win", who=who + 1, n=more)
        return self.words("square.everybody" if counts[-1] == len(waiting) else "square.nobody")


class SharedEnergyWin(Explorer):
    """One person in a village is won over: who comes along, and who would have brought more."""

    slug, part = "shared_energy", "win"

    def __init__(self, choice: str | None = None, **start: Any) -> None:
        self.picture: Crowd | None = None
        super().__init__(choice, **start)

    def build(self) -> tuple[Control, ...]:
        """Return the villages and their eight people."""
        people = tuple(range(1, len(VILLAGES["mill"]) + 1))
        return Choice("village", tuple(VILLAGES), "mill", "villages"), Choice("person", people, None)

    def redraw(self) -> None:
        """Show the village with that person won over, and compare."""
        if self.picture is None:
            self.picture = Crowd(self.language)
        waiting = np.array(VILLAGES[self.state["village"]])
        person = None if self.state["person"] is None else self.state["person"] - 1
        now = waiting if person is None else won(waiting, person)
        self.picture.update(now, joined(now))
        self.picture.tell_won(waiting, person)
        report = [{"title": self.words("model.title"), "text": self.words("model.win")}]
        if person is not None:
            text, tone = self._judged(waiting, person)
            report.insert(0, {"title": self.words("win.title"), "text": text, "tone": tone})
        self.show([self.picture], report)

    def _judged(self, waiting: np.ndarray, person: int) -> tuple[str, str]:
        before = int(cascade(waiting)[-1])
        if joined(waiting)[person]:
            return self.words("win.anyway"), "bad"
        more = int(cascade(won(waiting, person))[-1]) - before - 1
        best = first_to_win(waiting)
        if best is None:
            return self.words("win.useless"), "plain"
        most = int(cascade(won(waiting, best))[-1]) - before - 1
        if more == most:
            return self.words("win.best", n=more), "good"
        return self.words("win.better", n=more, who=best + 1, more=most), "bad"


class SharedEnergy(Stacked):
    """The whole concept: the bet first; once it is placed, the crowd and then the person to win.

    Parameters
    ----------
    choice : str, optional
        ``en`` or ``pl``; without it ``?lang=``, then ``COURSE_LANGUAGE``, then English.

    Attributes
    ----------
    bet, square, win : SharedEnergyBet, SharedEnergySquare, SharedEnergyWin
    """

    def __init__(self, choice: str | None = None) -> None:
        self.bet = SharedEnergyBet(choice)
        self.square = SharedEnergySquare(choice, bet=self.bet)
        self.win = SharedEnergyWin(choice)
        super().__init__()
        self._reveal()
        self.bet.observe(self._reveal, names="values")

    def _reveal(self, _: object = None) -> None:
        self.children = (self.bet, self.square, self.win) if self.bet.answer else (self.bet,)
