"""How much power a vote has: who tips a decision, how often, and whether a group has more votes than a rule allows.

Slide 13 names representative, participatory and territorial democracy and local community, and no numbers. Counting
power is the work of the sources named below; reading a partnership's statute this way is the course's own. What it
leaves out: who speaks first, who prepares the papers, who pays, friendships, and everything that is settled before
anybody votes.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from math import floor

import numpy as np
from numpy.typing import ArrayLike

from course.models import _coalitions as masks
from course.models.coalitions import MOST_PARTNERS, Floats, banzhaf, shapley

TOLERANCE = 1e-9  # of all votes: 0.1 + 0.2 reaches a quota of 0.3
EU_LIMIT = 0.49  # Regulation 1303/2013, article 32(2)(b): the law of 2014-2020


def passes(weights: ArrayLike, quota: float) -> Floats:
    """Return for each coalition whether its votes carry a decision: a weighted voting game.

    Two conditions at once, votes and heads, say, are the product of two such games.

    Parameters
    ----------
    weights : array_like, shape (n,)
        Votes of each partner, whole or not, 0 or more and not all 0; 1 <= n <= 20.
    quota : float
        Votes a decision needs, above 0 and at most all of them.

    Returns
    -------
    ndarray, shape (2**n,)
        1 where the coalition's votes reach the quota, else 0; a game as `course.models.coalitions` reads it.

    Raises
    ------
    ValueError
        If the weights or the quota are out of range.

    Examples
    --------
    >>> passes([2, 1, 1], 3).tolist()
    [0.0, 0.0, 0.0, 1.0, 0.0, 1.0, 0.0, 1.0]
    """
    votes = _checked(weights)
    total = float(votes.sum())
    if not 0 < quota <= total * (1 + TOLERANCE):
        raise ValueError(f"quota must be above 0 and at most all votes, {total:g}, got {float(quota)!r}")
    return (masks.totals(votes) >= quota - TOLERANCE * total).astype(np.float64)


def shapley_shubik(weights: ArrayLike, quota: float) -> Floats:
    """Return the Shapley-Shubik index: in what part of all orders of arrival each partner tips the decision.

    Let the partners say yes one after another, in every possible order; whoever brings the votes to the quota tips the
    decision. It is the Shapley value of `passes`.

    Parameters
    ----------
    weights, quota
        As in `passes`, whose errors apply.

    Returns
    -------
    ndarray, shape (n,)
        Parts of 1; 0 for a partner whose vote never matters.

    Notes
    -----
    Source: [ShapleyShubik1954]; [Shapley1953] for the value.

    Examples
    --------
    The Council of the European Economic Community, 1958 to 1972: Germany, France, Italy, the Netherlands, Belgium,
    Luxembourg. Source: [EEC1957].

    >>> (60 * shapley_shubik([4, 4, 4, 2, 2, 1], 12)).round(6).tolist()
    [14.0, 14.0, 14.0, 9.0, 9.0, 0.0]
    """
    return shapley(passes(weights, quota))


def banzhaf_index(weights: ArrayLike, quota: float) -> Floats:
    """Return the Banzhaf index: each partner's part in all swings.

    A swing is a coalition that has enough votes with the partner and not enough without.

    Parameters
    ----------
    weights, quota
        As in `passes`, whose errors apply.

    Returns
    -------
    ndarray, shape (n,)
        Parts of 1; 0 for exactly those to whom `shapley_shubik` gives 0.

    Notes
    -----
    Source: [Banzhaf1965].

    Examples
    --------
    >>> banzhaf_index([2, 1, 1], 3).tolist()
    [0.6, 0.2, 0.2]
    """
    return banzhaf(passes(weights, quota))


def powerless(weights: ArrayLike, quota: float) -> list[int]:
    """Return the partners whose vote never decides anything, whoever the others are.

    Parameters
    ----------
    weights, quota
        As in `passes`, whose errors apply.

    Returns
    -------
    list of int
        In rising order; partners with votes may be among them.

    Examples
    --------
    >>> powerless([3, 3, 3, 1], 6), powerless([3, 3, 3, 1], 7)
    ([3], [])
    """
    game = passes(weights, quota)
    return [partner for partner in range(masks.partners(game)) if not masks.gains(game, partner).any()]


def vetoers(weights: ArrayLike, quota: float) -> list[int]:
    """Return the partners without whom nothing passes, even if all others agree.

    Parameters
    ----------
    weights, quota
        As in `passes`, whose errors apply.

    Returns
    -------
    list of int
        In rising order.

    Examples
    --------
    >>> vetoers([4, 3, 3], 7), vetoers([4, 3, 3], 6)
    ([0], [])
    """
    game = passes(weights, quota)
    return [partner for partner in range(masks.partners(game)) if not game[-1 - (1 << partner)]]


def just_enough(weights: ArrayLike, quota: float) -> list[tuple[int, ...]]:
    """Return the coalitions that carry a decision and would not if any one of their members left.

    Parameters
    ----------
    weights, quota
        As in `passes`, whose errors apply.

    Returns
    -------
    list of tuple of int
        Members in rising order; the smallest coalitions first, then in the order of their members.

    Examples
    --------
    >>> just_enough([3, 3, 3, 1], 6)
    [(0, 1), (0, 2), (1, 2)]
    """
    game = passes(weights, quota)
    n = masks.partners(game)
    least = game > 0
    for partner in range(n):
        without, joined = masks.split(game, partner)
        least.reshape(-1, 2, 1 << partner)[:, 1] &= joined > without
    return sorted(masks.tuples(np.flatnonzero(least), n), key=lambda members: (len(members), members))


def needed(weights: ArrayLike, above: float = 0.5) -> int:
    """Return how many whole votes are more than the share ``above`` of all: 0.5 is the plain majority.

    Parameters
    ----------
    weights : array_like, shape (n,)
        Whole votes of each partner, as in `passes`.
    above : float
        In [0.5, 1); under a half two decisions could pass that contradict each other.

    Returns
    -------
    int
        A quota for `passes`.

    Raises
    ------
    ValueError
        If the weights are out of range or not whole, or the share is out of range.

    Examples
    --------
    >>> needed([3, 3, 3, 1]), needed([3, 3, 3, 1], 0.66)
    (6, 7)
    """
    votes = _checked(weights)
    if (votes != np.rint(votes)).any():
        raise ValueError(f"weights must be whole numbers, got {float(votes[votes != np.rint(votes)][0])!r}")
    if not 0.5 <= above < 1:
        raise ValueError(f"above must be in [0.5, 1), got {float(above)!r}")
    return floor(above * votes.sum() + TOLERANCE) + 1


def blocs(weights: ArrayLike, groups: Sequence[Hashable]) -> dict[Hashable, float]:
    """Return the votes of each group, as if it voted as one.

    Parameters
    ----------
    weights : array_like, shape (n,)
        Votes of each partner, as in `passes`.
    groups : sequence
        The group of each partner.

    Returns
    -------
    dict
        Group -> votes, in the order in which the groups first appear.

    Raises
    ------
    ValueError
        If there is not one group a partner, or the weights are out of range.

    Examples
    --------
    >>> blocs([3, 1, 2], ["public", "civic", "public"])
    {'public': 5.0, 'civic': 1.0}
    """
    votes = _checked(weights)
    if len(groups) != votes.size:
        raise ValueError(f"groups must have one entry a partner, {votes.size} in all, got {len(groups)}")
    found = dict.fromkeys(groups, 0.0)
    for group, number in zip(groups, votes.tolist(), strict=True):
        found[group] += number
    return found


def within_limit(weights: ArrayLike, groups: Sequence[Hashable], limit: float = EU_LIMIT) -> bool:
    """Return whether no group holds more than the limit's share of all votes.

    Parameters
    ----------
    weights, groups
        As in `blocs`, whose errors apply.
    limit : float
        In [0, 1].

    Returns
    -------
    bool
        A group with exactly the limit is within it.

    Raises
    ------
    ValueError
        If the limit is not a share.

    Notes
    -----
    Source: [Reg1303], for local action groups of 2014-2020: neither public authorities nor any single interest group
    over 49% of the votes. Taking each of three sectors for one interest group is ours.

    Examples
    --------
    >>> within_limit([49, 30, 21], ["public", "civic", "business"]), within_limit([1, 1], ["public", "civic"])
    (True, False)
    """
    if not 0 <= limit <= 1:
        raise ValueError(f"limit must be in [0, 1], got {float(limit)!r}")
    votes = blocs(weights, groups)
    return max(votes.values()) <= (limit + TOLERANCE) * sum(votes.values())


def stairs(weights: ArrayLike, partner: int, most: int, above: float = 0.5) -> Floats:
    """Return one partner's power with 0, 1, 2 … votes, the others keeping theirs and the quota following `needed`.

    Votes rise evenly and power does not: it goes up in steps.

    Parameters
    ----------
    weights : array_like, shape (n,)
        Whole votes of each partner; at least one of the others has some.
    partner : int
        Place in ``weights``, counted from 0.
    most : int
        Votes to go up to.
    above : float
        As in `needed`.

    Returns
    -------
    ndarray, shape (most + 1,)
        Shapley-Shubik index of the partner; it never falls.

    Raises
    ------
    ValueError
        If there is no such partner, or the others have no votes, or as in `needed`.

    Examples
    --------
    >>> stairs([3, 3, 3, 1], 3, most=4).round(9).tolist()
    [0.0, 0.0, 0.0, 0.25, 0.5]
    """
    votes = _checked(weights).copy()
    if not 0 <= partner < votes.size:
        raise ValueError(f"partner must be in [0, {votes.size - 1}], got {partner!r}")
    votes[partner] = 0
    found = []
    for number in range(most + 1):
        votes[partner] = number
        found.append(shapley_shubik(votes, needed(votes, above))[partner])
    return np.array(found)


def _checked(weights: ArrayLike) -> Floats:
    votes = np.asarray(weights, dtype=np.float64)
    if votes.ndim != 1 or not 1 <= votes.size <= MOST_PARTNERS:
        raise ValueError(f"weights must be a list of 1 to {MOST_PARTNERS} numbers, got shape {votes.shape}")
    if not (np.isfinite(votes) & (votes >= 0)).all():
        wrong = votes[~(np.isfinite(votes) & (votes >= 0))][0]
        raise ValueError(f"weights must be 0 or more and finite, got {float(wrong)!r}")
    if not votes.any():
        raise ValueError("weights must not all be 0")
    return votes
