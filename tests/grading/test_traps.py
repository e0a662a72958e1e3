"""Known traps of stock nbgrader, each handed in to stock nbgrader and to ours; a run prints both side by side."""

import shutil
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbgrader.apps import NbGraderAPI

from course.grading.autograde import graded
from course.grading.place import GradingError, Place
from course.grading.run import entered
from course.grading.sandbox import Limits

FULL = 9.0
LIMITS = Limits(cell=2.0, whole=60.0)
Change = Callable[[Any], None]
FORGED = "import course.checks\ncourse.checks.Check.equal = course.checks.Check.true = lambda *a, **k: None"


def at(notebook: Any, name: str) -> int:
    return next(number for number, cell in enumerate(notebook.cells) if cell.id == name)


def first(source: str) -> Change:
    """Put a cell of the learner's own at the top."""
    return lambda notebook: notebook.cells.insert(0, nbformat.v4.new_code_cell(source))


def deleted(name: str) -> Change:
    return lambda notebook: notebook.cells.pop(at(notebook, name))


def copied(name: str) -> Change:
    """Copy an answer below its checks, and leave the copy as it was handed out."""

    def change(notebook: Any) -> None:
        cell = deepcopy(notebook.cells[at(notebook, name)])
        cell.id, cell.source = f"{name}-2", "raise NotImplementedError()"
        notebook.cells.append(cell)

    return change


def split(name: str) -> Change:
    def change(notebook: Any) -> None:
        cell = notebook.cells[at(notebook, name)]
        half = nbformat.v4.new_code_cell(cell.source.partition("\n")[2])
        cell.source = cell.source.partition("\n")[0]
        notebook.cells.insert(at(notebook, name) + 1, half)

    return change


def retyped(name: str) -> Change:
    def change(notebook: Any) -> None:
        cell = notebook.cells[at(notebook, name)]
        notebook.cells[at(notebook, name)] = nbformat.v4.new_markdown_cell(
            cell.source, id=cell.id, metadata=cell.metadata
        )

    return change


def stripped(notebook: Any) -> None:
    for cell in notebook.cells:
        cell.metadata = nbformat.from_dict({})


def swapped(notebook: Any) -> None:
    one, two = at(notebook, "surplus"), at(notebook, "surplus-others")
    notebook.cells[one], notebook.cells[two] = notebook.cells[two], notebook.cells[one]


def rewritten(name: str, source: str) -> Change:
    def change(notebook: Any) -> None:
        notebook.cells[at(notebook, name)].source = source

    return change


# Trap -> what was done to a full answer (or, beginning with "untouched", to the release), and what it should earn.
TRAPS: dict[str, tuple[Change, float]] = {
    "the text cell deleted": (deleted("explain"), FULL),
    "a check deleted": (deleted("shares-others"), FULL),
    "the first cell deleted": (deleted("set-up"), FULL),
    "an answer copied, the copy left empty": (copied("surplus"), FULL),
    "an answer split in two": (split("surplus"), FULL),
    "an answer turned into text": (retyped("surplus"), FULL),
    "answer and check swapped": (swapped, FULL),
    "all metadata lost": (stripped, FULL),
    "the program ends itself": (first("import os\nos._exit(0)"), FULL),
    "a cell that never ends": (first("while True: pass"), FULL),
    "input() asked": (first("input()"), FULL),
    "a builtin's name used": (first("list = None"), FULL),
    "untouched, the checks rewritten": (first(FORGED), 0.0),
}


def earned(place: Place, learner: str) -> float:
    with place.gradebook() as gradebook:
        grades = gradebook.find_submission_notebook("synergy", "synergy", learner).grades
        return float(sum(grade.auto_score or 0 for grade in grades))


def hand_in(place: Place, learner: str, notebook: Any) -> None:
    path = place.submitted / learner / "synergy" / "synergy.ipynb"
    path.parent.mkdir(parents=True)
    path.write_text(nbformat.writes(notebook), encoding="utf-8")


def by_stock(place: Place, learner: str) -> str:
    """Return what stock nbgrader gives, or that it gave up."""
    config = place.config()
    config.Execute.timeout = 2
    done = NbGraderAPI(config=config).autograde("synergy", learner)
    return f"{earned(place, learner):g}" if done["success"] else "gave up: 0"


