"""What the server answers to those who mean it no good."""

import asyncio
import json
import re
import runpy
import socket
import sys
from pathlib import Path
from typing import Any

import pytest
from tornado.httpclient import HTTPClientError

room = runpy.run_path(str(Path(__file__).with_name("room_server.py")))
play, CODE, Limits = room["play"], room["CODE"], room["Limits"]
SCRIPT = '<script>alert("1")</script><img src=x onerror=alert(1)>'
OPEN = {"id": "x", "kind": "open", "body": {}}
STATIC = ["/", "/trainer", "/page/link.js", "/page/words-en.json", "/api/health", "/nothing"]


@pytest.mark.parametrize("token", ["", "wrong", "x" * 5000, "ä", "trainer", "s0000", "null"])
@pytest.mark.parametrize("path", ["/api/state", "/api/act", "/api/trainer", "/api/export", "/api/cards"])
def test_no_key_or_a_wrong_one_opens_nothing(path: str, token: str) -> None:
    async def scene(it: Any) -> None:
        body = OPEN if path in ("/api/act", "/api/trainer") else None
        answer = await it.ask(path, body, token)
        assert (answer.status, answer.body["reason"]) == (401, "no_key")

    play(scene)


def test_key_in_the_address_is_not_read() -> None:
    async def scene(it: Any) -> None:
        for name in ("key", "token", "access_token"):
            assert (await it.ask(f"/api/state?{name}={it.keys.trainer}")).status == 401

    play(scene)


def test_keys_and_tokens_are_in_the_store_as_hashes_only() -> None:
    async def scene(it: Any) -> None:
        token = (await it.join("phone-one"))["token"]
        kept = json.dumps([event.body for event in it.live.store.since(CODE)]) + str(it.live.store.since(CODE))
        assert not any(secret in kept for secret in (token, it.keys.trainer, it.keys.projector, "phone-one"))

    play(scene)


def test_seat_cannot_do_what_the_trainer_does_nor_speak_for_another_seat() -> None:
    async def scene(it: Any) -> None:
        await it.ready()
        mine, other = await it.join("phone-one"), await it.join("phone-two")
        answer = await it.ask("/api/trainer", OPEN, mine["token"])
        assert (answer.status, answer.body["reason"]) == (403, "not_allowed")
        assert (await it.ask("/api/export", token=mine["token"])).status == 403
        assert (await it.ask("/api/cards", token=it.keys.projector)).status == 403
        value = {"activity": "b1", "round": 1, "value": {"value": "5", "reason": ""}}
        for body in ({**value, "seat": other["seat"]}, {"seat": other["seat"]}):
            answer = await it.act(mine["token"], "answer", "for-another", **body)
            assert (answer.status, answer.body["reason"]) == (400, "malformed")
        answer = await it.act(mine["token"], "answer_for", "for-another", seat=other["seat"], **value)
        assert (answer.status, answer.body["reason"]) == (403, "not_allowed")
        assert (await it.state(it.keys.projector))["parts"]["projector"]["answers"] == 0
        assert other["seat"] not in json.dumps((await it.state(mine["token"]))["parts"])

    play(scene)


def test_another_ones_id_neither_hides_nor_repeats_my_act() -> None:
    async def scene(it: Any) -> None:
        await it.ready()
        seats = [await it.join("phone-one"), await it.join("phone-two")]
        value = {"activity": "b1", "round": 1, "value": {"value": "5", "reason": ""}}
        done = [await it.act(seat["token"], "answer", "the-same-id", **value) for seat in seats]
        assert done[0].body["seq"] != done[1].body["seq"]
        assert (await it.state(it.keys.projector))["parts"]["projector"]["answers"] == 2

    play(scene)


def test_script_in_a_card_comes_back_as_a_word_of_json() -> None:
    async def scene(it: Any) -> None:
        seat = await it.join("phone-one", nickname=SCRIPT[:20])
        await it.lead("deal", "deal", groups=1)
        await it.ready(2)
        assert (await it.act(seat["token"], "card", "card", text=SCRIPT)).status == 200
        for token in (seat["token"], it.keys.projector, it.keys.trainer):
            answer = await it.ask("/api/state", token=token)
            assert answer.headers["Content-Type"] == "application/json; charset=utf-8"
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
        state = await it.state(seat["token"])
        assert state["parts"]["group:0"]["cards"][0]["text"] == SCRIPT

    play(scene)


