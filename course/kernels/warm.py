"""The server's side: one warm parent for this server, started anew when it dies or is out of date."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil

import course
from course.kernels.parent import READY, told

START = 30.0  # seconds a parent may take until it is warm
ANSWER = 5.0  # seconds it may take to fork
END = 5.0  # seconds it may take to end
LOOK = 1.0  # seconds between two looks at whether the course's files have changed
OWN = Path(course.__file__).resolve().parent
READ = (OWN, OWN.parent / "widgets")
# Python and the numeric libraries look at these once, at their start: where they differ, forking gives another kernel.
EARLY = ("PYTHON", "LD_", "DYLD_", "OMP_", "OPENBLAS_", "MKL_", "BLIS_", "MPL", "VIRTUAL_ENV")


NAME, CHOICE = "partnership", "JUPYTER_DEFAULT_PROVISIONER_NAME"


class UnavailableError(Exception):
    """There is no warm parent that can give this kernel; it has to be started as Jupyter starts them."""


def early(env: dict[str, str]) -> dict[str, str]:
    """Return the variables of surroundings that count only when Python starts.

    Examples
    --------
    >>> early({"PYTHONPATH": "/a", "LANG": "C"})
    {'PYTHONPATH': '/a'}
    """
    return {name: value for name, value in env.items() if name.startswith(EARLY)}


class Forked:
    """A kernel that another process has forked, as `subprocess.Popen` would show it.

    Parameters
    ----------
    pid : int
    wire : socket
        On which the parent tells how the kernel ended.
    """

    stdin = stdout = stderr = None

    def __init__(self, pid: int, wire: socket.socket) -> None:
        self.pid, self.returncode = pid, None
        self._wire, self._heard = wire, b""
        with suppress(psutil.Error):
            self._process = psutil.Process(pid)
        wire.setblocking(False)

    def poll(self) -> int | None:
        """Return the exit code, None while it runs; 1 where nobody is left who could know it."""
        if self.returncode is None:
            try:
                more = self._wire.recv(4096)
            except BlockingIOError:
                return None
            except OSError:
                more = b""
            self._heard += more
            if self._heard.endswith(b"\n"):
                self._ended(json.loads(self._heard)["code"])
            elif not more and not self._runs():
                self._ended(1)
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Return the exit code once there is one."""
        until = time.monotonic() + timeout if timeout is not None else None
        while (code := self.poll()) is None:
            if until is not None and time.monotonic() > until:
                raise subprocess.TimeoutExpired("kernel", timeout or 0.0)
            time.sleep(0.02)
        return code

    def send_signal(self, number: int) -> None:
        """Send a signal, while it runs."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it."""
        self.send_signal(signal.SIGKILL)

    def _runs(self) -> bool:
        process = getattr(self, "_process", None)
        with suppress(psutil.Error):
            return process is not None and process.is_running() and process.status() != psutil.STATUS_ZOMBIE
        return False

    def _ended(self, code: int) -> None:
        self.returncode = code
        self._wire.close()


