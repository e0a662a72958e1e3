"""Kernels forked from a warm parent beside stock ones, and beside Voilà's own pool of kernels started beforehand.

python tests/benchmarks/bench_kernels.py [--visitors 1 10 30 60] [--repeats 20] [--kills 5] [--sequence 500]

One kernel from request to answer; then so many visitors to the heaviest dashboard in the same moment, each until the
page is complete: its HTML, and the state of its widgets fetched over the web socket as a browser does. After that the
faults: the process that forks killed under load, and many kernels one after another. Stock is this same gallery with
Jupyter's own kernels; the pool is Voilà as it comes, with one kernel waiting for each visitor to come.
"""

import argparse
import asyncio
import glob
import json
import os
import re
import signal
import socket
import statistics
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil
from jupyter_client.manager import KernelManager
from jupyter_client.provisioning import KernelProvisionerFactory
from tornado.httpclient import AsyncHTTPClient
from tornado.websocket import websocket_connect

from course.kernels.warm import CHOICE, NAME, WARM

ROOT = Path(__file__).parents[2]
PAGE = "cluster_stages.ipynb"
LOCAL = "local-provisioner"
STARTS = 15
PATIENCE = 180  # seconds a visitor waits before it counts as failed
SETTLE = 240  # seconds until everything that is made beforehand should be there
MEGABYTE = 1 << 20
GALLERY = "import sys; from course.dashboards import serve; sys.exit(serve(int(sys.argv[1]), 'pl', browser=False))"


@dataclass
class Seen:
    """What a crowd of visitors saw and cost."""

    seconds: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    cpu: float = 0.0
    own: float = 0.0  # median megabytes that a kernel shares with nobody
    share: float = 0.0  # median megabytes of a kernel, what it shares divided among those who share it

    def quantile(self, part: float) -> float:
        """Return the seconds within which this part of the visitors had their page."""
        found = sorted(self.seconds)
        return found[round(part * (len(found) - 1))] if found else float("nan")


def spent(server: psutil.Process) -> float:
    """Return the CPU seconds of a server, of all below it, and of those that have ended."""
    seconds = 0.0
    for one in (server, *server.children(recursive=True)):
        with suppress(psutil.Error):
            seconds += sum(one.cpu_times()[:4])
    return seconds


def kernels(server: psutil.Process) -> list[psutil.Process]:
    """Return a server's kernels: each has a session of its own."""
    found = []
    for one in server.children(recursive=True):
        with suppress(ProcessLookupError):
            if os.getsid(one.pid) == one.pid:
                found.append(one)
    return found


def worked(pid: int) -> float:
    """Return the CPU seconds of a process's threads, to the nanosecond.

    What `ps` and psutil tell is cut to hundredths, for the program and the system each: a fifth of a forked kernel.
    """
    told = (Path(line).read_text().split()[0] for line in glob.glob(f"/proc/{pid}/task/*/schedstat"))
    return sum(map(int, told)) / 1e9


def one_kernel(folder: str, number: int) -> tuple[float, float]:
    """Start a kernel, wait for its first answer, end it; return wall and CPU seconds until the answer."""
    manager = KernelManager(kernel_name="python3", transport="ipc", ip=os.path.join(folder, f"k{number}"))
    began = time.perf_counter()
    manager.start_kernel()
    client = manager.client()
    client.start_channels()
    client.kernel_info()
    client.get_shell_msg(timeout=60)
    wall = time.perf_counter() - began
    cpu = worked(manager.provisioner.pid)  # type: ignore[union-attr]
    client.stop_channels()
    manager.shutdown_kernel(now=True)
    return wall, cpu


def starts() -> None:
    """Compare single kernels."""
    WARM.ready()
    rows: dict[str, list[tuple[float, float]]] = {LOCAL: [], NAME: []}
    with TemporaryDirectory() as folder:
        for number in range(STARTS):
            for name, row in rows.items():  # by turns, so that a busy moment of the machine meets both
                KernelProvisionerFactory.instance().default_provisioner_name = name
                row.append(one_kernel(folder, number))
    print(f"One kernel, from request to answer ({STARTS} starts each, by turns)")
    medians = {}
    for name, row in rows.items():
        walls = sorted(wall for wall, _ in row)
        medians[name] = statistics.median(walls), statistics.median(cpu for _, cpu in row)
        p95 = walls[round(0.95 * (STARTS - 1))]
        print(f"  {name:17} median {medians[name][0]:.2f} s, p95 {p95:.2f} s, CPU {medians[name][1]:.3f} s")
    sooner, less = (medians[LOCAL][place] / medians[NAME][place] for place in (0, 1))
    print(f"  forked: {sooner:.1f} times sooner, {less:.1f} times less CPU\n")


