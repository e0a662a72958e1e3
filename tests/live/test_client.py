"""The line of a program to the room: coming back, polling, acts that count once, people who are sent out."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.web import Application, RequestHandler
from tornado.websocket import WebSocketClosedError, WebSocketHandler

from course.live import client
from course.live.apart import CODE, beginning
from course.live.client import Client, Line
from course.live.handlers import serve
from course.live.limits import Limits
from course.live.seats import Seat
from course.live.server import Keys, Live
from course.live.store import Draft, Store

HERE = "127.0.0.1"
VOTE = {"activity": "b0", "round": 1, "value": {"chosen": ["need"]}}
DONE = b'{"id": "x", "seq": 7}'


class Stage:
    """A room served in this process; it can go dark and come back on the same port."""

    def __init__(self, folder: Path, limits: Limits) -> None:
        self.store, self.keys, self.limits = Store(f"sqlite:///{folder / 'live.sqlite3'}"), Keys.fresh(), limits
        self.store.append([Draft(CODE, "began", "", "began", beginning(self.keys, "en"))])
        self.port = 0

    async def start(self) -> None:
        self.live = Live(self.store, CODE, keys=self.keys, limits=self.limits)
        await self.live.start()
        sockets = bind_sockets(self.port, HERE)
        self.port = sockets[0].getsockname()[1]
        self.address = f"http://{HERE}:{self.port}"
        self.http = serve(self.live, sockets)

    async def stop(self) -> None:
        self.http.stop()
        await self.live.stop()
        await self.http.close_all_connections()
        for screen in list(self.live.screens):
            screen.close()  # pyright: ignore[reportAttributeAccessIssue]


class Follower:
    """What a line has been told."""

    def __init__(self, line: Line) -> None:
        self.line, self.states, self.parts, self.heard = line, [], {}, []
        self.task = asyncio.create_task(line.follow(self.take, self.states.append))

    def take(self, parts: dict[str, Any]) -> None:
        self.heard.append(sorted(parts))
        self.parts |= parts

    async def until(self, test: Callable[[], object]) -> None:
        async with asyncio.timeout(30):
            while not test():
                assert not self.task.done() or self.line.over, self.task
                await asyncio.sleep(0.01)

    async def stop(self) -> None:
        self.task.cancel()
        with suppress(asyncio.CancelledError):
            await self.task


def play(folder: Path, scene: Callable[[Stage], Awaitable[None]], limits: Limits | None = None) -> None:
    async def whole() -> None:
        stage = Stage(folder, limits or Limits())
        await stage.start()
        try:
            await scene(stage)
        finally:
            await stage.stop()
            stage.store.close()

    asyncio.run(whole())


@asynccontextmanager
async def fake(*routes: Any) -> AsyncIterator[str]:
    """Serve handlers that are no workshop."""
    server, sockets = HTTPServer(Application(list(routes))), bind_sockets(0, HERE)
    server.add_sockets(sockets)
    yield f"http://{HERE}:{sockets[0].getsockname()[1]}"
    server.stop()
    await server.close_all_connections()


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "FIRST", 0.02)
    monkeypatch.setattr(client, "POLL", 0.05)


def test_trainer_acts_and_hears_of_it(tmp_path: Path) -> None:
    async def scene(stage: Stage) -> None:
        trainer = Follower(Client(stage.address, stage.keys.trainer))
        await trainer.until(lambda: trainer.parts)
        answer = await trainer.line.act("block", {"index": 0})
        assert (answer["ok"], answer["say"]) == (True, None)
        await trainer.until(lambda: trainer.line.seq >= answer["seq"])
        assert trainer.parts["trainer"]["stage"] == "running"
        assert trainer.states == ["live"]
        await trainer.stop()

    play(tmp_path, scene)


def test_refused_act_brings_a_sentence_in_both_languages(tmp_path: Path) -> None:
    async def scene(stage: Stage) -> None:
        for key, kind in ((stage.keys.trainer, "dance"), (stage.keys.projector, "finish"), ("nobody", "finish")):
            answer = await Client(stage.address, key).act(kind, {})
            assert (answer["ok"], answer["seq"]) == (False, None)
            assert all(answer["say"][language].strip() for language in ("en", "pl"))

    play(tmp_path, scene)


def test_follower_comes_back_and_gets_what_it_missed(tmp_path: Path) -> None:
    async def scene(stage: Stage) -> None:
        projector = Follower(Client(stage.address, stage.keys.projector))
        await projector.until(lambda: projector.parts)
        await stage.stop()
        await projector.until(lambda: projector.states == ["live", "lost"])
        stage.store.append([Draft(CODE, "block", "trainer", "away", {"index": 1})])
        await stage.start()
        await projector.until(lambda: projector.parts["projector"]["block"]["index"] == 1)
        assert projector.states == ["live", "lost", "live"]
        await projector.stop()

    play(tmp_path, scene)


def test_cancelled_follower_leaves_no_socket(tmp_path: Path) -> None:
    async def scene(stage: Stage) -> None:
        projector = Follower(Client(stage.address, stage.keys.projector))
        await projector.until(lambda: projector.parts)
        await projector.stop()
        async with asyncio.timeout(10):
            while stage.live.screens:
                await asyncio.sleep(0.01)

    play(tmp_path, scene)


def test_refused_sockets_are_replaced_by_polling(tmp_path: Path) -> None:
    async def scene(stage: Stage) -> None:
        trainer = Follower(Client(stage.address, stage.keys.trainer))
        await trainer.until(lambda: trainer.parts)
        answer = await trainer.line.act("block", {"index": 2})
        await trainer.until(lambda: trainer.line.seq >= answer["seq"])
        assert trainer.parts["trainer"]["block"]["index"] == 2
        assert trainer.states == ["live"]
        assert not stage.live.screens
        await trainer.stop()

    play(tmp_path, scene, Limits(sockets=0))


def test_seat_joins_votes_and_counts_its_bytes(tmp_path: Path) -> None:
    async def scene(stage: Stage) -> None:
        trainer, seat = Client(stage.address, stage.keys.trainer), Seat(stage.address)
        assert (await seat.join(CODE, "Ala", "civic"))["ok"]
        first = seat.seat, seat.key
        assert (await seat.join(CODE, "Ala", "civic"))["ok"]
        assert (seat.seat, seat.key) == first
        joined = seat.received
        assert joined > 100
        assert (await seat.act("answer", VOTE))["ok"] is False  # nothing is open
        await trainer.act("block", {"index": 0})
        await trainer.act("open", {})
        assert (await seat.act("answer", VOTE))["ok"]  # over HTTP
        phone = Follower(seat)
        await phone.until(lambda: phone.parts)
        answer = await seat.act("answer", {**VOTE, "value": {"chosen": ["money"]}})  # over the socket
        assert answer["ok"]
        await phone.until(lambda: phone.parts["me"]["answer"] == {"chosen": ["money"]})
        assert seat.received > joined + 500
        assert (await seat.act("answer", {**VOTE, "value": {"chosen": ["luck"]}}))["say"]
        await phone.stop()

    play(tmp_path, scene)


def test_wrong_code_is_refused_with_a_sentence(tmp_path: Path) -> None:
    async def scene(stage: Stage) -> None:
        answer = await Seat(stage.address).join("OTHER")
        assert answer["ok"] is False
        assert answer["say"]["pl"]

    play(tmp_path, scene)


def test_seat_that_is_sent_out_does_not_come_back_by_itself(tmp_path: Path) -> None:
    async def scene(stage: Stage) -> None:
        seat = Seat(stage.address)
        await seat.join(CODE)
        phone = Follower(seat)
        await phone.until(lambda: phone.parts)
        assert (await Client(stage.address, stage.keys.trainer).act("kick", {"seat": seat.seat}))["ok"]
        await asyncio.wait_for(phone.task, 10)
        assert seat.over == "kicked"
        assert phone.states == ["live", "lost"]

    play(tmp_path, scene)


def test_act_whose_answer_was_lost_is_sent_again_with_the_same_id() -> None:
    seen: list[str] = []

    class Forgetful(RequestHandler):
        def post(self) -> None:
            seen.append(json.loads(self.request.body)["id"])
            if len(seen) == 1:
                self.request.connection.stream.close()  # pyright: ignore
            elif len(seen) == 2:
                self.set_status(503)
                self.finish({"reason": "not_saved", "say": {"en": "No.", "pl": "Nie."}})
            else:
                self.finish(DONE)

    async def scene() -> None:
        async with fake((r"/api/trainer", Forgetful)) as address:
            assert await Client(address, "key").act("open", {}) == {"ok": True, "say": None, "seq": 7}

    asyncio.run(scene())
    assert len(seen) == 3
    assert len(set(seen)) == 1


def test_lost_network_is_said_and_nothing_is_raised() -> None:
    with bind_sockets(0, HERE)[0] as taken:
        port = taken.getsockname()[1]
    answer = asyncio.run(Client(f"http://{HERE}:{port}", "key").act("open", {}))
    assert answer == {"ok": False, "say": client.lost(), "seq": None}


def test_line_that_has_gone_quiet_counts_as_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "PING", 0.05)
    monkeypatch.setattr(client, "SILENT", 0.2)
    opened: list[WebSocketHandler] = []

    class Mute(WebSocketHandler):
        def open(self, *_: str, **__: str) -> None:
            opened.append(self)

        def on_message(self, message: str | bytes) -> None:
            if b"hello" in (message.encode() if isinstance(message, str) else message):
                self.write_message({"type": "state", "seq": 1, "role": "projector", "parts": {"projector": {}}})

    async def scene() -> None:
        async with fake((r"/api/socket", Mute)) as address:
            projector = Follower(Client(address, "key"))
            await projector.until(lambda: projector.states[:3] == ["live", "lost", "live"])
            assert len(opened) >= 2
            await projector.stop()

    asyncio.run(scene())


def test_what_an_old_socket_still_brings_is_not_heard() -> None:
    class Chatty(WebSocketHandler):
        async def on_message(self, message: str | bytes) -> None:
            with suppress(WebSocketClosedError):
                for seq in range(1, 1000):
                    await self.write_message({"type": "state", "seq": seq, "role": "seat", "parts": {"me": {}}})

    async def scene() -> None:
        async with fake((r"/api/socket", Chatty)) as address:
            seat = Seat(address)
            for _ in range(20):
                phone = Follower(seat)
                await phone.until(lambda phone=phone: phone.states)
                await phone.stop()

    asyncio.run(scene())


def test_mistake_of_the_listener_is_not_hidden(tmp_path: Path) -> None:
    async def scene(stage: Stage) -> None:
        def broken(_: dict[str, Any]) -> None:
            raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            await Client(stage.address, stage.keys.projector).follow(broken, lambda _: None)

    play(tmp_path, scene)