@pytest.mark.parametrize("path", STATIC)
def test_every_answer_has_its_safe_headers(path: str) -> None:
    async def scene(it: Any) -> None:
        headers = (await it.ask(path)).headers
        policy = headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:")
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert "Server" not in headers
        assert "Access-Control-Allow-Origin" not in headers

    play(scene)


def test_pages_hold_no_inline_script_or_style() -> None:
    from course.live.pages import PAGE

    for path in PAGE.glob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert "<style" not in text, path.name
        assert " style=" not in text, path.name
        assert " on" + "click=" not in text, path.name
        assert text.count("<script") == len(re.findall(r'<script type="module" src="(?:page/)?[a-z-]+\.js"', text)), (
            path.name
        )


def test_card_of_a_megabyte_is_too_large() -> None:
    async def scene(it: Any) -> None:
        token = (await it.join())["token"]
        body = json.dumps({"id": "x", "kind": "card", "body": {"text": "x" * 1_000_000}}).encode()
        answer = await it.ask("/api/act", body, token)
        assert (answer.status, answer.body["reason"]) == (413, "too_large")
        answer = await it.ask("/api/act", body[:17_000], token)
        assert (answer.status, answer.body["reason"]) == (413, "too_large")
        line = await it.line(token)
        await line.hear("state")
        await line.say(body.decode())
        assert (await line.hear())["code"] == 1009
        assert (await it.ask("/api/health")).status == 200

    play(scene)


def test_body_without_an_end_is_read_only_so_far() -> None:
    async def scene(it: Any) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", it.port)
        writer.write(
            f"POST /api/join HTTP/1.1\r\nHost: 127.0.0.1:{it.port}\r\nTransfer-Encoding: chunked\r\n\r\n".encode()
        )
        for _ in range(20):
            writer.write(b"1000\r\n" + b"x" * 4096 + b"\r\n")
        writer.write(b"0\r\n\r\n")
        answer = await asyncio.wait_for(reader.readuntil(b"\r\n"), 10)
        assert b" 413 " in answer
        writer.close()

    play(scene)


MALFORMED = [
    b"",
    b"{",
    b"[]",
    b"null",
    b'"text"',
    b"\xff\xfe",
    b'{"id": NaN}',
    b'{"id": "x", "kind": "card", "body": {"text": "\\ud800"}}',
    b'{"id": "x", "kind": ["card"], "body": {}}',
    b'{"id": "x", "kind": "card", "body": []}',
    b'{"a":' * 3000,
    b"[" * 16000,
    b'{"id": ' + b"9" * 10_000 + b"}",
    b'{"id": "x", "kind": "__class__", "body": {}}',
]


@pytest.mark.parametrize("raw", MALFORMED, ids=lambda raw: raw[:24].decode(errors="replace"))
def test_malformed_json_is_refused_in_words(raw: bytes) -> None:
    async def scene(it: Any) -> None:
        token = (await it.join())["token"]
        for path in ("/api/act", "/api/join"):
            answer = await it.ask(path, raw, token)
            assert (answer.status, answer.body["reason"]) == (400, "malformed")
        line = await it.line(token)
        await line.hear("state")
        await line.say(raw.decode(errors="replace"))
        assert (await line.hear())["reason"] == "malformed"
        await line.say({"type": "ping"})
        assert (await line.hear())["type"] == "pong"

    play(scene)


