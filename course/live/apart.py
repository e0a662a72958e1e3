"""A room in a process of its own that ends with its parent: for the rehearsal, the benchmark and the tests.

``python -m course.live.apart`` reads one line of JSON: database, code, keys, port and seats. It writes the port it
listens on and serves until its input ends, so nothing is left behind whichever way the parent goes.
"""

from __future__ import annotations

import asyncio
import json
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from tornado.netutil import bind_sockets

from course.live import script
from course.live.keys import Keys
from course.live.limits import Limits
from course.live.store import Draft, Store

HERE = "127.0.0.1"
SCRIPT = Path(__file__).parent / "rehearsal.toml"
CODE = "PROBA"
MORE = 200  # sockets beyond one a seat: screens, and lines that come back before the old one is given up


class ApartError(Exception):
    """The server's process did not start."""


class Apart:
    """The server's process and what is needed to start it again.

    Parameters
    ----------
    database : str
        URL of the store, which the first process of a room must find without that room.
    seats : int
        How many people the room is to hold.
    language : str
    keys : Keys, optional
        Those of a room that has begun; without them a new one begins.

    Attributes
    ----------
    address : str
        Where the server answers.
    code : str
    keys : Keys
    process : subprocess.Popen
    """

    def __init__(self, database: str, seats: int, language: str = "en", keys: Keys | None = None) -> None:
        self.database, self.seats, self.code = database, seats, CODE
        self.keys, self.port, self.address = keys or Keys.fresh(), 0, ""
        if keys is None:
            with closing(Store(database)) as store:
                store.append([Draft(CODE, "began", "", "began", beginning(self.keys, language))])
        self.process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        """Start the process, on the same port as before, and wait until it listens."""
        task = {"database": self.database, "code": self.code, "keys": self.keys, "port": self.port, "seats": self.seats}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "course.live.apart"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,  # Ctrl-C is for the parent
        )
        assert self.process.stdin
        assert self.process.stdout
        try:
            self.process.stdin.write(json.dumps(task) + "\n")
            self.process.stdin.flush()
            line = self.process.stdout.readline()
        except OSError as error:
            self.kill()
            raise ApartError("the server ended before it was told what to serve") from error
        except BaseException:  # Ctrl-C, most of all: a process that does not serve yet has nothing to put in order
            self.kill()
            raise
        if not line.strip():
            raise ApartError(f"the server did not start, exit code {self.process.wait()}")
        self.port = int(line)
        self.address = f"http://{HERE}:{self.port}"

    def kill(self) -> None:
        """Pull the plug."""
        assert self.process
        self.process.kill()
        self._forget()

    def close(self) -> None:
        """Let the process end by itself."""
        if self.process and self.process.stdin:
            self.process.stdin.close()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
            self._forget()

    def _forget(self) -> None:
        assert self.process
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe:
                pipe.close()
        self.process = None


def beginning(keys: Keys, language: str) -> dict[str, Any]:
    """Return the body of the first event of a room that is only tried out."""
    names = {"ask": False, "trainer": False, "all": False}
    rest = {"code": CODE, "language": language, "names": names, "delete_after": "1970-01-01"}
    return {**script.read(SCRIPT), **keys.hashes(), **rest}


def more_files() -> None:
    """Allow this process as many open files as it may have: every line is one."""
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = most if most != resource.RLIM_INFINITY else 65536
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(wanted, 65536), most))


async def serving(task: Mapping[str, Any]) -> None:
    """Serve the room until the input ends."""
    from course.live.handlers import serve  # for whoever started this it would be a second of reading for nothing
    from course.live.server import Live

    seats, port = task["seats"], task["port"]
    over = asyncio.Event()
    loop = asyncio.get_running_loop()
    with closing(Store(task["database"])) as store:
        limits = Limits(seats=seats, sockets=2 * seats + MORE, strangers=seats + MORE)
        live = Live(store, task["code"], keys=Keys(*task["keys"]), address=f"http://{HERE}", limits=limits)
        await live.start()
        sockets = bind_sockets(port, HERE, backlog=1024)
        http = serve(live, sockets)
        print(sockets[0].getsockname()[1], flush=True)
        # A thread that only reads must not keep the process alive: Ctrl-C or a lost parent ends it either way.
        threading.Thread(target=_until_end, args=(loop, over), daemon=True).start()
        await over.wait()
        http.stop()
        await live.stop()
        await http.close_all_connections()


def _until_end(loop: asyncio.AbstractEventLoop, over: asyncio.Event) -> None:
    sys.stdin.read()
    loop.call_soon_threadsafe(over.set)


def main() -> None:
    """Serve what the first line of the input says."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    more_files()
    asyncio.run(serving(json.loads(sys.stdin.readline())))


if __name__ == "__main__":
    main()