def test_each_trap_beside_stock_nbgrader(place: Place, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = Place(place.language, place.root, tmp_path / "stock" / "pl")
    shutil.copytree(place.folder, other.folder)  # for a new gradebook nbgrader starts a program of its own
    rows = []
    for number, (trap, (change, should)) in enumerate(TRAPS.items()):
        source = place.release("synergy") if trap.startswith("untouched") else place.source("synergy")
        notebook = nbformat.read(source, as_version=4)
        if trap.startswith("untouched"):
            for name in ("surplus", "shares", "bad-match"):
                rewritten(name, "")(notebook)
        change(notebook)
        learner = f"demo-{number:02}"
        for one in (place, other):
            hand_in(one, learner, notebook)
        graded(place, "synergy", learner, LIMITS, True)
        rows.append((trap, should, by_stock(other, learner), earned(place, learner)))
    with capsys.disabled():
        print(f"\n{'trap':40} {'should be':>10} {'stock nbgrader':>15} {'ours':>6}")
        for trap, should, stock, ours in rows:
            print(f"{trap:40} {should:10g} {stock:>15} {ours:6g}")
    assert [(trap, ours) for trap, _, _, ours in rows] == [(trap, should) for trap, should, _, _ in rows]
    assert sum(stock != f"{should:g}" for _, should, stock, _ in rows) >= 5, "traps that are none any more may go"


PLAIN = {
    "a warning on stderr": ("import warnings\nwarnings.warn('hm')\nassert surplus([4, 9], 16) == 3", 1.0),
    "True at the end": ("surplus([4, 9], 16) == 3", None),
    "False at the end": ("surplus([4, 9], 16) == 4", None),
    "half a point": ("0.5", 0.5),
}


def test_checks_that_an_instructor_writes_by_hand(place: Place, tmp_path: Path, capsys: Any) -> None:
    """The exercise's own checks fall into none of these, so an exercise of plain checks is made for them."""
    root = tmp_path / "plain"
    source = nbformat.read(place.source("synergy"), as_version=4)
    for cell, (check, _) in zip(
        (cell for cell in source.cells if cell.id.startswith(("surplus-", "bad-match-"))), PLAIN.values(), strict=True
    ):
        cell.source, cell.metadata.nbgrader.points = check, 1
    (root / "solutions" / "pl" / "synergy").mkdir(parents=True)
    (root / "nbgrader_config.py").write_text((place.root / "nbgrader_config.py").read_text())
    (root / "exercises" / "pl" / "synergy").mkdir(parents=True)
    for folder in ("solutions", "exercises"):
        nbformat.write(source, root / folder / "pl" / "synergy" / "synergy.ipynb")
    ours, stock = (Place("pl", root, tmp_path / name / "pl") for name in ("ours", "stock"))
    rows = []
    entered(ours, "synergy")
    shutil.copytree(ours.folder, stock.folder)
    for one in (ours, stock):
        hand_in(one, "demo-01", source)
    record = graded(ours, "synergy", "demo-01", LIMITS, True)
    by_stock(stock, "demo-01")
    for name, (trap, (_, should)) in zip(record.cells, PLAIN.items(), strict=False):
        found = []
        for one in (stock, ours):
            with one.gradebook() as gradebook:
                found.append(gradebook.find_grade(name, "synergy", "synergy", "demo-01").auto_score)
        rows.append((trap, should, *found))
    with capsys.disabled():
        print(f"\n{'last line of a check':40} {'should be':>10} {'stock nbgrader':>15} {'ours':>10}")
        for trap, should, stock_, own in rows:
            print(f"{trap:40} {should or 'a person':>10} {stock_!s:>15} {'a person' if own is None else own:>10}")
    assert [(trap, own) for trap, _, _, own in rows] == [(trap, should) for trap, should, _, _ in rows]
    assert {note.kind for note in record.doubts} == {"number_value"}


def test_work_without_a_notebook_is_told(place: Place) -> None:
    (place.submitted / "demo-01" / "synergy").mkdir(parents=True)
    with pytest.raises(GradingError, match="run:no_notebook"):
        graded(place, "synergy", "demo-01", LIMITS, True)
