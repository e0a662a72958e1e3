"""The live workshop as a service of the Hub: many rooms below one address, and a door where instructors open them.

Phones need no account. Whoever may grade a course may open a room, and gets the trainer's page of all that are open.
"""

from __future__ import annotations

import asyncio
import html
import json
import logging
import os
import sys
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from jupyterhub.services.auth import HubOAuthenticated
from jupyterhub.utils import url_path_join
from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.web import Application, HTTPError, RequestHandler, authenticated

from course.live.apart import more_files
from course.live.store import Store, StoreError
from course.live.workshop import on_interrupt
from course.texts import LANGUAGES, Words, day, known, spoken
from deploy.local.login import Back, Login, part
from deploy.local.rooms import Rooms
from deploy.local.several import several
from deploy.local.state import HOST, HubError

LONG = 32  # characters of the secret at least, drawn by lot


def door(rooms: Rooms, secret: bytes) -> Application:
    """Return what answers where no room does."""
    shared, below = {"rooms": rooms}, rooms.below
    return Application(
        [
            (f"{below}health", Health),
            (f"{below}oauth_callback", Back),
            (rf"{below}([A-Z0-9]{{3,12}})", Slash, shared),
            (below, Door, shared),
        ],
        cookie_secret=part(secret, "cookies"),
        log_function=lambda _: None,
    )


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

    async def get(self, code: str) -> None:
        """Send on to the room, where there is one."""
        if not await self.rooms.sought(code):
            raise HTTPError(404)
        self.redirect(f"{self.rooms.below}{code}/{'?' + self.request.query if self.request.query else ''}")


class Door(HubOAuthenticated, RequestHandler):  # pyright: ignore[reportIncompatibleMethodOverride]
    """The page of the rooms; the Hub's login and its roles say who may see it."""

    hub_auth_class = Login

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
    async def get(self) -> None:
        """Show the open rooms, and the button that opens one."""
        language = known(self.get_query_argument("lang", os.environ.get("COURSE_LANGUAGE")))
        words = Words("hub", language)
        shown = "".join(self._room(code, words) for code in await self.rooms.listed()) or f"<p>{words('door.none')}</p>"
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
            self.finish(json.dumps({"code": code, **self.rooms.served[code].keys._asdict()}))
        else:
            self.redirect(f"{self.rooms.below}?lang={language}")

    def _room(self, code: str, words: Words) -> str:
        room = self.rooms.served[code]
        since = day(date.fromtimestamp(room.begun), words.language)
        lead = html.escape(f"{self.rooms.below}{code}/trainer?lang={words.language}#key={room.keys.trainer}")
        join = html.escape(f"{self.rooms.address}{code}/?code={code}")
        return (
            f"<h2>{html.escape(words('door.room', code=code, day=since))}</h2>"
            f'<p><a href="{lead}">{words("door.lead")}</a></p><p>{words("door.join")}: <a href="{join}">{join}</a></p>'
        )


async def serve(database: str, secret: bytes, again: bool) -> None:
    """Serve until asked to end; ``again`` says whether other processes serve at the same address."""
    more_files()
    over = asyncio.Event()
    on_interrupt(over.set)
    Login.sealed_with(secret)
    below = os.environ["JUPYTERHUB_SERVICE_PREFIX"]
    store = Store(database)
    rooms = Rooms(store, below, url_path_join(os.environ["PARTNERSHIP_DOOR"], below), part(secret, "keys"))
    rooms.door = door(rooms, secret)
    await rooms.start()
    server = HTTPServer(rooms, max_body_size=1024 * 1024, body_timeout=20)
    port = urlsplit(os.environ["JUPYTERHUB_SERVICE_URL"]).port or 0
    server.add_sockets(bind_sockets(port, os.environ.get("PARTNERSHIP_LISTEN", HOST), reuse_port=again))
    await over.wait()
    server.stop()
    await rooms.close()
    await server.close_all_connections()
    store.close()


def main() -> int:
    """Serve, in as many processes as are asked for, and return an exit code."""
    logging.basicConfig(format="%(asctime)s %(message)s")
    database, secret = os.environ.pop("PARTNERSHIP_DATABASE"), os.environ.pop("PARTNERSHIP_KEYS", "")
    if len(secret) < LONG:
        print(HubError("no_keys", n=LONG).said(spoken()), file=sys.stderr)
        return 1
    count = int(os.environ.get("PARTNERSHIP_SERVERS", "1"))
    try:
        if count > 1:
            several(count, lambda: asyncio.run(serve(database, secret.encode(), True)))
        else:
            asyncio.run(serve(database, secret.encode(), False))
    except StoreError as error:
        print(error.say(spoken()), file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