@contextmanager
def served(name: str, pool: int = 0) -> Iterator[tuple[int, psutil.Process]]:
    """Serve the dashboards with one kind of kernel until everything is quiet, then hand them over."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-c", GALLERY, str(port)]
    if pool:
        command = [
            *(sys.executable, "-m", "voila", str(ROOT / "notebooks" / "dashboards"), "--no-browser"),
            *("--Voila.ip=127.0.0.1", f"--port={port}", "--Voila.config_file_paths=[]", "--preheat_kernel=True"),
            f"--VoilaKernelManager.kernel_pools_config={ {PAGE: {'pool_size': pool}, 'default': {'pool_size': 0}} }",
        ]
    with TemporaryDirectory() as place:
        process = subprocess.Popen(
            command,
            cwd=place,
            env=os.environ | {CHOICE: name, "COURSE_LANGUAGE": "pl"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            server = psutil.Process(process.pid)
            settled(server, port)
            yield port, server
        finally:
            below = psutil.Process(process.pid).children(recursive=True) if process.poll() is None else []
            process.send_signal(signal.SIGINT)
            with suppress(subprocess.TimeoutExpired):
                process.wait(30)
            for one in (process, *below):
                with suppress(psutil.Error, ProcessLookupError):
                    one.kill()
            process.wait()


def settled(server: psutil.Process, port: int) -> None:
    """Wait until the port answers and nothing works any more: plays are made, the pool is full."""
    until, before, quiet = time.monotonic() + SETTLE, -1.0, 0
    while quiet < 3 and time.monotonic() < until:
        time.sleep(0.7)
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            now = spent(server)
            quiet = quiet + 1 if now - before < 0.06 else 0
            before = now


async def visit(port: int) -> None:
    """Open the page as a browser does: the HTML, then the state of every widget."""
    answer = await AsyncHTTPClient().fetch(
        f"http://127.0.0.1:{port}/voila/render/{PAGE}?lang=pl", request_timeout=PATIENCE, connect_timeout=PATIENCE
    )
    text = answer.body.decode()
    if "jupyter.widget-view" not in text:
        raise RuntimeError("the page holds no widget")
    found = re.search(r'"?kernelId"?:\s*"([\w-]+)"', text)
    assert found, "a page says which kernel is its own"
    line = await websocket_connect(
        f"ws://127.0.0.1:{port}/api/kernels/{found[1]}/channels?session_id={uuid.uuid4().hex}", max_message_size=1 << 28
    )
    comm = uuid.uuid4().hex
    for kind, content in (
        ("comm_open", {"comm_id": comm, "target_name": "jupyter.widget.control", "data": {}}),
        ("comm_msg", {"comm_id": comm, "data": {"method": "request_states"}}),
    ):
        head = {"msg_id": uuid.uuid4().hex, "session": comm, "username": "", "msg_type": kind, "version": "5.3"}
        head["date"] = datetime.now(UTC).isoformat()
        rest = {"parent_header": {}, "metadata": {"version": "1.0.0"}, "channel": "shell", "buffers": []}
        await line.write_message(json.dumps({"header": head, "content": content, **rest}))
    while told := await line.read_message():
        if b"update_states" in (told if isinstance(told, bytes) else told.encode()):
            line.close()
            return
    raise RuntimeError("the web socket closed")


async def crowd(port: int, count: int, seen: Seen) -> None:
    """Let so many visitors come in the same moment."""
    AsyncHTTPClient.configure(None, max_clients=count, max_body_size=1 << 28)

    async def one() -> None:
        began = time.perf_counter()
        try:
            await asyncio.wait_for(visit(port), PATIENCE)
            seen.seconds.append(time.perf_counter() - began)
        except Exception as error:  # noqa: BLE001 - whatever stops a visitor is a failure to count
            seen.failures.append(f"{type(error).__name__}: {error}")

    await asyncio.gather(*(one() for _ in range(count)))


def visits(port: int, server: psutil.Process, count: int) -> Seen:
    """Return what a crowd saw and cost; its kernels run on."""
    seen, before = Seen(), spent(server)
    asyncio.run(crowd(port, count, seen))
    seen.cpu = spent(server) - before
    sizes = []
    for one in kernels(server):
        with suppress(psutil.Error):
            sizes.append(one.memory_full_info())
    if sizes:
        seen.own = statistics.median(size.uss for size in sizes) / MEGABYTE
        seen.share = statistics.median(size.pss for size in sizes) / MEGABYTE
    return seen


def compare(count: int) -> None:
    """Compare the three ways for one crowd."""
    print(f"{count} visitors in the same moment to {PAGE}, each until the page is complete")
    rows: dict[str, Seen] = {}
    for kind, name, pool in (("stock", LOCAL, 0), ("pool", LOCAL, count), ("forked", NAME, 0)):
        with served(name, pool) as (port, server):
            once = spent(server)
            asyncio.run(crowd(port, 1, Seen()))  # the first one of a day pays for what all others find ready
            rows[kind] = seen = visits(port, server, count)
        # What a pool has been spending beforehand is counted here: it is spent anew for each visitor.
        beforehand = f", {once:.0f} CPU s beforehand" if pool else ""
        print(
            f"  {kind:6} p50 {seen.quantile(0.5):.2f} s, p95 {seen.quantile(0.95):.2f} s, CPU {seen.cpu:.1f} s"
            f"{beforehand}; a kernel {seen.own:.0f} MB of its own, {seen.share:.0f} MB in proportion; "
            f"{len(seen.failures)} failed {' '.join(sorted(set(seen.failures))[:2])}"
        )
    ours = rows["forked"]
    for kind in ("stock", "pool"):
        other = rows[kind]
        print(
            f"  forked beside {kind}: time {other.quantile(0.5) / ours.quantile(0.5):.1f} times less at p50, "
            f"{other.quantile(0.95) / ours.quantile(0.95):.1f} at p95, CPU {other.cpu / ours.cpu:.1f} times less, "
            f"memory {other.own / ours.own:.1f} times less"
        )
    print()


def again(count: int, repeats: int) -> None:
    """Let the crowd come again and again."""
    failed = 0
    for _ in range(repeats):
        with served(NAME) as (port, server):
            failed += len(visits(port, server, count).failures)
    print(f"{repeats} times {count} visitors, a gallery started anew each time: {failed} failures")


def killed(count: int) -> tuple[float, list[str]]:
    """Kill the process that forks under a crowd; return the seconds until it was back, and what visitors failed of."""
    with served(NAME) as (port, server):
        seed = next(one for one in server.children() if "course.kernels.parent" in " ".join(one.cmdline()))
        old = seed.children()[0]
        seen = Seen()

        async def shot() -> float:
            coming = asyncio.create_task(crowd(port, count, seen))
            await asyncio.sleep(0.5)
            old.kill()
            began = time.perf_counter()
            while not any(one.pid != old.pid for one in seed.children()):
                await asyncio.sleep(0.005)
            back = time.perf_counter() - began
            await coming
            return back

        return asyncio.run(shot()), seen.failures


def kills(count: int, repeats: int) -> None:
    """Kill the process that forks again and again, each time in a gallery of its own."""
    trials = [killed(count) for _ in range(repeats)]
    backs = [back for back, _ in trials]
    failures = [failure for _, found in trials for failure in found]
    print(
        f"{repeats} times the process that forks killed under {count} visitors: back after "
        f"{statistics.median(backs):.2f} s (the longest {max(backs):.2f} s), {len(failures)} failures"
    )
    print(*("    " + failure for failure in sorted(set(failures))), sep="\n")


def sequence(count: int) -> None:
    """Start and end many kernels, one after another."""
    WARM.ready()
    KernelProvisionerFactory.instance().default_provisioner_name = NAME
    assert WARM._parent
    parent = psutil.Process(WARM._parent.process.pid).children()[0]
    with TemporaryDirectory() as folder:
        one_kernel(folder, 0)
        before = parent.memory_full_info().uss, parent.num_fds(), psutil.Process().num_fds()
        for number in range(count):
            one_kernel(folder, number)
        after = parent.memory_full_info().uss, parent.num_fds(), psutil.Process().num_fds()
    grown = (after[0] - before[0]) / MEGABYTE
    print(
        f"{count} kernels one after another: the parent grew by {grown:.1f} MB and {after[1] - before[1]} open files, "
        f"the server by {after[2] - before[2]} open files, {len(parent.children())} kernels left"
    )


def main() -> None:
    """Print the comparison."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--visitors", type=int, nargs="*", default=[1, 10, 30, 60])
    parser.add_argument("--repeats", type=int, default=20, help="crowds of 30 that come one after another")
    parser.add_argument("--kills", type=int, default=5, help="crowds of 30, the process that forks killed")
    parser.add_argument("--sequence", type=int, default=500, help="kernels one after another")
    given = parser.parse_args()
    starts()
    for count in given.visitors:
        compare(count)
    if given.repeats:
        again(30, given.repeats)
    if given.kills:
        kills(30, given.kills)
    if given.sequence:
        sequence(given.sequence)
    WARM.close()


if __name__ == "__main__":
    main()
