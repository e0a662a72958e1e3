"""Slide 12: a bet, ties to draw, the price of the one in the middle, and two views of one tie."""

from __future__ import annotations

from itertools import combinations
from types import MappingProxyType
from typing import Any

import numpy as np

from course.cases.partnership import LONGEST, Partnership
from course.figures.social_capital import MOST, WIDE, Costs, Gaps, Roles, Web
from course.models.social_capital import (
    SCALE,
    STRUCTURES,
    Graph,
    Move,
    efficient_structure,
    hub_subsidy,
    moved,
    moves,
    settled,
    shown_gap,
    structure,
    utilities,
)
from course.texts import number
from widgets._controls import Buttons, Choice, Column, Control, Matrix, Slider, Table
from widgets._explorer import Explorer, Stacked
from widgets._load import Load
from widgets._question import Bet

LISTED = 4  # changes in words; the rest is counted
# Ours, invented: partners, what a tie gives, what it costs, the network.
CASES = MappingProxyType(
    {
        "bet": (6, 0.5, 0.6, "empty"),
        "stairs": (6, 0.5, 0.1, "chain"),
        "library": (6, 0.5, 0.4, "star"),
        "unpaid": (6, 0.5, 0.6, "star"),
        "valley": (6, 0.5, 0.6, "ring"),
        "orchards": (6, 0.5, 1.2, "star"),
    }
)
PAYERS = ("nobody", "others", "programme")
PEOPLE = 6
MARKS = ("", *map(str, range(SCALE + 1)))  # an empty cell is no answer
# Ours, invented: a row a partner, what it answers about partners 1 to 6.
_CLOSE = ("-44344", "4-3433", "44-334", "343-44", "4334-5", "33445-")
_APART = ("-42353", "4-3233", "34-314", "343-43", "1354-5", "32442-")
ANSWERS = MappingProxyType({"close": (_CLOSE, 6), "apart": (_APART, 6), "few": (_APART, 4)})


def table_of(graph: Graph) -> list[list[int]]:
    """Return the ties of partners 0, 1, 2, … as a table of 0 and 1 with room for 8."""
    table = [[0] * MOST for _ in range(MOST)]
    for first, second in graph.edges:
        table[first][second] = table[second][first] = 1
    return table


def columns_of(answers: tuple[str, ...]) -> dict[str, list[str]]:
    """Return the answers by column: what all say about partner 1, about partner 2 and so on."""
    marks = [["" if mark == "-" else mark for mark in row] for row in answers]
    return {f"to{place + 1}": [row[place] for row in marks] for place in range(PEOPLE)}


class SocialCapitalBet(Bet):
    """A bet on the network that six partners will have, before anything is shown."""

    slug = "social_capital"


