"""The learner's program seen from outside: what it shows, what stops it, and that the rest goes on."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from course.grading.checking import checked
from course.grading.sandbox import MEGABYTE, Limits
from course.grading.session import Session
from course.texts import Words

SAYS = Words("grading_run", "pl")
QUICK = Limits(cell=1.0, whole=60.0)


@pytest.fixture
def session() -> Iterator[Session]:
    opened = Session("pl", QUICK)
    yield opened
    opened.close()


def said(outputs: list[dict]) -> str:
    return outputs[-1]["evalue"]


def points(session: Session, source: str, worth: float = 2.0) -> float | None:
    return checked(source, worth, session, {}, {"language"}).points


def test_cells_share_names_and_show_texts_values_and_pictures() -> None:
    session = Session("pl")
    assert session.run("x = 3\nx") == [{"output_type": "display_data", "data": {"text/plain": "3"}, "metadata": {}}]
    shown = session.run(
        "import sys\nprint('tak', x)\nprint('!', file=sys.stderr)\nimport matplotlib.pyplot as p\np.plot([x]);"
    )
    assert [output.get("name") for output in shown[:2]] == ["stdout", "stderr"]
    assert shown[-1]["data"]["image/png"].startswith("iVBOR")
    session.close()


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("while True: pass", "late"),
        ("while True:\n    try:\n        pass\n    except Exception: pass", "late"),
        ("import os; os._exit(0)", "ended"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "ended"),
        ("import ctypes; ctypes.string_at(0)", "ended"),
        ("import sys; sys.stdout.write('x' * 10**8)", "printed"),
        ("print('x' * 10**8)", "printed"),
        ("input('?')", "input"),
        ("import os\nwhile True: os.fork()", "processes"),
    ],
)
def test_what_stops_a_cell_stops_no_other(session: Session, source: str, why: str) -> None:
    session.run("x = 3")
    assert said(session.run(source)) == SAYS(f"cell.{why}", seconds="1")
    assert session.run("x + 1")[0]["data"]["text/plain"] == "4"


def test_a_cell_deaf_to_every_signal_is_ended_from_outside() -> None:
    session = Session("pl", QUICK)
    session.run("x = 3")
    deaf = "import signal\nsignal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))\nwhile True: pass"
    assert said(session.run(deaf)) == SAYS("cell.late", seconds="1")
    assert session.losses == 1
    assert session.run("x")[0]["data"]["text/plain"] == "3"
    session.close()


def test_memory_of_one_and_of_many_processes_is_held() -> None:
    session = Session("pl", Limits(cell=8.0, memory=500 * MEGABYTE))
    assert said(session.run("x = bytearray(10**9)")) == ""
    assert session.run("x = 1") == []
    many = "import os, time\nfor _ in range(8):\n    if not os.fork():\n        y = b'1' * (100 << 20); time.sleep(30)"
    assert said(session.run(many + "\ntime.sleep(30)")) == SAYS("cell.memory")
    session.close()


def test_whole_time_ends_what_is_left() -> None:
    session = Session("pl", Limits(cell=5.0, whole=3.0))
    began = time.monotonic()
    session.run("import time; time.sleep(4)")
    assert said(session.run("1")) == SAYS("cell.whole")
    assert points(session, "pass") == 0
    assert time.monotonic() - began < 20
    session.close()


def test_checks_ask_the_program_and_leave_nothing_in_it(session: Session) -> None:
    session.run("calls = []\ndef double(x):\n    calls.append(x)\n    print('hm')\n    return [x, 2 * x]")
    carried: dict = {}
    done = checked("assert double(4) == [4, 8]\nkept = double(1)[1]", 2.0, session, carried, set())
    assert (done.points, done.outputs[0]["text"], carried) == (2.0, "hm\nhm\n", {"kept": 2})
    assert checked("kept / 4", 2.0, session, carried, set()).points == 0.5
    assert session.run("len(calls)")[0]["data"]["text/plain"] == "0"


@pytest.mark.parametrize(
    ("source", "earned"),
    [
        ("assert x == 3", 2.0),
        ("assert x == 4", 0.0),
        ("x - 2", 1.0),
        ("x == 3", None),  # a truth value is no number of points
        ("x == 4", None),
        ("x + 3", None),  # more than it is worth
        ("'good'", None),
        ("import warnings, sys\nwarnings.warn('hm')\nprint('hm', file=sys.stderr)", 2.0),
        ("missing", 0.0),
        ("f(1)", 0.0),
        ("assert f == 1", 0.0),
        ("assert sum(worth) == 6", 2.0),  # a learner's own sum does not stand in the check's way
    ],
)
def test_points_are_numbers_and_nothing_else(session: Session, source: str, earned: float | None) -> None:
    session.run("x = 3\nworth = [1, 2, 3]\nsum = 0\ndef f(y): raise ValueError(y)")
    assert points(session, source) == earned


@pytest.mark.parametrize(
    ("body", "why"),
    [("while True: pass", "late"), ("import os; os._exit(1)", "ended"), ("return 'x' * 10**7", "printed")],
)
def test_a_function_that_breaks_fails_its_own_check_alone(session: Session, body: str, why: str) -> None:
    session.run(f"x = 3\ndef f():\n    {body}")
    done = checked("f()", 1.0, session, {}, set())
    assert (done.points, done.mark.said) == (0.0, SAYS(f"check.{why}", seconds="1"))
    assert points(session, "assert x == 3") == 2.0


def test_a_check_that_never_ends_is_stopped(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("course.grading.checking.CHECK_TIME", 0.5)
    done = checked("while True: pass", 1.0, session, {}, set())
    assert (done.points, done.mark.state) == (0.0, "stopped")
    assert points(session, "pass") == 2.0


def test_files_beside_the_notebook_are_there() -> None:
    session = Session("pl", QUICK, files={"data/a.csv": b"1;2\n"})
    assert session.run("print(open('data/a.csv').read())")[0]["text"] == "1;2\n\n"
    session.close()


def test_without_sandbox_it_works_in_a_folder_of_its_own(tmp_path: Path) -> None:
    session = Session("pl", QUICK, isolated=False)
    session.run("open('x', 'w').write('1')\nimport os\nwhere = os.getcwd()")
    with session.copy():
        where = Path(session.look(["where"])["where"])
    assert (where / "x").read_text() == "1"
    session.close()
    assert not where.exists()
