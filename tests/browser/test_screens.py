"""The trainer's page and the two dashboards of a live workshop, in a real browser against a real room."""

import asyncio
import json
import runpy
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import expect

from course.texts import Words

SERVED = runpy.run_path(str(Path(__file__).parents[1] / "live" / "room_server.py"))
MARKUP = "<img src=x onerror=alert(1)>"


class Room:
    """A room served in a thread of its own, because Playwright has the loop of this one."""

    def __init__(self, url: str) -> None:
        self.ready, self.loop, self.end = threading.Event(), asyncio.new_event_loop(), asyncio.Event()
        self.thread = threading.Thread(target=lambda: self.loop.run_until_complete(self.serve(url)))
        self.thread.start()
        assert self.ready.wait(30), "the room did not open"

    async def serve(self, url: str) -> None:
        async with SERVED["serving"](url) as it:
            self.base, self.keys = it.base, it.keys
            self.ready.set()
            await self.end.wait()

    def stop(self) -> None:
        self.loop.call_soon_threadsafe(self.end.set)
        self.thread.join(30)
        self.loop.close()

    def ask(self, path: str, token: str = "", **body: Any) -> Any:
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {token}"}
        with urlopen(Request(self.base + path, json.dumps(body).encode(), headers), timeout=20) as answer:
            return json.load(answer)

    def join(self, number: int) -> str:
        return self.ask("/api/join", code=SERVED["CODE"], id=f"phone-{number:04}", sector="civic")["token"]

    def lead(self, kind: str, number: str, **body: Any) -> None:
        self.ask("/api/trainer", self.keys.trainer, id=number, kind=kind, body=body)

    def answer(self, token: str, value: str, reason: str) -> None:
        body = {"activity": "b1", "round": 1, "value": {"value": value, "reason": reason}}
        self.ask("/api/act", token, id=f"answer-{value}", kind="answer", body=body)


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    served = Room(f"sqlite:///{tmp_path}/live.sqlite3")
    yield served
    served.stop()


@pytest.mark.parametrize("language", ["en", "pl"])
def test_trainer_leads_from_a_phone(room: Room, page: Any, shot: Any, language: str) -> None:
    words = Words("live_screens", language)
    phones = [room.join(number) for number in range(3)]
    lead = page(f"{room.base}/trainer?lang={language}#key={room.keys.trainer}", 390, 844)
    steps, said = lead.locator(".wp-lead-steps"), lead.locator(".wp-lead-said")

    def press(name: str, done: str, **values: Any) -> None:
        steps.get_by_text(words(f"go.{name}"), exact=True).click()
        expect(said).to_contain_text(words(f"done.{done}", **values))

    press("begin", "block", title="welcome")
    assert "key" not in lead.evaluate("location.href")
    press("next", "block", title="number")
    press("open", "open")
    for phone, value, reason in zip(phones, ("5", "4", "3"), ("more", MARKUP, "less"), strict=True):
        room.answer(phone, value, reason)
    expect(lead.get_by_text(words("now.results_only"))).to_be_visible()
    expect(lead.get_by_text(MARKUP)).to_be_visible()
    press("more", "extra", n=5)
    press("reveal", "reveal")
    press("close", "close")
    assert lead.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for button in steps.locator("button").all():
        assert button.bounding_box()["height"] >= 44
    shot(lead, f"trainer-phone-{language}", whole=True)

    lead.locator("[data-k=people]").click()
    lead.get_by_role("button", name=words("people.out")).first.click()
    lead.get_by_role("button", name=words("people.kick")).click()
    expect(said).to_contain_text(words("done.kick"))
    expect(lead.locator(".wp-lead-people li")).to_have_count(2)
    lead.reload()
    expect(steps.get_by_text(words("go.next"), exact=True)).to_be_visible()


def test_trainer_is_told_why_not_and_finishes_by_keyboard(room: Room, page: Any) -> None:
    words = Words("live_screens", "en")
    lead = page(f"{room.base}/trainer?lang=en#key={room.keys.trainer}", calm=False)
    lead.locator(".wp-lead-steps button").press("Enter")
    lead.locator("[data-k=groups]").press("Enter")
    lead.get_by_role("button", name=words("groups.deal")).press("Enter")
    expect(lead.locator(".wp-lead-refused")).to_contain_text(words("not.done", why="").strip())
    lead.locator("[data-k=room]").press("Enter")
    lead.get_by_role("button", name=words("room.finish")).press("Enter")
    expect(lead.get_by_role("button", name=words("close"))).to_be_focused()
    lead.get_by_role("button", name=words("room.finish_yes")).press("Enter")
    expect(lead.get_by_text(words("now.finished"))).to_be_visible()


def test_wrong_key_and_missing_key_are_said(room: Room, page: Any) -> None:
    words = Words("live_screens", "pl")
    expect(page(f"{room.base}/trainer?lang=pl").get_by_text(words("state.no_key"))).to_be_visible()
    expect(page(f"{room.base}/trainer?lang=pl#key=wrong", calm=False).get_by_text(words("state.out"))).to_be_visible()


