"""The protocol as a client meets it: joining, acts, refusals, what has changed, sockets, a restart."""

import asyncio
import runpy
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from course.live.showing import Pace, Wifi
from course.live.store import Store

room = runpy.run_path(str(Path(__file__).with_name("room_server.py")))
play, serving, CODE = room["play"], room["serving"], room["CODE"]
FIVE = {"activity": "b1", "round": 1, "value": {"value": "5", "reason": "more together"}}


def test_health_names_the_server() -> None:
    async def scene(it: Any) -> None:
        answer = await it.ask("/api/health")
        assert (answer.status, answer.body) == (200, {"name": "partnership-live"})

    play(scene)


def test_join_gives_a_seat_and_the_same_id_the_same_one() -> None:
    async def scene(it: Any) -> None:
        first, again, other = await it.join("phone-one"), await it.join("phone-one"), await it.join("phone-two")
        assert first == again
        assert first["seat"] != other["seat"]
        assert first["token"] != other["token"]
        state = await it.state(first["token"])
        assert state["role"] == "seat"
        assert set(state["parts"]) == {"public", "me"}
        assert state["parts"]["me"]["seat"] == first["seat"]
        assert (await it.state(it.keys.trainer))["parts"]["trainer"]["seats"] == 2

    play(scene)


def test_code_is_read_in_any_case_and_a_wrong_one_is_refused() -> None:
    async def scene(it: Any) -> None:
        assert (await it.ask("/api/join", {"code": " abcde ", "id": "phone-one"})).status == 200
        answer = await it.ask("/api/join", {"code": "ZZZZZ", "id": "phone-two"})
        assert (answer.status, answer.body["reason"]) == (404, "wrong_code")
        assert set(answer.body["say"]) == {"en", "pl"}

    play(scene)


def test_act_counts_once_over_http_and_socket() -> None:
    async def scene(it: Any) -> None:
        await it.ready()
        token = (await it.join())["token"]
        first = await it.act(token, "answer", "vote", **FIVE)
        again = await it.act(token, "answer", "vote", **FIVE)
        assert first.status == 200
        assert first.body == again.body == {"id": "vote", "seq": first.body["seq"]}
        line = await it.line(token)
        await line.say({"type": "act", "id": "vote", "kind": "answer", "body": FIVE})
        assert (await line.hear("done"))["seq"] == first.body["seq"]
        assert (await it.state(it.keys.trainer))["parts"]["trainer"]["answers"] == 1
        assert [event.kind for event in it.live.store.since(CODE)].count("answer") == 1
        await it.lead("close", "shut")
        assert (await it.act(token, "answer", "vote", **FIVE)).body == first.body
        late = await it.act(token, "answer", "later", **FIVE)
        assert (late.status, late.body["reason"]) == (409, "closed")

    play(scene)


def test_many_acts_at_once_are_all_there_and_each_once() -> None:
    async def scene(it: Any) -> None:
        await it.ready()
        seats = await asyncio.gather(*(it.join(f"phone-{n:03}") for n in range(60)))
        votes = [it.act(seat["token"], "answer", "vote", **FIVE) for seat in seats for _ in range(2)]
        answers = await asyncio.gather(*votes)
        assert {answer.status for answer in answers} == {200}
        assert len({answer.body["seq"] for answer in answers}) == 60
        assert (await it.state(it.keys.projector))["parts"]["projector"]["answers"] == 60

    play(scene)


def test_act_shut_out_by_one_before_it_in_the_same_commit_is_refused() -> None:
    async def scene(it: Any) -> None:
        await it.ready()
        token = (await it.join())["token"]
        who, trainer = it.live.who(token), it.live.who(it.keys.trainer)
        shut = asyncio.create_task(it.live.act(trainer, "shut", "close", {}))
        vote = asyncio.create_task(it.live.act(who, "vote", "answer", FIVE))
        done = await asyncio.gather(shut, vote, return_exceptions=True)
        assert isinstance(done[0], int)
        assert getattr(done[1], "reason", None) == "closed"
        assert (await it.act(token, "answer", "vote", **FIVE)).status == 409

    play(scene)


