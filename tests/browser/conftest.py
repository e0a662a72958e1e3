"""Fixtures of every test in a real browser.

``dashboards`` is the address of the course's own gallery, served by the real server; ``serving(folder)`` serves another
folder. ``page(address, …)`` opens an address and, when the test ends, says what went wrong unseen: an error in the
console, a request that left this machine. ``shot(page, name)`` keeps a picture in screenshots/, which git
ignores, where ``COURSE_PICTURES`` is set: nobody looks at those of every run, and they cost minutes.
"""

import os
import runpy
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import urlopen

import psutil
import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from course.texts import Words

expect.set_options(timeout=45_000)  # two browsers on two busy cores are slow, and no test asserts a time
ROOT = Path(__file__).resolve().parents[2]
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "chrome")
HERE = {"127.0.0.1", "localhost"}
START = (
    "import sys; from course.dashboards import serve; "
    "sys.exit(serve(int(sys.argv[1]), language=sys.argv[2], browser=False, folder=sys.argv[3] or None))"
)


@dataclass
class Server:
    address: str
    port: int
    process: subprocess.Popen
    log: Path

    def kernels(self) -> set[psutil.Process]:
        """Return the kernels of its pages: each has a session of its own, however it was started."""
        found = set()
        for one in psutil.Process(self.process.pid).children(recursive=True):
            with suppress(ProcessLookupError):
                if os.getsid(one.pid) == one.pid:
                    found.add(one)
        return found

    def stop(self) -> int:
        """Press Ctrl-C and return the exit code."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        try:
            return self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise


@pytest.fixture(scope="session")
def serving(tmp_path_factory: pytest.TempPathFactory) -> Callable:
    """``with serving(folder) as server``: the real server in a process of its own, stopped at the end."""

    @contextmanager
    def start(folder: str | Path = "", language: str = "en") -> Iterator[Server]:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        log = tmp_path_factory.mktemp("server") / "log.txt"
        command = [sys.executable, "-c", START, str(port), language, str(folder)]
        with log.open("w") as out:
            process = subprocess.Popen(command, cwd=ROOT, stdout=out, stderr=subprocess.STDOUT)
        server = Server(f"http://127.0.0.1:{port}", port, process, log)
        try:
            _wait(server)
            yield server
        finally:
            server.stop()

    return start


@pytest.fixture(scope="session")
def dashboards(serving) -> Iterator[str]:
    """The address of the course's own gallery, without a slash at the end."""
    with serving() as server:
        yield server.address


def program() -> str | None:
    """Return where Chromium is."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)


# Not for the whole session: while Playwright runs, other tests of the same process could not run an event loop.
@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    found = program()
    if not found:
        pytest.fail("no Chromium found: run `apt-get install chromium`, or put its path into CHROMIUM", pytrace=False)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield browser
        browser.close()


class Pages:
    """Pages of a browser and what went wrong on them unseen: ``pages(address, width, height, scheme, calm)`` opens one.

    ``calm=False`` is for a test that itself causes errors in the console.
    """

    def __init__(self, browser: Browser) -> None:
        self.browser, self.contexts, self.faults = browser, [], []

    def __call__(
        self, address: str, width: int = 1366, height: int = 768, scheme: str = "light", calm: bool = True
    ) -> Page:
        context = self.browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
        self.contexts.append(context)
        opened = context.new_page()
        opened.set_default_timeout(45_000)
        opened.on("request", lambda request: self._outside(request.url))
        opened.on("websocket", lambda channel: self._outside(channel.url))
        if calm:
            opened.on("console", lambda said: self.faults.append(said.text) if said.type == "error" else None)
            opened.on("pageerror", lambda error: self.faults.append(str(error)))
        opened.goto(address, wait_until="commit")
        return opened

    def _outside(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("data", "blob", "about") and parts.hostname not in HERE:
            self.faults.append(f"left this machine: {url}")

    def close(self) -> None:
        contexts, self.contexts = self.contexts, []
        for context in contexts:
            for left in context.pages:
                left.goto("about:blank")  # a page that is left sends its kernel away; one merely closed does not
            context.close()

    def check(self) -> None:
        """Say what has gone wrong since the last time."""
        faults, self.faults = self.faults, []
        assert not faults, "\n".join(faults)


@pytest.fixture
def page(chromium: Browser) -> Iterator[Pages]:
    """``page(address, width, height, scheme, calm)``, closed at the end of the test."""
    pages = Pages(chromium)
    yield pages
    pages.close()
    pages.check()


@pytest.fixture(scope="module")
def pages(chromium: Browser) -> Callable[[], Pages]:
    """``pages()`` gives pages that outlive a test; who asks for them closes them."""
    return partial(Pages, chromium)


@pytest.fixture(scope="session")
def play() -> Callable[[str, Page, str], None]:
    """``play(slug, page, language)`` plays a concept whose explorers are on the page: by keyboard, then by mouse."""

    def run(slug: str, page: Page, language: str) -> None:
        played = runpy.run_path(str(Path(__file__).parent / "plays" / f"{slug}.py"))
        for how in ("by_keyboard", "by_mouse"):
            played[how](page, Words(slug, language))

    return run


@pytest.fixture(scope="session")
def shot() -> Callable[..., None]:
    """``shot(page, name)`` saves screenshots/<name>.png, with ``whole=True`` what lies below the screen too."""

    def save(page: Page, name: str, whole: bool = False) -> None:
        if os.environ.get("COURSE_PICTURES"):
            page.screenshot(path=ROOT / "screenshots" / f"{name}.png", full_page=whole)

    return save


def _wait(server: Server) -> None:
    for _ in range(300):
        if server.process.poll() is not None:
            break
        try:
            with urlopen(f"{server.address}/partnership", timeout=1):
                return
        except (URLError, OSError):
            time.sleep(0.1)
    pytest.fail(f"the server did not start:\n{server.log.read_text()}", pytrace=False)
