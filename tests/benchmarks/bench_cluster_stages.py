"""A cluster's 1,000 runs of 60 steps: `replicate` beside the same rules written with Mesa, per run.

Run ``python tests/benchmarks/bench_cluster_stages.py``; it takes about 20 seconds. Both play the rules of
`course.models.cluster_stages`; that they agree run by run is a test. Drawing the numbers counts for both.
"""

import resource
import subprocess
import sys
from collections.abc import Callable
from statistics import median
from time import perf_counter, process_time

import numpy as np
from mesa_cluster_stages import played

from course.models.cluster_stages import Scenario, chance, replicate
from widgets import ClusterStagesMap

RUNS = 1000
REPEATS = 5
PATIENCE = 2.0  # seconds for one way and size


def ours(rules: Scenario, runs: int = RUNS) -> None:
    """Play ``runs`` runs at once."""
    replicate(rules, runs, np.random.default_rng(1))


def mesas(rules: Scenario) -> None:
    """Play one run with Mesa."""
    played(rules, chance(rules, 1, np.random.default_rng(1)))


def seconds(call: Callable[[Scenario], None], rules: Scenario) -> float:
    """Return the time of the quickest of several calls, the one least disturbed."""
    taken: list[float] = []
    while len(taken) < REPEATS and sum(taken) < PATIENCE:
        start = perf_counter()
        call(rules)
        taken.append(perf_counter() - start)
    return min(taken)


def peak_memory(call: str) -> float:
    """Return the peak memory, MB, of a fresh process that does ``call``, and of one that only imports."""
    code = f"import bench_cluster_stages as b; {call}; print(b.own_peak())"
    done = subprocess.run([sys.executable, "-c", code], cwd=sys.path[0], capture_output=True, text=True, check=True)
    return float(done.stdout)


def own_peak() -> float:
    """Return the peak memory of this process, MB; Linux counts in KiB, macOS in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024) / 1e6


def drawn() -> float:
    """Return the median time in which a step of the map of 24 firms is drawn, ms of the processor."""
    play = ClusterStagesMap("pl", firms=24)
    taken = []
    for step in range(1, 16):
        start = process_time()
        play.set_state({"values": {**play.values, "step": 4 * step}})
        taken.append(1000 * (process_time() - start))
    return median(taken)


def main() -> None:
    """Print the tables."""
    idle = peak_memory("pass")
    print("Peak memory above the imports, MB, 40 firms, 60 steps:")
    for label, call in (
        ("ours, 1,000 runs", "b.ours(b.Scenario(firms=40))"),
        ("Mesa, 1 run", "b.mesas(b.Scenario(firms=40))"),
    ):
        print(f"{label:>20}{peak_memory(call) - idle:>8.1f}")
    print(f"\n{'firms':>6}{'animator':>10}{'ours, ms a run':>16}{'Mesa, ms a run':>16}{'ratio':>8}")
    for firms in (10, 40, 160):
        for animator in (True, False):
            rules = Scenario(firms=firms, animator=animator)
            fast, slow = 1000 * seconds(ours, rules) / RUNS, 1000 * seconds(mesas, rules)
            print(f"{firms:>6}{'with' if animator else 'without':>10}{fast:>16.3f}{slow:>16.2f}{slow / fast:>7.0f}x")
    print(f"\nA step of the map drawn, 24 firms: {drawn():.0f} ms")


if __name__ == "__main__":
    main()
