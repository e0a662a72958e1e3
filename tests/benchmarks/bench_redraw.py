"""From the slider to the picture, in a real kernel: our widgets beside a fresh pyplot figure in an Output widget.

Run ``python tests/benchmarks/bench_redraw.py``; it takes about 40 seconds. This process plays the page: it sends a real
ipykernel the message a page sends when a slider moves, and stops the watch when the message with the new picture is
here. Serialising and the kernel's sockets are in the time; Voilà's server and the browser are not. The stock way is
``interactive_output`` round ``plt.show()``, with the same numbers and the same bars and curves in one figure.
"""

from ast import literal_eval
from functools import partial
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter
from typing import Any

import ipywidgets as ipw
import matplotlib.pyplot as plt
import numpy as np
from jupyter_client import BlockingKernelClient, run_kernel

from course.models.coalitions import blocking, core_shares, shapley
from course.models.synergy import break_even_trust, pairwise
from widgets.synergy import CASES, TRUST, SynergyGroup, SynergyPair, case, total

MOVES, WARM_UP, GOAL = 60, 5, 100  # the goal is in ms
SCENES: dict[str, dict[str, Any]] = {
    "SynergyPair": {},
    "SynergyGroup, 3": case(*CASES["river"]),
    "SynergyGroup, 6": case(*CASES["crowd"]),
}


def plot_pair(trust: float) -> None:
    """Draw two bars and the curve over trust for two partners worth 1, the way one does in a cell."""
    fit, cost = 1, 0.25
    together = total(1, 1, trust, fit, cost)
    _, (left, right) = plt.subplots(1, 2, figsize=(9.8, 3.5))
    left.bar(["apart", "together"], [1, 1], label="Municipality")
    left.bar(["apart", "together"], [1, together - 1], bottom=1, label="Association")
    left.set(title=f"1 + 1 = {together:.2f}", ylabel="units")
    left.legend()
    right.plot(TRUST, [total(1, 1, value, fit, cost) for value in TRUST])
    right.plot(trust, together, "o")
    right.axhline(2, linestyle="--")
    right.axvline(break_even_trust(1, 1, fit, cost) or 0, linestyle=":")
    right.set(xlabel="trust", ylabel="units")
    plt.show()


def plot_group(values: dict[str, Any], trust: float) -> None:
    """Draw the ties and the shares, the first two partners trusting each other so much; print who could leave."""
    n = values["partners"]
    units, ties = np.array(values["units"][:n]), np.array(values["trust"])[:n, :n]
    ties[0, 1] = ties[1, 0] = trust
    worth = pairwise(units, ties, values["complementarity"], values["cost"])
    agreed, rows, angle = np.full(n, worth[-1] / n), np.arange(n), np.arange(n) * 2 * np.pi / n
    _, (left, right) = plt.subplots(1, 2, figsize=(9.8, 3.9))
    for i in range(n):
        for j in range(i + 1, n):
            gain, ends = worth[1 << i | 1 << j] - units[i] - units[j], angle[[i, j]]
            left.plot(np.cos(ends), np.sin(ends), linewidth=2 * abs(gain), color="green" if gain > 0 else "red")
        left.text(np.cos(angle[i]), np.sin(angle[i]), f"Partner {i + 1}")
    left.set_axis_off()
    right.barh(rows - 0.2, shapley(worth), height=0.35, label="Shapley")
    right.barh(rows + 0.2, agreed, height=0.35, label="agreed")
    right.plot(units, rows, "|", markersize=20, label="alone")
    right.legend()
    plt.show()
    print(blocking(worth, agreed), core_shares(worth))


def widgets_of(scene: str) -> dict[str, ipw.Widget]:
    """Return what moves in a scene, ours and stock; the kernel calls this."""
    start, slider = SCENES[scene], ipw.FloatSlider(0.5, min=0, max=1)
    ipw.interactive_output(partial(plot_group, start) if start else plot_pair, {"trust": slider})
    return {"ours": (SynergyGroup if start else SynergyPair)("en", **start), "stock": slider}


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


def measure(kernel: BlockingKernelClient, scene: str) -> dict[str, list[float]]:
    """Return the times of all moves, the two ways taking turns so that a busy machine slows both."""
    asked = {"found": "{way: widget.model_id for way, widget in kept.items()}, kept['ours'].values"}
    code = f"import bench_redraw; kept = bench_redraw.widgets_of({scene!r})"
    reply = kernel.execute_interactive(code, user_expressions=asked, output_hook=lambda _: None)["content"]
    models, values = literal_eval(reply["user_expressions"]["found"]["data"]["text/plain"])
    taken: dict[str, list[float]] = {"ours": [], "stock": []}
    for index in range(WARM_UP + MOVES):
        trust: Any = (index * 7 + 1) % 20 / 20  # every step of the slider, in no order
        taken["stock"].append(move(kernel, models["stock"], {"value": trust}))
        if SCENES[scene]:
            values["trust"][0][1] = values["trust"][1][0] = trust
            trust = values["trust"]
        taken["ours"].append(move(kernel, models["ours"], {"values": {**values, "trust": trust}}))
    return {way: times[WARM_UP:] for way, times in taken.items()}


def main() -> None:
    """Print the table."""
    print(f"Slider to picture in the kernel, {MOVES} moves, ms: median and p95\n")
    print(f"{'':>16}{'ours':>8}{'p95':>8}{'stock':>8}{'p95':>8}{'ratio':>8}{'p95':>8}{f'p95 under {GOAL} ms':>18}")
    with run_kernel(cwd=str(Path(__file__).parent), extra_arguments=["--log-level=ERROR"]) as kernel:
        for scene in SCENES:
            line, found = f"{scene:>16}", {}
            for way, times in measure(kernel, scene).items():
                found[way] = median(times), quantiles(times, n=20, method="inclusive")[-1]
                line += "".join(f"{value:>8.1f}" for value in found[way])
            line += "".join(f"{stock / ours:>7.1f}x" for ours, stock in zip(found["ours"], found["stock"], strict=True))
            print(f"{line}{'yes' if found['ours'][1] < GOAL else 'NO':>18}")


if __name__ == "__main__":
    main()
