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
    set_environ(asked.env)
    os.chdir(asked.cwd)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    import numpy as np

    from course.kernels.application import born

    # The state that every kernel would else share; Python's own generator is given another by the fork itself. Without
    # numbers NumPy would make its own in Python, which takes a millisecond.
    np.random.seed(np.frombuffer(os.urandom(32), np.uint32))  # noqa: NPY002
    threading.Thread(target=_watch, args=(alive,), daemon=True).start()
    sys.argv = ["ipykernel_launcher", *asked.argv]
    application = born()
    application.parent_handle = int(asked.env.get("JPY_PARENT_PID") or 0)  # read from the parent's surroundings else
    application.launch_instance(argv=asked.argv)


def set_environ(env: dict[str, str]) -> None:
    """Make these the variables of this process. Most of them are already: the server has started the parent, too.

    Parameters
    ----------
    env : dict
        All of them, by name; any other is taken away.

    Examples
    --------
    >>> set_environ({**os.environ, "COURSE_EXAMPLE": "1"})
    >>> os.environ["COURSE_EXAMPLE"]
    '1'
    >>> set_environ({name: value for name, value in os.environ.items() if name != "COURSE_EXAMPLE"})
    >>> "COURSE_EXAMPLE" in os.environ
    False
    """
    there = dict(os.environ)
    for name in there.keys() - env.keys():
        del os.environ[name]
    os.environ.update(env.items() - there.items())


def _watch(alive: int) -> None:
    """End this kernel when the server is gone, however it went."""
    while os.read(alive, 1):
        pass
    with suppress(OSError):
        os.killpg(os.getpid(), signal.SIGTERM)  # what the learner's program has started goes along
    os._exit(1)
