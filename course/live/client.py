"""A line to the room for programs: what widgets, the rehearsal and the tests speak to the workshop's server by.

A line keeps itself up: it comes back after every loss, asks again and again where sockets are refused, and an act whose
answer was lost is sent once more with the same id, so that it counts once.
"""

from __future__ import annotations

import asyncio
import json
import random
import uuid
from collections.abc import Callable
from contextlib import suppress
from http import HTTPStatus
from typing import Any

from tornado.httpclient import AsyncHTTPClient, HTTPClientError, HTTPRequest, HTTPResponse
from tornado.httputil import HTTPHeaders
from tornado.iostream import StreamClosedError
from tornado.simple_httpclient import SimpleAsyncHTTPClient
from tornado.websocket import WebSocketClientConnection, WebSocketClosedError, WebSocketError, websocket_connect

from course.texts import LANGUAGES, Words

OnParts = Callable[[dict[str, Any]], None]
OnState = Callable[[str], None]

FIRST, LONGEST = 0.3, 10.0  # seconds before coming back: at first, and at most
PING, SILENT = 15.0, 8.0  # seconds between two signs of life, and until a silent line counts as lost
POLL, POLLING = 1.0, 20.0  # seconds between two questions where sockets are refused, and until sockets are tried again
TRIES = 4  # how often an act is sent before its sender is told
AGAIN = {"too_fast", "crowded", "not_saved", "broken"}  # refusals that pass by themselves
GONE = {"no_key", "left", "kicked", "banned", "elsewhere"}  # a seat does not come back after these
LOST = (HTTPClientError, WebSocketError, StreamClosedError, OSError, TimeoutError, json.JSONDecodeError)

Answer = dict[str, Any]


class Line:
    """A line to the room for whoever holds ``key``; `Client` and ``course.live.seats.Seat`` say for whom.

    Attributes
    ----------
    seq : int
        The last event that has been heard of.
    received : int
        Bytes of messages and answers, without what TCP adds.
    over : str
        Why the room said goodbye for good; empty while it has not.
    """

    acts = "/api/act"
    forever = True

    def __init__(self, address: str, key: str) -> None:
        self.address, self.key = address.rstrip("/"), key
        self.seq, self.received, self.over = 0, 0, ""
        self.headers: dict[str, str] = {}
        self._state = ""
        self._socket: WebSocketClientConnection | None = None
        self._waiting: dict[str, asyncio.Future[Answer]] = {}
        self._asking: AsyncHTTPClient | None = None

    @property
    def connected(self) -> bool:
        """Whether there is a socket; ``live`` may also mean polling."""
        return self._socket is not None

    async def follow(self, on_parts: OnParts, on_state: OnState) -> None:
        """Keep a line to the room until cancelled; a seat's also ends when its person is out.

        Parameters
        ----------
        on_parts : callable
            Called with the parts that have changed, by name.
        on_state : callable
            Called with ``live`` or ``lost`` when that changes.
        """
        wait, self._state = FIRST, ""
        while self.forever or not self.over:
            if await self._listen(on_parts, on_state) or await self._poll(on_parts, on_state):
                wait = FIRST
            if self._state == "live" and self._socket is None and not self.over:
                continue  # polling works; see whether a socket does by now
            self._tell("lost", on_state)
            # Jitter: after a restart not everybody knocks in the same instant.
            await asyncio.sleep(wait * random.uniform(0.5, 1))
            wait = min(2 * wait, LONGEST)

    async def act(self, kind: str, body: dict[str, Any]) -> Answer:
        """Do something in the room, once, however often it has to be sent.

        Returns
        -------
        dict
            ``ok``; ``seq``, the event's number, or None; ``say``, a sentence in each language why not, or None.
        """
        message = {"id": fresh(), "kind": kind, "body": body}
        answer = refused(lost())
        for again in range(TRIES):
            if again:
                await asyncio.sleep(FIRST * 2**again * random.uniform(0.5, 1))
            answer = await self._send(message)
            if not answer.pop("again"):
                break
        return answer

    async def _send(self, message: dict[str, Any]) -> Answer:
        try:
            done = await self._ask(self.acts, message)
        except LOST as error:
            return failure(error)
        return {"ok": True, "say": None, "seq": done["seq"], "again": False}

    # ---- inside ----
    async def _ask(self, path: str, body: object = None) -> dict[str, Any]:
        if self._asking is None:
            self._asking = SimpleAsyncHTTPClient(force_instance=True)
        headers = {"Authorization": f"Bearer {self.key}", **self.headers}
        if body is not None:
            headers["Content-Type"] = "application/json"
        answer = await self._asking.fetch(
            self.address + path,
            method="GET" if body is None else "POST",
            body=None if body is None else json.dumps(body),
            headers=headers,
            connect_timeout=SILENT,
            request_timeout=SILENT,
        )
        self.received += weight(answer)
        return json.loads(answer.body)

    async def _listen(self, on_parts: OnParts, on_state: OnState) -> bool:
        """Hold a socket as long as it lasts; return whether it was any good."""
        loop = asyncio.get_running_loop()
        closed, heard, good = loop.create_future(), loop.time(), False

        def hear(raw: str | bytes | None) -> None:
            nonlocal heard, good
            if closed.done():
                return
            if raw is None:
                closed.set_result(None)
                return
            heard = loop.time()
            try:
                good |= self._hear(raw, on_parts, on_state)
            except Exception as error:  # noqa: BLE001  whoever awaits follow() gets it
                closed.set_exception(error)

        request = HTTPRequest(
            f"ws{self.address.removeprefix('http')}/api/socket",
            headers=HTTPHeaders(self.headers),
            connect_timeout=SILENT,
        )
        opening = asyncio.ensure_future(websocket_connect(request, on_message_callback=hear))
        try:
            socket = await asyncio.shield(opening)
        except asyncio.CancelledError:
            opening.add_done_callback(_close_late)
            raise
        except LOST:
            return False
        try:
            await socket.write_message({"type": "hello", "token": self.key, "since": self.seq})
            self._socket = socket
            while not (await asyncio.wait({closed}, timeout=PING))[0] and loop.time() - heard < PING + SILENT:
                await socket.write_message({"type": "ping"})
        except WebSocketClosedError:
            pass
        finally:
            closed.cancel()  # what is still under way on this socket is nobody's any more
            self._socket = None
            socket.close()
            for answer in self._waiting.values():
                if not answer.done():
                    answer.set_exception(TimeoutError())
        if closed.done() and not closed.cancelled():
            closed.result()
        if good:
            self._tell("lost", on_state)
        return good

    def _hear(self, raw: str | bytes, on_parts: OnParts, on_state: OnState) -> bool:
        """Take one message; return whether it was one with state."""
        size = len(raw.encode() if isinstance(raw, str) else raw)
        self.received += size + (2 if size < 126 else 4 if size < 65536 else 10)
        message = json.loads(raw)
        kind = message.get("type")
        if kind == "state":
            self._take(message, on_parts, on_state)
            return True
        if kind in ("done", "refused") and (answer := self._waiting.get(message["id"])) and not answer.done():
            answer.set_result(message)
        elif kind == "bye":
            self._gone(message["reason"])
        return False

    def _take(self, message: dict[str, Any], on_parts: OnParts, on_state: OnState) -> None:
        self.seq = message["seq"]
        self._tell("live", on_state)
        if message["parts"]:
            on_parts(message["parts"])

    async def _poll(self, on_parts: OnParts, on_state: OnState) -> bool:
        """Ask in turns for a while; return whether there was any answer."""
        loop = asyncio.get_running_loop()
        end, good = loop.time() + POLLING, False
        while loop.time() < end and not self.over:
            try:
                message = await self._ask(f"/api/state?since={self.seq}")
            except LOST as error:
                self._gone(reason(error))
                self._tell("lost", on_state)
                return good
            good = True
            self._take(message, on_parts, on_state)
            await asyncio.sleep(POLL * random.uniform(0.8, 1.2))
        return good

    def _gone(self, why: str) -> None:
        if why in GONE and not self.forever:
            self.over = why

    def _tell(self, state: str, on_state: OnState) -> None:
        if state != self._state:
            self._state = state
            on_state(state)


