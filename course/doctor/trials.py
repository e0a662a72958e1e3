"""What is tried out and measured: a kernel, the gallery, the live server and marking, as the course really starts them.

``python -m course.doctor.trials visitors`` prepares, writes ``ready`` and what it has seen, waits for a line, measures,
and writes a line of JSON. It ends, and everything it has started with it, when its input ends.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
from contextlib import ExitStack, suppress

from course.doctor import kernel, phones, visitors, works
from course.doctor.trial import READY

TRIALS = {"kernel": kernel.prepared, "visitors": visitors.prepared, "phones": phones.prepared, "works": works.prepared}


def main() -> None:
    """Prepare, wait for the word, measure and say what came of it."""
    go, over = threading.Event(), threading.Event()
    with os.fdopen(os.dup(1), "w") as said:
        os.dup2(2, 1)  # what others print is no answer
        threading.Thread(target=_listen, args=(go, over), daemon=True).start()
        with ExitStack() as stack:
            answer = None
            try:
                found, measure = TRIALS[sys.argv[1]](stack)
                print(READY, json.dumps(found), file=said, flush=True)
                go.wait()
                answer = measure()
            except KeyboardInterrupt:
                pass
            finally:
                _deaf(over)
            if answer:
                print(json.dumps(answer), file=said, flush=True)
        os._exit(0)  # all that was started is put in order; Python's own end would take half a second


def _listen(go: threading.Event, over: threading.Event) -> None:
    while os.read(0, 4096):  # sys.stdin has a lock, which a daemon thread would take with it into the end of Python
        go.set()
    # The doctor wants no more, or has gone itself: what is at work here is put in order, as after Ctrl-C.
    if sys.platform == "win32":  # nothing there wakes what waits
        os._exit(1)
    main = threading.main_thread().ident or 0
    while not over.is_set():
        signal.pthread_kill(main, signal.SIGINT)
        over.wait(1.0)  # a signal that comes while an object is being cleared away is lost


def _deaf(over: threading.Event) -> None:
    """Hear no signal any more: what is put in order now must not be broken off half-way."""
    while not over.is_set():
        with suppress(KeyboardInterrupt):
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            over.set()


if __name__ == "__main__":
    main()
