"""The whole Hub, started once for these tests by its own command, in a folder of its own."""

import csv
import os
import runpy
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from course.catalog import ROOT
from deploy.local.hub import look
from deploy.local.state import HubError, Plan, State

PEOPLE = """id,role,courses,first_name,last_name,email
ewa,instructor,pl en,Ewa,Nowak,
anna,learner,pl,Anna,Kowalska,
john,learner,en,John,Smith,
"""
Visitor = runpy.run_path(str(Path(__file__).with_name("hub_visitor.py")))["Visitor"]


def ports() -> tuple[int, int]:
    """Return a free port for people, and the first of eight free ones for the Hub's parts."""
    for first in range(21000 + os.getpid() % 4000, 32000, 10):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            plan = Plan(port=free.getsockname()[1], inside=first)
        try:
            plan.check()
        except HubError:
            continue
        return plan.port, plan.inside
    pytest.fail("no free ports")


class Running:
    """A Hub that runs, or could."""

    def __init__(self, folder: Path) -> None:
        self.state, (self.port, self.inside) = State(folder), ports()
        self.address = f"http://127.0.0.1:{self.port}"
        self.process: subprocess.Popen[bytes] | None = None
        self.out = folder.with_name("said.txt")
        self.visitors: dict[str, Any] = {}
        self.kept: dict[str, Any] = {}

    def command(self, *more: str) -> list[str]:
        given = ["--lang", "en", "--folder", str(self.state.folder), "--port", str(self.port)]
        return [sys.executable, "-m", "deploy.local", "start", *given, "--inside", str(self.inside), *more]

    def start(self) -> None:
        with self.out.open("w") as out:
            self.process = subprocess.Popen(self.command("--public-dashboards"), cwd=ROOT, stdout=out, stderr=out)
        until = time.monotonic() + 240
        while "Ctrl-C" not in self.said() and self.process.poll() is None and time.monotonic() < until:
            time.sleep(0.2)
        if "Ctrl-C" not in self.said():
            log = self.state.log / "hub.log"
            pytest.fail(f"{self.said()}\n{log.read_text()[-3000:] if log.is_file() else ''}", pytrace=False)

    def stop(self) -> int:
        """Press Ctrl-C and return the exit code."""
        assert self.process
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        return self.process.wait(90)

    def said(self) -> str:
        return self.out.read_text() if self.out.is_file() else ""

    def passwords(self) -> dict[str, str]:
        with (self.state.folder / "passwords.csv").open() as file:
            return {row["id"]: row["password"] for row in csv.DictReader(file)}

    def visitor(self, name: str, **options: str) -> Any:
        """Return somebody who is logged in, with a server that runs."""
        if name not in self.visitors:
            found = Visitor(self.address, name, self.passwords()[name])
            found.start(**options)
            self.visitors[name] = found
        return self.visitors[name]


@pytest.fixture(scope="module")
def ground() -> Iterator[Path]:
    """A folder in which a Hub may keep its things: PostgreSQL's user has to get there, so not pytest's own."""
    with tempfile.TemporaryDirectory(prefix="partnership-hub-") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder).resolve()


@pytest.fixture(scope="module")
def hub(ground: Path) -> Iterator[Running]:
    running = Running(ground / "hub")
    running.state.make()
    try:
        look(running.state)
    except HubError as error:
        pytest.skip(error.said("en"))
    (running.state.folder / "people.csv").write_text(PEOPLE)
    try:
        running.start()
        yield running
    finally:
        if running.process:
            running.stop()
        left = running.state.left()
        for process in left:
            process.kill()
        psutil.wait_procs(left, timeout=10)


@pytest.fixture(scope="module")
def chromium_path() -> str:
    found = runpy.run_path(str(ROOT / "tests" / "browser" / "conftest.py"))["program"]()
    if not found:
        pytest.fail("no Chromium found: run `apt-get install chromium`, or put its path into CHROMIUM", pytrace=False)
    return found
