"""Where a partnership stands between competition and co-operation, bureaucracy and creativity; and how a room sees it.

Slide 18 has five words and no picture. That two pairs of them are ends of two axes is our inference, and so is every
number. What it leaves out: positions that are both at once, what lies between strangers who never met, and why somebody
puts a mark where they do.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
# Ours: the slide's words as the two ends of two axes, −1 and 1.
AXES = (("competition", "co_operation"), ("bureaucracy", "creativity"))
LEAST = 5  # ours: with fewer answers nothing of a room is shown, so that nobody can be picked out


class Summary(NamedTuple):
    """What is shown of a room: its middle, and how far apart its marks lie."""

    centroid: Floats  # shape (2,), each in [−1, 1]
    dispersion: float  # 0 to 2


def centroid(points: npt.ArrayLike) -> Floats:
    """Return the middle of the points: their mean along each axis.

    Parameters
    ----------
    points : array_like, shape (n, 2)
        Competition (−1) to co-operation (1), bureaucracy (−1) to creativity (1); n >= 1.

    Returns
    -------
    ndarray, shape (2,)
        Each in [−1, 1].

    Raises
    ------
    ValueError
        If there is no point, a point has not two coordinates, or one is outside [−1, 1].

    Notes
    -----
    Source: [slides], 18, for the five words; the axes are ours.

    Examples
    --------
    >>> centroid([(1, 0), (0, 0.5), (0.5, 1)]).tolist()
    [0.5, 0.5]
    """
    return _checked("points", points).mean(axis=0)


def dispersion(points: npt.ArrayLike) -> float:
    """Return how far apart the points lie: the mean squared distance from their middle.

    It is the trace of their covariance matrix, the variances along both axes added up. 0 where all stand on one
    spot, 2 at most: half the room in one corner, half in the opposite one.

    Parameters
    ----------
    points : array_like, shape (n, 2)
        As in `centroid`.

    Returns
    -------
    float
        0 to 2, in squared units of the map.

    Raises
    ------
    ValueError
        As `centroid` does.

    Examples
    --------
    >>> dispersion([(1, 1), (-1, -1)]), dispersion([(0.5, 0), (0.5, 0)])
    (2.0, 0.0)
    """
    return float(_checked("points", points).var(axis=0).sum())


def shift(before: npt.ArrayLike, after: npt.ArrayLike) -> Floats:
    """Return how the middle has moved: the centroid after less the centroid before.

    Parameters
    ----------
    before, after : array_like, shapes (n, 2) and (m, 2)
        As in `centroid`; the two need not be the same people, nor as many.

    Returns
    -------
    ndarray, shape (2,)
        Towards co-operation and towards creativity where positive; each in [−2, 2].

    Raises
    ------
    ValueError
        As `centroid` does.

    Examples
    --------
    >>> shift([(-0.5, 0)], [(0.25, -0.25)]).tolist()
    [0.75, -0.25]
    """
    return _checked("after", after).mean(axis=0) - _checked("before", before).mean(axis=0)


def summary(points: npt.ArrayLike) -> Summary | None:
    """Return what may be shown of a room, None where fewer than five people answered.

    Parameters
    ----------
    points : array_like, shape (n, 2)
        As in `centroid`; here n may be 0.

    Raises
    ------
    ValueError
        If a point has not two coordinates, or one is outside [−1, 1].

    Examples
    --------
    >>> summary([(0, 0)] * 4) is None, summary([(0, 0)] * 5).dispersion
    (True, 0.0)
    """
    if np.size(points) == 0:
        return None
    checked = _checked("points", points)
    return Summary(centroid(checked), dispersion(checked)) if len(checked) >= LEAST else None


def _checked(name: str, points: npt.ArrayLike) -> Floats:
    array = np.asarray(points, dtype=np.float64)
    if array.ndim != 2 or array.shape[1] != 2 or not len(array):
        raise ValueError(f"{name} must be at least one row of two numbers, got shape {array.shape}")
    if not (np.abs(array) <= 1).all():  # NaN compares false
        worst = array[~(np.abs(array) <= 1)][0]
        raise ValueError(f"{name} must lie in [-1, 1], got {float(worst)!r}")
    return array
