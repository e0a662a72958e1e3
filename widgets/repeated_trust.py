"""Trust, round after round: a bet, a stranger to find out, a tournament and its heirs, the chance of a next time."""

from __future__ import annotations

import re
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np

from course.figures.repeated_trust import Generations, Meeting, Shadow, Standing
from course.models.repeated_trust import (
    PAYOFFS,
    STRATEGIES,
    Payoffs,
    belief,
    evolve,
    match,
    patience,
    plays,
    tournament,
)
from course.texts import Words
from widgets._controls import Buttons, Choice, Control, Hidden, Player, RefusedError, Slider
from widgets._explorer import Explorer, Stacked
from widgets._question import Bet

SLUG = "repeated_trust"
ROUNDS = 20
SLIP = 0.1  # in a meeting where slips happen, of one move in ten
LIKELY = 0.05  # below that a strategy no longer counts as possible
GENERATIONS = 20
SEED = 3  # the order of strangers and their luck; the first of them is worth meeting


@dataclass(frozen=True, slots=True)
class Kept(Hidden):
    """A hidden text that must look as ``pattern`` says: it may come from a link."""

    pattern: str = ""

    def clean(self, value: object, label: str, language: str) -> str:
        """Return ``value`` where it fits the pattern."""
        text = Hidden.clean(self, value, label, language)
        if not re.fullmatch(self.pattern, text):
            raise RefusedError(Words("interface", language)("refused.choice", label=label, value=text[:20]))
        return text


class Guess(Choice):
    """The names of the seven strategies."""

    __slots__ = ()

    def spec(self, words: Words, part: str) -> dict[str, Any]:
        """Return what the page needs."""
        options = [{"value": name, "label": words(f"names.{name}")} for name in STRATEGIES]
        return {"kind": self.kind, "name": self.name, "label": words(f"{part}.{self.name}"), "options": options}


class Players(Slider):
    """How many players a strategy has; its rule stands below."""

    __slots__ = ()

    def spec(self, words: Words, part: str) -> dict[str, Any]:
        """Return what the page needs."""
        label = words(f"{part}.count", name=words(f"names.{self.name}"))
        numbers = {"low": self.low, "high": self.high, "step": self.step, "start": self.start}
        return {"kind": self.kind, "name": self.name, "label": label, "help": words(f"rules.{self.name}"), **numbers}


class RepeatedTrustBet(Bet):
    """A bet on who collects the most, before anything is shown."""

    slug = SLUG


