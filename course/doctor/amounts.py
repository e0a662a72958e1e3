"""How many people this computer carries, in sentences, with what they rest on."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import NamedTuple

from course.doctor import capacity
from course.doctor.trial import Measured
from course.live.limits import Limits
from course.texts import Words

MEGABYTE = 1e6  # bytes


class Machine(NamedTuple):
    """What there was before anything was started: processors, and bytes of free memory."""

    cores: int
    available: float


class Amount(NamedTuple):
    """What is carried, one sentence, and what was measured for it, another."""

    text: str
    basis: str


def processors() -> int:
    """Return how many processors this program may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def visitors(words: Words, measured: Measured, machine: Machine) -> Amount:
    """Say how many people open a page of the gallery at once."""
    server, kernel, memory = (measured[name] for name in ("server", "kernel", "memory"))
    number, limit = capacity.visitors(server, kernel, memory, *machine)
    n = capacity.told(number)
    basis = words(
        f"visitors.basis.{limit}",
        seconds=round(server + kernel, 1),
        megabytes=round(memory / MEGABYTE),
        n=machine.cores,
    )
    return Amount(words("visitors.about", n=n) if n else words("visitors.none"), basis)


def phones(words: Words, measured: Measured, _: Machine) -> Amount:
    """Say how many phones the live workshop holds."""
    most = Limits().seats
    number = capacity.phones(measured["join"], measured["vote"], most)
    key = "phones.all" if number == most else "phones.about"
    milliseconds = {name: round(1000 * measured[name], 1) for name in ("vote", "join")}
    return Amount(words(key, n=capacity.told(number)), words("phones.basis", **milliseconds))


def works(words: Words, measured: Measured, _: Machine) -> Amount:
    """Say how many works are marked in a minute."""
    n = capacity.told(capacity.works(measured["seconds"], int(measured["workers"])))
    place = "sandbox" if measured["isolated"] else "open"
    basis = words(f"works.basis.{place}", seconds=round(measured["seconds"], 1), n=int(measured["workers"]))
    return Amount(words("works.about", n=n) if n else words("works.none"), basis)


TOLD: dict[str, Callable[[Words, Measured, Machine], Amount]] = {"visitors": visitors, "phones": phones, "works": works}
