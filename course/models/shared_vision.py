"""Whether talking brings views together, whose view is in the result, and which tasks nobody or everybody answers for.

Slide 14 asks for a shared vision, a changed attitude and a role for each. The rule of talk is Friedkin and Johnsen's;
the scale, the ready networks and the count of roles are the course's. What it leaves out: new ideas (nothing comes out
that was not put in), quarrels that drive people apart, power, and facts that settle a matter.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from course.models.coalitions import Floats

NETWORKS = ("table", "ring", "leader", "bridge", "apart")
TOLERANCE = 1e-9  # how far a row of weights may be from adding up to 1


def discuss(views: ArrayLike, weights: ArrayLike, openness: ArrayLike, steps: int) -> Floats:
    """Return the views before the first round of talk and after each.

    In a round each partner hears the others, weighted by how much it listens to whom, and moves: what it hears counts
    by its openness, its own first view by the rest. x ← A·W·x + (I − A)·x(0).

    Parameters
    ----------
    views : array_like, shape (n,) or (n, d)
        x(0), first views: a number a partner, or d numbers where views have several sides.
    weights : array_like, shape (n, n)
        W, who listens to whom: row i is how partner i shares out its attention, itself included; 0 to 1, summing to 1.
    openness : array_like, shape (n,)
        A, 0 (keeps its first view whatever it hears) to 1 (goes wholly by what it hears).
    steps : int
        Rounds, 0 or more.

    Returns
    -------
    ndarray, shape (steps + 1, n) or (steps + 1, n, d)
        Never beyond the smallest and the largest first view.

    Raises
    ------
    ValueError
        If an argument is out of its range or of the wrong shape.

    Notes
    -----
    Source: [FriedkinJohnsen1990], for the rule. Given the identity as views it says how much of each first view
    (column) is in each view (row) after every round.

    Examples
    --------
    >>> discuss([2, 8], weights=[[0, 1], [1, 0]], openness=[0.5, 0.5], steps=2).tolist()
    [[2.0, 8.0], [5.0, 5.0], [3.5, 6.5]]
    """
    first, attention, open_to = _checked(views, weights, openness)
    if not (isinstance(steps, int) and steps >= 0):
        raise ValueError(f"steps must be a whole number, 0 or more, got {steps!r}")
    heard = open_to[:, None] * attention
    kept = (1 - open_to).reshape(-1, *[1] * (first.ndim - 1)) * first
    path = np.empty((steps + 1, *first.shape))
    path[0] = first
    for step in range(steps):
        path[step + 1] = heard @ path[step] + kept
    return path


def is_unique(weights: ArrayLike, openness: ArrayLike) -> bool:
    """Return whether only one set of views stays as it is under talk, whatever was said on the way.

    So it is where everybody hears, directly or through others, somebody who holds on to a first view a little.

    Parameters
    ----------
    weights, openness
        As in `discuss`.

    Returns
    -------
    bool

    Raises
    ------
    ValueError
        As `discuss` does.

    Examples
    --------
    >>> is_unique([[0.5, 0.5], [0.5, 0.5]], [1, 0.9]), is_unique([[0.5, 0.5], [0.5, 0.5]], [1, 1])
    (True, False)
    """
    return not _unheld(*_checked(np.zeros(np.size(openness)), weights, openness)[1:]).size


def settled(views: ArrayLike, weights: ArrayLike, openness: ArrayLike) -> Floats:
    """Return the views that no further round of talk changes: (I − A·W)⁻¹·(I − A)·x(0).

    Parameters
    ----------
    views, weights, openness
        As in `discuss`.

    Returns
    -------
    ndarray, shape (n,) or (n, d)
        Where `discuss` ends after ever more rounds.

    Raises
    ------
    ValueError
        As `discuss` does, and where there are many such sets of views: see `is_unique`.

    Notes
    -----
    Source: [FriedkinJohnsen1990].

    Examples
    --------
    >>> settled([2, 8], weights=[[0, 1], [1, 0]], openness=[0.5, 0.5]).round(9).tolist()
    [4.0, 6.0]
    """
    first, attention, open_to = _checked(views, weights, openness)
    if (loose := _unheld(attention, open_to)).size:
        raise ValueError(
            f"openness must be below 1 for somebody whom partner {loose[0]} hears, directly or through others, got 1"
        )
    kept = (1 - open_to).reshape(-1, *[1] * (first.ndim - 1)) * first
    return np.asarray(np.linalg.solve(np.eye(len(open_to)) - open_to[:, None] * attention, kept), dtype=np.float64)


def network(kind: str, partners: int) -> Floats:
    """Return one of the ready networks: who listens to whom.

    "table": everybody to everybody alike. "ring": to oneself and the two beside. "leader": the first shares half of its
    attention among the others and gives half to itself, the others give half to the first and half to themselves.
    "apart": two camps that listen inside only, the first camp the larger where they differ. "bridge": the same, but the
    last of the first camp and the first of the second listen to each other as well.

    Parameters
    ----------
    kind : str
        One of `NETWORKS`.
    partners : int
        n, 3 or more.

    Returns
    -------
    ndarray, shape (n, n)
        Weights as `discuss` reads them.

    Raises
    ------
    ValueError
        If there is no such network, or there are fewer than three partners.

    Notes
    -----
    All five are ours.

    Examples
    --------
    >>> network("leader", 3).tolist()
    [[0.5, 0.25, 0.25], [0.5, 0.5, 0.0], [0.5, 0.0, 0.5]]
    """
    if kind not in NETWORKS:
        raise ValueError(f"kind must be one of {', '.join(NETWORKS)}, got {kind!r}")
    if not (isinstance(partners, int) and partners >= 3):
        raise ValueError(f"partners must be a whole number, 3 or more, got {partners!r}")
    if kind == "leader":
        weights = np.eye(partners) / 2
        weights[1:, 0] = 0.5
        weights[0, 1:] = 0.5 / (partners - 1)
        return weights
    place = np.arange(partners)
    camp = place >= (partners + 1) // 2
    hears = np.ones((partners, partners), dtype=bool) if kind == "table" else camp[:, None] == camp
    if kind == "ring":
        steps = np.abs(place[:, None] - place)
        hears = np.minimum(steps, partners - steps) <= 1
    if kind == "bridge":
        last = int(np.flatnonzero(~camp)[-1])
        hears[last, last + 1] = hears[last + 1, last] = True
    return hears / hears.sum(axis=1, keepdims=True)


def role_gaps(accountable: ArrayLike) -> tuple[list[int], list[int]]:
    """Return the tasks that nobody answers for, and those that more than one partner does.

    Parameters
    ----------
    accountable : array_like of bool, shape (tasks, partners)
        Whether each partner says of each task: for this I answer.

    Returns
    -------
    unowned, contested : list of int
        Numbers of tasks from 0, in order.

    Raises
    ------
    ValueError
        If it is not such a table.

    Notes
    -----
    Source: [slides], 14, for a defined role for each; the count is ours.

    Examples
    --------
    >>> role_gaps([[True, False], [False, False], [True, True]])
    ([1], [2])
    """
    claims = np.asarray(accountable)
    if claims.ndim != 2 or not claims.size:
        raise ValueError(f"accountable must have a row a task and a column a partner, got shape {claims.shape}")
    if not np.isin(claims, (0, 1)).all():
        raise ValueError(f"accountable must hold only true and false, got {claims[~np.isin(claims, (0, 1))][0]!r}")
    owners = claims.astype(bool).sum(axis=1)
    return np.flatnonzero(owners == 0).tolist(), np.flatnonzero(owners > 1).tolist()


def _unheld(attention: Floats, open_to: Floats) -> np.ndarray:
    """Return the partners who hear nobody that holds on to a first view, not even through others."""
    held = open_to < 1
    for _ in range(held.size):
        held = held | (attention > 0) @ held
    return np.flatnonzero(~held)


def _checked(views: ArrayLike, weights: ArrayLike, openness: ArrayLike) -> tuple[Floats, Floats, Floats]:
    first = np.asarray(views, dtype=np.float64)
    if first.ndim not in (1, 2) or not first.size:
        raise ValueError(f"views must be a list of one or more numbers, or a row a partner, got shape {first.shape}")
    if not np.isfinite(first).all():
        raise ValueError(f"views must be finite, got {first[~np.isfinite(first)][0]}")
    n = len(first)
    attention = np.asarray(weights, dtype=np.float64)
    if attention.shape != (n, n):
        raise ValueError(f"weights must have a row and a column for each of {n} partners, got shape {attention.shape}")
    for i, row in enumerate(attention):
        if not ((row >= 0).all() and abs(row.sum() - 1) <= TOLERANCE):
            raise ValueError(f"weights must be 0 or more and sum to 1 in each row, got {row.tolist()} in row {i}")
    open_to = np.asarray(openness, dtype=np.float64)
    if open_to.shape != (n,):
        raise ValueError(f"openness must have one number a partner, {n} in all, got shape {open_to.shape}")
    for i, value in enumerate(open_to.tolist()):
        if not 0 <= value <= 1:
            raise ValueError(f"openness must be in [0, 1], got {value!r} for partner {i}")
    return first, attention, open_to