def test_ten_thousand_joins_fill_no_room() -> None:
    async def scene(it: Any) -> None:
        mine = await it.join("phone-one")
        counts: dict[bytes, int] = {}

        async def flood(numbers: range) -> None:
            reader, writer = await asyncio.open_connection("127.0.0.1", it.port)
            for number in numbers:
                body = json.dumps({"code": CODE, "id": f"flood-{number:05}"})
                head = f"POST /api/join HTTP/1.1\r\nHost: 127.0.0.1:{it.port}\r\nContent-Length: {len(body)}\r\n\r\n"
                writer.write((head + body).encode())
                answer = await reader.readuntil(b"\r\n\r\n")
                status = answer.split()[1]
                counts[status] = counts.get(status, 0) + 1
                length = next(line for line in answer.splitlines() if line.startswith(b"Content-Length"))
                await reader.readexactly(int(length.split()[1]))
            writer.close()

        await asyncio.gather(*(flood(range(start, 10_000, 10)) for start in range(10)))
        assert set(counts) == {b"200", b"429"}
        assert counts[b"200"] < 40
        assert counts[b"429"] > 9_900
        await asyncio.sleep(1.1)
        assert (await it.state(mine["token"]))["role"] == "seat"

    limits = Limits(seats=600, join=room["Rate"](20, 0.1), address=room["Rate"](500, 100))
    play(scene, limits=limits)


def test_one_seat_cannot_flood_the_room() -> None:
    async def scene(it: Any) -> None:
        await it.ready()
        loud, quiet = await it.join("phone-one"), await it.join("phone-two")
        value = {"activity": "b1", "round": 1, "value": {"value": "5", "reason": ""}}
        answers = [await it.act(loud["token"], "answer", f"vote-{n}", **value) for n in range(60)]
        assert {answer.status for answer in answers[-10:]} == {429}
        assert (await it.act(quiet["token"], "answer", "vote", **value)).status == 200

    play(scene, limits=Limits(act=room["Rate"](40, 0.5)))


def test_trainers_own_computer_rehearses_as_fast_as_it_likes() -> None:
    async def scene(it: Any) -> None:
        joins = [await it.ask("/api/join", {"code": CODE, "id": f"phone-{n:04}"}, it.keys.trainer) for n in range(20)]
        assert {answer.status for answer in joins} == {200}
        assert (await it.ask("/api/join", {"code": CODE, "id": "phone-next"}, it.keys.projector)).status == 200
        assert (await it.ask("/api/join", {"code": CODE, "id": "phone-more"}, it.keys.projector)).status == 429

    play(scene, limits=Limits(join=room["Rate"](1, 0.001)))


def test_thousand_sockets_are_held_off_and_the_room_goes_on() -> None:
    async def scene(it: Any) -> None:
        token = (await it.join())["token"]
        mine = await it.line(token)
        await mine.hear("state")
        opened, refused = [], 0
        for _ in range(1000):
            try:
                opened.append(await it.line())
            except HTTPClientError as error:
                refused += error.code == 429
        assert len(opened) == 50
        assert refused == 950
        await mine.say({"type": "ping"})
        assert (await mine.hear())["type"] == "pong"
        # Whoever does not say who they are is sent away, and makes room.
        assert (await opened[0].hear(patience=30))["type"] == "bye"
        assert (await opened[0].hear())["type"] == "closed"
        for line in opened:
            line.connection.close()
        await asyncio.sleep(0.2)
        fresh = await it.line(token)
        assert (await fresh.hear("state"))["role"] == "seat"

    play(scene, limits=Limits(strangers=50, hello=8))


def test_seat_opened_too_often_goes_on_in_the_latest_sockets() -> None:
    async def scene(it: Any) -> None:
        token = (await it.join())["token"]
        lines = []
        for _ in range(6):
            lines.append(await it.line(token))
            await lines[-1].hear("state")
        assert len(it.live.screens) == 4
        await lines[-1].say({"type": "ping"})
        assert (await lines[-1].hear("pong"))["type"] == "pong"

    play(scene)


