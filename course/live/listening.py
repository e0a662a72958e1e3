"""Hearing, on PostgreSQL, what other processes have written: LISTEN in a thread that finds its way back."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from contextlib import closing

import psycopg
import sqlalchemy as sa

from course.live.database import StoreError, listening_connection

CHANNEL = "partnership_live"
LOOK = 0.5  # seconds until the thread sees that it is to stop
REST = 0.2, 5.0  # seconds between two tries to reach a lost database, at first and at most


def call(connection: sa.Connection, author: str, room: str) -> None:
    """Tell those who listen, once the transaction commits, that ``author`` has written into ``room``."""
    connection.execute(sa.select(sa.func.pg_notify(CHANNEL, f"{author} {room}")))


def listen(
    url: sa.URL, author: str, rooms: Callable[[], Iterable[str]], wake: Callable[[str], None]
) -> Callable[[], None]:
    """Call ``wake(room)`` in a thread for what others than ``author`` wrote; return what stops it.

    After each connection, the first included, it wakes all ``rooms()``, since it cannot know what it missed.
    """
    over = threading.Event()

    def run() -> None:
        rest = REST[0]
        while not over.is_set():
            try:
                with closing(listening_connection(url)) as ear:
                    ear.execute(f"LISTEN {CHANNEL}")
                    rest = REST[0]
                    for room in rooms():
                        wake(room)
                    while not over.is_set():
                        for heard in ear.notifies(timeout=LOOK):
                            name, _, room = heard.payload.partition(" ")
                            if name != author:
                                wake(room)
            except (StoreError, psycopg.OperationalError):
                over.wait(rest)
                rest = min(2 * rest, REST[1])

    thread = threading.Thread(target=run, name="partnership-listen", daemon=True)
    thread.start()

    def stop() -> None:
        over.set()
        if thread is not threading.current_thread():
            thread.join()

    return stop
