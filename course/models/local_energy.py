"""Goals of partners as sets: what any two share, what enough of them share, and what a second vote can tell.

Slide 10 names five keys of local energy and the first of them is a common starting point. Reading that point off lists
of goals is the course's own. What it leaves out: how much each goal matters to whom, whether two partners mean the same
by the same words, and goals that get in each other's way.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence, Set
from numbers import Integral
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Goal = TypeVar("Goal", str, int)

# The slide's five keys, in its order.
KEYS = ("starting_point", "expertise", "cooperation", "aims", "europe")


def overlap(goals: Sequence[Set[Goal]]) -> NDArray[np.float64]:
    """Return how much of their goals each two partners share.

    The goals that both have, divided by the goals that at least one of them has (Jaccard's index): 0 is nothing in
    common, 1 the same list. A partner without goals shares nothing, not even with another one without goals: by
    convention that is 0, too, and so is its place on the diagonal.

    Parameters
    ----------
    goals : sequence of sets of str or of int
        The goals of each of n partners.

    Returns
    -------
    ndarray, shape (n, n)
        Symmetric, in [0, 1].

    Raises
    ------
    ValueError
        If there is no partner, or a partner's goals are not a set.

    Notes
    -----
    Source: [Jaccard1912], for the index, made for plants of the Alps; goals of partners are our use of it. The 0 for
    two empty sets is our convention.

    Examples
    --------
    >>> overlap([{"path", "water"}, {"water", "jobs"}, set()]).round(2).tolist()
    [[1.0, 0.33, 0.0], [0.33, 1.0, 0.0], [0.0, 0.0, 0.0]]
    """
    named = _named(goals)
    held = np.array([[goal in one for goal in named] for one in goals], dtype=np.float64)
    shared = held @ held.T
    either = held.sum(1)[:, None] + held.sum(1)[None, :] - shared
    return np.divide(shared, either, out=np.zeros_like(shared), where=either > 0)


def starting_point(goals: Sequence[Set[Goal]]) -> list[Goal]:
    """Return every goal that somebody has, the most shared first.

    Parameters
    ----------
    goals : sequence of sets of str or of int
        The goals of each of n partners.

    Returns
    -------
    list
        Goals of equally many partners in their own order: words by the alphabet, numbers by size.

    Raises
    ------
    ValueError
        If there is no partner, or a partner's goals are not a set.

    Notes
    -----
    Source: [slides], 10, for looking for a common starting point; taking the most shared goal for it is ours.

    Examples
    --------
    >>> starting_point([{"path", "water"}, {"water", "jobs"}])
    ['water', 'jobs', 'path']
    """
    named = _named(goals)
    held = Counter(goal for one in goals for goal in one)
    return sorted(named, key=lambda goal: (-held[goal], goal))


def common_ground(goals: Sequence[Set[Goal]], quorum: int) -> list[Goal]:
    """Return the goals that at least ``quorum`` partners have, the most shared first.

    Parameters
    ----------
    goals : sequence of sets of str or of int
        The goals of each of n partners.
    quorum : int
        How many partners must share a goal, 1 to n; n means all.

    Returns
    -------
    list
        The beginning of `starting_point`, empty where no goal is shared by so many.

    Raises
    ------
    ValueError
        If there is no partner, a partner's goals are not a set, or there can be no such quorum.

    Notes
    -----
    Source: [slides], 10, for the common starting point; the quorum is ours.

    Examples
    --------
    >>> common_ground([{"path", "water"}, {"water", "jobs"}, {"jobs", "path"}], 2)
    ['jobs', 'path', 'water']
    >>> common_ground([{"path", "water"}, {"water", "jobs"}, {"jobs", "path"}], 3)
    []
    """
    order = starting_point(goals)
    if not (isinstance(quorum, Integral) and 1 <= quorum <= len(goals)):
        raise ValueError(f"quorum must be a whole number in [1, {len(goals)}], got {quorum!r}")
    return [goal for goal in order if sum(goal in one for one in goals) >= quorum]


def outside(goals: Sequence[Set[Goal]], quorum: int) -> list[int]:
    """Return the partners who have none of the goals of the common ground.

    With a quorum below the number of partners there may be some: what the others call common is not theirs.

    Parameters
    ----------
    goals : sequence of sets of str or of int
        The goals of each of n partners.
    quorum : int
        How many partners must share a goal, 1 to n.

    Returns
    -------
    list of int
        Places in ``goals``, all of them where there is no common ground.

    Raises
    ------
    ValueError
        As `common_ground`.

    Notes
    -----
    Source: ours.

    Examples
    --------
    >>> outside([{"path"}, {"path", "water"}, {"jobs"}], 2)
    [2]
    """
    ground = set(common_ground(goals, quorum))
    return [place for place, one in enumerate(goals) if not ground & one]


def movers(before: int, after: int, people: int) -> tuple[int, int]:
    """Return the fewest and the most people who may have changed their minds between two votes.

    Two counts do not say it: whoever went over one way hides somebody who went over the other way.

    Parameters
    ----------
    before, after : int
        How many were for, 0 to ``people``, in the first and in the second round.
    people : int
        How many voted, the same in both rounds, at least 1.

    Returns
    -------
    tuple of two ints
        The fewest, ``|after - before|``, and the most, ``min(before + after, 2 people - before - after)``.

    Raises
    ------
    ValueError
        If ``people`` is no number of people, or more are for than voted.

    Notes
    -----
    Source: ours. If x people were for both times, ``before + after - 2x`` changed their minds; x is at most the smaller
    count and at least ``before + after - people``.

    Examples
    --------
    >>> movers(7, 7, 12)
    (0, 10)
    """
    if not (isinstance(people, Integral) and people >= 1):
        raise ValueError(f"people must be a whole number of at least 1, got {people!r}")
    for name, count in (("before", before), ("after", after)):
        if not (isinstance(count, Integral) and 0 <= count <= people):
            raise ValueError(f"{name} must be a whole number in [0, {people}], got {count!r}")
    both = before + after
    return abs(after - before), min(both, 2 * people - both)


def _named(goals: Sequence[Set[Goal]]) -> list[Goal]:
    """Return every goal once, in its own order, or refuse what are no goals of partners."""
    if len(goals) == 0:
        raise ValueError(f"goals must hold a set for at least one partner, got {goals!r}")
    for one in goals:
        # A word would be taken for the set of its letters.
        if not isinstance(one, Set):
            raise ValueError(f"goals must be sets, got {one!r}")
    return sorted(set().union(*goals))
