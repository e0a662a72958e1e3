"""The database under the live workshop's store: its table, how it is opened, and plain words for what goes wrong."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import psycopg
import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import event
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.pool import StaticPool

from course.texts import Words

MIGRATIONS = Path(__file__).parent / "migrations"
WAIT = 10  # seconds for a lock, a connection, or a server that has gone quiet

metadata = sa.MetaData()
events = sa.Table(
    "events",
    metadata,
    sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True),
    sa.Column("room", sa.Text(), nullable=False),
    sa.Column("at", sa.Double(), nullable=False),
    sa.Column("kind", sa.Text(), nullable=False),
    sa.Column("seat", sa.Text(), nullable=False),
    sa.Column("client_id", sa.Text(), nullable=False),
    sa.Column("body", sa.JSON(), nullable=False),
    sa.PrimaryKeyConstraint("seq", name="events_key"),
    sa.UniqueConstraint("room", "seat", "client_id", name="events_once"),
    sa.Index("events_in_order", "room", "seq"),
    sqlite_autoincrement=True,
)
# PostgreSQL refuses NaN, so SQLite had better refuse it, too.
written = partial(json.dumps, allow_nan=False)
# What people wrote stays out of error messages and logs.
COMMON: dict[str, Any] = {"json_serializer": written, "hide_parameters": True}


class StoreError(Exception):
    """The database cannot be used; ``say(language)`` is one sentence why, ``key`` and ``values`` are for programs."""

    def __init__(self, key: str, **values: object) -> None:
        self.key = key
        self.values = values
        super().__init__(self.say("en"))

    def say(self, language: str) -> str:
        """Return the sentence in ``language``."""
        return Words("live_store", language)(f"error.{self.key}", **self.values)


def address(text: str) -> sa.URL:
    """Return the address of a database the course can use, PostgreSQL's with the driver that is installed.

    Examples
    --------
    >>> address("postgres://anna@example.org/course").drivername
    'postgresql+psycopg'
    """
    try:
        url = sa.make_url(text)
        if url.drivername in ("postgres", "postgresql"):
            url = url.set(drivername="postgresql+psycopg")
        driver = f"{url.get_backend_name()}+{url.get_driver_name()}"
    except (ArgumentError, NoSuchModuleError, ValueError) as error:
        raise StoreError("address", address=_without_password(text)) from error
    if driver not in ("sqlite+pysqlite", "postgresql+psycopg"):
        raise StoreError("address", address=shown(url))
    return url


def shown(url: sa.URL) -> str:
    """Return ``url`` as a person may see it: a file's path, an address without its password."""
    secret = [name for name in url.query if "password" in name]
    plain = url.difference_update_query(secret).render_as_string(hide_password=True)
    return url.database or plain if url.get_backend_name() == "sqlite" else plain


def engine(url: sa.URL) -> sa.Engine:
    """Return the engine for ``url``; a SQLite file and its folder are made, for this user alone."""
    return _postgresql(url) if url.get_backend_name() == "postgresql" else _sqlite(url)


def listening_connection(url: sa.URL) -> psycopg.Connection:
    """Return a connection to PostgreSQL apart from the engine's, to listen on."""
    arguments, options = url.get_dialect()().create_connect_args(url)
    return psycopg.connect(*arguments, **_calling(url), **options, autocommit=True)


def migrate(connection: sa.Connection) -> None:
    """Bring the tables up to date, or raise ``StoreError`` where a newer course has been at work.

    The caller holds a lock and commits, so two servers that start together do not both migrate.
    """
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    script = ScriptDirectory.from_config(config)
    present = set(MigrationContext.configure(connection).get_current_heads())
    if present == set(script.get_heads()):
        return
    if present - {known.revision for known in script.walk_revisions()}:
        raise StoreError("newer", address=shown(connection.engine.url))
    command.upgrade(config, "head")


@contextmanager
def plainly(url: sa.URL) -> Iterator[None]:
    """Turn what a database says when it gives out into a ``StoreError``; a mistake of ours stays what it is."""
    try:
        yield
    except (DBAPIError, sqlite3.Error, psycopg.Error) as error:
        fault = error.orig if isinstance(error, DBAPIError) else error
        if key := _trouble(fault):
            raise StoreError(key, address=shown(url)) from error
        raise


def _trouble(fault: BaseException | None) -> str | None:
    if isinstance(fault, sqlite3.Error):
        code = (getattr(fault, "sqlite_errorname", None) or "").split("_")[1:2]
        keys = {"FULL": "full", "BUSY": "busy", "LOCKED": "busy", "NOTADB": "broken", "CORRUPT": "broken"}
        keys |= dict.fromkeys(("READONLY", "CANTOPEN", "PERM", "AUTH", "IOERR"), "unwritable")
        return keys.get(code[0]) if code else None
    if isinstance(fault, psycopg.errors.DiskFull):
        return "full"
    if isinstance(fault, psycopg.errors.InsufficientPrivilege | psycopg.errors.ReadOnlySqlTransaction):
        return "denied"
    return "unreachable" if isinstance(fault, psycopg.OperationalError | psycopg.InterfaceError) else None


def _without_password(text: str) -> str:
    start, at, end = text.rpartition("@")
    return f"{start.partition('://')[0]}://***@{end}" if at else text


def _calling(url: sa.URL) -> dict[str, Any]:
    # A server that is cut off without a word is noticed within seconds, not after the hours that TCP would wait.
    settings = {
        "connect_timeout": WAIT,
        "keepalives_idle": WAIT,
        "keepalives_interval": 2,
        "keepalives_count": 3,
        "tcp_user_timeout": 1000 * WAIT,
        "application_name": "partnership-course",
    }
    return {name: value for name, value in settings.items() if name not in url.query}


def _postgresql(url: sa.URL) -> sa.Engine:
    return sa.create_engine(
        url,
        connect_args=_calling(url),
        # After the lock of a room is ours, we must see what its last holder wrote; a snapshot would hide it.
        isolation_level="READ COMMITTED",
        pool_pre_ping=True,
        **COMMON,
    )


def _sqlite(url: sa.URL) -> sa.Engine:
    if url.database in (None, "", ":memory:"):
        # In memory every connection would be a database of its own.
        made = sa.create_engine(url, poolclass=StaticPool, **COMMON)
    else:
        _make_private(Path(url.database))
        made = sa.create_engine(url, connect_args={"timeout": WAIT}, **COMMON)

    @event.listens_for(made, "connect")
    def connected(raw: Any, _record: object) -> None:
        raw.isolation_level = None  # Python's sqlite3 would begin transactions by itself, and too late
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "fullfsync=ON", "secure_delete=ON"):
            raw.execute(f"PRAGMA {pragma}").close()

    @event.listens_for(made, "begin")
    def begun(connection: sa.Connection) -> None:
        # A reader that turns writer half-way is refused at once when another writes; so a writer says so first.
        writing = connection.get_execution_options().get("writing")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

    return made


def _make_private(file: Path) -> None:
    # SQLite gives its log and its index beside the file the same permissions.
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError("folder", path=str(file.parent)) from error
    try:
        os.close(os.open(file, os.O_RDWR | os.O_CREAT, 0o600))
    except OSError as error:
        raise StoreError("unwritable", address=str(file)) from error
