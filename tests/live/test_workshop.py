"""``partnership workshop`` from start to Ctrl-C, and each sentence it ends with where it cannot open."""

import json
import os
import re
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from urllib.request import Request, urlopen

import platformdirs
import psutil
import pytest

from course.live import keys, network, workshop
from course.live.script import read
from course.live.store import Draft, Store
from course.live.workshop import Options, StopError, begin, line, resumed, run
from course.texts import Words

if os.name == "posix":
    import pty

HERE = "127.0.0.1"


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(platformdirs, "user_data_dir", lambda *_, **__: str(tmp_path / "data"))
    return tmp_path / "data"


@pytest.fixture
def database(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'live.sqlite3'}"


@pytest.fixture
def store(database: str) -> Iterator[Store]:
    opened = Store(database)
    yield opened
    opened.close()


def test_new_room_keeps_its_keys_for_the_user_alone(store: Store, data: Path) -> None:
    code, given = begin(store, read(), "pl")
    assert re.fullmatch(r"[A-HJ-NP-Z]{5}", code)
    (event,) = store.since(code)
    assert event.body["delete_after"] == (date.today() + timedelta(days=30)).isoformat()
    assert given.trainer not in json.dumps(event.body)
    (path,) = (data / "keys").iterdir()
    if os.name == "posix":
        assert path.stat().st_mode & 0o777 == 0o600
    assert resumed(store) == (code, given)
    keys.forget(code)
    with pytest.raises(StopError) as caught:
        resumed(store)
    assert caught.value.key == "no_keys"


def test_resume_takes_the_last_unfinished_room_or_the_one_named(store: Store) -> None:
    first, second, third = (begin(store, read(), code=code) for code in ("AAA", "bbb", "CCC"))
    store.append([Draft("CCC", "finish", "trainer", "end", {})])
    assert resumed(store) == second
    assert second[0] == "BBB"
    assert resumed(store, "aaa") == first
    for code, key in (("CCC", "nothing_called"), ("ZZZ", "nothing_called")):
        with pytest.raises(StopError) as caught:
            resumed(store, code)
        assert caught.value.key == key
    assert third[1] != second[1]


@pytest.mark.parametrize("code", ["A", "A B C", "ŻÓŁW", "x" * 13, "<b>", ""])
def test_code_that_is_none_is_refused(store: Store, code: str) -> None:
    with pytest.raises(StopError) as caught:
        begin(store, read(), code=code)
    assert caught.value.key == "bad_code"


def options(database: str, **more: object) -> Options:
    plain = Options(
        database=database, address=HERE, port=network.free_from(18890, HERE), browser=False, dashboards=False
    )
    return replace(plain, **more)


def sentence(asked: Options, capsys: pytest.CaptureFixture[str]) -> str:
    assert run(asked, lambda _: None) == 1
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "Traceback" not in said
    return said


