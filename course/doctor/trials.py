"""What is tried out and measured: a kernel, the gallery, the live server and marking, as the course really starts them.

``python -m course.doctor.trials visitors`` prepares, writes ``ready``, waits for a line, measures, and writes a line of
JSON. It ends, and everything it has started with it, when its input ends.
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
    go = threading.Event()
    with os.fdopen(os.dup(1), "w") as said:
        os.dup2(2, 1)  # what others print is no answer
        threading.Thread(target=_listen, args=(go,), daemon=True).start()
        with ExitStack() as stack, suppress(KeyboardInterrupt):
            measure = TRIALS[sys.argv[1]](stack)
            print(READY, file=said, flush=True)
            go.wait()
            answer = measure()
            signal.signal(signal.SIGINT, signal.SIG_IGN)  # the end has begun: a second one would break it off half-way
            print(json.dumps(answer), file=said, flush=True)


def _listen(go: threading.Event) -> None:
    while os.read(0, 4096):  # sys.stdin has a lock, which a daemon thread would take with it into the end of Python
        go.set()
    # The doctor wants no more, or has gone itself: whatever is at work here is put in order, as after Ctrl-C.
    signal.raise_signal(signal.SIGINT)


if __name__ == "__main__":
    main()
