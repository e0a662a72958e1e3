"""Fixtures of the live workshop's tests: a private PostgreSQL, and an address of either kind of database.

``postgres`` is the address of a fresh database. ``cluster`` is the server behind it, shared by the whole run; it can
``crash()`` and ``start()`` again. Nothing that makes it durable is switched off.
"""

import os
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import psycopg
import pytest

MISSING = "PostgreSQL is missing: run `apt-get install postgresql` (`make test` does so on Debian)"
# PostgreSQL refuses to run as root; Debian's package brings a user for it.
OTHER = {"user": "postgres", "group": "postgres", "extra_groups": []} if os.geteuid() == 0 else {}
NUMBERS = count(1)


class Cluster:
    """A PostgreSQL server of our own in ``folder``."""

    def __init__(self, programs: Path, folder: Path) -> None:
        self.programs, self.folder = programs, folder
        self.password = secrets.token_urlsafe(12)
        self.process: subprocess.Popen | None = None
        secret = folder / "password"
        secret.write_text(self.password)
        if OTHER:
            for path in (folder, secret):
                shutil.chown(path, OTHER["user"], OTHER["group"])
        command = [programs / "initdb", "-D", folder / "data", "-U", "postgres", "-A", "scram-sha-256", "-N"]
        command += [f"--pwfile={secret}", "-E", "UTF8", "--locale=C"]
        subprocess.run(command, cwd=folder, check=True, capture_output=True, **OTHER)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]

    def address(self, database: str) -> str:
        return f"postgresql+psycopg://postgres:{self.password}@127.0.0.1:{self.port}/{database}"

    def start(self) -> None:
        command = [self.programs / "postgres", "-D", self.folder / "data", "-k", self.folder, "-p", str(self.port)]
        command += ["-c", "listen_addresses=127.0.0.1"]
        with (self.folder / "log.txt").open("a") as log:
            self.process = subprocess.Popen(command, cwd=self.folder, stdout=log, stderr=log, **OTHER)
        for _ in range(300):
            if self.process.poll() is not None:
                break
            try:
                self.run("select 1")
            except psycopg.OperationalError:
                time.sleep(0.1)
            else:
                return
        pytest.fail(f"PostgreSQL did not start:\n{(self.folder / 'log.txt').read_text()}", pytrace=False)

    def crash(self) -> None:
        """Stop at once, as after a power cut: nothing is tidied up."""
        self._signal(signal.SIGQUIT)

    def stop(self) -> None:
        self._signal(signal.SIGINT)

    def run(self, statement: str) -> list[tuple]:
        """Run one statement as the administrator, outside any test's database."""
        settings = {"host": "127.0.0.1", "port": self.port, "user": "postgres", "password": self.password}
        with psycopg.connect(**settings, dbname="postgres", autocommit=True) as connection:
            done = connection.execute(statement.encode())
            return done.fetchall() if done.description else []

    def _signal(self, number: signal.Signals) -> None:
        assert self.process
        if self.process.poll() is None:
            self.process.send_signal(number)
        self.process.wait(60)


def programs() -> Path | None:
    """Return the folder of the newest PostgreSQL here; Debian keeps its folders out of PATH."""
    debian = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    newest = max(debian, key=lambda path: float(path.parts[-3]), default=None)
    found = newest or shutil.which("initdb")
    return Path(found).resolve().parent if found else None


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    where = programs()
    if not where:
        pytest.fail(MISSING, pytrace=False)
    # Not pytest's own folder: PostgreSQL's user could not enter it, and a socket's path must be short.
    with tempfile.TemporaryDirectory(prefix="partnership-pg-") as folder:
        server = Cluster(where, Path(folder))
        server.start()
        yield server
        server.stop()


@pytest.fixture
def postgres(cluster: Cluster) -> Iterator[str]:
    name = f"test_{next(NUMBERS)}"
    cluster.run(f"create database {name}")
    yield cluster.address(name)
    cluster.run(f"drop database {name} with (force)")


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a fresh database; the test runs once for each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'live.sqlite3'}"
    return request.getfixturevalue("postgres")