class Parent:
    """One warm parent; `Warm` starts it and another after it."""

    def __init__(self, language: str, env: dict[str, str]) -> None:
        self.stamp, self.env = stamp(), early(env)
        self._control, theirs = socket.socketpair()
        alive, self._alive = os.pipe()
        os.set_inheritable(alive, True)
        surroundings = {**env, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
        surroundings.setdefault("MPLBACKEND", "module://matplotlib_inline.backend_inline")
        command = [
            sys.executable,
            "-P",
            "-Xfrozen_modules=off",
            "-m",
            "course.kernels.parent",
            str(theirs.fileno()),
            str(alive),
            *filter(None, [language]),
        ]
        with theirs:
            self.process = subprocess.Popen(
                command, env=surroundings, stdin=subprocess.DEVNULL, pass_fds=(theirs.fileno(), alive)
            )
        os.close(alive)
        self.warm = threading.Event()
        self.gone = threading.Event()
        threading.Thread(target=self._wait, daemon=True).start()

    def _wait(self) -> None:
        with suppress(OSError):
            self._control.settimeout(START)
            if self._control.recv(1) == READY:
                self.warm.set()
        self.process.wait()
        self.gone.set()
        self.warm.set()  # who waits for it shall not wait any longer

    def fork(self, argv: list[str], env: dict[str, str], cwd: str) -> Forked:
        """Return a new kernel.

        Raises
        ------
        UnavailableError
            If the parent does not give one.
        """
        ours, theirs = socket.socketpair()
        try:
            with theirs:
                socket.send_fds(self._control, [READY], [theirs.fileno()])
            ours.settimeout(ANSWER)
            ours.sendall(json.dumps({"argv": argv, "env": env, "cwd": cwd}).encode() + b"\n")
            pid = told(ours)["pid"]
            ours.sendall(READY)
            return Forked(pid, ours)
        except (OSError, ValueError) as error:
            ours.close()
            raise UnavailableError(str(error)) from error

    def retire(self) -> None:
        """Let it end with its last kernel."""
        self._control.close()

    def close(self) -> None:
        """End it, and all its kernels with it."""
        self._control.close()
        with suppress(OSError):
            os.close(self._alive)
        try:  # what has read everything sees that its server is gone; what still reads looks at nothing
            self.process.wait(END if self.warm.is_set() else 0)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class Warm:
    """The warm parent of this process, in whatever state it is.

    Attributes
    ----------
    language : str
        In which the plays of the pages are made before anybody asks; empty where they are not.
    handed : callable
        Which of this process's variables the parent is started with: every kernel can read those.
    """

    def __init__(self) -> None:
        self.language = ""
        self.handed: Callable[[dict[str, str]], dict[str, str]] = dict
        self._lock = threading.Lock()
        self._parent: Parent | None = None
        self._looked = 0.0
        self._first = True

    def start(self) -> None:
        """Begin to warm a parent, if there is none; return at once."""
        with self._lock:
            if self._parent is None or self._parent.gone.is_set():
                if self._parent:
                    self._parent.retire()
                self._parent = self._new()
                threading.Thread(target=self._again, args=(self._parent,), daemon=True).start()
            elif time.monotonic() - self._looked > LOOK:
                self._looked = time.monotonic()
                if self._parent.stamp != stamp():
                    old, self._parent = self._parent, self._new()
                    old.retire()
                    threading.Thread(target=self._again, args=(self._parent,), daemon=True).start()

    def ready(self, seconds: float = START) -> bool:
        """Wait until there is a warm parent; return whether there is."""
        self.start()
        parent = self._parent
        return parent is not None and parent.warm.wait(seconds) and not parent.gone.is_set()

    def close(self) -> None:
        """End the parent and all its kernels."""
        with self._lock:
            parent, self._parent = self._parent, None
        if parent:
            parent.close()

    def _new(self) -> Parent:
        return Parent(self.language, self.handed(dict(os.environ)))

    def _again(self, parent: Parent) -> None:
        """Start another parent as soon as one dies that had been warm: one that never was would die again."""
        parent.warm.wait()
        died_warm = not parent.gone.is_set()
        parent.gone.wait()
        if died_warm and parent is self._parent:
            self.start()

    def kernel(self, argv: list[str], env: dict[str, str], cwd: str) -> Forked:
        """Return a kernel.

        Raises
        ------
        UnavailableError
            If Jupyter's own way has to be taken.
        """
        self.start()
        parent = self._parent
        assert parent is not None
        if early(env) != parent.env:
            raise UnavailableError("other surroundings")
        # The first kernel waits for the parent, which costs it no more than the stock way. Later ones never wait.
        if not parent.warm.wait(START if self._first else 0):
            raise UnavailableError("not warm yet")
        self._first = False
        if parent.gone.is_set():
            raise UnavailableError("gone")
        return parent.fork(argv, env, cwd)


def stamp() -> float:
    """Return when the course's files changed last."""
    found = [path.stat().st_mtime for folder in READ for path in folder.rglob("*.*") if path.suffix in (".py", ".toml")]
    return max(found, default=0.0)


WARM = Warm()


def available() -> bool:
    """Return whether this system can fork kernels at all.

    Apple's libraries do not survive a fork, and Windows has none.
    """
    return sys.platform.startswith("linux")


def scrubbed(kwargs: dict[str, Any]) -> set[str]:
    """Return the ways of starting a process, of those asked for, that forking does not know."""
    return {name for name, value in kwargs.items() if value is not None} - {
        "env",
        "cwd",
        "kernel_id",
        "extra_arguments",
    }
