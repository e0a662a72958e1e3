"""When 1 + 1 is 3: what two partners add by working together, and what co-ordinating them costs.

The slides (1 and 3) show the sums only. The model and its parameters are the course's own. What it leaves out: effects
that need three partners at once, power, time, and trust that changes with what happens.
"""

from __future__ import annotations

from itertools import combinations
from math import isfinite, sqrt

import numpy as np
from numpy.typing import ArrayLike

from course.models.coalitions import MOST_PARTNERS, Floats, from_dividends

MOST_RESOURCES = 10.0  # units of the slider, an agreed scale and not money


def pairwise(resources: ArrayLike, trust: ArrayLike, complementarity: float, cost: float) -> Floats:
    """Return the worth of each coalition when partners bring resources and every two of them work together.

    Alone, partner i is worth r_i. Partners i and j add s·τ_ij·√(r_i·r_j) − κ: more the more they have, the more they
    trust each other and the more their resources complement each other, less what co-ordinating the two of them costs.

    Parameters
    ----------
    resources : array_like, shape (n,)
        r, what each partner brings, 0 to 10 units; 1 <= n <= 20.
    trust : array_like, shape (n, n)
        τ, symmetric, 0 (none) to 1 (full); the diagonal is not read.
    complementarity : float
        s, 0 or more: units gained per unit of √(r_i·r_j) at full trust.
    cost : float
        κ, 0 or more: units each pair spends on co-ordination.

    Returns
    -------
    ndarray, shape (2**n,)
        A game as `course.models.coalitions` reads it; the Shapley share of i is r_i + ½·Σ_j (what i and j add).

    Raises
    ------
    ValueError
        If an argument is out of its range or of the wrong shape; the message names it and the partners.

    Notes
    -----
    Source: [slides], 1 and 3, for the question; [Shapley1953] for sharing the result. The formula is ours.

    Examples
    --------
    >>> pairwise([1, 1], [[1, 1], [1, 1]], complementarity=1, cost=0).tolist()
    [0.0, 1.0, 1.0, 3.0]
    >>> pairwise([1, 1], [[1, 0.5], [0.5, 1]], complementarity=1, cost=1).tolist()
    [0.0, 1.0, 1.0, 1.5]
    """
    brought = np.asarray(resources, dtype=np.float64)
    if brought.ndim != 1 or not 1 <= brought.size <= MOST_PARTNERS:
        raise ValueError(f"resources must be a list of 1 to {MOST_PARTNERS} numbers, got shape {brought.shape}")
    for partner, value in enumerate(brought.tolist()):
        _in_range(f"resources[{partner}]", value, MOST_RESOURCES)
    ties = _checked_trust(trust, brought.size)
    _not_negative("complementarity", complementarity)
    _not_negative("cost", cost)
    born = np.zeros(1 << brought.size)
    born[1 << np.arange(brought.size)] = brought
    for i, j in combinations(range(brought.size), 2):
        born[1 << i | 1 << j] = ties[i, j] * _reach(brought[i], brought[j], complementarity) - cost
    return from_dividends(born)


def break_even_trust(a: float, b: float, complementarity: float, cost: float) -> float | None:
    """Return the trust at which 1 + 1 is exactly 2: what two partners add by it just pays for co-ordination.

    With less trust than that, working together costs more than it brings: κ = s·τ·√(a·b) solved for τ.

    Parameters
    ----------
    a, b : float
        What the two partners bring, 0 to 10 units.
    complementarity : float
        s, 0 or more, as in `pairwise`.
    cost : float
        κ, 0 or more, as in `pairwise`.

    Returns
    -------
    float or None
        In [0, 1], the least where several do; None where even full trust does not pay for the cost.

    Raises
    ------
    ValueError
        If an argument is out of its range.

    Examples
    --------
    >>> break_even_trust(4, 4, complementarity=1, cost=2), break_even_trust(1, 1, complementarity=1, cost=2)
    (0.5, None)
    """
    _in_range("a", a, MOST_RESOURCES)
    _in_range("b", b, MOST_RESOURCES)
    _not_negative("complementarity", complementarity)
    _not_negative("cost", cost)
    if cost == 0:
        return 0.0
    reach = _reach(a, b, complementarity)
    return cost / reach if cost <= reach else None


def _reach(a: float, b: float, complementarity: float) -> float:
    return complementarity * sqrt(a * b)


def _in_range(name: str, value: float, most: float) -> None:
    if not 0 <= value <= most:
        raise ValueError(f"{name} must be in [0, {most:g}], got {float(value)!r}")


def _not_negative(name: str, value: float) -> None:
    if not (isfinite(value) and value >= 0):
        raise ValueError(f"{name} must be 0 or more and finite, got {float(value)!r}")


def _checked_trust(trust: ArrayLike, n: int) -> Floats:
    ties = np.asarray(trust, dtype=np.float64)
    if ties.shape != (n, n):
        raise ValueError(f"trust must have a row and a column for each of {n} partners, got shape {ties.shape}")
    for i, j in combinations(range(n), 2):
        there, back = float(ties[i, j]), float(ties[j, i])
        for value in (there, back):
            if not 0 <= value <= 1:
                raise ValueError(f"trust must be in [0, 1], got {value!r} between partners {i} and {j}")
        if there != back:
            raise ValueError(f"trust must be symmetric, got {there!r} and {back!r} between partners {i} and {j}")
    return ties