class RepeatedTrustMeeting(Explorer):
    """Up to twenty rounds against a stranger whose strategy is to be found out."""

    slug, part = SLUG, "meeting"

    def __init__(self, choice: str | None = None, **start: Any) -> None:
        self.picture: Meeting | None = None
        super().__init__(choice, **start)

    def build(self) -> tuple[Control, ...]:
        """Return the two moves, the guess, the ways to start anew, and what is remembered of the meeting."""
        return (
            Buttons("move", ("deliver", "hold_back"), "moves"),
            Guess("guess", STRATEGIES, None),
            Buttons("other", ("again", "stranger", "slippery"), "others"),
            Kept("moves", ROUNDS, "", pattern="[dh]*"),
            Kept("number", 3, "1", pattern="[1-9][0-9]*"),
            Kept("slips", 1, "", pattern="s?"),
        )

    @property
    def noise(self) -> float:
        """The chance of a slip."""
        return SLIP if self.state["slips"] else 0.0

    @property
    def strategy(self) -> str:
        """What the stranger does: every seven strangers are the seven strategies, shuffled."""
        block, place = divmod(int(self.state["number"]) - 1, len(STRATEGIES))
        return STRATEGIES[np.random.default_rng([SEED, block]).permutation(len(STRATEGIES))[place]]

    def history(self) -> tuple[list[bool], list[bool], list[bool]]:
        """Return my moves and the stranger's as they came out, and which of mine were slips."""
        luck = np.random.default_rng([SEED, int(self.state["number"]), bool(self.state["slips"])]).random((3, ROUNDS))
        mine: list[bool] = []
        theirs: list[bool] = []
        slipped: list[bool] = []
        for turn, letter in enumerate(self.state["moves"]):
            answer = luck[2, turn] < plays(self.strategy, theirs, mine)
            slipped.append(bool(luck[0, turn] < self.noise))
            mine.append((letter == "d") != slipped[-1])
            theirs.append(bool(answer) != bool(luck[1, turn] < self.noise))
        return mine, theirs, slipped

    def redraw(self) -> None:
        """Show the rounds, count what is still likely and answer the guess."""
        if self.picture is None:
            self.picture = Meeting(self.language, ROUNDS)
        mine, theirs, slipped = self.history()
        won = [[_points(own, other), _points(other, own)] for own, other in zip(mine, theirs, strict=True)]
        points = np.array(won).reshape(-1, 2).T
        self.picture.update(int(self.state["number"]), mine, theirs, slipped, points)
        chances = belief(mine, theirs, self.noise)
        report = [self._known(len(mine), chances)]
        if len(mine) == ROUNDS:
            report.insert(0, {"title": self.words("meeting.over_title"), "text": self.words("meeting.over")})
        guess = self.state["guess"]
        self.notes = {"guess": self._answered(guess, mine, theirs, chances)} if guess else {}
        if guess == self.strategy and mine:
            kind, hard = (
                float(match(name, self.strategy, len(mine), PAYOFFS, self.noise)[0])
                for name in ("always_deliver", "always_hold_back")
            )
            paid = self.words("meeting.paid", n=len(mine), own=float(points[0].sum()), kind=kind, hard=hard)
            report.append({"title": self.words("meeting.paid_title"), "text": paid})
        rules = [f"{self.words(f'names.{name}')}: {self.words(f'rules.{name}')}" for name in STRATEGIES]
        report.append({"title": self.words("meeting.rules"), "items": rules})
        report.append({"title": self.words("model.title"), "text": self.words("model.meeting")})
        self.show([self.picture], report)

    def _known(self, rounds: int, chances: np.ndarray) -> dict[str, Any]:
        count = int((chances >= LIKELY).sum())
        text = self.words("meeting.known", n=count) if rounds else self.words("meeting.known_none")
        if set(self.state["moves"]) == {"d"}:
            text += " " + self.words("meeting.experiment")
        return {"title": self.words("meeting.known_title"), "text": text}

    def _answered(self, guess: str, mine: list[bool], theirs: list[bool], chances: np.ndarray) -> dict[str, str]:
        if not mine:
            return {"text": self.words("meeting.blind"), "tone": "plain"}
        if guess == self.strategy:
            said = {"name": self.words(f"names.{guess}"), "rule": self.words(f"rules.{guess}")}
            return {"text": self.words("meeting.right", **said), "tone": "good"}
        if self.noise:
            percent = round(100 * float(chances[STRATEGIES.index(guess)]))
            return {"text": self.words("meeting.unlikely", percent=str(percent)), "tone": "bad"}
        for turn, answer in enumerate(theirs):
            meant = plays(guess, theirs[:turn], mine[:turn])
            if meant == 1 - answer:
                key = "meeting.would_keep" if meant else "meeting.would_hold"
                return {"text": self.words(key, round=str(turn + 1)), "tone": "bad"}
        return {"text": self.words("meeting.fits"), "tone": "bad"}

    def _go_on(self, letter: str) -> None:
        if len(self.state["moves"]) < ROUNDS:
            self.values = dict(self.values, moves=self.state["moves"] + letter)

    def pressed_deliver(self) -> None:
        """Deliver in this round."""
        self._go_on("d")

    def pressed_hold_back(self) -> None:
        """Hold back in this round."""
        self._go_on("h")

    def pressed_again(self) -> None:
        """Meet the same stranger from the start."""
        self.values = dict(self.values, moves="", guess=None)

    def pressed_stranger(self, slips: str = "") -> None:
        """Go on to the next stranger."""
        number = int(self.state["number"]) % 999 + 1
        self.values = dict(self.values, moves="", guess=None, number=str(number), slips=slips)

    def pressed_slippery(self) -> None:
        """Go on to the next stranger, and let moves go wrong."""
        self.pressed_stranger("s")


def _points(own: bool, other: bool) -> float:
    return (PAYOFFS.reward if other else PAYOFFS.sucker) if own else PAYOFFS.temptation if other else PAYOFFS.punishment


