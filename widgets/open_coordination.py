"""Slide 5: a bet, who should decide, who learns from whom, and scenes to be sorted into the four steps."""

from __future__ import annotations

from math import isinf
from types import MappingProxyType
from typing import Any

import numpy as np

from course.figures.open_coordination import MOST_SPILLOVER, Means, Places, Prices, Scores
from course.models.open_coordination import (
    LEVELS,
    best_level,
    borders,
    kept_needed,
    losses,
    open_loss,
    peer_learning,
)
from widgets._controls import Buttons, Choice, Column, Control, Player, Slider, Table
from widgets._explorer import Explorer, Stacked
from widgets._question import Bet
from widgets._sorting import Sorting

SLUG = "open_coordination"
MOST = 8  # places
ROUNDS = 12
TWO = [1, 1, 1, 2, 2, 2, 3, 3]
ONE = [1] * MOST


class OpenCoordinationBet(Bet):
    """A bet on who should decide, before anything is shown."""

    slug = SLUG


class _Places(Explorer):
    """An explorer whose table has a column of whole numbers: what is typed between them is answered in place."""

    slug = SLUG
    label: str  # the column's name

    def __init__(self, choice: str | None = None, **start: Any) -> None:
        self.whole = list(TWO)  # the last numbers that were whole
        super().__init__(choice, **start)

    @property
    def places(self) -> int:
        """How many rows of the table are in use."""
        return int(self.state["places"])

    def labels_in_use(self) -> list[int]:
        """Return the column of whole numbers, or the last good one with a sentence beside the new."""
        typed = self.state[self.label]
        if all(value == round(value) for value in typed):
            self.whole = [round(value) for value in typed]
        elif self.label not in self.errors:  # else a sentence about it is on the page already
            self.refuse(self.label, self.words(f"{self.part}.whole"))
        return self.whole[: self.places]

    def told(self) -> str | None:
        """Return the case whose values these are, None where something was changed since."""
        n = self.places
        for name, values in self.cases.items():
            if all(_same(self.state[key], value, n) for key, value in values.items()):
                return name
        return None


def _same(typed: Any, wanted: Any, places: int) -> bool:
    return typed[:places] == wanted[:places] if isinstance(wanted, list) else typed == wanted


def matter(needs: list[float], spillover: float) -> dict[str, Any]:
    """Return the values of the controls for one matter between six places in two regions."""
    filled = [*needs, 5, 5]
    return {"places": 6, "need": filled, "region": list(TWO), "spillover": spillover, "differ": 1}


def circles(scores: list[float], fit: list[float], circle: list[int]) -> dict[str, Any]:
    """Return the values of the controls for six places learning in ``circle``."""
    return {"places": 6, "score": [*scores, 50, 50], "fit": [*fit, 0.9, 0.9], "circle": circle, "rate": 0.4}


class OpenCoordinationLevels(_Places):
    """Places with needs, regions and a spillover: who decides loses least.

    Parameters
    ----------
    choice : str, optional
        Language.
    bet : OpenCoordinationBet, optional
        The bet to give a verdict on.
    **start
        Values of the controls to start from.
    """

    part, label = "levels", "region"
    cases = MappingProxyType(
        {  # ours
            "river": matter([2, 3, 4, 6, 7, 8], 2),
            "library": matter([1, 8, 3, 9, 2, 6], 0.4),
            "smoke": matter([5, 6, 5, 5, 6, 5], 4),
            "training": matter([2, 8, 3, 7, 2, 8], 3),
        }
    )

    def __init__(self, choice: str | None = None, bet: OpenCoordinationBet | None = None, **start: Any) -> None:
        self.bet = bet
        self.prices: Prices | None = None
        self.pictures_of: dict[int, Places] = {}
        super().__init__(choice, **start)
        if bet:
            bet.observe(self._changed, names="values")

    def build(self) -> tuple[Control, ...]:
        """Return who decides, three sliders, the matters and the table of places."""
        names = tuple(self.words(f"who.{index}") for index in range(MOST))
        river = self.cases["river"]
        columns = (
            Column("names", names),
            Column("need", tuple(river["need"]), 0, 10),
            Column("region", tuple(TWO), 1, 3),
        )
        return (
            Choice("decides", LEVELS, "local", "options"),
            Slider("spillover", 0, MOST_SPILLOVER, 0.1, river["spillover"]),
            Slider("kept", 0, 1, 0.05, 0.2),
            Buttons("case", tuple(self.cases), "cases"),
            Slider("differ", 0, 1, 0.1, 1),
            Slider("places", 3, MOST, 1, 6),
            Table("table", columns, "places"),
        )

    @property
    def needs(self) -> np.ndarray:
        """The needs of the places in use, drawn towards their mean by the slider."""
        typed = np.array(self.state["need"][: self.places])
        return typed.mean() + self.state["differ"] * (typed - typed.mean())

    def redraw(self) -> None:
        """Show the gaps, the two prices of each level, and where the answer changes."""
        n, needs, regions = self.places, self.needs, self.labels_in_use()
        if self.prices is None:
            self.prices = Prices(self.language)
        if n not in self.pictures_of:
            self.pictures_of[n] = Places(self.language, n)
        spillover, kept = self.state["spillover"], self.state["kept"]
        best = best_level(needs, spillover, regions)
        places = self.pictures_of[n]
        places.update(self.state["names"][:n], needs, spillover, regions, self.state["decides"])
        self.prices.update(needs, spillover, regions, kept, best)
        where = self.words(f"names.{best}")
        report = [
            {"title": self.words("levels.least"), "text": self._least(needs, regions, best)},
            {"title": self.words("levels.borders.title"), "text": self._borders(needs, regions)},
            {"title": self.words("model.title"), "text": self.words("model.levels")},
        ]
        if told := self.told():
            title = self.words(f"levels.cases.{told}")
            report.insert(2, {"title": title, "text": self.words(f"levels.stories.{told}")})
        if self.bet and self.bet.answer:
            verdict = self.words(f"verdict.{self.bet.answer}", best=where)
            report.insert(0, {"title": self.words("verdict.title"), "text": verdict})
        self.show([places, self.prices], report)

    def _least(self, needs: np.ndarray, regions: list[int], best: str) -> str:
        spillover, kept = self.state["spillover"], self.state["kept"]
        if spillover == 0:
            return self.words("levels.calm")
        loss, share = losses(needs, spillover, regions)[best], kept_needed(needs, spillover, regions)
        key = "open_any" if best == "local" else "open_never" if share == 1 else "open"
        said = self.words("levels.said", best=self.words(f"names.{best}"), loss=loss)
        return f"{said} {self.words(f'levels.{key}', open=open_loss(spillover, kept), needed=round(100 * share))}"

    def _borders(self, needs: np.ndarray, regions: list[int]) -> str:
        up, down = borders(needs, regions)
        key = "single" if isinf(down) else "alike" if down < 0.005 else "two" if up < down else "one"
        ends = {"up": up} if isinf(down) else {"up": up, "down": down}
        return self.words(f"levels.borders.{key}", **ends)


