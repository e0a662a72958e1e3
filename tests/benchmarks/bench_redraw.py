"""From the slider to the picture, in a real kernel: our widgets beside a fresh pyplot figure in an Output widget.

Run ``python tests/benchmarks/bench_redraw.py``; it takes about 40 seconds. This process plays the page: it sends a real
ipykernel the message a page sends when a slider moves, and stops the watch when the message with the new picture is
here. Serialising and the way over the kernel's sockets are in the time; Voilà's server and the browser are not. The
stock way is ``interactive_output`` round ``plt.show()``, with the same numbers and much the same content.
"""

import json
from ast import literal_eval
from functools import partial
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter
from typing import Any

import ipywidgets as ipw
import matplotlib.pyplot as plt
import numpy as np
from jupyter_client import BlockingKernelClient
from jupyter_client.manager import run_kernel

from course.models.coalitions import blocking, core_shares, shapley
from course.models.synergy import break_even_trust, pairwise
from widgets.synergy import CASES, TRUST, SynergyGroup, SynergyPair, case, total

MOVES, WARM_UP = 60, 5
GOAL = 100  # ms
RIVER, CROWD = case(*CASES["river"]), case(*CASES["crowd"])
SCENES: dict[str, dict[str, Any]] = {"SynergyPair": {}, "SynergyGroup, 3": RIVER, "SynergyGroup, 6": CROWD}


def plot_pair(trust: float) -> None:
    """Draw two bars and the curve over trust, the way one does in a cell."""
    first, second, fit, cost = 1, 1, 1, 0.25
    _, (left, right) = plt.subplots(1, 2, figsize=(9.8, 3.5))
    together, border = total(first, second, trust, fit, cost), break_even_trust(first, second, fit, cost)
    left.bar(["apart", "together"], [first, first], label="Municipality")
    left.bar(["apart", "together"], [second, together - first], bottom=first, label="Association")
    left.set(title=f"{first} + {second} = {together:.2f}", ylabel="units")
    left.legend()
    right.plot(TRUST, [total(first, second, value, fit, cost) for value in TRUST])
    right.plot(trust, together, "o")
    right.axhline(first + second, linestyle="--")
    right.axvline(border or 0, linestyle=":")
    right.set(xlabel="trust", ylabel="units")
    plt.show()


def plot_group(values: dict[str, Any], trust: float) -> None:
    """Draw the partners' ties and their shares, and print who could walk away."""
    n, units = values["partners"], np.array(values["units"][: values["partners"]])
    ties = np.array(values["trust"])[:n, :n]
    ties[0, 1] = ties[1, 0] = trust
    worth = pairwise(units, ties, values["complementarity"], values["cost"])
    _, (left, right) = plt.subplots(1, 2, figsize=(9.8, 3.9))
    x, y = np.cos(np.arange(n) * 2 * np.pi / n), np.sin(np.arange(n) * 2 * np.pi / n)
    for i in range(n):
        for j in range(i + 1, n):
            gain = worth[1 << i | 1 << j] - units[i] - units[j]
            left.plot(x[[i, j]], y[[i, j]], linewidth=2 * abs(gain), color="green" if gain > 0 else "red")
        left.text(x[i], y[i], f"Partner {i + 1}")
    left.set_axis_off()
    agreed = np.full(n, worth[-1] / n)
    right.barh(np.arange(n) - 0.2, shapley(worth), height=0.35, label="Shapley")
    right.barh(np.arange(n) + 0.2, agreed, height=0.35, label="agreed")
    right.plot(units, range(n), "|", markersize=20, label="alone")
    right.legend()
    plt.show()
    print(blocking(worth, agreed), core_shares(worth))


def ways(scene: str) -> dict[str, ipw.Widget]:
    """Return the two widgets of a scene; called in the kernel."""
    start, slider = SCENES[scene], ipw.FloatSlider(0.5, min=0, max=1)
    plot = partial(plot_group, start) if start else plot_pair
    ipw.interactive_output(plot, {"trust": slider})
    return {"ours": (SynergyGroup if start else SynergyPair)("en", **start), "stock": slider}


