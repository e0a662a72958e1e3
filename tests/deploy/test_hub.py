"""The course on JupyterHub on one machine, from release to feedback: the tests of this file are one story, in order."""

import asyncio
import json
import os
import random
import re
import runpy
import shlex
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import nbformat
import psutil
import psycopg
import pytest
import requests
from playwright.sync_api import expect, sync_playwright
from websockets.exceptions import WebSocketException

from course.catalog import ROOT
from course.live.crowd import Crowd
from course.live.keys import Keys
from course.texts import Words
from deploy.courses import COURSES
from deploy.local.exchange import exchange
from deploy.local.state import HubError, State

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]
there = runpy.run_path(str(Path(__file__).with_name("hub_visitor.py")))["run"]
LEARNERS = {"anna": "pl", "john": "en"}
LEAK = "import os\nprint('LEAK', dict(os.environ))"


def work(name: str) -> str:
    return f"{COURSES[LEARNERS[name]]}/synergy/synergy.ipynb"


def test_wrong_password_lets_nobody_in(hub: Any) -> None:
    visitor = type(hub.visitor("ewa", language="pl"))
    assert not visitor(hub.address, "anna", "wrong").in_
    assert not visitor(hub.address, "nobody", hub.passwords()["anna"]).in_


def test_instructor_releases_in_both_languages(hub: Any) -> None:
    said = hub.visitor("ewa").terminal("partnership grade release synergy --exchange --lang en")
    assert said.count("It lies in nbgrader's exchange") == 2


@pytest.mark.parametrize("name", LEARNERS)
def test_learner_fetches_and_hands_in(hub: Any, name: str) -> None:
    learner, language = hub.visitor(name), LEARNERS[name]
    fields = {"course_id": COURSES[language], "assignment_id": "synergy"}
    assert learner.own("POST", "assignments/fetch", data=fields).json()["success"]
    notebook = learner.notebook(work(name))
    answers = nbformat.read(ROOT / "solutions" / language / "synergy" / "synergy.ipynb", as_version=4)
    right = {cell.id: cell.source for cell in answers.cells}
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code" and cell["metadata"].get("nbgrader", {}).get("solution"):
            cell["source"] = right[cell["id"]]
    own = {"cell_type": "code", "id": "own", "metadata": {}, "outputs": [], "execution_count": None, "source": LEAK}
    notebook["cells"].append(own)
    learner.notebook(work(name), notebook)
    assert learner.own("POST", "assignments/submit", data=fields).json()["success"]


def test_learner_finds_lessons_and_neither_solutions_nor_others(hub: Any) -> None:
    anna = hub.visitor("anna")
    names = {row["name"] for row in anna.own("GET", "api/contents/kurs-partnerstwa").json()["content"]}
    assert {"start_here.ipynb", "synergy.ipynb"} <= names
    assert anna.own("GET", "formgrader").status_code == 404
    assert anna.own("POST", "api/terminals").status_code == 404
    assert anna.own("GET", "api/contents/", other="john").status_code == 403
    assert anna.own("GET", "api/status", other="ewa").status_code == 403
    for path in ("submission/partnerstwo/synergy/john", "submissions/partnerstwo/synergy", "assignments/partnership"):
        answer = requests.get(
            f"{hub.address}/services/ngshare/{path}", headers={"Authorization": f"token {anna.token}"}
        )
        assert answer.status_code in (403, 404), (path, answer.text)


def test_learners_program_sees_no_gradebook_and_no_token(hub: Any) -> None:
    state = hub.state
    places = [state.folder / "secrets.json", state.grading / "graders.json", state.homes / "john", ROOT / "solutions"]
    code = f"""
import glob, os
print([name for name in os.environ if name.startswith(("JUPYTERHUB", "COURSE_GRAD", "COURSE_EXCHANGE"))])
def seen(path):
    try:
        return os.listdir(path) if os.path.isdir(path) else open(path).read()
    except OSError as error:
        return type(error).__name__
print([seen(path) for path in {[str(path) for path in places]!r}])
told = [seen(path) for path in glob.glob("/proc/[0-9]*/environ")]
print(len(told), any("TOKEN" in text for text in told))
"""
    names, found, told = hub.visitor("anna").said(code).strip().splitlines()
    assert names == "[]"
    assert set(re.findall(r"'(\w+)'", found)) <= {"FileNotFoundError", "PermissionError"}
    assert told.endswith("False")


