"""The arithmetic behind `course.models.coalitions`: arrays indexed by bit masks, and the linear programmes."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Masks = NDArray[np.int64]

MOST_PARTNERS = 20
TOLERANCE = 1e-9  # relative to the largest |worth|
NUMERICAL_ZERO = 1e-7  # for numbers that are either 0 or at least about 1/n
LEAF = 10  # partners whose splits are checked in one step: 3**10 pairs fit in a processor's cache


def checked(worth: ArrayLike, name: str = "worth") -> Floats:
    """Return the game as an array, or say in a ValueError why it is none."""
    game = np.ascontiguousarray(worth, dtype=np.float64)
    if np.ndim(worth) != 1 or game.size not in [1 << n for n in range(1, MOST_PARTNERS + 1)]:
        got = game.size if np.ndim(worth) == 1 else f"shape {np.shape(worth)}"
        raise ValueError(f"{name} must have a length of 2**n with 1 <= n <= {MOST_PARTNERS}, got {got}")
    if not np.isfinite(game).all():
        mask = int(np.flatnonzero(~np.isfinite(game))[0])
        raise ValueError(f"{name} must be finite, got {float(game[mask])!r} at {name}[{mask}]")
    if game[0] != 0:
        raise ValueError(f"{name}[0] must be 0, got {float(game[0])!r}")
    return game


def checked_shares(shares: ArrayLike, n: int) -> Floats:
    """Return the split as an array, or say in a ValueError why it is none."""
    given = np.asarray(shares, dtype=np.float64)
    if given.shape != (n,):
        raise ValueError(f"shares must be one number for each of {n} partners, got shape {given.shape}")
    if not np.isfinite(given).all():
        partner = int(np.flatnonzero(~np.isfinite(given))[0])
        raise ValueError(f"shares must be finite, got {float(given[partner])!r} for partner {partner}")
    return given


def partners(game: Floats) -> int:
    """Return n of a game of 2**n coalitions."""
    return game.size.bit_length() - 1


def tolerance(game: Floats) -> float:
    """Return the difference that still counts as none."""
    return TOLERANCE * (float(np.abs(game).max()) or 1.0)


def singles(n: int) -> Masks:
    """Return the masks of the partners alone."""
    return 1 << np.arange(n)


def split(game: Floats, partner: int) -> tuple[Floats, Floats]:
    """Return views of the coalitions without the partner and, in the same order, with the partner."""
    pairs = game.reshape(-1, 2, 1 << partner)
    return pairs[:, 0], pairs[:, 1]


def gains(game: Floats, partner: int) -> Floats:
    """Return what the partner adds to each coalition of the others, by the others' mask."""
    without, joined = split(game, partner)
    return (joined - without).ravel()


def folded(game: Floats, fold: np.ufunc) -> Floats:
    """Return the game after each partner in turn took into its coalitions, by ``fold``, the same without it."""
    result = game.copy()
    for partner in range(partners(game)):
        without, joined = split(result, partner)
        fold(joined, without, out=joined)
    return result


def rises_at_least(floor: float, game: Floats) -> bool:
    """Return whether one partner's presence raises what another adds by ``floor`` or more, whoever else is there."""
    for first in range(partners(game)):
        added = gains(game, first)
        if any(gains(added, second).min() < floor for second in range(first)):
            return False
    return True


def totals(values: Floats) -> Floats:
    """Return the sum of its members' values for each coalition."""
    sums = np.zeros(1 << len(values))
    for i, value in enumerate(values):
        np.add(sums[: 1 << i], value, out=sums[1 << i : 2 << i])
    return sums


def sizes(n: int) -> Masks:
    """Return the number of members of each coalition."""
    return totals(np.ones(n)).astype(np.int64)


