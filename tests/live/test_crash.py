"""The plug is pulled while everybody votes: what was acknowledged is there, once, and everybody comes back."""

import asyncio
import random
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from course.live.apart import Apart
from course.live.client import Answer, Client
from course.live.crowd import Crowd
from course.live.seats import Seat
from course.live.store import Event, Store

SEATS = 12
LOAD = 1.0  # seconds of votes before the plug is pulled, and after the room is back
PATIENCE = 90


@dataclass(frozen=True)
class Sworn:
    """An act the server has acknowledged."""

    seq: int
    kind: str
    body: dict[str, Any]


class Witness(Seat):
    """A seat that keeps what it was promised, by seat and id."""

    promises: dict[tuple[str, str], Sworn]

    async def _send(self, message: dict[str, Any]) -> Answer:
        answer = await super()._send(message)
        if answer["ok"]:
            self.promises[self.seat, message["id"]] = Sworn(answer["seq"], message["kind"], message["body"])
        return answer


class Watched(Crowd):
    """A crowd of witnesses who vote without end."""

    def __init__(self, room: Apart, promises: dict[tuple[str, str], Sworn]) -> None:
        super().__init__(room, random.Random(1))
        self.promises = promises
        self.voting = True

    def newcomer(self) -> Seat:
        seat = Witness(self.room.address, self.room.keys.trainer)
        seat.promises = self.promises
        return seat

    async def vote(self) -> None:
        """Let everybody answer again and again until `voting` is over; what fails is tried with another vote."""

        async def one(seat: Seat) -> None:
            while self.voting:
                chosen = {"chosen": [self.chance.choice(("people", "need", "money"))]}
                await seat.act("answer", {"activity": "b0", "round": 1, "value": chosen})

        await asyncio.gather(*map(one, self.seats))


async def until(test: Callable[[], object]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not test():
            await asyncio.sleep(0.02)


def check(database: str, promises: dict[tuple[str, str], Sworn]) -> list[Event]:
    """Compare what was promised with what the store has, and return the latter."""
    with closing(Store(database)) as store:
        events = store.since("PROBA")
    assert len({event.seq for event in events}) == len(events)
    assert max(Counter((event.seat, event.client_id) for event in events).values()) == 1
    kept = {(event.seat, event.client_id): Sworn(event.seq, event.kind, event.body) for event in events}
    lost = {key: promise for key, promise in promises.items() if kept.get(key) != promise}
    assert not lost, f"{len(lost)} of {len(promises)} acknowledged acts are not there as they were acknowledged"
    return events


def last_votes(events: Sequence[Event]) -> Counter[str]:
    """Return how often each answer counts: a seat's last."""
    votes = {event.seat: event.body["value"]["chosen"][0] for event in events if event.kind == "answer"}
    return Counter(votes.values())


async def tally(room: Apart) -> Counter[str]:
    """Return how people answered by the server's own account."""
    trainer, found = Client(room.address, room.keys.trainer), {}
    line = asyncio.create_task(trainer.follow(found.update, lambda _: None))
    await until(lambda: found)
    line.cancel()
    part = found["trainer"]
    order = [option["id"] for option in part["activity"]["config"]["options"]]
    bars = part["results"]["picture"]["bars"]
    return Counter({name: bar["value"] for name, bar in zip(order, bars, strict=True) if bar["value"]})


def test_nothing_acknowledged_is_lost_or_doubled_when_the_server_is_killed(tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path / 'live.sqlite3'}"
    promises: dict[tuple[str, str], Sworn] = {}

    async def scene(room: Apart) -> Counter[str]:
        async with Watched(room, promises) as crowd:
            await crowd.join(SEATS)
            await crowd.turn(0)
            voting = asyncio.create_task(crowd.vote())
            for _ in range(2):
                before = len(promises)
                await asyncio.sleep(LOAD)
                await until(lambda before=before: len(promises) > before + SEATS)
                room.kill()
                await asyncio.to_thread(room.start)
            before = len(promises)
            await until(lambda: len(promises) > before + SEATS)
            crowd.voting = False
            await voting
            # Nobody was told anything by the test: every line is back, and knows the last vote.
            newest = max(promise.seq for promise in promises.values())
            await until(lambda: crowd.projector.seq >= newest and crowd.shown["answers"] == SEATS)
            await until(lambda: all(seat.connected for seat in crowd.seats))
            return await tally(room)

    with closing(Apart(database, SEATS)) as room:
        room.start()
        votes = asyncio.run(scene(room))
    events = check(database, promises)
    assert votes == last_votes(events)
    assert sum(event.kind == "joined" for event in events) == SEATS


def test_one_of_two_servers_is_killed_and_the_other_carries_on(postgres: str) -> None:
    promises: dict[tuple[str, str], Sworn] = {}

    async def scene(first: Apart, second: Apart) -> list[Counter[str]]:
        async with Watched(first, promises) as here, Watched(second, promises) as there:
            await asyncio.gather(here.join(SEATS // 2), there.join(SEATS // 2))
            await here.turn(0)
            await there.shows(lambda part: part["activity"] and part["activity"]["open"])
            voting = [asyncio.create_task(crowd.vote()) for crowd in (here, there)]
            await asyncio.sleep(LOAD)
            await until(lambda: len(promises) > 4 * SEATS)
            first.kill()
            mine = {seat.seat for seat in there.seats}
            before = sum(seat in mine for seat, _ in promises)
            await until(lambda: sum(seat in mine for seat, _ in promises) > before + SEATS)  # the other carries on
            await asyncio.to_thread(first.start)
            mine = {seat.seat for seat in here.seats}
            before = sum(seat in mine for seat, _ in promises)
            await until(lambda: sum(seat in mine for seat, _ in promises) > before + SEATS)  # and its people are back
            here.voting = there.voting = False
            await asyncio.gather(*voting)
            newest = max(promise.seq for promise in promises.values())
            await until(lambda: min(here.projector.seq, there.projector.seq) >= newest)
            await until(lambda: here.shown["answers"] == there.shown["answers"] == SEATS)
            return [await tally(room) for room in (first, second)]

    with ExitStack() as stack:
        first = stack.enter_context(closing(Apart(postgres, SEATS)))
        second = stack.enter_context(closing(Apart(postgres, SEATS, keys=first.keys)))
        first.start()
        second.start()
        votes = asyncio.run(scene(first, second))
    events = check(postgres, promises)
    assert votes == [last_votes(events)] * 2


def test_server_ends_with_its_parent(tmp_path: Path) -> None:
    room = Apart(f"sqlite:///{tmp_path / 'live.sqlite3'}", SEATS)
    room.start()
    process = room.process
    assert process
    assert process.stdin
    process.stdin.close()  # as when the parent is killed
    assert process.wait(30) == 0
    room.close()