def room(rounds: int, noise: float = 0, each: int = 0, **counts: int) -> dict[str, Any]:
    """Return the values of the tournament's controls for one room, ``each`` for a strategy that is not named."""
    return {name: counts.get(name, each) for name in STRATEGIES} | {
        "rounds": rounds,
        "noise": noise,
        "turnover": 3,
        "generation": 0,
    }


class RepeatedTrustTournament(Explorer):
    """A tournament of strategies, and the generations that follow it.

    Parameters
    ----------
    choice : str, optional
        Language.
    bet : RepeatedTrustBet, optional
        The bet to give a verdict on.
    **start
        Values to start from: a count for each strategy, rounds, noise, turnover and generation.
    """

    slug, part = SLUG, "tournament"
    # Ours: rooms in which different strategies come first.
    cases = MappingProxyType(
        {
            "bet": room(10, each=3),
            "classic": room(10, always_deliver=5, always_hold_back=5, tit_for_tat=5, tit_for_two_tats=5),
            "gullible": room(10, always_deliver=15, always_hold_back=5, tit_for_tat=3),
            "island": room(10, always_hold_back=15, tit_for_tat=2),
            "slips": room(50, 0.05, each=3),
            "once": room(1, each=3),
        }
    )

    def __init__(self, choice: str | None = None, bet: RepeatedTrustBet | None = None, **start: Any) -> None:
        self.bet = bet
        self.pictures_of: tuple[Standing, Generations] | None = None
        self.counts: dict[str, int] = {}  # of the last room in which somebody could meet
        super().__init__(choice, **start)
        if bet:
            bet.observe(self._changed, names="values")

    def build(self) -> tuple[Control, ...]:
        """Return the rooms, the player of generations, three sliders of design and a slider for each strategy."""
        return (
            Buttons("case", tuple(self.cases), "cases"),
            Player("generation", GENERATIONS),
            Slider("rounds", 1, 100, 1, 10),
            Slider("noise", 0, 0.2, 0.01, 0),
            Slider("turnover", 1, 10, 1, 3),
            *(Players(name, 0, 20, 1, 3) for name in STRATEGIES),
        )

    def redraw(self) -> None:
        """Show one generation's points and all counts up to it, and say who leads."""
        if self.pictures_of is None:
            self.pictures_of = Standing(self.language), Generations(self.language, GENERATIONS)
        wanted = {name: round(self.state[name]) for name in STRATEGIES}
        total = sum(wanted.values())
        if total > 1:
            self.counts = wanted
        else:
            self.refuse(STRATEGIES[-1], self.words("tournament.too_few"))
            self.counts = self.counts or dict.fromkeys(STRATEGIES, 3)
        here = sum(self.counts.values())
        turnover = min(round(self.state["turnover"]), here)
        if turnover < self.state["turnover"]:
            self.refuse("turnover", self.words("tournament.too_many", n=here))
        generation = self.state["generation"]
        setting = {"rounds": round(self.state["rounds"]), "noise": self.state["noise"]}
        history = evolve(self.counts, GENERATIONS, turnover, **setting)
        now = {name: int(count) for name, count in zip(STRATEGIES, history[generation], strict=True)}
        # To one decimal, as they are shown: a hair's breadth is no lead in a sentence.
        points = {name: round(value, 1) for name, value in tournament(now, **setting).items()}
        standing, generations = self.pictures_of
        standing.update(generation, points)
        generations.update(generation, history)
        report = [{"title": self.words("tournament.leader_title"), "text": self._leader(points)}]
        report += self._story()
        if self.bet and self.bet.answer:
            report.append({"title": self.words("verdict.title"), "text": self._verdict(self.bet.answer)})
        report.append({"title": self.words("model.title"), "text": self.words("model.tournament")})
        self.show([standing, generations], report)

    def _story(self) -> list[dict[str, Any]]:
        for name, values in self.cases.items():
            if all(self.state[key] == value for key, value in values.items() if key != "generation"):
                title = self.words(f"tournament.cases.{name}")
                return [{"title": title, "text": self.words(f"tournament.said.{name}")}]
        return []

    def _leader(self, points: dict[str, float]) -> str:
        most, fewest = max(points.values()), min(points.values())
        if len(points) > 1 and np.isclose(most, fewest):
            return self.words("tournament.tie", points=most)
        said = {"names": self._quoted(points, most), "points": most}
        if len(points) == 1:
            return self.words("tournament.alone", **said)
        return self.words("tournament.leader", last=self._quoted(points, fewest), fewest=fewest, **said)

    def _quoted(self, points: dict[str, float], value: float) -> str:
        names = [self.words(f"names.{name}") for name in points if np.isclose(points[name], value)]
        return ", ".join(self.words("tournament.quoted", name=name) for name in names)

    def _verdict(self, answer: str) -> str:
        points = {name: round(value, 1) for name, value in tournament(dict.fromkeys(STRATEGIES, 3), rounds=10).items()}
        ranked = sorted(points, key=lambda name: -points[name])
        said: dict[str, Any] = {"winner": self.words(f"names.{ranked[0]}"), "best": points[ranked[0]]}
        if answer in points:
            said |= {"own": points[answer], "place": str(ranked.index(answer) + 1)}
        return self.words(f"verdict.{answer}", **said)


