"""A served room for tests, on a free port of this computer; loaded with runpy, because tests are no package.

`play(scene)` runs a coroutine function with a `Scene` in a loop of its own.
"""

import asyncio
import json
import socket
from collections.abc import Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from tempfile import TemporaryDirectory
from typing import Any

from tornado.httpclient import AsyncHTTPClient, HTTPRequest
from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.websocket import WebSocketClientConnection, websocket_connect

from course.live.handlers import serve
from course.live.limits import Limits, Rate  # noqa: F401  tests take it from here
from course.live.server import Keys, Live, Wifi
from course.live.store import Draft, Store, StoreError  # noqa: F401  tests take it from here

CODE = "ABCDE"
ASK = {"en": "2 + 2 = ?", "pl": "2 + 2 = ?"}
OPTIONS = [{"id": name, "label": {"en": name, "pl": name}} for name in ("a", "b", "c")]


def block(name: str, activity: dict[str, Any] | None = None) -> dict[str, Any]:
    text = {"en": name, "pl": name}
    return {"name": name, "title": text, "text": text, "min": 5, "plan": 10, "max": 20, "must": False} | (
        {"activity": activity} if activity else {}
    )


def activity(kind: str, **config: Any) -> dict[str, Any]:
    return {"kind": kind, "ask": ASK, "help": None, "rounds": 2 if kind == "agree" else 1, "config": config}


BLOCKS = [
    block("welcome"),
    block("number", activity("number")),
    block("cards", activity("cards", most=3, length=120, approve=True)),
    block("agree", activity("agree")),
]


@dataclass
class Answer:
    status: int
    headers: Any
    body: Any


@dataclass
class Line:
    """A socket, with what it has heard."""

    connection: WebSocketClientConnection
    heard: list[dict[str, Any]] = field(default_factory=list)

    async def say(self, message: object) -> None:
        await self.connection.write_message(message if isinstance(message, str) else json.dumps(message))

    async def hear(self, kind: str | None = None, patience: float = 5) -> dict[str, Any]:
        """Return the next message of a kind; None where the line is cut."""
        while True:
            raw = await asyncio.wait_for(self.connection.read_message(), patience)
            if raw is None:
                return {"type": "closed", "code": self.connection.close_code}
            self.heard.append(json.loads(raw))
            if kind in (None, self.heard[-1]["type"]):
                return self.heard[-1]


@dataclass
class Scene:
    live: Live
    keys: Keys
    port: int
    client: AsyncHTTPClient

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def ask(self, path: str, body: object = None, token: str = "", method: str = "", **headers: str) -> Answer:
        """Send a request; a body makes it a POST. Names of headers are written with _ for -."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if token:
            sent["Authorization"] = f"Bearer {token}"
        data = body if isinstance(body, bytes | None) else json.dumps(body).encode()
        request = HTTPRequest(
            self.base + path,
            method=method or ("GET" if body is None else "POST"),
            body=data,
            headers=sent,
            allow_nonstandard_methods=True,
            follow_redirects=False,
            request_timeout=20,
        )
        answer = await self.client.fetch(request, raise_error=False)
        try:
            said = json.loads(answer.body or b"null")
        except ValueError:
            said = answer.body.decode()
        return Answer(answer.code, answer.headers, said)

    async def join(self, name: str = "someone-1", **more: Any) -> dict[str, str]:
        answer = await self.ask("/api/join", {"code": CODE, "id": name, **more})
        assert answer.status == 200, answer.body
        return answer.body

    async def lead(self, kind: str, number: str, **body: Any) -> Answer:
        """Do an act of the trainer's."""
        return await self.ask("/api/trainer", {"id": number, "kind": kind, "body": body}, self.keys.trainer)

    async def act(self, token: str, kind: str, number: str, **body: Any) -> Answer:
        """Do an act of a seat's."""
        return await self.ask("/api/act", {"id": number, "kind": kind, "body": body}, token)

    async def state(self, token: str, since: int = 0) -> dict[str, Any]:
        answer = await self.ask(f"/api/state?since={since}", token=token)
        assert answer.status == 200, answer.body
        return answer.body

    async def ready(self, index: int = 1) -> None:
        """Begin a block and open its activity."""
        assert (await self.lead("block", f"block-{index}", index=index)).status == 200
        assert (await self.lead("open", f"open-{index}")).status == 200

    async def line(self, token: str | None = None, since: int = 0, **headers: str) -> Line:
        request = HTTPRequest(
            f"ws://127.0.0.1:{self.port}/api/socket",
            headers={name.replace("_", "-"): value for name, value in headers.items()},
        )
        line = Line(await websocket_connect(request))
        if token is not None:
            await line.say({"type": "hello", "token": token, "since": since})
        return line


@asynccontextmanager
async def serving(url: str, keys: Keys | None = None, limits: Limits | None = None, wifi: Wifi | None = None) -> Any:
    """Serve the room of a database; without keys it begins."""
    store = Store(url)
    if keys is None:
        keys = Keys.fresh()
        body = {
            "code": CODE,
            "language": "en",
            "names": {"ask": True, "trainer": True, "all": True},
            "delete_after": "2999-01-01",
            "blocks": BLOCKS,
            "spares": {},
            **keys.hashes(),
        }
        store.append([Draft(CODE, "began", "", "began", body)])
    sockets = bind_sockets(0, "127.0.0.1", family=socket.AF_INET)
    port = sockets[0].getsockname()[1]
    live = Live(store, CODE, keys=keys, address=f"http://127.0.0.1:{port}", limits=limits, wifi=wifi)
    await live.start()
    server: HTTPServer = serve(live, sockets)
    client = AsyncHTTPClient(force_instance=True, max_clients=500)
    try:
        yield Scene(live, keys, port, client)
    finally:
        client.close()
        server.stop()
        await live.stop()
        await server.close_all_connections()
        store.close()


def play(scene: Callable[[Scene], Awaitable[None]], **more: Any) -> None:
    """Run a scene in a room of its own."""

    async def whole(folder: str) -> None:
        async with serving(f"sqlite:///{folder}/live.sqlite3", **more) as served:
            await scene(served)

    with TemporaryDirectory() as folder:
        asyncio.run(asyncio.wait_for(whole(folder), 120))
