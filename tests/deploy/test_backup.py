"""The guide's commands for a backup, done: the folder is packed, deleted and laid out elsewhere, and all is there."""

import asyncio
import re
import runpy
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
import requests

from course.catalog import ROOT
from deploy.local.exchange import exchange
from deploy.local.state import COURSES, State

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
story = runpy.run_path(str(Path(__file__).with_name("test_hub.py")))


@pytest.fixture
def elsewhere(hub: Any, ground: Path) -> Iterator[Any]:
    """Another Hub, whose folder is not there yet."""
    (ground / "elsewhere").mkdir(mode=0o755)
    other = type(hub)(ground / "elsewhere" / "hub")
    other.out = ground / "said-elsewhere.txt"
    yield other
    if other.process:
        other.stop()
    for process in other.state.left():
        process.kill()


def commands(folder: Path, file: Path, target: Path) -> list[list[str]]:
    """Return what the guide says to type for a backup and for laying it out, with these places."""
    text = (ROOT / "deploy" / "README.md").read_text()
    pack, unpack = (shlex.split(line) for line in re.findall(r"^tar .*$", text, re.MULTILINE))
    places = {"hub-2027-03-01.tar.gz": str(file), "/var/lib": str(folder.parent), "partnership-hub": folder.name}
    packing = [places.get(word, word) for word in pack]
    places["/var/lib"] = str(target)
    return [packing, [places.get(word, word) for word in unpack]]


def marks(state: State, port: int) -> float:
    """Return the points in the Polish gradebook."""
    with psycopg.connect(state.database("gradebook_pl", port).replace("+psycopg", "")) as connection:
        row = connection.execute("select sum(auto_score) from grade").fetchone()
    return row[0] if row else 0.0


def test_packed_folder_laid_out_elsewhere_has_everything(hub: Any, elsewhere: Any, ground: Path) -> None:
    story["test_instructor_releases_in_both_languages"](hub)
    story["test_learner_fetches_and_hands_in"](hub, "anna")
    story["test_workshop_with_eight_seats_through_the_proxy"](hub)
    hub.visitor("ewa").terminal("partnership grade collect --lang en && partnership grade run --lang en >said.txt")
    before, notebook = marks(hub.state, hub.inside + 2), hub.visitor("anna").notebook(story["work"]("anna"))
    assert before == 9
    assert hub.stop() == 0

    pack, unpack = commands(hub.state.folder, ground / "backup.tar.gz", ground / "elsewhere")
    subprocess.run(pack, check=True)
    shutil.rmtree(hub.state.folder)
    subprocess.run(unpack, check=True)

    elsewhere.start()
    assert marks(elsewhere.state, elsewhere.inside + 2) == before
    anna, ewa = elsewhere.visitor("anna"), elsewhere.visitor("ewa")  # with the passwords of before
    assert anna.notebook(story["work"]("anna")) == notebook
    keeper = exchange(elsewhere.state, elsewhere.state.plan(), "caretaker")
    assert len(keeper.ask("GET", "submissions", COURSES["pl"], "synergy")["submissions"]) == 1
    room = hub.kept["room"]
    token = ewa.hub("POST", "users/ewa/tokens", json={"note": "w"}).json()["token"]
    page = requests.get(f"{elsewhere.address}/services/workshop/", headers={"Authorization": f"token {token}"})
    assert room.keys.trainer in page.text
    room.address = f"{elsewhere.address}/services/workshop/{room.code}"
    for seat in hub.kept["seats"]:
        seat.address = room.address
    assert asyncio.run(story["again"](room, hub.kept["seats"])) == 8
    # What the guide says to do after a new nbgrader; here there is nothing newer, so nothing may change.
    ewa.terminal("nbgrader db upgrade")
    assert marks(elsewhere.state, elsewhere.inside + 2) == before
