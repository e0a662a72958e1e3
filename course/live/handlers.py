"""The addresses of the protocol, and the server that answers them."""

from __future__ import annotations

import asyncio
import json
import socket
import time
from contextlib import suppress
from http import HTTPStatus
from typing import Any

from tornado.httpserver import HTTPServer
from tornado.web import Application, stream_request_body

from course.live import paper, record, report, schemas, sheet
from course.live.gate import SHEET, Plain, exempt
from course.live.line import Socket
from course.live.pages import Pages
from course.live.schemas import RefusalError
from course.live.server import Live
from course.texts import known

IDENTITY = {"name": "partnership-live"}
CARDS = 30  # participant cards printed unless another number is asked for
TYPES = {"json": "application/json", "csv": "text/csv", "html": "text/html"}


@stream_request_body
class Posted(Plain):
    """A request with a JSON body, never read further than the limit."""

    def prepare(self) -> None:
        """Refuse a body that announces itself as too large before it is sent."""
        self.received, self.refusal = bytearray(), None
        with suppress(ValueError):
            if int(self.request.headers.get("Content-Length", "0")) > self.live.limits.body:
                raise RefusalError("too_large")
        try:
            super().prepare()
        except RefusalError as refusal:
            self.refusal = refusal  # said once the small body is read, so that the line need not be cut

    def data_received(self, chunk: bytes) -> None:
        """Keep what comes, as long as it is not too much."""
        if len(self.received) <= self.live.limits.body:
            self.received += chunk

    async def post(self) -> None:
        """Refuse, or answer."""
        if self.refusal is not None:
            raise self.refusal
        if len(self.received) > self.live.limits.body:
            raise RefusalError("too_large")
        await self.answer()

    async def answer(self) -> None:
        """Answer what was sent."""
        raise NotImplementedError

    def message(self) -> dict[str, Any]:
        """Return the JSON object that was sent."""
        return schemas.read(bytes(self.received))


class Join(Posted):
    """A seat for somebody who knows the code."""

    async def answer(self) -> None:
        """Answer with seat and token."""
        if not exempt(self.live, self.request) and not self.live.buckets["join"].take(self.request.remote_ip):
            raise RefusalError("too_fast")
        self.say(await self.live.join(schemas.joining(self.message())))


class Act(Posted):
    """One act of a seat."""

    role = "seat"

    async def answer(self) -> None:
        """Answer once the act is safe."""
        who = await self.known()
        if who.role != self.role:
            raise RefusalError("not_allowed")
        client_id, kind, body = schemas.act(self.role, self.message())
        seq = await self.live.act(who, client_id, kind, body, exempt=exempt(self.live, self.request))
        self.say({"id": client_id, "seq": seq})


class TrainerAct(Act):
    """One act of the trainer."""

    role = "trainer"


class State(Plain):
    """What has changed, for those who cannot keep a socket."""

    async def get(self) -> None:
        """Answer with the parts of the asker's role."""
        who = await self.known()
        try:
            since = int(self.get_query_argument("since", "0")[:20])
        except ValueError as error:
            raise RefusalError("malformed") from error
        self.say(self.live.state(who, since))


class Health(Plain):
    """A sign of life, by which a second start knows the first."""

    def get(self) -> None:
        """Answer with the name."""
        self.say(IDENTITY)