class SocialCapitalTies(Explorer):
    """Ties to draw and to cut: who has what of the network, who would change it, and what would be best for all.

    Parameters
    ----------
    choice : str, optional
        Language.
    bet : SocialCapitalBet, optional
        The bet to give a verdict on.
    **start
        Values of the controls to start from.
    """

    slug, part = "social_capital", "ties"
    room = (3, MOST)
    cases = MappingProxyType(
        {
            name: {"partners": n, "benefit": gives, "cost": cost, "drawn": table_of(structure(net, n))}
            for name, (n, gives, cost, net) in CASES.items()
        }
    )

    def __init__(self, choice: str | None = None, bet: SocialCapitalBet | None = None, **start: Any) -> None:
        self.bet = bet
        self.pictures_of: tuple[Web, Costs] | None = None
        self.told = ""  # what the last move was, said once
        super().__init__(choice, **start)
        if bet:
            bet.observe(self._changed, names="values")

    def build(self) -> tuple[Control, ...]:
        """Return the cases, the sliders, what draws, and the tables of ties and names."""
        names = tuple(self.words(f"ties.who.{place}") for place in range(MOST))
        star = tuple(map(tuple, self.cases["unpaid"]["drawn"]))
        return (
            Buttons("case", tuple(CASES), "cases"),
            Load(),
            Slider("partners", 3, MOST, 1, 6),
            Slider("benefit", 0.1, 0.9, 0.05, 0.5),
            Slider("cost", 0, 1.5, 0.05, 0.6),
            Buttons("draw", STRUCTURES, "draws"),
            Buttons("move", ("once", "settle"), "moves"),
            Matrix("drawn", star, 0, 1, "partners", "names"),
            Table("table", (Column("names", names, most=LONGEST),), "partners"),
        )

    def take(self, partnership: Partnership) -> dict[str, Any]:
        """Return the partners and their ties; any trust above 0 is a tie."""
        n = len(partnership.partners)
        self.fitted = f"{self.fitted} {self.words('ties.fractions')}".strip()
        names = [partner.name for partner in partnership.partners]
        ties = Graph([(first, second) for first, second, _ in partnership.ties])
        return {"partners": n, "names": [*names, *self.start["names"][n:]], "drawn": table_of(ties)}

    @property
    def graph(self) -> Graph:
        """The network of the partners in use."""
        n = round(self.state["partners"])
        graph = structure("empty", n)
        graph.add_edges_from(pair for pair in combinations(range(n), 2) if self.state["drawn"][pair[0]][pair[1]] > 0)
        return graph

    @property
    def prices(self) -> tuple[float, float]:
        """What a tie gives and what it costs."""
        return self.state["benefit"], self.state["cost"]

    def redraw(self) -> None:
        """Show the network and the totals, and say who would change it."""
        if self.pictures_of is None:
            self.pictures_of = Web(self.language), Costs(self.language)
        web, costs = self.pictures_of
        graph, names = self.graph, self.state["names"][: round(self.state["partners"])]
        web.update(graph, names, *self.prices)
        costs.update(graph, *self.prices)
        fractions = any(0 < value < 1 for row in self.state["drawn"] for value in row)
        self.notes = {"drawn": {"text": self.words("ties.fractions"), "tone": "plain"}} if fractions else {}
        report = [self._holds(moves(graph, *self.prices), names)]
        if self.told:
            report.insert(0, {"title": self.words("told.title"), "text": self.told})
        self.told = ""
        if case := self._case():
            report.append({"title": self.words(f"ties.cases.{case}"), "text": self.words(f"ties.said.{case}")})
        if self.bet and self.bet.answer:
            verdict = self.words(f"verdict.{self.bet.answer}")
            report.append({"title": self.words("verdict.title"), "text": verdict})
        report.append({"title": self.words("model.title"), "text": self.words("model.ties")})
        self.show([web, costs], report)

    def pressed_once(self) -> None:
        """Let them make one move, or say that nobody does."""
        found = moves(self.graph, *self.prices)
        if not found:
            self._tell(self.words("told.nobody"))
            return
        self._tell(self._said("told", found[0], self.state["names"]), moved(self.graph, found[0]))

    def pressed_settle(self) -> None:
        """Let them move until nobody does."""
        if not moves(self.graph, *self.prices):
            self._tell(self.words("told.nobody"))
            return
        end = settled(self.graph, *self.prices)
        self._tell(self.words("told.unsettled" if end is None else "told.settled"), end)

    def pressed_empty(self) -> None:
        """Draw no ties."""
        self._tell("", structure("empty", 2))

    def pressed_chain(self) -> None:
        """Draw a chain."""
        self._tell("", structure("chain", MOST))

    def pressed_ring(self) -> None:
        """Draw a ring of those in use."""
        self._tell("", structure("ring", round(self.state["partners"])))

    def pressed_star(self) -> None:
        """Draw the first in the middle."""
        self._tell("", structure("star", MOST))

    def pressed_complete(self) -> None:
        """Draw everyone with everyone."""
        self._tell("", structure("complete", MOST))

    def _tell(self, text: str, graph: Graph | None = None) -> None:
        """Say ``text`` once, beside the network ``graph`` where there is a new one."""
        self.told = text
        wanted = dict(self.values) if graph is None else dict(self.values, drawn=table_of(graph))
        if wanted == self.values:
            self._changed()
        else:
            self.values = wanted

    def _holds(self, found: list[Move], names: list[str]) -> dict[str, Any]:
        title = self.words("holds.title")
        if not found:
            return {"title": title, "text": self.words("holds.yes"), "tone": "good"}
        items = [self._said("holds", move, names) for move in found[:LISTED]]
        if len(found) > LISTED:
            items.append(self.words("holds.more", n=len(found) - LISTED))
        return {"title": title, "text": self.words("holds.no"), "items": items, "tone": "bad"}

    def _said(self, key: str, move: Move, names: list[str]) -> str:
        first, second = (names[int(place)] for place in move.pair)  # type: ignore[call-overload]
        gaining = [(name, gain) for name, gain in zip((first, second), move.gains, strict=True) if gain > 1e-9]
        gains = ", ".join(f"{name} {number(gain, self.language)}" for name, gain in gaining)
        return self.words(f"{key}.{move.kind}", first=first, second=second, gains=gains)

    def _case(self) -> str | None:
        """Return the case that stands there, None where something was changed."""
        ours = [name for name in CASES if all(self.state[key] == value for key, value in self.cases[name].items())]
        return ours[0] if ours and self.state["load"] is None else None