def tuples(masks: Masks, n: int) -> list[tuple[int, ...]]:
    """Return the members of each coalition as a tuple in rising order."""
    low, high = _subsets(range(n // 2)), _subsets(range(n // 2, n))
    return [low[mask % len(low)] + high[mask // len(low)] for mask in masks.tolist()]


def never_lose_by_joining(game: Floats) -> bool:
    """Check every two disjoint coalitions: the last partner is in one, in the other or in neither, and so on."""
    allowed = tolerance(game)
    leaf = min(partners(game), LEAF)
    first, second = np.zeros((2, 1), dtype=np.int64)
    for bit in singles(leaf):
        first, second = np.concatenate([first, first | bit, first]), np.concatenate([second, second, second | bit])
    union = first | second
    apart, other, together = np.empty((3, union.size))

    def holds(one: Floats, two: Floats, both: Floats, alike: bool) -> bool:
        if one.size == 1 << leaf:
            np.take(one, first, out=apart, mode="clip")  # without "clip", `out` is filled through a copy
            np.take(two, second, out=other, mode="clip")
            np.take(both, union, out=together, mode="clip")
            np.add(apart, other, out=apart)
            return bool(np.subtract(apart, together, out=apart).max() <= allowed)
        half = one.size // 2
        return (
            holds(one[half:], two[:half], both[half:], False)
            and (alike or holds(one[:half], two[half:], both[half:], False))
            and holds(one[:half], two[:half], both[:half], alike)
        )

    return holds(game, game, game, True)


def nucleolus(game: Floats) -> Floats | None:
    """Return the split whose largest excess is least, then the next largest, and so on; None where the core is empty.

    Each round finds the least excess by linear programming over a list of coalitions that takes in the most
    discontented ones until none outside it is more so. Whoever decides the round is settled; the rest goes on.
    """
    from scipy.linalg import null_space  # here, because it takes longer to load than all the rest of the course

    scale = float(np.abs(game).max()) or 1.0
    game = game / scale
    n = partners(game)
    listed, rows, sums = singles(n), np.ones((1, n)), game[-1:]  # settled so far: rows @ shares == sums
    while (free := null_space(rows)).size:
        unsettled = np.add.reduce([np.abs(totals(way)) for way in free.T]) > NUMERICAL_ZERO
        listed = listed[unsettled[listed]]
        while True:
            shares, least, decisive = _least_excess(game, listed, rows, sums)
            if len(rows) == 1 and least > TOLERANCE:
                return None
            excess = np.where(unsettled, game - totals(shares), -np.inf)
            worst = np.argpartition(-excess, n)[:n]
            fresh = np.setdiff1d(worst[excess[worst] > least + TOLERANCE / 10], listed)
            if not fresh.size:
                break
            listed = np.concatenate([listed, fresh])
        rows = np.vstack([rows, _members(listed[decisive], n)])
        sums = np.concatenate([sums, game[listed[decisive]] - least])
    return np.asarray(np.linalg.lstsq(rows, sums)[0] * scale, dtype=np.float64)


def _subsets(members: Iterable[int]) -> list[tuple[int, ...]]:
    found: list[tuple[int, ...]] = [()]
    for member in members:
        found += [(*others, member) for others in found]
    return found


def _members(masks: Masks, n: int) -> Floats:
    return (masks[:, None] >> np.arange(n) & 1).astype(np.float64)


def _least_excess(game: Floats, listed: Masks, rows: Floats, sums: Floats) -> tuple[Floats, float, NDArray[np.bool_]]:
    """Return the shares with the least largest excess of the listed, that excess, and which of them decide it."""
    from scipy.optimize import linprog

    n = rows.shape[1]
    answer = linprog(
        [0.0] * n + [1.0],
        A_ub=-np.column_stack([_members(listed, n), np.ones(listed.size)]),
        b_ub=-game[listed],
        A_eq=np.column_stack([rows, np.zeros(len(rows))]),
        b_eq=sums,
        bounds=(None, None),
        options={"primal_feasibility_tolerance": 1e-10, "dual_feasibility_tolerance": 1e-10},
    )
    if not answer.success:
        raise ArithmeticError(f"the linear programme for the least core must have a solution, got: {answer.message}")
    return answer.x[:n], float(answer.x[n]), answer.ineqlin.marginals < -NUMERICAL_ZERO
