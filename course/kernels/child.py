"""What a process forked from the warm parent does to be a kernel like any other."""

from __future__ import annotations

import os
import signal
import sys
import threading
from contextlib import suppress
from dataclasses import dataclass


@dataclass
class Asked:
    """A kernel asked for: its arguments, surroundings and folder."""

    argv: list[str]
    env: dict[str, str]
    cwd: str


def be_kernel(asked: Asked, alive: int) -> None:
    """Become the kernel that was asked for, as ``python -m ipykernel_launcher`` would be.

    Parameters
    ----------
    asked : Asked
    alive : int
        Descriptor of a pipe that ends with the server.
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

    from course.kernels.application import born

    random.seed()
    np.random.seed(None)  # noqa: NPY002 - the state that every kernel would else share
    threading.Thread(target=_watch, args=(alive,), daemon=True).start()
    sys.argv = ["ipykernel_launcher", *asked.argv]
    application = born()
    application.parent_handle = int(asked.env.get("JPY_PARENT_PID") or 0)  # read from the parent's surroundings else
    application.launch_instance(argv=asked.argv)


def _watch(alive: int) -> None:
    """End this kernel when the server is gone, however it went."""
    while os.read(alive, 1):
        pass
    with suppress(OSError):
        os.killpg(os.getpid(), signal.SIGTERM)  # what the learner's program has started goes along
    os._exit(1)
