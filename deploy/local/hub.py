"""The Hub from start to end: what can stand in its way is said in one sentence, and nothing is left behind."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import psutil

from course.grading.place import GradingError
from course.grading.sandbox import bubblewrap
from course.texts import Words
from deploy.local import exchange, postgres, services, walls
from deploy.local.people import accounts, class_list, people, slips
from deploy.local.spawner import graders
from deploy.local.state import GRADING, LEARNING, HubError, Plan, State, end, private

PATIENCE = 90.0
GRACE = 15.0  # seconds JupyterHub gets to end its servers, services and proxy
OFTEN = 5  # times the database is started again

Say = Callable[[str], None]


def start(state: State, plan: Plan, say: Say = print) -> int:
    """Start everything, keep it going until Ctrl-C and return an exit code."""
    words = Words("hub", plan.language)
    _listen(signal.default_int_handler)  # a shell's & makes children deaf to Ctrl-C, and theirs after them
    try:
        with ExitStack() as stack:
            try:
                hub, database = _up(state, plan, stack, words, say)
                say(words("open.stop", command=state.stopping))
                _watch(hub, database, state, words, say)
            finally:
                _listen(signal.SIG_IGN)  # pressed again: it is ending already
    except KeyboardInterrupt:
        say(words("open.closed"))
        return 0
    except HubError as error:
        print(error.said(plan.language), file=sys.stderr)
        return 1
    return 0


def stop(state: State, language: str, say: Say = print) -> int:
    """End the Hub of a folder, from wherever it was started, with all that belongs to it."""
    words = Words("hub", language)
    holder = state.holder()
    if holder is not None:
        with suppress(psutil.Error):
            holder.send_signal(signal.SIGINT)
        until = time.monotonic() + 3 * GRACE
        while time.monotonic() < until and _lives(holder):
            time.sleep(0.1)
    left = state.clear()
    if holder is not None and _lives(holder):
        end([holder])
    say(words("open.ended" if holder is not None or left else "open.nothing", folder=state.folder))
    return 0


def _lives(process: psutil.Process) -> bool:
    with suppress(psutil.Error):
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    return False


def _up(
    state: State, plan: Plan, stack: ExitStack, words: Words, say: Say
) -> tuple[subprocess.Popen[bytes], postgres.Cluster]:
    state.make()
    look(state)
    stack.enter_context(state.held())
    # From here on whatever was started is ended, in the reverse order; the mark finds what its parent lost.
    stack.callback(state.clear)
    if lost := state.clear():
        say(words("open.lost", n=lost))
    plan.check()
    if plan.walls:
        walls.tried(state.run, LEARNING)
    else:
        say(words("open.no_walls"))
    listed = people(state)
    accounts(state, listed)
    class_list(state, listed)
    database = postgres.Cluster(state, plan.ports["database"])
    stack.callback(database.stop)
    database.start()
    private(state.grading / "graders.json", graders(state, database.port, f"{plan.local}/services/ngshare"), GRADING)
    state.keep(plan)
    hub = _hub(state)
    stack.callback(_end, hub)
    _answers(hub, f"{plan.local}/hub/health", state)
    keeper = exchange.exchange(state, plan, "caretaker")
    exchange.probe(keeper, exchange.exchange(state, plan, "probe"))
    exchange.enrol(keeper, listed.values())
    say(words("open.probed"))
    for place in ("workshop/health", "dashboards/partnership"):
        _answers(hub, f"{plan.local}/services/{place}", state)
    say(words("open.hub", address=plan.door))
    if waiting := slips(state, listed):
        say(words("open.passwords", n=waiting, path=state.folder / "passwords.csv"))
    if plan.public:
        say(words("open.gallery", address=f"{plan.door}/services/gallery/"))
    return hub, database


def look(state: State) -> None:
    """Raise ``HubError`` where something is not installed."""
    if postgres.programs() is None:
        raise HubError("no_postgres")
    places = services.parts()
    if not (places / "ngshare" / "bin" / "python").is_file() or not Path(services.proxy(state)[-1]).is_file():
        raise HubError("no_parts")
    try:
        bubblewrap()
    except GradingError as error:
        raise HubError("no_walls", reason=error.said("en")) from error


def _hub(state: State) -> subprocess.Popen[bytes]:
    config = Path(__file__).with_name("jupyterhub_config.py")
    with (state.log / "hub.log").open("ab") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "jupyterhub", "-f", str(config)],
            cwd=state.hub,
            env=state.environment()
            | {
                "COURSE_LANGUAGE": state.plan().language,
                "PATH": f"{Path(sys.prefix) / 'bin'}:{state.environment().get('PATH', '')}",
            },
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )


def _answers(hub: subprocess.Popen[bytes], address: str, state: State) -> None:
    """Wait until an address answers; raise ``HubError`` where the Hub ends first, or nothing comes."""
    until = time.monotonic() + PATIENCE
    while hub.poll() is None and time.monotonic() < until:
        with suppress(HTTPError, URLError, OSError), urlopen(address, timeout=5) as answer:
            if answer.status == 200:
                return
        time.sleep(0.2)
    raise HubError("hub_failed", address=address, log=state.log / "hub.log")


def _watch(hub: subprocess.Popen[bytes], database: postgres.Cluster, state: State, words: Words, say: Say) -> None:
    """Look after the two that everything rests on: a database that ends is started again, the Hub is not."""
    again = 0
    while True:
        if hub.poll() is not None:
            raise HubError("hub_ended", code=hub.returncode, log=state.log / "hub.log")
        if database.process is not None and database.process.poll() is not None:
            again += 1
            if again > OFTEN:
                raise HubError("postgres_failed", log=state.log / "postgres.log")
            database.run()
            say(words("open.database_again"))
        time.sleep(0.5)


def _end(hub: subprocess.Popen[bytes]) -> None:
    """Ask JupyterHub to end, which ends servers, services and proxy; after a while it is made to."""
    if hub.poll() is None:
        hub.send_signal(signal.SIGINT)
    try:
        hub.wait(GRACE)
    except subprocess.TimeoutExpired:
        hub.kill()
        hub.wait()


def _listen(how: Callable[..., Any] | signal.Handlers) -> None:
    """Say what Ctrl-C and being asked to end do."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, how)
