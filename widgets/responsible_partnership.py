"""Slide 16: a bet, ten elements left to chance, who takes care of what, and needs matched with abilities."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, ClassVar

import numpy as np

from course.cases.partnership import Partnership
from course.figures.responsible_partnership import LETTERS, PLANS, Chance, Fit, Loads, Owners, Totals
from course.models.coalitions import Floats
from course.models.responsible_partnership import (
    ELEMENTS,
    Bools,
    Pairs,
    coverage,
    greedy,
    left_to_chance,
    lost_without,
    match,
    picks,
)
from course.texts import Words
from widgets._controls import Buttons, Choice, Column, Control, Player, RefusedError, Slider, Table, as_numbers
from widgets._explorer import Explorer, Stacked, together
from widgets._load import Load
from widgets._question import Bet

SLUG = "responsible_partnership"
MOST = 6  # partners
MEETINGS = 60
MOST_FIT = 10
LARGEST = len(LETTERS)  # needs, and abilities
NOBODY = "-"


@dataclass(frozen=True, slots=True)
class Grid:
    """A table of numbers in [0, ``high``], boxes to tick where it is 1, as wide as the control ``across`` says.

    The column of names ``column_names`` names its columns, under the signs ``heads``. Rows are named by the table of
    texts ``labels``, or by the column of names ``row_names`` and as many as the control ``rows`` says.
    """

    name: str
    start: tuple[tuple[float, ...], ...]
    high: float
    across: str
    column_names: str
    heads: tuple[str, ...]
    labels: str = ""
    rows: str = ""
    row_names: str = ""
    kind: ClassVar[str] = "grid"

    def clean(self, value: object, label: str, language: str) -> list[list[float]]:
        """Return ``value`` as rows of floats in range; a box is 1 where it is ticked and else 0."""
        if not isinstance(value, list) or len(value) != len(self.start):
            raise RefusedError(Words("interface", language)("refused.list", label=label, n=len(self.start)))
        found = [as_numbers(row, label, 0, self.high, len(self.start[0]), language) for row in value]
        return [[float(round(number)) for number in row] for row in found] if self.high == 1 else found

    def spec(self, words: Words, part: str) -> dict[str, Any]:
        """Return what the page needs."""
        names = [words(f"{self.labels}.{key}") for key in words.node(self.labels)] if self.labels else []
        kept = {key: getattr(self, key) for key in ("kind", "name", "across", "column_names", "rows", "row_names")}
        label = words(f"{part}.{self.name}")
        return {**kept, "label": label, "labels": names, "heads": list(self.heads), "boxes": self.high == 1}


class ResponsiblePartnershipBet(Bet):
    """A bet on how much is left undone when nobody asks, before anything is shown."""

    slug = SLUG


class ResponsiblePartnershipChance(Explorer):
    """Meetings in which every partner takes some elements without asking the others.

    Parameters
    ----------
    choice : str, optional
        Language.
    bet : ResponsiblePartnershipBet, optional
        The bet to give a verdict on.
    **start
        Values of the controls to start from.
    """

    slug, part = SLUG, "chance"

    def __init__(self, choice: str | None = None, bet: ResponsiblePartnershipBet | None = None, **start: Any) -> None:
        self.bet = bet
        self.chance: Chance | None = None
        self.pictures_of: dict[int, Owners] = {}
        super().__init__(choice, **start)
        if bet:
            bet.observe(self._changed, names="values")

    def build(self) -> tuple[Control, ...]:
        """Return the player of meetings and three sliders."""
        return (
            Player("meeting", MEETINGS, 1),
            Slider("each", 1, 6, 1, 2),
            Slider("partners", 2, MOST, 1, 5),
            Slider("series", 1, 99, 1, 1),
        )

    @property
    def tables(self) -> list[Bools]:
        """What was taken by whom in each of the meetings so far; the same series brings the same meetings."""
        rng = np.random.default_rng(int(self.state["series"]))
        partners, each = int(self.state["partners"]), int(self.state["each"])
        return [picks(len(ELEMENTS), partners, each, rng) for _ in range(self.state["meeting"])]

    def redraw(self) -> None:
        """Show the last meeting, and how many elements stayed without an owner in all of them."""
        tables, partners, each = self.tables, int(self.state["partners"]), int(self.state["each"])
        self.chance = self.chance or Chance(self.language)
        if partners not in self.pictures_of:
            self.pictures_of[partners] = Owners(self.language, partners)
        owners = self.pictures_of[partners]
        owners.update(tables[-1] if tables else np.zeros((len(ELEMENTS), partners), dtype=bool))
        self.chance.update([len(coverage(table)["unowned"]) for table in tables], partners, each)
        report = [
            {"title": self.words("chance.hands"), "text": self.words("chance.counted", n=partners * each)},
            {"title": self.words("model.title"), "text": self.words("model.chance")},
        ]
        if self.bet and self.bet.answer:
            chances = left_to_chance(len(ELEMENTS), 5, 2)
            mean = round(float(chances @ np.arange(chances.size)), 1)
            verdict = self.words(f"verdict.{self.bet.answer}", mean=mean, once=f"{round(1 / chances[0], -2):.0f}")
            report.insert(0, {"title": self.words("verdict.title"), "text": verdict})
        self.show([owners, self.chance], report)


def table(*held: tuple[int, ...]) -> list[list[int]]:
    """Return the ticks of a table: for each partner, the elements it takes care of, counted from 1."""
    return [
        [int(row in (held[column] if column < len(held) else ())) for column in range(MOST)] for row in range(1, 11)
    ]


class ResponsiblePartnershipOwners(Explorer):
    """Ten elements by partners: who takes care of what, what nobody does, and what goes with whom."""

    _esm = together("_talk.js", "_load.js", "_controls.js", "responsible_partnership.js", "_explorer.js")
    _css = together("_theme.css", "_explorer.css", "responsible_partnership.css")
    slug, part, room = SLUG, "owners", (2, MOST)
    cases = MappingProxyType(
        {  # ours
            "nice": {"partners": 5, "owners": table((1, 2, 4, 6), (2, 4), (2, 4, 10), (1, 2, 4), (6, 2))},
            "one": {"partners": 5, "owners": table(tuple(range(1, 11)), (2,), (), (4,), ())},
            "everyone": {"partners": 5, "owners": table(*[tuple(range(1, 11))] * 5)},
            "shared": {"partners": 5, "owners": table((1, 6), (2, 4), (3, 7), (5, 8), (9, 10))},
            "empty": {"owners": table()},
        }
    )

    def __init__(self, choice: str | None = None, **start: Any) -> None:
        self.pictures_of: dict[int, tuple[Owners, Loads]] = {}
        super().__init__(choice, **start)

    def build(self) -> tuple[Control, ...]:
        """Return the examples, the partners and the table of boxes."""
        names = tuple(self.words(f"who.{index}") for index in range(MOST))
        start = tuple(tuple(row) for row in self.cases["nice"]["owners"])
        heads = tuple(str(index + 1) for index in range(MOST))
        return (
            Buttons("case", tuple(self.cases), "cases"),
            Load(),
            Slider("partners", 2, MOST, 1, 5),
            Table("table", (Column("names", names),), "partners"),
            Grid("owners", start, 1, "partners", "names", heads, labels="elements"),
        )

    def take(self, partnership: Partnership) -> dict[str, Any]:
        """Return the partners' names and an empty table: a description does not say who takes care of what."""
        n = len(partnership.partners)
        self.fitted = " ".join((self.fitted, self.words("owners.taken"))).strip()
        names = [*(partner.name for partner in partnership.partners), *self.start["names"][n:]]
        return {"partners": n, "names": names, "owners": table()}

    @property
    def ticked(self) -> Bools:
        """Who takes care of what, of shape (10, partners)."""
        return np.array(self.state["owners"])[:, : int(self.state["partners"])] > 0

    def redraw(self) -> None:
        """Show the table and the loads, and say what nobody does, what one does alone and what several do."""
        owners = self.ticked
        names = self.state["names"][: owners.shape[1]]
        if len(names) not in self.pictures_of:
            self.pictures_of[len(names)] = Owners(self.language, len(names)), Loads(self.language, len(names))
        dots, loads = self.pictures_of[len(names)]
        dots.update(owners)
        loads.update(names, owners)
        found = coverage(owners)
        gaps = [self.words(f"elements.{ELEMENTS[place]}") for place in found["unowned"]]
        gone = [
            self.words("owners.goes", name=name, listed=", ".join(self.words(f"short.{ELEMENTS[e]}") for e in lost))
            for name, lost in zip(names, lost_without(owners), strict=True)
            if lost
        ]
        crowd = ", ".join(self.words(f"short.{ELEMENTS[place]}") for place in found["shared"])
        report = [
            {"title": self.words("owners.nobody"), "items": gaps, "tone": "bad"}
            if gaps
            else {"title": self.words("owners.nobody"), "text": self.words("owners.no_gap"), "tone": "good"},
            {"title": self.words("owners.leaves"), "items": gone or [self.words("owners.no_loss")]},
            {"title": self.words("owners.crowd"), "text": self.words("owners.first", listed=crowd)}
            if crowd
            else {"title": self.words("owners.crowd"), "text": self.words("owners.no_crowd")},
            {"title": self.words("model.title"), "text": self.words("model.owners")},
        ]
        for name, values in self.cases.items():
            n = int(values.get("partners", len(names)))
            if n == len(names) and (np.array(values["owners"])[:, :n] > 0).tolist() == owners.tolist():
                report.insert(0, {"title": self.words("owners.story"), "text": self.words(f"owners.stories.{name}")})
        self.show([dots, loads], report)


