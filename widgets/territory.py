"""Slide 4: a bet, four switches, two readings side by side, and the sum that does not come out."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

from course.figures.territory import Results, Tally, Worth
from course.models.coalitions import shapley
from course.models.territory import EVERYTHING, INGREDIENTS, READINGS, RESULTS, TALLIES, results, tally, worth
from course.texts import number
from widgets._controls import Buttons, Choice, Control
from widgets._explorer import Explorer, Stacked
from widgets._question import Bet

STATES = ("here", "gone")
# Ours: made-up places, each with the ingredients it has, in the order of INGREDIENTS from the right.
CASES = MappingProxyType(
    {"whole": 0b1111, "square": 0b0111, "mine": 0b1011, "estate": 0b1101, "valley": 0b1110, "dormitory": 0b1001}
)


def switched(present: int) -> dict[str, str]:
    """Return the switches' values for a set of ingredients."""
    return {name: STATES[not present >> bit & 1] for bit, name in enumerate(INGREDIENTS)}


class TerritoryBet(Bet):
    """A bet on the number after the slide's equals sign, before anything is shown."""

    slug = "territory"


class TerritorySwitches(Explorer):
    """Four ingredients that can be taken away, and the results that go with them."""

    slug, part = "territory", "switches"
    cases = MappingProxyType({name: switched(present) for name, present in CASES.items()})

    def __init__(self, choice: str | None = None, **start: Any) -> None:
        self.picture: Results | None = None
        super().__init__(choice, **start)

    def build(self) -> tuple[Control, ...]:
        """Return the places and the four switches."""
        *three, people = INGREDIENTS
        return (
            *(Choice(name, STATES, "here", "state") for name in three),
            Choice(people, STATES, "here", "state_many"),
            Buttons("case", tuple(CASES), "cases"),
        )

    @property
    def present(self) -> int:
        """The set of ingredients that are here, as a mask."""
        return sum(1 << bit for bit, name in enumerate(INGREDIENTS) if self.state[name] == "here")

    def redraw(self) -> None:
        """Show what is left, and say what went with each ingredient that is missing."""
        if self.picture is None:
            self.picture = Results(self.language)
        present = self.present
        self.picture.update(present)
        self.notes = {
            name: {"text": self.words("switches.goes", listed=self._needing(bit)), "tone": "bad"}
            for bit, name in enumerate(INGREDIENTS)
            if not present >> bit & 1
        }
        left = len(results(present))
        key = {0: "none", len(RESULTS): "all"}.get(left)
        said = self.words(f"switches.{key}") if key else self.words("switches.counted", n=left)
        report = [{"title": self.words("switches.left"), "text": said, "tone": "good" if key == "all" else "bad"}]
        for name, ingredients in CASES.items():
            if ingredients == present:
                title = f"{self.words('switches.place')}: {self.words(f'switches.cases.{name}')}"
                report.append({"title": title, "text": self.words(f"switches.said.{name}")})
        report.append({"title": self.words("model.title"), "text": self.words("model.switches")})
        self.show([self.picture], report)

    def _needing(self, bit: int) -> str:
        return ", ".join(self.words(f"names.{name}") for name, needed in RESULTS.items() if needed >> bit & 1)


class TerritoryReadings(Explorer):
    """Both readings of the slide side by side, whole or without one ingredient."""

    slug, part = "territory", "readings"

    def __init__(self, choice: str | None = None, **start: Any) -> None:
        self.pictures_of: list[Worth] = []
        super().__init__(choice, **start)

    def build(self) -> tuple[Control, ...]:
        """Return the one choice."""
        return (Choice("gone", ("nothing", *INGREDIENTS), "nothing", "options"),)

    def redraw(self) -> None:
        """Show both readings and compare them in words."""
        if not self.pictures_of:
            self.pictures_of = [Worth(self.language, reading) for reading in READINGS]
        gone = self.state["gone"]
        for picture in self.pictures_of:
            picture.update(None if gone == "nothing" else gone)
        report = [
            {"title": self.words("readings.compare"), "text": self._compared(gone)},
            {"title": self.words("model.title"), "text": self.words("model.readings")},
        ]
        self.show([*self.pictures_of], report)

    def _compared(self, gone: str) -> str:
        games = [worth(reading) for reading in READINGS]
        if gone == "nothing":
            even, pairs = (shapley(game) for game in games)
            return self.words("readings.said.nothing", a=float(even[0]), b=float(pairs[-1]), c=float(pairs[0]))
        left = [game[EVERYTHING & ~(1 << INGREDIENTS.index(gone))] for game in games]
        key = "inhabitants" if gone == "inhabitants" else "other"
        return self.words(f"readings.said.{key}", a=number(left[0], self.language), b=number(left[1], self.language))


class TerritorySums(Explorer):
    """Five ways of adding the slide up, the stray 3 among them, and the verdict on the bet.

    Parameters
    ----------
    choice : str, optional
        Language.
    bet : TerritoryBet, optional
        The bet to give a verdict on.
    **start
        The way to start from.
    """

    slug, part = "territory", "sums"

    def __init__(self, choice: str | None = None, bet: TerritoryBet | None = None, **start: Any) -> None:
        self.bet = bet
        self.picture: Tally | None = None
        super().__init__(choice, **start)
        if bet:
            bet.observe(self._changed, names="values")

    def build(self) -> tuple[Control, ...]:
        """Return the ways of adding up."""
        return (Choice("way", TALLIES, TALLIES[0], "options"),)

    def redraw(self) -> None:
        """Show the sum, what it explains and what it does not, and the verdict."""
        if self.picture is None:
            self.picture = Tally(self.language)
        way = self.state["way"]
        self.picture.update(tally(way))
        report = [
            {"title": self.words("sums.title"), "text": self.words(f"sums.said.{way}")},
            {"title": self.words("sums.irony_title"), "text": self.words("sums.irony")},
            {"title": self.words("model.title"), "text": self.words("model.sums")},
        ]
        if self.bet and self.bet.answer:
            verdict = self.words(f"verdict.{self.bet.answer}")
            report.insert(1, {"title": self.words("verdict.title"), "text": verdict})
        self.show([self.picture], report)


class Territory(Stacked):
    """The whole concept: the bet first; once it is placed, the switches, the readings and the sums.

    Parameters
    ----------
    choice : str, optional
        ``en`` or ``pl``; without it ``?lang=``, then ``COURSE_LANGUAGE``, then English.

    Attributes
    ----------
    bet, switches, readings, sums : TerritoryBet, TerritorySwitches, TerritoryReadings, TerritorySums
    """

    def __init__(self, choice: str | None = None) -> None:
        self.bet = TerritoryBet(choice)
        self.switches = TerritorySwitches(choice)
        self.readings = TerritoryReadings(choice)
        self.sums = TerritorySums(choice, bet=self.bet)
        super().__init__()
        self._reveal()
        self.bet.observe(self._reveal, names="values")

    def _reveal(self, _: object = None) -> None:
        opened = (self.switches, self.readings, self.sums) if self.bet.answer else ()
        self.children = (self.bet, *opened)
