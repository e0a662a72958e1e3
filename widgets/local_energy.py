"""Slide 10: a bet, two rounds of voting on the five keys, alone and in a room, and where partners could begin."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, ClassVar

from course.figures.local_energy import MOST, ROWS, Ground, Overlap, Shift
from course.models.local_energy import KEYS, common_ground, movers, outside, overlap
from course.texts import Words
from widgets._controls import Buttons, Choice, Column, Control, RefusedError, Slider, Table
from widgets._explorer import Explorer, Stacked, together
from widgets._question import Bet

SLUG = "local_energy"
NUMBERS = tuple(str(number) for number in range(1, len(KEYS) + 1))
# Ours: hands of a made-up room of twelve, round 1 and round 2.
PEOPLE, HANDS = 12, ((9, 10, 8, 7, 4), (6, 10, 4, 8, 1))
# Ours: how many must share a goal, and the places of each partner's goals on the list.
CASES: dict[str, tuple[int, tuple[tuple[int, ...], ...]]] = {
    "pairs": (4, ((0, 1, 2), (0, 3, 4), (1, 3, 5), (2, 4, 5))),
    "one": (4, ((0, 1, 6), (0, 4), (0, 3), (0, 2, 5))),
    "word": (4, ((1, 6, 7), (0, 4, 7), (3, 7), (2, 5, 7))),
    "camps": (2, ((1, 2, 5), (0, 3, 4), (0, 3, 4), (1, 2, 5))),
    "without": (3, ((0, 1, 3, 6), (0, 1, 3), (0, 1, 3), (2, 5))),
}
MORE = ((3, 7), (1, 6))  # goals of the fifth and the sixth, for whoever adds them


@dataclass(frozen=True, slots=True)
class Ticks:
    """A table of check boxes, 1 where one is ticked; the other fields name the controls that count and name them."""

    name: str
    start: tuple[tuple[int, ...], ...]
    rows: str
    row_names: str
    across: str
    across_names: str
    kind: ClassVar[str] = "ticks"

    def clean(self, value: object, label: str, language: str) -> list[list[int]]:
        """Return ``value`` as rows of 0 and 1, or refuse a table of another size."""
        shape = [len(row) for row in self.start]
        if not isinstance(value, list) or [len(row) if isinstance(row, list) else 0 for row in value] != shape:
            raise RefusedError(Words("interface", language)("refused.list", label=label, n=len(self.start)))
        return [[int(tick in (1, True)) for tick in row] for row in value]

    def spec(self, words: Words, part: str) -> dict[str, Any]:
        """Return what the page needs."""
        names = {name: text for name, text in asdict(self).items() if name != "start"}
        return {**names, "kind": self.kind, "label": words(f"{part}.{self.name}")}


class LocalEnergyBet(Bet):
    """A bet on whether being linked in pairs means having something in common."""

    slug = SLUG


class LocalEnergyVote(Explorer):
    """The five keys, each voted on twice: the other side's best argument comes out in between."""

    slug, part = SLUG, "vote"
    _css = Explorer._css + together("local_energy.css")

    def __init__(self, choice: str | None = None, **start: Any) -> None:
        super().__init__(choice, **start)
        self.arrangement = "pairs"

    def build(self) -> tuple[Control, ...]:
        """Return two votes a key."""
        rounds = [(f"first{number}", f"again{number}") for number in NUMBERS]
        return tuple(Choice(name, ("for", "against"), None, "options") for names in rounds for name in names)

    def redraw(self) -> None:
        """Answer each vote, count both rounds and name the keys on which something moved."""
        notes, moves = {}, []
        for number in NUMBERS:
            first, again = self.state[f"first{number}"], self.state[f"again{number}"]
            if first:
                notes[f"first{number}"] = {"text": self.words(f"vote.counter.{number}")}
            if again:
                key = "early" if not first else "moved" if first != again else "stayed"
                notes[f"again{number}"] = {"text": self.words(f"vote.{key}"), "tone": "plain" if first else "bad"}
            if first and again and first != again:
                sides = {"before": self.words(f"vote.options.{first}"), "after": self.words(f"vote.options.{again}")}
                moves.append(self.words("vote.change", number=number, **sides))
        self.notes = notes
        votes = [value for value in self.state.values() if value]
        report: list[dict[str, Any]] = [
            {"title": self.words("vote.thesis_title"), "text": self.words("vote.thesis")},
            {"title": self.words("model.title"), "text": self.words("model.vote")},
        ]
        if votes:
            firm = len(votes) == 2 * len(KEYS) and not moves
            text = self._counted() + (f" {self.words('vote.firm')}" if firm else "")
            report.insert(0, {"title": self.words("vote.title"), "text": text, "items": moves})
        # What is said of the third key must not come before the vote on it.
        self.show([], report if self.state["first3"] else report[:-2] + report[-1:])

    def _counted(self) -> str:
        counts = {
            f"{name}_{side}": str(sum(self.state[f"{name}{number}"] == side for number in NUMBERS))
            for name in ("first", "again")
            for side in ("for", "against")
        }
        return self.words("vote.count", **counts)


