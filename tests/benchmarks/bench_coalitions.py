"""Shapley value for 12, 16 and 20 partners: ours beside the plain definition and the library coopgt.

Run ``python tests/benchmarks/bench_coalitions.py``; it takes about 20 seconds. A way that is expected to need more than
``PATIENCE`` seconds for a size, going by the size before, is stopped there and the table says so.
"""

import resource
import subprocess
import sys
from collections.abc import Callable, Sequence
from math import factorial
from statistics import median
from time import perf_counter

import coopgt.shapley_value
import numpy as np

from course.models.coalitions import banzhaf, core_shares, dividends, is_convex, is_superadditive, shapley, surplus

PATIENCE = 20.0
RUNS = 5
Values = Sequence[float]


def convex(n: int) -> np.ndarray:
    """Return a convex game, where `is_convex` has to look at everything."""
    return np.array([float(mask.bit_count() ** 2) for mask in range(1 << n)])


def bumpy(n: int) -> np.ndarray:
    """Return a game that is superadditive but not convex, where `is_superadditive` has to look at everything."""
    return convex(n) + 1.5 * np.random.default_rng(1).random(1 << n) * (convex(n) > 1)


def plain(worth: np.ndarray) -> Values:
    """Return the Shapley value as the textbook sums it, coalition by coalition."""
    values, n = worth.tolist(), len(worth).bit_length() - 1
    weights = [factorial(size) * factorial(n - 1 - size) / factorial(n) for size in range(n)]
    shares = [0.0] * n
    for mask, value in enumerate(values[:-1]):
        for i in range(n):
            if not mask >> i & 1:
                shares[i] += weights[mask.bit_count()] * (values[mask | 1 << i] - value)
    return shares


def by_orders(worth: np.ndarray) -> Values:
    """Return the Shapley value from coopgt, which goes through all n! orders."""
    n = len(worth).bit_length() - 1
    named = {tuple(i + 1 for i in range(n) if mask >> i & 1): value for mask, value in enumerate(worth.tolist())}
    return coopgt.shapley_value.calculate(named)


OTHERS = dict.fromkeys((surplus, dividends, banzhaf, is_superadditive, core_shares), bumpy) | {is_convex: convex}


def seconds(call: Callable[[np.ndarray], object], worth: np.ndarray) -> float:
    """Return the median time of several calls, or the time of one that takes more than a second."""
    taken: list[float] = []
    while not taken or (len(taken) < RUNS and taken[-1] < 1):
        start = perf_counter()
        call(worth)
        taken.append(perf_counter() - start)
    return median(taken)


def peak_memory() -> float:
    """Return the peak memory, MB, of a fresh process that finds the Shapley value of 20 partners."""
    code = "import bench_coalitions as b; b.shapley(b.np.arange(2.0**20)); print(b.own_peak())"
    done = subprocess.run([sys.executable, "-c", code], cwd=sys.path[0], capture_output=True, text=True, check=True)
    return float(done.stdout)


def own_peak() -> float:
    """Return the peak memory of this process, MB; Linux counts in KiB, macOS in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024) / 1e6


def main() -> None:
    """Print the table."""
    print(f"Peak memory of shapley at n = 20, a fresh process: {peak_memory():.0f} MB (with numpy, scipy, coopgt)\n")
    print(f"{'Shapley, n':>12}{'ours, s':>12}{'plain, s':>12}{'ratio':>9}{'coopgt, s':>12}{'ratio':>9}")
    growth = {plain: lambda n, m: 2 ** (m - n) * m / n, by_orders: lambda n, m: factorial(m) / factorial(n) * m / n}
    last = dict.fromkeys(growth, (1, 1e-5))
    for n in (4, 6, 8, 12, 16, 20):
        worth = bumpy(n)
        ours = seconds(shapley, worth)
        line = f"{n:>12}{ours:>12.6f}"
        for way, factor in growth.items():
            before, took = last[way]
            if took * factor(before, n) > PATIENCE:
                line += f"{'stopped':>12}{'':>9}"
                continue
            last[way] = n, seconds(way, worth)
            line += f"{last[way][1]:>12.5f}{last[way][1] / ours:>8.0f}x"
        print(line)
    print(f"\n{'ours, s; n':>12}" + "".join(f"{call.__name__:>18}" for call in OTHERS))
    for n in (12, 14, 16, 20):
        print(f"{n:>12}" + "".join(f"{seconds(call, hard(n)):>18.5f}" for call, hard in OTHERS.items()))


if __name__ == "__main__":
    main()