@pytest.mark.parametrize(
    ("body", "status", "reason"),
    [
        ({"kind": "answer", "body": {}}, 400, "malformed"),
        ({"id": "x", "kind": "dance", "body": {}}, 400, "malformed"),
        ({"id": "x", "kind": "answer", "body": {"activity": "b1", "round": 1}}, 400, "malformed"),
        ({"id": "x", "kind": "answer", "body": {**FIVE, "extra": 1}}, 400, "malformed"),
        (
            {"id": "x", "kind": "answer", "body": {**FIVE, "value": {"value": "5", "reason": "x" * 1001}}},
            400,
            "too_long",
        ),
        ({"id": "x", "kind": "answer", "body": {**FIVE, "value": {"level": True}}}, 400, "malformed"),
        ({"id": "x" * 81, "kind": "leave", "body": {}}, 400, "malformed"),
        ({"id": "x", "kind": "card", "body": {"text": "a\0b"}}, 400, "malformed"),
        ({"id": "x", "kind": "card", "body": {"text": "a card"}}, 409, "not_now"),
        ({"id": "x", "kind": "open", "body": {}}, 403, "not_allowed"),
    ],
)
def test_refusal_has_its_status_its_reason_and_a_sentence(body: dict, status: int, reason: str) -> None:
    async def scene(it: Any) -> None:
        await it.ready()
        answer = await it.ask("/api/act", body, (await it.join())["token"])
        assert (answer.status, answer.body["reason"]) == (status, reason)
        assert all(answer.body["say"][language].strip() for language in ("en", "pl"))

    play(scene)


def test_state_says_only_what_changed() -> None:
    async def scene(it: Any) -> None:
        token = (await it.join())["token"]
        state = await it.state(token)
        assert (await it.state(token, state["seq"]))["parts"] == {}
        await it.ready()
        after = await it.state(token, state["seq"])
        assert "public" in after["parts"]
        assert after["seq"] > state["seq"]
        assert set((await it.state(token, after["seq"] + 999))["parts"]) == {"public", "me"}
        assert (await it.ask("/api/state?since=x", token=token)).status == 400

    play(scene)


def test_groups_reach_those_who_were_dealt_into_them() -> None:
    async def scene(it: Any) -> None:
        seats = [await it.join(f"phone-{n}-long", sector="public") for n in range(4)]
        line = await it.line(seats[0]["token"])
        since = (await line.hear("state"))["seq"]
        await it.lead("deal", "deal", groups=2)
        state = await line.hear("state")
        group = state["parts"]["me"]["group"]
        assert f"group:{group}" in state["parts"]
        polled = await it.state(seats[0]["token"], since)
        assert polled["parts"].keys() == state["parts"].keys() | {"public"}

    play(scene)


def test_screens_are_told_how_to_join() -> None:
    async def scene(it: Any) -> None:
        for key, name in ((it.keys.projector, "projector"), (it.keys.trainer, "trainer")):
            join = (await it.state(key))["parts"][name]["join"]
            assert join["address"] == it.base
            assert join["code"] == CODE
            assert join["qr"].startswith("<svg")
            assert join["wifi"].startswith("<svg")
            assert "style=" not in join["qr"]

    play(scene, wifi=Wifi("Sala;1", "tajne"))


def test_socket_says_state_first_then_only_what_was_touched() -> None:
    async def scene(it: Any) -> None:
        await it.ready()
        token = (await it.join())["token"]
        projector, phone = await it.line(it.keys.projector), await it.line(token)
        assert set((await projector.hear())["parts"]) == {"projector"}
        assert set((await phone.hear())["parts"]) == {"public", "me"}
        await phone.say({"type": "act", "id": "vote", "kind": "answer", "body": FIVE})
        await phone.hear("done")
        states = [message for message in phone.heard[1:] if message["type"] == "state"] or [await phone.hear("state")]
        assert set(states[0]["parts"]) == {"me"}
        while (await projector.hear("state"))["parts"]["projector"]["answers"] < 1:
            pass
        await phone.say({"type": "ping"})
        assert (await phone.hear())["type"] == "pong"

    play(scene)


