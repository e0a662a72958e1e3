"""Who should decide: each place, its region or all together; and how places learn from the best among them.

Slide 5 names who takes part and says how: as close to people as possible. The formula of losses, its scale and the
rule of learning are the course's own. What it leaves out: money, power, time, decisions that differ from place to place
although they were taken together, and recipes that do harm where they do not fit.
"""

from __future__ import annotations

from math import inf, isfinite, sqrt

import numpy as np
from numpy.typing import ArrayLike

from course.models.coalitions import Floats

LEVELS = ("local", "regional", "central")
TOLERANCE = 1e-9  # two losses nearer than this are the same, and then the lower level decides


def decisions(needs: ArrayLike, spillover: float, regions: ArrayLike) -> Floats:
    """Return how much is done in each place when each level decides.

    A place that decides alone does what it needs. A region decides one amount for all its places: their mean need and
    what they do for one another. All together decide one amount for everybody: the mean need and everything that
    spills over. Best for all would be each place's need and everything that spills over.

    Parameters
    ----------
    needs : array_like, shape (n,)
        θ, how much each place needs, in units of an agreed scale; n >= 2.
    spillover : float
        κ, 0 or more: what one unit done in a place brings to all others together, shared equally among them.
    regions : array_like, shape (n,)
        The region each place belongs to, as whole numbers; which numbers does not matter.

    Returns
    -------
    ndarray, shape (3, n)
        Amounts in units, a row a level in the order of `LEVELS`.

    Raises
    ------
    ValueError
        If an argument is out of its range or of the wrong shape.

    Notes
    -----
    Source: [Oates1972] for the question; the formula is ours.

    Examples
    --------
    >>> decisions([2, 4, 9], spillover=2, regions=[1, 1, 2]).tolist()
    [[2.0, 4.0, 9.0], [4.0, 4.0, 9.0], [7.0, 7.0, 7.0]]
    """
    need, region, size = _checked(needs, spillover, regions)
    mean = np.bincount(region, weights=need) / size
    inside = spillover * (size - 1) / (need.size - 1)
    return np.vstack([need, (mean + inside)[region], np.full(need.size, need.mean() + spillover)])


def prices(needs: ArrayLike, spillover: float, regions: ArrayLike) -> Floats:
    """Return the two prices of each level: what does not fit, and what nobody took into account.

    One amount for several places fits none of them exactly: half the variance of the needs it lumps together. And who
    decides looks at no neighbours beyond its own border: half the square of the spillover left out.

    Parameters
    ----------
    needs, spillover, regions
        As in `decisions`.

    Returns
    -------
    ndarray, shape (3, 2)
        A row a level in the order of `LEVELS`; columns misfit and neighbours, both a mean over places, 0 or more.

    Raises
    ------
    ValueError
        As `decisions` does.

    Examples
    --------
    >>> prices([2, 4], spillover=1, regions=[1, 1]).tolist()
    [[0.0, 0.5], [0.5, 0.0], [0.5, 0.0]]
    """
    need, region, size = _checked(needs, spillover, regions)
    within = need - (np.bincount(region, weights=need) / size)[region]
    outside = spillover * ((need.size - size) / (need.size - 1))[region]
    return np.array([[0.0, spillover**2], [(within**2).mean(), (outside**2).mean()], [need.var(), 0.0]]) / 2


def losses(needs: ArrayLike, spillover: float, regions: ArrayLike) -> dict[str, float]:
    """Return what each level of deciding loses, on average over the places.

    The loss of a place is half the square of how far the amount decided is from the one best for all.

    Parameters
    ----------
    needs, spillover, regions
        As in `decisions`.

    Returns
    -------
    dict
        Level, one of `LEVELS` -> loss, 0 or more, in points (units squared, halved).

    Raises
    ------
    ValueError
        As `decisions` does.

    Notes
    -----
    Source: [Oates1972] for the two things weighed against each other; the formula is ours. local = κ²/2; central =
    Var(θ)/2; regional = Var_within/2 + (κ − κ_in)²/2 with κ_in = κ·(m − 1)/(n − 1) in a region of m places; where
    regions differ in size, the mean over places.

    Examples
    --------
    >>> losses([2, 3, 4, 6, 7, 8], spillover=0, regions=[1, 1, 1, 2, 2, 2])["local"]
    0.0
    >>> {level: round(loss, 3) for level, loss in losses([2, 3, 4, 6, 7, 8], 2, [1, 1, 1, 2, 2, 2]).items()}
    {'local': 2.0, 'regional': 1.053, 'central': 2.333}
    """
    return dict(zip(LEVELS, prices(needs, spillover, regions).sum(axis=1).tolist(), strict=True))


