"""The Hub's dashboards with kernels of their own and behind a gateway: what a visitor sees, and what none can do."""

import html
import json
import os
import random
import re
import runpy
import shutil
import signal
import socket
import struct
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import nbformat
import psutil
import pytest
import requests
from jupyter_server.services.kernels.connection.base import serialize_binary_message, serialize_msg_to_ws_v1
from playwright.sync_api import Browser, Page, expect, sync_playwright
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from course import lines
from course.catalog import ROOT
from course.dashboards import own_folder
from course.kernels.warm import CHOICE
from course.texts import LANGUAGES, Words
from deploy.local import walls
from deploy.local.dashboards import Orphans
from deploy.local.state import ROOT_RUNS, SERVING, HubError, Plan
from deploy.remote import handed

TOKEN = "a-token-of-the-hub"
PREFIX = "/services/gallery/"
KERNELSPEC = {"name": "python3", "display_name": "Python 3", "language": "python"}
PLAY = """
import ipywidgets as ipw, matplotlib.figure, io
def drawn(n):
    figure, out = matplotlib.figure.Figure(figsize=(n, 1), dpi=50), io.BytesIO()
    figure.savefig(out, format="png")
    return out.getvalue()
slider, said = ipw.IntSlider(value=3, max=9, description="Partners"), ipw.Label("nothing yet")
picture, fail = ipw.Image(value=drawn(3)), ipw.Button(description="Fail")
def moved(change):
    said.value, picture.value = f"now {change['new']}", drawn(change["new"])
slider.observe(moved, "value")
fail.on_click(lambda _: 1 / 0)
ipw.VBox([slider, said, picture, fail])
"""
TOLD = """
import json, os
seen = {"os": dict(os.environ), "pid": os.getpid()}
for name, pid in (("own", "self"), ("parent", os.getppid()), ("first", 1)):
    try:
        seen[name] = open(f"/proc/{pid}/environ").read()
    except OSError as error:
        seen[name] = type(error).__name__
print("TOLD" + json.dumps(seen) + "DONE")
"""
NOTEBOOKS = {"play": [PLAY], "told": [TOLD], "slow": ["import time; time.sleep(6)", "print('reached')"]}
# The service as the Hub starts it, showing another folder; and, for one test, with Jupyter's own connection.
SERVICE = """
import sys
from pathlib import Path
from deploy.local import dashboards
folder = Path(sys.argv[1])
dashboards.own_folder = lambda: folder
if sys.argv[2] == "stock":
    from deploy import remote
    from jupyter_server.gateway.connections import GatewayWebSocketConnection
    remote.Connection = GatewayWebSocketConnection
if sys.argv[2] == "culling":
    usual = dashboards.gallery.settings
    def quick():
        config = usual()
        config.MappingKernelManager.cull_interval, config.MappingKernelManager.cull_idle_timeout = 1, 3
        return config
    dashboards.gallery.settings = quick
sys.argv[1:] = ["--public"]
sys.exit(dashboards.main())
"""
BROWSER = runpy.run_path(str(ROOT / "tests" / "browser" / "conftest.py"))


def free() -> int:
    """Return a free port below those that the system gives to outgoing connections: what starts takes a while."""
    for _ in range(100):
        port = random.randrange(20_000, 32_000)
        with socket.socket() as tried, suppress(OSError):
            tried.bind(("127.0.0.1", port))
            return port
    pytest.fail("no free port")


