"""A workshop opened with the real command, and those in it: trainer, projector and phones, each a page of a browser."""

import re
import runpy
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

from playwright.sync_api import Browser, Page, expect

from course.live import network
from course.live.script import read
from course.texts import Words

HERE = "127.0.0.1"
PATIENCE = 90_000  # ms: a kernel has to start beside ten pages on a machine that has other work
BLOCKS = read()["blocks"]
NAMES = [block["name"] for block in BLOCKS]
CODE = "DUET"
WIDE, DESK, PHONE = (1920, 1080), (1366, 768), (390, 844)
COMMAND = runpy.run_path(str(Path(__file__).parents[1] / "live" / "test_workshop.py"))


class Opened:
    """The command that runs: ``phones``, ``lead`` and ``show`` are the addresses it has said."""

    def __init__(self, process: Any, log: Path, port: int) -> None:
        self.process, self.log = process, log
        self.phones = f"http://{HERE}:{port}/?code={CODE.lower()}"
        self.lead = self.said(rf"http://\S+:{port}/trainer\?lang=pl#key=\S+")
        self.show = self.said(r"http://\S+/projector\.ipynb\?lang=pl")
        self.said("Ctrl-C")
        self.wait_for_gallery()

    def wait_for_gallery(self) -> None:
        end = time.monotonic() + PATIENCE / 1000
        while time.monotonic() < end:
            try:
                with urlopen(self.show.partition("/voila")[0] + "/partnership", timeout=5):
                    return
            except (URLError, OSError):
                time.sleep(0.2)
        raise AssertionError("the gallery has not opened")

    def said(self, pattern: str) -> str:
        return COMMAND["wait_for"](pattern, self.log, self.process, PATIENCE / 1000)[0]


@contextmanager
def opened(folder: Path) -> Iterator[Opened]:
    """Run ``python -m course workshop`` in a home of its own, in Polish, with the gallery."""
    port = network.free_from(18800, HERE)
    asked = ["--address", HERE, "--port", str(port), "--lang", "pl", "--code", CODE]
    with COMMAND["opened"](folder, *asked) as (process, log):
        yield Opened(process, log, port)


def block(name: str) -> dict[str, Any]:
    return BLOCKS[NAMES.index(name)]


class Seen:
    """A page of the workshop and the words on it."""

    def __init__(self, page: Page, table: str, language: str) -> None:
        page.set_default_timeout(PATIENCE)
        self.page, self.language = page, language
        self.words, self.room = Words(table, language), Words("live", language)

    def text(self) -> str:
        return self.page.locator("body").inner_text()

    def hides(self, *texts: str) -> None:
        """See to it that none of these texts is on the page, to be seen or not."""
        there = self.page.locator("body").text_content() or ""
        assert not [text for text in texts if text in there]

    def wide(self) -> None:
        """See to it that nothing sticks out to the side."""
        assert self.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


class Lead(Seen):
    """The trainer, on the server's own page."""

    def __init__(self, page: Page, language: str = "pl") -> None:
        super().__init__(page, "live_screens", language)
        self.steps, self.told = page.locator(".wp-lead-steps"), page.locator(".wp-lead-said")

    def done(self, name: str, **values: Any) -> None:
        expect(self.told).to_have_text(f"✓ {self.words(f'done.{name}', **values)}")

    def press(self, name: str, done: str, **values: Any) -> None:
        self.steps.get_by_text(self.words(f"go.{name}"), exact=True).click()
        self.done(done, **values)

    def turn(self, tab: str) -> None:
        self.page.locator(f".wp-lead-tabs [data-k={tab}]").click()

    def goes(self, name: str) -> None:
        """Go to a block: by the button for the next one, or else out of the schedule."""
        title, place = block(name)["title"][self.language], NAMES.index(name)
        following = self.steps.get_by_role("button", name=self.words("go.next_long", title=title), exact=True)
        if following.count():
            following.click()
        else:
            self.turn("plan")
            self.page.locator(f"[data-k=to{place}]").click()
        self.done("block", title=title)
        for note in self.notes(name):
            expect(self.page.locator(".wp-lead-notes")).to_contain_text(note)

    def notes(self, name: str) -> list[str]:
        return [block(name)["notes"][key][self.language] for key in ("do", "ask", "mistake")]

    def writes(self, text: str, to: str) -> None:
        self.turn("groups")
        self.page.get_by_label(self.words("groups.to"), exact=True).select_option(label=to)
        self.page.locator(".wp-lead-groups textarea").fill(text)
        self.page.locator("[data-k=send]").click()
        self.done("message")
        expect(self.page.locator(".wp-lead-groups li", has_text=text)).to_be_visible()

    def takes_down(self, text: str) -> None:
        self.page.locator(".wp-lead-groups li", has_text=text).get_by_role("button").click()
        self.done("unsaid")

    def file(self, name: str, called: str) -> str:
        """Save a file and return what is in it."""
        with self.page.expect_download() as coming:
            self.page.get_by_role("button", name=self.words(f"room.{name}"), exact=True).click()
        expect(self.page.locator(".wp-lead-room [role=status]").first).to_have_text(f"✓ {self.words('done.file')}")
        assert coming.value.suggested_filename == called
        return Path(coming.value.path()).read_text(encoding="utf-8-sig")

    def speaks(self, name: str, language: str) -> "Lead":
        self.page.get_by_role("button", name=name, exact=True).click()
        expect(self.page.locator(".wp-lead")).to_have_attribute("lang", language)
        return Lead(self.page, language)