class Client(Line):
    """The line of a screen: the trainer's with the trainer's key, the projector's with its own.

    Parameters
    ----------
    address : str
        Of the server, such as ``http://127.0.0.1:8890``.
    key : str

    Examples
    --------
    >>> Client("http://127.0.0.1:8890/", "key").address
    'http://127.0.0.1:8890'
    """

    acts = "/api/trainer"


def fresh() -> str:
    """Return a new id."""
    return uuid.uuid4().hex


def lost() -> dict[str, str]:
    """Return the sentence for a network that is lost, in each language."""
    return {language: Words("live_rehearse", language)("client.lost") for language in LANGUAGES}


def refused(say: dict[str, str]) -> Answer:
    """Return the answer to an act that was not done."""
    return {"ok": False, "say": say, "seq": None}


def failure(error: BaseException) -> Answer:
    """Return the answer to an act that failed so, with ``again``: whether it is worth another try."""
    said = _said(error)
    if "say" not in said:
        return {**refused(lost()), "again": True}
    return {**refused(said["say"]), "again": said["reason"] in AGAIN}


def reason(error: BaseException) -> str:
    """Return the word for programs in a refusal; empty where the error is none."""
    return str(_said(error).get("reason", ""))


def _said(error: BaseException) -> dict[str, Any]:
    if isinstance(error, HTTPClientError) and error.response and error.code >= HTTPStatus.BAD_REQUEST:
        with suppress(ValueError):
            said = json.loads(error.response.body)
            return said if isinstance(said, dict) else {}
    return {}


def weight(answer: HTTPResponse) -> int:
    """Return how many bytes an answer had, near enough: the headers as they are written, the body as it is read."""
    return len(str(answer.headers)) + len(answer.body or b"")


def _close_late(opening: asyncio.Future[WebSocketClientConnection]) -> None:
    """Close a socket that opened after nobody wanted it any more."""
    if not opening.cancelled() and opening.exception() is None:
        opening.result().close()
