"""The warm parent: reads all that a kernel of the course needs once, then forks a kernel for whoever asks.

It stays a process of one thread, since nothing else survives a fork. A kernel leaves the parent's loop by returning
from `serve`, so that it ends like any other Python program.
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
import threading
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from course.catalog import concepts
from course.texts import LANGUAGES, Words

READY = b"R"
TOO_OLD = 2.0  # seconds a request may take to come in whole
# Read only by the first kernel, which every later one would pay for anew; by what they are needed for.
READ = (
    "ipykernel.debugger",
    "ipykernel.ipkernel",
    "ipykernel.pylab.backend_inline",
    "IPython.core.completer",
    "IPython.core.debugger",
    "IPython.core.pylabtools",
    "ipywidgets",
    "anywidget",
    "comm",
    "matplotlib.pyplot",
    "matplotlib.backends.backend_svg",
    "matplotlib.backends.backend_agg",
    "numpy.random",
    "babel.numbers",
    "course.references",
)


@dataclass
class Asked:
    """A kernel asked for: its arguments, surroundings and folder."""

    argv: list[str]
    env: dict[str, str]
    cwd: str


def main() -> None:
    """Serve until whoever started this is gone; in a kernel, be the kernel.

    Arguments: the descriptors of the socket on which requests come, and of a pipe that ends with the server.
    """
    control, alive = socket.socket(fileno=int(sys.argv[1])), int(sys.argv[2])
    warmed()
    asked = serve(control, alive)
    if asked:
        be_kernel(asked, alive)


def warmed() -> None:
    """Read everything, and put it where the collector of no kernel touches it: touched memory is no longer shared."""
    for name in READ:
        with suppress(ImportError):  # a module that another version of IPython has elsewhere
            importlib.import_module(name)
    for module in importlib.import_module("widgets").EXPORTS:
        importlib.import_module(f"widgets.{module}")
    for row in concepts():
        Words(row.slug, LANGUAGES[0])
    first = importlib.import_module(f"course.figures.{concepts()[0].slug}")
    first.cover(LANGUAGES[0]).svg()  # the first picture reads the fonts
    gc.collect()
    gc.freeze()


def serve(control: socket.socket, alive: int) -> Asked | None:
    """Fork a kernel for each request; return in the kernel with what was asked for, in the parent at its end."""
    woken, wake = os.pipe()
    for end in (woken, wake):
        os.set_blocking(end, False)
    signal.set_wakeup_fd(wake, warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C in the trainer's window is for the server
    kernels: dict[int, socket.socket] = {}
    watched = selectors.DefaultSelector()
    for one in (control, alive, woken):
        watched.register(one, selectors.EVENT_READ)
    with suppress(OSError):  # the server may be gone again already
        control.send(READY)
    retired = False
    while not (retired and not kernels):
        for key, _ in watched.select():
            if key.fileobj == alive:
                return None
            if key.fileobj == woken:
                with suppress(BlockingIOError):
                    while os.read(woken, 512):
                        pass
                _buried(kernels)
                continue
            note, given, _, _ = socket.recv_fds(control, 1, 1)
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
                for other in (control, wire, *kernels.values()):
                    other.close()
                os.close(woken)
                os.close(wake)
                return asked
            if pid > 0:
                with suppress(OSError):
                    wire.sendall(json.dumps({"pid": pid}).encode() + b"\n")
                kernels[pid] = wire
    return None


def be_kernel(asked: Asked, alive: int) -> None:
    """Become the kernel that was asked for, as ``python -m ipykernel_launcher`` would be."""
    os.setsid()
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.environ.clear()
    os.environ.update(asked.env)
    os.chdir(asked.cwd)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    import random

    import numpy as np

    random.seed()
    np.random.seed(None)  # noqa: NPY002 - the state that every kernel would else share
    threading.Thread(target=_watch, args=(alive,), daemon=True).start()
    sys.argv = ["ipykernel_launcher", *asked.argv]
    from ipykernel.kernelapp import IPKernelApp

    class Kernel(IPKernelApp):
        name = "IPKernelApp"  # under which settings are given to it

        def init_poller(self) -> None:
            """Leave out the watch over the process above, which is not the server here."""

    Kernel.launch_instance(argv=asked.argv)


def _watch(alive: int) -> None:
    """End this kernel when the server is gone, however it went."""
    while os.read(alive, 1):
        pass
    with suppress(OSError):
        os.killpg(os.getpid(), signal.SIGTERM)  # what the learner's program has started goes along
    os._exit(1)


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
