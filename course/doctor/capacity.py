"""From what was measured to how many people a computer carries: counted down, never up."""

from __future__ import annotations

from math import floor, log10

SHARE = 2 / 3  # of the processors' time that is counted on; browser, projector and system want the rest
WAIT = 10.0  # seconds that visitors wait at most who all open a page at the same moment
DELAY = 1.0  # second after which all votes of one moment have been counted
JOINING = 30.0  # seconds in which a whole room joins
RESERVE = 1.0e9  # bytes of memory left to browser and system


def visitors(server: float, kernel: float, memory: float, cores: int, available: float) -> tuple[int, str]:
    """Return how many people can open a page of the gallery at once, and what sets that limit.

    Parameters
    ----------
    server, kernel : float
        Seconds of a processor that one visitor takes in the gallery's only process, and in all others.
    memory, available : float
        Bytes that one visitor takes, and that are free.
    cores : int
        Processors.

    Returns
    -------
    number : int
    limit : str
        ``processor`` or ``memory``.

    Examples
    --------
    Two processors give 20 seconds within the wait, of which two thirds are counted on: 13.3, a second for each.

    >>> visitors(0.2, 0.8, 50e6, 2, 8e9)
    (13, 'processor')
    >>> visitors(0.2, 0.8, 50e6, 2, 1.2e9)
    (4, 'memory')
    """
    each = max(server, (server + kernel) / cores)
    quick = floor(SHARE * WAIT / max(each, 1e-3))
    held = max(0, floor((available - RESERVE) / max(memory, 1.0)))
    return (held, "memory") if held < quick else (quick, "processor")


def phones(join: float, vote: float, most: int) -> int:
    """Return how many phones can vote in the same moment and be counted within ``DELAY``, and join within ``JOINING``.

    Parameters
    ----------
    join, vote : float
        Seconds of the server's processor for one phone that joins, and for one vote.
    most : int
        As many as a room takes.

    Examples
    --------
    >>> phones(0.003, 0.002, 600), phones(0.003, 0.0005, 600)
    (333, 600)
    """
    voting, joining = (floor(SHARE * time / max(each, 1e-6)) for time, each in ((DELAY, vote), (JOINING, join)))
    return min(voting, joining, most)


def works(seconds: float, workers: int) -> float:
    """Return how many works are marked in a minute.

    Parameters
    ----------
    seconds : float
        For one, with nothing else going on.
    workers : int
        How many are marked at a time; together they are slower than each alone, so not all of them is counted on.

    Examples
    --------
    >>> works(1.0, 4)
    160.0
    """
    return SHARE * workers * 60 / max(seconds, 1e-3)


def told(number: float) -> int:
    """Return a number as it is told to people: two digits, rounded down.

    Examples
    --------
    >>> [told(number) for number in (0.4, 7.9, 43.2, 437, 1299)]
    [0, 7, 43, 430, 1200]
    """
    if number < 1:
        return 0
    step = 10 ** max(0, floor(log10(number)) - 1)
    return int(number // step * step)