def test_learners_program_takes_no_more_than_its_share(hub: Any) -> None:
    code = """
import os, subprocess
try:
    print(len(bytearray(3 << 30)))
except MemoryError:
    print("no memory")
started = []
try:
    while len(started) < 2000:
        started.append(subprocess.Popen(["sleep", "60"]))
    print("no end")
except OSError:
    print("no processes")
for one in started:
    one.kill()
print(os.nice(0) > 0)
"""
    said = hub.visitor("anna").said(code).split("\n")
    assert said[:3] == ["no memory", "no processes" if os.geteuid() == 0 else "no end", "True"]


def test_server_that_is_stopped_leaves_nothing_behind(hub: Any) -> None:
    john = hub.visitor("john")
    servers = [one for one in hub.state.left() if one.environ().get("JUPYTERHUB_USER") == "john"]
    assert servers
    assert john.hub("DELETE", "users/john/server").status_code in (202, 204)
    assert psutil.wait_procs(servers, timeout=30)[1] == []
    john.start()


def test_dashboard_behind_the_login_in_a_browser(hub: Any, chromium_path: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path, args=["--no-sandbox", "--disable-gpu"])
        page, faults = browser.new_page(), list[str]()
        page.set_default_timeout(60_000)
        page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
        page.on("response", lambda answer: faults.append(answer.url) if answer.status >= 400 else None)
        page.goto(f"{hub.address}/services/dashboards/voila/render/synergy.ipynb?lang=pl")
        page.fill("#username_input", "anna")
        page.fill("#password_input", hub.passwords()["anna"])
        page.click("#login_submit")
        page.get_by_text("1,5: dużo stracą na uzgodnieniach").click(timeout=90_000)
        expect(page.get_by_text("Zakład przyjęty. Teraz sprawdź.")).to_be_visible(timeout=60_000)
        page.wait_for_timeout(3_000)  # the page asks whether its kernel lives
        assert page.get_attribute("[data-wp-home]", "href") == "/services/dashboards/"
        kernel = json.loads(page.locator("#jupyter-config-data").text_content() or "")["kernelId"]
        cookies = "; ".join(f"{one['name']}={one['value']}" for one in page.context.cookies([page.url]))
        assert faults == []
        place = f"services/dashboards/api/kernels/{kernel}/channels"
        origin = {"Cookie": cookies, "Origin": hub.address}
        assert run_there(hub, place, "print(6 * 7)", origin) == ""
        with pytest.raises(WebSocketException):  # nobody's line, to somebody's kernel
            run_there(hub, place, "print(6 * 7)", {})
        browser.close()


def test_open_dashboards_run_no_visitors_code(hub: Any) -> None:
    page = requests.get(f"{hub.address}/services/gallery/voila/render/synergy.ipynb", timeout=120).text
    kernel = re.search(r'"kernelId": "([\w-]+)"', page)
    assert kernel
    assert run_there(hub, f"services/gallery/api/kernels/{kernel[1]}/channels", "print(6 * 7)", {}) == ""
    assert requests.get(f"{hub.address}/services/gallery/api/contents").status_code == 404


def run_there(hub: Any, place: str, code: str, headers: dict[str, str]) -> str:
    """Send code to the kernel of a dashboard and return what it printed within a few seconds."""
    return there(f"{hub.address.replace('http', 'ws')}/{place}", code, headers, patience=4)


