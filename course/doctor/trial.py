"""A trial held on to: a process of its own that prepares, waits for the word, measures and leaves nothing behind."""

from __future__ import annotations

import json
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import IO

import psutil

HERE = "127.0.0.1"
READY = "ready"
GRACE = 8.0  # seconds a process gets to put its own things in order
Measured = dict[str, float]
Prepared = tuple[Measured, Callable[[], Measured]]  # what getting ready has shown already, and what measures


class TrialError(Exception):
    """A trial gave no answer, or none in time."""


class Trial:
    """One of the trials of ``trials``; what it has to complain of is for the command that it tries out to say.

    Parameters
    ----------
    name : str
        ``kernel``, ``visitors``, ``phones`` or ``works``.

    Attributes
    ----------
    found : dict, optional
        What was seen while the trial prepared itself, once it is ready.

    Examples
    --------
    >>> trial = Trial("nothing of the kind")
    >>> trial.ready(60)
    False
    >>> trial.close()
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.found: Measured | None = None
        self._lines: queue.SimpleQueue[str] = queue.SimpleQueue()
        # A session of its own: Ctrl-C in the terminal is for the doctor, which then ends its trials in good order.
        self.process = subprocess.Popen(
            command(name),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            start_new_session=True,
        )
        assert self.process.stdout
        threading.Thread(target=self._read, args=(self.process.stdout,), daemon=True).start()

    def ready(self, seconds: float) -> bool:
        """Wait until the trial has prepared itself, at most so many seconds; return whether it has."""
        with suppress(TrialError, ValueError):
            if self.found is None:
                word, _, found = self._line(seconds).partition(" ")
                self.found = json.loads(found) if word == READY else None
        return self.found is not None

    def measured(self, seconds: float) -> Measured:
        """Give the word and return what was measured.

        Raises
        ------
        TrialError
            If the trial ends without an answer, or gives none within so many seconds.
        """
        assert self.process.stdin
        try:
            self.process.stdin.write("go\n")
            self.process.stdin.flush()
            return json.loads(self._line(seconds))
        except (OSError, ValueError) as error:
            raise TrialError(self.name) from error

    def close(self) -> None:
        """End the trial and all that it has started."""
        ended(self.process, GRACE)

    def _line(self, seconds: float) -> str:
        try:
            line = self._lines.get(timeout=seconds)
        except queue.Empty:
            line = ""
        if not line:
            self._lines.put("")  # whoever asks again shall not wait again
            raise TrialError(self.name)
        return line.strip()

    def _read(self, pipe: IO[str]) -> None:
        with suppress(OSError, ValueError):  # the pipe is closed as soon as nobody wants an answer any more
            for line in pipe:
                self._lines.put(line)
        self._lines.put("")


def command(name: str) -> list[str]:
    """Return the command that runs a trial."""
    return [sys.executable, "-m", "course.doctor.trials", name]


def ended(process: subprocess.Popen[str], grace: float) -> None:
    """Close a process's input, at which ours end by themselves, and end it by force where it does not.

    Its whole family goes along: what a process leaves behind would go on without anybody knowing.

    Parameters
    ----------
    process : subprocess.Popen
        With a pipe for its input.
    grace : float
        Seconds it gets to end by itself.
    """
    family: list[psutil.Process] = []
    with suppress(psutil.Error):
        family = psutil.Process(process.pid).children(recursive=True)
    if process.stdin:
        with suppress(OSError):
            process.stdin.close()
    until = time.monotonic() + grace
    with suppress(subprocess.TimeoutExpired):
        process.wait(grace)
    if process.poll() is None:
        with suppress(psutil.Error):  # what it has started meanwhile
            family += psutil.Process(process.pid).children(recursive=True)
        process.kill()
    while (left := [one for one in family if _runs(one)]) and time.monotonic() < until:
        time.sleep(0.05)
    for one in left:
        with suppress(psutil.Error):
            one.kill()
    process.wait()
    if process.stdout:
        process.stdout.close()


def _runs(one: psutil.Process) -> bool:
    with suppress(psutil.Error):
        return one.is_running() and one.status() != psutil.STATUS_ZOMBIE  # one that nobody has buried is gone, too
    return False