class LocalEnergyRoom(Explorer):
    """The same votes by a show of hands: the shift, and how many people may be behind it."""

    slug, part = SLUG, "room"

    def __init__(self, choice: str | None = None, **start: Any) -> None:
        self.picture: Shift | None = None
        super().__init__(choice, **start)

    def build(self) -> tuple[Control, ...]:
        """Return how many vote, on how many keys, and the table of hands."""
        example = {"people": PEOPLE, "keys": len(KEYS), "before": list(HANDS[0]), "after": list(HANDS[1])}
        self.cases = {"example": example, "blank": dict.fromkeys(("before", "after"), [0] * len(KEYS))}
        columns = tuple(Column(name, hands, 0, 99) for name, hands in zip(("before", "after"), HANDS, strict=True))
        return (
            Buttons("clear", tuple(self.cases), "options"),
            Slider("people", 2, 40, 1, PEOPLE),
            Slider("keys", 1, len(KEYS), 1, len(KEYS)),
            Table("table", columns, "keys"),
        )

    def redraw(self) -> None:
        """Show the shift of each key and say what two counts of hands leave open."""
        if self.picture is None:
            self.picture = Shift(self.language)
        people, keys = round(self.state["people"]), round(self.state["keys"])
        hands = {name: [min(round(count), people) for count in self.state[name][:keys]] for name in ("before", "after")}
        for name, counts in hands.items():
            typed = self.state[name][:keys]
            if any(count > people for count in typed):
                self.refuse(name, self.words("room.too_many", people=str(people)))
            elif counts != typed:
                self.refuse(name, self.words("room.whole"))
        self.picture.update(hands["before"], hands["after"], people)
        items = [
            self._bounds(place, before, after, people)
            for place, (before, after) in enumerate(zip(hands["before"], hands["after"], strict=True))
        ]
        report = [
            {"title": self.words("room.hidden_title"), "text": self.words("room.hidden"), "items": items},
            {"title": self.words("room.sample_title"), "text": self.words("room.sample")},
            {"title": self.words("model.title"), "text": self.words("model.room")},
        ]
        self.show([self.picture], report)

    def _bounds(self, place: int, before: int, after: int, people: int) -> str:
        least, most = movers(before, after, people)
        counts = {"number": NUMBERS[place], "least": str(least), "most": str(most), "people": str(people)}
        name = self.words(f"keys.{KEYS[place]}")
        return self.words("room.exact" if least == most else "room.bounds", name=name, **counts)


