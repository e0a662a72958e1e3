"""The warm parent: reads all that a kernel of the course needs once, then forks a kernel for whoever asks.

Two processes: one that has read everything and then only waits, and the one it forks, which serves. Where the one that
serves dies, the other forks it anew at once. Both stay processes of one thread, since nothing else survives a fork.
A kernel leaves the parent's loop by returning from `serve`, so that it ends like any other Python program.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import selectors
import signal
import socket
import sys
import time
from contextlib import suppress
from typing import Any

from course.catalog import concepts
from course.kernels.child import Asked, be_kernel
from course.texts import LANGUAGES, Words

READY = b"R"
PLAYS = "COURSE_PLAYS"  # the concept that alone is read, and its play made, beforehand: the doctor looks at one page
TOO_OLD = 2.0  # seconds a request may take to come in whole
PAUSE = 0.02  # seconds between two processes that serve, should each die at its start
# Read only by the first kernel, which every later one would pay for anew; by what they are needed for. Not pyplot and
# its backend for notebooks: when read, they ask for the kernel they are in, and here is none yet.
READ = (
    "ipykernel.debugger",
    "ipykernel.ipkernel",
    "ipykernel.kernelapp",
    "IPython.core.completer",
    "IPython.core.completerlib",
    "IPython.core.debugger",
    "IPython.core.logger",
    "IPython.core.oinspect",
    "IPython.core.pylabtools",
    "IPython.extensions.storemagic",
    "IPython.utils.wildcard",
    "ipywidgets",
    "anywidget",
    "comm",
    "matplotlib.figure",
    "matplotlib.backends.backend_svg",
    "matplotlib.backends.backend_agg",
    "numpy.random",
    "psutil",
    "faulthandler",
    "sqlite3",
    "tornado.platform.asyncio",
    "babel.numbers",
    "course.references",
)


def main() -> None:
    """Serve until whoever started this is gone; in a kernel, be the kernel.

    Arguments: the descriptors of the socket on which requests come, and of a pipe that ends with the server; then the
    language in which the plays of the pages are made beforehand, if they are.
    """
    control, alive = socket.socket(fileno=int(sys.argv[1])), int(sys.argv[2])
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C in the trainer's window is for the server
    warmed()
    while serving := os.fork():
        _, status = os.waitpid(serving, 0)
        if os.waitstatus_to_exitcode(status) == 0:
            return
        time.sleep(PAUSE)
    only = os.environ.get(PLAYS)
    plan = [(row.slug, sys.argv[3]) for row in concepts() if only in (None, row.slug)] if sys.argv[3:] else []
    asked = serve(control, alive, plan)
    if asked:
        be_kernel(asked, alive)


def warmed() -> None:
    """Read everything, and put it where the collector of no kernel touches it: touched memory is no longer shared."""
    for name in READ:
        with suppress(ImportError):  # a module that another version of IPython has elsewhere
            importlib.import_module(name)
    only = os.environ.get(PLAYS)
    for module in [only] if only else importlib.import_module("widgets").EXPORTS:
        importlib.import_module(f"widgets.{module}")
    importlib.import_module("ipywidgets").register_comm_target()  # left out by itself where there is no kernel yet
    importlib.import_module("jupyter_client.localinterfaces").localhost()  # every kernel looks for its own addresses
    importlib.import_module("course.references").works(LANGUAGES[0])
    for row in concepts():
        Words(row.slug, LANGUAGES[0])
    first = importlib.import_module(f"course.figures.{concepts()[0].slug}")
    first.cover(LANGUAGES[0]).svg()  # the first picture reads the fonts
    importlib.import_module("course.kernels.application").prepare()
    gc.collect()
    gc.freeze()


def serve(control: socket.socket, alive: int, plan: list[tuple[str, str]]) -> Asked | None:
    """Fork a kernel for each request; return in the kernel with what was asked for, in the parent at its end.

    While nobody asks, the plays of ``plan`` (concept and language) are made.
    """
    woken, wake = os.pipe()
    for end in (woken, wake):
        os.set_blocking(end, False)
    signal.set_wakeup_fd(wake, warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    kernels: dict[int, socket.socket] = {}
    watched = selectors.DefaultSelector()
    for one in (control, alive, woken):
        watched.register(one, selectors.EVENT_READ)
    with suppress(OSError):  # the server may be gone again already
        control.send(READY)
    retired = False
    while not (retired and not kernels):
        ready = watched.select(0 if plan else None)
        if not ready:
            _make(*plan.pop(0))
        for key, _ in ready:
            if key.fileobj == alive:
                return None
            if key.fileobj == woken:
                with suppress(BlockingIOError):
                    while os.read(woken, 512):
                        pass
                _buried(kernels)
                continue
            note, given = _heard(control)
            if not note:  # a newer parent has taken over; this one stays for the kernels it has
                watched.unregister(control)
                retired = True
                continue
            wire = socket.socket(fileno=given[0])
            try:
                asked = _read(wire)
                pid = os.fork()
            except (OSError, ValueError):
                wire.close()
                asked, pid = None, -1
            if pid == 0:
                watched.close()
                signal.set_wakeup_fd(-1)
                for number in (signal.SIGCHLD, signal.SIGINT):
                    signal.signal(number, signal.SIG_DFL)
                for other in (control, *kernels.values()):
                    other.close()
                os.close(woken)
                os.close(wake)
                return asked if _wanted(wire) else None
            if pid > 0:
                kernels[pid] = wire
    return None


def _wanted(wire: socket.socket) -> bool:
    """Say in a kernel that it is there, and return whether it is still waited for.

    Whoever gave up waiting starts another in its place, and two would take the same sockets.
    """
    with suppress(OSError), wire:
        wire.sendall(json.dumps({"pid": os.getpid()}).encode() + b"\n")
        return wire.recv(1) == READY
    return False


def _heard(control: socket.socket) -> tuple[bytes, list[int]]:
    with suppress(OSError):  # the other end closed without reading all that was said to it
        note, given, _, _ = socket.recv_fds(control, 1, 1)
        return note, given
    return b"", []


def _make(slug: str, language: str) -> None:
    with suppress(Exception):  # the kernel whose page it is will say what is wrong
        pages = importlib.import_module("widgets._page")
        importlib.import_module("widgets._lists").cover(slug, language)
        pages.prepare(slug, language)
    gc.collect()
    gc.freeze()


def _read(wire: socket.socket) -> Asked:
    wire.settimeout(TOO_OLD)
    request = told(wire)
    wire.settimeout(None)
    return Asked(request["argv"], request["env"], request["cwd"])


def told(wire: socket.socket) -> dict[str, Any]:
    """Return what the other side says in one line of JSON.

    Raises
    ------
    ValueError
        If it ends before the line does.
    OSError
        If it says nothing in time.
    """
    text = b""
    while not text.endswith(b"\n"):
        more = wire.recv(65536)
        if not more:
            raise ValueError("the other side broke off")
        text += more
    return json.loads(text)


def _buried(kernels: dict[int, socket.socket]) -> None:
    """Tell of every kernel that has ended how it did."""
    while kernels:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if not pid:
            return
        if wire := kernels.pop(pid, None):
            with suppress(OSError):
                wire.sendall(json.dumps({"code": os.waitstatus_to_exitcode(status)}).encode() + b"\n")
            wire.close()


if __name__ == "__main__":
    main()
