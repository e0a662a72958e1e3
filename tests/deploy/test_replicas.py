"""The workshop service in several processes on one PostgreSQL: which of them answers makes no difference."""

import asyncio
import json
import os
import random
import runpy
import signal
import socket
import subprocess
import sys
import threading
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlencode, urlsplit

import psutil
import pytest
import requests
from tornado.httpclient import AsyncHTTPClient
from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets

from course.catalog import ROOT
from course.live import script
from course.live.client import Client
from course.live.crowd import Crowd
from course.live.keys import Keys, hashed
from course.live.store import Draft, Store
from course.live.workshop import begin
from course.texts import LANGUAGES, Words
from deploy.local import rooms as rooms_
from deploy.local.rooms import Rooms
from deploy.local.visitor import PROXIES
from deploy.local.workshop import door

live = runpy.run_path(str(ROOT / "tests" / "live" / "conftest.py"))
cluster, postgres = live["cluster"], live["postgres"]
BELOW, SECRET, TOKEN = "/services/workshop/", "s" * 40, "token-of-ewa"
EWA = {"name": "ewa", "kind": "user", "admin": False, "groups": [], "scopes": ["access:services!service=workshop"]}


class Hub(BaseHTTPRequestHandler):
    """As much of the Hub as its login takes: everybody who asks is Ewa, with the code that belongs to the word."""

    asked: ClassVar[dict[str, dict[str, list[str]]]] = {}

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        if url.path.endswith("/authorize"):
            fields = parse_qs(url.query)
            Hub.asked["code"] = fields
            back = urlencode({"code": "code", "state": fields["state"][0]})
            self.send_response(302)
            self.send_header("Location", f"{fields['redirect_uri'][0]}?{back}")
            self.end_headers()
        else:
            self._say(EWA if TOKEN in self.headers.get("Authorization", "") else None)

    def do_POST(self) -> None:
        told = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        word = urlsafe_b64encode(sha256(told["code_verifier"][0].encode()).digest()).decode().rstrip("=")
        self._say({"access_token": TOKEN} if [word] == Hub.asked["code"]["code_challenge"] else None)

    def _say(self, what: Any) -> None:
        self.send_response(200 if what else 403)
        self.end_headers()
        self.wfile.write(json.dumps(what).encode())

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture(scope="module")
def hub() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Hub) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def free() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


class Process:
    """The service in a process of its own, or in several behind one address."""

    def __init__(self, database: str, hub: str, folder: Path, **more: str) -> None:
        self.port = free()
        self.address = f"http://127.0.0.1:{self.port}{BELOW}"
        self.log = folder / f"{self.port}.txt"
        env = os.environ | {
            "JUPYTERHUB_API_TOKEN": "token-of-workshop",
            "JUPYTERHUB_API_URL": f"{hub}/hub/api",
            "JUPYTERHUB_BASE_URL": "/",
            "JUPYTERHUB_CLIENT_ID": "service-workshop",
            "JUPYTERHUB_HOST": hub,
            "JUPYTERHUB_OAUTH_ACCESS_SCOPES": json.dumps(EWA["scopes"]),
            "JUPYTERHUB_OAUTH_CALLBACK_URL": f"{BELOW}oauth_callback",
            "JUPYTERHUB_SERVICE_NAME": "workshop",
            "JUPYTERHUB_SERVICE_PREFIX": BELOW,
            "JUPYTERHUB_SERVICE_URL": f"http://127.0.0.1:{self.port}",
            "PARTNERSHIP_DATABASE": database,
            "PARTNERSHIP_DOOR": "http://127.0.0.1",
            "PARTNERSHIP_KEYS": SECRET,
            "XDG_DATA_HOME": str(folder),  # nothing is kept there: there is no disk that all share
            **more,
        }
        command = [sys.executable, "-m", "deploy.local.workshop"]
        with self.log.open("w") as log:
            self.process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=log, stderr=log)
        until(lambda: self.process.poll() is not None or self.answers(), self.said)

    def answers(self) -> bool:
        try:
            return requests.get(f"{self.address}health", timeout=5).status_code == 200
        except requests.ConnectionError:
            return False

    def said(self) -> str:
        return self.log.read_text()

    def begin(self) -> Any:
        """Open a room, as an instructor's program does, and return it."""
        headers = {"Authorization": f"token {TOKEN}"}
        told = requests.post(self.address, headers=headers, data={"lang": "pl"}, timeout=20).json()
        return room(self, told["code"], Keys(told["trainer"], told["projector"]))

    def door(self) -> str:
        return requests.get(self.address, headers={"Authorization": f"token {TOKEN}"}, timeout=20).text

    def status(self, code: str, more: str = "/api/health") -> int:
        return requests.get(f"{self.address}{code}{more}", allow_redirects=False, timeout=20).status_code

    def end(self, number: int = signal.SIGTERM) -> None:
        if self.process.poll() is None:
            self.process.send_signal(number)
        self.process.wait(20)