def test_dashboards_follow_the_room(
    room: Room, page: Any, serving: Any, shot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PARTNERSHIP_LIVE", room.base)
    monkeypatch.setenv("PARTNERSHIP_LIVE_KEY", room.keys.trainer)
    monkeypatch.setenv("PARTNERSHIP_LIVE_SHOW", room.keys.projector)
    phone, words = room.join(1), Words("live_screens", "pl")
    with serving() as gallery:
        screen = page(f"{gallery.address}/voila/render/projector.ipynb?lang=pl&view=projector", 1920, 1080)
        screen.set_default_timeout(60_000)
        expect(screen.locator(".wp-show-lobby .wp-qr")).to_be_visible(timeout=60_000)
        expect(screen.locator(".wp-show-lobby")).to_contain_text(SERVED["CODE"])
        lead = page(f"{gallery.address}/voila/render/trainer.ipynb?lang=pl")
        begin = lead.locator(".wp-lead-steps button")
        begin.click(timeout=60_000)
        expect(lead.locator(".wp-lead-done")).to_contain_text(words("done.block", title="welcome"))
        room.lead("block", "one", index=1)
        room.lead("open", "two")
        room.answer(phone, "5", MARKUP)
        expect(screen.locator(".wp-show-count")).to_have_text(words("show.answers", n=1, of=1))
        expect(screen.get_by_text(MARKUP)).to_have_count(0)
        lead.get_by_text(words("go.reveal"), exact=True).click()
        expect(screen.get_by_text(MARKUP)).to_be_visible()
        shot(screen, "projector-voila")
        shot(lead, "trainer-voila")
        for opened in (screen, lead):
            opened.goto("about:blank")  # a page that is left does not miss its server


@pytest.mark.parametrize("width", [320, 390])
def test_phone_keeps_its_height_for_the_question(room: Room, page: Any, shot: Any, width: int) -> None:
    words = Words("live_phone", "pl")
    phone = page(f"{room.base}/?code={SERVED['CODE']}", width, 844)
    phone.get_by_role("button", name="polski").click()
    phone.get_by_role("button", name=words("join.go"), exact=True).click()
    expect(phone.locator("#badge.live")).to_be_visible()
    for name in ("now", "group", "me"):
        tab = phone.locator(f"#tabs [data-k={name}]")
        expect(tab).to_have_text(words(f"tab.{name}"))
        assert 44 <= tab.bounding_box()["height"] < 50, "a label is one line"
    for button in phone.locator("#tongues button").all():
        box = button.bounding_box()
        assert min(box["width"], box["height"]) >= 44
    assert phone.locator("header").bounding_box()["height"] <= (70 if width == 390 else 76)
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
    shot(phone, f"phone-lobby-{width}")


def test_two_rounds_stand_under_their_headings(room: Room, page: Any, shot: Any) -> None:
    phones = [room.join(number) for number in range(4)]
    lead = iter(range(20))

    def press(kind: str, **body: Any) -> None:
        room.lead(kind, f"lead-{next(lead)}", **body)

    block = next(n for n, row in enumerate(SERVED["BLOCKS"]) if row["name"] == "agree")
    press("block", index=block)
    for number, votes in ((1, (1, 1, 0)), (2, (1, 0, 0, -1))):
        if number == 2:
            press("round", round=2)
        press("open")
        for phone, vote in zip(phones, votes, strict=False):
            body = {"activity": f"b{block}", "round": number, "value": {"value": vote}}
            room.ask("/api/act", phone, id=f"vote-{number}-{phone[:8]}", kind="answer", body=body)
    lead_page = page(f"{room.base}/trainer?lang=pl#key={room.keys.trainer}", 390, 844)
    figure = lead_page.locator("figure")
    for text in ("Runda 1", "Runda 2", "przeciw: 0", "przeciw: 1", "W obu rundach głosowały 3 osoby."):
        expect(figure).to_contain_text(text)
    shot(lead_page, "trainer-rounds", whole=True)


def test_projector_whose_kernel_is_gone_comes_back_by_itself_and_once(
    room: Room, page: Any, serving: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PARTNERSHIP_LIVE", room.base)
    monkeypatch.setenv("PARTNERSHIP_LIVE_SHOW", room.keys.projector)
    with serving() as gallery:
        before = gallery.kernels()
        address = f"{gallery.address}/voila/render/projector.ipynb?lang=pl&view=projector&pulse=0.5"
        screen = page(address, 1920, 1080, calm=False)
        lobby = screen.locator(".wp-show-lobby")
        expect(lobby).to_be_visible(timeout=60_000)
        loads: list[Any] = []
        screen.on("domcontentloaded", lambda loaded: loads.append(loaded))
        with screen.expect_event("domcontentloaded", timeout=60_000):
            screen.route("**/partnership", lambda route: route.abort())
            for kernel in gallery.kernels() - before:
                kernel.kill()
            with screen.expect_event("requestfailed", timeout=60_000):
                pass
            expect(screen.locator("[data-wp=badge]")).to_be_visible()
            assert not loads, "it reloads only once the server answers"
            screen.unroute("**/partnership")
        expect(lobby).to_be_visible(timeout=60_000)
        expect(screen.locator("[data-wp=badge]")).to_be_hidden()
        assert len(loads) == 1
        screen.goto("about:blank")
