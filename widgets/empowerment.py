"""Slide 2: a bet on coins, one's own eight marks before and after, a group's marks, and stories on a ladder."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

from course.figures.empowerment import Arrows, Coins, Ladder, percent
from course.models.empowerment import ITEMS, chance, directions
from widgets._controls import Buttons, Column, Control, Slider, Table
from widgets._explorer import Explorer, Stacked
from widgets._question import Bet
from widgets._sorting import Sorting

MOST = 20  # marks that may go up, and down
BET = (6, 2)
SELDOM, OFTEN = 0.05, 0.2  # ours: where what to say at a meeting changes
# Ours, invented: marks of three people a year ago and today, in the order of ITEMS.
PEOPLE = MappingProxyType(
    {
        "choir": ((2, 2, 3, 3, 2, 3, 1, 1), (3, 3, 4, 3, 3, 4, 3, 2)),
        "doubter": ((4, 3, 4, 1, 3, 5, 3, 2), (3, 4, 4, 5, 3, 3, 3, 2)),
        "trained": ((2, 2, 2, 2, 3, 2, 1, 1), (4, 5, 4, 4, 4, 5, 1, 1)),
    }
)
# Ours, invented: marks up, down, unchanged, and how far one mood moves them.
ROOMS = MappingProxyType(
    {"river": (6, 2, 0, 0.0), "five": (5, 0, 0, 0.0), "head": (8, 0, 0, 0.5), "room": (15, 5, 0, 0.0)}
)
SETTINGS = ("up", "down", "same", "together")


class EmpowermentBet(Bet):
    """A bet on how often coins alone would do it, before anything is shown."""

    slug = "empowerment"


class EmpowermentSteps(Explorer):
    """Eight marks of one person, a year ago and today."""

    slug, part = "empowerment", "steps"
    cases = MappingProxyType(
        {
            name: {"items": len(ITEMS), "before": list(before), "after": list(after)}
            for name, (before, after) in PEOPLE.items()
        }
    )

    def __init__(self, choice: str | None = None, **start: Any) -> None:
        self.picture: Arrows | None = None
        super().__init__(choice, **start)

    def build(self) -> tuple[Control, ...]:
        """Return the people, how many sentences are used, and the table of marks."""
        before, after = PEOPLE["choir"]
        columns = (
            Column("sentence", tuple(self.words(f"items.{item}") for item in ITEMS)),
            Column("before", before, 1, 5),
            Column("after", after, 1, 5),
        )
        return (
            Buttons("case", tuple(PEOPLE), "cases"),
            Table("marks", columns, "items"),
            Slider("items", 3, len(ITEMS), 1, len(ITEMS)),
        )

    def redraw(self) -> None:
        """Show the arrows, what they say, and why they are no proof."""
        if self.picture is None:
            self.picture = Arrows(self.language)
        n = round(self.state["items"])
        before, after = self.state["before"][:n], self.state["after"][:n]
        self.picture.update(self.state["sentence"][:n], before, after)
        up, down, _ = directions(before, after)
        case = self._case()
        key = case or ("all" if up == n else "mixed" if up + down else "none")
        title = self.words(f"steps.cases.{case}" if case else "steps.said_title")
        report = [{"title": title, "text": self.words(f"steps.said.{key}")}]
        if up + down:
            sure = self.words("steps.sure", percent=percent(chance(up, down), self.language))
            report.append({"title": self.words("steps.sure_title"), "text": sure})
        report.append({"title": self.words("model.title"), "text": self.words("model.steps")})
        self.show([self.picture], report)

    def _case(self) -> str | None:
        """Return whose marks these are, None where they are the learner's own."""
        shown = tuple(self.state["before"]), tuple(self.state["after"])
        return next((name for name, marks in PEOPLE.items() if marks == shown), None)


