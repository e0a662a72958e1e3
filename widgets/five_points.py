"""Slides 19 to 21: a bet, a wall of cards, a room dealt into groups, a plan that slips, and sensitive points."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import Any

import numpy as np

from course.figures.five_points import MOST_CARDS, MOST_GROUPS, MOST_STAGES, SECTORS, Plan, Room, Wall
from course.models.five_points import STAGES, Block, deal, left_out, proposal, replan, top_five
from widgets._controls import Buttons, Choice, Column, Control, Slider, Table
from widgets._explorer import Explorer, Stacked
from widgets._question import Bet
from widgets._sorting import Sorting

SLUG = "five_points"
WAYS = ("seats", "lot", "deal")
SEEDS = 99
# Ours, invented: for each group in use its people and the cards they like; then how many cards are on the wall.
ROOMS = MappingProxyType(
    {
        "half": (((12, "1–5"), (7, "6, 7"), (5, "8")), 8),
        "bridge": (((10, "1–3, 9"), (8, "6, 7, 9"), (6, "8")), 9),
        "agree": (((8, "1, 2, 4, 9, 10"), (7, "4, 6, 9, 10"), (5, "4, 8–10"), (4, "1, 2, 4, 9, 10")), 10),
        "small": (((10, "1–3"), (6, "6, 7"), (4, "8"), (2, "10"), (2, "11")), 11),
    }
)
COFFEE = Block("coffee", 5, 10, 15)


def opened(name: str) -> dict[str, Any]:
    """Return the values that hold an invented room; groups not in use have one person without a card."""
    groups, cards = ROOMS[name]
    padded = [*groups, *[(1, "")] * (MOST_GROUPS - len(groups))]
    return {
        "groups": len(groups),
        "people": [people for people, _ in padded],
        "ballot": [likes for _, likes in padded],
        "cards": cards,
    }


def numbers(text: str) -> list[int] | None:
    """Return the cards that a text like ``1, 4–6`` names, from 1, or None where it is none."""
    found: list[int] = []
    for part in re.split(r"[,;\s]+", re.sub(r"\s*[-–]\s*", "–", text.strip())):
        if not (match := re.fullmatch(r"(\d{1,3})(?:–(\d{1,3}))?", part)):
            return None if part else found
        found.extend(range(int(match[1]), int(match[2] or match[1]) + 1))
    return found


def liked(named: list[list[int]], cards: int) -> np.ndarray:
    """Return the rows of cards, from 1, as a table of yes and no, shape (rows, cards)."""
    return np.array([np.isin(np.arange(1, cards + 1), row) for row in named])


class FivePointsBet(Bet):
    """A bet on whom the dots leave out, before anything is shown."""

    slug = SLUG


class FivePointsWall(Explorer):
    """A wall of cards with the dots of groups of people: the five with most dots beside the fair five.

    Parameters
    ----------
    choice : str, optional
        Language.
    bet : FivePointsBet, optional
        The bet to give a verdict on.
    **start
        Values of the controls to start from.
    """

    slug, part = SLUG, "wall"
    cases = MappingProxyType({name: opened(name) for name in ROOMS})

    def __init__(self, choice: str | None = None, bet: FivePointsBet | None = None, **start: Any) -> None:
        self.bet = bet
        self.pictures_of: dict[str, Wall] = {}
        super().__init__(choice, **start)
        if bet:
            bet.observe(self._changed, names="values")

    def build(self) -> tuple[Control, ...]:
        """Return the invented rooms, the table of groups and the table of cards."""
        first = self.cases["half"]
        who = tuple(self.words(f"wall.group.{key}") for key in self.words.node("wall.group"))
        texts = tuple(self.words(f"wall.text.{card + 1}") for card in range(MOST_CARDS))
        columns = (
            Column("who", who, most=18),
            Column("people", tuple(first["people"]), 0, 12),
            Column("ballot", tuple(first["ballot"]), least=0, most=40),
        )
        return (
            Buttons("case", tuple(ROOMS), "cases"),
            Slider("groups", 2, MOST_GROUPS, 1, first["groups"]),
            Table("room", columns, "groups"),
            Slider("cards", 5, MOST_CARDS, 1, first["cards"]),
            Table("texts", (Column("card", texts, most=45),), "cards"),
        )

    def redraw(self) -> None:
        """Show both fives and whom each leaves out, or say what cannot be read."""
        if not self.pictures_of:
            self.pictures_of = {way: Wall(self.language, way) for way in ("top", "fair", "greedy")}
        people, ballots = self._people(), self._ballots()
        if people is None or ballots is None:
            return
        names = self.state["who"][: len(people)]
        voters = np.repeat(ballots, people, axis=0)
        top, five = top_five(voters), proposal(voters)
        fair = self.pictures_of["fair" if five.exact else "greedy"]
        self.pictures_of["top"].update(names, people, ballots, top)
        fair.update(names, people, ballots, five.cards)
        self.show([self.pictures_of["top"], fair], self._blocks(people, ballots, top, five.cards))

    def _people(self) -> np.ndarray | None:
        """Return how many people each group in use has, None where the room is empty."""
        people = np.array([round(count) for count in self.state["people"][: round(self.state["groups"])]])
        if people.any():
            return people
        self.refuse("people", self.words("wall.refused.empty"))
        return None

    def _ballots(self) -> np.ndarray | None:
        """Return who likes what, shape (groups, cards), None where a text could not be read."""
        groups, cards = round(self.state["groups"]), round(self.state["cards"])
        rows = []
        for who, text in zip(self.state["who"][:groups], self.state["ballot"], strict=False):
            if (named := numbers(text)) is None:
                self.refuse("ballot", self.words("wall.refused.ballot", who=who))
                return None
            if wrong := [card for card in named if not 1 <= card <= cards]:
                self.refuse("ballot", self.words("wall.refused.beyond", who=who, card=wrong[0], cards=cards))
                return None
            rows.append(named)
        return liked(rows, cards)

    def _blocks(
        self, people: np.ndarray, ballots: np.ndarray, top: tuple[int, ...], fair: tuple[int, ...]
    ) -> list[dict[str, Any]]:
        """Return what is said: the verdict, the room, whom each five leaves out, the cards and the price."""
        texts = self.state["card"]
        case = next((n for n, room in self.cases.items() if all(self.state[key] == room[key] for key in room)), None)
        lost = {key: self._listed(people, ballots, five) for key, five in (("top", top), ("fair", fair))}
        said = self.words("wall.same") if top == fair else self.words("wall.differ", **lost)
        nothing = left_out(ballots, fair)
        good = not any(people[group] for group in nothing)
        report = [
            {"title": self.words("wall.compare"), "text": said, "tone": "good" if good else "bad"},
            {"title": self.words("wall.board"), "items": [f"{card + 1}: {texts[card]}" for card in fair]},
            {"title": self.words("model.title"), "text": self.words("model.wall")},
        ]
        dots = people @ ballots
        if gave_way := [card for card in top if card not in fair and dots[card] > min(dots[list(fair)])]:
            listed = "; ".join(f"{card + 1}: {texts[card]}" for card in gave_way)
            price = {"title": self.words("wall.price"), "text": self.words("wall.paid", listed=listed)}
            report.insert(2, price)
        if case:
            report.insert(0, {"title": self.words(f"wall.cases.{case}"), "text": self.words(f"wall.said.{case}")})
        if self.bet and self.bet.answer:
            report.insert(0, {"title": self.words("verdict.title"), "text": self._verdict(self.bet.answer)})
        return report

    def _listed(self, people: np.ndarray, ballots: np.ndarray, chosen: tuple[int, ...]) -> str:
        groups = [group for group in left_out(ballots, chosen) if people[group]]
        found = [f"{self.state['who'][group]} ({people[group]})" for group in groups]
        return ", ".join(found) or self.words("wall.none")

    def _verdict(self, answer: str) -> str:
        """Return the verdict, with the numbers of the room that was bet on."""
        groups, cards = ROOMS["half"]
        table = liked([numbers(text) or [] for _, text in groups], cards)
        voters = np.repeat(table, [count for count, _ in groups], axis=0)
        return self.words(f"verdict.{answer}", out=len(left_out(voters, top_five(voters))), people=len(voters))


class FivePointsRoom(Explorer):
    """A room of three sectors put into groups: as people sit, by lot, or dealt evenly."""

    slug, part = SLUG, "room"

    def __init__(self, choice: str | None = None, **start: Any) -> None:
        self.picture: Room | None = None
        super().__init__(choice, **start)

    def build(self) -> tuple[Control, ...]:
        """Return the ways, the numbers of people and groups, and the lot."""
        people = zip(SECTORS, (9, 8, 7), strict=True)
        return (
            Choice("way", WAYS, "seats", "ways"),
            Buttons("again", ("again",), "buttons"),
            *(Slider(sector, 0, 16, 1, count) for sector, count in people),
            Slider("groups", 2, MOST_GROUPS, 1, 4),
            Slider("seed", 1, SEEDS, 1, 1),
        )

    def pressed_again(self) -> None:
        """Deal with the next number."""
        self.values = dict(self.values, seed=round(self.state["seed"]) % SEEDS + 1)

    @property
    def counts(self) -> np.ndarray:
        """How many people of each sector each group has, shape (groups, 3)."""
        groups, rng = round(self.state["groups"]), np.random.default_rng(round(self.state["seed"]))
        sector = np.repeat(np.arange(len(SECTORS)), [round(self.state[name]) for name in SECTORS])
        ways = {
            "seats": lambda: np.arange(len(sector)) * groups // len(sector),
            "lot": lambda: rng.permutation(np.arange(len(sector)) % groups),
            "deal": lambda: deal([SECTORS[place] for place in sector], groups, rng),
        }
        group = ways[self.state["way"]]()
        return np.array([np.bincount(sector[group == g], minlength=len(SECTORS)) for g in range(groups)])

    def redraw(self) -> None:
        """Show the groups and say which of them lack a sector."""
        if self.picture is None:
            self.picture = Room(self.language)
        if sum(round(self.state[sector]) for sector in SECTORS) < round(self.state["groups"]):
            self.refuse("groups", self.words("room.too_few"))
            return
        counts = self.counts
        self.picture.update(counts)
        spans = {"size": np.ptp(counts.sum(axis=1)), **dict(zip(SECTORS, np.ptp(counts, axis=0), strict=True))}
        uneven = [self.words(f"room.uneven_in.{key}") for key, span in spans.items() if span > 1]
        said = self.words("room.uneven", listed=", ".join(uneven)) if uneven else self.words("room.fine")
        lacking = []
        for place, row in enumerate(counts):
            without = [s for s, n, all_of in zip(SECTORS, row, counts.sum(axis=0), strict=True) if all_of and not n]
            if without:
                listed = ", ".join(self.words(f"room.lacking_in.{sector}") for sector in without)
                lacking.append(self.words("room.lacking", n=place + 1, listed=listed))
        tone = "bad" if uneven or lacking else "good"
        report = [
            {"title": self.words("room.title"), "text": said, "items": lacking, "tone": tone},
            {"title": self.words("model.title"), "text": self.words("model.room")},
        ]
        self.show([self.picture], report)


class FivePointsPlan(Explorer):
    """The stages in minutes, and which of them pay when the workshop is late."""

    slug, part = SLUG, "plan"

    def __init__(self, choice: str | None = None, **start: Any) -> None:
        self.picture: Plan | None = None
        super().__init__(choice, **start)

    def build(self) -> tuple[Control, ...]:
        """Return how far the workshop is, how late, and the table of stages."""
        stages = (*STAGES, COFFEE)
        must = tuple("yes" if block.must else "no" for block in stages)
        names = (
            Column("name", tuple(self.words(f"plan.names.{block.name}") for block in stages), most=24),
            Column("must", must, options=("no", "yes"), labels="yes_no"),
        )
        minutes = [
            Column(key, tuple(getattr(block, key) for block in stages), 0, 240) for key in ("min", "plan", "max")
        ]
        return (
            Slider("done", 0, MOST_STAGES, 1, 2),
            Slider("late", -15, 60, 1, 0),
            Slider("stages", 2, MOST_STAGES, 1, len(STAGES)),
            Table("times", tuple(minutes), "stages"),
            Table("table", names, "stages"),
        )

    @property
    def blocks(self) -> list[Block] | None:
        """The stages in use, None where a row's minutes are out of order."""
        rows = zip(*(self.state[key] for key in ("name", "min", "plan", "max", "must")), strict=True)
        found = []
        for name, low, plan, high, must in list(rows)[: round(self.state["stages"])]:
            if not round(low) <= round(plan) <= round(high):
                self.refuse("plan", self.words("plan.refused.order", name=name))
                return None
            found.append(Block(name, round(low), round(plan), round(high), must == "yes"))
        return found

    def redraw(self) -> None:
        """Show the plan beside what becomes of it, and who pays."""
        if self.picture is None:
            self.picture = Plan(self.language)
        blocks, done, late = self.blocks, round(self.state["done"]), round(self.state["late"])
        if blocks is None:
            return
        elapsed = sum(block.plan for block in blocks[:done]) + late
        for wrong, control, key in ((done > len(blocks), "done", "done"), (elapsed < 0, "late", "ahead")):
            if wrong:
                self.refuse(control, self.words(f"plan.refused.{key}"))
                return
        after = replan(blocks, elapsed, done)
        self.picture.update(blocks, after, elapsed, done)
        paid = any(new.plan < old.plan for old, new in zip(blocks, after, strict=True) if old.must)
        key = "spare" if late < 0 else "hard" if paid else "soft"
        if after == blocks:
            key = "nobody" if late else "calm"
        report = [
            {"title": self.words("plan.said"), "text": self.words(f"plan.answer.{key}")},
            {"title": self.words("model.title"), "text": self.words("model.plan")},
        ]
        self.show([self.picture], report)


class FivePoints(Stacked):
    """The whole concept: the bet first; once it is placed, the wall, the room, the plan and the sensitive points.

    Parameters
    ----------
    choice : str, optional
        ``en`` or ``pl``; without it ``?lang=``, then ``COURSE_LANGUAGE``, then English.

    Attributes
    ----------
    bet, wall, room, plan, sensitive
    """

    def __init__(self, choice: str | None = None) -> None:
        self.bet = FivePointsBet(choice)
        self.wall = FivePointsWall(choice, bet=self.bet)
        self.room = FivePointsRoom(choice)
        self.plan = FivePointsPlan(choice)
        self.sensitive = Sorting(SLUG, choice, part="sensitive")
        super().__init__()
        self._reveal()
        self.bet.observe(self._reveal, names="values")

    def _reveal(self, _: object = None) -> None:
        play = (self.wall, self.room, self.plan, self.sensitive)
        self.children = (self.bet, *play) if self.bet.answer else (self.bet,)