def answers(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(400):
        with suppress(requests.RequestException):
            if requests.get(address, timeout=2).ok:
                return
        if process.poll() is not None:
            break
        time.sleep(0.1)
    pytest.fail(f"{address} does not answer:\n{log.read_text()}", pytrace=False)


def end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.send_signal(signal.SIGINT)
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


@dataclass
class Gateway:
    """A gateway of Jupyter's own, with the course installed beside it."""

    port: int
    log: Path
    process: subprocess.Popen[bytes]

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def kernels(self) -> set[str]:
        return {one["id"] for one in requests.get(f"{self.address}/api/kernels", timeout=10).json()}

    def kill(self) -> None:
        """End it and its kernels at once, as a machine does that loses its power."""
        children = psutil.Process(self.process.pid).children(recursive=True)
        self.process.kill()
        self.process.wait()
        for child in children:
            with suppress(psutil.Error):
                child.kill()


@contextmanager
def gateway(folder: Path, port: int = 0) -> Iterator[Gateway]:
    port, log = port or free(), folder / f"gateway-{uuid4().hex[:6]}.txt"
    told = {"KG_LIST_KERNELS": "True", "KG_ENV_PROCESS_WHITELIST": "PYTHONPATH", "A_SECRET_OF_THE_GATEWAY": TOKEN}
    command = [sys.executable, "-m", "kernel_gateway", "--KernelGatewayApp.ip=127.0.0.1"]
    command += [f"--KernelGatewayApp.port={port}", "--KernelGatewayApp.port_retries=0"]
    with log.open("w") as out:
        env = {**os.environ, **told, "PYTHONPATH": str(ROOT)}
        env.pop(CHOICE, None)
        process = subprocess.Popen(command, cwd=folder, stdout=out, stderr=out, env=env)
    try:
        found = Gateway(port, log, process)
        answers(f"{found.address}/api", process, log)
        yield found
    finally:
        end(process)


@dataclass
class Service:
    """The dashboards as the Hub starts them, without a login."""

    address: str
    log: Path
    process: subprocess.Popen[bytes]

    def page(self, name: str, query: str = "") -> requests.Response:
        return requests.get(f"{self.address}voila/render/{name}.ipynb?{query}", timeout=120)

    def kernel(self, name: str = "play") -> str:
        """Open a page as a program would and return its kernel's name."""
        found = re.search(r'"kernelId": "([\w-]+)"', self.page(name).text)
        assert found, self.log.read_text()
        return found[1]

    def told(self, query: str = "") -> dict[str, Any]:
        """Return what a kernel sees of its surroundings."""
        found = re.search(r"TOLD(.*?)DONE", html.unescape(self.page("told", query).text), re.DOTALL)
        assert found, self.log.read_text()
        return json.loads(found[1])


@contextmanager
def service(
    folder: Path, behind: str = "", connection: str = "ours", front: tuple[str, ...] = (), **more: str
) -> Iterator[Service]:
    port, log = free(), folder.parent / f"service-{uuid4().hex[:6]}.txt"
    told = {"JUPYTERHUB_API_TOKEN": TOKEN, "JUPYTERHUB_SERVICE_PREFIX": PREFIX, "COURSE_LANGUAGE": "en"}
    told |= {"JUPYTERHUB_SERVICE_URL": f"http://127.0.0.1:{port}", "PARTNERSHIP_DOOR": f"http://127.0.0.1:{port}"}
    told |= {"PARTNERSHIP_GATEWAY": behind, "PYTHONPATH": str(ROOT)}
    with log.open("w") as out:
        command = [*front, sys.executable, "-c", SERVICE, str(folder), connection]
        env = {**os.environ, **told, **more}
        env.pop(CHOICE, None)  # the service chooses by itself
        process = subprocess.Popen(command, cwd="/", stdout=out, stderr=out, env=env)
    found = Service(f"http://127.0.0.1:{port}{PREFIX}", log, process)
    try:
        answers(f"{found.address}partnership", process, log)
        yield found
    finally:
        end(process)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("gateway") / "dashboards"
    place.mkdir()
    (place / "synergy.ipynb").write_bytes((own_folder() / "synergy.ipynb").read_bytes())
    for name, sources in NOTEBOOKS.items():
        cells = [nbformat.v4.new_code_cell(source) for source in sources]
        nbformat.write(
            nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": KERNELSPEC}), place / f"{name}.ipynb"
        )
    return place


@pytest.fixture(scope="module")
def far(folder: Path) -> Iterator[Gateway]:
    with gateway(folder.parent) as found:
        yield found


@pytest.fixture(scope="module")
def remote(folder: Path, far: Gateway) -> Iterator[Service]:
    with service(folder, far.address) as found:
        yield found


@pytest.fixture(scope="module")
def local(folder: Path) -> Iterator[Service]:
    with service(folder) as found:
        yield found


@pytest.fixture(params=["local", "remote"])
def served(request: pytest.FixtureRequest) -> Service:
    return request.getfixturevalue(request.param)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    found = BROWSER["program"]()
    if not found:
        pytest.fail("no Chromium found: run `apt-get install chromium`, or put its path into CHROMIUM", pytrace=False)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=BROWSER["FLAGS"])
        yield browser
        browser.close()


