"""Five of 40 cards for 100 voters: ours on easy and awkward walls, an integer programme and the plain definition.

Run ``python tests/benchmarks/bench_five_points.py``; it takes about ten seconds. Ours looks at every set, so its time
hardly depends on the wall. The programme (HiGHS through SciPy) is often quicker, at times slower; it knows totals to
a tolerance, so it cannot tell which of equal sets comes first. It is stopped after ``PATIENCE`` seconds.
"""

from collections.abc import Callable
from fractions import Fraction
from itertools import combinations
from time import perf_counter

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, hstack, identity, kron

from course.models.five_points import fair_five, greedy

VOTERS, CARDS, SEATS = 100, 40, 5
PATIENCE = 20.0
RUNS = 3
LIMIT = 2.0  # seconds that CONTENT.md allows


def walls() -> dict[str, np.ndarray]:
    """Return walls of every kind that could be hard: (voters, cards) of yes and no."""
    rng = np.random.default_rng(7)
    shape = (VOTERS, CARDS)
    party = np.kron(np.eye(5), np.ones((VOTERS // 5, CARDS // 5))) > 0
    taste, card = rng.random((VOTERS, 1, 2)), rng.random((1, CARDS, 2))
    camps = rng.random((4, CARDS))[rng.integers(0, 4, VOTERS)]
    equal = np.ones(shape, dtype=bool)
    equal[rng.integers(0, VOTERS, 40), rng.integers(0, CARDS, 40)] = False
    circle = (np.arange(CARDS)[None] - np.arange(VOTERS)[:, None]) % CARDS < 8
    return {
        "random, sparse": rng.random(shape) < 0.05,
        "random, half": rng.random(shape) < 0.3,
        "random, dense": rng.random(shape) < 0.9,
        "tastes on a map": np.linalg.norm(taste - card, axis=2) < 0.25,
        "four camps": rng.random(shape) < camps**3,
        "party lists": party,
        "nearly all equal": equal,
        "a circle of ties": circle,
        "one card each": np.arange(CARDS)[None] == np.arange(VOTERS)[:, None] % CARDS,
        "nobody likes any": np.zeros(shape, dtype=bool),
    }


def score(wall: np.ndarray, chosen: tuple[int, ...]) -> Fraction:
    """Return the total of the definition, as a fraction."""
    return sum((Fraction(1, j) for row in wall[:, list(chosen)] for j in range(1, int(row.sum()) + 1)), Fraction(0))


def plain(wall: np.ndarray) -> tuple[int, ...]:
    """Return the set of the definition: all of them, one by one, the first of the best."""
    ballots = [frozenset(np.flatnonzero(row).tolist()) for row in wall]
    harmonic = np.concatenate([[0.0], np.cumsum([60, 30, 20, 15, 12])]).tolist()
    sets = combinations(range(wall.shape[1]), SEATS)
    return max(sets, key=lambda chosen: sum(harmonic[len(ballot.intersection(chosen))] for ballot in ballots))


def programme(wall: np.ndarray) -> tuple[int, ...] | None:
    """Return a best set by an integer programme, None where it had to be stopped; ties come as they come."""
    ballots, voters = np.unique(wall, axis=0, return_counts=True)
    hits = kron(identity(len(ballots)), np.ones((1, SEATS)))  # the hits of a ballot count once each, best first
    gains = np.concatenate([np.zeros(wall.shape[1]), -np.outer(voters, 60 / np.arange(1, SEATS + 1)).ravel()])
    seats = np.concatenate([np.ones(wall.shape[1]), np.zeros(hits.shape[1])])
    found = milp(
        gains,
        integrality=np.concatenate([np.ones(wall.shape[1]), np.zeros(hits.shape[1])]),
        bounds=Bounds(0, 1),
        constraints=[
            LinearConstraint(seats[None], SEATS, SEATS),
            LinearConstraint(hstack([csr_array(-ballots.astype(float)), hits]), -np.inf, 0),
        ],
        options={"time_limit": PATIENCE, "mip_rel_gap": 0},
    )
    return tuple(np.flatnonzero(found.x[: wall.shape[1]] > 0.5).tolist()) if found.status == 0 else None


def seconds(call: Callable[[np.ndarray], object], wall: np.ndarray, runs: int = RUNS) -> tuple[float, object]:
    """Return the worst time of several calls, and what came out."""
    worst, found = 0.0, None
    for _ in range(runs):
        start = perf_counter()
        found = call(wall)
        worst = max(worst, perf_counter() - start)
    return worst, found


def main() -> None:
    """Print the tables."""
    print(f"{CARDS} cards, {VOTERS} voters, worst of {RUNS} runs\n")
    print(f"{'wall':>18}{'ours, s':>10}{'programme, s':>14}{'ratio':>8}{'greedy loses':>14}")
    worst = 0.0
    for name, wall in walls().items():
        took, chosen = seconds(fair_five, wall)
        worst = max(worst, took)
        other, same = seconds(programme, wall, 1)
        assert same is None or score(wall, same) == score(wall, chosen), f"{name}: two best totals"
        best = score(wall, chosen)
        lost = float((best - score(wall, greedy(wall))) / best) if best else 0.0
        stopped = f"{other:>14.2f}" if same else f"{'stopped':>14}"
        print(f"{name:>18}{took:>10.3f}{stopped}{other / took:>7.0f}x{lost:>13.2%}")
    print(f"\nWorst: {worst:.3f} s of {LIMIT:.0f} s allowed\n")
    print(f"{'cards':>8}{'ours, s':>10}{'plain, s':>10}{'ratio':>8}")
    for cards in (10, 15, 20):
        wall = walls()["four camps"][:, :cards]
        took, chosen = seconds(fair_five, wall)
        other, same = seconds(plain, wall, 1)
        assert chosen == same, f"{cards} cards: {chosen} is not {same}"
        print(f"{cards:>8}{took:>10.4f}{other:>10.3f}{other / took:>7.0f}x")


if __name__ == "__main__":
    main()
