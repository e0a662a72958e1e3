"""IPython's shell, made before the fork.

What of it belongs to one kernel alone (folder, surroundings, history, the lines it speaks through) is given to it after
the fork, in the order in which IPython would.
"""

from __future__ import annotations

import atexit
import os
import sys
from typing import Any

from ipykernel.compiler import XCachingCompiler
from ipykernel.zmqshell import ZMQInteractiveShell
from IPython.paths import get_ipython_dir
from traitlets.config import Config


class Unborn(ZMQInteractiveShell):
    """A shell without what belongs to one kernel; `offer` makes it one of IPython's own class."""

    def init_ipython_dir(self, ipython_dir: Any) -> None:
        """Leave out the folder of a person's settings."""

    def init_profile_dir(self, profile_dir: Any) -> None:
        """Leave out the profile within it."""

    def init_history(self) -> None:
        """Leave out the history: its file is within it, too, and its thread would not live through the fork."""

    def init_user_ns(self) -> None:
        """Leave out the first names of a session, some of which are its history."""


def unborn() -> Unborn:
    """Return a shell for a kernel to come; this process stays as if there were none."""
    main, surroundings = sys.modules["__main__"], dict(os.environ)
    try:
        shell = Unborn(compiler_class=XCachingCompiler, config=Config(IPKernelApp={}))
        atexit.unregister(shell.atexit_operations)
        return shell
    finally:
        sys.modules["__main__"] = main
        os.environ.clear()
        os.environ.update(surroundings)


def offer(shell: Any) -> None:
    """Let a kernel find this shell where it would make one."""
    shell.__class__ = ZMQInteractiveShell
    singleton(shell)


def singleton(made: Any) -> Any:
    """Make ``made`` what traitlets gives whenever the one instance of its class is asked for, and return it."""
    for one in type(made)._walk_mro():
        one._instance = made
    return made


def give(shell: Any, application: Any) -> None:
    """Give the shell what belongs to this kernel alone.

    Parameters
    ----------
    shell : ZMQInteractiveShell
        From `unborn`, offered.
    application : IPKernelApp
        Whose kernel has taken the shell.
    """
    shell.config.merge(application.config)
    shell.parent = shell.kernel = application.kernel
    shell.ipython_dir = get_ipython_dir()
    shell.profile_dir = application.profile_dir
    shell.starting_dir = os.getcwd()
    shell.init_environment()
    shell.save_sys_module_state()
    shell.init_sys_modules()
    shell.init_history()
    shell.configurables.insert(1, shell.configurables.pop())  # where IPython has it
    shell.init_encoding()
    shell.init_pushd_popd_magic()
    shell.init_user_ns()
    shell.raw_input_original = input
    shell.sys_excepthook = sys.excepthook
    atexit.register(shell.atexit_operations)