def test_socket_comes_back_with_what_it_missed() -> None:
    async def scene(it: Any) -> None:
        token = (await it.join())["token"]
        line = await it.line(token)
        seq = (await line.hear("state"))["seq"]
        line.connection.close()
        await it.ready()
        again = await it.line(token, seq)
        assert set((await again.hear("state"))["parts"]) == {"public"}
        third = await it.line(token, it.live.seq)
        assert (await third.hear("state"))["parts"] == {}

    play(scene)


def test_whoever_is_sent_out_is_told_and_may_come_back_but_not_when_banned() -> None:
    async def scene(it: Any) -> None:
        first = await it.join("phone-one")
        line = await it.line(first["token"])
        await line.hear("state")
        await it.lead("kick", "out", seat=first["seat"])
        assert (await line.hear("bye"))["reason"] == "kicked"
        assert (await line.hear())["type"] == "closed"
        gone = await it.ask("/api/state", token=first["token"])
        assert (gone.status, gone.body["reason"]) == (401, "kicked")
        again = await it.join("phone-one")
        assert again["seat"] == first["seat"]
        assert again["token"] != first["token"]
        await it.lead("ban", "for-good", seat=again["seat"])
        answer = await it.ask("/api/join", {"code": CODE, "id": "phone-one"})
        assert (answer.status, answer.body["reason"]) == (403, "banned")
        assert (await it.ask("/api/state", token=again["token"])).body["reason"] == "banned"

    play(scene)


def test_full_room_takes_nobody_else_but_whoever_is_in_it() -> None:
    async def scene(it: Any) -> None:
        await it.join("phone-one")
        answer = await it.ask("/api/join", {"code": CODE, "id": "phone-two"})
        assert (answer.status, answer.body["reason"]) == (409, "full")
        await it.join("phone-one")

    play(scene, limits=room["Limits"](seats=1))


def test_projector_can_look_and_do_nothing() -> None:
    async def scene(it: Any) -> None:
        message = {"id": "x", "kind": "open", "body": {}}
        assert (await it.ask("/api/trainer", message, it.keys.projector)).status == 403
        assert (await it.ask("/api/act", message, it.keys.projector)).status == 403
        line = await it.line(it.keys.projector)
        await line.hear("state")
        await line.say({"type": "act", **message})
        assert (await line.hear("refused"))["reason"] == "not_allowed"

    play(scene)


def test_restart_loses_nothing_and_everybody_comes_back(database: str) -> None:
    async def scene() -> None:
        async with serving(database) as it:
            await it.ready()
            seat = await it.join("phone-one")
            done = await it.act(seat["token"], "answer", "vote", **FIVE)
            before = (await it.state(it.keys.trainer))["parts"]["trainer"]
        async with serving(database, keys=it.keys) as it:
            after = (await it.state(it.keys.trainer))["parts"]["trainer"]
            for part in (before, after):
                part.pop("join")
            assert after == before
            assert await it.join("phone-one") == seat
            assert (await it.act(seat["token"], "answer", "vote", **FIVE)).body == done.body
            assert (await it.state(seat["token"], done.body["seq"]))["parts"] == {}

    asyncio.run(scene())


def test_two_processes_on_one_database_see_each_other(postgres: str) -> None:
    async def scene() -> None:
        async with serving(postgres) as one, serving(postgres, keys=one.keys) as two:
            line = await two.line(two.keys.projector)
            await line.hear("state")
            seat = await one.join("phone-one")
            assert (await two.ask("/api/state", token=seat["token"])).status == 200
            assert await two.join("phone-one") == seat
            await one.ready()
            assert (await two.act(seat["token"], "answer", "vote", **FIVE)).status == 200
            assert (await one.act(seat["token"], "answer", "vote", **FIVE)).status == 200
            while (await line.hear("state"))["parts"]["projector"]["answers"] < 1:
                pass
            assert [event.kind for event in Store(postgres).since(CODE)].count("answer") == 1

    asyncio.run(asyncio.wait_for(scene(), 60))


