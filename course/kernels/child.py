"""What a process forked from the warm parent does to be a kernel like any other."""

from __future__ import annotations

import os
import signal
import sys
import threading
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from types import SimpleNamespace
from typing import Any


@dataclass
class Asked:
    """A kernel asked for: its arguments, surroundings and folder."""

    argv: list[str]
    env: dict[str, str]
    cwd: str


def be_kernel(asked: Asked, alive: int, files: str) -> None:
    """Become the kernel that was asked for, as ``python -m ipykernel_launcher`` would be.

    Parameters
    ----------
    asked : Asked
    alive : int
        Descriptor of a pipe that ends with the server.
    files : str
        The files of what was read before the fork.
    """
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
    # Its default was read from the surroundings of the parent.
    server = int(asked.env.get("JPY_PARENT_PID") or 0)
    application(files).launch_instance(argv=asked.argv, parent_handle=server)


@cache
def application(files: str) -> Any:
    """Return ipykernel's application as a forked kernel needs it; asked for before the fork, it is ready after it."""
    from ipykernel import ipkernel
    from ipykernel.kernelapp import IPKernelApp

    class ForkedKernelApp(IPKernelApp):
        name = "IPKernelApp"  # under which settings are given to it

        def init_poller(self) -> None:
            """Leave out the watch over the process above, which is not the server here."""

        def init_kernel(self) -> None:
            """Show the kernel a list of modules that is cheap to read.

            It asks every module for its file, for the debugger. Whatever is touched is copied for this kernel alone:
            a third of all its memory.
            """
            module: Any = ipkernel
            module.sys = Listed(files)
            try:
                super().init_kernel()
            finally:
                module.sys = sys

    with suppress(Exception):  # what reading arguments looks up once stays; the first real kernel says what is wrong
        ForkedKernelApp().parse_command_line(["-f", "kernel.json", "--IPKernelApp.log_level=ERROR"])
    return ForkedKernelApp


class Listed:
    """`sys`, with the files of its modules in place of the modules.

    Parameters
    ----------
    files : str
        What `files` returned before the fork, one text: a thousand texts lie on a thousand pages of memory.
    """

    def __init__(self, files: str) -> None:
        self.modules = {file: SimpleNamespace(__file__=file) for file in files.splitlines()}

    def __getattr__(self, name: str) -> Any:
        return getattr(sys, name)


def files() -> str:
    """Return the file of every module that has been read, a line each."""
    return "\n".join(file for module in sys.modules.values() if (file := getattr(module, "__file__", None)))


def _watch(alive: int) -> None:
    """End this kernel when the server is gone, however it went."""
    while os.read(alive, 1):
        pass
    with suppress(OSError):
        os.killpg(os.getpid(), signal.SIGTERM)  # what the learner's program has started goes along
    os._exit(1)
