"""Weight of a page and time to its first usable control: ours beside a stock Voilà page with one IntSlider.

Run ``python tests/benchmarks/bench_page.py``; it takes a minute or two and needs a Chromium, on the path or named by
``CHROMIUM``. Each visit is a fresh browser context, so nothing comes from a cache, and the pages take turns. Bytes are
counted on the wire, headers included; what the kernel says over its WebSocket stands apart. Stock Voilà loads every lab
extension that is installed here, and asks a CDN for style sheets, which weigh nothing where there is no network.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import urlopen

import nbformat
from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
FLAGS = "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-sync"
NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome", "chromium-headless-shell")
RUNS, REST = 5, 1500  # visits of each page; ms in which what comes after the first control is counted too
BUSY = f"{os.getloadavg()[0]:.1f} programs were running before, on {os.cpu_count()} processors"
OURS = "-m course dashboards --no-browser --lang en --port"
STOCK = "-m voila --no-browser --port"
COLUMNS = (  # what a visit counts, its heading, its unit, decimals; the first three are compared
    ("wire", "MB", 1e6, 2),
    ("requests", "requests", 1, 0),
    ("seconds", "to control, s", 1, 2),
    ("kernel", "kernel, MB", 1e6, 2),
    ("elsewhere", "off machine", 1, 0),
    ("failed", "failed", 1, 0),
)


@contextmanager
def serving(command: str, folder: Path) -> Iterator[str]:
    """Start a server in ``folder`` on a free port and give its address; the end stops it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    line, address = [sys.executable, *command.split(), str(port)], f"http://127.0.0.1:{port}"
    process = subprocess.Popen(line, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while not answers(address):
            if process.poll() is not None:
                sys.exit(f"this did not start: {' '.join(line)}")
            time.sleep(0.1)
        yield address
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(30)


def answers(address: str) -> bool:
    """Return whether a server answers, be it only that there is no such page."""
    try:
        return urlopen(f"{address}/partnership", timeout=5).status > 0
    except HTTPError:
        return True
    except OSError:
        return False


def visit(browser: Browser, address: str, control: str) -> Counter:
    """Open an address as somebody new would, wait until ``control`` can be used, and return what that took."""
    seen, context = Counter(), browser.new_context()
    page = context.new_page()
    network = context.new_cdp_session(page)
    network.send("Network.enable")

    def asked(event: dict) -> None:
        address = urlsplit(event["request"]["url"])
        if address.scheme in ("http", "https"):
            seen.update(requests=1, elsewhere=address.hostname != "127.0.0.1")

    network.on("Network.requestWillBeSent", asked)
    network.on("Network.loadingFinished", lambda event: seen.update(wire=event["encodedDataLength"]))
    network.on("Network.loadingFailed", lambda _: seen.update(failed=1))
    network.on(
        "Network.webSocketFrameReceived", lambda event: seen.update(kernel=len(event["response"]["payloadData"]))
    )
    start = time.perf_counter()
    page.goto(address, wait_until="commit")
    page.locator(control).first.click(trial=True, timeout=60_000)  # visible, enabled and not covered
    seen["seconds"] = time.perf_counter() - start
    page.wait_for_timeout(REST)
    page.close(run_before_unload=True)  # sends the kernel away
    context.close()
    return seen


def main() -> None:
    """Print the table."""
    program = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    cell = nbformat.v4.new_code_cell("import ipywidgets as ipw\nipw.IntSlider(description='Partners')")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        nbformat.write(nbformat.v4.new_notebook(cells=[cell]), Path(folder) / "slider.ipynb")
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS.split())
        with serving(OURS, ROOT) as ours, serving(STOCK, Path(folder)) as stock:
            pages = {
                "stock, one slider": (f"{stock}/voila/render/slider.ipynb", ".widget-slider .noUi-handle"),
                "synergy": (f"{ours}/voila/render/synergy.ipynb?lang=en", ".wp input"),
                "gallery": (f"{ours}/?lang=en", "a.wp-go"),
            }
            visits = [[visit(browser, *page) for page in pages.values()] for _ in range(RUNS)]
        browser.close()
    print(f"Median of {RUNS} visits; a ratio is stock to ours; {BUSY}\n")
    print(f"{'':>18}" + "".join(f"{head:>15}{'ratio':>7}" for _, head, *_ in COLUMNS[:3]), end="")
    print("".join(f"{head:>13}" for _, head, *_ in COLUMNS[3:]))
    for name, *rows in zip(pages, *visits, strict=True):
        line = f"{name:>18}"
        for index, (key, _, unit, places) in enumerate(COLUMNS):
            here, stock = (median(row[key] for row in some) / unit for some in (rows, [row[0] for row in visits]))
            line += f"{here:>15.{places}f}{stock / here:>6.2f}x" if index < 3 else f"{here:>13.{places}f}"
        print(line)


if __name__ == "__main__":
    main()