@pytest.mark.parametrize("language", ["en", "pl"])
def test_each_thing_in_the_way_is_one_sentence(
    language: str, database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    words = Words("live_server", language)
    plain = options(database, language=language)
    assert sentence(replace(plain, resume=True), capsys).strip() == words("stop.nothing")
    assert sentence(replace(plain, resume=True, code="ABC"), capsys).strip() == words("stop.nothing_called", code="ABC")
    assert sentence(replace(plain, address="http://x"), capsys).strip() == words("stop.bad_address", address="http://x")
    away = sentence(replace(plain, address="198.51.100.7"), capsys).strip()
    assert away == words("stop.not_here", address="198.51.100.7", addresses=", ".join(network.own_addresses()))
    assert words("script.no_file") in sentence(replace(plain, script=tmp_path / "none.toml"), capsys)
    broken = tmp_path / "broken.toml"
    broken.write_text("title = [")
    assert "broken.toml" in sentence(replace(plain, script=broken), capsys)
    broken.write_text('title = {en = "A", pl = "B"}')
    assert "broken.toml" in sentence(replace(plain, script=broken), capsys)
    assert "mysql" in sentence(replace(plain, database="mysql://nowhere/x"), capsys)
    nowhere = f"postgresql+psycopg://a:secret@{HERE}:{network.free_from(15432, HERE)}/x"
    assert "secret" not in sentence(replace(plain, database=nowhere), capsys)
    with socket.socket() as other:
        other.bind((HERE, 0))
        other.listen()
        port = other.getsockname()[1]
        said = sentence(replace(plain, port=port), capsys)
        assert re.search(rf'{port} .*make workshop ARGS="--lang {language} --port \d+ --address {HERE} ', said)
    monkeypatch.setattr(network, "interfaces", lambda: [network.Interface("lo", True, (HERE,))])
    assert sentence(replace(plain, address=None), capsys).strip() == words("stop.no_network")


def test_what_the_trainer_types_to_go_on() -> None:
    plain = Options(language="pl")
    assert line(plain, resume=True) == 'make workshop ARGS="--lang pl --resume"'
    assert line(replace(plain, code="ABC"), resume=True) == 'make workshop ARGS="--lang pl --resume --code ABC"'
    assert line(replace(plain, port=8891, resume=True)) == 'make workshop ARGS="--lang pl --resume --port 8891"'
    own = replace(plain, script=Path("my own.toml"), database="postgresql://me:secret@there/x", wifi_password="secret")
    assert line(own) == """make workshop ARGS="--lang pl --script 'my own.toml'\""""
    assert line(own, resume=True) == line(plain, resume=True)


@pytest.mark.parametrize("language", ["en", "pl"])
def test_unfinished_room_is_named_when_a_new_one_begins(
    language: str, store: Store, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def at_once(*_: object) -> None:
        pass

    monkeypatch.setattr(workshop, "_open", at_once)
    words, plain = Words("live_server", language), options(database, language=language)
    said: list[str] = []
    assert run(plain, said.append) == 0
    assert said == [words("open.closed", line=line(plain, resume=True))]
    (first,) = (row.code for row in store.rooms())
    said.clear()
    assert run(plain, said.append) == 0
    back = line(replace(plain, code=first), resume=True)
    assert said[0] == words("open.unfinished", code=first, line=back)
    assert f"--lang {language} --resume --code {first}" in back
    said.clear()
    assert run(replace(plain, resume=True, code=first), said.append) == 0
    assert len(said) == 1


def test_rooms_past_their_day_are_erased_with_their_keys(store: Store, database: str, data: Path) -> None:
    begin(store, read(), code="OLD", days=-1)
    begin(store, read(), code="NEW")
    said: list[str] = []
    workshop._erase(store, Words("live_server", "en"), said.append)
    assert [row.code for row in store.rooms()] == ["NEW"]
    assert "OLD" in said[0]
    assert [path.name[:3] for path in (data / "keys").iterdir()] == ["NEW"]


@contextmanager
def opened(folder: Path, *more: str) -> Iterator[tuple[subprocess.Popen, Path]]:
    """Run the command itself in a home of its own, until it is stopped; the second value is what it has said."""
    log = folder / "said.txt"
    environment = os.environ | {"XDG_DATA_HOME": str(folder / "data"), "HOME": str(folder), "PYTHONUNBUFFERED": "1"}
    with log.open("a") as file:
        command = [sys.executable, "-m", "course", "workshop", "--no-browser", *more]
        process = subprocess.Popen(command, stdout=file, stderr=file, env=environment, start_new_session=True)
    try:
        yield process, log
    finally:
        if process.poll() is None:
            process.kill()
        process.wait(30)


def wait_for(pattern: str, log: Path, process: subprocess.Popen, patience: float = 60) -> re.Match[str]:
    end = time.monotonic() + patience
    while time.monotonic() < end:
        if found := re.search(pattern, log.read_text(encoding="utf-8")):
            return found
        assert process.poll() is None, log.read_text(encoding="utf-8")
        time.sleep(0.1)
    raise AssertionError(f"{pattern} not said:\n{log.read_text(encoding='utf-8')}")


def ask(address: str, body: object = None, token: str = "") -> dict:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    data = None if body is None else json.dumps(body).encode()
    with urlopen(Request(address, data=data, headers=headers), timeout=10) as answer:
        return json.loads(answer.read())


@pytest.mark.skipif(os.name != "posix", reason="stops the command with signals")
def test_plug_pulled_and_resumed_everything_is_there(tmp_path: Path) -> None:
    port = network.free_from(18950, HERE)
    plain = ["--address", HERE, "--port", str(port), "--no-dashboards", "--lang", "en"]
    base = f"http://{HERE}:{port}"
    with opened(tmp_path, *plain, "--code", "PLUG") as (process, log):
        key = wait_for(r"trainer\?lang=en#key=(\S+)", log, process)[1]
        wait_for("Ctrl-C", log, process)
        seat = ask(f"{base}/api/join", {"code": "PLUG", "id": "phone-one"})
        seq = ask(f"{base}/api/state", token=key)["seq"]
        process.kill()
        process.wait(10)
    with opened(tmp_path, *plain, "--resume") as (process, log):
        wait_for(re.escape(Words("live_server", "en")("open.again", code="PLUG")), log, process)
        wait_for("Ctrl-C(?s:.*)Ctrl-C", log, process)
        assert ask(f"{base}/api/join", {"code": "PLUG", "id": "phone-one"}) == seat
        state = ask(f"{base}/api/state", token=key)
        assert (state["seq"], state["parts"]["trainer"]["seats"]) == (seq, 1)
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0
    assert "Traceback" not in log.read_text(encoding="utf-8")


def listening(process: subprocess.Popen) -> set[tuple[str, int]]:
    """Return where the command and all its children listen."""
    family = [psutil.Process(process.pid), *psutil.Process(process.pid).children(recursive=True)]
    found = set()
    for one in family:
        try:
            rows = one.net_connections(kind="inet")
        except psutil.NoSuchProcess:
            continue
        found |= {(row.laddr.ip, row.laddr.port) for row in rows if row.status == psutil.CONN_LISTEN}
    return found


@pytest.mark.skipif(os.name != "posix", reason="stops the command with signals")
def test_nothing_but_the_live_server_reaches_the_rooms_network(tmp_path: Path) -> None:
    port = network.free_from(18990)
    # The computer's own name: the server listens on every interface, as it does in a hall.
    name = f"{socket.gethostname().lower().split('.')[0]}.local"
    with opened(tmp_path, "--address", name, "--port", str(port), "--lang", "pl") as (process, log):
        gallery = wait_for(rf"http://{HERE}:(\d+)/\?lang=pl", log, process)[1]
        places = listening(process)
        assert (HERE, int(gallery)) in places
        outside = {place for place in places if place[0] not in (HERE, "::1")}
        assert outside == {("0.0.0.0", port)}
        children = psutil.Process(process.pid).children(recursive=True)
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 0
        assert not any(child.is_running() and child.status() != psutil.STATUS_ZOMBIE for child in children)


@pytest.mark.skipif(os.name != "posix", reason="a terminal as Unix has it")
@pytest.mark.parametrize("ready", [True, False], ids=["gallery", "starting"])
def test_ctrl_c_in_a_terminal_says_only_the_courses_own_sentences(tmp_path: Path, ready: bool) -> None:
    port, words = network.free_from(19050, HERE), Words("live_server", "pl")
    environment = os.environ | {"XDG_DATA_HOME": str(tmp_path / "data"), "HOME": str(tmp_path), "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-m", "course", "workshop", "--no-browser", "--address", HERE, "--port", str(port)]
    waited = words("open.gallery", address="http") if ready else words("open.soon")
    # What a terminal does: the command leads a session whose terminal this is, so that \x03 reaches its whole group.
    process, terminal = pty.fork()
    if process == 0:
        os.execvpe(command[0], [*command, "--lang", "pl"], environment)
    said = b""
    try:
        while waited not in said.decode(errors="ignore"):
            assert select.select([terminal], [], [], 90)[0], said.decode()
            said += os.read(terminal, 4096)
        os.write(terminal, b"\x03")
        before = len(said)
        while select.select([terminal], [], [], 60)[0]:
            try:
                more = os.read(terminal, 4096)
            except OSError:  # Linux's word for a terminal nobody has open any more
                break
            if not more:
                break
            said += more
        assert os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]) == 0, said.decode()
    except BaseException:
        os.kill(process, signal.SIGKILL)
        raise
    finally:
        os.close(terminal)
    rows = [row.removeprefix("^C") for row in said[before:].decode().replace("\r", "").splitlines()]
    again = f'make workshop ARGS="--lang pl --resume --port {port} --address {HERE}"'
    ending = [words("open.closing"), words("open.closed", line=again)]
    assert [row for row in rows if row.strip()][-2:] == ending
    gallery = re.search(r"http://127\.0\.0\.1:\d+/\?lang=pl", said.decode())
    assert bool(gallery) is ready
    for word in ("Traceback", "Fatal", "Warning", "WARNING", "Exception"):
        assert word not in said.decode()
