"""The live workshop under load, 60 and 500 phones on one server, and the same joining with stock Voilà beside it.

Run ``python tests/benchmarks/bench_live.py``; it takes about two minutes and, for its last table, a Chromium, on the
path or named by ``CHROMIUM``. Simulated phones and the projector share one process beside the server's, so what that
process takes is counted as the server's delay: a vote's delay runs from its sending until the projector's socket has
received a picture that counts it. The server writes every vote to SQLite before it answers. Stock Voilà's page holds
one IntSlider; a phone's kernel is the memory that no other process has.
"""

import asyncio
import os
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import nbformat
import psutil
from bench_page import FLAGS, NAMES, STOCK, serving
from playwright.sync_api import Browser, Page, sync_playwright

from course.live.apart import Apart, more_files
from course.live.client import PING
from course.live.crowd import Crowd, Delays
from course.live.rehearse import CHOICES, OVER, POLL

GOALS = {60: 100, 500: 1000}  # seats -> ms within which 95 of 100 votes of one instant are on the projector
MEMORY = 150  # MB of the server's process, at most
BURSTS = 5  # the table shows the median
VISITORS = 4  # browsers at once
POLLS = 12  # in the hour whose bytes are told: opened, answered, closed and revealed
FRAMES = 2 * (2 + 2 + 4) + len('{"type":"ping"}{"type":"pong"}')  # of a sign of life, there and back
SEED = 5
MISSING = "No Chromium here, so the comparison with stock Voilà is left out."


@dataclass
class Load:
    """What one number of seats came to: seconds, bytes of memory, bytes for one phone, CPU seconds for one vote."""

    join: float
    back: float
    bursts: list[Delays]
    spread: Delays
    memory: int
    joining: float
    hour: float
    cost: float


def busy() -> str:
    """Return how busy the machine is."""
    return f"{os.getloadavg()[0]:.1f} programs were running on {os.cpu_count()} processors"


async def loaded(room: Apart, seats: int) -> Load:
    """Fill the room and let everybody vote."""
    assert room.process
    server = psutil.Process(room.process.pid)

    def spent() -> float:
        return sum(server.cpu_times()[:2])

    def received() -> float:
        return sum(seat.received for seat in crowd.seats) / seats

    async with Crowd(room, random.Random(SEED)) as crowd:
        join = await crowd.join(seats)
        joining = received()
        await crowd.turn(POLL)
        bursts, cost = [], []
        for _ in range(BURSTS):
            await crowd.lead("reset")
            before = spent()
            bursts.append(await crowd.ballot(CHOICES, crowd.seats))
            cost.append((spent() - before) / seats)
            await crowd.shows(lambda part: part["answers"] == seats)
        await crowd.lead("reset")
        before = received()
        spread = await crowd.ballot(CHOICES, crowd.seats, OVER)
        await crowd.lead("close")
        await crowd.lead("reveal", on=True)
        await crowd.shows(lambda part: part["activity"]["results"])
        await crowd.lead("block", index=POLL)
        await asyncio.sleep(1)
        hour = POLLS * (received() - before) + 3600 / PING * FRAMES
        memory = server.memory_info().rss
        back = await crowd.back(crowd.seats)
    return Load(join, back, bursts, spread, memory, joining, hour, median(cost))


def load(seats: int) -> Load:
    """Start a server and fill it."""
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(ignore_cleanup_errors=True))
        room = stack.enter_context(closing(Apart(f"sqlite:///{Path(folder) / 'live.sqlite3'}", seats)))
        room.start()
        return asyncio.run(loaded(room, seats))


def row(name: str, *cells: str) -> None:
    """Print one line of a table."""
    print(f"{name:<46}" + "".join(f"{cell:>16}" for cell in cells))


def met(value: float, goal: float, unit: str) -> str:
    """Return a value beside its goal."""
    return f"{value:.0f} {unit} {'≤' if value <= goal else '>'} {goal}"


