"""Visitors of the gallery: what one that opens the heaviest page takes of the processor and of memory."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
from contextlib import ExitStack, closing, suppress
from urllib.parse import urljoin

import psutil

from course.doctor.trial import GRACE, HERE, Measured, Prepared, ended
from course.kernels.parent import PLAYS
from course.kernels.provisioner import LAUNCHER
from course.kernels.warm import available

PAGE = "cluster_stages"  # of all concepts' pages the one that keeps a processor busy longest
AT_ONCE = 3
LOOK = 0.3  # seconds between two looks at whether the gallery is still making something
STILL = 0.03  # seconds of a processor between two looks at most, where it is not
PATIENCE = 60.0  # seconds after which a page that does not come is a failure


def prepared(stack: ExitStack) -> Prepared:
    """Open the gallery as ``partnership dashboards`` does and let a first visitor in.

    The whole gallery is measured, not its kernels alone: writing a page takes its one process some time, too, and
    kernels are started in whichever way the gallery starts them.

    Returns
    -------
    dict
        ``forked``, 1 where the first visitor's kernel was started the quick way, else 0.
    callable
        Lets visitors open the page at once and returns, for each, ``server`` and ``kernel``, seconds of a processor in
        the gallery's process and in all others, and ``memory``, bytes that no other process shares; and ``seconds``,
        until all had their page.
    """
    from course.live.network import free_from

    command = [sys.executable, "-m", "course", "dashboards", "--no-browser", "--attached", "--lang", "en"]
    gallery = subprocess.Popen(
        [*command, "--port", str(free_from(0, HERE))],
        env=os.environ | {PLAYS: PAGE},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    stack.callback(ended, gallery, GRACE / 2)  # it must be gone before the doctor ends this trial by force
    assert gallery.stdout
    address = urljoin(gallery.stdout.readline().strip(), f"/voila/render/{PAGE}.ipynb?lang=en")
    watched = psutil.Process(gallery.pid)
    _settled(watched)
    asyncio.run(_visit(address, 1))  # the first one of a day pays for what all others find ready
    return {"forked": float(_forked(watched))}, lambda: _measured(watched, address)


def _forked(gallery: psutil.Process) -> bool:
    """Return whether no kernel of the gallery was started as Jupyter does it: one forked has its parent's command."""
    for one in gallery.children(recursive=True):
        with suppress(psutil.Error):
            if LAUNCHER in one.cmdline():
                return False
    return True


def _settled(gallery: psutil.Process) -> None:
    """Wait until the gallery has made its plays, which it does while nobody asks: they are no visitor's cost."""
    until, before, now = time.monotonic() + PATIENCE / 2, -1.0, 0.0
    warm = not available()  # the parent of kernels has forked the process that makes plays
    while not (warm and now - before <= STILL) and time.monotonic() < until:
        time.sleep(LOOK)
        spent = _spent(gallery)
        warm = warm or len(spent) > 2
        before, now = now, sum(spent.values())


def _measured(gallery: psutil.Process, address: str) -> Measured:
    before, begun = _spent(gallery), time.monotonic()
    asyncio.run(_visit(address, AT_ONCE))
    after, seconds = _spent(gallery), time.monotonic() - begun
    took = {pid: total - before.get(pid, 0.0) for pid, total in after.items()}
    private = sum(psutil.Process(pid).memory_full_info().uss for pid in after.keys() - before.keys())
    server = took.pop(gallery.pid)
    each = {"server": server, "kernel": sum(took.values()), "memory": private}
    return {name: total / AT_ONCE for name, total in each.items()} | {"seconds": seconds}


def _spent(gallery: psutil.Process) -> dict[int, float]:
    """Return the processor seconds of the gallery and of all that it has started, by process."""
    found = {}
    for one in (gallery, *gallery.children(recursive=True)):
        with suppress(psutil.Error):
            found[one.pid] = sum(one.cpu_times()[:2])
    return found


async def _visit(address: str, count: int) -> None:
    """Ask for a page so many times at once; an answer is whole when its page has been made."""
    from tornado.httpclient import AsyncHTTPClient

    with closing(AsyncHTTPClient(force_instance=True)) as client:
        await asyncio.gather(*(client.fetch(address, request_timeout=PATIENCE) for _ in range(count)))