class SocialCapitalHub(Explorer):
    """A star: what its middle and the others gain, what the middle must be given, and who pays."""

    slug, part = "social_capital", "hub"

    def __init__(self, choice: str | None = None, **start: Any) -> None:
        self.picture: Roles | None = None
        super().__init__(choice, **start)

    def build(self) -> tuple[Control, ...]:
        """Return who pays and three sliders."""
        return (
            Choice("payer", PAYERS, "nobody", "payers"),
            Slider("cost", 0, 1.5, 0.05, 0.6),
            Slider("benefit", 0.1, 0.9, 0.05, 0.5),
            Slider("partners", 2, 12, 1, 6),
        )

    def redraw(self) -> None:
        """Show the gains before and after the payment, and say what the middle costs."""
        if self.picture is None:
            self.picture = Roles(self.language)
        n, gives, cost, payer = (self.state[name] for name in ("partners", "benefit", "cost", "payer"))
        n = round(n)
        price = hub_subsidy(n, gives, cost)
        fee = price / (n - 1)
        hub, gain, *_ = utilities(structure("star", n), gives, cost).values()
        after = {"nobody": (hub, gain), "others": (hub + price, gain - fee), "programme": (hub + price, gain)}
        self.picture.update((hub, gain), after[payer], n - 1)
        key = "cheap" if (best := efficient_structure(n, gives, cost)) == "complete" else "free"
        if price > 0:
            key = "paid" if best == "star" else "never"
        values = {"price": price, "fee": fee, "gain": float(gain), "left": float(gain - fee)}
        values |= {
            "star": float(hub + (n - 1) * gain),
            "best": sum(utilities(structure(best, n), gives, cost).values()),
        }
        report = [
            {"title": self.words("hub.title"), "text": self.words(f"hub.{key}", **values)},
            self._lasts(price, payer, fee, float(gain)),
            {"title": self.words("model.title"), "text": self.words("model.hub")},
        ]
        self.show([self.picture], report)

    def _lasts(self, price: float, payer: str, fee: float, gain: float) -> dict[str, Any]:
        key = payer if price > 0 else "free"
        if key == "others" and fee > gain - 1e-9:
            key = "others_even" if abs(fee - gain) < 1e-9 else "others_never"
        if key == "programme" and gain < -1e-9:
            key = "programme_never"
        tone = {"free": "good", "others": "good", "programme": "plain"}.get(key, "bad")
        text = self.words(f"hub.holds.{key}", fee=fee, gain=gain)
        return {"title": self.words("hub.pays_title"), "text": text, "tone": tone}


class SocialCapitalGaps(Explorer):
    """Six answers about one another: how far apart the two sides of a tie lie, from five answers on."""

    slug, part = "social_capital", "gaps"
    private = True  # who relies on whom never stands in an address
    cases = MappingProxyType({name: {**columns_of(rows), "answered": n} for name, (rows, n) in ANSWERS.items()})

    def __init__(self, choice: str | None = None, **start: Any) -> None:
        self.picture: Gaps | None = None
        super().__init__(choice, **start)

    def build(self) -> tuple[Control, ...]:
        """Return the examples, how many have answered, and the table of answers."""
        names = tuple(self.words(f"gaps.who.{place}") for place in range(PEOPLE))
        first = columns_of(_APART)
        marks = (Column(name, tuple(column), least=0, most=1) for name, column in first.items())
        return (
            Buttons("case", tuple(ANSWERS), "cases"),
            Slider("answered", 0, PEOPLE, 1, PEOPLE),
            Table("table", (Column("names", names, most=12), *marks), "answered"),
        )

    @property
    def ratings(self) -> np.ndarray:
        """The answers in use, shape (6, 6); NaN where there is none."""
        columns = [self.state[f"to{place + 1}"] for place in range(PEOPLE)]
        table = np.array([[float(mark) if mark else np.nan for mark in column] for column in columns]).T
        table[round(self.state["answered"]) :] = np.nan
        return table

    def redraw(self) -> None:
        """Show the gaps, or why there are none to see."""
        if self.picture is None:
            self.picture = Gaps(self.language, PEOPLE)
        strange = {f"to{place + 1}": set(self.state[f"to{place + 1}"]) - set(MARKS) for place in range(PEOPLE)}
        for name, marks in strange.items():
            if marks:
                self.refuse(name, self.words("gaps.strange", mark=min(marks)))
        if any(strange.values()):  # the last good picture stays
            return
        ratings = self.ratings
        found = shown_gap(ratings)
        answered = int((~np.isnan(np.where(np.eye(PEOPLE), np.nan, ratings))).any(axis=1).sum())
        self.picture.update(found, self.state["names"], answered)
        key = "hidden" if found is None else "wide" if np.nanmax(found) >= WIDE else "near"
        report = [
            {"title": self.words("gaps.title"), "text": self.words(f"gaps.said.{key}")},
            {"title": self.words("gaps.rule_title"), "text": self.words("gaps.rule")},
            {"title": self.words("model.title"), "text": self.words("model.gaps")},
        ]
        self.show([self.picture], report)


class SocialCapital(Stacked):
    """The whole concept: the bet first; once it is placed, the ties, the middle and the two sides of a tie.

    Parameters
    ----------
    choice : str, optional
        ``en`` or ``pl``; without it ``?lang=``, then ``COURSE_LANGUAGE``, then English.

    Attributes
    ----------
    bet, ties, hub, gaps : SocialCapitalBet, SocialCapitalTies, SocialCapitalHub, SocialCapitalGaps
    """

    def __init__(self, choice: str | None = None) -> None:
        self.bet = SocialCapitalBet(choice)
        self.ties = SocialCapitalTies(choice, bet=self.bet)
        self.hub = SocialCapitalHub(choice)
        self.gaps = SocialCapitalGaps(choice)
        super().__init__()
        self._reveal()
        self.bet.observe(self._reveal, names="values")

    def _reveal(self, _: object = None) -> None:
        self.children = (self.bet, self.ties, self.hub, self.gaps) if self.bet.answer else (self.bet,)
