"""The doctor: what is amiss is found and said with what mends it, what is measured is said, and nothing is left."""

import io
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import webbrowser
from collections import namedtuple
from collections.abc import Callable, Iterator
from contextlib import closing
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import psutil
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel

from course.doctor import amounts, capacity, installed, machine, ports, report, trial, versions, visitors
from course.doctor.finding import Finding, State
from course.doctor.ports import Door
from course.doctor.trial import HERE, Trial, TrialError
from course.grading.place import GradingError
from course.live import network
from course.texts import FOLDER, LANGUAGES, Words, is_leaf, read_toml

PYTHON = shlex.quote(sys.executable)
EN, PL = Words("doctor", "en"), Words("doctor", "pl")
LISTENS = """
import socket, time
with socket.create_server(("127.0.0.1", 0)) as server:
    print(server.getsockname()[1], flush=True)
    time.sleep(600)
"""
WAITS = "print(1, flush=True); input()"
# Trials as quick as a wink: what the real ones measure does not matter to what is made of it.
FIGURES = {
    "visitors": '{"server": 0.2, "kernel": 0.8, "memory": 5e7, "seconds": 2.0}',
    "phones": '{"join": 0.003, "vote": 0.002, "delay": 0.1}',
    "works": '{"seconds": 1.2, "workers": 2, "isolated": 1.0}',
}
QUICK = "print('ready', {found!r}, flush=True); input(); print({figures!r}, flush=True)"
KERNEL = '{"forked": 1.0}'


@pytest.fixture(params=LANGUAGES)
def words(request: pytest.FixtureRequest) -> Words:
    return Words("doctor", request.param)


@pytest.fixture
def another() -> Iterator[Callable[..., tuple[int, int]]]:
    """``another(*arguments)`` starts another program that listens; returns its port and the number of its process."""
    started: list[subprocess.Popen[str]] = []

    def start(*arguments: str) -> tuple[int, int]:
        process = subprocess.Popen(
            [sys.executable, "-c", LISTENS, *arguments], stdout=subprocess.PIPE, text=True, stdin=subprocess.DEVNULL
        )
        started.append(process)
        assert process.stdout
        return int(process.stdout.readline()), process.pid

    yield start
    for process in started:
        process.kill()
        process.wait()
        assert process.stdout
        process.stdout.close()