class Show(Seen):
    """The projector, a Voilà page."""

    def __init__(self, page: Page) -> None:
        super().__init__(page, "live_screens", "pl")
        self.count, self.foot, self.main = (page.locator(f".wp-show-{name}") for name in ("count", "foot", "main"))
        self.results = page.locator(".wp-show-results")

    def opens(self) -> None:
        """Wait for the lobby; where no kernel answers, load the page again once, as the page itself then proposes."""
        code = self.page.locator(".wp-show-lobby .wp-qr")
        try:
            expect(code).to_be_visible(timeout=60_000)
        except AssertionError:
            self.page.reload(wait_until="commit")
        expect(code).to_be_visible()

    def asks(self, name: str) -> None:
        expect(self.page.locator(".wp-show header h1")).to_have_text(block(name)["title"]["pl"])
        expect(self.main.locator("h2").first).to_have_text(block(name)["activity"]["ask"]["pl"])

    def counts(self, n: int, of: int, how: str = "answers") -> None:
        expect(self.count).to_have_text(self.words(f"show.{how}", n=n, of=of))


class Phone(Seen):
    """Somebody with a phone; ``heard`` is what has come over its socket."""

    def __init__(self, page: Page, language: str, sector: str) -> None:
        super().__init__(page, "live_phone", language)
        self.sector, self.group, self.heard, self.sockets = sector, -1, [], 0
        page.on("websocket", self._listen)

    def _listen(self, socket: Any) -> None:
        self.sockets += 1
        socket.on("framereceived", lambda data: self.heard.append(str(data)))

    def got(self, *texts: str) -> list[str]:
        """Return those of the texts that have come over the socket."""
        return [text for text in texts if any(text in message for message in self.heard)]

    def joins(self) -> None:
        self.page.get_by_role("button", name={"en": "English", "pl": "polski"}[self.language]).click()
        expect(self.page.locator("html")).to_have_attribute("lang", self.language)
        self.chooses(self.words(f"sector.{self.sector}"))
        self.page.locator("main button.main").click()
        expect(self.page.locator("h1:visible")).to_have_text(self.words("lobby.title"))

    def chooses(self, label: str) -> None:
        self.page.get_by_role("radio", name=label, exact=True).check()

    def marks(self, text: str) -> None:
        box = self.page.get_by_role("checkbox", name=re.compile(f"^{re.escape(text)}"))
        box.click()
        expect(box).to_be_checked()
        while self.page.evaluate("Object.keys(localStorage).some((name) => name.includes(':act:'))"):
            self.page.wait_for_timeout(50)  # it shows at once; a phone that polls may still have to send it

    def asked(self, name: str) -> None:
        expect(self.page.locator("h1:visible")).to_have_text(block(name)["activity"]["ask"][self.language])

    def sends(self, expected: str = "answer.sent") -> None:
        self.page.locator("[data-k=send]").click()
        self.says(expected)

    def says(self, key: str) -> None:
        expect(self.page.locator("p.status:visible")).to_have_text(self.words(key))

    def badge(self, state: str) -> None:
        expect(self.page.locator("#badge")).to_have_text(self.words(f"badge.{state}"))

    def turn(self, tab: str) -> None:
        self.page.locator(f"#tabs [data-k={tab}]").click()

    def puts_up(self, text: str) -> None:
        self.page.locator(".field textarea").fill(text)
        self.page.locator("[data-k=add]").click()
        expect(self.page.locator(".cards > li:visible", has_text=text)).to_contain_text(self.words("cards.mine"))


def camera(shot: Callable[..., Path]) -> Callable[..., None]:
    """``look(page, name, sizes, scheme, whole)``: pictures of a page at several sizes, which it gets back."""

    def look(page: Page, name: str, *sizes: tuple[int, int], scheme: str = "light", whole: bool = False) -> None:
        before = page.viewport_size
        assert before
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce")
        for width, height in sizes or ((before["width"], before["height"]),):
            page.set_viewport_size({"width": width, "height": height})
            shot(page, f"workshop-{name}-{width}{'-dark' if scheme == 'dark' else ''}", whole=whole)
        page.set_viewport_size(before)
        page.emulate_media(color_scheme="light")

    return look


def stranger(chromium: Browser, source: str) -> Page:
    """Return a page that shows a file somebody was sent, without any network."""
    page = chromium.new_context(viewport={"width": 1366, "height": 768}, offline=True).new_page()
    page.set_content(source)
    return page
