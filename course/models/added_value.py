"""How many partners are worth it, and what the first partnership teaches for the next.

Slide 7 says that actors learn and that a partnership should stay open to new ones; it has no numbers. The curve and the
rule of learning are the course's own. What they leave out: who the partners are, ties that are worth more than others,
groups within the group, value for those outside, and forgetting.
"""

from __future__ import annotations

from math import isfinite

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


def size_curve(
    sizes: npt.ArrayLike, complementarity: float, time: float, hours: float, cost: float
) -> tuple[Floats, Floats]:
    """Return what partnerships of these sizes are worth, in all and per partner.

    Each partner brings 1. Each pair adds s, as long as its partners have the time for each other, and costs κ. With n
    partners each has T hours for n − 1 others, who need h each: τ = min(1, T / (h(n − 1))), and
    v(n) = n + s·τ·n(n − 1)/2 − κ·n(n − 1)/2, with v(1) = 1.

    Parameters
    ----------
    sizes : array_like of int, shape (k,)
        n, 1 or more.
    complementarity : float
        s, 0 or more: what a pair that has the time adds, in units.
    time : float
        T, 0 or more: hours a month each partner has for the others.
    hours : float
        h, above 0: hours a month that a tie needs.
    cost : float
        κ, 0 or more: what each pair costs, in units (meetings, minutes, misunderstandings).

    Returns
    -------
    total, per_head : ndarray, shape (k,)
        In units.

    Raises
    ------
    ValueError
        If an argument is out of its range.

    Notes
    -----
    Ours; [OECD2001] is the source for asking what partnerships add, not for any number.

    Examples
    --------
    >>> total, per_head = size_curve([1, 2, 5, 9], complementarity=0.6, time=12, hours=3, cost=0.1)
    >>> total.round(2).tolist(), per_head.round(2).tolist()
    ([1.0, 2.5, 10.0, 16.2], [1.0, 1.25, 2.0, 1.8])
    """
    n = _sizes(sizes)
    for name, value in (("complementarity", complementarity), ("time", time), ("cost", cost)):
        if not (isfinite(value) and value >= 0):
            raise ValueError(f"{name} must be 0 or more and finite, got {value!r}")
    if not (isfinite(hours) and hours > 0):
        raise ValueError(f"hours must be above 0 and finite, got {hours!r}")
    share = np.minimum(1.0, time / (hours * np.maximum(n - 1, 1)))
    total = (n + (complementarity * share - cost) * n * (n - 1) / 2).astype(np.float64)
    return total, total / n


def best_sizes(sizes: npt.ArrayLike, complementarity: float, time: float, hours: float, cost: float) -> tuple[int, int]:
    """Return the size with the largest total and the one with the most per partner; of several, the smallest.

    Raises
    ------
    ValueError
        As `size_curve` does.

    Examples
    --------
    >>> best_sizes(range(1, 31), complementarity=0.6, time=12, hours=3, cost=0.1)
    (22, 5)
    """
    n = np.sort(_sizes(sizes))
    total, per_head = size_curve(n, complementarity, time, hours, cost)
    return int(n[_first_best(total)]), int(n[_first_best(per_head)])


def learning(initial: float, rate: float, count: int) -> Floats:
    """Return how much of the art of partnership is known before the first and after each: 1 − (1 − K₀)(1 − η)^p.

    Every partnership teaches the same share of what is still missing.

    Parameters
    ----------
    initial : float
        K₀, 0 to 1: what is known at the beginning.
    rate : float
        η, 0 to 1: the share of the missing that one partnership teaches.
    count : int
        How many partnerships, 0 to 1000.

    Returns
    -------
    ndarray, shape (count + 1,)
        0 to 1, never falling.

    Raises
    ------
    ValueError
        If an argument is out of its range.

    Notes
    -----
    Source: [slides], 7, for the thought that the first partnership is where one learns; the formula is ours.

    Examples
    --------
    >>> learning(initial=0.2, rate=0.5, count=2).round(9).tolist()
    [0.2, 0.6, 0.8]
    """
    for name, value in (("initial", initial), ("rate", rate)):
        if not 0 <= value <= 1:
            raise ValueError(f"{name} must be in [0, 1], got {value!r}")
    if isinstance(count, bool) or count != int(count) or not 0 <= count <= 1000:
        raise ValueError(f"count must be a whole number from 0 to 1000, got {count!r}")
    missing = (1 - initial) * np.power(1.0 - rate, np.arange(int(count) + 1))
    return (1 - missing).astype(np.float64)


def _sizes(sizes: npt.ArrayLike) -> Floats:
    n = np.array(list(sizes) if isinstance(sizes, range) else sizes).astype(np.float64)
    if n.ndim != 1 or not n.size or not (np.isfinite(n) & (n >= 1) & (n % 1 == 0)).all():
        raise ValueError(f"sizes must be whole numbers of 1 or more, got {sizes!r}")
    return n


def _first_best(values: Floats) -> int:
    """Return the first place of the largest value; a hair's breadth counts as equal."""
    return int(np.flatnonzero(values >= values.max() - 1e-9)[0])