class RepeatedTrustPatience(Explorer):
    """Keeping one's word against holding back for good, where another round is more or less likely."""

    slug, part = SLUG, "patience"
    # Ours: made-up stories.
    cases = MappingProxyType(
        {
            "fair": {"chance": 0.1, "cost": 1, "gift": 3},
            "bus": {"chance": 0.8, "cost": 1, "gift": 3},
            "roof": {"chance": 0.7, "cost": 4, "gift": 5},
        }
    )

    def __init__(self, choice: str | None = None, **start: Any) -> None:
        self.picture: Shadow | None = None
        self.payoffs = PAYOFFS  # of the last bargain that was one
        super().__init__(choice, **start)

    def build(self) -> tuple[Control, ...]:
        """Return the stories and three sliders."""
        return (
            Buttons("case", tuple(self.cases), "cases"),
            Slider("chance", 0, 0.95, 0.05, 0.5),
            Slider("cost", 0.5, 8, 0.5, 1),
            Slider("gift", 1, 10, 0.5, 3),
        )

    def redraw(self) -> None:
        """Show both plans and say which pays."""
        if self.picture is None:
            self.picture = Shadow(self.language)
        cost, gift, chance = (self.state[name] for name in ("cost", "gift", "chance"))
        if gift > cost:
            self.payoffs = Payoffs(gift, gift - cost, 0.0, -cost)
        else:
            self.refuse("gift", self.words("patience.useless"))
        self.picture.update(self.payoffs, chance)
        border = patience(self.payoffs)
        key = "same" if abs(chance - border) < 1e-9 else "pays" if chance > border else "does_not"
        tone = {"pays": "good", "does_not": "bad"}.get(key, "plain")
        report = [{"title": self.words("patience.so_title"), "text": self.words(f"patience.{key}"), "tone": tone}]
        for name, values in self.cases.items():
            if all(self.state[control] == value for control, value in values.items()):
                title = f"{self.words('model.said')}: {self.words(f'patience.cases.{name}')}"
                report.append({"title": title, "text": self.words(f"patience.said.{name}")})
        report.append({"title": self.words("model.title"), "text": self.words("model.patience")})
        self.show([self.picture], report)


class RepeatedTrust(Stacked):
    """The whole concept: the bet first; once it is placed, the meeting, the tournament and the chance of a next time.

    Parameters
    ----------
    choice : str, optional
        ``en`` or ``pl``; without it ``?lang=``, then ``COURSE_LANGUAGE``, then English.

    Attributes
    ----------
    bet, meeting, tournament, patience
    """

    def __init__(self, choice: str | None = None) -> None:
        self.bet = RepeatedTrustBet(choice)
        self.meeting = RepeatedTrustMeeting(choice)
        self.tournament = RepeatedTrustTournament(choice, bet=self.bet)
        self.patience = RepeatedTrustPatience(choice)
        super().__init__()
        self._reveal()
        self.bet.observe(self._reveal, names="values")

    def _reveal(self, _: object = None) -> None:
        play = (self.meeting, self.tournament, self.patience) if self.bet.answer else ()
        self.children = (self.bet, *play)
