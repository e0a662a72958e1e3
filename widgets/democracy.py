"""Votes and power: a bet, a statute to be written, one partner's votes one by one, and whose vote it is."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partialmethod
from types import MappingProxyType
from typing import Any

import numpy as np

from course.cases.partnership import SECTORS, Partnership
from course.figures.democracy import Groups, Power, Stairs
from course.models.democracy import blocs, just_enough, needed, powerless, stairs, vetoers, within_limit
from widgets._controls import Buttons, Choice, Column, Control, RefusedError, Slider, Table
from widgets._explorer import Explorer, Stacked
from widgets._load import Load
from widgets._question import Bet
from widgets._sorting import Sorting

SLUG = "democracy"
MOST, MOST_VOTES = 8, 20
TINY = 1e-9
SHOWN = 6  # coalitions that are just enough, in words; the rest is counted
GROUPS = ("public", "civic", "business", "civic", "business", "civic", "public", "business")


def statute(votes: tuple[int, ...], above: int = 50) -> dict[str, Any]:
    """Return the values of the controls for one made-up statute; rows that are not in use have a vote each."""
    filled = [*votes, *[1] * (MOST - len(votes))]
    return {"partners": len(votes), "votes": filled, "group": list(GROUPS), "above": above}


class DemocracyBet(Bet):
    """A bet on what one vote of ten is worth, before anything is shown."""

    slug = SLUG


class DemocracyStatute(Explorer):
    """Votes, sectors and a rule: power beside votes, and the 49% check.

    Parameters
    ----------
    choice : str, optional
        Language.
    bet : DemocracyBet, optional
        The bet to give a verdict on.
    **start
        Values of the controls to start from.

    Attributes
    ----------
    good : list of int
        The last votes that could be counted: whole, and not all 0 in the rows in use.
    """

    slug, part = SLUG, "statute"
    cases = MappingProxyType(
        {  # ours
            "gesture": statute((3, 1, 3, 3)),
            "hinge": statute((10, 1, 10)),
            "big": statute((4, 1, 1, 1, 1, 1)),
            "half": statute((10, 6, 4)),
            "veto": statute((4, 3, 3), above=66),
        }
    )

    def __init__(self, choice: str | None = None, bet: DemocracyBet | None = None, **start: Any) -> None:
        self.bet = bet
        self.good = list(self.cases["gesture"]["votes"])
        self.pictures_of: dict[int, tuple[Power, Groups]] = {}
        super().__init__(choice, **start)
        if bet:
            bet.observe(self._changed, names="values")

    def build(self) -> tuple[Control, ...]:
        """Return the statutes, the rule and the table of partners."""
        columns = (
            Column("names", tuple(self.words(f"who.{index}") for index in range(MOST))),
            Column("votes", tuple(self.cases["gesture"]["votes"]), 0, MOST_VOTES),
            Column("group", GROUPS, options=SECTORS, labels="sectors"),
        )
        return (
            Buttons("case", tuple(self.cases), "cases"),
            Load(),
            Slider("above", 50, 99, 1, 50),
            Buttons("rule", ("majority", "thirds", "everyone"), "rules"),
            Slider("partners", 2, MOST, 1, 4),
            Table("table", columns, "partners"),
        )

    def take(self, partnership: Partnership) -> dict[str, Any]:
        """Return the partners with their votes and sectors, and the least per cent that makes their quota."""
        n, votes = len(partnership.partners), [partner.votes for partner in partnership.partners]
        if not any(votes):
            raise RefusedError(self.words("statute.voteless"))
        reaching = (above for above in range(50, 100) if needed(votes, above / 100) >= partnership.quota)
        return {
            "partners": n,
            "names": [*(partner.name for partner in partnership.partners), *self.start["names"][n:]],
            "votes": [*votes, *self.start["votes"][n:]],
            "group": [*(partner.sector for partner in partnership.partners), *GROUPS[n:]],
            "above": next(reaching, 99),
        }

    def _rule(self, above: int) -> None:
        self.values = dict(self.values, above=above)

    pressed_majority = partialmethod(_rule, 50)
    pressed_thirds = partialmethod(_rule, 66)
    pressed_everyone = partialmethod(_rule, 99)

    @property
    def votes(self) -> list[int]:
        """The votes of the partners in use, whole and not all 0."""
        return self.good[: int(self.state["partners"])]

    @property
    def names(self) -> list[str]:
        """The partners in use."""
        return self.state["names"][: int(self.state["partners"])]

    @property
    def told(self) -> str | None:
        """The statute whose values these are, None where something was changed since."""
        n = int(self.state["partners"])

        def cut(values: Mapping[str, Any]) -> tuple[Any, ...]:
            return values["partners"], values["above"], values["votes"][:n], values["group"][:n]

        return next((name for name, values in self.cases.items() if cut(values) == cut(self.state)), None)

    def redraw(self) -> None:
        """Show power beside votes, of partners and of sectors, and say who has a say."""
        self._count()
        votes, names = self.votes, self.names
        quota, groups = needed(votes, self.state["above"] / 100), self.state["group"][: len(votes)]
        found = blocs(votes, groups)
        joined = [found.get(sector, 0.0) for sector in SECTORS]
        if len(votes) not in self.pictures_of:
            self.pictures_of[len(votes)] = Power(self.language, len(votes)), Groups(self.language)
        power, sectors = self.pictures_of[len(votes)]
        power.update(names, votes, quota)
        sectors.update(joined, quota)
        veto = [self.words(f"groups.{SECTORS[place]}") for place in vetoers(joined, quota)]
        key = "over" if not within_limit(votes, groups) else "veto" if veto else "within"
        law = f"{self.words(f'limit.{key}', listed=', '.join(veto))} {self.words('limit.law')}"
        report = [
            self._say(votes, names, quota),
            {"title": self.words("statute.enough"), "items": self._enough(votes, names, quota)},
            {"title": self.words("limit.title"), "text": law, "tone": "good" if key == "within" else "bad"},
            {"title": self.words("model.title"), "text": self.words("model.statute")},
        ]
        if told := self.told:
            report.insert(0, {"title": self.words("statute.story"), "text": self.words(f"statute.stories.{told}")})
        if self.bet and self.bet.answer:
            verdict = self.words(f"verdict.{self.bet.answer}")
            report.insert(0, {"title": self.words("verdict.title"), "text": verdict})
        self.show([power, sectors], report)

    def _count(self) -> None:
        """Take over the typed votes where they can be counted, else say beside them why not."""
        typed = self.state["votes"]
        whole = all(vote == round(vote) for vote in typed)
        if whole and any(typed[: int(self.state["partners"])]):
            self.good = [round(vote) for vote in typed]
            return
        if not any(self.votes):  # fewer rows may leave only those without a vote
            self.good = [1] * MOST
        if "votes" not in self.errors:  # else a sentence about it is on the page already
            self.refuse("votes", self.words("statute.nobody" if whole else "statute.whole"))

    def _say(self, votes: list[int], names: list[str], quota: int) -> dict[str, Any]:
        veto = vetoers(votes, quota)
        alone = [i for i in veto if votes[i] >= quota]
        found = {
            "alone": alone,
            "veto": [] if alone else veto,
            "none": [i for i in powerless(votes, quota) if votes[i]],
        }
        lines = [self.words(f"say.{k}", listed=", ".join(names[i] for i in who)) for k, who in found.items() if who]
        tone = "bad" if alone or found["none"] else "plain" if veto else "good"
        return {"title": self.words("say.title"), "text": " ".join(lines) or self.words("say.good"), "tone": tone}

    def _enough(self, votes: list[int], names: list[str], quota: int) -> list[str]:
        groups = just_enough(votes, quota)
        lines = [" + ".join(names[i] for i in who) for who in groups[:SHOWN]]
        return [*lines, self.words("statute.more", n=len(groups) - SHOWN)] if len(groups) > SHOWN else lines


class DemocracySteps(Explorer):
    """One partner's votes from 0 to 20, the others as in the statute.

    Parameters
    ----------
    choice : str, optional
        Language.
    statute : DemocracyStatute, optional
        Where the others' votes and the rule come from; without it, the statute it would start with.
    **start
        Values of the controls to start from.
    """

    slug, part = SLUG, "steps"

    def __init__(self, choice: str | None = None, statute: DemocracyStatute | None = None, **start: Any) -> None:
        self.statute = statute or DemocracyStatute(choice)
        self.chosen = 1  # the place of the partner shown, counted from 0
        self.stairs: Stairs | None = None
        self.pictures_of: dict[int, Power] = {}
        super().__init__(choice, **start)
        self.statute.observe(self._changed, names="pictures")

    def build(self) -> tuple[Control, ...]:
        """Return whose votes, and how many."""
        return Slider("votes", 0, MOST_VOTES, 1, 1), Choice("whose", tuple(range(1, MOST + 1)), 2)

    def redraw(self) -> None:
        """Show the stairs, and everybody's power with so many votes for this one."""
        votes, names, above = list(self.statute.votes), self.statute.names, self.statute.state["above"] / 100
        if self.state["whose"] <= len(votes):
            self.chosen = self.state["whose"] - 1
        else:
            self.refuse("whose", self.words("steps.absent", n=len(votes)))
        self.chosen = min(self.chosen, len(votes) - 1)
        others = sum(votes) - votes[self.chosen]
        if not others:
            self.refuse("whose", self.words("steps.alone"))
            return
        climb = stairs(votes, self.chosen, MOST_VOTES, above)
        votes[self.chosen] = round(self.state["votes"])
        self.stairs = self.stairs or Stairs(self.language, MOST_VOTES)
        self.stairs.update(names[self.chosen], others, climb, votes[self.chosen])
        if len(votes) not in self.pictures_of:
            self.pictures_of[len(votes)] = Power(self.language, len(votes))
        power = self.pictures_of[len(votes)]
        power.update(names, votes, needed(votes, above))
        rises = ", ".join(map(str, (np.flatnonzero(np.diff(climb) > TINY) + 1).tolist()))
        moves = self.words("steps.rises", listed=rises) if rises else self.words("steps.flat")
        report = [
            {"title": self.words("steps.title"), "text": moves},
            {"title": self.words("model.title"), "text": self.words("model.steps")},
        ]
        self.show([self.stairs, power], report)


class Democracy(Stacked):
    """The whole concept: the bet first; once it is placed, the statute, one vote more, and scenes to be sorted.

    Parameters
    ----------
    choice : str, optional
        ``en`` or ``pl``; without it ``?lang=``, then ``COURSE_LANGUAGE``, then English.

    Attributes
    ----------
    bet, statute, steps, sorting
    """

    def __init__(self, choice: str | None = None) -> None:
        self.bet = DemocracyBet(choice)
        self.statute = DemocracyStatute(choice, bet=self.bet)
        self.steps = DemocracySteps(choice, statute=self.statute)
        self.sorting = Sorting(SLUG, choice)
        super().__init__()
        self._reveal()
        self.bet.observe(self._reveal, names="values")

    def _reveal(self, _: object = None) -> None:
        play = (self.statute, self.steps, self.sorting)
        self.children = (self.bet, *play) if self.bet.answer else (self.bet,)
