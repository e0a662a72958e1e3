"""Growing into partnership: marks before and after, how often chance alone would do it, and eight rungs of a ladder.

Slide 2 names the steps of growing, source [Arnstein1969] the rungs. Marks from 1 to 5, counting them and one mood that
moves several at once are ours. What it leaves out: how far a mark moved, who left, what would have happened anyway.
"""

from __future__ import annotations

from math import comb
from types import MappingProxyType

import numpy as np
from numpy.typing import ArrayLike

from course.models.coalitions import Floats

ITEMS = ("autonomy", "learning", "thinking", "certainties", "maturing", "surroundings", "acting", "organising")
# Arnstein's rungs from below, in the three parts of her ladder.
GROUPS = MappingProxyType(
    {
        "nonparticipation": ("manipulation", "therapy"),
        "tokenism": ("informing", "consultation", "placation"),
        "power": ("partnership", "delegated_power", "citizen_control"),
    }
)
RUNGS = tuple(rung for rungs in GROUPS.values() for rung in rungs)


def profile(before: ArrayLike, after: ArrayLike) -> Floats:
    """Return where each item stood and where it stands now.

    Parameters
    ----------
    before, after : array_like, shape (k,) or (people, k)
        Marks of one person, or of several, for the same k >= 1 items on the same scale.

    Returns
    -------
    ndarray, shape (k, 2)
        A row an item; columns before and after, of several people the mean.

    Raises
    ------
    ValueError
        If the two are not numbers of one shape, one row of marks or several.

    Notes
    -----
    Source: [slides], 2, for the eight items; marking them is ours.

    Examples
    --------
    >>> profile([[2, 3], [4, 3]], [[4, 3], [5, 1]]).tolist()
    [[3.0, 4.5], [3.0, 2.0]]
    """
    first, second = _pairs(before, after, 2)
    return np.column_stack([np.atleast_2d(first).mean(axis=0), np.atleast_2d(second).mean(axis=0)])


def directions(before: ArrayLike, after: ArrayLike) -> tuple[int, int, int]:
    """Return how many marks went up, how many went down and how many stayed.

    Parameters
    ----------
    before, after
        As in `sign_test`.

    Returns
    -------
    tuple of int
        Up, down, same.

    Raises
    ------
    ValueError
        As `sign_test`.

    Examples
    --------
    >>> directions([1, 2, 3], [2, 5, 1])
    (2, 1, 0)
    """
    first, second = _pairs(before, after, 1)
    up, down = int((second > first).sum()), int((second < first).sum())
    return up, down, first.size - up - down


def sign_test(before: ArrayLike, after: ArrayLike) -> float:
    """Return how often coins would fall at least as unevenly as these marks moved.

    Had nothing happened, each mark that moved might as well have gone up as down, like a coin. The test looks at
    directions alone, and its coins know nothing of one another: it is for one mark each from different people.
    The sign test of the textbooks: min(1, 2·P[Bin(m, ½) ≥ max(up, down)]) with m = up + down.

    Parameters
    ----------
    before, after : array_like, shape (n,)
        One pair of marks a person; pairs without a change are dropped.

    Returns
    -------
    float
        Two-sided exact chance in (0, 1]; 1 where nobody's mark changed.

    Raises
    ------
    ValueError
        If the two are not rows of numbers of one length, 1 at least.

    Examples
    --------
    >>> sign_test([3, 2, 4, 2, 1], [4, 3, 5, 4, 2])
    0.0625
    """
    up, down, _ = directions(before, after)
    return chance(up, down)


def chance(up: int, down: int, together: float = 0.0) -> float:
    """Return how often nothing but chance makes a split at least as uneven as this one.

    Without ``together`` this is the sign test. With it, which is ours, marks share a mood: first the mood falls up or
    down, then each mark follows it or falls by itself. One person's marks share a head, one room's share a trainer.

    Parameters
    ----------
    up, down : int
        Marks that went up and down, 0 or more.
    together : float
        c in [0, 1]: how likely a mark is to follow the mood.

    Returns
    -------
    float
        In (0, 1]; 1 where nothing changed.

    Raises
    ------
    ValueError
        If a count is not a whole number of 0 or more, or ``together`` is out of range.

    Examples
    --------
    >>> chance(8, 0), round(chance(8, 0, together=0.5), 4)
    (0.0078125, 0.1001)
    """
    for name, count in (("up", up), ("down", down)):
        if not (isinstance(count, int) and count >= 0):
            raise ValueError(f"{name} must be a whole number of 0 or more, got {count!r}")
    ways = spread(up + down, together)
    as_uneven = np.maximum(np.arange(ways.size), np.arange(ways.size)[::-1]) >= max(up, down)
    return min(1.0, float(ways[as_uneven].sum()))


def spread(changed: int, together: float = 0.0) -> Floats:
    """Return the chance of each number of marks going up, from none to all, if nothing but chance is at work.

    It is half Bin(m, (1 + c)/2), for a good mood, and half Bin(m, (1 − c)/2).

    Parameters
    ----------
    changed : int
        m, marks that moved at all, 0 or more.
    together : float
        c in [0, 1], as in `chance`.

    Returns
    -------
    ndarray, shape (m + 1,)
        Adds up to 1, the same read from either end.

    Raises
    ------
    ValueError
        If an argument is out of its range.

    Examples
    --------
    >>> spread(2).tolist(), spread(2, together=1).tolist()
    ([0.25, 0.5, 0.25], [0.5, 0.0, 0.5])
    """
    if not (isinstance(changed, int) and changed >= 0):
        raise ValueError(f"changed must be a whole number of 0 or more, got {changed!r}")
    if not 0 <= together <= 1:
        raise ValueError(f"together must be in [0, 1], got {together!r}")
    up = np.arange(changed + 1)
    ways = np.array([float(comb(changed, count)) for count in up])
    mood_up = ways * ((1 + together) / 2) ** up * ((1 - together) / 2) ** (changed - up)
    return (mood_up + mood_up[::-1]) / 2


def _pairs(before: ArrayLike, after: ArrayLike, most: int) -> tuple[Floats, Floats]:
    """Return both as arrays of one shape and at most ``most`` dimensions."""
    first, second = np.asarray(before, dtype=float), np.asarray(after, dtype=float)
    for name, marks in (("before", first), ("after", second)):
        if not (1 <= marks.ndim <= most and marks.size and np.isfinite(marks).all()):
            raise ValueError(f"{name} must be finite numbers in 1 to {most} dimensions, got {marks.tolist()!r}")
    if first.shape != second.shape:
        raise ValueError(f"after must have the shape of before, {first.shape}, got {second.shape}")
    return first, second
