"""How much one seat, one address and the whole room may ask of the server."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Rate:
    """So many at once, and so many a second after that."""

    burst: float
    a_second: float

    def __post_init__(self) -> None:
        for name in ("burst", "a_second"):
            if not getattr(self, name) > 0:
                raise ValueError(f"{name} must be above 0, got {getattr(self, name)!r}")


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of one room.

    A whole room may sit behind one address (a router between the hall and the laptop), so what an address may do is
    what six hundred phones do at once; what a seat may do is what one hand does.
    """

    seats: int = 600
    sockets: int = 900
    strangers: int = 120  # sockets that have not said yet who they are
    sockets_a_seat: int = 4
    body: int = 16 * 1024  # bytes of a request, and of a message on a socket
    queue: int = 5000  # acts waiting for the store
    hello: float = 10.0  # seconds in which a socket says who it is
    act: Rate = field(default_factory=lambda: Rate(40, 5))
    trainer: Rate = field(default_factory=lambda: Rate(300, 50))
    join: Rate = field(default_factory=lambda: Rate(120, 10))
    address: Rate = field(default_factory=lambda: Rate(6000, 600))


class Buckets:
    """A token bucket for each key; the least recently used are forgotten beyond ``most``.

    Parameters
    ----------
    rate : Rate
        What one key may do.
    most : int
        Keys remembered, so that a flood of keys costs no memory.
    clock : callable
        Seconds that never go back.

    Examples
    --------
    >>> bucket = Buckets(Rate(2, 1), clock=iter([0.0, 0.0, 0.0, 1.0]).__next__)
    >>> [bucket.take("seat") for _ in range(4)]
    [True, True, False, True]
    """

    def __init__(self, rate: Rate, most: int = 10_000, clock: Callable[[], float] = time.monotonic) -> None:
        self.rate, self.most, self._clock = rate, most, clock
        self._left: OrderedDict[Hashable, tuple[float, float]] = OrderedDict()

    def take(self, key: Hashable) -> bool:
        """Take one from the bucket of ``key``; False where it is empty."""
        now = self._clock()
        left, seen = self._left.pop(key, (self.rate.burst, now))
        left = min(self.rate.burst, left + (now - seen) * self.rate.a_second)
        self._left[key] = (left - 1 if left >= 1 else left, now)
        if len(self._left) > self.most:
            self._left.popitem(last=False)
        return left >= 1


class Look:
    """Looks something up for everybody who asks meanwhile, and then rests: a thousand questions cost one look.

    Whoever asks gets a look that began after they asked, so nothing that was there before is missed.

    Parameters
    ----------
    look : callable
        Awaited for all who wait; what it raises, all of them get.
    rest : float
        Seconds between the end of one look and the next.
    """

    def __init__(self, look: Callable[[], Awaitable[None]], rest: float) -> None:
        self._look, self._rest = look, rest
        self._one, self._free = asyncio.Lock(), 0.0
        self._next: asyncio.Task[None] | None = None

    async def __call__(self) -> None:
        """Return after a look that has begun since."""
        if self._next is None:
            self._next = asyncio.create_task(self._soon())
        await asyncio.shield(self._next)

    async def _soon(self) -> None:
        async with self._one:
            await asyncio.sleep(max(0.0, self._free - time.monotonic()))
            self._next = None
            try:
                await self._look()
            finally:
                self._free = time.monotonic() + self._rest
