"""PostgreSQL for the Hub alone: a cluster in the Hub's folder, on loopback, started and ended with it."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

import psycopg
from psycopg import sql

from deploy.local.state import DATABASES, HOST, ROOT_RUNS, HubError, State

PATIENCE = 60.0
# PostgreSQL refuses to run as root; Debian's package brings a user for it.
OTHER: dict[str, Any] = {"user": "postgres", "group": "postgres", "extra_groups": []} if ROOT_RUNS else {}


def programs() -> Path | None:
    """Return the folder of the newest PostgreSQL here; Debian keeps its folders out of PATH."""
    debian = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    newest = max(debian, key=lambda path: float(path.parts[-3]), default=None)
    found = newest or shutil.which("initdb")
    return Path(found).resolve().parent if found else None


class Cluster:
    """The Hub's PostgreSQL."""

    def __init__(self, state: State, port: int) -> None:
        self.state, self.port = state, port
        self.process: subprocess.Popen[Any] | None = None

    @property
    def program(self) -> Path:
        """The programs that made the cluster, where a newer PostgreSQL has been installed since."""
        newest = programs()
        if newest is None:
            raise HubError("no_postgres")
        version = self.state.postgres / "PG_VERSION"
        own = Path("/usr/lib/postgresql") / (version.read_text().strip() if version.is_file() else "") / "bin"
        return own if (own / "postgres").is_file() else newest

    def start(self) -> None:
        """Start it, made first where it is not there yet, with its roles and databases."""
        if not (self.state.postgres / "PG_VERSION").is_file():
            self._make()
        self.run()
        self._roles()

    def run(self) -> None:
        """Start the server and wait until it answers."""
        options = {"listen_addresses": HOST, "unix_socket_directories": "", "timezone": "UTC"}
        command = [str(self.program / "postgres"), "-D", str(self.state.postgres), "-p", str(self.port)]
        command += [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        with (self.state.log / "postgres.log").open("ab") as log:
            process: subprocess.Popen[Any] = subprocess.Popen(
                command,
                cwd=self.state.postgres,
                env=self.state.environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                **OTHER,
            )
        self.process, until = process, time.monotonic() + PATIENCE
        while process.poll() is None and time.monotonic() < until:
            try:
                self._connected().close()
            except psycopg.OperationalError:
                time.sleep(0.1)
            else:
                return
        self.stop()
        raise HubError("postgres_failed", log=self.state.log / "postgres.log")

    def stop(self) -> None:
        """End it in good order, whatever is still connected."""
        if self.process is None:
            return
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.send_signal(signal.SIGQUIT)
            self.process.wait(30)

    def _make(self) -> None:
        """Make the cluster beside its place and move it there when it is whole."""
        new = self.state.folder / "postgres.new"
        shutil.rmtree(new, ignore_errors=True)
        new.mkdir(mode=0o700)
        with NamedTemporaryFile("w", prefix="partnership-") as secret:
            secret.write(self.state.secrets["postgres"])
            secret.flush()
            if OTHER:
                for path in (new, secret.name):
                    shutil.chown(path, OTHER["user"], OTHER["group"])
            command = [self.program / "initdb", "-D", new, "-U", "postgres", "-A", "scram-sha-256"]
            command += [f"--pwfile={secret.name}", "-E", "UTF8", "--locale=C"]
            done = subprocess.run(command, cwd="/", capture_output=True, text=True, **OTHER)
        if done.returncode:
            shutil.rmtree(new, ignore_errors=True)
            raise HubError("initdb_failed", reason=(done.stderr.strip().splitlines() or ["?"])[-1])
        os.replace(new, self.state.postgres)

    def _connected(self, database: str = "postgres") -> psycopg.Connection:
        settings = {"host": HOST, "port": self.port, "user": "postgres", "password": self.state.secrets["postgres"]}
        return psycopg.connect(**settings, dbname=database, autocommit=True, connect_timeout=5)

    def _roles(self) -> None:
        """Give each part of the Hub a database and a role that sees no other; passwords are set anew each time."""
        with self._connected() as connection:
            roles = {row[0] for row in connection.execute("select rolname from pg_roles")}
            made = {row[0] for row in connection.execute("select datname from pg_database")}
            for name in DATABASES:
                role, password = sql.Identifier(name), sql.Literal(self.state.secrets[name])
                verb = sql.SQL("alter" if name in roles else "create")
                connection.execute(sql.SQL("{} role {} login password {}").format(verb, role, password))
                if name not in made:
                    connection.execute(sql.SQL("create database {} owner {}").format(role, role))
                connection.execute(sql.SQL("revoke connect on database {} from public").format(role))