def best_level(needs: ArrayLike, spillover: float, regions: ArrayLike) -> str:
    """Return the level that loses least; where several do, the lowest of them.

    Parameters
    ----------
    needs, spillover, regions
        As in `decisions`.

    Returns
    -------
    str
        One of `LEVELS`.

    Raises
    ------
    ValueError
        As `decisions` does.

    Notes
    -----
    Source: [TEU5] for the rule that a higher level acts only where it does better; measuring it so is ours.

    Examples
    --------
    >>> best_level([2, 3, 4, 6, 7, 8], 2, [1, 1, 1, 2, 2, 2]), best_level([5, 5], 0, [1, 2])
    ('regional', 'local')
    """
    found = losses(needs, spillover, regions)
    bar = min(found.values()) + TOLERANCE * max(1.0, *found.values())
    return next(level for level in LEVELS if found[level] <= bar)


def borders(needs: ArrayLike, regions: ArrayLike) -> tuple[float, float]:
    """Return up to which spillover each place had better decide alone, and beyond which all together.

    In between the regions lose least; where both borders are the same, regions never do.

    Parameters
    ----------
    needs, regions
        As in `decisions`.

    Returns
    -------
    tuple of float
        Two spillovers, 0 or more, the second not below the first; infinite where all together never lose less.

    Raises
    ------
    ValueError
        As `decisions` does.

    Notes
    -----
    Each loss is a straight line in κ², so the smallest of the three changes at most twice. Ours.

    Examples
    --------
    >>> [round(border, 2) for border in borders([2, 3, 4, 6, 7, 8], [1, 1, 1, 2, 2, 2])]
    [1.02, 3.33]
    >>> borders([0, 4, 0, 4], [1, 1, 2, 2])
    (2.0, 2.0)
    """
    _, (within, outside), (everything, _) = (2 * prices(needs, 1.0, regions)).tolist()
    if outside == 0:  # one region is all together, and the lower of two equal levels decides
        return sqrt(everything), inf
    up = within / (1 - outside) if outside < 1 else inf  # outside is 1 where each place is a region of its own
    down = max(everything - within, 0.0) / outside
    return (sqrt(up), sqrt(down)) if up < down else (sqrt(everything), sqrt(everything))


def open_loss(spillover: float, kept: float) -> float:
    """Return what open co-ordination loses: a common guideline, own means, and a share of the guideline kept.

    All agree to add to their own need what spills over to others, and each does the share of it that it keeps: all of
    it loses nothing, none of it is the same as deciding alone.

    Parameters
    ----------
    spillover : float
        κ, 0 or more, as in `decisions`.
    kept : float
        Share of the guideline really kept, the same in all places, 0 to 1.

    Returns
    -------
    float
        (κ·(1 − kept))²/2, a mean over places, as in `losses`.

    Raises
    ------
    ValueError
        If an argument is out of its range.

    Notes
    -----
    Source: [Lisbon2000], 37, for guidelines with one's own measures; the formula is ours.

    Examples
    --------
    >>> open_loss(2, 1), open_loss(2, 0.5), open_loss(2, 0)
    (0.0, 0.5, 2.0)
    """
    _not_negative("spillover", spillover)
    _share("kept", kept)
    return (spillover * (1 - kept)) ** 2 / 2


def kept_needed(needs: ArrayLike, spillover: float, regions: ArrayLike) -> float:
    """Return the share of the guideline beyond which the open method loses less than every level.

    Parameters
    ----------
    needs, spillover, regions
        As in `decisions`.

    Returns
    -------
    float
        0 to 1: the share at which `open_loss` is the smallest of `losses`; 1 where one level loses nothing.

    Raises
    ------
    ValueError
        As `decisions` does.

    Examples
    --------
    >>> round(kept_needed([2, 3, 4, 6, 7, 8], 2, [1, 1, 1, 2, 2, 2]), 3)
    0.274
    """
    least = min(losses(needs, spillover, regions).values())
    return max(0.0, 1 - sqrt(2 * least) / spillover) if least > 0 else 1.0


