"""Numbers of one's own in a class: each is marked by theirs, a slip costs nothing, another's notebook earns nothing."""

import shutil
from pathlib import Path

import nbformat
import pytest

from course.catalog import ROOT
from course.grading.feedback import feedback
from course.grading.own_name import OwnName
from course.grading.place import Place, opened
from course.grading.record import Note
from course.grading.run import run, tasks
from course.own_numbers import own_numbers

WORKED = 'needed = {"hours": (mine["grant"] - mine["own"]) / mine["rate"]}'


def test_whose_numbers_count() -> None:
    for written, counts, doubt in (
        ("", "ola", None),
        (None, "ola", None),
        (3, "ola", None),
        (" OLA", "ola", None),
        ("Jan", "ola", Note("own_another")),
        ("Ola Nowak", "ola nowak", Note("own_name", values={"name": "ola nowak"})),
    ):
        name = OwnName("ola", ["jan", "ola"])
        assert (name.of(written), name.doubt) == (counts, doubt)


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    monkeypatch.setenv("COURSE_GRADING_DIR", str(tmp_path / "grading"))
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(tmp_path / "jupyter"))
    root = tmp_path / "course"
    root.mkdir()
    shutil.copy(ROOT / "nbgrader_config.py", root)
    for folder in ("solutions", "exercises"):
        shutil.copytree(ROOT / folder / "en" / "leverage", root / folder / "en" / "leverage")
    return opened(root, ["en"])[0]


def test_a_class_is_marked_each_by_their_own_numbers(place: Place) -> None:
    anna = own_numbers("leverage", "anna")
    typed = f'needed = {{"hours": {(anna["grant"] - anna["own"]) / anna["rate"]}}}'
    works = {
        "anna": ("anna", typed, 1, None),
        "left-empty": ("", WORKED, 1, None),
        "copied": ("anna", WORKED, 0, "own_another"),
        "copied-number": ("copied-number", typed, 0, None),
        "slip": ("Slipp", WORKED, 1, "own_name"),
    }
    for learner, (me, answer, _, _) in works.items():
        notebook = nbformat.read(place.release("leverage"), as_version=4)
        for cell in notebook.cells:
            if cell.source.startswith("me = "):
                cell.source = f'me = "{me}"'
            if cell.id == "own-hours":
                cell.source = answer
        folder = place.submitted / learner / "leverage"
        folder.mkdir(parents=True)
        nbformat.write(notebook, folder / "leverage.ipynb")
    records = {outcome.task.learner: outcome.record for outcome in run(tasks([place])[0])}
    with place.gradebook() as gradebook:
        for learner, (_, _, points, doubt) in works.items():
            grades = gradebook.find_submission_notebook("leverage", "leverage", learner).grades
            found = {grade.name: grade.auto_score for grade in grades}
            record = records[learner]
            assert record
            assert (learner, found["own-hours-right"]) == (learner, points)
            assert [note.kind for note in record.doubts] == ([doubt] if doubt else [])
    page = feedback(place, "leverage", "copied").read_text(encoding="utf-8")
    told = own_numbers("leverage", "copied")
    assert "somebody else in the class" in page
    assert f"grant = {told['grant']}, own = {told['own']}, rate = {told['rate']}" in page
