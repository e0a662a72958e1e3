"""From the slider to the picture, in a real kernel: our widgets beside a fresh pyplot figure in an Output widget.

Run ``python tests/benchmarks/bench_redraw.py``; it takes about 40 seconds. This process plays the page: it sends a real
ipykernel the message a page sends when a slider moves, and stops the watch when the message with the new picture is
here. Serialising and the kernel's sockets are in the time; Voilà's server and the browser are not. The stock way is
``interactive_output`` round ``plt.show()``, with the same numbers and the same bars and curves in one figure.
"""

import os
from ast import literal_eval
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter
from typing import Any

import ipywidgets as ipw
import matplotlib.pyplot as plt
import networkx as nx
import numpy as np
from jupyter_client import BlockingKernelClient, run_kernel

from course.models.coalitions import blocking, core_shares, shapley
from course.models.synergy import break_even_trust, pairwise
from widgets.synergy import CASES, TRUST, SynergyGroup, SynergyPair, case, total

BUSY = f"{os.getloadavg()[0]:.1f} programs were running before, on {os.cpu_count()} processors"
MOVES, WARM_UP, GOAL = 60, 5, 100  # the goal is in ms


def plot_pair(values: dict[str, Any], trust: float) -> None:
    """Draw two bars and the curve over trust, the way one does in a cell."""
    first, second, fit, cost = (values[name] for name in ("first", "second", "complementarity", "cost"))
    together = total(first, second, trust, fit, cost)
    _, (left, right) = plt.subplots(1, 2, figsize=(9.8, 3.5))
    left.bar(["apart", "together"], [first, first], label="Municipality")
    left.bar(["apart", "together"], [second, together - first], bottom=first, label="Association")
    left.set(title=f"{first} + {second} = {together:.2f}", ylabel="units")
    left.legend()
    right.plot(TRUST, [total(first, second, value, fit, cost) for value in TRUST])
    right.plot(trust, together, "o")
    right.axhline(first + second, linestyle="--")
    right.axvline(break_even_trust(first, second, fit, cost) or 0, linestyle=":")
    right.set(xlabel="trust", ylabel="units")
    plt.show()


def plot_group(values: dict[str, Any], trust: float) -> None:
    """Draw the ties and the shares, the first two partners trusting each other so much; print who could leave."""
    n, fit, cost = (values[name] for name in ("partners", "complementarity", "cost"))
    units, ties = np.array(values["units"][:n]), np.array(values["trust"])[:n, :n]
    ties[0, 1] = ties[1, 0] = trust
    worth, rows = pairwise(units, ties, fit, cost), np.arange(n)
    agreed, gains = np.full(n, worth[-1] / n), fit * ties * np.sqrt(np.outer(units, units)) - cost
    _, (left, right) = plt.subplots(1, 2, figsize=(9.8, 3.9))
    graph = nx.complete_graph([f"Partner {row + 1}" for row in rows])
    nx.draw_circular(graph, ax=left, with_labels=True, width=np.abs(gains[np.triu_indices(n, 1)]))
    right.barh(rows - 0.2, shapley(worth), height=0.35, label="Shapley")
    right.barh(rows + 0.2, agreed, height=0.35, label="agreed")
    right.plot(units, rows, "|", markersize=20, label="alone")
    right.legend()
    plt.show()
    print(blocking(worth, agreed), core_shares(worth))


SCENES: dict[str, tuple[Callable, Callable, dict[str, Any]]] = {
    "SynergyPair": (SynergyPair, plot_pair, SynergyPair.cases["slide"]),
    "SynergyGroup, 3": (SynergyGroup, plot_group, case(*CASES["river"])),
    "SynergyGroup, 6": (SynergyGroup, plot_group, case(*CASES["crowd"])),
}


def widgets_of(scene: str) -> tuple[ipw.Widget, ipw.Widget]:
    """Return what moves in a scene, ours and the stock slider; the kernel calls this."""
    (ours, plot, start), slider = SCENES[scene], ipw.FloatSlider(0.5, min=0, max=1)
    ipw.interactive_output(partial(plot, start), {"trust": slider})
    return ours("en", **start), slider


def move(kernel: BlockingKernelClient, model: str, state: dict[str, Any]) -> float:
    """Send what a page sends and return the time until the picture is here, ms."""
    content = {"comm_id": model, "data": {"method": "update", "state": state, "buffer_paths": []}}
    message, taken = kernel.session.msg("comm_msg", content), 0.0
    start = perf_counter()
    kernel.shell_channel.send(message)
    while True:
        reply = kernel.get_iopub_msg(timeout=30)
        if reply["parent_header"].get("msg_id") != message["header"]["msg_id"]:
            continue
        data = reply["content"].get("data", {})
        if "image/png" in data or "pictures" in data.get("state", {}):
            taken = 1000 * (perf_counter() - start)
        if reply["content"].get("execution_state") == "idle":
            assert taken, f"no picture came for {state}"
            return taken


def measure(kernel: BlockingKernelClient, scene: str) -> list[tuple[float, float]]:
    """Return the times of ours and stock, move by move, the two taking turns so that a busy machine slows both."""
    asked = {"found": "[widget.model_id for widget in kept], kept[0].values"}
    code = f"import bench_redraw; kept = bench_redraw.widgets_of({scene!r})"
    reply = kernel.execute_interactive(code, user_expressions=asked, output_hook=lambda _: None)["content"]
    (ours, slider), values = literal_eval(reply["user_expressions"]["found"]["data"]["text/plain"])
    taken: list[tuple[float, float]] = []
    for index in range(WARM_UP + MOVES):
        trust: Any = (index * 7 + 1) % 20 / 20  # every step of the slider, in no order
        stock = move(kernel, slider, {"value": trust})
        if isinstance(values["trust"], list):
            values["trust"][0][1] = values["trust"][1][0] = trust
            trust = values["trust"]
        taken.append((move(kernel, ours, {"values": {**values, "trust": trust}}), stock))
    return taken[WARM_UP:]


def main() -> None:
    """Print the table."""
    print(f"Slider to picture in the kernel, {MOVES} moves, ms: median and p95; {BUSY}\n")
    print(f"{'':>16}{'ours':>8}{'p95':>8}{'stock':>8}{'p95':>8}{'ratio':>8}{'p95':>8}{f'p95 under {GOAL} ms':>18}")
    with run_kernel(cwd=str(Path(__file__).parent), extra_arguments=["--log-level=ERROR"]) as kernel:
        for scene in SCENES:
            times = [(median(way), quantiles(way, n=20)[-1]) for way in zip(*measure(kernel, scene), strict=True)]
            (ours, ours95), (stock, stock95) = times
            line = f"{scene:>16}{ours:>8.1f}{ours95:>8.1f}{stock:>8.1f}{stock95:>8.1f}"
            print(f"{line}{stock / ours:>7.1f}x{stock95 / ours95:>7.1f}x{'yes' if ours95 < GOAL else 'NO':>18}")


if __name__ == "__main__":
    main()