@pytest.fixture
def started(postgres: str, hub: str, tmp_path: Path) -> Iterator[Callable[..., Process]]:
    found: list[Process] = []

    def start(**more: str) -> Process:
        folder = tmp_path / str(len(found))
        folder.mkdir()
        found.append(Process(postgres, hub, folder, **more))
        return found[-1]

    yield start
    for one in found:
        one.end()


def until(true: Callable[[], object], said: Callable[[], str] = str, seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, said()
        time.sleep(0.05)


@pytest.mark.parametrize("proxies", [1, 2])
def test_each_phone_has_an_allowance_of_its_own_and_cannot_take_others(
    proxies: int, started: Callable[..., Process]
) -> None:
    process = started(**{PROXIES: str(proxies)})
    code = process.begin().code
    asking = requests.Session()

    def refused(address: str, number: int) -> bool:
        before = f"198.51.100.{number % 250}"  # what anybody may write into a request
        passed = [before, address, *["10.0.0.1"] * (proxies - 1)]
        headers = {"X-Forwarded-For": ", ".join(passed), "X-Real-Ip": before, "Forwarded": f"for={before}"}
        asked = asking.post(f"{process.address}{code}/api/join", data="{}", headers=headers, timeout=20)
        assert asked.status_code in (400, 429), asked.text
        return asked.status_code == 429

    found = [refused("192.0.2.7", number) for number in range(600)]
    assert not any(found[:100])
    assert any(found[100:])
    assert not refused("192.0.2.8", 0)


def room(process: Process, code: str, keys: Keys) -> Any:
    return SimpleNamespace(address=process.address + code, code=code, keys=keys)


def test_room_begun_at_one_is_joined_and_led_at_the_other(started: Callable[..., Process]) -> None:
    first, second = started(), started()
    begun = first.begin()
    assert begun.code in first.door()
    assert begun.code in second.door()
    assert begun.keys.trainer in second.door()
    assert second.status(begun.code, "") == 302

    async def play() -> None:
        there = room(second, begun.code, begun.keys)
        async with Crowd(begun, random.Random(1)) as here, Crowd(there, random.Random(2)) as other:
            await asyncio.gather(here.join(30), other.join(30))
            await here.shows(lambda part: part["seats"] == 60)
            await other.turn(1)
            await here.shows(lambda part: part["activity"]["open"])
            delays = await asyncio.gather(*(one.ballot([{"value": "5"}], one.seats) for one in (here, other)))
            assert [one.failed for one in delays] == [0, 0]
            for one in (here, other):
                await one.shows(lambda part: part["answers"] == 60)
            again = Client(there.address, begun.keys.trainer)
            assert (await again.act("finish", {}))["ok"]
            await here.shows(lambda part: part["stage"] == "finished")

    asyncio.run(play())
    for one in (first, second):
        until(lambda one=one: begun.code not in one.door())
        record = f"/api/export?as=json#{begun.code}"
        headers = {"Authorization": f"Bearer {begun.keys.trainer}"}
        answer = requests.get(one.address + begun.code + record, headers=headers, timeout=20)
        assert answer.json()["finished"]


def test_process_that_is_killed_loses_nothing_that_was_acknowledged(
    started: Callable[..., Process], postgres: str
) -> None:
    first, second = started(), started()
    begun = first.begin()

    async def play() -> list[Any]:
        there = room(second, begun.code, begun.keys)
        async with Crowd(begun, random.Random(1)) as here, Crowd(there, random.Random(2)) as other:
            await here.join(20)
            await other.turn(1)
            await here.shows(lambda part: part["activity"] and part["activity"]["open"])
            activity = here.shown["activity"]
            body = {"activity": activity["id"], "round": activity["round"]}

            async def votes(seat: Any) -> list[Any]:
                return [await seat.act("answer", {**body, "value": {"value": str(n % 9)}}) for n in range(12)]

            voting = asyncio.gather(*(votes(seat) for seat in here.seats))
            await asyncio.sleep(0.1)
            first.process.kill()
            for seat in here.seats:  # as one address for both does
                seat.address = there.address
            answers = [answer for some in await voting for answer in some]
            await other.shows(lambda part: part["answers"] == 20)
            return answers

    answers = asyncio.run(play())
    assert all(answer["ok"] for answer in answers)
    store = Store(postgres)
    stored = {event.seq for event in store.since(begun.code)}
    store.close()
    assert {answer["seq"] for answer in answers} <= stored


def test_phones_join_at_one_and_open_their_lines_at_the_other(started: Callable[..., Process]) -> None:
    first, second = started(), started()
    begun = first.begin()

    async def play() -> None:
        async with Crowd(room(second, begun.code, begun.keys), random.Random(1)) as crowd:

            async def come(seat: Any) -> None:
                seat.address = first.address + begun.code
                assert (await seat.join(begun.code))["ok"]
                seat.address = second.address + begun.code
                await crowd.connect([seat])

            seats = [crowd.newcomer() for _ in range(80)]
            await asyncio.gather(*map(come, seats))
            assert [seat.over for seat in seats] == [""] * 80

    asyncio.run(play())


def test_login_begun_at_one_ends_at_the_other(started: Callable[..., Process]) -> None:
    first, second = started(), started()
    visitor = requests.Session()
    visitor.headers["User-Agent"] = "test"
    away = visitor.get(f"{first.address}?lang=pl", allow_redirects=False, timeout=20)
    assert away.status_code == 302
    assert "verifier" not in away.headers["Location"]
    back = visitor.get(away.headers["Location"], allow_redirects=False, timeout=20).headers["Location"]
    answer = visitor.get(f"http://127.0.0.1:{second.port}{back}", allow_redirects=False, timeout=20)
    assert (answer.status_code, answer.headers["Location"]) == (302, f"{BELOW}?lang=pl")
    page = visitor.get(f"{first.address}?lang=pl", timeout=20).text
    word = page.split('name="_xsrf" value="')[1].split('"')[0]
    data = {"_xsrf": word, "lang": "pl"}
    opened = visitor.post(second.address, data=data, allow_redirects=False, timeout=20)
    assert (opened.status_code, opened.headers["Location"]) == (302, f"{BELOW}?lang=pl")
    data["_xsrf"] = word[::-1]
    refused = visitor.post(second.address, data=data, allow_redirects=False, timeout=20)
    assert refused.status_code == 403
    assert visitor.get(first.address, timeout=20).text.count("<h2>") == 1


def test_state_that_somebody_else_made_is_refused(started: Callable[..., Process]) -> None:
    first = started()
    for state in ("", "x", "gAAAAABx"):
        query = urlencode({"code": "code", "state": state})
        answer = requests.get(f"{first.address}oauth_callback?{query}", allow_redirects=False, timeout=20)
        assert answer.status_code in (400, 403)


def test_rooms_are_back_with_the_same_secret_and_only_with_it(started: Callable[..., Process], postgres: str) -> None:
    first = started()
    begun = first.begin()
    first.end()
    again = started()
    assert begun.keys.trainer in again.door()
    again.end()
    other = started(PARTNERSHIP_KEYS="t" * 40)
    assert begun.code not in other.door()
    assert other.status(begun.code) == 404
    assert other.said().count(begun.code) == 1
    store = Store(postgres)
    events = str(store.since(begun.code))
    store.close()
    assert begun.keys.trainer not in events
    assert begun.keys.projector not in events


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_a_secret_nothing_starts(started: Callable[..., Process], language: str) -> None:
    one = started(PARTNERSHIP_KEYS="short", COURSE_LANGUAGE=language)
    assert one.process.wait(20) == 1
    assert one.said().strip() == Words("hub", language)("error.no_keys", n=32)


def test_two_servers_behind_one_address_outlive_one_of_them(started: Callable[..., Process]) -> None:
    both = started(PARTNERSHIP_SERVERS="2")
    parent = psutil.Process(both.process.pid)
    until(lambda: len(parent.children()) == 2)
    children = parent.children()
    until(lambda: all(child.net_connections() for child in children))
    begun = both.begin()

    async def play() -> None:
        async with Crowd(begun, random.Random(1)) as crowd:
            await crowd.join(40)
            await crowd.turn(1)
            busy = [sum(one.status == "ESTABLISHED" for one in child.net_connections()) for child in children]
            assert min(busy) > 3  # PostgreSQL's lines are among them
            children[0].kill()
            delays = await crowd.ballot([{"value": "5"}], crowd.seats)
            assert delays.failed == 0
            await crowd.shows(lambda part: part["answers"] == 40)

    asyncio.run(play())
    until(lambda: len(parent.children()) == 2 and children[0] not in parent.children())
    family = [parent, *parent.children()]
    both.end()
    assert psutil.wait_procs(family, timeout=10)[1] == []
    assert both.said().count("another takes its place") == 1


def test_servers_end_when_their_parent_is_killed(started: Callable[..., Process]) -> None:
    both = started(PARTNERSHIP_SERVERS="2")
    children = psutil.Process(both.process.pid).children()
    both.end(signal.SIGKILL)
    assert psutil.wait_procs(children, timeout=10)[1] == []


@contextmanager
def within(database: str) -> Iterator[tuple[Rooms, list[Any]]]:
    """Return rooms in this process, and what they ask the store for."""
    store, asked = Store(database), list[Any]()
    stock = store.rooms

    def counted(codes: Any = None) -> Any:
        asked.append(codes)
        return stock(codes)

    store.rooms = counted  # pyright: ignore[reportAttributeAccessIssue]
    rooms = Rooms(store, BELOW, f"http://127.0.0.1{BELOW}", SECRET.encode())
    rooms.door = door(rooms, SECRET.encode())
    yield rooms, asked
    store.close()


async def served(rooms: Rooms) -> str:
    """Serve them and return their address."""
    await rooms.start()
    (sock,) = bind_sockets(0, "127.0.0.1")
    HTTPServer(rooms).add_sockets([sock])
    return f"http://127.0.0.1:{sock.getsockname()[1]}{BELOW}"


def test_guesses_do_not_become_a_question_each(postgres: str) -> None:
    async def play(rooms: Rooms, asked: list[Any]) -> None:
        address = await served(rooms)
        asked.clear()
        client = AsyncHTTPClient(force_instance=True, max_clients=200)
        for more in ("/api/health", ""):
            guesses = [f"{address}Q{n:04}{more}" for n in range(100)]
            answers = await asyncio.gather(*(client.fetch(guess, raise_error=False) for guess in guesses))
            assert {answer.code for answer in answers} == {404}
        assert len(asked) <= 6
        await rooms.close()

    with within(postgres) as (rooms, asked):
        asyncio.run(play(rooms, asked))


def test_room_is_found_in_the_store_by_whoever_has_not_heard_of_it(postgres: str) -> None:
    async def play(rooms: Rooms) -> None:
        address = await served(rooms)
        await asyncio.to_thread(rooms._deaf)
        other = Store(postgres)
        code, _ = await asyncio.to_thread(begin, other, script.read(), "pl", secret=SECRET.encode())
        assert code not in rooms.served
        client = AsyncHTTPClient(force_instance=True)
        body = json.dumps({"code": code, "id": "phone-one"})
        answer = await client.fetch(f"{address}{code}/api/join", method="POST", body=body)
        assert json.loads(answer.body)["seat"]
        other.append([Draft(code, "delete_after", "trainer", "day", {"day": "2000-01-01"})])
        await rooms.tidy()
        assert rooms.served == {}
        assert other.since(code) == []
        answer = await client.fetch(f"{address}{code}/api/health", raise_error=False)
        assert answer.code == 404
        await rooms.close()
        other.close()

    with within(postgres) as (rooms, _):
        asyncio.run(play(rooms))


def test_token_given_elsewhere_is_known_however_soon_it_comes(postgres: str) -> None:
    async def play(rooms: Rooms) -> None:
        await rooms.start()
        code = await rooms.begin("pl")
        other = Store(postgres)
        other._name = rooms.store._name  # so that nobody is woken
        for n in range(4):  # sooner after one another than the store may be asked
            joined = {"nickname": "", "sector": "none", "language": "pl", "token_hash": hashed(str(n)), "paper": False}
            await asyncio.to_thread(other.append, [Draft(code, "joined", f"s{n}", "joined", joined)])
            assert (await rooms.served[code].live.known(str(n))).seat == f"s{n}"
        await rooms.close()
        other.close()

    with within(postgres) as (rooms, _):
        asyncio.run(play(rooms))


def test_finished_room_can_be_read_for_a_while(postgres: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async def play(rooms: Rooms) -> None:
        await rooms.start()
        code = await rooms.begin("pl")
        await asyncio.to_thread(rooms.store.append, [Draft(code, "finish", "trainer", "end", {})])
        await rooms.tidy()
        assert code in rooms.served
        monkeypatch.setattr(rooms_, "LINGER", -1.0)
        await rooms.tidy()
        assert rooms.served == {}
        await rooms.close()

    with within(postgres) as (rooms, _):
        asyncio.run(play(rooms))