def test_workshop_with_eight_seats_through_the_proxy(hub: Any) -> None:
    ewa, anna = hub.visitor("ewa"), hub.visitor("anna")
    token = {"Authorization": f"token {ewa.hub('POST', 'users/ewa/tokens', json={'note': 'w'}).json()['token']}"}
    door = f"{hub.address}/services/workshop/"
    assert requests.post(door, headers={"Authorization": f"token {anna.token}"}).status_code in (403, 404)
    told = requests.post(door, headers=token, data={"lang": "pl"}).json()
    room = SimpleNamespace(
        address=door + told["code"], code=told["code"], keys=Keys(told["trainer"], told["projector"])
    )
    hub.kept |= {"room": room, "seats": asyncio.run(play(room))}


async def play(room: Any) -> list[Any]:
    """Let eight people come and answer one question."""
    async with Crowd(room, random.Random(8)) as crowd:
        await crowd.join(8)
        await crowd.turn(1)
        delays = await crowd.ballot([{"value": "5"}, {"value": "3"}], crowd.seats)
        assert len(delays.seconds) == 8
        return crowd.seats


def test_formgrader_marks_in_the_sandbox(hub: Any) -> None:
    ewa = hub.visitor("ewa")
    for visitor, frames in ((ewa, "'self'"), (hub.visitor("anna"), "'none'")):  # JupyterLab has the formgrader in one
        assert visitor.own("GET", "lab").headers["Content-Security-Policy"] == f"frame-ancestors {frames}"
    assert "2 new works collected" in ewa.terminal("partnership grade collect --lang en")
    answer = ewa.own("POST", "formgrader/api/submission/synergy/anna/autograde")
    assert answer.status_code == 200, answer.text
    assert answer.json()["success"], answer.json()
    leaks = printed(hub, "anna")
    assert "LEAK" in leaks
    assert "TOKEN" not in leaks
    assert "postgres" not in leaks


def printed(hub: Any, name: str) -> str:
    place = hub.state.grading / LEARNERS[name] / "autograded" / name / "synergy" / "synergy.ipynb"
    cells = nbformat.read(place, as_version=4).cells
    return "".join(str(cell.outputs) for cell in cells if "LEAK" in cell.source)


def test_database_that_crashes_is_started_again(hub: Any) -> None:
    pid = int((hub.state.postgres / "postmaster.pid").read_text().split()[0])
    os.kill(pid, signal.SIGKILL)  # nothing is tidied up
    until = time.monotonic() + 60
    while "was started again" not in hub.said() and time.monotonic() < until:
        time.sleep(0.2)
    assert marks(hub, "pl") == 9


def test_stopped_packed_and_laid_out_elsewhere_it_has_everything(hub: Any, ground: Path) -> None:
    notebook = hub.visitor("anna").notebook(work("anna"))
    assert hub.stop() == 0
    assert hub.state.left() == []
    hub.visitors.clear()
    (ground / "elsewhere").mkdir(mode=0o755)
    pack, unpack = backup(hub.state.folder, ground / "backup.tar.gz", ground / "elsewhere")
    subprocess.run(pack, check=True)
    shutil.rmtree(hub.state.folder)
    subprocess.run(unpack, check=True)

    hub.state = State(ground / "elsewhere" / hub.state.folder.name)
    hub.start()
    assert marks(hub, "pl") == 9
    assert hub.visitor("anna").notebook(work("anna")) == notebook  # with the password of before
    keeper = exchange(hub.state, hub.state.plan(), "caretaker")
    assert len(keeper.ask("GET", "submissions", COURSES["pl"], "synergy")["submissions"]) == 1
    room, ewa = hub.kept["room"], hub.visitor("ewa", language="en")
    token = ewa.hub("POST", "users/ewa/tokens", json={"note": "w"}).json()["token"]
    page = requests.get(f"{hub.address}/services/workshop/", headers={"Authorization": f"token {token}"})
    assert room.keys.trainer in page.text
    assert asyncio.run(again(room, hub.kept["seats"])) == 8
    ewa.terminal("nbgrader db upgrade")  # as the guide says after a new nbgrader; here there is nothing newer
    assert marks(hub, "pl") == 9