def peer_learning(scores: ArrayLike, fit: ArrayLike, groups: ArrayLike, steps: int, rate: float) -> Floats:
    """Return how scores rise when places learn, round by round, from the best in their own circle.

    In a round each place closes the share rate·fit of its distance to the best of its circle.

    Parameters
    ----------
    scores : array_like, shape (n,)
        Where each place begins, any finite numbers; more is better.
    fit : array_like, shape (n,)
        How far the best one's recipe suits each place, 0 (not at all) to 1 (wholly).
    groups : array_like, shape (n,)
        The circle each place learns in, as whole numbers.
    steps : int
        Rounds, 0 or more.
    rate : float
        Share of the distance closed in a round where the recipe suits wholly, 0 to 1.

    Returns
    -------
    ndarray, shape (steps + 1, n)
        Scores before the first round and after each; never falling, never above the best of the circle.

    Raises
    ------
    ValueError
        If an argument is out of its range or of the wrong shape.

    Notes
    -----
    Source: [Lisbon2000], 37, for peer review as mutual learning; the rule and its numbers are ours. It assumes that the
    best is known and that what made it best can be carried elsewhere.

    Examples
    --------
    >>> peer_learning([20, 60, 100], fit=[1, 1, 1], groups=[1, 1, 1], steps=2, rate=0.5).tolist()
    [[20.0, 60.0, 100.0], [60.0, 80.0, 100.0], [80.0, 90.0, 100.0]]
    """
    now = _numbers("scores", scores, least=1)
    suits = _numbers("fit", fit, like=now)
    for place, value in enumerate(suits.tolist()):
        _share(f"fit[{place}]", value)
    circle = _labels("groups", groups, now)
    if not (isinstance(steps, int) and steps >= 0):
        raise ValueError(f"steps must be a whole number, 0 or more, got {steps!r}")
    _share("rate", rate)
    path = np.empty((steps + 1, now.size))
    for step in range(steps + 1):
        path[step] = now
        best = np.full(circle.max() + 1, -inf)
        np.maximum.at(best, circle, now)
        now = np.minimum(now + rate * suits * (best[circle] - now), best[circle])
    return path


def _checked(needs: ArrayLike, spillover: float, regions: ArrayLike) -> tuple[Floats, np.ndarray, np.ndarray]:
    """Return the needs, each place's region as 0, 1, …, and how many places each region has."""
    need = _numbers("needs", needs, least=2)
    _not_negative("spillover", spillover)
    region = _labels("regions", regions, need)
    return need, region, np.bincount(region)


def _numbers(name: str, values: ArrayLike, least: int = 1, like: Floats | None = None) -> Floats:
    found = np.asarray(values, dtype=np.float64)
    if found.ndim != 1 or found.size < least:
        raise ValueError(f"{name} must be a list of {least} or more numbers, got shape {found.shape}")
    if like is not None and found.size != like.size:
        raise ValueError(f"{name} must have one number a place, {like.size} in all, got {found.size}")
    if not np.isfinite(found).all():
        raise ValueError(f"{name} must be finite, got {found[~np.isfinite(found)][0]}")
    return found


def _labels(name: str, values: ArrayLike, like: Floats) -> np.ndarray:
    found = _numbers(name, values, like=like)
    if (found != np.round(found)).any():
        raise ValueError(f"{name} must be whole numbers, got {found[found != np.round(found)][0]}")
    return np.unique(found, return_inverse=True)[1]


def _not_negative(name: str, value: float) -> None:
    if not (isfinite(value) and value >= 0):
        raise ValueError(f"{name} must be 0 or more and finite, got {float(value)!r}")


def _share(name: str, value: float) -> None:
    if not 0 <= value <= 1:
        raise ValueError(f"{name} must be in [0, 1], got {float(value)!r}")