@pytest.fixture
def trials(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The programs of the trials, to be changed; nothing here is slow or depends on this machine."""
    programs = {name: QUICK.format(found="{}", figures=figures) for name, figures in FIGURES.items()}
    programs["kernel"] = QUICK.format(found=KERNEL, figures="{}")
    programs["visitors"] = QUICK.format(found=KERNEL, figures=FIGURES["visitors"])
    monkeypatch.setattr(trial, "command", lambda name: [sys.executable, "-c", programs[name]])
    monkeypatch.setattr(report, "CHECKS", ())
    monkeypatch.setattr(installed, "fault", lambda: None)
    monkeypatch.setattr(installed, "grading", lambda: True)
    monkeypatch.setattr(amounts, "processors", lambda: 2)
    monkeypatch.setattr(psutil, "cpu_percent", lambda interval: 0.0)
    return programs


def only(found: Iterator[Finding]) -> Finding:
    [one] = found
    return one


def plain(text: str) -> str:
    """Return a text without its line breaks."""
    return " ".join(text.split())


def alive(processes: list[psutil.Process], seconds: float = 20) -> list[psutil.Process]:
    end = time.monotonic() + seconds
    while (left := [one for one in processes if trial._runs(one)]) and time.monotonic() < end:
        time.sleep(0.05)
    return left


def test_port_that_is_taken_is_named_with_its_process(another: Callable, words: Words) -> None:
    port, number = another()
    found = ports.port(words, Door("live", port, HERE, State.MEND))
    assert (found.state, found.mend) == (State.MEND, words("port.close"))
    assert f"{port}" in found.text
    assert f" {number}." in found.text
    assert "python" in found.text
    other = re.search(r"--port (\d+)", found.line)
    assert other
    assert other[1] != str(port)
    gallery = ports.port(words, Door("gallery", port, HERE, State.LOOK))
    assert gallery.line.startswith(f"{PYTHON} -m course dashboards --lang {words.language} --port ")
    assert ports.port(words, Door("lab", port, HERE, State.NOTE)).mend == words("port.by_itself")


def test_port_of_a_program_that_is_not_for_us_to_know(another: Callable, monkeypatch: pytest.MonkeyPatch) -> None:
    port, _ = another()

    def denied(_: str) -> None:
        raise psutil.AccessDenied

    monkeypatch.setattr(psutil, "net_connections", denied)
    found = ports.port(EN, Door("live", port, HERE, State.MEND))
    assert found.text == f"Port {port} (live workshop) is used by another program."


def test_free_port_is_in_order_and_stays_free() -> None:
    door = Door("live", network.free_from(0, HERE), HERE, State.MEND)
    assert [ports.port(EN, door).state for _ in range(2)] == [State.OK, State.OK]


@pytest.mark.parametrize(
    ("name", "answer"), [("live", b'{"name": "partnership-live"}'), ("gallery", b'{"name": "partnership-course"}')]
)
def test_port_on_which_the_course_answers_is_in_order(name: str, answer: bytes) -> None:
    class Course(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer((HERE, 0), Course) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        found = ports.port(PL, Door(name, server.server_port, HERE, State.MEND))
        server.shutdown()
    assert found == Finding(State.OK, PL("port.ours", what=PL(f"port.name.{name}"), port=server.server_port))


def test_learners_jupyterlab_is_known_by_how_it_was_started(another: Callable) -> None:
    port, _ = another("--LabApp.default_url=/lab/tree/start_here.ipynb")
    assert ports.port(EN, Door("lab", port, HERE, State.NOTE)).state is State.OK


def test_computer_without_a_network_must_be_mended(words: Words, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(network, "interfaces", lambda: [network.Interface("lo", True, ("127.0.0.1",))])
    assert only(ports.phones(words)) == Finding(State.MEND, words("network.none"), words("network.mend"))


def test_firewall_is_told_with_what_opens_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(network, "interfaces", lambda: [network.Interface("wlan0", True, ("192.168.0.7",))])
    monkeypatch.setattr(network, "firewall", lambda: "ufw")
    address, firewall = ports.phones(EN)
    assert "192.168.0.7" in address.text
    assert "sudo ufw allow 8890/tcp" in firewall.text


def test_missing_kernel_gives_the_line_that_mends_it(words: Words, monkeypatch: pytest.MonkeyPatch) -> None:
    def none(self: object, name: str) -> None:
        raise NoSuchKernel(name)

    monkeypatch.setattr(KernelSpecManager, "get_kernel_spec", none)
    found = only(installed.kernels(words, None))
    assert found.state is State.MEND
    assert found.line == f"{PYTHON} -m pip install --force-reinstall ipykernel"


def test_kernel_of_a_python_that_is_gone_gives_the_line_that_removes_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "kernels" / "python3"
    place.mkdir(parents=True)
    (place / "kernel.json").write_text('{"argv": ["/gone/python", "-m", "ipykernel"], "display_name": "Python 3"}')
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))
    found = only(installed.kernels(EN, None))
    assert found.text.startswith("Jupyter's kernel python3 starts /gone/python, which is not there")
    assert found.line == f"{PYTHON} -m jupyter_client.kernelspecapp remove -f python3"


def test_kernel_is_tried_out(trials: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(installed, "available", lambda: True)
    for program, state in (
        (trials["kernel"], State.OK),
        (trials["kernel"].replace("1.0", "0.0"), State.LOOK),
        ("raise SystemExit(3)", State.MEND),
        ("print('ready', 'no JSON', flush=True); input()", State.MEND),
        ("print('ready', '{}', flush=True); input()", State.MEND),
    ):
        trials["kernel"] = program
        with closing(Trial("kernel")) as tried:
            assert only(installed.kernels(PL, tried)).state is state, program


@pytest.mark.parametrize(("kernel", "forked"), [("ipykernel_launcher", False), ("course.kernels.parent", True)])
def test_kernel_is_known_by_its_command(kernel: str, forked: bool) -> None:
    starts = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {WAITS!r}, {kernel!r}])"
    with subprocess.Popen([sys.executable, "-c", starts], stdout=subprocess.PIPE, stdin=subprocess.PIPE) as gallery:
        assert gallery.stdout
        assert gallery.stdout.readline()
        assert visitors._forked(psutil.Process(gallery.pid)) is forked
        gallery.communicate()


def test_version_off_the_constraints_is_found(tmp_path: Path, words: Words, monkeypatch: pytest.MonkeyPatch) -> None:
    rich, numpy = versions._version("rich"), versions._version("numpy")
    constraints = tmp_path / "constraints.txt"
    constraints.write_text(f"rich==0.1\nnumpy=={numpy}  # as it is\nno-such-package==1\n\n# no package\n")
    assert versions.untried(constraints) == [versions.Other("rich", rich, "0.1")]
    monkeypatch.setattr(versions, "CONSTRAINTS", str(constraints))
    found = only(versions.versions(words))
    assert (found.state, found.line) == (State.LOOK, f"{PYTHON} -m pip install rich==0.1")
    assert f"rich {rich} " in found.text


def test_package_that_does_not_fit_must_be_mended(words: Words, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(versions, "requires", lambda _: ["rich<1", "no-such-package>=2", "numpy>=1"])
    found = only(versions.versions(words))
    assert found.state is State.MEND
    assert "no-such-package" in found.text
    assert "rich" in found.text
    assert "numpy" not in found.text
    assert "-m pip install -c constraints.txt -e ." in found.line


def test_without_the_repository_the_packages_are_held_to_the_requirements_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(versions.catalog, "content", lambda: tmp_path)
    assert only(versions.versions(EN)) == Finding(State.OK, EN("versions.fit"))
    monkeypatch.setattr(versions, "requires", lambda _: ["rich<1"])
    assert only(versions.versions(EN)).line == f"{PYTHON} -m pip install --upgrade partnership-course"


def test_this_clone_has_what_it_needs() -> None:
    assert only(versions.versions(EN)).state in (State.OK, State.LOOK)
    assert only(machine.fonts(EN)).state is State.OK


def test_window_without_polish_letters_is_told_so(words: Words, monkeypatch: pytest.MonkeyPatch) -> None:
    for encoding, state in (("ascii", State.MEND), ("iso8859-1", State.MEND), ("utf-8", State.OK)):
        monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(io.BytesIO(), encoding=encoding))
        assert only(machine.terminal(words)).state is state


@pytest.mark.parametrize(("free", "state"), [(8e9, State.OK), (1e9, State.LOOK), (1e8, State.MEND)])
def test_little_memory_is_told(free: float, state: State, monkeypatch: pytest.MonkeyPatch) -> None:
    memory = namedtuple("memory", "available total")
    monkeypatch.setattr(psutil, "virtual_memory", lambda: memory(free, 8e9))
    found = only(machine.memory(PL))
    assert found.state is state
    assert bool(found.mend) == (state is not State.OK)


@pytest.mark.parametrize(("free", "state"), [(8e9, State.OK), (5e8, State.LOOK), (1e7, State.MEND)])
def test_full_disk_is_told(free: float, state: State, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setenv("COURSE_GRADING_DIR", str(tmp_path / "not" / "there"))
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(9e9, 9e9 - free, free))
    assert only(machine.disk(PL)).state is state
    assert list(tmp_path.iterdir()) == []


def test_folder_that_may_not_be_written_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COURSE_GRADING_DIR", str(tmp_path))
    monkeypatch.setattr(os, "access", lambda place, _: place != tmp_path)
    locked, _ = machine.disk(EN)
    assert str(tmp_path) in locked.text
    assert (locked.state, locked.line) == (State.LOOK, f'sudo chown -R "$USER" {shlex.quote(str(tmp_path))}')


def test_browser_is_one_that_shows_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    def none() -> None:
        raise webbrowser.Error

    monkeypatch.setattr(webbrowser, "get", none)
    for variable in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setattr(sys, "platform", "linux")
    assert only(machine.browser(EN)).text == EN("browser.no_desktop")
    monkeypatch.setenv("DISPLAY", ":0")
    assert only(machine.browser(EN)).text == EN("browser.none")
    monkeypatch.setattr(webbrowser, "get", lambda: webbrowser.GenericBrowser("lynx"))
    assert only(machine.browser(EN)).state is State.LOOK
    monkeypatch.setattr(webbrowser, "get", lambda: webbrowser.GenericBrowser("firefox"))
    assert only(machine.browser(EN)).state is State.OK


def test_missing_font_gives_the_line_that_mends_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(*_: object, **__: object) -> str:
        raise ValueError("no such font")

    monkeypatch.setattr("matplotlib.font_manager.findfont", missing)
    found = only(machine.fonts(PL))
    assert (found.state, found.line) == (State.MEND, f"{PYTHON} -m pip install --force-reinstall matplotlib")


@pytest.mark.parametrize(
    ("key", "state", "line"),
    [
        ("place:no_nbgrader", State.NOTE, "make grading"),
        ("place:no_course", State.NOTE, ""),
        ("run:no_bubblewrap", State.LOOK, "sudo apt-get install bubblewrap"),
        ("run:broken_bubblewrap", State.LOOK, ""),
    ],
)
def test_grading_that_is_not_there_is_no_fault_of_a_workshop(
    key: str, state: State, line: str, words: Words, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing() -> None:
        raise GradingError(key, folder="there", reason="no")

    monkeypatch.setattr(installed, "opened", missing)
    found = only(installed.sandbox(words))
    assert (found.state, found.line) == (state, line)
    assert not installed.grading()


seconds, amount = st.floats(1e-4, 20), st.floats(1e6, 1e10)


@given(seconds, seconds, amount, st.integers(1, 64), amount)
def test_visitors_that_are_promised_are_served_in_time_and_fit(
    server: float, kernel: float, memory: float, cores: int, free: float
) -> None:
    number, _ = capacity.visitors(server, kernel, memory, cores, free)
    assert number * server <= capacity.WAIT
    assert number * (server + kernel) <= cores * capacity.WAIT
    assert number == 0 or number * memory + capacity.RESERVE <= free
    assert number == 0 or capacity.visitors(2 * server, 2 * kernel, memory, cores, free)[0] <= number


@given(st.floats(0, 1e6))
def test_what_is_told_has_two_digits_and_is_never_more_than_it_was(number: float) -> None:
    said = capacity.told(number)
    assert said <= number
    assert number < 1 or said > 0.9 * number - 1
    assert len(str(said).rstrip("0")) <= 2


def test_measured_is_said_in_plain_words(
    trials: dict[str, str], words: Words, capsys: pytest.CaptureFixture[str]
) -> None:
    assert report.run(words.language) == 0
    said = plain(capsys.readouterr().out)
    for sentence in (
        words("carries"),
        words("visitors.about", n=13),
        words("visitors.basis.processor", seconds=1.0, megabytes=50, n=2),
        words("phones.about", n=330),
        words("phones.basis", vote=2.0, join=3.0),
        words("works.about", n=66),
        words("works.basis.sandbox", seconds=1.2, n=2),
        words("verdict.ready"),
    ):
        assert sentence in said


@pytest.mark.parametrize("name", ["visitors", "phones", "works"])
@pytest.mark.parametrize("how", ["ends", "hangs", "says something else", "dies at work"])
def test_one_measure_that_fails_is_one_sentence_and_the_others_go_on(
    name: str, how: str, trials: dict[str, str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(report, "PATIENCE", 60.0)
    trials[name] = {
        "ends": "raise SystemExit(1)",
        "hangs": "import sys; sys.stdin.read()",
        "says something else": f"print('ready', {KERNEL!r}, flush=True); input(); print('{{}}', flush=True)",
        "dies at work": f"print('ready', {KERNEL!r}, flush=True); input(); 1 / 0",
    }[how]
    if how == "hangs":
        monkeypatch.setattr(report, "PATIENCE", 3.0)
    before = psutil.Process().children(recursive=True)
    assert report.run("en") == 0
    said = plain(capsys.readouterr().out)
    assert EN(f"{name}.failed") in said
    shown = {
        "visitors": EN("visitors.about", n=13),
        "phones": EN("phones.about", n=330),
        "works": EN("works.about", n=66),
    }
    assert [other for other, sentence in shown.items() if sentence in said] == [o for o in shown if o != name]
    assert EN("kernels.quick") in said  # where no visitor shows it, a kernel is tried out alone
    assert "Traceback" not in said
    assert not alive([one for one in psutil.Process().children(recursive=True) if one not in before])


def test_without_grading_its_measure_is_left_out(
    trials: dict[str, str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(installed, "grading", lambda: False)
    monkeypatch.setattr(psutil, "cpu_percent", lambda interval: 93.4)
    assert report.run("pl") == 0
    said = plain(capsys.readouterr().out)
    assert PL("works.absent") in said
    assert PL("busy", percent="93") in said


def test_exit_code_is_1_where_something_must_be_mended_and_a_broken_check_is_a_line(
    trials: dict[str, str], words: Words, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_: Words) -> Iterator[Finding]:
        yield Finding(State.NOTE, "[bold]as it is")
        raise ZeroDivisionError("no reason")

    line = "a command that is longer than any window and must stay on one line so that it can be pasted whole"
    monkeypatch.setattr(report, "CHECKS", (broken,))
    assert report.run(words.language, measure=False) == 0
    said = capsys.readouterr().out
    assert "[bold]as it is" in said
    assert words("broken", reason="ZeroDivisionError: no reason") in plain(said)
    assert words("verdict.look", n=1) in plain(said)
    monkeypatch.setattr(report, "CHECKS", (lambda _: iter([Finding(State.MEND, "Broken.", "Do:", line)]),))
    assert report.run(words.language, measure=False) == 1
    said = capsys.readouterr().out
    assert words("verdict.mend", n=1) in plain(said)
    assert line in said
    assert words("mark.mend") in said


def test_marks_differ_without_their_colours(words: Words) -> None:
    assert len({words(f"mark.{state.value}") for state in State}) == len(State)


def doctor(*arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "course", "doctor", *arguments]
    return subprocess.run(command, capture_output=True, text=True, env=os.environ | more, timeout=280)


def english() -> list[str]:
    """Return the pieces of English sentences between their placeholders."""

    def texts(node: object) -> Iterator[str]:
        if is_leaf(node):
            leaf = node["en"]  # type: ignore[index]
            yield from leaf.values() if isinstance(leaf, dict) else [leaf]
        elif isinstance(node, dict):
            for below in node.values():
                yield from texts(below)

    pieces = {
        piece.strip() for text in texts(read_toml(FOLDER / "doctor.toml")) for piece in re.split(r"\{\w+\}", text)
    }
    return sorted(piece for piece in pieces if len(piece) > 12 and " " in piece)


def test_the_whole_command_measures_says_it_in_polish_and_leaves_nothing() -> None:
    # Not in the folder of the test: kernels have sockets in theirs, whose names may not be long.
    with tempfile.TemporaryDirectory() as folder:
        done = doctor("--lang", "pl", TMPDIR=folder, COLUMNS="80")
        assert os.listdir(folder) == []
    said = plain(done.stdout)
    assert done.stderr == ""
    assert done.returncode in (0, 1)
    for key in ("visitors.failed", "phones.failed", "works.failed"):
        assert PL(key) not in said
    for shape in ("Galeria: ", "Warsztat na żywo: ", "Ocenianie: ", PL("carries"), PL("network.ok", address="")[:30]):
        assert shape in said
    assert [piece for piece in english() if piece in said] == []
    marks = [PL(f"mark.{state.value}") for state in State]
    lines = done.stdout.splitlines()
    assert sum(line.startswith(tuple(marks)) for line in lines) >= len(report.CHECKS)
    assert all(len(line) <= 80 for line in lines if "/" not in line)


def test_the_command_only_looks_where_asked_and_names_what_is_amiss(another: Callable, tmp_path: Path) -> None:
    done = doctor("--lang", "en", "--no-measure", TMPDIR=str(tmp_path), PYTHONIOENCODING="ascii")
    said = plain(done.stdout)
    assert (done.returncode, done.stderr) == (1, "")
    assert said.startswith("mend This window does not show Polish letters")
    assert "export LC_ALL=C.UTF-8 PYTHONIOENCODING=utf-8" in done.stdout
    # A machine that is very busy may not have been quick, but the kernel answered.
    assert any(EN(f"kernels.{how}") in said for how in ("quick", "stock", "stock_here")), said
    assert "Gallery:" not in said


def test_a_trial_ends_with_the_doctor_however_it_goes(tmp_path: Path) -> None:
    code = "from course.doctor.trial import Trial; t = Trial('phones'); print(t.ready(120), flush=True); input()"
    asks = subprocess.Popen(
        [sys.executable, "-c", code],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"TMPDIR": str(tmp_path)},
    )
    assert asks.stdout
    assert asks.stdin
    assert asks.stdout.readline() == "True\n"
    family = psutil.Process(asks.pid).children(recursive=True)
    assert len(family) >= 2
    asks.kill()
    asks.wait()
    asks.stdin.close()
    asks.stdout.close()
    assert not alive(family)
    assert list(tmp_path.iterdir()) == []


def test_trial_that_ignores_its_end_is_ended_by_force(trials: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trial, "GRACE", 0.5)
    trials["phones"] = (
        "import subprocess, sys, time\n"
        "subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
        "print('ready {}', flush=True); time.sleep(600)"
    )
    stubborn = Trial("phones")
    assert stubborn.ready(60)
    family = [psutil.Process(stubborn.process.pid), *psutil.Process(stubborn.process.pid).children(recursive=True)]
    with pytest.raises(TrialError):
        stubborn.measured(0.2)
    stubborn.close()
    assert len(family) == 2
    assert not alive(family)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT to send")
def test_ctrl_c_is_one_sentence_and_leaves_nothing(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "course", "doctor", "--lang", "pl"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"TMPDIR": str(tmp_path)},
    )
    watched, family = psutil.Process(process.pid), list[psutil.Process]()
    end = time.monotonic() + 60
    while time.monotonic() < end and len(family) < 6:  # the trials have begun to start things themselves
        family = watched.children(recursive=True)
        time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    said, wrong = process.communicate(timeout=60)
    # Where Ctrl-C hits code that was made from a string, as dataclasses are, Python itself ends by the signal: a shell
    # says 130 of both.
    assert process.returncode in (130, -signal.SIGINT)
    assert wrong == ""
    assert said.rstrip().endswith(PL("stopped"))
    assert not alive(family)
    assert list(tmp_path.iterdir()) == []