class Export(Plain):
    """The record of the workshop, for the trainer."""

    async def get(self) -> None:
        """Answer with a file, made away from the loop: phones do not wait for it."""
        if (await self.known()).role != "trainer":
            raise RefusalError("not_allowed")
        form, language = self.form(), known(self.get_query_argument("lang", None))
        content = await asyncio.get_running_loop().run_in_executor(None, self.file, form, language)
        self.set_header("Content-Type", f"{TYPES[form]}; charset=utf-8")
        self.set_header("Content-Disposition", f'attachment; filename="{self.live.code}.{form}"')
        self.set_header("Content-Security-Policy", SHEET)
        self.finish(content)

    def form(self) -> str:
        """Return which form is asked for."""
        form = self.get_query_argument("as", "json")
        if form not in TYPES:
            raise RefusalError("not_found")
        return form

    def file(self, form: str, language: str) -> str:
        """Return the record in one of its forms."""
        kept = record.record(self.live.store.since(self.live.code), time.time())
        if form == "json":
            return json.dumps(kept, ensure_ascii=False, indent=1)
        return (sheet.csv_text if form == "csv" else report.html)(kept, language)


class Cards(Export):
    """Participant cards to print, for the trainer; ``seats`` says how many."""

    def form(self) -> str:
        """Return the one form there is."""
        try:
            self.seats = int(self.get_query_argument("seats", str(CARDS)))
        except ValueError as error:
            raise RefusalError("malformed") from error
        if not 0 <= self.seats <= paper.MOST:
            raise RefusalError("malformed")
        return "html"

    def file(self, form: str, language: str) -> str:
        """Return the cards as a page."""
        return paper.cards(self.live.invitation, self.seats, language, self.live.room.blocks)


class Page(Plain):
    """A page, a module, words: the same for everybody, asked for again only when it has changed."""

    def get(self, name: str = "index.html") -> None:
        """Answer with the file, compressed where the browser can."""
        page = self.pages.find(name)
        if page is None:
            raise RefusalError("not_found")
        self.set_header("Content-Type", page.type)
        self.set_header("Cache-Control", "no-cache")
        self.set_header("Etag", page.etag)
        self.set_header("Vary", "Accept-Encoding")
        if self.check_etag_header():
            self.set_status(HTTPStatus.NOT_MODIFIED)
        elif "gzip" in self.request.headers.get("Accept-Encoding", ""):
            self.set_header("Content-Encoding", "gzip")
            self.write(page.packed)
        else:
            self.write(page.content)

    head = get


class Trainer(Page):
    """The trainer's page; the key stays behind the # of its address and never reaches the server that way."""

    def get(self, name: str = "trainer.html") -> None:
        """Answer with the page."""
        super().get(name)

    head = get


class Nothing(Plain):
    """Whatever else is asked for."""

    def prepare(self) -> None:
        """Refuse."""
        super().prepare()
        raise RefusalError("not_found")


def application(live: Live, pages: Pages | None = None, below: str = "") -> Application:
    """Return the application that serves a room; ``below`` is the path it lives under, behind another server."""
    shared = {"live": live, "pages": pages or Pages()}
    routes = [
        (r"/", Page),
        (r"/trainer", Trainer),
        (r"/page/([a-z0-9_./-]+)", Page),
        (r"/api/join", Join),
        (r"/api/state", State),
        (r"/api/act", Act),
        (r"/api/trainer", TrainerAct),
        (r"/api/export", Export),
        (r"/api/cards", Cards),
        (r"/api/health", Health),
        (r"/api/socket", Socket),
    ]
    return Application(
        [(below + pattern, handler, shared) for pattern, handler in routes],
        default_handler_class=Nothing,
        default_handler_args=shared,
        compress_response=True,
        log_function=lambda _: None,
        websocket_max_message_size=live.limits.body,
        websocket_ping_interval=25,
        websocket_ping_timeout=20,
    )


def serve(live: Live, sockets: list[socket.socket], pages: Pages | None = None) -> HTTPServer:
    """Return the HTTP server of a room, listening on ``sockets``; the room must have started.

    It is patient with nobody: headers of 16 kB, a body in twenty seconds; one of more than a megabyte ends the line.
    """
    server = HTTPServer(
        application(live, pages),
        max_body_size=1024 * 1024,
        max_header_size=16 * 1024,
        idle_connection_timeout=75,
        body_timeout=20,
    )
    server.add_sockets(sockets)
    return server
