"""Slide 8: a bet, a budget and its three numbers, budgets to be checked, the price of chasing money, a joint purse."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np

from course.figures.leverage import Border, Hill, Numbers, Path, Purse, Sources
from course.models.leverage import additionality, in_kind_value, patience, public_good, ratio
from course.texts import Words, number
from widgets._controls import Buttons, Choice, Column, Control, Slider, Table
from widgets._explorer import Explorer, Stacked
from widgets._question import Bet

SLUG = "leverage"
THOUSAND = 1000.0  # budgets are in thousand złoty, rates in złoty
MONTHS = 36
MOST = 8  # partners
GREATEST = 6  # what a purse may make of a unit
LINES = ("a", "b", "c", "d")


class LeverageBet(Bet):
    """A bet on what a złoty of grant has set in motion, before anything is taken apart."""

    slug = SLUG


class LeverageBudget(Explorer):
    """One budget: the ratio without and with work in kind, and what the grant added.

    Parameters
    ----------
    choice : str, optional
        Language.
    bet : LeverageBet, optional
        The bet to give a verdict on.
    **start
        Values of the sliders to start from.
    """

    slug, part = SLUG, "budget"
    # Ours: made-up cases.
    cases = MappingProxyType(
        {
            "garden": {"grant": 40, "own": 10, "other": 10, "hours": 400, "rate": 30, "anyway": 20},
            "river": {"grant": 10, "own": 2, "other": 3, "hours": 1500, "rate": 30, "anyway": 45},
            "square": {"grant": 100, "own": 20, "other": 0, "hours": 0, "rate": 30, "anyway": 110},
            "choir": {"grant": 5, "own": 5, "other": 10, "hours": 600, "rate": 30, "anyway": 0},
        }
    )

    def __init__(self, choice: str | None = None, bet: LeverageBet | None = None, **start: Any) -> None:
        self.bet = bet
        self.pictures_of: tuple[Sources, Numbers] | None = None
        super().__init__(choice, **start)
        if bet:
            bet.observe(self._changed, names="values")

    def build(self) -> tuple[Control, ...]:
        """Return the cases and six sliders."""
        garden = self.cases["garden"]
        return (
            Buttons("case", tuple(self.cases), "cases"),
            Slider("anyway", 0, 300, 1, garden["anyway"]),
            Slider("grant", 5, 200, 5, garden["grant"]),
            Slider("own", 0, 100, 1, garden["own"]),
            Slider("other", 0, 100, 1, garden["other"]),
            Slider("hours", 0, 2000, 50, garden["hours"]),
            Slider("rate", 0, 150, 5, garden["rate"]),
        )

    def redraw(self) -> None:
        """Show the budget and its numbers, and say what they allow to be said."""
        if self.pictures_of is None:
            self.pictures_of = Sources(self.language), Numbers(self.language)
        grant, own, other, anyway = (self.state[name] for name in ("grant", "own", "other", "anyway"))
        kind = in_kind_value([self.state["hours"]], [self.state["rate"]]) / THOUSAND
        for picture in self.pictures_of:
            picture.update(grant, own, other, kind, anyway)
        total = grant + own + other + kind
        added = additionality(total, anyway, grant)
        beside = ratio(grant, own, other, kind) - 1
        report = [self._added(added)]
        means = self.words("budget.means", beside=float(beside), added=float(added))
        report.append({"title": self.words("budget.means_title"), "text": means})
        for name, values in self.cases.items():
            if all(self.state[control] == value for control, value in values.items()):
                title = f"{self.words('model.case')}: {self.words(f'budget.cases.{name}')}"
                report.append({"title": title, "text": self.words(f"budget.said.{name}")})
        if self.bet and self.bet.answer:
            report.append({"title": self.words("verdict.title"), "text": self.words(f"verdict.{self.bet.answer}")})
        report.append({"title": self.words("model.title"), "text": self.words("model.budget")})
        self.show([*self.pictures_of], report)

    def _added(self, added: float) -> dict[str, Any]:
        kinds = (
            ("displaced", "bad", added < 0),
            ("itself", "plain", np.isclose(added, 1)),
            ("replaced", "bad", added < 1),
        )
        key, tone = next(((key, tone) for key, tone, holds in kinds if holds), ("lifted", "good"))
        text = self.words(f"budget.{key}", added=float(added))
        return {"title": self.words("budget.added_title"), "text": text, "tone": tone}


@dataclass(frozen=True, slots=True)
class Invoice(Choice):
    """The lines of one budget to choose from; its story is the label."""

    place: int = 0

    def spec(self, words: Words, part: str) -> dict[str, Any]:
        """Return what the page needs."""
        card = words.node(f"{part}.cards.{self.place}")
        rows = [(words(f"{part}.cards.{self.place}.lines.{line}"), card["amounts"][line]) for line in range(len(LINES))]
        shown = [words(f"{part}.line", name=name, amount=str(amount)) for name, amount in rows]
        labels = [*shown, words(f"{part}.none")]
        options = [{"value": value, "label": label} for value, label in zip(self.options, labels, strict=True)]
        return {
            "kind": self.kind,
            "name": self.name,
            "label": words(f"{part}.cards.{self.place}.text"),
            "options": options,
        }


class LeverageAudit(Explorer):
    """Four budgets, some of which count the same thing twice."""

    slug, part = SLUG, "audit"

    def __init__(self, choice: str | None = None, **start: Any) -> None:
        super().__init__(choice, **start)
        self.arrangement = "cards"

    def build(self) -> tuple[Control, ...]:
        """Return a choice of lines a budget."""
        cards = self.words.node("audit.cards")
        return tuple(Invoice(f"budget{place}", (*LINES, "none"), None, place=place) for place in range(len(cards)))

    def redraw(self) -> None:
        """Answer every budget that was checked, with the ratio before and after, and count."""
        notes, right = {}, 0
        for place, card in enumerate(self.words.node("audit.cards")):
            struck = self.state[f"budget{place}"]
            if struck is None:
                continue
            fits = struck in card["accepted"]
            right += fits
            grant, *rest = card["amounts"]
            before = ratio(grant, sum(rest), 0)
            twice = 0 if card["accepted"] == ["none"] else card["amounts"][LINES.index(card["accepted"][0])]
            after = ratio(grant, sum(rest) - twice, 0)
            said = self.words(f"audit.{'changes' if twice else 'stays'}", before=float(before), after=float(after))
            why = f"{self.words(f'audit.cards.{place}.why')} {said}"
            notes[f"budget{place}"] = {"text": why, "tone": "good" if fits else "bad"}
        self.notes = notes
        frame = Words("interface", self.language)
        score = frame("sorting.score", n=len(notes), right=right)
        self.show([], [{"title": frame("sorting.title"), "text": score}] if notes else [])


class LeverageEffort(Explorer):
    """Effort split between looking for money and looking after bonds: where it settles, and how it gets there."""

    slug, part = SLUG, "effort"
    cases = MappingProxyType(
        {"hunters": {"share": 95, "decay": 10}, "even": {"share": 50, "decay": 10}, "club": {"share": 10, "decay": 10}}
    )

    def __init__(self, choice: str | None = None, **start: Any) -> None:
        self.pictures_of: tuple[Path, Hill] | None = None
        super().__init__(choice, **start)

    def build(self) -> tuple[Control, ...]:
        """Return the cases and two sliders."""
        return (
            Buttons("case", tuple(self.cases), "cases"),
            Slider("share", 0, 100, 5, 80),
            Slider("decay", 2, 30, 1, 10),
        )

    def redraw(self) -> None:
        """Show the months after the change and where they lead."""
        if self.pictures_of is None:
            self.pictures_of = Path(self.language, MONTHS), Hill(self.language)
        path, hill = self.pictures_of
        share = self.state["share"] / 100
        path.update(share, self.state["decay"] / 100)
        hill.update(share)
        key = "balance" if share == 0.5 else "chase" if share > 0.5 else "inward"
        tone = "good" if key == "balance" else "bad"
        report = [
            {"title": self.words("effort.so_title"), "text": self.words(f"effort.{key}"), "tone": tone},
            {"title": self.words("model.title"), "text": self.words("model.effort")},
        ]
        self.show([path, hill], report)


class LeveragePurse(Explorer):
    """Two to eight partners and a joint purse: what each has at the end, and when giving pays."""

    slug, part = SLUG, "purse"

    def __init__(self, choice: str | None = None, **start: Any) -> None:
        self.purses: dict[int, Purse] = {}
        self.border: Border | None = None
        self.last: tuple[list[str], np.ndarray, np.ndarray] | None = None  # the last purse there could be
        super().__init__(choice, **start)

    def build(self) -> tuple[Control, ...]:
        """Return the ways of giving, three sliders and the table of partners."""
        names = tuple(self.words(f"purse.who.{place}") for place in range(MOST))
        columns = (
            Column("names", names),
            Column("has", (10,) * MOST, 0, 1000),
            Column("gives", (10,) * MOST, 0, 1000),
        )
        return (
            Buttons("set", ("all", "half", "one", "nothing"), "sets"),
            Slider("multiplier", 0.5, GREATEST, 0.1, 2),
            Slider("chance", 0, 0.95, 0.05, 0.2),
            Slider("partners", 2, MOST, 1, 4),
            Table("table", columns, "partners"),
        )

    def redraw(self) -> None:
        """Show what each has at the end, and say what it means together, alone and for a next time."""
        if self.border is None:
            self.border = Border(self.language, GREATEST)
        multiplier, chance = self.state["multiplier"], self.state["chance"]
        n = int(self.state["partners"])
        wanted = list(self.state["names"][:n]), np.array(self.state["has"][:n]), np.array(self.state["gives"][:n])
        if fault := self._fault(*wanted):
            self.refuse("gives", fault)
        else:
            self.last = wanted
        assert self.last, "the play starts with a sound purse"
        names, has, gives = self.last
        n = len(names)
        ends = public_good(gives.tolist(), multiplier, has.tolist())
        if n not in self.purses:
            self.purses[n] = Purse(self.language, n)
        self.purses[n].update(names, has, ends)
        self.border.update(n, multiplier, chance)
        report = [self._together(has.sum(), ends.sum()), self._alone(n, multiplier), self._next(n, multiplier, chance)]
        report.append({"title": self.words("model.title"), "text": self.words("model.purse")})
        self.show([self.purses[n], self.border], report)

    def _fault(self, names: list[str], has: np.ndarray, gives: np.ndarray) -> str:
        if not has.any():
            return self.words("purse.empty")
        for name, own, given in zip(names, has, gives, strict=True):
            if given > own:
                return self.words("purse.too_much", name=name, gives=float(given), has=float(own))
        return ""

    def _together(self, before: float, after: float) -> dict[str, Any]:
        gain = after - before
        key, tone = ("level", "plain") if abs(gain) < 1e-9 else ("gain", "good") if gain > 0 else ("loss", "bad")
        values = {"before": before, "after": after, "gain": abs(gain)}
        text = self.words(f"purse.{key}", **{name: self._one(value) for name, value in values.items()})
        return {"title": self.words("purse.together_title"), "text": text, "tone": tone}

    def _alone(self, n: int, multiplier: float) -> dict[str, Any]:
        back = multiplier / n
        key = "tempted" if back < 1 - 1e-9 else "content"
        text = self.words(f"purse.{key}", back=float(back), gain=float(1 - back), cost=float(back))
        return {"title": self.words("purse.alone_title"), "text": text}

    def _next(self, n: int, multiplier: float, chance: float) -> dict[str, Any]:
        title = self.words("purse.next_title")
        if not 1 < multiplier < n:
            key = "border_none" if multiplier <= 1 else "border_always"
            return {"title": title, "text": self.words(f"purse.{key}", multiplier=self._one(multiplier))}
        border = patience(n, multiplier)
        key = "next_pays" if chance >= border - 1e-9 else "next_not"
        text = self.words(f"purse.{key}", border=float(border), chance=float(chance))
        return {"title": title, "text": text, "tone": "good" if key == "next_pays" else "bad"}

    def _one(self, value: float) -> str:
        return number(float(value), self.language, 1)

    def _give(self, part: float, first: float | None = None) -> None:
        """Let everybody give a part of what there is, the first another."""
        given = [part * own for own in self.state["has"]]
        given[0] = (part if first is None else first) * self.state["has"][0]
        self.values = dict(self.values, gives=given)

    def pressed_all(self) -> None:
        """Let everybody give everything."""
        self._give(1.0)

    def pressed_half(self) -> None:
        """Let everybody give half."""
        self._give(0.5)

    def pressed_one(self) -> None:
        """Let all but the first give everything."""
        self._give(1.0, first=0.0)

    def pressed_nothing(self) -> None:
        """Let nobody give anything."""
        self._give(0.0)


class Leverage(Stacked):
    """The whole concept: the bet first; once it is placed, the budget, the checks, the effort and the purse.

    Parameters
    ----------
    choice : str, optional
        ``en`` or ``pl``; without it ``?lang=``, then ``COURSE_LANGUAGE``, then English.

    Attributes
    ----------
    bet, budget, audit, effort, purse
    """

    def __init__(self, choice: str | None = None) -> None:
        self.bet = LeverageBet(choice)
        self.budget = LeverageBudget(choice, bet=self.bet)
        self.audit = LeverageAudit(choice)
        self.effort = LeverageEffort(choice)
        self.purse = LeveragePurse(choice)
        super().__init__()
        self._reveal()
        self.bet.observe(self._reveal, names="values")

    def _reveal(self, _: object = None) -> None:
        play = (self.budget, self.audit, self.effort, self.purse) if self.bet.answer else ()
        self.children = (self.bet, *play)