@pytest.fixture
def opened(chromium: Browser) -> Iterator[Callable[[str], Page]]:
    """``opened(address)`` opens a page in a window of its own."""
    contexts = []

    def go(address: str) -> Page:
        contexts.append(chromium.new_context())
        page = contexts[-1].new_page()
        page.set_default_timeout(60_000)
        page.goto(address, wait_until="commit")
        return page

    yield go
    for context in contexts:
        context.close()


# What a visitor's program says to a kernel, in each of the three forms in which Jupyter hears it.
def frame(form: str, kind: str, content: dict[str, Any], channel: str = "shell") -> tuple[str, str | bytes]:
    """Return the number of a message, and the message."""
    number = uuid4().hex
    header = {"msg_id": number, "msg_type": kind, "session": uuid4().hex, "username": "", "version": "5.3", "date": ""}
    message = {"header": header, "parent_header": {}, "metadata": {}, "content": content, "channel": channel}
    if form == "json":
        return number, json.dumps({**message, "buffers": []})
    if form == "binary":
        return number, serialize_binary_message({**message, "buffers": [b"a", b"buffer"]})
    parts = [json.dumps(message[name]).encode() for name in lines.JSON]
    return number, serialize_msg_to_ws_v1([*parts, b"a", b"buffer"], channel)


def line(served: Service, kernel: str, form: str) -> Any:
    protocols: Any = [lines.NEWER] if form == "newer" else None
    place = served.address.replace("http", "ws") + f"api/kernels/{kernel}/channels"
    return connect(place, subprotocols=protocols, open_timeout=30, max_size=None)


def said(connection: Any, seconds: float, until: str = "") -> list[dict[str, Any]]:
    """Return what comes, until there is an answer to the message ``until``."""
    come, end = [], time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        try:
            heard = connection.recv(timeout=left)
        except TimeoutError:
            break
        if connection.subprotocol == lines.NEWER:
            heard = lines.older(lines.split(heard))
        if isinstance(heard, bytes):
            heard = heard[struct.unpack("!I", heard[4:8])[0] :].partition(b"\x00")[0]
        with suppress(ValueError):
            come.append(json.loads(heard))
            if until and come[-1]["parent_header"].get("msg_id") == until and come[-1]["msg_type"].endswith("_reply"):
                break
    return come


ATTACKS = {
    "execute_request": {"code": "", "silent": False, "user_expressions": {"x": "6 * 7"}, "allow_stdin": False},
    "inspect_request": {"code": "open", "cursor_pos": 4, "detail_level": 1},
    "complete_request": {"code": "op", "cursor_pos": 2},
    "history_request": {"hist_access_type": "tail", "n": 5, "output": True, "raw": True},
    "is_complete_request": {"code": "1"},
    "input_reply": {"value": "x"},
    "debug_request": {"type": "request", "seq": 1, "command": "initialize", "arguments": {}},
    "interrupt_request": {},
    "create_subshell_request": {},
    "execute_input": {"code": "1"},
}


def attack(served: Service, form: str, mark: Path) -> tuple[list[dict[str, Any]], str]:
    """Send every attack, on every channel, then an honest question; return what came, and the question's number."""
    kernel, numbers = served.kernel(), []
    with line(served, kernel, form) as connection:
        said(connection, 1)
        for kind, content in ATTACKS.items():
            told = {**content, "code": f"open({str(mark)!r}, 'w').close()"} if kind == "execute_request" else content
            for channel in ("shell", "control", "stdin"):
                number, message = frame(form, kind, told, channel)
                connection.send(message)
                numbers.append(number)
        question, message = frame(form, "comm_info_request", {})
        connection.send(message)
        come = said(connection, 20, question)
    return [one for one in come if one["parent_header"].get("msg_id") in {*numbers, question}], question


