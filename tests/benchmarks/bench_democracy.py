"""Voting power of 8 to 20 partners: ours beside the plain definition, coalition by coalition, in the same run.

Run ``python tests/benchmarks/bench_democracy.py``; it takes some seconds, most of them the plain way's.
"""

import sys
from collections.abc import Callable, Sequence
from math import factorial
from statistics import median
from time import perf_counter

import numpy as np

from course.models.democracy import banzhaf_index, just_enough, needed, powerless, shapley_shubik

SIZES = (8, 12, 16, 20)
PLAIN = (8, 12, 16)  # where the plain way ends within seconds
RUNS = 5


def plain(votes: Sequence[int], quota: int) -> list[float]:
    """Return the Shapley-Shubik index as the textbook sums it: who tips which coalition, weighted by its size."""
    n = len(votes)
    weights = [factorial(size) * factorial(n - 1 - size) / factorial(n) for size in range(n)]
    power = [0.0] * n
    for mask in range(1 << n):
        total = sum(votes[i] for i in range(n) if mask >> i & 1)
        if total >= quota:
            continue
        for i in range(n):
            if not mask >> i & 1 and total + votes[i] >= quota:
                power[i] += weights[mask.bit_count()]
    return power


def seconds(call: Callable[[Sequence[int], int], object], votes: Sequence[int], quota: int) -> float:
    """Return the median time of several calls, or the time of one that takes more than a second."""
    taken: list[float] = []
    while not taken or (len(taken) < RUNS and taken[-1] < 1):
        start = perf_counter()
        call(votes, quota)
        taken.append(perf_counter() - start)
    return median(taken)


def main() -> None:
    """Print the table."""
    others = (banzhaf_index, powerless, just_enough)
    names = "".join(f"{call.__name__:>16}" for call in others)
    print(f"{'partners':>10}{'ours, s':>12}{'plain, s':>12}{'ratio':>9}{names}")
    slow = False
    for n in SIZES:
        votes = np.random.default_rng(n).integers(1, 20, n).tolist()
        quota = needed(votes)
        ours = seconds(shapley_shubik, votes, quota)
        line = f"{n:>10}{ours:>12.5f}"
        if n in PLAIN:
            np.testing.assert_allclose(shapley_shubik(votes, quota), plain(votes, quota), atol=1e-12)
            slower = seconds(plain, votes, quota)
            line += f"{slower:>12.5f}{slower / ours:>8.0f}x"
        else:
            line += f"{'not run':>12}{'':>9}"
        print(line + "".join(f"{seconds(call, votes, quota):>16.5f}" for call in others))
        slow |= ours > 1
    sys.exit("shapley_shubik must take less than a second" if slow else 0)


if __name__ == "__main__":
    main()
