"""``partnership rehearse``: a short workshop with simulated people, and a verdict on this computer in plain words."""

from __future__ import annotations

import asyncio
import random
import tempfile
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass, field
from math import ceil, isfinite
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from course.live.apart import Apart, ApartError, more_files
from course.live.crowd import PATIENCE, Crowd, CrowdError, Delays
from course.live.seats import Seat
from course.texts import Words

FINE = 1.0  # second: up to that, people who watch the screen do not feel they are waiting
MOST = 0.95  # the share of votes the verdict speaks of
OVER = 3.0  # seconds over which votes are spread
LOOK = 0.05  # seconds between two looks at what has arrived
POLL, CARDS, AGREE = range(3)  # the blocks of rehearsal.toml
CHOICES = [{"chosen": [name]} for name in ("people", "need", "money")]
VIEWS = [{"value": value} for value in (-1, 0, 1)]
STEPS = ("join", "burst", "cards", "approve", "back", "spread")
SEED = 21  # of the slide that is rehearsed


@dataclass
class Outcome:
    """What a rehearsal measured: seconds, and delays of votes, cards and approvals."""

    join: float = 0.0
    back: float = 0.0
    burst: Delays = field(default_factory=lambda: Delays((), 0))
    cards: Delays = field(default_factory=lambda: Delays((), 0))
    spread: Delays = field(default_factory=lambda: Delays((), 0))
    fewer: dict[int, float] = field(default_factory=dict)  # people -> delay, tried where all were too many

    @property
    def failed(self) -> int:
        """How many acts did not arrive."""
        return self.burst.failed + self.cards.failed + self.spread.failed

    @property
    def most(self) -> float:
        """The delay within which nearly all that was sent was counted, at worst."""
        return max(one.share(MOST) for one in (self.burst, self.cards, self.spread))

    @property
    def fine(self) -> bool:
        """Whether this computer holds that many people."""
        return not self.failed and self.most <= FINE