def test_socket_without_a_known_token_is_sent_away() -> None:
    async def scene(it: Any) -> None:
        for hello in ({"token": "wrong"}, {"token": 5}, {}, {"token": "x" * 9000}, {"token": "a", "since": "b"}):
            line = await it.line()
            await line.say({"type": "hello", **hello})
            assert (await line.hear())["reason"] == "no_key"
            assert (await line.hear())["type"] == "closed"
        line = await it.line()
        await line.say({"type": "act", "id": "x", "kind": "open", "body": {}})
        assert (await line.hear())["reason"] == "no_key"

    play(scene)


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://127.0.0.1.evil.example", "file://127.0.0.1"])
def test_other_sites_can_neither_post_nor_open_a_socket(origin: str) -> None:
    async def scene(it: Any) -> None:
        for path in ("/api/join", "/api/act", "/api/trainer"):
            answer = await it.ask(path, OPEN, it.keys.trainer, Origin=origin)
            assert (answer.status, answer.body["reason"]) == (403, "other_origin")
        with pytest.raises(HTTPClientError, match="403"):
            await it.line(it.keys.trainer, Origin=origin)

    play(scene)


def test_own_page_and_pages_of_this_computer_may_post() -> None:
    async def scene(it: Any) -> None:
        for origin in (it.base, "http://127.0.0.1:8866", "http://localhost:8866"):
            answer = await it.ask("/api/join", {"code": CODE, "id": "phone-one"}, Origin=origin)
            assert answer.status == 200, origin
            line = await it.line(answer.body["token"], Origin=origin)
            assert (await line.hear("state"))["role"] == "seat"

    play(scene)


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8890", "203.0.113.9", "127.0.0.1.evil.example", "[::1"])
def test_foreign_name_for_this_server_is_refused(host: str) -> None:
    async def scene(it: Any) -> None:
        for path in ("/", "/page/link.js", "/api/state", "/api/health"):
            answer = await it.ask(path, token=it.keys.trainer, Host=host)
            assert (answer.status, answer.body["reason"]) == (403, "wrong_host")
        with pytest.raises(HTTPClientError, match="403"):
            await it.line(it.keys.trainer, Host=host)

    play(scene)


@pytest.mark.parametrize(
    "path",
    [
        "/page/../server.py",
        "/page/..%2fserver.py",
        "/page/%2e%2e/%2e%2e/texts/live_server.toml",
        "/page//etc/passwd",
        "/page/boards/../../live/server.py",
        "/page/boards/explorer.js",
        "/page/boards/_ladder.js",
        "/page/words-de.json",
        "/page/words-command-en.json",
        "/page/index.html%00.js",
        "/page/",
        "/page/.hidden.js",
        "/../../etc/passwd",
        "/page/..\\server.py",
        "/solutions",
    ],
)
def test_nothing_but_the_pages_is_given_away(path: str) -> None:
    async def scene(it: Any) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", it.port)
        writer.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{it.port}\r\nConnection: close\r\n\r\n".encode())
        answer = await asyncio.wait_for(reader.read(), 10)
        assert b" 404 " in answer.splitlines()[0] or b" 400 " in answer.splitlines()[0]
        assert b"import" not in answer
        writer.close()

    play(scene)


def test_wrong_method_is_refused() -> None:
    async def scene(it: Any) -> None:
        for path, method in (("/api/act", "GET"), ("/api/state", "DELETE"), ("/", "PUT"), ("/api/join", "OPTIONS")):
            assert (await it.ask(path, method=method)).status in (404, 405)

    play(scene)


def test_failure_of_ours_says_nothing_of_the_inside(monkeypatch: pytest.MonkeyPatch) -> None:
    async def scene(it: Any) -> None:
        def broken(draft: object, now: float) -> None:
            raise KeyError("a secret of the inside")

        token = (await it.join())["token"]
        monkeypatch.setattr(it.live.room, "refuse", broken)
        answer = await it.act(token, "leave", "x")
        assert (answer.status, answer.body["reason"]) == (500, "broken")
        assert "secret" not in json.dumps(answer.body)

    play(scene)


@pytest.mark.skipif(sys.platform == "win32", reason="looks at sockets as Linux and macOS have them")
def test_room_on_this_computer_alone_is_reached_from_nowhere_else() -> None:
    from course.live import network

    here = network.claim(network.free_from(18890, "127.0.0.1"), "127.0.0.1")
    try:
        assert {one.getsockname()[0] for one in here} == {"127.0.0.1"}
        assert here[0].family == socket.AF_INET
    finally:
        for one in here:
            one.close()
