"""1+1=3: a bet, two partners with sliders, then three to six who must agree on a split."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

import numpy as np

from course.cases.partnership import Partnership
from course.figures.synergy import Curve, Shares, Sum, Ties
from course.models.coalitions import blocking, core_shares, shapley
from course.models.synergy import break_even_trust, pairwise
from course.texts import number
from widgets._controls import Buttons, Choice, Column, Control, Matrix, Slider, Table
from widgets._explorer import Explorer, Stacked
from widgets._load import Load
from widgets._question import Bet

MOST = 6  # partners
SHOWN = 4  # groups that could walk away, in words; the rest is counted
DIGITS = 1  # of units in sentences; a gain that rounds to nothing is no reason to leave
TRUST = np.array([0.0, 1.0])  # the pair's total is a straight line in trust


class SynergyBet(Bet):
    """A bet on what one and one make, before anything is shown."""

    slug = "synergy"


class SynergyPair(Explorer):
    """Two partners: what they do together, and the trust from which it pays.

    Parameters
    ----------
    choice : str, optional
        Language.
    bet : SynergyBet, optional
        The bet to give a verdict on.
    **start
        Values of the sliders to start from.
    """

    slug, part = "synergy", "pair"
    cases = MappingProxyType(
        {
            "three": {"first": 1, "second": 1, "trust": 0.75, "complementarity": 2, "cost": 0.5},
            "two": {"first": 1, "second": 1, "trust": 0.25, "complementarity": 2, "cost": 0.5},
            "less": {"first": 1, "second": 1, "trust": 0.75, "complementarity": 2, "cost": 2},
            "slide": {"first": 2, "second": 2, "trust": 0.5, "complementarity": 1.5, "cost": 0.5},
        }
    )

    def __init__(self, choice: str | None = None, bet: SynergyBet | None = None, **start: Any) -> None:
        self.bet = bet
        self.pictures_of: tuple[Sum, Curve] | None = None
        super().__init__(choice, **start)
        if bet:
            bet.observe(self._changed, names="values")

    def build(self) -> tuple[Control, ...]:
        """Return the presets and five sliders."""
        return (
            Buttons("preset", tuple(self.cases), "presets"),
            Slider("trust", 0, 1, 0.05, 0.6),
            Slider("complementarity", 0, 3, 0.1, 1),
            Slider("cost", 0, 5, 0.25, 0.25),
            Slider("first", 0, 10, 0.5, 1),
            Slider("second", 0, 10, 0.5, 1),
        )

    def redraw(self) -> None:
        """Show the sum, the curve over trust and the verdict on the bet."""
        if self.pictures_of is None:
            self.pictures_of = Sum(self.language), Curve(self.language)
        bars, curve = self.pictures_of
        first, second, trust, fit, cost = (
            self.state[name] for name in ("first", "second", "trust", "complementarity", "cost")
        )
        together = total(first, second, trust, fit, cost)
        bars.update(first, second, together)
        totals = np.array([total(first, second, value, fit, cost) for value in TRUST])
        curve.update(trust, totals, TRUST, first + second, together, break_even_trust(first, second, fit, cost))
        answer = self.bet.answer if self.bet else None
        report = [{"text": self.words("model.pair"), "title": self.words("model.title")}]
        if answer:
            verdict = self.words(f"pair.verdict.{answer}", found=float(together))
            report.insert(0, {"title": self.words("pair.verdict.title"), "text": verdict})
        self.show([bars, curve], report)


def total(first: float, second: float, trust: float, complementarity: float, cost: float) -> float:
    """Return what the pair does together, in units."""
    return float(pairwise([first, second], [[0, trust], [trust, 0]], complementarity, cost)[-1])


class SynergyGroup(Explorer):
    """Three to six partners: ties, shares, and who could walk away from the agreed split."""

    slug, part = "synergy", "group"
    room = (3, MOST)

    def __init__(self, choice: str | None = None, **start: Any) -> None:
        self.pictures_of: dict[int, tuple[Ties, Shares]] = {}
        self.agreed = np.empty(0)  # the last split that added up, in per cent
        super().__init__(choice, **start)

    def build(self) -> tuple[Control, ...]:
        """Return the cases, the table of partners, the matrix of trust and two sliders."""
        self.cases = {name: case(*values) for name, values in CASES.items()}
        names = tuple(self.words(f"group.who.{index}") for index in range(MOST))
        river = self.cases["river"]
        columns = (
            Column("names", names),
            Column("units", tuple(river["units"]), 0, 10),
            Column("split", tuple(river["split"]), -100, 200),
        )
        return (
            Buttons("case", tuple(self.cases), "case_options"),
            Load(),
            Choice("partners", (3, 4, 5, 6), 3),
            Slider("complementarity", 0, 3, 0.1, river["complementarity"]),
            Slider("cost", 0, 5, 0.25, river["cost"]),
            Buttons("by", ("equal", "proportional", "fair"), "rules"),
            Table("table", columns, "partners"),
            Matrix("trust", tuple(map(tuple, river["trust"])), 0, 1, "partners", "names"),
        )

    def take(self, partnership: Partnership) -> dict[str, Any]:
        """Return the partners, what each brings and the trust between them, split equally."""
        n = len(partnership.partners)
        trust = np.zeros((MOST, MOST))
        trust[:n, :n] = partnership.trust
        names = [partner.name for partner in partnership.partners]
        units = [partner.resources for partner in partnership.partners]
        return {
            "partners": n,
            "names": [*names, *self.start["names"][n:]],
            "units": [*units, *self.start["units"][n:]],
            "trust": trust.tolist(),
            "split": [round(100 / n, 1)] * MOST,
        }

    @property
    def game(self) -> np.ndarray:
        """The worth of every coalition of the partners in use, shape (2**n,), in units."""
        n = self.state["partners"]
        trust = np.array(self.state["trust"])[:n, :n]
        return pairwise(self.state["units"][:n], trust, self.state["complementarity"], self.state["cost"])

    def redraw(self) -> None:
        """Show the ties and the shares, and say who could walk away."""
        n, worth = self.state["partners"], self.game
        if not self._agree(n):
            return
        agreed = self.agreed / self.agreed.sum() * worth[-1]
        if n not in self.pictures_of:
            self.pictures_of[n] = Ties(self.language, n), Shares(self.language, n)
        ties, shares = self.pictures_of[n]
        names = self.state["names"][:n]
        gains = np.zeros((n, n))
        for i in range(n):
            for j in range(i + 1, n):
                gains[i, j] = worth[1 << i | 1 << j] - worth[1 << i] - worth[1 << j]
        ties.update(names, gains)
        shares.update(names, worth[1 << np.arange(n)], shapley(worth), agreed)
        whose = {"title": self.words("model.title"), "text": self.words("model.group")}
        self.show([ties, shares], [self._walk_away(worth, agreed, names), self._core(worth, names), whose])

    def _agree(self, n: int) -> bool:
        """Take over the typed split where it adds up; a new number of partners starts from equal shares."""
        typed = np.array(self.state["split"][:n])
        if "split" in self.errors and len(self.agreed) == n:  # a sentence about it is on the page already
            return True
        if abs(typed.sum() - 100) <= 0.5:  # 33.3 three times is meant as a whole
            self.agreed = typed
        elif len(self.agreed) != n:
            self.agreed = np.full(n, 100 / n)
            self._set_split(self.agreed)
            return False  # setting the values has drawn already
        else:
            shown = number(float(typed.sum()), self.language, 1)
            self.refuse("split", self.words("group.split_error.sum", total=shown))
        return True

    def _set_split(self, percent: np.ndarray) -> None:
        """Put ``percent`` of shape (n,) into the table, to one decimal, so that equal shares look equal."""
        kept = list(self.values["split"])
        kept[: len(percent)] = [round(float(value), 1) for value in percent]
        self.values = dict(self.values, split=kept)

    def pressed_equal(self) -> None:
        """Agree on equal shares."""
        self._set_split(np.full(self.state["partners"], 100 / self.state["partners"]))

    def pressed_proportional(self) -> None:
        """Agree on shares in proportion to what each does alone."""
        units = np.array(self.state["units"][: self.state["partners"]])
        self._set_split(100 * units / units.sum() if units.sum() else np.full(len(units), 100 / len(units)))

    def pressed_fair(self) -> None:
        """Agree on the Shapley shares."""
        worth = self.game
        if worth[-1] <= 0:
            self.refuse("split", self.words("group.nothing"))
        else:
            self._set_split(100 * shapley(worth) / worth[-1])

    def _walk_away(self, worth: np.ndarray, agreed: np.ndarray, names: list[str]) -> dict[str, Any]:
        lines = []
        groups = []
        for members in blocking(worth, agreed):
            # Rounded first, so that the three numbers of the sentence add up as they are read.
            own = round(float(worth[sum(1 << m for m in members)]), DIGITS)
            given = round(float(agreed[list(members)].sum()), DIGITS)
            if own > given:
                groups.append((members, own, given))
        for members, own, given in groups[:SHOWN]:
            who = self._listed([names[m] for m in members])
            key = "walk.one" if len(members) == 1 else "walk.some"
            lines.append(
                self.words(key, who=who, own=self._units(own), given=self._units(given), gain=self._units(own - given))
            )
        if len(groups) > SHOWN:
            lines.append(self.words("walk.more", n=len(groups) - SHOWN))
        title = self.words("walk.title")
        if not groups:
            return {"title": title, "text": self.words("walk.nobody"), "tone": "good"}
        return {"title": title, "items": lines, "tone": "bad"}

    def _core(self, worth: np.ndarray, names: list[str]) -> dict[str, Any]:
        point = core_shares(worth)
        title = self.words("core.title")
        if point is None:
            return {"title": title, "text": self.words("core.no"), "tone": "bad"}
        rows = zip(names, point, strict=True)
        listed = "; ".join(self.words("core.share", name=name, share=self._units(value)) for name, value in rows)
        return {"title": title, "text": self.words("core.yes", shares=listed), "tone": "good"}

    def _units(self, value: float) -> str:
        return number(value, self.language, DIGITS)

    def _listed(self, names: list[str]) -> str:
        *others, last = names
        return ", ".join(others) + self.words("walk.and") + last if others else last


# Ours: partners, units alone, trust between any two, exceptions by pair, complementarity, cost of a pair.
CASES: dict[str, tuple[int, tuple[float, ...], float, dict[tuple[int, int], float], float, float]] = {
    "river": (3, (4, 2, 8, 3, 2, 2), 0.7, {}, 1.2, 1),
    "quarrel": (4, (5, 4, 4, 3, 2, 2), 0.7, {(0, 1): 0.0}, 1.2, 1.5),
    "hub": (4, (4, 4, 4, 4, 2, 2), 0.0, {(0, 1): 0.9, (0, 2): 0.9, (0, 3): 0.9}, 1, 1),
    "crowd": (6, (4, 4, 3, 3, 2, 2), 0.5, {}, 1, 1.5),
}


def case(
    partners: int,
    units: tuple[float, ...],
    trust: float,
    pairs: dict[tuple[int, int], float],
    complementarity: float,
    cost: float,
) -> dict[str, Any]:
    """Return the values of the group's controls for one case, split equally."""
    matrix = np.full((MOST, MOST), trust)
    np.fill_diagonal(matrix, 0)
    for (i, j), value in pairs.items():
        matrix[i, j] = matrix[j, i] = value
    return {
        "partners": partners,
        "units": list(units),
        "trust": matrix.tolist(),
        "split": [round(100 / partners, 1)] * MOST,
        "complementarity": complementarity,
        "cost": cost,
    }


class Synergy(Stacked):
    """The whole concept: the bet first; once it is placed, two partners and then three to six.

    Parameters
    ----------
    choice : str, optional
        ``en`` or ``pl``; without it ``?lang=``, then ``COURSE_LANGUAGE``, then English.

    Attributes
    ----------
    bet, pair, group : SynergyBet, SynergyPair, SynergyGroup
    """

    def __init__(self, choice: str | None = None) -> None:
        self.bet = SynergyBet(choice)
        self.pair = SynergyPair(choice, bet=self.bet)
        self.group = SynergyGroup(choice)
        super().__init__()
        self._reveal()
        self.bet.observe(self._reveal, names="values")

    def _reveal(self, _: object = None) -> None:
        self.children = (self.bet, self.pair, self.group) if self.bet.answer else (self.bet,)
