"""Phones in a live workshop: what joining and a vote take of the server's processor."""

from __future__ import annotations

import asyncio
import random
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import psutil

from course.doctor.trial import Measured, Prepared

if TYPE_CHECKING:
    from course.live.apart import Apart

SEATS = 60
BALLOTS = 2


def prepared(stack: ExitStack) -> Prepared:
    """Open a live workshop in a process of its own.

    Returns
    -------
    dict
        Empty.
    callable
        Lets phones join and vote, all in the same moment, and returns ``join`` and ``vote``, seconds of the server's
        processor for one of them, and ``delay``, seconds within which the projector had counted 95 votes in 100.
    """
    import course.live.rehearse  # noqa: F401 - read now, so that no measuring has to wait for it
    from course.live.apart import Apart, more_files

    more_files()
    folder = stack.enter_context(TemporaryDirectory(prefix="partnership-doctor-", ignore_cleanup_errors=True))
    room = Apart(f"sqlite:///{Path(folder) / 'room.sqlite3'}", SEATS)
    stack.callback(room.close)
    room.start()
    return {}, lambda: asyncio.run(_played(room))


async def _played(room: Apart) -> Measured:
    from course.live.crowd import Crowd
    from course.live.rehearse import CHOICES, MOST, POLL

    assert room.process
    server = psutil.Process(room.process.pid)
    delays, voting = [], 0.0

    def spent() -> float:
        return sum(server.cpu_times()[:2])

    async with Crowd(room, random.Random(SEATS)) as crowd:
        before = spent()
        await crowd.join(SEATS)
        joining = spent() - before
        await crowd.turn(POLL)
        await crowd.ballot(CHOICES, crowd.seats)  # the first is slower than all that come after it
        for _ in range(BALLOTS):
            await crowd.lead("reset")
            before = spent()
            delays.append(await crowd.ballot(CHOICES, crowd.seats))
            voting += spent() - before
    if any(one.failed for one in delays):
        raise RuntimeError("a vote did not arrive")
    return {
        "join": joining / SEATS,
        "vote": voting / SEATS / BALLOTS,
        "delay": max(one.share(MOST) for one in delays),
    }
