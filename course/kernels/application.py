"""ipykernel's application, with what it needs made before the fork; read before the fork, too.

A forked process pays for each page of memory that it writes to, and counting who holds an object is writing. So what
walks over everything that was read (the debugger's list of files, `%reset`'s list of modules) is given a list made
before, and IPython's shell, a third of a kernel's start, is there already, as is the application itself.
"""

from __future__ import annotations

import fnmatch
import hmac
import logging
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from itertools import product
from types import SimpleNamespace
from typing import Any

from ipykernel import ipkernel, kernelapp
from IPython.core import shellapp
from traitlets.config import Config

from course.kernels import QUIET
from course.kernels.shell import give, offer, singleton, unborn

PROCESSOR = 36  # the place in /proc/self/stat, after the name, of the processor that runs this process


class IPKernelApp(kernelapp.IPKernelApp):
    """The application of one kernel; `prepare` once before the fork. Settings know it by the name of its class.

    Attributes
    ----------
    before : namespace
        What was made before the fork: ``files``, ``names`` of modules, ``shell``, ``application``.
    """

    before: Any = None

    def initialize(self, argv: Any = None) -> None:
        """Stay on one processor until the kernel is there.

        Where a process has run on two of them, each page it copies must be told to the other. Files that a person has
        started with each kernel come later, since a program they start would stay there.
        """
        self.processors = os.sched_getaffinity(0)
        with suppress(OSError), open("/proc/self/stat") as told:
            os.sched_setaffinity(0, {int(told.read().rpartition(")")[2].split()[PROCESSOR])})
        super().initialize(argv)

    def parse_command_line(self, argv: Any = None) -> None:
        """Read at once what Jupyter and the gallery say; traitlets' reader looks through all there is to be set."""
        if argv[:1] != ["-f"] or argv[2:] not in ([], [QUIET]):
            super().parse_command_line(argv)
            return
        said = {"connection_file": argv[1]} | ({"log_level": logging.ERROR} if argv[2:] else {})
        self.argv, self.cli_config = argv, Config(IPKernelApp=said)
        self.update_config(self.cli_config)

    def load_config_file(self, *args: Any, **kwargs: Any) -> None:
        """Read a person's settings where there are any: to look for none takes IPython a tenth of a kernel's start."""
        names = {os.path.splitext(name)[0] for name in ("ipython_config.py", *self.config_files)}
        files = (name + kind for name in names for kind in (".py", ".json"))
        places = [folder or "" for folder in self.config_file_paths]
        if self.config_file_specified or any(os.path.isfile(os.path.join(*one)) for one in product(places, files)):
            super().load_config_file(*args, **kwargs)

    def init_poller(self) -> None:
        """Leave out the watch over the process above, which is not the server here."""

    def usual(self) -> bool:
        """Return whether nothing is set but where the kernel listens: settings may ask for another shell."""
        return set(self.config) <= {"IPKernelApp"} and set(self.config.IPKernelApp) <= {"connection_file", "log_level"}

    def init_kernel(self) -> None:
        """Give the kernel the shell and the list of files, for the debugger, that are there."""
        shell = self.before.shell if self.usual() else None
        if shell:
            offer(shell)
        with instead(ipkernel, {}):
            super().init_kernel()
        self.kernel._kernel_modules = self.before.files
        if debugger := getattr(self.kernel, "debugger", None):
            debugger.kernel_modules = self.before.files
        if shell:
            give(shell, self)
        for thread in os.listdir("/proc/self/task"):
            with suppress(OSError):  # it may have ended
                os.sched_setaffinity(int(thread), self.processors)

    def init_code(self) -> None:
        """Tell `%reset` which modules were there, without a look at each."""
        with instead(shellapp, {}):
            super().init_code()
        names = self.before.names
        for name in reversed(sys.modules):  # the newest are last
            if name in names:
                break
            names.add(name)
        if self.shell:
            self.shell._sys_modules_keys = names


def prepare() -> None:
    """Make what a kernel needs, after everything has been read."""
    files = list(filter(None, (getattr(module, "__file__", None) for module in list(sys.modules.values()))))
    shell = None
    with suppress(Exception):  # an IPython that is made otherwise makes its own
        shell = unborn()
    application = IPKernelApp()
    _warm_up(application.log)
    IPKernelApp.before = SimpleNamespace(files=files, names=set(sys.modules), shell=shell, application=application)


def _warm_up(log: logging.Logger) -> None:
    """Do once what is slow the first time only; to ask for ``log`` has set up all logging already."""
    log.debug("made before the fork")
    isinstance([], Mapping)  # asked for what a line of the log tells; goes through everything that is like a mapping
    hmac.new(b"", digestmod="sha256")  # signs the messages
    for pattern in ("*.py", "*.ipy"):  # files of settings, and those that are run at the start
        fnmatch.filter([], pattern)


def born() -> IPKernelApp:
    """Return the application that was made before the fork; from now on it is the one of this process."""
    return singleton(IPKernelApp.before.application)


@contextmanager
def instead(module: Any, modules: dict[str, Any]) -> Iterator[None]:
    """Let ``module`` find these modules in `sys` instead of all."""
    module.sys = Seen(modules)
    try:
        yield
    finally:
        module.sys = sys


class Seen:
    """`sys`, with other modules in place of its own."""

    def __init__(self, modules: Any) -> None:
        self.modules = modules

    def __getattr__(self, name: str) -> Any:
        return getattr(sys, name)