@pytest.mark.parametrize("form", ["json", "binary", "newer"])
def test_visitors_code_is_left_and_the_line_goes_on(served: Service, form: str, tmp_path: Path) -> None:
    come, question = attack(served, form, tmp_path / "mark")
    assert {one["parent_header"]["msg_id"] for one in come} == {question}
    assert "comm_info_reply" in {one["msg_type"] for one in come}
    assert not (tmp_path / "mark").exists()
    assert "'execute_request' on 'shell'" in served.log.read_text()


def test_planted_stock_connection_runs_visitors_code(folder: Path, far: Gateway, tmp_path: Path) -> None:
    with service(folder, far.address, "stock") as stock:
        attack(stock, "json", tmp_path / "mark")
    assert (tmp_path / "mark").exists()


HUGE = struct.pack("<Q", 2**64 - 1)
MALFORMED = {
    "json": ["", "{", "[]", "null", '"text"', "{}", '{"header": null}', "[" * 100_000, '{"header": {"msg_type": []}}'],
    "binary": [b"", b"\x00", HUGE, b"\x00\x00\x00\x00", struct.pack("!III", 2, 12, 2**31), b"\x7f" * 4096],
    "newer": [b"", b"\x00", HUGE, HUGE * 9, struct.pack("<QQQ", 2, 24, 2**63), b"\x06" + b"\x00" * 71, "text"],
}


@pytest.mark.parametrize("form", MALFORMED)
def test_malformed_frame_neither_passes_nor_ends_anything(served: Service, form: str) -> None:
    kernel = served.kernel()
    with line(served, kernel, form) as connection:
        said(connection, 1)
        for bad in MALFORMED[form]:
            connection.send(bad)
        question, message = frame(form, "comm_info_request", {})
        connection.send(message)
        assert [one["msg_type"] for one in said(connection, 20, question)][-1] == "comm_info_reply"


def test_frame_that_hides_its_kind_is_read_as_the_kernel_would() -> None:
    header = '{"msg_type": "comm_msg", "msg_type": "execute_request"}'
    twice = f'{{"header": {header}, "parent_header": {{}}, "metadata": {{}}, "content": {{}}}}'
    with pytest.raises(lines.RefusedError, match="execute_request"):
        lines.heard(twice, None)
    with pytest.raises(lines.RefusedError, match="unreadable"):
        lines.heard(serialize_msg_to_ws_v1([header.encode("utf-16"), b"{}", b"{}", b"{}"], "shell"), lines.NEWER)


def test_page_plays_with_pictures_and_its_kernel_goes_with_it(
    remote: Service, far: Gateway, opened: Callable[[str], Page]
) -> None:
    before, faults = far.kernels(), list[str]()
    page = opened(f"{remote.address}voila/render/play.ipynb?lang=pl")
    page.on("console", lambda told: faults.append(told.text) if told.type == "error" else None)
    expect(page.get_by_text("nothing yet")).to_be_visible(timeout=60_000)
    picture = page.locator(".widget-image")
    expect(picture).to_have_js_property("naturalWidth", 150)
    page.locator(".widget-readout").fill("7")
    page.locator(".widget-readout").press("Enter")
    expect(page.get_by_text("now 7")).to_be_visible()
    expect(picture).to_have_js_property("naturalWidth", 350)
    page.get_by_role("button", name="Fail").click()
    page.wait_for_timeout(1_000)
    assert "ZeroDivisionError" not in page.content()
    assert len(far.kernels() - before) == 1
    assert faults == []
    page.goto("about:blank")
    until = time.monotonic() + 15
    while far.kernels() - before and time.monotonic() < until:
        time.sleep(0.1)
    assert far.kernels() <= before


def test_two_visitors_play_the_course_each_in_their_language(remote: Service, opened: Callable[[str], Page]) -> None:
    pages = {language: opened(f"{remote.address}voila/render/synergy.ipynb?lang={language}") for language in LANGUAGES}
    for language, told in (("pl", "1,5: dużo stracą na uzgodnieniach"), ("en", "1.5")):
        answer = pages[language].get_by_text(told).first
        answer.click(timeout=90_000)
        expect(pages[language].locator("html")).to_have_attribute("lang", language)
    expect(pages["pl"].get_by_text("Zakład przyjęty. Teraz sprawdź.")).to_be_visible()
    assert pages["pl"].get_attribute("[data-wp-home]", "href") == PREFIX


