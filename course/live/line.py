"""The line to one screen: a WebSocket that is never further behind than one message."""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from typing import Any

from tornado.websocket import WebSocketClosedError, WebSocketHandler

from course.live import schemas
from course.live.gate import GONE, LONGEST_TOKEN, Plain, exempt
from course.live.pages import Pages
from course.live.schemas import RefusalError
from course.live.server import Live
from course.live.showing import Who

FAREWELL = 4000  # close code of a socket that was said goodbye to


class Socket(Plain, WebSocketHandler):
    """The line to one screen.

    At most one message with state is on its way at a time; what changes meanwhile is sent afterwards, in its latest
    form. A message from the other side is read only once the one before it has been answered.
    """

    def initialize(self, live: Live, pages: Pages) -> None:
        """Take what the application hands to each handler."""
        super().initialize(live, pages)
        self.who: Who | None = None
        self.token = ""
        self.due: set[str] = set()
        self.seen = 0  # the last event whose outcome the answer to the hello has shown
        self._sending: asyncio.Future[None] | None = None
        self._timer: asyncio.TimerHandle | None = None

    def prepare(self) -> None:
        """Refuse what comes from elsewhere, and more sockets than there is room for."""
        super().prepare()
        self._exempt = exempt(self.live, self.request)
        limits, strangers = self.live.limits, sum(screen.who is None for screen in self.live.screens)
        if len(self.live.screens) >= limits.sockets or (strangers >= limits.strangers and not self._exempt):
            raise RefusalError("crowded")

    def check_origin(self, origin: str) -> bool:
        """Leave the origin to `prepare`, which has looked at it."""
        return True

    def open(self, *_: str, **__: str) -> None:
        """Wait for the hello, not for long."""
        self.set_nodelay(True)
        self.live.screens.add(self)
        loop = asyncio.get_running_loop()
        self._timer = loop.call_later(self.live.limits.hello, self.bye, "no_key")

    def on_close(self) -> None:
        """Forget the screen."""
        self.live.screens.discard(self)
        if self._timer is not None:
            self._timer.cancel()

    async def on_message(self, message: str | bytes) -> None:
        """Do what one message asks."""
        try:
            await self._hear(message)
        except RefusalError as refusal:
            if refusal.reason in GONE:
                self.bye(refusal.reason)
            elif refusal.reason == "not_saved":
                # Without an answer the act stays with its sender, who sends it again on the next line.
                self.close(1011)
            else:
                await self._tell({"type": "refused", "id": None, **refusal.body()})
        except WebSocketClosedError:
            self.close()

    async def _hear(self, raw: str | bytes) -> None:
        if not self._exempt and not self.live.buckets["address"].take(self.request.remote_ip):
            raise RefusalError("too_fast")
        message = schemas.read(raw)
        kind = message.get("type")
        if kind == "ping":
            await self._tell({"type": "pong"})
        elif kind == "hello" and self.who is None:
            await self._hello(message)
        elif kind == "act" and self.who is not None:
            await self._act(message)
        elif kind != "pong":
            raise RefusalError("malformed" if self.who else "no_key")

    async def _hello(self, message: dict[str, Any]) -> None:
        token, since = message.get("token"), message.get("since", 0)
        if not isinstance(token, str) or len(token) > LONGEST_TOKEN or type(since) is not int:
            raise RefusalError("no_key")
        self.who, self.token = await self.live.known(token), token
        if self._timer is not None:
            self._timer.cancel()
        if self.who.role == "seat":
            same = [one for one in self.live.screens if one.who == self.who and one is not self]
            if len(same) >= self.live.limits.sockets_a_seat:
                same[0].bye("elsewhere")
        self.seen = self.live.seq
        self._send(self.live.state(self.who, since))

    async def _act(self, message: dict[str, Any]) -> None:
        who, given = self.who, message.get("id")
        assert who is not None
        try:
            if who.role == "projector":
                raise RefusalError("not_allowed")
            client_id, kind, body = schemas.act(who.role, message)
            if self.live.who(self.token) != who:
                await self.live.known(self.token)
            seq = await self.live.act(who, client_id, kind, body, exempt=self._exempt)
            await self._tell({"type": "done", "id": client_id, "seq": seq})
        except RefusalError as refusal:
            if refusal.reason in GONE or refusal.reason == "not_saved":
                raise
            await self._tell({"type": "refused", "id": given if isinstance(given, str) else None, **refusal.body()})

    async def _tell(self, message: dict[str, Any]) -> None:
        await self.write_message(json.dumps(message, ensure_ascii=False))

    def send_due(self) -> None:
        """Send what is due unless something is on its way already."""
        if self.due and self.who is not None and (self._sending is None or self._sending.done()):
            names = self.due & set(self.live.parts(self.who))
            self.due = set()
            self._send(self.live.message(self.who, names))

    def _send(self, text: str) -> None:
        try:
            self._sending = asyncio.ensure_future(self.write_message(text))
        except WebSocketClosedError:
            return
        self._sending.add_done_callback(self._sent)

    def _sent(self, sending: asyncio.Future[None]) -> None:
        if not sending.cancelled() and sending.exception() is None:
            self.send_due()

    def bye(self, reason: str) -> None:
        """Say goodbye and close."""
        self.live.screens.discard(self)
        self.who = None
        with suppress(WebSocketClosedError):
            self.write_message(json.dumps({"type": "bye", **RefusalError(reason).body()}, ensure_ascii=False))
            self.close(FAREWELL, reason)
