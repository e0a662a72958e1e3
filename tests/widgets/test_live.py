"""The screens of a live workshop as widgets: what they show, what they ask for, and what they do without a server."""

import asyncio
import re
import runpy
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from course.live.client import Client
from course.texts import LANGUAGES, table
from widgets import Page, Projector, Trainer
from widgets._live import PAGE

both = pytest.mark.parametrize("language", LANGUAGES)
room = runpy.run_path(str(Path(__file__).parents[1] / "live" / "room_server.py"))
NO = {"en": "Not now.", "pl": "Nie teraz."}


class Fake(Client):
    """A line that says what a test wants."""

    def __init__(self, answer: dict[str, Any] | None = None) -> None:
        super().__init__("http://127.0.0.1:9", "a key/+")
        self.answer = answer or {"ok": True, "say": None, "seq": 7}
        self.done: list[tuple[str, dict[str, Any]]] = []

    async def follow(self, on_parts: Any, on_state: Any) -> None:
        on_state("live")
        on_parts({"trainer": {"stage": "lobby"}, "projector": {"stage": "running"}})
        on_state("lost")

    async def act(self, kind: str, body: dict[str, Any]) -> dict[str, Any]:
        self.done.append((kind, body))
        return self.answer


@pytest.fixture(autouse=True)
def _no_workshop(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PARTNERSHIP_LIVE", "PARTNERSHIP_LIVE_KEY", "PARTNERSHIP_LIVE_SHOW"):
        monkeypatch.delenv(name, raising=False)


@both
@pytest.mark.parametrize("kind", [Projector, Trainer])
def test_without_a_workshop_one_sentence_says_what_to_do(kind: Any, language: str) -> None:
    shown = kind(language)
    assert (shown.state, shown.part, shown.task) == ("unset", {}, None)
    assert "make workshop" in shown.words["state"]["unset"]
    assert shown.words["state"]["unset"] == table("live_screens")["state"]["unset"][language]


@pytest.mark.parametrize(("kind", "stage"), [(Projector, "running"), (Trainer, "lobby")])
def test_screen_follows_its_own_part_and_keeps_it_when_the_line_is_lost(kind: Any, stage: str) -> None:
    async def scene() -> None:
        shown = kind("en", Fake())
        await shown.task
        assert (shown.part, shown.state) == ({"stage": stage}, "lost")

    asyncio.run(scene())


@pytest.mark.parametrize(("kind", "key"), [(Projector, "show"), (Trainer, "lead")])
def test_environment_names_the_server_and_each_screen_has_a_key_of_its_own(
    kind: Any, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PARTNERSHIP_LIVE", "http://127.0.0.1:8890/")
    monkeypatch.setenv("PARTNERSHIP_LIVE_SHOW", "show")
    monkeypatch.setenv("PARTNERSHIP_LIVE_KEY", "lead")
    shown = kind("pl")
    assert (shown.client.address, shown.client.key, shown.state) == ("http://127.0.0.1:8890", key, "wait")
    assert "lead" not in str(Projector("pl").get_state())


@pytest.mark.parametrize("answer", [{"ok": True, "say": None, "seq": 7}, {"ok": False, "say": NO, "seq": None}])
def test_trainer_is_told_what_became_of_each_act(answer: dict[str, Any]) -> None:
    async def scene() -> None:
        shown = Trainer("en", Fake(answer))
        shown.set_state({"asked": {"id": "1", "kind": "extra", "body": {"minutes": 5}}})
        await asyncio.gather(*shown.acting)
        assert shown.client.done == [("extra", {"minutes": 5})]
        assert shown.told == {"id": "1", "ok": answer["ok"], "say": answer["say"]}

    asyncio.run(scene())


def test_key_stands_behind_the_hash_of_an_address_and_nowhere_else() -> None:
    shown = Trainer("en", Fake())
    assert shown.home == "http://127.0.0.1:9/trainer#key=a%20key%2F%2B"
    assert shown.entry == "http://127.0.0.1:9/page/entry.html#key=a%20key%2F%2B"
    assert "a key" not in str(shown.get_state())


def test_closed_screen_lets_its_line_go() -> None:
    class Endless(Fake):
        async def follow(self, on_parts: Any, on_state: Any) -> None:
            await asyncio.Event().wait()

    async def scene() -> None:
        shown = Projector("en", Endless())
        await asyncio.sleep(0)
        shown.close()
        with pytest.raises(asyncio.CancelledError):
            await shown.task

    asyncio.run(scene())


def test_real_room_is_shown_and_led() -> None:
    async def until(true: Any) -> None:
        for _ in range(100):
            if true():
                return
            await asyncio.sleep(0.05)
        raise AssertionError("it did not come")

    async def scene(it: Any) -> None:
        screen = Projector("en", Client(it.base, it.keys.projector))
        lead = Trainer("pl", Client(it.base, it.keys.trainer))
        await until(lambda: screen.part and lead.part)
        assert (screen.state, screen.part["stage"]) == ("live", "lobby")
        assert "notes" not in screen.part
        lead.set_state({"asked": {"id": "1", "kind": "block", "body": {"index": 1}}})
        await until(lambda: screen.part["stage"] == "running" and lead.told.get("ok"))
        lead.set_state({"asked": {"id": "2", "kind": "block", "body": {"index": 99}}})
        await until(lambda: lead.told.get("id") == "2")
        assert lead.told["ok"] is False
        assert set(lead.told["say"]) == set(LANGUAGES)
        for shown in (screen, lead):
            shown.close()

    room["play"](scene)


@both
def test_page_of_a_screen_is_the_screen(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUERY_STRING", f"lang={language}&view=trainer")
    for name, kind in (("projector", Projector), ("trainer", Trainer)):
        page = Page(name)
        assert page.children == (page.play,)
        assert isinstance(page.play, kind)
        assert page.play.language == language


@pytest.mark.parametrize("kind", [Projector, Trainer])
def test_modules_are_joined_into_one_that_imports_nothing(kind: Any, tmp_path: Path) -> None:
    text = str(kind._esm)
    assert not re.search(r"^\s*import\b", text, re.MULTILINE)
    assert re.findall(r"^export .*", text, re.MULTILINE) == [text.splitlines()[-1]]
    node = shutil.which("node")
    if node:
        (tmp_path / "joined.mjs").write_text(text, encoding="utf-8")
        subprocess.run([node, "--check", tmp_path / "joined.mjs"], check=True)


def test_screens_write_text_and_never_markup() -> None:
    for path in PAGE.glob("*.js"):
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b", path.read_text()), path
    page = (PAGE / "trainer.html").read_text()
    assert not re.search(r"<style|\bstyle=|<script(?![^>]*\bsrc=)|\bon\w+=", page)


def test_every_word_the_screens_ask_for_is_there() -> None:
    words = table("live_screens")
    asked = {
        (path.name, key)
        for path in PAGE.glob("*.js")
        if path.stem.startswith(("trainer", "projector", "screens", "acts"))
        for key in re.findall(r'\bw\("([\w.]+)"', path.read_text())
    }
    assert len(asked) > 100
    for name, key in asked:
        found: Any = words
        for step in key.split("."):
            assert step in found, f"{name}: {key}"
            found = found[step]
