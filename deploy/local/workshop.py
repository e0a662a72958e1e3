"""The live workshop as a service of the Hub: many rooms below one address, and a door where instructors open them.

Phones need no account. Whoever may grade a course may open a room, and gets the trainer's page of all that are open.
"""

from __future__ import annotations

import asyncio
import html
import json
import os
import secrets
import time
from datetime import date
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from jupyterhub.services.auth import HubOAuthCallbackHandler, HubOAuthenticated
from jupyterhub.utils import url_path_join
from tornado.httpserver import HTTPServer
from tornado.httputil import HTTPMessageDelegate, HTTPServerRequest
from tornado.netutil import bind_sockets
from tornado.routing import Router
from tornado.web import Application, HTTPError, RequestHandler, authenticated

from course.live import script
from course.live.apart import more_files
from course.live.handlers import application
from course.live.keys import Keys, forget
from course.live.pages import Pages
from course.live.server import Live
from course.live.store import Store
from course.live.workshop import StopError, begin, on_interrupt, resumed
from course.texts import LANGUAGES, Words, day, known
from deploy.local.state import HOST


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
    """

    def __init__(self, store: Store, below: str, address: str) -> None:
        self.store, self.below, self.address = store, below, address
        self.names = {urlsplit(address).hostname or HOST}
        self.open: dict[str, Open] = {}
        self.pages = Pages()
        shared = {"rooms": self}
        self.door = Application(
            [
                (f"{below}health", Health),
                (f"{below}oauth_callback", HubOAuthCallbackHandler),
                (rf"{below}([A-Z0-9]{{3,12}})", Slash, shared),
                (below, Door, shared),
            ],
            cookie_secret=secrets.token_bytes(32),
            log_function=lambda _: None,
        )

    def find_handler(self, request: HTTPServerRequest, **options: Any) -> HTTPMessageDelegate | None:
        """Give a request to its room, or to the door."""
        code, slash, _ = request.path.removeprefix(self.below).partition("/")
        found = self.open.get(code) if slash else None
        return (found.app if found else self.door).find_handler(request, **options)

    async def resume(self) -> None:
        """Open every room that is not finished and whose keys are here."""
        for code in self.store.erase_due(date.today()):
            forget(code)
        for row in self.store.rooms():
            if not row.finished:
                try:
                    await self._serve(*resumed(self.store, row.code), row.begun)
                except StopError:  # a room of another computer
                    continue

    async def begin(self, language: str) -> str:
        """Open a new room and return its code."""
        code, keys = await asyncio.to_thread(begin, self.store, script.read(), language)
        await self._serve(code, keys, time.time())
        return code

    async def _serve(self, code: str, keys: Keys, begun: float) -> None:
        live = Live(self.store, code, keys=keys, address=f"{self.address}{code}", hosts=lambda: self.names)
        await live.start()
        self.open[code] = Open(live, keys, application(live, self.pages, f"{self.below}{code}"), begun)

    async def close(self) -> None:
        """Write what waits in every room."""
        await asyncio.gather(*(room.live.stop() for room in self.open.values()))


class Health(RequestHandler):
    """A sign of life."""

    def get(self) -> None:
        """Answer."""
        self.finish({"name": "partnership-workshops"})


class Slash(RequestHandler):
    """A room's address without its last slash."""

    def initialize(self, rooms: Rooms) -> None:
        """Take the rooms."""
        self.rooms = rooms

    def get(self, code: str) -> None:
        """Send on to the room, where there is one."""
        if code not in self.rooms.open:
            raise HTTPError(404)
        self.redirect(f"{self.rooms.below}{code}/{'?' + self.request.query if self.request.query else ''}")


class Door(HubOAuthenticated, RequestHandler):  # pyright: ignore[reportIncompatibleMethodOverride]
    """The page of the rooms; the Hub's login and its roles say who may see it."""

    def initialize(self, rooms: Rooms) -> None:
        """Take the rooms."""
        self.rooms = rooms

    def set_default_headers(self) -> None:
        """Keep the page, which has keys on it, out of frames and stores."""
        for name, value in {
            "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; "
            "base-uri 'none'; frame-ancestors 'none'",
            "Cache-Control": "no-store",
            "Referrer-Policy": "no-referrer",
            "X-Content-Type-Options": "nosniff",
        }.items():
            self.set_header(name, value)

    @authenticated
    def get(self) -> None:
        """Show the open rooms, and the button that opens one."""
        language = known(self.get_query_argument("lang", os.environ.get("COURSE_LANGUAGE")))
        words = Words("hub", language)
        shown = "".join(self._room(code, words) for code in self.rooms.open) or f"<p>{words('door.none')}</p>"
        button = html.escape(words("door.open"))
        others = " · ".join(f'<a href="?lang={code}" lang="{code}">{code.upper()}</a>' for code in LANGUAGES)
        self.finish(
            f'<!doctype html><html lang="{language}"><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" '
            f'content="light dark"><title>{words("door.title")}</title><style>body{{font:1.1rem/1.5 system-ui;'
            "max-width:44rem;margin:2rem auto;padding:0 1rem}button{font:inherit;min-height:44px;padding:0 1rem}"
            f'</style><p>{others}</p><h1>{words("door.title")}</h1><form method="post">{self.xsrf_form_html()}'
            f'<input type="hidden" name="lang" value="{language}"><button>{button}</button></form>{shown}'
        )

    @authenticated
    async def post(self) -> None:
        """Open a room; a program is told its code and keys, a person sees the page again."""
        auth: Any = self.hub_auth
        auth.check_xsrf_cookie(self)  # the form's word; a token in a header, which no other site can send, will do
        language = known(self.get_argument("lang", None))
        code = await self.rooms.begin(language)
        if getattr(self, "_token_authenticated", False):
            self.finish(json.dumps({"code": code, **self.rooms.open[code].keys._asdict()}))
        else:
            self.redirect(f"{self.rooms.below}?lang={language}")

    def _room(self, code: str, words: Words) -> str:
        room = self.rooms.open[code]
        since = day(date.fromtimestamp(room.begun), words.language)
        lead = html.escape(f"{self.rooms.below}{code}/trainer?lang={words.language}#key={room.keys.trainer}")
        join = html.escape(f"{self.rooms.address}{code}/?code={code}")
        return (
            f"<h2>{html.escape(words('door.room', code=code, day=since))}</h2>"
            f'<p><a href="{lead}">{words("door.lead")}</a></p><p>{words("door.join")}: <a href="{join}">{join}</a></p>'
        )


async def main() -> None:
    """Serve until asked to end."""
    more_files()
    over = asyncio.Event()
    on_interrupt(over.set)
    below = os.environ["JUPYTERHUB_SERVICE_PREFIX"]
    store = Store(os.environ.pop("PARTNERSHIP_DATABASE"))
    rooms = Rooms(store, below, url_path_join(os.environ["PARTNERSHIP_DOOR"], below))
    await rooms.resume()
    # The Hub's proxy says whose request it is; without that all phones would share one allowance.
    server = HTTPServer(rooms, xheaders=True, trusted_downstream=[HOST], max_body_size=1024 * 1024, body_timeout=20)
    server.add_sockets(bind_sockets(urlsplit(os.environ["JUPYTERHUB_SERVICE_URL"]).port or 0, HOST))
    await over.wait()
    server.stop()
    await rooms.close()
    await server.close_all_connections()
    store.close()


if __name__ == "__main__":
    asyncio.run(main())
