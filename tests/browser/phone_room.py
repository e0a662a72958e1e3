"""A room on the real live server and phones in it, for the tests of the phone page; the test is the trainer."""

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import count
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from tornado.httpserver import HTTPServer
from tornado.testing import bind_unused_port

from course.live.handlers import application
from course.live.server import Keys, Live, Who
from course.live.store import Draft, Event, Store
from course.texts import Words

PHONE = {"width": 390, "height": 844}
NUMBERS = count(1)


def both(english: str, polish: str = "") -> dict[str, str]:
    return {"en": english, "pl": polish or f"{english} (pl)"}


OPTIONS = [
    {"id": "plan", "label": both("A shared plan", "Wspólny plan")},
    {"id": "budget", "label": both("A shared budget on common criteria, nobody deciding alone", "Wspólny budżet")},
    {"id": "people", "label": both("People who trust one another", "Ludzie, którzy sobie ufają")},
]
AXES = {
    "x": {"low": both("own interest", "własny interes"), "high": both("interest of the place", "interes miejsca")},
    "y": {"low": both("keeps away", "trzyma się z boku"), "high": both("takes part", "bierze udział")},
}
CORNERS = [both("public", "publiczny"), both("civic", "społeczny"), both("business", "gospodarczy")]
CONFIGS = {
    "choice": {"options": OPTIONS, "many": False},
    "number": {},
    "agree": {},
    "ladder": {"levels": [{"level": n, "label": both(f"Level {n}: planning together")} for n in range(5)]},
    "matrix": AXES,
    "triangle": {"corners": CORNERS},
    "points": {"options": OPTIONS, "total": 100},
    "ranking": {"options": OPTIONS},
    "ratings": {"who": "sectors"},
    "commitments": {},
    "cards": {"most": 3, "length": 120, "approve": True},
    "wall": {"most": 3, "length": 120, "approve": True},
}
KINDS = list(CONFIGS)


def block(kind: str) -> dict:
    asked = both(f"What about {kind}?", f"A co z tym: {kind}?")
    rounds = 2 if kind == "agree" else 1
    activity = {"kind": kind, "ask": asked, "help": None, "rounds": rounds, "config": CONFIGS[kind]}
    texts = {"name": kind, "title": both(f"Part {kind}", f"Część {kind}"), "text": both("Listen.", "Słuchaj.")}
    return {**texts, "min": 1, "plan": 2, "max": 3, "must": False, "deal": 0, "activity": activity, "notes": None}


class Workshop:
    """A room on the real server, in a thread of this process; the test is its trainer."""

    def __init__(self, folder: Path, **names: bool) -> None:
        self.code, self.keys = "ROOM", Keys.fresh()
        self.store = Store(f"sqlite:///{folder / 'live.sqlite3'}")
        body = {
            "code": self.code,
            "title": both("Two and two", "Dwa i dwa"),
            "language": "pl",
            "names": {"ask": False, "trainer": False, "all": False} | names,
            "delete_after": (date.today() + timedelta(days=9)).isoformat(),
            "blocks": [block(kind) for kind in KINDS],
            "spares": {},
            **self.keys.hashes(),
        }
        self.store.append([Draft(self.code, "began", "", "began", body)])
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self.thread.start()
        self.run(self._open())

    async def _open(self) -> None:
        self.live = Live(self.store, self.code, keys=self.keys)
        await self.live.start()
        socket, self.port = bind_unused_port()
        self.server = HTTPServer(application(self.live))
        self.server.add_sockets([socket])

    async def _close(self) -> None:
        self.server.stop()
        await self.live.stop()
        await self.server.close_all_connections()

    def run(self, what):
        return asyncio.run_coroutine_threadsafe(what, self.loop).result(20)

    def stop(self) -> None:
        self.run(self._close())
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()
        self.loop.close()
        self.store.close()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/?code={self.code.lower()}"

    def trainer(self, kind: str, **body: object) -> None:
        self.run(self.live.act(Who("trainer", "trainer"), f"t{next(NUMBERS)}", kind, body))

    def seat(self, name: str, kind: str, body: dict) -> None:
        self.run(self.live.act(Who("seat", name), f"o{next(NUMBERS)}", kind, body))

    def others(self, number: int) -> list[str]:
        """Let somebody in ``number`` times without a phone."""
        came = [f"other-{next(NUMBERS):04}" for _ in range(number)]
        sectors = ("public", "civic", "business")
        asked = [{"code": self.code, "id": one, "sector": sectors[i % 3]} for i, one in enumerate(came)]
        return [self.run(self.live.join(message))["seat"] for message in asked]

    def ask(self, kind: str) -> None:
        self.trainer("block", index=KINDS.index(kind))
        self.trainer("open")

    def events(self, kind: str) -> list[Event]:
        return [event for event in self.store.since(self.code) if event.kind == kind and event.seat != "trainer"]

    def last(self, kind: str = "answer", many: int = 1) -> dict:
        """Return the body of the phone's last act of a kind, once there are ``many``."""
        for _ in range(100):
            if len(found := self.events(kind)) >= many:
                return found[-1].body
            time.sleep(0.05)
        raise AssertionError(f"no {kind} has arrived")


@pytest.fixture
def workshop(tmp_path: Path) -> Iterator[Workshop]:
    opened = Workshop(tmp_path, ask=True, all=True)
    yield opened
    opened.stop()


@pytest.fixture
def phone(page: Callable[..., Page], workshop: Workshop) -> Callable[..., Page]:
    """``phone(language, joined, query, scheme, calm)``: a phone that has opened the page, and joined."""

    def take(language="en", joined=True, query="", scheme="light", calm=True) -> Page:
        opened = page(workshop.address + query, **PHONE, scheme=scheme, calm=calm)
        opened.get_by_role("button", name={"en": "English", "pl": "polski"}[language]).click()
        expect(opened.locator("html")).to_have_attribute("lang", language)
        if joined:
            opened.locator("main button.main").click()
            expect(opened.locator("#tabs")).to_be_visible()
        return opened

    return take


def words(language: str) -> Words:
    return Words("live_phone", language)


def sent(phone: Page, language: str = "en") -> None:
    expect(phone.locator("p.status")).to_have_text(words(language)("answer.sent"))


def shown(phone: Page, kind: str, language: str = "en") -> None:
    heading = {"en": f"What about {kind}?", "pl": f"A co z tym: {kind}?"}[language]
    expect(phone.locator("h1:visible")).to_have_text(heading)