def test_store_that_fails_is_said_and_nothing_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    async def scene(it: Any) -> None:
        await it.ready()
        token = (await it.join())["token"]
        line = await it.line(token)
        await line.hear("state")
        with monkeypatch.context() as patch:

            def full(drafts: object) -> None:
                raise room["StoreError"]("full", address="x")

            patch.setattr(it.live.store, "append", full)
            answer = await it.act(token, "answer", "vote", **FIVE)
            assert (answer.status, answer.body["reason"]) == (503, "not_saved")
            await line.say({"type": "act", "id": "vote", "kind": "answer", "body": FIVE})
            assert (await line.hear())["code"] == 1011
        assert (await it.act(token, "answer", "vote", **FIVE)).status == 200

    play(scene)


def test_slow_socket_gets_the_latest_and_holds_nobody_up() -> None:
    async def scene(it: Any) -> None:
        token = (await it.join())["token"]
        line = await it.line(token)
        await line.hear("state")
        (screen,) = it.live.screens
        stuck: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        sent: list[str] = []
        screen.write_message = lambda text: sent.append(text) or stuck
        for number in range(5):
            await it.lead("message", f"m{number}", group=None, text=f"message {number}")
            await asyncio.sleep(0.08)
        assert len(sent) == 1
        stuck.set_result(None)
        await asyncio.sleep(0.1)
        assert len(sent) == 2
        assert "message 4" in sent[1]

    play(scene)


def test_pace_is_kept_and_the_last_is_never_lost() -> None:
    async def scene() -> None:
        acts: list[float] = []
        loop = asyncio.get_running_loop()
        pace = Pace(0.05, lambda: acts.append(loop.time()))
        for _ in range(40):
            pace.ask()
            await asyncio.sleep(0.005)
        last = loop.time()
        await asyncio.sleep(0.15)
        assert 3 <= len(acts) <= 8
        assert acts[-1] >= last - 0.06
        assert min(b - a for a, b in pairwise(acts)) >= 0.045

    asyncio.run(scene())


def test_pages_are_compressed_checked_and_in_one_language() -> None:
    async def scene(it: Any) -> None:
        page = await it.ask("/")
        assert page.headers["Content-Type"].startswith("text/html")
        assert (await it.ask("/", If_None_Match=page.headers["Etag"])).status == 304
        packed = await it.ask("/page/link.js", Accept_Encoding="gzip")
        assert packed.status == 200
        assert packed.headers["X-Consumed-Content-Encoding"] == "gzip"
        english, polish = [(await it.ask(f"/page/words-{lang}.json")).body for lang in ("en", "pl")]
        assert english.keys() == polish.keys()
        assert english != polish

    play(scene)


@pytest.mark.parametrize(("name", "function"), [("ladder", "ladderBoard"), ("plane", "planeBoard")])
def test_boards_are_the_lessons_own_with_an_export(name: str, function: str) -> None:
    async def scene(it: Any) -> None:
        text = (await it.ask(f"/page/boards/{name}.js")).body
        assert f"function {function}(" in text
        assert text.endswith(f"export {{ {function} }};\n")

    play(scene)


def test_record_and_cards_are_files_that_run_nothing() -> None:
    async def scene(it: Any) -> None:
        await it.ready()
        token = (await it.join())["token"]
        await it.act(token, "answer", "vote", **FIVE)
        for form, kind in (("json", "application/json"), ("csv", "text/csv"), ("html", "text/html")):
            answer = await it.ask(f"/api/export?as={form}&lang=pl", token=it.keys.trainer)
            assert answer.status == 200, form
            assert answer.headers["Content-Type"] == f"{kind}; charset=utf-8"
            assert answer.headers["Content-Disposition"] == f'attachment; filename="{CODE}.{form}"'
            assert "script-src" not in answer.headers["Content-Security-Policy"]
            assert token not in str(answer.body)
        assert (await it.ask("/api/export?as=xml", token=it.keys.trainer)).status == 404
        cards = await it.ask("/api/cards?lang=en&seats=3", token=it.keys.trainer)
        assert cards.status == 200
        assert CODE in cards.body
        for seats in ("x", "-1", "100000"):
            assert (await it.ask(f"/api/cards?seats={seats}", token=it.keys.trainer)).status == 400

    play(scene)
