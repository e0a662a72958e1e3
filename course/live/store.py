"""The truth of the live workshop: a list of events that only grows, in SQLite or PostgreSQL.

An append has happened once it returns: SQLite has then put it on the disk, PostgreSQL has committed it. Whoever sends
the same thing twice finds the first one, because room, seat and client id together are unique.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import threading
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.exc import DBAPIError

from course.live import listening
from course.live.database import StoreError, address, engine, events, migrate, plainly, written
from course.live.folder import data_folder

__all__ = ["Draft", "Event", "RoomRow", "Store", "StoreError"]

FILE = "live.sqlite3"
Key = tuple[str, str, str]  # room, seat, client id
MANY = 5000  # keys asked for in one statement; databases limit the values of one


@dataclass(frozen=True, slots=True)
class Draft:
    """What is to be written down: ``seat`` is empty for the server, ``trainer``, or the id of a seat."""

    room: str
    kind: str
    seat: str
    client_id: str
    body: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Event(Draft):
    """A draft as it was written down: ``seq`` grows, ``at`` is in seconds since the epoch."""

    seq: int
    at: float


@dataclass(frozen=True, slots=True)
class RoomRow:
    """One workshop: when it began, when something last happened, whether it was finished, until when it is kept."""

    code: str
    begun: float
    last: float
    finished: bool
    delete_after: str | None


class Store:
    """The events of every room; safe to use from several threads and, on one database, from several processes.

    Parameters
    ----------
    url : str, optional
        An address as SQLAlchemy writes it, ``sqlite:///…`` or ``postgresql+psycopg://…``. Without one the file
        ``live.sqlite3`` in the user's data folder, which nobody else may read.

    Raises
    ------
    StoreError
        If the database cannot be opened, or was made by a newer version of the course. Every method raises it, too,
        when the database gives out later; what was appended before is safe.

    Examples
    --------
    >>> store = Store("sqlite://")
    >>> [(event, new)] = store.append([Draft("ABCD", "began", "", "1", {"delete_after": "2027-03-31"})])
    >>> event.seq, new, [row.code for row in store.rooms()]
    (1, True, ['ABCD'])
    >>> store.close()
    """

    def __init__(self, url: str | None = None) -> None:
        file = data_folder() / FILE
        self.url = address(url) if url else sa.URL.create("sqlite", database=str(file))
        self.shared = self.url.get_backend_name() == "postgresql"
        self._name = secrets.token_hex(8)
        self._wakes: list[Callable[[str], None]] = []
        self._deaf: Callable[[], None] | None = None
        self._hearing = threading.Lock()
        self._engine = engine(self.url)
        try:
            with plainly(self.url), self._writing([""]) as connection:
                migrate(connection)
        except BaseException:
            self._engine.dispose()
            raise

    def append(self, drafts: Sequence[Draft]) -> list[tuple[Event, bool]]:
        """Write all drafts down in one transaction, in their order.

        Parameters
        ----------
        drafts : sequence of Draft
            Of any rooms.

        Returns
        -------
        list of (Event, bool)
            For each draft the event as it is stored, and whether it is new. A draft whose room, seat and client id
            are known already changes nothing and gives the stored event, which another process may have written:
            whether the caller has seen it only its number tells.
        """
        if not drafts:
            return []
        with plainly(self.url):
            try:
                return self._append(drafts)
            except DBAPIError as error:
                # The connection broke. Whether the commit arrived or not, saying it again is safe.
                if not error.connection_invalidated:
                    raise
            return self._append(drafts)

    def since(self, room: str, seq: int = 0) -> list[Event]:
        """Return the events of ``room`` after number ``seq``, in order."""
        later = sa.select(events).where(events.c.room == room, events.c.seq > seq).order_by(events.c.seq)
        with self._reading() as connection:
            return [Event(**row) for row in connection.execute(later).mappings()]

    def rooms(self, codes: Collection[str] | None = None) -> list[RoomRow]:
        """Return every workshop, or those with these codes, the newest first."""
        c = events.c
        these = sa.true() if codes is None else c.room.in_(codes)
        last_times = sa.select(c.room, sa.func.max(c.at)).where(these).group_by(c.room)
        of_server = sa.and_(c.kind == "began", c.seat == "")
        of_trainer = sa.and_(c.kind.in_(("finish", "delete_after")), c.seat == "trainer")
        days = c.body["delete_after"].as_string(), c.body["day"].as_string()
        marks = sa.select(c.room, c.kind, c.at, *days).where(these, sa.or_(of_server, of_trainer)).order_by(c.seq)
        rows: dict[str, RoomRow] = {}
        with self._reading() as connection:
            last = {room: at for room, at in connection.execute(last_times)}
            for room, kind, at, first_day, new_day in connection.execute(marks):
                if kind == "began":
                    rows.setdefault(room, RoomRow(room, at, last[room], False, first_day))
                elif room in rows:
                    change = {"finished": True} if kind == "finish" else {"delete_after": new_day}
                    rows[room] = replace(rows[room], **change)
        return sorted(rows.values(), key=lambda row: row.begun, reverse=True)

    def erase(self, room: str) -> int:
        """Delete every event of ``room`` for good and return how many there were."""
        with plainly(self.url):
            with self._writing([room]) as connection:
                erased = connection.execute(sa.delete(events).where(events.c.room == room)).rowcount
            if erased and not self.shared:
                # What was erased would otherwise stay readable in SQLite's log until that is written over.
                with closing(self._engine.raw_connection()) as raw:
                    raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return erased

    def erase_due(self, today: date) -> list[str]:
        """Delete the rooms that were to be kept only until a day before ``today``, and return their codes."""
        rows = self.rooms()
        due = [row.code for row in rows if row.delete_after and row.delete_after < today.isoformat()]
        with self._reading() as connection:
            present = connection.scalars(sa.select(events.c.room).distinct()).all()
        # A room without its beginning is what a straggler wrote into a room already erased.
        due += sorted(set(present) - {row.code for row in rows})
        for room in due:
            self.erase(room)
        return due

    def listen(self, wake: Callable[[str], None]) -> Callable[[], None]:
        """Call ``wake(room)`` after another process has written something into ``room``.

        On PostgreSQL one thread listens for all who ask, and connects again when it is cut off. After each
        connection it wakes every room, since it cannot know what it missed, and so it does for whoever begins to
        listen. On SQLite nothing happens.

        Parameters
        ----------
        wake : callable
            Called in the listening thread.

        Returns
        -------
        callable
            Stops the listening and returns once it has stopped.
        """
        if not self.shared:
            return lambda: None
        with self._hearing:
            self._wakes = [*self._wakes, wake]
            if self._deaf is None:
                self._deaf = listening.listen(self.url, self._name, self._codes, self._wake)
                return lambda: self._unheard(wake)
        for code in self._codes():
            wake(code)
        return lambda: self._unheard(wake)

    def close(self) -> None:
        """Stop listening and let go of the database."""
        for wake in self._wakes:
            self._unheard(wake)
        self._engine.dispose()

    def _codes(self) -> list[str]:
        with self._reading() as connection:
            return list(connection.scalars(sa.select(events.c.room).where(events.c.kind == "began")))

    def _wake(self, room: str) -> None:
        for wake in self._wakes:
            wake(room)

    def _unheard(self, wake: Callable[[str], None]) -> None:
        with self._hearing:
            self._wakes = [one for one in self._wakes if one is not wake]
            stop, self._deaf = (None, self._deaf) if self._wakes else (self._deaf, None)
        if stop:
            stop()

    @contextmanager
    def _reading(self) -> Iterator[sa.Connection]:
        with plainly(self.url), self._engine.begin() as connection:
            yield connection

    @contextmanager
    def _writing(self, rooms: Sequence[str]) -> Iterator[sa.Connection]:
        # SQLite has one writer at a time. On PostgreSQL those who write into a room wait for each other, so that its
        # numbers become visible in their order; locks are taken in one order, lest two wait for each other for ever.
        writer = self._engine.execution_options(writing=True)
        with writer.begin() as connection:
            for lock in sorted(map(_lock, set(rooms))) if self.shared else ():
                connection.execute(sa.select(sa.func.pg_advisory_xact_lock(lock)))
            yield connection

    def _append(self, drafts: Sequence[Draft]) -> list[tuple[Event, bool]]:
        rooms = sorted({draft.room for draft in drafts})
        with self._writing(rooms) as connection:
            stored = _stored(connection, [_key(draft) for draft in drafts])
            fresh: dict[Key, Draft] = {}
            for draft in drafts:
                if _key(draft) not in stored:
                    fresh.setdefault(_key(draft), draft)
            stored |= _insert(connection, fresh)
            for room in rooms if self.shared else ():
                if any(draft.room == room for draft in fresh.values()):
                    listening.call(connection, self._name, room)
        return [(stored[_key(draft)], fresh.pop(_key(draft), None) is not None) for draft in drafts]


def _key(draft: Draft) -> Key:
    return draft.room, draft.seat, draft.client_id


def _lock(room: str) -> int:
    return int.from_bytes(hashlib.blake2b(f"partnership {room}".encode(), digest_size=8).digest(), signed=True)


def _stored(connection: sa.Connection, keys: Sequence[Key]) -> dict[Key, Event]:
    parts = events.c.room, events.c.seat, events.c.client_id
    found = {}
    for start in range(0, len(keys), MANY):
        some = keys[start : start + MANY]
        if connection.dialect.name == "postgresql":
            # A list of a thousand rows takes its planner longer than the looking up; three arrays do not.
            arrays = [sa.cast(list(part), ARRAY(sa.Text)) for part in zip(*some, strict=True)]
            asked = sa.func.unnest(*arrays).table_valued("room", "seat", "client_id").render_derived()
            same = [part == asked.c[part.name] for part in parts]
            query = sa.select(events).join(asked, sa.and_(*same))
        else:
            query = sa.select(events).where(sa.tuple_(*parts).in_(some))
        for row in connection.execute(query).mappings():
            event = Event(**row)
            found[_key(event)] = event
    return found


def _insert(connection: sa.Connection, fresh: dict[Key, Draft]) -> dict[Key, Event]:
    if not fresh:
        return {}
    at = time.time()
    # Through JSON and back: what the caller goes on with is what a replay will find.
    rows = [
        {
            "room": draft.room,
            "at": at,
            "kind": draft.kind,
            "seat": draft.seat,
            "client_id": draft.client_id,
            "body": json.loads(written(draft.body)),
        }
        for draft in fresh.values()
    ]
    numbered = sa.insert(events).returning(events.c.seq, sort_by_parameter_order=True)
    numbers = connection.scalars(numbered, rows).all()
    return {key: Event(**row, seq=seq) for key, row, seq in zip(fresh, rows, numbers, strict=True)}
