"""The rooms of the workshop service, in one process or in several that share a database.

Each process serves every room: it hears when one begins elsewhere, and looks in the store for one it is asked for. One
that is finished is no longer listed, but those who are there read on, and the trainer takes the record home.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import date
from re import compile as pattern
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from tornado.httputil import HTTPHeaders, HTTPMessageDelegate, HTTPServerRequest, RequestStartLine, ResponseStartLine
from tornado.routing import Router
from tornado.web import Application

from course.live import script
from course.live.handlers import application
from course.live.keys import Keys, forget, kept
from course.live.limits import Look
from course.live.pages import Pages
from course.live.server import Live
from course.live.store import RoomRow, Store, StoreError
from course.live.workshop import begin
from deploy.local.state import HOST
from deploy.local.visitor import proxies, restore

CODE = pattern("[A-Z0-9]{3,12}")
REST = 1.0  # seconds between two looks in the store for rooms that are not here: what a thousand guesses a second cost
TIDY = 60.0  # seconds between two looks for rooms that are over
LINGER = 12 * 3600.0  # seconds for which a finished room can still be read
log = logging.getLogger("partnership.live")


class Open(NamedTuple):
    """A room that is served."""

    live: Live
    keys: Keys
    app: Application
    begun: float


class Rooms(Router):
    """Every open room, and the door.

    Parameters
    ----------
    store : Store
        Where the rooms' events are.
    below : str
        The path all of it lives under, with a slash at the end.
    address : str
        What people type to get there.
    secret : bytes
        What the keys of new rooms are made from; the same in every process.
    """

    door: Application

    def __init__(self, store: Store, below: str, address: str, secret: bytes) -> None:
        self.store, self.below, self.address, self.secret = store, below, address, secret
        self.names = {urlsplit(address).hostname or HOST}
        self.served: dict[str, Open] = {}
        self.pages = Pages()
        self.proxies = proxies()
        self.strange: set[str] = set()  # rooms whose keys cannot be made here
        self._wanted: set[str] = set()
        self._look = Look(self._looked, REST)
        self._opening = asyncio.Lock()
        self._tasks: set[asyncio.Task[None]] = set()
        self._deaf: Callable[[], None] = lambda: None

    def find_handler(self, request: HTTPServerRequest, **options: Any) -> HTTPMessageDelegate | None:
        """Give a request to its room, or to the door."""
        restore(request, self.proxies)
        code, slash, _ = request.path.removeprefix(self.below).partition("/")
        if slash and code not in self.served and CODE.fullmatch(code) and code not in self.strange:
            return Waiting(self, code, request)
        return self.handler(code if slash else "", request)

    def handler(self, code: str, request: HTTPServerRequest) -> HTTPMessageDelegate | None:
        """Give a request to a room that is here; what is for no such room, the door answers."""
        found = self.served.get(code)
        return (found.app if found else self.door).find_handler(request)

    async def start(self) -> None:
        """Open every room that is not finished, and listen for those that begin elsewhere."""
        await self.tidy()
        await self.listed()
        loop = asyncio.get_running_loop()

        def wake(code: str) -> None:
            if code not in self.served and code not in self.strange:
                loop.call_soon_threadsafe(self._soon, code)

        self._deaf = await asyncio.to_thread(self.store.listen, wake)
        self._task(self._tidying())

    async def listed(self) -> list[str]:
        """Return the rooms that are not finished, whichever process began them, the newest first."""
        rows = [row for row in await asyncio.to_thread(self.store.rooms) if not row.finished]
        for row in rows:
            await self._serve(row)
        return [row.code for row in rows if row.code in self.served]

    async def begin(self, language: str) -> str:
        """Open a new room and return its code."""
        code, _ = await asyncio.to_thread(begin, self.store, script.read(), language, secret=self.secret)
        await self._serve(RoomRow(code, time.time(), time.time(), False, None))
        return code

    async def sought(self, code: str) -> bool:
        """Return whether a room is served, after a look in the store where it is not here."""
        if code not in self.served and CODE.fullmatch(code) and code not in self.strange:
            self._wanted.add(code)
            with suppress(StoreError):
                await self._look()
        return code in self.served

    async def tidy(self) -> None:
        """Erase the rooms whose day has come, and drop those that are erased or long finished."""
        for code in await asyncio.to_thread(self.store.erase_due, date.today()):
            forget(code)
        here = list(self.served)  # one that begins after this is not missed below
        rows = {row.code: row for row in await asyncio.to_thread(self.store.rooms)}
        self.strange &= set(rows)
        for code in [code for code in here if code not in rows or _over(rows[code])]:
            live = self.served.pop(code).live
            for screen in list(live.screens):
                screen.bye("no_key")
            await live.stop()

    async def close(self) -> None:
        """Write what waits in every room."""
        for task in self._tasks:
            task.cancel()
        await asyncio.to_thread(self._deaf)
        await asyncio.gather(*(room.live.stop() for room in self.served.values()))

    async def _looked(self) -> None:
        codes, self._wanted = self._wanted - set(self.served), set()
        for row in await asyncio.to_thread(self.store.rooms, codes):
            if not _over(row):
                await self._serve(row)

    async def _serve(self, row: RoomRow) -> None:
        async with self._opening:
            if row.code in self.served or row.code in self.strange:
                return
            events = await asyncio.to_thread(self.store.since, row.code)
            keys = kept(row.code, events[0].body, self.secret) if events else None
            if keys is None:
                self.strange.add(row.code)
                log.error("Room %s is not served: its keys were made with another secret, or elsewhere.", row.code)
                return
            address = f"{self.address}{row.code}"
            live = Live(self.store, row.code, keys=keys, address=address, hosts=lambda: self.names)
            await live.start()
            app = application(live, self.pages, f"{self.below}{row.code}")
            self.served[row.code] = Open(live, keys, app, row.begun)

    def _soon(self, code: str) -> None:
        if code not in self.served:
            self._task(self.sought(code))

    def _task(self, work: Awaitable[Any]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _tidying(self) -> None:
        while True:
            await asyncio.sleep(TIDY)
            try:
                await self.tidy()
            except StoreError as error:
                log.error("%s", error)


class Waiting(HTTPMessageDelegate):
    """A request for a room that is not here: its body is not read before the store has been looked into."""

    def __init__(self, rooms: Rooms, code: str, request: HTTPServerRequest) -> None:
        self.rooms, self.code, self.request = rooms, code, request
        self.to: HTTPMessageDelegate | None = None

    async def headers_received(self, start_line: RequestStartLine | ResponseStartLine, headers: HTTPHeaders) -> None:
        """Wait for the room, or for certainty that there is none, and hand the request on."""
        await self.rooms.sought(self.code)
        self.to = self.rooms.handler(self.code, self.request)
        if self.to and (more := self.to.headers_received(start_line, headers)):
            await more

    def data_received(self, chunk: bytes) -> Awaitable[None] | None:
        """Hand a piece of the body on."""
        return self.to.data_received(chunk) if self.to else None

    def finish(self) -> None:
        """Hand the end on."""
        if self.to:
            self.to.finish()

    def on_connection_close(self) -> None:
        """Hand on that nobody is there any more."""
        if self.to:
            self.to.on_connection_close()


def _over(row: RoomRow) -> bool:
    return row.finished and row.last < time.time() - LINGER