def tell(loads: dict[int, Load]) -> None:
    """Print what the seats came to."""
    print(f"Median of {BURSTS} ballots in one instant; {busy()}\n")
    row("", *(f"{seats} seats" for seats in loads))
    lines: dict[str, Callable[[int, Load], str]] = {
        "all join at once, s": lambda n, it: f"{it.join:.2f}",
        "all come back at once, s": lambda n, it: f"{it.back:.2f}",
        "votes in one instant, p50": lambda n, it: f"{1000 * median(d.share(0.5) for d in it.bursts):.0f} ms",
        "votes in one instant, p95 (goal)": lambda n, it: met(
            1000 * median(d.share(0.95) for d in it.bursts), GOALS[n], "ms"
        ),
        "the same, the best ballot's p95": lambda n, it: f"{1000 * min(d.share(0.95) for d in it.bursts):.0f} ms",
        f"votes over {OVER:.0f} s, p50": lambda n, it: f"{1000 * it.spread.share(0.5):.0f} ms",
        f"votes over {OVER:.0f} s, p95": lambda n, it: f"{1000 * it.spread.share(0.95):.0f} ms",
        "votes that did not arrive": lambda n, it: f"{sum(d.failed for d in [*it.bursts, it.spread])}",
        "the server's CPU for one vote": lambda n, it: f"{1000 * it.cost:.2f} ms",
        "memory of the server (goal)": lambda n, it: met(it.memory / 1e6, MEMORY, "MB"),
        "a phone: seat and first picture": lambda n, it: f"{it.joining / 1e3:.1f} kB",
        f"a phone: an hour of {POLLS} polls": lambda n, it: f"{it.hour / 1e3:.0f} kB",
    }
    for name, cell in lines.items():
        row(name, *(cell(seats, one) for seats, one in loads.items()))


def visits(browser: Browser, address: str, use: Callable[[Page], None], after: Callable[[], float]) -> Counter:
    """Open an address in several fresh browsers at once; return what one visitor took, and the seconds for all."""
    seen, contexts = Counter(), [browser.new_context() for _ in range(VISITORS)]
    pages = [context.new_page() for context in contexts]
    for page in pages:
        network = page.context.new_cdp_session(page)
        network.send("Network.enable")
        network.on("Network.requestWillBeSent", lambda _: seen.update(requests=1))
        network.on("Network.loadingFinished", lambda event: seen.update(bytes=event["encodedDataLength"]))
        network.on(
            "Network.webSocketFrameReceived", lambda event: seen.update(bytes=len(event["response"]["payloadData"]))
        )
    begun = time.perf_counter()
    for page in pages:
        page.goto(address, wait_until="commit")
    for page in pages:
        use(page)
    seconds = time.perf_counter() - begun
    pages[0].wait_for_timeout(1000)  # what comes after the first control counts, too
    memory = after()
    for page in pages:
        page.close(run_before_unload=True)
    each = {name: value / VISITORS for name, value in seen.items()}
    return Counter(each | {"seconds": seconds, "memory": memory})


def kernels() -> float:
    """Return the memory of one kernel that this process's servers have started."""
    found = [
        one for one in psutil.Process().children(recursive=True) if "ipykernel_launcher" in " ".join(one.cmdline())
    ]
    return sum(one.memory_full_info().uss for one in found) / VISITORS


def enter(page: Page) -> None:
    """Join the room, the code being in the address."""
    page.locator("[data-k=go]").click(timeout=60_000)
    page.locator("#tabs").wait_for(timeout=60_000)


def beside(memory: float) -> None:
    """Print joining with our page and with a stock page; ``memory`` is what one seat takes in our server."""
    program = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if program is None:
        print(MISSING)
        return
    cell = nbformat.v4.new_code_cell("import ipywidgets as ipw\nipw.IntSlider(description='Answer')")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder, sync_playwright() as playwright:
        nbformat.write(nbformat.v4.new_notebook(cells=[cell]), Path(folder) / "slider.ipynb")
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS.split())
        with closing(Apart(f"sqlite:///{Path(folder) / 'live.sqlite3'}", VISITORS)) as room:
            room.start()
            ours = visits(browser, f"{room.address}/?code={room.code}", enter, lambda: memory)
        with serving(STOCK, Path(folder)) as address:
            stock = visits(
                browser,
                f"{address}/voila/render/slider.ipynb",
                lambda page: page.locator(".widget-slider .noUi-handle").click(trial=True, timeout=90_000),
                kernels,
            )
        browser.close()
    print(f"\n{VISITORS} visitors join at once in a browser; {busy()}\n")
    row("", "our page", "stock Voilà", "ratio")
    units = {"bytes": ("kB for one phone", 1e3), "requests": ("requests of one phone", 1)}
    units |= {"seconds": ("s until all can begin", 1), "memory": ("MB of the server for one phone", 1e6)}
    for key, (name, unit) in units.items():
        row(name, f"{ours[key] / unit:.2f}", f"{stock[key] / unit:.2f}", f"{stock[key] / ours[key]:.1f}x")


def main() -> None:
    """Print the tables."""
    more_files()
    loads = {seats: load(seats) for seats in GOALS}
    tell(loads)
    fewest, most = min(loads), max(loads)
    beside((loads[most].memory - loads[fewest].memory) / (most - fewest))
    failed = sum(delays.failed for one in loads.values() for delays in [*one.bursts, one.spread])
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
