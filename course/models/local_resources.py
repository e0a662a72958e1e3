"""Seven local resources of slide 11: how strong they are together, where raters differ, which link is the weakest.

The slide lists the resources. Scores from 1 to 5, the power mean and its reading as substitution are the course's own.
What they leave out: what a score was seen in, resources that grow by being used, and those nobody has listed.
"""

from __future__ import annotations

from math import isnan

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
# Slide 11, in its order.
RESOURCES = (
    "political_will", "strategic_potential", "memory_capital", "capacity_for_change", "evaluation",
    "potential_partnerships", "support_structures",
)  # fmt: skip
LEAST, MOST = 1.0, 5.0


def strength(scores: npt.ArrayLike, weights: npt.ArrayLike | None = None, substitution: float = 1.0) -> float:
    """Return how strong the resources are together: the weighted power mean of their scores.

    Substitution says how far one resource can stand in for another. At 1 it can do so fully: the mean. At 0 less: the
    geometric mean. The further below, the more the weakest decides; at −∞ it decides alone, like the weakest link.
    (Σ w·x^p)^(1/p), with weights that add up to 1 and p the substitution.

    Parameters
    ----------
    scores : array_like, shape (n,)
        1 (hardly there) to 5 (strong); n >= 1.
    weights : array_like, shape (n,), optional
        How much each counts, 0 or more, not all 0; all alike where left out.
    substitution : float
        p, from −∞ to 1.

    Returns
    -------
    float
        1 to 5, between the lowest and the highest score that counts.

    Raises
    ------
    ValueError
        If a score is outside [1, 5], weights do not fit the scores, or ``substitution`` is above 1.

    Notes
    -----
    Source: [slides], 11, for the resources. Scores, mean and its reading are ours.

    Examples
    --------
    >>> strength([2, 4]), round(strength([2, 4.5], substitution=0), 9), strength([2, 4], substitution=float("-inf"))
    (3.0, 3.0, 2.0)
    >>> strength([2, 4], weights=[3, 1])
    2.5
    """
    array = _scores(scores)
    shares = np.full(array.size, 1 / array.size) if weights is None else _weights(weights, array.size)
    if isnan(substitution) or substitution > 1:
        raise ValueError(f"substitution must be 1 or less, got {substitution!r}")
    array, shares = array[shares > 0], shares[shares > 0]
    low = array.min()
    if np.isneginf(substitution):
        return float(low)
    above = np.log(array / low)  # relative to the lowest, so that no power runs over
    if substitution == 0:
        return float(low * np.exp(shares @ above))
    return float(low * np.exp(np.log1p(shares @ np.expm1(substitution * above)) / substitution))


def spread(ratings: npt.ArrayLike) -> Floats:
    """Return how far the raters are apart on each resource: the highest score less the lowest.

    Parameters
    ----------
    ratings : array_like, shape (raters, resources)
        1 to 5; at least one of each.

    Returns
    -------
    ndarray, shape (resources,)
        0 where all agree, 4 at most.

    Raises
    ------
    ValueError
        If a rating is outside [1, 5] or the raters did not rate equally many resources.

    Examples
    --------
    >>> spread([[3, 5], [3, 1], [4, 2]]).tolist()
    [1.0, 4.0]
    """
    table = _ratings(ratings)
    return table.max(axis=0) - table.min(axis=0)


def weakest(scores: npt.ArrayLike) -> int:
    """Return the place of the lowest score; of several, the first.

    Raises
    ------
    ValueError
        If a score is outside [1, 5].

    Examples
    --------
    >>> weakest([3, 2, 4, 2])
    1
    """
    return int(np.argmin(_scores(scores)))


def _checked(name: str, value: npt.ArrayLike, axes: int) -> Floats:
    try:
        array = np.asarray(value, dtype=np.float64)
    except ValueError as error:
        raise ValueError(f"{name} must have rows of one length, got {value!r}") from error
    if array.ndim != axes or not array.size:
        raise ValueError(f"{name} must have {axes} axes and at least one number, got shape {array.shape}")
    if not ((array >= LEAST) & (array <= MOST)).all():
        raise ValueError(f"{name} must be in [1, 5], got {array.tolist()!r}")
    return array


def _scores(scores: npt.ArrayLike) -> Floats:
    return _checked("scores", scores, 1)


def _ratings(ratings: npt.ArrayLike) -> Floats:
    return _checked("ratings", ratings, 2)


def _weights(weights: npt.ArrayLike, size: int) -> Floats:
    array = np.asarray(weights, dtype=np.float64)
    if array.shape != (size,):
        raise ValueError(f"weights must be as many as scores ({size}), got shape {array.shape}")
    if not (np.isfinite(array) & (array >= 0)).all() or not array.any():
        raise ValueError(f"weights must be 0 or more and not all 0, got {array.tolist()!r}")
    return array / array.sum()