def fits(needs: int, abilities: int, *rows: tuple[float, ...]) -> dict[str, Any]:
    """Return the values of the controls for one example, with no plan made yet; what is not in use fits nothing."""
    filled = [[*row, *[0] * (LARGEST - len(row))] for row in (*rows, *[()] * (LARGEST - len(rows)))]
    return {"needs": needs, "abilities": abilities, "fit": filled, "plan": [NOBODY] * LARGEST}


class ResponsiblePartnershipNeeds(Explorer):
    """Needs and abilities in a table of fits: a plan of one's own, the best pair first, and the best plan."""

    _esm = together("_talk.js", "_load.js", "_controls.js", "responsible_partnership.js", "_explorer.js")
    _css = together("_theme.css", "_explorer.css", "responsible_partnership.css")
    slug, part = SLUG, "needs"
    cases = MappingProxyType(
        {  # ours
            "village": fits(4, 4, (10, 9, 2, 0), (8, 0, 0, 6), (0, 1, 9, 5), (0, 3, 2, 10)),
            "half": fits(2, 2, (10, 9), (9, 0)),
            "lucky": fits(3, 3, (9, 4, 2), (3, 8, 0), (0, 2, 7)),
            "short": fits(5, 3, (10, 9, 2), (8, 0, 0), (0, 1, 9), (0, 3, 2), (0, 2, 6)),
        }
    )

    def __init__(self, choice: str | None = None, **start: Any) -> None:
        self.plan: Pairs = ()  # the last plan of the learner's own that could be carried out
        self.totals: Totals | None = None
        self.pictures_of: dict[tuple[int, int], Fit] = {}
        super().__init__(choice, **start)

    def build(self) -> tuple[Control, ...]:
        """Return which plan to see, the examples, the plan of one's own, the abilities and the table of fits."""
        needs = tuple(self.words(f"need.{index}") for index in range(LARGEST))
        abilities = tuple(self.words(f"ability.{index}") for index in range(LARGEST))
        village, letters = self.cases["village"], tuple(LETTERS)
        plan = Column("plan", (NOBODY,) * LARGEST, options=(NOBODY, *letters), labels="plan_options")
        start = tuple(tuple(row) for row in village["fit"])
        return (
            Choice("see", PLANS, "mine", "see_options"),
            Table("table", (Column("need_names", needs), plan), "needs"),
            Grid("fit", start, MOST_FIT, "abilities", "ability_names", letters, rows="needs", row_names="need_names"),
            Buttons("case", tuple(self.cases), "cases"),
            Slider("needs", 2, LARGEST, 1, village["needs"]),
            Slider("abilities", 2, LARGEST, 1, village["abilities"]),
            Table("others", (Column("ability_names", abilities),), "abilities"),
        )

    @property
    def fit(self) -> Floats:
        """The table in use, of shape (needs, abilities)."""
        return np.array(self.state["fit"])[: int(self.state["needs"]), : int(self.state["abilities"])]

    def redraw(self) -> None:
        """Show the plan asked for, the sums of all three, and who is left out."""
        fit = self.fit
        self._take_over(*fit.shape)
        plans = {"mine": self.plan, "greedy": greedy(fit)[0], "best": match(fit)[0]}
        values = {name: float(sum(fit[pair] for pair in pairs)) for name, pairs in plans.items()}
        needs, abilities = self.state["need_names"][: len(fit)], self.state["ability_names"][: fit.shape[1]]
        if fit.shape not in self.pictures_of:
            self.pictures_of[fit.shape] = Fit(self.language, *fit.shape)
        self.totals = self.totals or Totals(self.language)
        see = self.state["see"]
        picture = self.pictures_of[fit.shape]
        picture.update(needs, abilities, fit, plans[see], see)
        self.totals.update(values)
        unmet = [name for row, name in enumerate(needs) if row not in dict(plans["best"])]
        unused = [name for column, name in enumerate(abilities) if column not in dict(plans["best"]).values()]
        key = "all" if not unmet and not unused else "unmet" if not unused else "unused" if not unmet else "both"
        left = self.words(f"needs.left.{key}", needs=", ".join(unmet), abilities=", ".join(unused))
        report = [
            {"title": self.words("needs.gap"), **self._gap(values)},
            {"title": self.words("needs.left.title"), "text": left},
            {"title": self.words("model.title"), "text": self.words("model.needs")},
        ]
        tried = self.plan or see != "mine"  # the story would give the plan away
        for name, example in self.cases.items() if tried else ():
            if fit.shape == (example["needs"], example["abilities"]) and self.state["fit"] == example["fit"]:
                report.insert(0, {"title": self.words("needs.story"), "text": self.words(f"needs.stories.{name}")})
        self.show([picture, self.totals], report)

    def _take_over(self, needs: int, abilities: int) -> None:
        """Take over the learner's plan where it can be carried out, else say beside it why not."""
        chosen = [LETTERS.find(letter) for letter in self.state["plan"][:needs]]
        taken = [column for column in chosen if column >= 0]
        key = "twice" if len(set(taken)) < len(taken) else "absent" if max(taken, default=0) >= abilities else ""
        if not key:
            self.plan = tuple((row, column) for row, column in enumerate(chosen) if column >= 0)
            return
        self.plan = tuple(pair for pair in self.plan if pair[0] < needs and pair[1] < abilities)
        self.refuse("plan", self.words(f"needs.{key}"))

    def _gap(self, values: dict[str, float]) -> dict[str, Any]:
        best, own = values["best"], values["mine"]
        lost = round(100 * (1 - values["greedy"] / best)) if best else 0
        said = self.words("needs.loses" if lost else "needs.keeps", percent=str(lost))
        if not self.plan:
            return {"text": f"{said} {self.words('needs.try')}"}
        done = own >= best - 1e-9
        own_said = self.words("needs.yours_best" if done else "needs.yours", less=best - own)
        return {"text": f"{said} {own_said}", "tone": "good" if done else "plain"}


class ResponsiblePartnership(Stacked):
    """The whole concept: the bet first; once it is placed, chance, the table of owners, and needs with abilities.

    Parameters
    ----------
    choice : str, optional
        ``en`` or ``pl``; without it ``?lang=``, then ``COURSE_LANGUAGE``, then English.

    Attributes
    ----------
    bet, chance, owners, needs
    """

    def __init__(self, choice: str | None = None) -> None:
        self.bet = ResponsiblePartnershipBet(choice)
        self.chance = ResponsiblePartnershipChance(choice, bet=self.bet)
        self.owners = ResponsiblePartnershipOwners(choice)
        self.needs = ResponsiblePartnershipNeeds(choice)
        super().__init__()
        self._reveal()
        self.bet.observe(self._reveal, names="values")

    def _reveal(self, _: object = None) -> None:
        play = (self.chance, self.owners, self.needs)
        self.children = (self.bet, *play) if self.bet.answer else (self.bet,)