def test_remote_kernel_is_told_of_its_visit_and_nothing_else(remote: Service) -> None:
    told = remote.told("lang=pl&token=mine&x='});print(1)%23")
    assert told["os"]["QUERY_STRING"] == "lang=pl&x=%27%7D%29%3Bprint%281%29%23"
    assert told["os"]["SCRIPT_NAME"] == f"{PREFIX}voila/render/told.ipynb"
    assert TOKEN not in json.dumps([told["os"], told["own"]])
    assert not [name for name in told["os"] if name.startswith(("JUPYTERHUB_", "PARTNERSHIP_"))]
    assert TOKEN not in remote.log.read_text()


def test_tokens_stay_here() -> None:
    assert handed({"QUERY_STRING": "token=x&lang=pl", "HOME": "/", "A_TOKEN": "x"}) == {"QUERY_STRING": "lang=pl"}


def test_local_kernel_is_forked_and_reads_nothing_of_the_hub(local: Service) -> None:
    told = local.told("lang=pl")
    assert told["os"]["QUERY_STRING"] == "lang=pl"
    kernel = psutil.Process(told["pid"])
    assert any("course.kernels.parent" in part for part in kernel.cmdline())
    for name in ("os", "own", "parent"):
        seen = told[name] if isinstance(told[name], str) else json.dumps(told[name])
        assert "JUPYTERHUB_" not in seen, name
        assert TOKEN not in seen, name
    for above in kernel.parents():
        if above.pid == local.process.pid:
            break
        assert TOKEN not in json.dumps(above.environ())


@pytest.mark.skipif(not ROOT_RUNS or not shutil.which("bwrap"), reason="services have walls where root starts the Hub")
def test_within_walls_kernels_are_forked_and_nothing_is_left(folder: Path, tmp_path: Path) -> None:
    place = tmp_path / "live"
    shutil.copytree(folder, place / "dashboards")
    for path in (place, *place.rglob("*")):
        os.chown(path, SERVING, SERVING)
    mark = uuid4().hex
    with service(place / "dashboards", front=tuple(walls.service(place)), HOME=str(place), A_MARK=mark) as served:
        told = served.told()
        for name in ("os", "own", "parent"):
            assert TOKEN not in json.dumps(told[name]), name
        assert told["first"] == "PermissionError"
        assert mark in told["own"]
        assert any("course.kernels.parent" in part for kernel in bearing(mark) for part in kernel.cmdline())
        # Bubblewrap before it does not pass Ctrl-C on; the Hub finds the service by its mark.
        (first,) = [one for one in bearing(mark) if "-c" in one.cmdline() and one.ppid() == served.process.pid]
        first.send_signal(signal.SIGINT)
        psutil.wait_procs([first], timeout=20)
    until = time.monotonic() + 10
    while bearing(mark) and time.monotonic() < until:
        time.sleep(0.1)
    assert bearing(mark) == []


def bearing(mark: str) -> list[psutil.Process]:
    """Return the processes with a mark in their surroundings."""
    found = []
    for process in psutil.process_iter():
        with suppress(psutil.Error, OSError):
            if process.environ().get("A_MARK") == mark:
                found.append(process)
    return found


def test_first_process_takes_note_of_what_ended_unnoticed() -> None:
    orphans = Orphans()
    child = subprocess.Popen([sys.executable, "-c", ""])
    own = psutil.Process(child.pid)
    until = time.monotonic() + 20
    while own.status() != psutil.STATUS_ZOMBIE and time.monotonic() < until:
        time.sleep(0.05)
    orphans.look()
    assert psutil.pid_exists(child.pid), "whoever started it may still ask"
    orphans.look()
    assert not psutil.pid_exists(child.pid)
    child.wait()