class EmpowermentCoins(Explorer):
    """One mark each of several people, held against coins, and the verdict on the bet.

    Parameters
    ----------
    choice : str, optional
        Language.
    bet : EmpowermentBet, optional
        The bet to give a verdict on.
    **start
        Values of the controls to start from.
    """

    slug, part = "empowerment", "coins"
    cases = MappingProxyType({name: dict(zip(SETTINGS, room, strict=True)) for name, room in ROOMS.items()})

    def __init__(self, choice: str | None = None, bet: EmpowermentBet | None = None, **start: Any) -> None:
        self.bet = bet
        self.picture: Coins | None = None
        super().__init__(choice, **start)
        if bet:
            bet.observe(self._changed, names="values")

    def build(self) -> tuple[Control, ...]:
        """Return the groups, three counts and the mood."""
        counts = zip(SETTINGS[:3], ROOMS["river"][:3], strict=True)
        return (
            Buttons("case", tuple(ROOMS), "cases"),
            *(Slider(name, 0, MOST, 1, start) for name, start in counts),
            Slider("together", 0, 1, 0.1, 0),
        )

    def redraw(self) -> None:
        """Show the coins, how to say it at a meeting, what one mood does, and the verdict."""
        if self.picture is None:
            self.picture = Coins(self.language)
        up, down, same = (round(self.state[name]) for name in SETTINGS[:3])
        together = self.state["together"]
        self.picture.update(up, down, same, together)
        found = chance(up, down, together)
        key = "often" if found >= OFTEN else "sometimes" if found >= SELDOM else "seldom"
        said = self.words(f"coins.said.{key if up + down else 'nothing'}")
        report = [{"title": self.words("coins.say_title"), "text": said}]
        if together and up + down:
            shown = {"alone": percent(chance(up, down), self.language), "percent": percent(found, self.language)}
            report.append({"title": self.words("coins.mood_title"), "text": self.words("coins.mood", **shown)})
        for name, room in ROOMS.items():
            if room == (up, down, same, together):
                text = self.words(f"coins.stories.{name}")
                report.insert(0, {"title": self.words("coins.story_title"), "text": text})
        if self.bet and self.bet.answer:
            verdict = self.words(f"verdict.{self.bet.answer}", percent=percent(chance(*BET), self.language))
            report.insert(0, {"title": self.words("verdict.title"), "text": verdict})
        report.append({"title": self.words("model.title"), "text": self.words("model.coins")})
        self.show([self.picture], report)


class EmpowermentLadder(Sorting):
    """Stories put on Arnstein's rungs, and the ladder with all of them on it."""

    def __init__(self, choice: str | None = None, **start: Any) -> None:
        self.picture: Ladder | None = None
        super().__init__("empowerment", choice, "ladder", **start)

    def redraw(self) -> None:
        """Answer every story that has been put somewhere, and show where they stand."""
        if self.picture is None:
            self.picture = Ladder(self.language)
        super().redraw()
        cards = len(self.words.node("ladder.cards"))
        chosen = {number: self.state[f"card{number}"] for number in range(1, cards + 1)}
        self.picture.update({number: option for number, option in chosen.items() if option}, cards)
        whose = {"title": self.words("model.title"), "text": self.words("model.ladder")}
        self.show([self.picture], [*self.report, whose])


class Empowerment(Stacked):
    """The whole concept: the bet first; once it is placed, one's own marks, the coins and the ladder.

    Parameters
    ----------
    choice : str, optional
        ``en`` or ``pl``; without it ``?lang=``, then ``COURSE_LANGUAGE``, then English.

    Attributes
    ----------
    bet, steps, coins, ladder : EmpowermentBet, EmpowermentSteps, EmpowermentCoins, EmpowermentLadder
    """

    def __init__(self, choice: str | None = None) -> None:
        self.bet = EmpowermentBet(choice)
        self.steps = EmpowermentSteps(choice)
        self.coins = EmpowermentCoins(choice, bet=self.bet)
        self.ladder = EmpowermentLadder(choice)
        super().__init__()
        self._reveal()
        self.bet.observe(self._reveal, names="values")

    def _reveal(self, _: object = None) -> None:
        play = (self.steps, self.coins, self.ladder)
        self.children = (self.bet, *play) if self.bet.answer else (self.bet,)