def move(kernel: BlockingKernelClient, model: str, state: dict[str, Any]) -> tuple[float, float]:
    """Send what a page sends; return the time until the picture is here, ms, and the size of its message, kB."""
    content = {"comm_id": model, "data": {"method": "update", "state": state, "buffer_paths": []}}
    message, taken, size = kernel.session.msg("comm_msg", content), 0.0, 0.0
    start = perf_counter()
    kernel.shell_channel.send(message)
    while True:
        reply = kernel.get_iopub_msg(timeout=30)
        if reply["parent_header"].get("msg_id") != message["header"]["msg_id"]:
            continue
        found = reply["content"]
        if "pictures" in found.get("data", {}).get("state", {}) or "image/png" in found.get("data", {}):
            taken, size = 1000 * (perf_counter() - start), len(json.dumps(found)) / 1000
        if reply["msg_type"] == "error" or found.get("name") == "stderr":
            raise RuntimeError(f"the kernel said {found}")
        if found.get("execution_state") == "idle":
            if not taken:
                raise RuntimeError(f"no picture came for {state}")
            return taken, size


def measure(kernel: BlockingKernelClient, scene: str) -> dict[str, list[tuple[float, float]]]:
    """Return what `move` says of each way, the two taking turns so that a busy machine slows both."""
    code = f"import bench_redraw; kept = bench_redraw.ways({scene!r})"
    asked = {"found": "{name: widget.model_id for name, widget in kept.items()}, kept['ours'].values"}
    reply = kernel.execute_interactive(code, user_expressions=asked, output_hook=lambda _: None)["content"]
    if reply["status"] == "error":
        raise RuntimeError("\n".join(reply["traceback"]))
    models, values = literal_eval(reply["user_expressions"]["found"]["data"]["text/plain"])
    taken: dict[str, list[tuple[float, float]]] = {"ours": [], "stock": []}
    for index in range(WARM_UP + MOVES):
        trust = (index * 7 + 1) % 20 / 20  # every step of the slider, in no order
        tie = trust
        if SCENES[scene]:
            tie = [list(row) for row in values["trust"]]
            tie[0][1] = tie[1][0] = trust
        taken["ours"].append(move(kernel, models["ours"], {"values": {**values, "trust": tie}}))
        taken["stock"].append(move(kernel, models["stock"], {"value": trust}))
    return {way: moves[WARM_UP:] for way, moves in taken.items()}


def main() -> None:
    """Print the table."""
    print(f"Slider to picture in the kernel, {MOVES} moves, ms; the size of the picture's message, kB\n")
    heads = ("ours median", "p95", "kB", "stock median", "p95", "kB", "median", "p95", f"p95 under {GOAL} ms")
    print(f"{'':>16}" + "".join(f"{head:>{max(len(head) + 2, 8)}}" for head in heads))
    with run_kernel(cwd=str(Path(__file__).parent)) as kernel:
        for scene in SCENES:
            figures: dict[str, tuple[float, float, float]] = {}
            for way, moves in measure(kernel, scene).items():
                times, sizes = zip(*moves, strict=True)
                figures[way] = median(times), quantiles(times, n=20, method="inclusive")[-1], median(sizes)
            ours, stock = figures["ours"], figures["stock"]
            print(
                f"{scene:>16}{ours[0]:>13.1f}{ours[1]:>8.1f}{ours[2]:>8.0f}{stock[0]:>14.1f}{stock[1]:>8.1f}"
                f"{stock[2]:>8.0f}{stock[0] / ours[0]:>7.1f}x{stock[1] / ours[1]:>7.1f}x"
                f"{'yes' if ours[1] < GOAL else 'NO':>18}"
            )


if __name__ == "__main__":
    main()
