"""How shared energy catches on: each person joins once enough others have, and whoever believes more waits for fewer.

Slide 15 speaks of belief: in one's own ability, and in what a community can do. Granovetter's thresholds are the
source of the cascade; reading a threshold from a belief is ours. What it leaves out: who knows whom, people who leave
again, reasons, and time.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
MOST = 1000


def thresholds(belief: npt.ArrayLike, partners: int) -> Ints:
    """Return how many others each person waits for: θ = round(n(1 − e)).

    Whoever believes fully (e = 1) waits for nobody; whoever does not believe at all waits for all n and so never joins,
    because there are only n − 1 others. A half is rounded to the even neighbour.

    Parameters
    ----------
    belief : array_like, shape (k,)
        e, how much each believes that the community can do it, 0 to 1; k >= 1.
    partners : int
        n, how many people there are, 1 to 1000.

    Returns
    -------
    ndarray of int, shape (k,)
        θ, 0 to n.

    Raises
    ------
    ValueError
        If a belief is outside [0, 1] or ``partners`` is no whole number from 1 to 1000.

    Notes
    -----
    Source: [Granovetter1978] for thresholds, [Bandura2000] for belief in a group's ability; joining the two is ours.

    Examples
    --------
    >>> thresholds([1, 0.9, 0.5, 0], partners=10).tolist()
    [0, 1, 5, 10]
    """
    if isinstance(partners, bool) or partners != int(partners) or not 1 <= partners <= MOST:
        raise ValueError(f"partners must be a whole number from 1 to {MOST}, got {partners!r}")
    # 10 * (1 - 0.85) is a hair above 1.5 in binary; what looks like a half is one.
    return np.rint(np.round(partners * (1 - _beliefs(belief)), 9)).astype(np.int64)


def cascade(thresholds: npt.ArrayLike) -> Ints:
    """Return how many have joined after each round, until nobody more joins.

    In every round all those join for whom at least θ others have joined already.

    Parameters
    ----------
    thresholds : array_like of int, shape (n,)
        θ of each person, 0 or more; n >= 1.

    Returns
    -------
    ndarray of int, shape (rounds,)
        Rising; the first entry counts those who wait for nobody, the last all who ever join.

    Raises
    ------
    ValueError
        If there is nobody, or a threshold is no whole number of 0 or more.

    Notes
    -----
    Source: [Granovetter1978].

    Examples
    --------
    >>> cascade([0, 1, 2, 3]).tolist(), cascade([0, 2, 2, 3]).tolist()
    ([1, 2, 3, 4], [1])
    """
    waiting = np.sort(_checked(thresholds))
    counts = [int(np.searchsorted(waiting, 0, side="right"))]
    while (more := int(np.searchsorted(waiting, counts[-1], side="right"))) > counts[-1]:
        counts.append(more)
    return np.array(counts, dtype=np.int64)


def joined(thresholds: npt.ArrayLike) -> npt.NDArray[np.bool_]:
    """Return who has joined when the cascade stops, shape (n,).

    Examples
    --------
    >>> joined([3, 0, 1]).tolist()
    [False, True, True]
    """
    waiting = _checked(thresholds)
    return waiting <= cascade(waiting)[-1]


def won(thresholds: npt.ArrayLike, person: int) -> Ints:
    """Return the thresholds with one person won over, who now waits for nobody.

    Raises
    ------
    ValueError
        If there is no such person.

    Examples
    --------
    >>> won([2, 1, 3], person=0).tolist()
    [0, 1, 3]
    """
    waiting = _checked(thresholds).copy()
    if not 0 <= person < len(waiting):
        raise ValueError(f"person must be a place from 0 to {len(waiting) - 1}, got {person!r}")
    waiting[person] = 0
    return waiting


def first_to_win(thresholds: npt.ArrayLike) -> int | None:
    """Return the one person whose joining brings the most others along; of several, the first.

    None where everybody joins anyway, or where no single person would bring anybody else.

    Parameters
    ----------
    thresholds : array_like of int, shape (n,)
        As in `cascade`.

    Raises
    ------
    ValueError
        As `cascade` does.

    Notes
    -----
    Ours; the question is the slide's faith that catches on, the cascade is [Granovetter1978].

    Examples
    --------
    >>> first_to_win([0, 2, 2, 3]), first_to_win([0, 1, 2]), first_to_win([3, 3, 3])
    (1, None, None)
    """
    waiting = _checked(thresholds)
    still = int(cascade(waiting)[-1])
    outside = np.flatnonzero(waiting > still).tolist()
    gains = [int(cascade(won(waiting, person))[-1]) - still - 1 for person in outside]
    if not gains or max(gains) <= 0:
        return None
    return outside[int(np.argmax(gains))]


def grow(belief: npt.ArrayLike, gain: float) -> Floats:
    """Return beliefs raised by ``gain``, none above 1.

    Parameters
    ----------
    belief : array_like, shape (n,)
        0 to 1.
    gain : float
        0 or more: what a shared success adds.

    Raises
    ------
    ValueError
        If a belief is outside [0, 1] or ``gain`` is below 0 or not finite.

    Examples
    --------
    >>> grow([0.5, 0.95], gain=0.25).tolist()
    [0.75, 1.0]
    """
    if not 0 <= gain < np.inf:
        raise ValueError(f"gain must be 0 or more and finite, got {gain!r}")
    return np.minimum(_beliefs(belief) + gain, 1.0)


def _beliefs(belief: npt.ArrayLike) -> Floats:
    array = np.asarray(belief, dtype=np.float64)
    if array.ndim != 1 or not array.size:
        raise ValueError(f"belief must be a list of at least one number, got shape {array.shape}")
    if not ((array >= 0) & (array <= 1)).all():
        raise ValueError(f"belief must be in [0, 1], got {array.tolist()!r}")
    return array


def _checked(thresholds: npt.ArrayLike) -> Ints:
    array = np.asarray(thresholds)
    if array.ndim != 1 or not array.size:
        raise ValueError(f"thresholds must be a list of at least one number, got shape {array.shape}")
    if array.dtype.kind not in "iuf" or not np.isfinite(array).all() or (array < 0).any() or (array % 1).any():
        raise ValueError(f"thresholds must be whole numbers of 0 or more, got {array.tolist()!r}")
    return array.astype(np.int64)
