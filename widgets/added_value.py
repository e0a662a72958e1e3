"""Slide 7: a bet, a ledger of what is inside and outside, the curve of sizes, and what each partnership teaches."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

import numpy as np

from course.figures.added_value import MOST, ROWS, SIZES, Art, Curve, Ledger
from course.models.added_value import best_sizes, size_curve
from widgets._controls import Buttons, Column, Control, Slider, Table
from widgets._explorer import Explorer, Stacked
from widgets._question import Bet

RULE = (0.6, 12.0, 3.0, 0.1)  # the bet's: s, T, h, κ
# Ours, invented: entries inside and outside; their names are texts.
LEDGERS = MappingProxyType(
    {
        "day_care": ((2, 3, -2, 0), (5, 1, 0, -1)),
        "club": ((3, 2, 1, -1), (0, 0, 0, 0)),
        "plant": ((4, 1, 0, 2), (1, 2, -5, 0)),
    }
)
SAME = 1e-9  # units; a smaller change is none
EMPTY = "–"  # the name of a row not in use


class AddedValueBet(Bet):
    """A bet on the best number of partners, before anything is shown."""

    slug = "added_value"


class AddedValueLedger(Explorer):
    """What came of a partnership, for its members and for people outside."""

    slug, part = "added_value", "ledger"

    def __init__(self, choice: str | None = None, **start: Any) -> None:
        self.picture: Ledger | None = None
        super().__init__(choice, **start)

    def build(self) -> tuple[Control, ...]:
        """Return the invented ledgers, how many entries, and the table of them."""
        self.cases = {name: self._typed(name) for name in LEDGERS}
        first = self.cases["day_care"]
        columns = (
            Column("names", tuple(first["names"])),
            Column("inside", tuple(first["inside"]), -5, 5),
            Column("outside", tuple(first["outside"]), -5, 5),
        )
        return (
            Buttons("case", tuple(LEDGERS), "cases"),
            Slider("items", 1, ROWS, 1, first["items"]),
            Table("table", columns, "items"),
        )

    def _typed(self, name: str) -> dict[str, Any]:
        inside, outside = LEDGERS[name]
        names = self.words(f"ledger.entries.{name}").split("|")
        spare = ROWS - len(names)
        zeros = [0] * spare
        return {
            "items": len(names),
            "names": [*names, *[EMPTY] * spare],
            "inside": [*inside, *zeros],
            "outside": [*outside, *zeros],
        }

    def redraw(self) -> None:
        """Show the ledger, and ask what the slide would ask."""
        if self.picture is None:
            self.picture = Ledger(self.language)
        n = round(self.state["items"])
        inside, outside = (np.array(self.state[name][:n]) for name in ("inside", "outside"))
        self.picture.update(self.state["names"][:n], inside, outside)
        key = self._judged(float(inside.sum()), float(outside.sum()))
        report = [
            {"title": self.words("ledger.title"), "text": self.words(f"ledger.{key}")},
            {"title": self.words("model.title"), "text": self.words("model.ledger")},
        ]
        self.show([self.picture], report)

    def _judged(self, inside: float, outside: float) -> str:
        if outside < 0 < inside:
            return "harm"
        if outside > 0:
            return "service" if outside > inside else "good"
        return "club" if inside > 0 else "nothing"


class AddedValueSize(Explorer):
    """The worth of a partnership by size, in all and for each, and what one partner more would change.

    Parameters
    ----------
    choice : str, optional
        Language.
    bet : AddedValueBet, optional
        The bet to give a verdict on.
    **start
        Values of the controls to start from.
    """

    slug, part = "added_value", "size"

    def __init__(self, choice: str | None = None, bet: AddedValueBet | None = None, **start: Any) -> None:
        self.bet = bet
        self.picture: Curve | None = None
        super().__init__(choice, **start)
        if bet:
            bet.observe(self._changed, names="values")

    def build(self) -> tuple[Control, ...]:
        """Return five sliders."""
        complementarity, time, hours, cost = RULE
        return (
            Slider("partners", 1, MOST, 1, 3),
            Slider("complementarity", 0, 2, 0.1, complementarity),
            Slider("time", 0, 40, 1, time),
            Slider("hours", 0.5, 10, 0.5, hours),
            Slider("cost", 0, 1, 0.05, cost),
        )

    @property
    def rule(self) -> tuple[float, float, float, float]:
        """What a pair adds, hours to give, hours a tie needs, what a pair costs."""
        found = [self.state[name] for name in ("complementarity", "time", "hours", "cost")]
        return found[0], found[1], found[2], found[3]

    def redraw(self) -> None:
        """Show both curves and say what one partner more would change, and for whom."""
        if self.picture is None:
            self.picture = Curve(self.language)
        partners = round(self.state["partners"])
        self.picture.update(partners, self.rule)
        text, tone = self._one_more(partners)
        report = [
            {"title": self.words("size.title"), "text": text, "tone": tone},
            {"title": self.words("model.title"), "text": self.words("model.size")},
        ]
        if self.bet and self.bet.answer:
            best_total, best_each = best_sizes(SIZES, *RULE)
            each = float(size_curve([best_each], *RULE)[1][0])
            verdict = self.words(f"verdict.{self.bet.answer}", total=best_total, per_head=best_each, best=each)
            report.insert(0, {"title": self.words("verdict.title"), "text": verdict})
        self.show([self.picture], report)

    def _one_more(self, partners: int) -> tuple[str, str]:
        total, each = size_curve([partners, partners + 1], *self.rule)
        whole, share = float(total[1] - total[0]), float(each[1] - each[0])
        if whole < SAME:
            return self.words("size.lose", whole=whole), "bad"
        if share < -SAME:
            return self.words("size.tension", whole=whole, each=-share), "plain"
        return self.words("size.win", whole=whole, each=share), "good"


class AddedValueLearning(Explorer):
    """How much of the art of partnership is known after each."""

    slug, part = "added_value", "learning"

    def __init__(self, choice: str | None = None, **start: Any) -> None:
        self.picture: Art | None = None
        super().__init__(choice, **start)

    def build(self) -> tuple[Control, ...]:
        """Return three sliders."""
        return Slider("count", 0, 10, 1, 1), Slider("initial", 0, 100, 5, 20), Slider("rate", 0, 100, 5, 30)

    def redraw(self) -> None:
        """Show the curve up to the partnerships so far."""
        if self.picture is None:
            self.picture = Art(self.language)
        count = round(self.state["count"])
        self.picture.update(self.state["initial"] / 100, self.state["rate"] / 100, count)
        self.show([self.picture], [{"title": self.words("model.title"), "text": self.words("model.learning")}])


class AddedValue(Stacked):
    """The whole concept: the bet first; once it is placed, the ledger, the sizes and the learning.

    Parameters
    ----------
    choice : str, optional
        ``en`` or ``pl``; without it ``?lang=``, then ``COURSE_LANGUAGE``, then English.

    Attributes
    ----------
    bet, ledger, size, learning
    """

    def __init__(self, choice: str | None = None) -> None:
        self.bet = AddedValueBet(choice)
        self.ledger = AddedValueLedger(choice)
        self.size = AddedValueSize(choice, bet=self.bet)
        self.learning = AddedValueLearning(choice)
        super().__init__()
        self._reveal()
        self.bet.observe(self._reveal, names="values")

    def _reveal(self, _: object = None) -> None:
        play = (self.ledger, self.size, self.learning)
        self.children = (self.bet, *play) if self.bet.answer else (self.bet,)
