"""Who takes care of what: needs matched with abilities, elements without an owner, and what is left to chance.

Slide 16 lists ten essential elements; matching, counting owners and leaving things to chance are the course's own, and
so is every number. What it leaves out: how well somebody takes care, how much time it takes, whether the one who could
wants to, and quarrels between two who both do.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import comb

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import linear_sum_assignment

from course.models.coalitions import Floats

# Slide 16, in its order.
ELEMENTS = (
    "strategy",
    "innovation",
    "social_capital",
    "belonging",
    "cross_cutting",
    "three_sectors",
    "stakeholders",
    "diagnosis",
    "needs_abilities",
    "open_coordination",
)

Pairs = tuple[tuple[int, int], ...]
Bools = NDArray[np.bool_]


def match(fit: ArrayLike) -> tuple[Pairs, float]:
    """Return the best way to give each need one ability at most, and each ability one need at most.

    Best is the largest sum of fits over all such plans. A pair that does not fit at all, 0, is no pair and is left out.

    Parameters
    ----------
    fit : array_like, shape (needs, abilities)
        How well each ability meets each need, 0 or more.

    Returns
    -------
    pairs : tuple of (int, int)
        Need and ability, counted from 0, in the order of the needs. Where several plans are best, one of them.
    value : float
        The sum of the pairs' fits.

    Raises
    ------
    ValueError
        If ``fit`` is not a table with at least one row and one column of finite numbers of 0 or more.

    Notes
    -----
    Source: [slides], 16, for linking needs with abilities; the table and the sum are ours.

    Examples
    --------
    >>> match([[9, 8], [8, 2]])
    (((0, 1), (1, 0)), 16.0)
    """
    table = _checked(fit)
    needs, abilities = linear_sum_assignment(table, maximize=True)
    return _valued(table, zip(needs.tolist(), abilities.tolist(), strict=True))


def greedy(fit: ArrayLike) -> tuple[Pairs, float]:
    """Return the plan of taking the best-fitting pair first, then the best of what is left, and so on.

    It never gets less than half of what `match` gets: each pair it takes stands in the way of two pairs of the best
    plan at most, and neither fits better than the one taken.

    Parameters
    ----------
    fit : array_like, shape (needs, abilities)
        As in `match`, whose errors apply.

    Returns
    -------
    pairs : tuple of (int, int)
        Need and ability, in the order in which they were taken; of equal fits the first need, then the first ability.
    value : float
        The sum of the pairs' fits.

    Examples
    --------
    >>> greedy([[9, 8], [8, 2]])
    (((0, 0), (1, 1)), 11.0)
    """
    table = _checked(fit)
    left = table.copy()
    taken = []
    while left.max() > 0:
        need, ability = divmod(int(left.argmax()), left.shape[1])
        taken.append((need, ability))
        left[need, :] = left[:, ability] = 0
    return _valued(table, taken)


def coverage(owners: ArrayLike) -> dict[str, list[int]]:
    """Return which elements nobody takes care of, which one partner does, and which several do.

    Parameters
    ----------
    owners : array_like of bool, shape (elements, partners)
        Whether the partner takes care of the element.

    Returns
    -------
    dict
        ``unowned``, ``single`` and ``shared`` -> elements, counted from 0, in rising order. Each element is in one.

    Raises
    ------
    ValueError
        If ``owners`` is not a table of true and false, or of 0 and 1.

    Examples
    --------
    >>> coverage([[0, 0], [0, 1], [1, 1]])
    {'unowned': [0], 'single': [1], 'shared': [2]}
    """
    count = _owned(owners).sum(axis=1)
    kinds = {"unowned": count == 0, "single": count == 1, "shared": count > 1}
    return {kind: np.flatnonzero(found).tolist() for kind, found in kinds.items()}


def lost_without(owners: ArrayLike) -> list[list[int]]:
    """Return for each partner the elements that nobody takes care of once this partner has left.

    Parameters
    ----------
    owners : array_like of bool, shape (elements, partners)
        As in `coverage`, whose errors apply.

    Returns
    -------
    list of list of int
        A list of elements for each partner.

    Examples
    --------
    >>> lost_without([[0, 0], [0, 1], [1, 1]])
    [[], [1]]
    """
    table = _owned(owners)
    alone = table & (table.sum(axis=1, keepdims=True) == 1)
    return [np.flatnonzero(column).tolist() for column in alone.T]


def picks(elements: int, partners: int, each: int, rng: np.random.Generator) -> Bools:
    """Return a table of owners in which every partner takes ``each`` elements without asking the others.

    Parameters
    ----------
    elements, partners : int
        1 or more.
    each : int
        0 to ``elements``.
    rng : numpy.random.Generator

    Returns
    -------
    ndarray of bool, shape (elements, partners)
        Every choice of ``each`` elements is as likely as any other.

    Raises
    ------
    ValueError
        If a number is out of its range.

    Examples
    --------
    >>> picks(10, 5, 2, np.random.default_rng(1)).sum(axis=0).tolist()
    [2, 2, 2, 2, 2]
    """
    _counted(elements, partners, each)
    order = rng.permuted(np.tile(np.arange(elements)[:, None], partners), axis=0)
    return order < each


def left_to_chance(elements: int, partners: int, each: int) -> Floats:
    """Return how likely it is that 0, 1, 2 … elements stay without an owner when everybody picks without asking.

    Each partner picks ``each`` of the elements, every choice as likely as any other. That given j elements stay without
    an owner is as likely as that all choices fall among the others; inclusion and exclusion does the rest.

    Parameters
    ----------
    elements, partners, each : int
        As in `picks`, whose errors apply; 30 elements at most.

    Returns
    -------
    ndarray, shape (elements + 1,)
        Probabilities; they add up to 1, and their mean is elements · (1 − each/elements)^partners.

    Notes
    -----
    Ours. It leaves out that people choose what they like, which leaves more undone, and that they talk.

    Examples
    --------
    >>> left_to_chance(2, 2, 1).tolist()
    [0.5, 0.5, 0.0]
    >>> float((left_to_chance(10, 5, 2) @ np.arange(11)).round(4))
    3.2768
    """
    _counted(elements, partners, each)
    if elements > 30:
        raise ValueError(f"elements must be 30 at most, got {elements!r}")
    ways = [comb(elements - left, each) ** partners for left in range(elements + 1)]  # whole numbers: nothing is lost
    exactly = [
        comb(elements, left)
        * sum((-1) ** more * comb(elements - left, more) * ways[left + more] for more in range(elements - left + 1))
        for left in range(elements + 1)
    ]
    return np.array([number / ways[0] for number in exactly])


def _checked(fit: ArrayLike) -> Floats:
    table = np.asarray(fit, dtype=np.float64)
    if table.ndim != 2 or not table.size:
        raise ValueError(f"fit must be a table with a row a need and a column an ability, got shape {table.shape}")
    sound = np.isfinite(table) & (table >= 0)
    if not sound.all():
        raise ValueError(f"fit must be 0 or more and finite, got {float(table[~sound][0])!r}")
    return table


def _valued(table: Floats, pairs: Iterable[tuple[int, int]]) -> tuple[Pairs, float]:
    kept = tuple((need, ability) for need, ability in pairs if table[need, ability] > 0)
    return kept, float(sum(table[need, ability] for need, ability in kept))


def _owned(owners: ArrayLike) -> Bools:
    table = np.asarray(owners)
    if table.ndim != 2:
        raise ValueError(f"owners must be a table with a row an element, got shape {table.shape}")
    if not (known := np.isin(table, (0, 1))).all():
        raise ValueError(f"owners must be true or false, got {table[~known][0].item()!r}")
    return table.astype(bool)


def _counted(elements: int, partners: int, each: int) -> None:
    for name, value, least, most in (
        ("elements", elements, 1, None),
        ("partners", partners, 1, None),
        ("each", each, 0, elements),
    ):
        if not isinstance(value, int | np.integer) or value < least or (most is not None and value > most):
            rule = f"{least} or more" if most is None else f"in [{least}, {most}]"
            raise ValueError(f"{name} must be a whole number, {rule}, got {value!r}")
