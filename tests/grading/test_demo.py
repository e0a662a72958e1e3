"""The demo class goes through the whole cycle by the command as typed, and the Formgrader opens it."""

import csv
import io
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.request import Request, urlopen

import pytest

from course.texts import Words

# What each learner of each kind should have of the computer's nine points, in the order of the class.
POINTS = [9, 9, 6, 5, 7, 6, 6, 0, 9, 9, 9, 9, 9, 9, 9, 9, 9, 6, 9]


@pytest.fixture(scope="module")
def ran(ground: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    folder = tmp_path_factory.mktemp("demo") / "class"
    command = [sys.executable, "-m", "course", "grade", "demo", str(folder), "--lang", "pl"]
    done = subprocess.run(command, cwd=ground, capture_output=True, text=True, check=False, timeout=250)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert "Warning" not in done.stderr
    return folder, done.stdout


def automatic(folder: Path) -> dict[str, float]:
    """Return the computer's points by learner."""
    from nbgrader.api import Gradebook

    found = {}
    for language in ("en", "pl"):
        with Gradebook(f"sqlite:///{folder / 'grading' / language / 'gradebook.db'}", "partnership") as gradebook:
            for submission in gradebook.assignment_submissions("synergy"):
                grades = [grade for notebook in submission.notebooks for grade in notebook.grades]
                found[submission.student.id] = sum(grade.auto_score or 0 for grade in grades)
    return found


def test_every_kind_of_work_has_its_marks_page_and_row(ran: tuple[Path, str]) -> None:
    folder, said = ran
    assert automatic(folder) == {f"demo-{number:02}": points for number, points in enumerate(POINTS, 1)}
    assert "demo-20" in said, "the file that broke on its way is listed"
    assert Words("grading_repair", "pl")("doubt.lost_session") in said
    pages = sorted(path.parent.parent.name for path in folder.glob("grading/*/feedback/*/synergy/synergy.html"))
    assert pages == [f"demo-{number:02}" for number in range(1, 20)]
    table = (folder / "grading" / "class.csv").read_text(encoding="utf-8-sig")
    assert len(list(csv.reader(io.StringIO(table), delimiter=";"))) == 20
    for path in folder.glob("grading/*/feedback/*/synergy/synergy.html"):
        page = path.read_text(encoding="utf-8")
        assert "hidden=True" not in page
        assert str(folder) not in page


def test_the_same_folder_is_not_used_twice(ground: Path, ran: tuple[Path, str]) -> None:
    folder, _ = ran
    command = [sys.executable, "-m", "course", "grade", "demo", str(folder), "--lang", "en"]
    done = subprocess.run(command, cwd=ground, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == Words("grading_demo", "en")("not_empty", folder=folder) + "\n"


@pytest.mark.skipif(os.name != "posix", reason="stops a server with a signal")
def test_formgrader_opens_the_class_and_marks_by_hand_are_kept(
    ground: Path, ran: tuple[Path, str], tmp_path: Path
) -> None:
    folder, _ = ran
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = os.environ | {
        "COURSE_GRADING_DIR": str(folder / "grading"),
        "COURSE_LANGUAGE": "pl",
        "JUPYTER_CONFIG_DIR": str(tmp_path),
    }
    options = [f"--port={port}", "--ip=127.0.0.1", "--no-browser", "--IdentityProvider.token=key", "--allow-root"]
    # A fresh settings folder knows no extension by name; the packages switch theirs on by themselves.
    server = subprocess.Popen(
        [sys.executable, "-m", "jupyterlab", *options],
        cwd=ground,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    base = f"http://127.0.0.1:{port}"

    def ask(path: str, method: str = "GET", body: dict | None = None) -> str:
        data = None if body is None else json.dumps(body).encode()
        headers = {"Authorization": "token key", "Content-Type": "application/json"}
        with urlopen(Request(base + path, data=data, headers=headers, method=method), timeout=30) as answer:
            return answer.read().decode()

    try:
        until = time.monotonic() + 90
        while True:
            try:
                page = ask("/formgrader/gradebook/synergy/synergy")
                break
            except OSError:
                assert server.poll() is None
                assert time.monotonic() < until
                time.sleep(0.3)
        assert "synergy" in page
        rows = json.loads(ask("/formgrader/api/submitted_notebooks/synergy/synergy"))
        row = next(row for row in rows if row["student"] == "demo-02")
        assert "explain" in ask(f"/formgrader/submissions/{row['id']}/?index=0")
        (mark,) = [
            one
            for one in json.loads(ask(f"/formgrader/api/grades?submission_id={row['id']}"))
            if one["name"] == "explain"
        ]
        ask(f"/formgrader/api/grade/{mark['id']}", "PUT", {"manual_score": 1.5})
    finally:
        server.send_signal(signal.SIGINT)
        server.send_signal(signal.SIGINT)
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()
    command = [sys.executable, "-m", "course", "grade", "run", "--again", "--learner", "demo-02", "--lang", "en"]
    done = subprocess.run(command, cwd=ground, env=environment, capture_output=True, text=True, check=False)
    assert re.search(r"1 marked in \d+ s", done.stdout), done.stdout + done.stderr
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{folder / 'grading' / 'pl' / 'gradebook.db'}", "partnership") as gradebook:
        assert gradebook.find_grade("explain", "synergy", "synergy", "demo-02").manual_score == 1.5
