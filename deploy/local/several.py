"""Several processes that do the same: one that ends is started again, and all end with the one that began them."""

from __future__ import annotations

import ctypes
import logging
import os
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress

ENDING = {signal.SIGINT, signal.SIGTERM}
LONGEST = 5.0  # seconds until one that ends again and again is started again
PR_SET_PDEATHSIG = 1
log = logging.getLogger("partnership.several")


def several(count: int, work: Callable[[], None]) -> None:
    """Do ``work`` in ``count`` processes until asked to end.

    Parameters
    ----------
    count : int
        How many.
    work : callable
        Returns once its process is asked to end, by SIGTERM; called in a process of its own, each time.
    """
    children: dict[int, float] = {}
    over, rest, own = False, 0.0, os.getpid()

    def end(*_: object) -> None:
        nonlocal over
        over = True
        for child in children:
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGTERM)

    for number in ENDING:
        signal.signal(number, end)
    while children or not over:
        while len(children) < count and not over:
            signal.pthread_sigmask(signal.SIG_BLOCK, ENDING)  # asked to end now, no child would be forgotten
            begun = time.monotonic()
            child = os.fork()
            if not child:
                _child(work, own)
            children[child] = begun
            signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDING)
        gone, status = os.wait()
        begun = children.pop(gone, None)
        if begun is not None and not over:
            rest = 0.0 if time.monotonic() - begun > LONGEST else min(2 * rest + 0.1, LONGEST)
            log.error("Process %s has ended (%s); another takes its place.", gone, os.waitstatus_to_exitcode(status))
            time.sleep(rest)


def _child(work: Callable[[], None], parent: int) -> None:
    for number in ENDING:
        signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDING)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
    code = 1
    try:
        if os.getppid() == parent:
            work()
        code = 0
    except Exception:
        log.exception("a process has failed")
    finally:
        logging.shutdown()
        os._exit(code)
