"""Kernels forked from a warm parent beside stock ones, and beside Voilà's own pool of kernels started beforehand.

python tests/benchmarks/bench_kernels.py [1 10 30]

One kernel from request to answer; then so many visitors to one dashboard in the same moment: until the page is there,
CPU seconds of all processes, memory of a kernel of one's own (what nobody shares) and in proportion, and failures.
"""

import os
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.request import urlopen

import psutil
from jupyter_client.manager import start_new_kernel
from jupyter_client.provisioning import KernelProvisionerFactory

from course.kernels.warm import CHOICE, NAME, WARM

ROOT = Path(__file__).parents[2]
HEAVY = "cluster_stages"
STOCK = "local-provisioner"
STARTS = 15
MEGABYTE = 1 << 20
# The gallery as it is served; with a pool, so many kernels of the page are started before anybody comes.
SERVE = """
import sys
from course import gallery
from course.dashboards import serve
port, pool, page = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
if pool:
    stock = gallery.settings
    def settings():
        config = stock()
        config.VoilaConfiguration.preheat_kernel = True
        config.VoilaKernelManager.preheat_denylist = [rf"(?!{page}\\\\.ipynb).*"]
        config.VoilaKernelManager.kernel_pools_config = {f"{page}.ipynb": {"pool_size": pool}}
        return config
    import course.dashboards
    course.dashboards.settings = settings
sys.exit(serve(port, language="pl", browser=False))
"""


def spent(processes: list[psutil.Process]) -> float:
    """Return the CPU seconds of processes and of their children that have ended."""
    seconds = 0.0
    for one in processes:
        try:
            times = one.cpu_times()
        except psutil.Error:
            continue
        seconds += times.user + times.system + times.children_user + times.children_system
    return seconds


def starts(name: str) -> tuple[list[float], float]:
    """Return the seconds from request to answer of single kernels, and a kernel's median CPU seconds until then."""
    KernelProvisionerFactory.instance().default_provisioner_name = name
    walls, cpus = [], []
    with TemporaryDirectory() as folder:
        for number in range(STARTS):
            began = time.perf_counter()
            manager, client = start_new_kernel(
                kernel_name="python3", transport="ipc", ip=os.path.join(folder, f"k{number}")
            )
            walls.append(time.perf_counter() - began)
            times = psutil.Process(manager.provisioner.pid).cpu_times()
            cpus.append(times.user + times.system)
            client.stop_channels()
            manager.shutdown_kernel(now=True)
    return walls, statistics.median(cpus)


@contextmanager
def served(name: str, pool: int) -> Iterator[tuple[int, psutil.Process]]:
    """Serve the gallery with one kind of kernels."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-c", SERVE, str(port), str(pool), HEAVY],
        cwd=ROOT,
        env=os.environ | {CHOICE: name},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        while True:
            try:
                with urlopen(f"http://127.0.0.1:{port}/partnership", timeout=1):
                    break
            except OSError:
                time.sleep(0.1)
        settled(psutil.Process(process.pid))
        yield port, psutil.Process(process.pid)
    finally:
        process.send_signal(2)
        process.wait(60)


def settled(server: psutil.Process) -> None:
    """Wait until nothing works any more: the parent is warm, the pool full."""
    before, quiet = -1.0, 0
    while quiet < 3:
        time.sleep(1)
        now = spent([server, *server.children(recursive=True)])
        quiet = quiet + 1 if now - before < 0.05 else 0
        before = now


def visits(port: int, server: psutil.Process, count: int) -> tuple[list[float], float, list[tuple[int, int]], int]:
    """Let so many visitors come at once; return their seconds, CPU seconds, memory of each kernel, and failures."""
    found: list[float] = []
    failed: list[Exception] = []

    def visit() -> None:
        began = time.perf_counter()
        try:
            with urlopen(f"http://127.0.0.1:{port}/voila/render/{HEAVY}.ipynb?lang=pl", timeout=300) as answer:
                if b"wp-note" in answer.read().split(b"rendered_cells")[-1]:
                    raise RuntimeError("the page says that something failed")
            found.append(time.perf_counter() - began)
        except Exception as error:  # noqa: BLE001 - whatever stops a visitor is a failure to count
            failed.append(error)

    before = spent([server, *server.children(recursive=True)])
    visitors = [threading.Thread(target=visit) for _ in range(count)]
    for one in visitors:
        one.start()
    for one in visitors:
        one.join()
    family = server.children(recursive=True)
    cpu = spent([server, *family]) - before
    memory = []
    for one in family:
        try:
            told = one.memory_full_info()
        except psutil.Error:
            continue
        memory.append((told.uss, told.pss))
    return found, cpu, memory, len(failed)


def main() -> None:
    """Print the comparison."""
    counts = [int(word) for word in sys.argv[1:]] or [1, 10, 30]
    WARM.ready()
    rows = {kind: starts(name) for kind, name in (("stock", STOCK), ("forked", NAME))}
    print("One kernel, request to answer")
    for kind, (walls, cpu) in rows.items():
        p95 = sorted(walls)[round(0.95 * (STARTS - 1))]
        print(f"  {kind:7} median {statistics.median(walls):.3f} s, p95 {p95:.3f} s, CPU {cpu:.3f} s")
    ratio = statistics.median(rows["stock"][0]) / statistics.median(rows["forked"][0])
    print(f"  forked: {ratio:.1f} times sooner, {rows['stock'][1] / rows['forked'][1]:.1f} times less CPU")
    for count in counts:
        print(f"{count} visitors at once to {HEAVY}")
        medians: dict[str, tuple[float, float]] = {}
        for kind, name, pool in (("stock", STOCK, 0), ("pool", STOCK, count), ("forked", NAME, 0)):
            with served(name, pool) as (port, server):
                found, cpu, memory, failures = visits(port, server, count)
            found.sort()
            own = statistics.median(uss for uss, _ in memory) / MEGABYTE if memory else 0.0
            share = statistics.median(pss for _, pss in memory) / MEGABYTE if memory else 0.0
            p50, p95 = found[len(found) // 2], found[round(0.95 * (len(found) - 1))]
            medians[kind] = (p50, own)
            print(
                f"  {kind:7} p50 {p50:.2f} s, p95 {p95:.2f} s, CPU {cpu:.1f} s, "
                f"a kernel {own:.0f} MB its own, {share:.0f} MB in proportion, {failures} failed"
            )
        for kind in ("stock", "pool"):
            faster, smaller = (medians[kind][place] / medians["forked"][place] for place in (0, 1))
            print(f"  forked: {faster:.1f} times sooner than {kind}, memory {smaller:.1f} times less")


if __name__ == "__main__":
    main()