class OpenCoordinationLearning(_Places):
    """Places that learn from the best of their circle, round by round."""

    part, label = "learning", "circle"
    cases = MappingProxyType(
        {  # ours
            "neighbours": circles([30, 50, 80, 25, 40, 60], [0.9] * 6, TWO),
            "strangers": circles([30, 50, 80, 25, 40, 60], [0.9] * 3 + [0.3] * 3, ONE),
            "alone": circles([30, 50, 80, 25, 40, 60], [0.9] * 6, [1, 2, 3, 4, 5, 6, 7, 8]),
            "misfit": circles([30, 50, 80, 25, 40, 60], [0.9] * 3 + [0, 0.9, 0.9], ONE),
        }
    )

    def __init__(self, choice: str | None = None, **start: Any) -> None:
        self.means: Means | None = None
        self.pictures_of: dict[int, Scores] = {}
        super().__init__(choice, **start)

    def build(self) -> tuple[Control, ...]:
        """Return the player of rounds, the cases, two sliders and the table of places."""
        names = tuple(self.words(f"who.{index}") for index in range(MOST))
        first = self.cases["neighbours"]
        columns = (
            Column("names", names),
            Column("score", tuple(first["score"]), 0, 100),
            Column("fit", tuple(first["fit"]), 0, 1),
            Column("circle", tuple(TWO), 1, MOST),
        )
        return (
            Player("step", ROUNDS),
            Buttons("case", tuple(self.cases), "cases"),
            Slider("rate", 0, 1, 0.05, first["rate"]),
            Slider("places", 3, MOST, 1, 6),
            Table("table", columns, "places"),
        )

    def redraw(self) -> None:
        """Show where each place is in the round that is played, and how the mean goes on."""
        n, circle = self.places, self.labels_in_use()
        if self.means is None:
            self.means = Means(self.language, ROUNDS)
        if n not in self.pictures_of:
            self.pictures_of[n] = Scores(self.language, n)
        path = peer_learning(self.state["score"][:n], self.state["fit"][:n], circle, ROUNDS, self.state["rate"])
        scores, step = self.pictures_of[n], self.state["step"]
        scores.update(self.state["names"][:n], path, circle, step)
        self.means.update(path, step)
        ceiling = self.words("learning.ceiling", high=scores.number(path[0].max(), 1))
        report = [
            {"title": self.words("learning.ceiling_title"), "text": ceiling},
            {"title": self.words("model.title"), "text": self.words("model.learning")},
        ]
        if told := self.told():
            begin, third, last = (scores.number(path[at].mean(), 1) for at in (0, 3, ROUNDS))
            words = {"begin": begin, "third": third, "last": last, "name": self.state["names"][3]}
            text = self.words(f"learning.stories.{told}", **words)
            report.insert(0, {"title": self.words("learning.story"), "text": text})
        self.show([scores, self.means], report)


class OpenCoordination(Stacked):
    """The whole concept: the bet first; once it is placed, the levels, the learning and the scenes.

    Parameters
    ----------
    choice : str, optional
        ``en`` or ``pl``; without it ``?lang=``, then ``COURSE_LANGUAGE``, then English.

    Attributes
    ----------
    bet, levels, learning, sorting
    """

    def __init__(self, choice: str | None = None) -> None:
        self.bet = OpenCoordinationBet(choice)
        self.levels = OpenCoordinationLevels(choice, bet=self.bet)
        self.learning = OpenCoordinationLearning(choice)
        self.sorting = Sorting(SLUG, choice)
        super().__init__()
        self._reveal()
        self.bet.observe(self._reveal, names="values")

    def _reveal(self, _: object = None) -> None:
        play = (self.levels, self.learning, self.sorting)
        self.children = (self.bet, *play) if self.bet.answer else (self.bet,)
