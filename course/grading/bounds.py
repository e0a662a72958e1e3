"""What bounds a cell on the learner's side: time, printing, and the room it leaves for the cells after it."""

from __future__ import annotations

import contextlib
import io
import mmap
import os
import signal
import threading
from typing import Any

PRINTED = 100_000  # characters a cell may print before it is ended
ROOM = 64 << 20  # bytes that have to be free after a cell
THREADS = 16  # threads that may be there after a cell


class TooLong(BaseException):
    """Raised in the middle of whatever runs beyond its time; no ``except Exception`` holds it up."""


class PrintedTooMuchError(Exception):
    """A cell printed more than anybody reads."""


class Printed(io.TextIOBase):
    """A stream that keeps what is written to it, up to a limit."""

    def __init__(self, name: str, outputs: list[dict[str, Any]]) -> None:
        self.name, self.outputs, self.left = name, outputs, PRINTED

    def writable(self) -> bool:
        """Say yes."""
        return True

    def isatty(self) -> bool:
        """Say no."""
        return False

    def write(self, text: str) -> int:
        """Keep the text; too much of it ends the cell."""
        kept = str(text)[: self.left]
        self.left -= len(kept)
        last = self.outputs[-1] if self.outputs else {}
        if kept and last.get("output_type") == "stream" and last["name"] == self.name:
            last["text"] += kept
        elif kept:
            self.outputs.append({"output_type": "stream", "name": self.name, "text": kept})
        if len(kept) < len(text):
            raise PrintedTooMuchError(f"more than {PRINTED} characters")
        return len(text)


@contextlib.contextmanager
def limited(seconds: float) -> Any:
    """Raise TooLong in what runs longer, again and again until it gives up."""
    over: list[bool] = []

    def late(*_: Any) -> None:
        over.append(True)
        raise TooLong

    signal.signal(signal.SIGALRM, late)
    signal.setitimer(signal.ITIMER_REAL, seconds, 0.25)
    try:
        yield over
    except TooLong:
        over.append(True)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, signal.SIG_IGN)


def has_room() -> bool:
    """Return whether the cells to come have room: a cell may leave threads, or all of the memory taken."""
    try:
        mmap.mmap(-1, ROOM).close()
    except (MemoryError, OSError):
        return False
    tasks = "/proc/self/task"  # where there is no such folder, Python's own threads are counted
    return (len(os.listdir(tasks)) if os.path.isdir(tasks) else threading.active_count()) <= THREADS