def backup(folder: Path, file: Path, target: Path) -> list[list[str]]:
    """Return what the guide says to type for a backup and for laying it out, with these places."""
    text = (ROOT / "deploy" / "README.md").read_text()
    lines = [shlex.split(line) for line in re.findall(r"^tar .*$", text, re.MULTILINE)]
    places = {"hub-2027-03-01.tar.gz": str(file), "partnership-hub": folder.name}
    wheres = (folder.parent, target)
    return [
        [str(where) if word == "/var/lib" else places.get(word, word) for word in line]
        for line, where in zip(lines, wheres, strict=True)
    ]


def marks(hub: Any, language: str) -> float:
    """Return the points in a gradebook that a program gave."""
    database = hub.state.database(f"gradebook_{language}", hub.inside + 2).replace("+psycopg", "")
    with psycopg.connect(database) as connection:
        question = "select sum(g.auto_score) from grade g join submitted_notebook n on g.notebook_id = n.id"
        row = connection.execute(question).fetchone()
    return row[0] if row and row[0] else 0.0


async def again(room: Any, seats: list[Any]) -> int:
    """Let everybody come back, and return how many answers the room still has."""
    async with Crowd(room, random.Random(8)) as crowd:
        await crowd.connect(seats)
        return crowd.shown["answers"]


def test_marks_lie_in_postgresql_and_feedback_comes_back(hub: Any) -> None:
    ewa = hub.visitor("ewa", language="en")
    said = ewa.terminal(
        "partnership grade run --lang en >run.txt && partnership grade feedback --exchange --lang en >pages.txt; "
        "cat run.txt pages.txt"
    )
    # Anna's was marked by the formgrader's button; John's is marked now.
    assert Words("grading_command", "en")("run.next_on_hub", language=LEARNERS["john"]) in said
    assert said.count("1 page lies in nbgrader's exchange") == 2
    for name, language in LEARNERS.items():
        assert marks(hub, language) == 9
        assert "LEAK" in printed(hub, name)
        learner = hub.visitor(name)
        fields = {"course_id": COURSES[language], "assignment_id": "synergy"}
        assert learner.own("POST", "assignments/fetch_feedback", data=fields).json()["success"]
        folder = f"{COURSES[language]}/synergy/feedback"
        (stamp,) = learner.own("GET", f"api/contents/{folder}").json()["content"]
        (page,) = learner.own("GET", f"api/contents/{stamp['path']}").json()["content"]
        assert page["name"] == "synergy.html"


def test_release_that_would_delete_work_is_refused(hub: Any) -> None:
    with pytest.raises(AssertionError, match="ended 1"):
        hub.visitor("ewa").terminal("partnership grade release synergy --exchange --lang en --only pl")
    keeper = exchange(hub.state, hub.state.plan(), "caretaker")
    assert len(keeper.ask("GET", "submissions", "partnerstwo", "synergy")["submissions"]) == 1


def test_second_start_in_the_same_folder_is_refused(hub: Any) -> None:
    done = subprocess.run(hub.command(), capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 1
    assert done.stderr == HubError("running", folder=hub.state.folder, command=hub.state.stopping).said("en") + "\n"


def test_stop_command_ends_everything(hub: Any) -> None:
    begun = time.monotonic()
    command = [sys.executable, "-m", "deploy.local", "stop", "--lang", "en", "--folder", str(hub.state.folder)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
    assert done.stdout == "The Hub has ended; people's work stays.\n"
    assert hub.process.wait(5) == 0
    assert hub.state.left() == []
    assert time.monotonic() - begun < 40


def test_start_that_fails_half_way_leaves_nothing_running(hub: Any) -> None:
    database = hub.state.ngshare / "ngshare.db"
    whole = database.read_bytes()
    database.write_bytes(b"no database")
    done = subprocess.run(hub.command(), capture_output=True, text=True, cwd=ROOT, timeout=240)
    database.write_bytes(whole)
    assert done.returncode == 1
    assert len(done.stderr.strip().splitlines()) == 1
    assert hub.state.left() == []