def run(seats: int, language: str, say: Callable[[str], None] = print) -> int:
    """Rehearse a workshop on this computer and return an exit code.

    Parameters
    ----------
    seats : int
        How many simulated people take part.
    language : str
        The trainer's.
    say : callable
        Told the verdict, line by line.

    Returns
    -------
    int
        0 where this computer holds that many people, 1 where it does not or the rehearsal failed, 130 after Ctrl-C.
    """
    words = Words("live_rehearse", language)
    try:
        more_files()
        with tempfile.TemporaryDirectory(prefix="partnership-rehearsal-", ignore_cleanup_errors=True) as folder:
            outcome = _rehearsed(Path(folder), seats, language)
    except KeyboardInterrupt:
        say(words("verdict.stopped"))
        return 130
    except ApartError:
        say(words("verdict.failed"))
        return 1
    except (CrowdError, TimeoutError):
        say(words("verdict.broken", fewer=max(1, seats // 2)))
        return 1
    for line in verdict(outcome, seats, language):
        say(line)
    return 0 if outcome.fine else 1


def _rehearsed(folder: Path, seats: int, language: str) -> Outcome:
    words = Words("live_rehearse", language)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        bar = progress.add_task(words("step.start"), total=len(STEPS) * seats)
        room = Apart(f"sqlite:///{folder / 'rehearsal.sqlite3'}", seats, language)
        with closing(room):
            room.start()
            return asyncio.run(
                played(
                    room,
                    seats,
                    language,
                    lambda step: progress.update(bar, description=words(f"step.{step}")),
                    lambda: progress.advance(bar),
                )
            )


async def played(
    room: Apart, people: int, language: str, step: Callable[[str], None], done: Callable[[], None]
) -> Outcome:
    """Play the workshop and return what it measured.

    Parameters
    ----------
    room : Apart
        Whose server has started.
    people : int
    language : str
        In which the simulated people write.
    step : callable
        Told which step begins.
    done : callable
        Called once for each person in each step.
    """
    outcome, chance = Outcome(), random.Random(SEED)
    async with Crowd(room, chance, done) as crowd:
        step("join")
        outcome.join = await crowd.join(people)
        step("burst")
        await crowd.turn(POLL)
        outcome.burst = await crowd.ballot(CHOICES, crowd.seats)
        await crowd.lead("close")
        await crowd.lead("reveal", on=True)
        step("cards")
        outcome.cards = await _cards(crowd, language, lambda: step("approve"))
        step("back")
        outcome.back = await crowd.back(crowd.seats)
        step("spread")
        await crowd.turn(AGREE)
        outcome.spread = await crowd.ballot(VIEWS, crowd.seats, OVER)
        while outcome.most > FINE and people > 1:
            step("fewer")
            people //= 2
            outcome.fewer[people] = (await _with_fewer(crowd, people)).share(MOST)
            if outcome.fewer[people] <= FINE:
                break
        await crowd.lead("finish")
    return outcome


async def _cards(crowd: Crowd, language: str, approving: Callable[[], None]) -> Delays:
    """Let everybody write a card and approve of one of the group's."""
    words = Words("live_rehearse", language)
    await crowd.turn(CARDS)
    numbers = iter(range(1, len(crowd.seats) + 1))

    async def write(seat: Seat) -> dict[str, Any]:
        return await seat.act("card", {"text": words("card.text", number=str(next(numbers)))})

    written = await crowd.timed(crowd.seats, write)
    approving()
    with suppress(TimeoutError):
        async with asyncio.timeout(PATIENCE):
            while not all(map(on_table, crowd.seats)):
                await asyncio.sleep(LOOK)
    mine = {seat: crowd.chance.choice(cards)["id"] for seat in crowd.seats if (cards := on_table(seat))}
    approved = await crowd.timed(list(mine), lambda seat: seat.act("approve", {"card": mine[seat], "on": True}))
    absent = len(crowd.seats) - len(mine)
    return Delays(written.seconds + approved.seconds, written.failed + approved.failed + absent)


def on_table(seat: Seat) -> list[dict[str, Any]]:
    """Return the cards of the seat's group, as far as the seat has heard of them."""
    group = seat.parts.get("me", {}).get("group")
    return seat.parts.get(f"group:{group}", {}).get("cards", [])


async def _with_fewer(crowd: Crowd, people: int) -> Delays:
    await crowd.disconnect(list(crowd.seats[people:]))
    del crowd.seats[people:]
    await crowd.lead("reset")
    return await crowd.ballot(VIEWS, crowd.seats)


def verdict(outcome: Outcome, people: int, language: str) -> list[str]:
    """Return what a trainer needs to know, in plain words."""
    words, lines = Words("live_rehearse", language), []

    def add(key: str, **values: float) -> None:
        if all(map(isfinite, values.values())):  # of what never arrived there is no delay to tell
            lines.append(words(key, **{name: value if name == "n" else shown(value) for name, value in values.items()}))

    add("found.join", seconds=outcome.join)
    add("found.burst", half=outcome.burst.share(0.5), most=outcome.burst.share(MOST))
    add("found.cards", most=outcome.cards.share(MOST))
    add("found.back", seconds=outcome.back)
    add("found.spread", most=outcome.spread.share(MOST))
    if outcome.failed:
        add("verdict.missing", n=outcome.failed)
    if outcome.fine:
        add("verdict.fine", n=people, most=outcome.most)
    else:
        if outcome.most > FINE:
            add("verdict.slow", n=people, most=outcome.most)
        quick = [(number, delay) for number, delay in outcome.fewer.items() if delay <= FINE]
        if quick:
            add("verdict.holds", n=quick[0][0], most=quick[0][1])
        add("verdict.advice")
    add("verdict.wifi")
    return lines


def shown(seconds: float) -> float:
    """Return a delay as it is told: hundredths, never 0.

    Examples
    --------
    >>> shown(0.1234), shown(0.001)
    (0.13, 0.01)
    """
    return ceil(100 * seconds) / 100
