"""Submissions that mean harm: each earns what it should, and everything else stays as it was."""

import hashlib
import json
import re
import shutil
import socket
import threading
from pathlib import Path

import nbformat
import pytest

from course.grading.autograde import graded
from course.grading.place import Place
from course.grading.record import Record
from course.grading.sandbox import MEGABYTE, Limits

LIMITS = Limits(cell=1.5, whole=60.0, memory=600 * MEGABYTE, disk=32 * MEGABYTE)
FULL = 9.0
LOOK = (
    "def look(path):\n    try:\n        return open(path, 'rb').read(100)\n    except OSError as e:\n        return e\n"
)


@pytest.fixture(scope="module")
def honest(ground: Path, blank: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A grading folder with an honest learner, graded already."""
    folder = shutil.copytree(blank, tmp_path_factory.mktemp("honest") / "pl")
    place = Place("pl", ground, folder)
    work = place.submitted / "honest" / "synergy"
    work.mkdir(parents=True)
    shutil.copy(place.source("synergy"), work)
    graded(place, "synergy", "honest", LIMITS, True)
    return folder


@pytest.fixture
def class_of_two(place: Place, honest: Path) -> Place:
    """A class of its own for each attack."""
    shutil.copytree(honest, place.folder, dirs_exist_ok=True)
    return place


def earned(place: Place, learner: str) -> float:
    with place.gradebook() as gradebook:
        grades = gradebook.find_submission_notebook("synergy", "synergy", learner).grades
        return sum(grade.auto_score or 0 for grade in grades)


def with_cell(folder: Path, source: str) -> None:
    """Put a cell of the learner's own at the top of the notebook."""
    path = folder / "synergy.ipynb"
    notebook = nbformat.read(path, as_version=4)
    notebook.cells.insert(0, nbformat.v4.new_code_cell(source))
    nbformat.write(notebook, path)


def shown(place: Place, learner: str) -> str:
    """Return all that the first cell showed."""
    notebook = nbformat.read(place.autograded / learner / "synergy" / "synergy.ipynb", as_version=4)
    return json.dumps(notebook.cells[0].outputs)


def fingerprints(*folders: Path) -> dict[str, str]:
    files = [path for folder in folders for path in sorted(folder.rglob("*")) if path.is_file()]
    return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def attacked(place: Place, hand_in, source: str, start: str = "solutions", cells: dict | None = None) -> Record:
    """Grade the attack and see that the honest work, the course and its files are as before."""
    folder = hand_in("hostile", cells, source=start)
    with_cell(folder, source)
    kept = (place.root, place.submitted, place.autograded / "honest", place.records / "synergy" / "honest.json")
    before = fingerprints(*(path for path in kept if path.is_dir()))
    record = graded(place, "synergy", "hostile", LIMITS, True)
    assert fingerprints(*(path for path in kept if path.is_dir())) == before
    assert earned(place, "honest") == FULL
    return record


def test_nothing_of_the_instructors_can_be_read(class_of_two: Place, hand_in, monkeypatch) -> None:
    place = class_of_two
    monkeypatch.setenv("INSTRUCTORS_SECRET", "plover-egg")
    wanted = [
        place.database.removeprefix("sqlite:///"),
        str(place.source("synergy")),
        str(place.submitted / "honest" / "synergy" / "synergy.ipynb"),
        str(place.autograded / "honest" / "synergy" / "synergy.ipynb"),
        str(Path.home() / ".bashrc"),
        str(Path(__file__)),
        "/etc/passwd",
        "/proc/1/environ",
    ]
    for path in wanted[:4]:
        assert Path(path).is_file()
    source = f"""{LOOK}
import os
print([look(path) for path in {wanted!r}], dict(os.environ))
print("seen", sum(name.isdigit() for name in os.listdir("/proc")), "processes")
"""
    attacked(place, hand_in, source)
    said = shown(place, "hostile")
    assert said.count("FileNotFoundError") == 7, said  # all but the environment of the sandbox's own first process
    assert "plover-egg" not in said
    assert "COURSE_GRADING_DIR" not in said
    assert int(re.search(r"seen (\d+) processes", said)[1]) < 8, "its own alone"
    assert earned(place, "hostile") == FULL


def test_network_is_not_there(class_of_two: Place, hand_in) -> None:
    came: list[object] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(20)

        def accept() -> None:
            try:
                came.append(server.accept())
            except OSError:
                return

        threading.Thread(target=accept, daemon=True).start()
        port = server.getsockname()[1]
        attacked(class_of_two, hand_in, f"import socket\nsocket.create_connection(('127.0.0.1', {port}), 2)")
    assert not came
    assert "ConnectionRefusedError" in shown(class_of_two, "hostile")
    assert earned(class_of_two, "hostile") == FULL


@pytest.mark.parametrize(
    "source",
    [
        "import os\nwhile True:\n    os.fork()",
        "import os\nos.kill(os.getppid(), 9)\nos.kill(-1, 9)",
        "import os, signal\n[os.kill(n, 9) for n in range(1, 50) if n != os.getpid()]",
        "x = open('big', 'wb')\nwhile True:\n    x.write(b'x' * (1 << 20))",
        "x = []\nwhile True:\n    x.append(bytearray(1 << 24))",
        "while True:\n    print('x' * 1000)",
        "import sys\nsys.setrecursionlimit(10**9)\ndef f(): f()\nf()",
        "import threading\nwhile True:\n    threading.Thread(target=threading.Event().wait).start()",
        "import atexit, os\nos.nice(19)\nopen('../../etc/ld.so.preload', 'w').write('x')",
    ],
    ids=["forks", "kills", "kills-each", "disk", "memory", "floods", "recursion", "threads", "system"],
)
def test_who_breaks_things_breaks_their_own_cell_alone(class_of_two: Place, hand_in, source: str) -> None:
    attacked(class_of_two, hand_in, source)
    assert earned(class_of_two, "hostile") == FULL


FORGERIES = {
    "checks-rewritten": """
import course.checks, builtins
course.checks.Check.equal = course.checks.Check.true = course.checks.Check.need = lambda *a, **k: None
course.checks.Check.numbers = lambda *a, **k: {"trust": 1, "complementarity": 0, "cost": 1}
""",
    "result-printed": "print('✓ surplus([4, 9], 16) = 3')\n9",
    "pipe-written": """
import json, os
for number in range(3, 40):
    try:
        os.write(number, (json.dumps({"id": 2, "outputs": [], "ok": True, "points": 9}) + "\\n").encode() * 3)
    except OSError:
        pass
""",
    "answers-that-equal-everything": """
class Anything(float):
    def __eq__(self, other): return True
    def __ne__(self, other): return False
    def __abs__(self): return 0
    def __sub__(self, other): return 0
    __hash__ = float.__hash__
    __array__ = lambda self, *a, **k: __import__("numpy").array(3.0)
def surplus(alone, together): return Anything(0)
def shares(worth): return [Anything(0)] * 3
bad_match = {"trust": Anything(1), "complementarity": Anything(0), "cost": Anything(1)}
""",
    "frames-climbed": """
import sys
def surplus(alone, together):
    frame = sys._getframe()
    while frame:
        for value in list(frame.f_locals.values()):
            if isinstance(value, (int, float)): pass
            if hasattr(value, "expected"): return value.expected
        if "expected" in frame.f_locals: return frame.f_locals["expected"]
        frame = frame.f_back
    return 0
def shares(worth): return surplus(0, 0)
""",
    "grades-claimed": """
from pathlib import Path
nbgrader = {"points": 9}
get_ipython().user_ns["__name__"] = "nbgrader"
""",
}


@pytest.mark.parametrize("source", FORGERIES.values(), ids=FORGERIES)
def test_who_forges_earns_nothing(class_of_two: Place, hand_in, source: str) -> None:
    # The learner's cells that would say "not done yet" are emptied, so that the forgery alone speaks.
    record = attacked(class_of_two, hand_in, source, "exercises", {"surplus": "", "shares": "", "bad-match": ""})
    assert earned(class_of_two, "hostile") == 0
    assert {mark.state for mark in record.cells.values()} <= {"failed", "stopped", "crashed"}


def test_links_out_of_the_folder_lead_nowhere(class_of_two: Place, hand_in) -> None:
    place = class_of_two
    folder = hand_in("hostile", source="solutions")
    (folder / "data.txt").symlink_to(place.submitted / "honest" / "synergy" / "synergy.ipynb")
    (folder / "all").symlink_to(place.root)
    (folder / "mine.txt").write_text("mine")
    with_cell(folder, "import os\nprint(sorted(os.listdir('.')))")
    record = graded(place, "synergy", "hostile", LIMITS, True)
    assert "['mine.txt']" in shown(place, "hostile")
    assert sorted(path.name for path in (place.autograded / "hostile" / "synergy").iterdir()) == [
        "mine.txt",
        "synergy.ipynb",
    ]
    assert sorted(str(note.values["file"]) for note in record.doubts) == ["all", "data.txt"]
    assert earned(place, "hostile") == FULL


def test_notebook_that_is_a_link_is_not_read(class_of_two: Place) -> None:
    from course.grading.place import GradingError

    folder = class_of_two.submitted / "hostile" / "synergy"
    folder.mkdir(parents=True)
    (folder / "synergy.ipynb").symlink_to(class_of_two.source("synergy"))
    with pytest.raises(GradingError, match="no_notebook"):
        graded(class_of_two, "synergy", "hostile", LIMITS, True)