def test_kernel_that_dies_behind_the_gateway_is_said(remote: Service, opened: Callable[[str], Page]) -> None:
    pid = int(remote.told()["pid"])  # a kernel of another page, to find its kin by their parent
    parent = psutil.Process(pid).ppid()
    before = {child.pid for child in psutil.Process(parent).children()}
    page = opened(f"{remote.address}voila/render/play.ipynb?lang=pl&pulse=0.5")
    expect(page.get_by_text("nothing yet")).to_be_visible(timeout=60_000)
    for child in psutil.Process(parent).children():
        if child.pid not in before:
            child.kill()
    badge = page.locator("[data-wp=badge]")
    expect(badge).to_contain_text(Words("page", "pl")("page.kernel"), timeout=30_000)


def test_gateway_that_dies_is_said_and_the_gallery_goes_on(folder: Path, opened: Callable[[str], Page]) -> None:
    words = Words("page", "pl")
    with gateway(folder.parent) as first, service(folder, first.address) as served:
        page = opened(f"{served.address}voila/render/play.ipynb?lang=pl&pulse=0.5")
        expect(page.get_by_text("nothing yet")).to_be_visible(timeout=60_000)
        half = opened(f"{served.address}voila/render/slow.ipynb?lang=pl&pulse=0.5")
        expect(half.locator("#loading")).to_be_visible()
        time.sleep(4)
        first.kill()
        badge = page.locator("[data-wp=badge]")
        expect(badge).to_be_visible()
        expect(badge).to_contain_text(words("page.server"))
        expect(half.locator(".wp-note:visible").first).to_contain_text(words("page.failed"))
        down = opened(f"{served.address}voila/render/play.ipynb?lang=pl")
        expect(down.get_by_role("heading", name=words("broken.title"))).to_be_visible()
        assert "Traceback" not in served.page("play").text
        assert requests.get(f"{served.address}partnership", timeout=5).ok
        with gateway(folder.parent, first.port):
            expect(badge).to_contain_text(words("page.kernel"), timeout=60_000)
            badge.get_by_role("button").click()
            expect(page.get_by_text("nothing yet")).to_be_visible(timeout=60_000)


def test_pages_of_a_gallery_that_ends_leave_no_kernel(folder: Path, far: Gateway) -> None:
    before = far.kernels()
    with service(folder, far.address) as served:
        kernel = served.kernel()
        assert kernel in far.kernels()
    assert far.kernels() <= before


def test_kernel_behind_the_gateway_stays_while_its_page_does(folder: Path, far: Gateway) -> None:
    with service(folder, far.address, "culling") as served:
        kernel = served.kernel()
        with line(served, kernel, "newer") as connection:
            said(connection, 8)
            assert kernel in far.kernels()
        until = time.monotonic() + 30
        while kernel in far.kernels() and time.monotonic() < until:
            time.sleep(0.2)
        assert kernel not in far.kernels()


@pytest.mark.parametrize(
    "address", ["gateway:8888", "ftp://gateway", "http://", "http://me:word@gateway", "http://g/?token=x", "http://g:x"]
)
def test_address_that_is_no_gateway_is_refused(address: str) -> None:
    with pytest.raises(HubError) as refused:
        Plan(gateway=address).check()
    assert refused.value.key == "no_gateway"
    for language in LANGUAGES:
        assert address in refused.value.said(language)


def test_service_says_an_unusable_address_in_one_sentence(folder: Path) -> None:
    env = {**os.environ, "PARTNERSHIP_GATEWAY": "gateway:8888", "COURSE_LANGUAGE": "pl", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", SERVICE, str(folder), "ours"]
    done = subprocess.run(command, cwd="/", capture_output=True, text=True, env=env)
    assert done.returncode == 1
    assert done.stderr == HubError("no_gateway", address="gateway:8888").said("pl") + "\n"


def test_closing_connection_is_no_error(remote: Service) -> None:
    kernel = remote.kernel()
    with suppress(ConnectionClosed), line(remote, kernel, "newer") as connection:
        requests.post(f"{remote.address}voila/api/shutdown/{kernel}", timeout=10)
        said(connection, 2)
    assert requests.get(f"{remote.address}partnership", timeout=5).ok
    assert requests.get(f"{remote.address}api/kernels/{kernel}", timeout=5).status_code == 404
