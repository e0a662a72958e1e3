"""A room full of simulated people, with the time their votes take to the projector."""

from __future__ import annotations

import asyncio
import random
from bisect import bisect_left
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from math import ceil, inf
from typing import Any

from course.live.apart import Apart
from course.live.client import Answer, Client
from course.live.seats import Seat

SECTORS = ("public", "civic", "business", "none")
PATIENCE = 60.0  # seconds after which something that does not happen is a failure
REST = 0.2  # seconds of quiet before a ballot


@dataclass(frozen=True, slots=True)
class Delays:
    """How long the votes of one ballot took, from being sent until the projector counted them.

    Examples
    --------
    >>> Delays((0.1, 0.2, 0.3, 0.4), 0).share(0.5)
    0.2
    """

    seconds: tuple[float, ...]
    failed: int

    def share(self, share: float) -> float:
        """Return the delay within which this share of the votes was counted."""
        if not self.seconds:
            return inf
        return sorted(self.seconds)[ceil(share * len(self.seconds)) - 1]


class CrowdError(Exception):
    """Somebody could not do what everybody must be able to do."""


class Crowd:
    """The people of a room that runs apart, its trainer and its projector.

    Parameters
    ----------
    room : Apart
        The room; its server must have started.
    chance : random.Random
        Draws sectors, answers and moments.
    done : callable
        Called each time one person has done something.
    """

    def __init__(self, room: Apart, chance: random.Random, done: Callable[[], None] = lambda: None) -> None:
        self.room, self.chance, self.done = room, chance, done
        self.trainer = Client(room.address, room.keys.trainer)
        self.projector = Client(room.address, room.keys.projector)
        self.shown: dict[str, Any] = {}
        self.seats: list[Seat] = []
        self._seen: list[tuple[int, float]] = []
        self._changed = asyncio.Event()
        self._lines: dict[Seat, asyncio.Task[None]] = {}
        self._screen: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Crowd:
        """Switch the projector on."""
        self._screen = asyncio.create_task(self.projector.follow(self._look, lambda _: None))
        await self.shows(lambda part: True)
        return self

    async def __aexit__(self, *_: object) -> None:
        """Let every line go."""
        lines = [*self._lines.values(), *([self._screen] if self._screen else [])]
        for line in lines:
            line.cancel()
        await asyncio.gather(*lines, return_exceptions=True)

    def _look(self, parts: dict[str, Any]) -> None:
        if part := parts.get("projector"):
            self.shown = part
            self._seen.append((self.projector.seq, asyncio.get_running_loop().time()))
            self._changed.set()

    async def shows(self, test: Callable[[dict[str, Any]], bool]) -> None:
        """Wait until the projector shows what ``test`` looks for."""
        async with asyncio.timeout(PATIENCE):
            while not self.shown or not test(self.shown):
                self._changed.clear()
                await self._changed.wait()

    async def lead(self, kind: str, **body: Any) -> None:
        """Do an act of the trainer, which must succeed."""
        answer = await self.trainer.act(kind, body)
        if not answer["ok"]:
            raise CrowdError(f"{kind} {body}: {answer['say']}")

    async def turn(self, index: int) -> None:
        """Go to a block and open its activity."""
        await self.lead("block", index=index)
        await self.lead("open")
        await self.shows(lambda part: part["block"]["index"] == index and part["activity"]["open"])

    def newcomer(self) -> Seat:
        """Return somebody who has not joined yet."""
        return Seat(self.room.address, self.room.keys.trainer)

    async def join(self, people: int) -> float:
        """Let people join all at once and connect; return the seconds until everybody saw the room."""
        loop = asyncio.get_running_loop()
        begun = loop.time()
        new = [self.newcomer() for _ in range(people)]

        async def come(number: int, seat: Seat) -> None:
            answer = await seat.join(self.room.code, f"P{number}", self.chance.choice(SECTORS))
            if not answer["ok"]:
                raise CrowdError(f"join: {answer['say']}")
            await self.connect([seat])
            self.done()

        await asyncio.gather(*(come(number, seat) for number, seat in enumerate(new, len(self.seats) + 1)))
        self.seats += new
        return loop.time() - begun

    async def connect(self, seats: Sequence[Seat]) -> None:
        """Open the lines of these seats and wait until each has heard of the room."""
        for seat in seats:
            heard = asyncio.Event()
            self._lines[seat] = asyncio.create_task(seat.follow(seat.parts.update, lambda _, heard=heard: heard.set()))
            async with asyncio.timeout(PATIENCE):
                await heard.wait()

    async def disconnect(self, seats: Sequence[Seat]) -> None:
        """Cut the lines of these seats."""
        for seat in seats:
            self._lines[seat].cancel()
        for seat in seats:
            with suppress(asyncio.CancelledError):
                await self._lines.pop(seat)

    async def back(self, seats: Sequence[Seat]) -> float:
        """Cut the lines of these seats and let all come back at once; return the seconds until the last was back."""
        await self.disconnect(seats)
        loop = asyncio.get_running_loop()
        begun = loop.time()

        async def come(seat: Seat) -> None:
            await self.connect([seat])
            self.done()

        await asyncio.gather(*map(come, seats))
        return loop.time() - begun

    async def ballot(self, values: Sequence[dict[str, Any]], seats: Sequence[Seat], over: float = 0.0) -> Delays:
        """Let these seats answer the open activity, in one instant or spread over ``over`` seconds."""
        activity = self.shown["activity"]
        body = {"activity": activity["id"], "round": activity["round"]}
        return await self.timed(
            seats, lambda seat: seat.act("answer", {**body, "value": self.chance.choice(values)}), over
        )

    async def timed(self, seats: Sequence[Seat], act: Callable[[Seat], Any], over: float = 0.0) -> Delays:
        """Let these seats do something, and time each from its sending until the projector has taken it in."""
        loop = asyncio.get_running_loop()
        await asyncio.sleep(REST)
        self._seen.clear()
        begun = loop.time()

        async def one(wait: float, seat: Seat) -> tuple[float, Answer]:
            await asyncio.sleep(max(0.0, begun + wait - loop.time()))
            sent = loop.time()
            answer = await act(seat)
            self.done()
            return sent, answer

        acts = await asyncio.gather(*(one(self.chance.uniform(0, over), seat) for seat in seats))
        sent = [(answer["seq"], at) for at, answer in acts if answer["ok"]]
        last = max((seq for seq, _ in sent), default=0)
        with suppress(TimeoutError):
            await self.shows(lambda _: self.projector.seq >= last)
        seen = [(seq, self._seen[place][1] - at) for seq, at in sent if (place := self._place(seq)) < len(self._seen)]
        return Delays(tuple(delay for _, delay in seen), len(acts) - len(seen))

    def _place(self, seq: int) -> int:
        return bisect_left(self._seen, seq, key=lambda row: row[0])