class LocalEnergyStart(Explorer):
    """Whose goal is which: what enough partners share, how much any two share, and whom that leaves out.

    Parameters
    ----------
    choice : str, optional
        Language.
    bet : LocalEnergyBet, optional
        The bet to give a verdict on.
    **start
        Values to start from.
    """

    slug, part = SLUG, "start"
    _esm = Explorer._esm + together("local_energy.js")
    _css = Explorer._css + together("local_energy.css")

    def __init__(self, choice: str | None = None, bet: LocalEnergyBet | None = None, **start: Any) -> None:
        self.bet = bet
        self.pictures_of: tuple[Ground, Overlap] | None = None
        super().__init__(choice, **start)
        if bet:
            bet.observe(self._changed, names="values")

    def build(self) -> tuple[Control, ...]:
        """Return the cases, the quorum, the table of ticks, and the names of partners and goals."""
        names = tuple(self.words(f"start.who_names.{place}") for place in range(MOST))
        goals = tuple(self.words(f"start.goal_names.{place}") for place in range(ROWS))
        common = {"partners": 4, "count": ROWS, "names": list(names), "goals": list(goals)}
        self.cases = {
            case: {**common, "quorum": quorum, "ticks": ticked(held)} for case, (quorum, held) in CASES.items()
        }
        first = self.cases["pairs"]
        return (
            Buttons("case", tuple(CASES), "case_options"),
            Slider("quorum", 2, MOST, 1, first["quorum"]),
            Ticks("ticks", tuple(map(tuple, first["ticks"])), "count", "goals", "partners", "names"),
            Slider("partners", 2, MOST, 1, 4),
            Table("who", (Column("names", names),), "partners"),
            Slider("count", 3, ROWS, 1, ROWS),
            Table("what", (Column("goals", goals, most=26),), "count"),
        )

    @property
    def held(self) -> list[set[int]]:
        """The places on the list of each partner's goals, for the partners and the goals in use."""
        ticks = self.state["ticks"][: round(self.state["count"])]
        return [{row for row, line in enumerate(ticks) if line[who]} for who in range(round(self.state["partners"]))]

    def redraw(self) -> None:
        """Show what is common and how much each pair shares; say whom the common ground leaves out."""
        if self.pictures_of is None:
            self.pictures_of = Ground(self.language), Overlap(self.language)
        ground, pairs = self.pictures_of
        held = self.held
        names, goals = self.state["names"][: len(held)], self.state["goals"][: round(self.state["count"])]
        quorum = min(round(self.state["quorum"]), len(held))
        if quorum < self.state["quorum"]:
            self.refuse("quorum", self.words("start.too_high", n=str(len(held))))
        ground.update(goals, held, quorum)
        pairs.update(names, held)
        report = [self._found(held, quorum, goals), *self._left(held, quorum, names), *self._told()]
        if self.bet and self.bet.answer:
            verdict = self.words(f"verdict.{self.bet.answer}")
            report.append({"title": self.words("verdict.title"), "text": verdict})
        report.append({"title": self.words("model.title"), "text": self.words("model.start")})
        self.show([ground, pairs], report)

    def _found(self, held: list[set[int]], quorum: int, goals: list[str]) -> dict[str, Any]:
        common = common_ground(held, quorum)
        if common:
            text = self.words("start.found", n=len(common), listed=", ".join(goals[goal] for goal in common))
        else:
            text = self.words("start.none" if any(held) else "start.nobody")
        linked = overlap(held)
        if len(held) > 2 and linked.min() > 0 and not common_ground(held, len(held)):
            text += " " + self.words("start.pairs_only")
        return {"title": self.words("start.title"), "text": text, "tone": "good" if common else "bad"}

    def _left(self, held: list[set[int]], quorum: int, names: list[str]) -> list[dict[str, Any]]:
        left = [names[who] for who in outside(held, quorum)] if common_ground(held, quorum) else []
        text = self.words("start.left", n=len(left), listed=", ".join(left))
        return [{"title": self.words("start.left_title"), "text": text, "tone": "bad"}] if left else []

    def _told(self) -> list[dict[str, Any]]:
        shown = [
            case
            for case, values in self.cases.items()
            if all(self.state[name] == values[name] for name in ("ticks", "partners", "count", "names", "goals"))
        ]
        return [
            {"title": self.words(f"start.case_options.{case}"), "text": self.words(f"start.story.{case}")}
            for case in shown
        ]


def ticked(held: tuple[tuple[int, ...], ...]) -> list[list[int]]:
    """Return the table of ticks of a case, a row a goal and a column a partner."""
    return [[int(goal in goals) for goals in (*held, *MORE)] for goal in range(ROWS)]


class LocalEnergy(Stacked):
    """The whole concept: the bet first; once it is placed, both votes and the common starting point.

    Parameters
    ----------
    choice : str, optional
        ``en`` or ``pl``; without it ``?lang=``, then ``COURSE_LANGUAGE``, then English.

    Attributes
    ----------
    bet, vote, room, start : LocalEnergyBet, LocalEnergyVote, LocalEnergyRoom, LocalEnergyStart
    """

    def __init__(self, choice: str | None = None) -> None:
        self.bet = LocalEnergyBet(choice)
        self.vote = LocalEnergyVote(choice)
        self.room = LocalEnergyRoom(choice)
        self.start = LocalEnergyStart(choice, bet=self.bet)
        super().__init__()
        self._reveal()
        self.bet.observe(self._reveal, names="values")

    def _reveal(self, _: object = None) -> None:
        self.children = (self.bet, self.vote, self.room, self.start) if self.bet.answer else (self.bet,)
