"""The exercise of trust levels through nbgrader's own commands, in both languages: what each kind of work earns."""

import csv
import os
import shutil
import subprocess
import sys

import nbformat
import pytest

from course.catalog import ROOT
from course.texts import LANGUAGES, Words

pytestmark = [pytest.mark.xdist_group("nbgrader"), pytest.mark.timeout(300)]

OWN = "def threshold(risk, partners):\n    return risk ** (1 / (partners - 1))"
ALL_PARTNERS = "def threshold(risk, partners):\n    return {2: risk, 3: risk**0.5}.get(partners, risk)"
COURSES_MODEL = (
    "from course.models import trust_levels as m\nthreshold = lambda risk, partners: m.threshold(risk, partners)"
)
VETO_OVERLOOKED = 'levels = {"a": 1, "b": 2, "c": 3, "d": 0, "e": 4, "f": 4}'

# What people hand in: from which notebook, cells rewritten, and the marks that differ from nothing.
ALL = {"threshold-few": 1, "threshold-others": 2, "levels-ab": 2, "levels-cd": 2, "levels-ef": 2}
WORK = {
    "full": ("solutions", {}, ALL),
    "untouched": ("exercises", {}, {}),
    "partial": (
        "exercises",
        {"threshold": ALL_PARTNERS, "levels": VETO_OVERLOOKED, "deeper": "It depends."},
        {"threshold-few": 1, "levels-ab": 2, "levels-cd": 2},
    ),
    "out_of_range": (
        "exercises",
        {"threshold": OWN, "levels": "levels = [1, 2]"},
        {"threshold-few": 1, "threshold-others": 2},
    ),
    "borrowed": ("exercises", {"threshold": COURSES_MODEL}, {}),
}


@pytest.fixture(scope="module", params=LANGUAGES)
def graded(request, tmp_path_factory):
    """Grade all the work with stock commands in a copy of the repository's exercise; give language and folder."""
    language, root = request.param, tmp_path_factory.mktemp(f"course-{request.param}")
    grading = root / "grading"
    shutil.copy(ROOT / "nbgrader_config.py", root)
    for folder in ("solutions", "exercises"):
        shutil.copytree(ROOT / folder, root / folder)
    (root / "solutions" / language / "trust_levels" / "answers.md").write_text("42", encoding="utf-8")
    for student, (folder, rewritten, _) in WORK.items():
        work = nbformat.read(root / folder / language / "trust_levels" / "trust_levels.ipynb", as_version=4)
        work.cells = [cell for cell in work.cells if rewritten.get(cell.id, "") is not None]
        for cell in work.cells:
            cell.source = rewritten.get(cell.id, cell.source)
        place = grading / language / "submitted" / student / "trust_levels"
        place.mkdir(parents=True)
        nbformat.write(work, place / "trust_levels.ipynb")
    environment = {
        **os.environ,
        "COURSE_LANGUAGE": language,
        "COURSE_GRADING_DIR": str(grading),
        "JUPYTER_CONFIG_DIR": str(root / "jupyter"),
        "IPYTHONDIR": str(root / "ipython"),
    }
    for command in (
        "generate_assignment trust_levels",
        "autograde trust_levels",
        "generate_feedback trust_levels",
        "export",
    ):
        done = subprocess.run(
            [sys.executable, "-m", "nbgrader", *command.split()],
            cwd=root, env=environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, f"nbgrader {command}:\n{done.stderr[-3000:]}"
    return language, root, grading / language


def autograded(folder, student):
    cells = nbformat.read(folder / "autograded" / student / "trust_levels" / "trust_levels.ipynb", as_version=4).cells
    return {cell.id: cell for cell in cells}


def test_stock_release_is_the_committed_one_and_nothing_else(graded):
    language, root, _ = graded
    released = root / "exercises" / language / "trust_levels"
    assert [file.name for file in released.iterdir()] == ["trust_levels.ipynb"]
    committed = ROOT / "exercises" / language / "trust_levels" / "trust_levels.ipynb"
    assert (released / "trust_levels.ipynb").read_bytes() == committed.read_bytes()


def test_each_work_earns_its_exact_marks(graded):
    from nbgrader.api import Gradebook

    _, _, folder = graded
    with Gradebook(f"sqlite:///{folder / 'gradebook.db'}", "partnership") as gradebook:
        assert gradebook.find_assignment("trust_levels").max_score == 12
        for student, (_, _, marks) in WORK.items():
            grades = gradebook.find_submission_notebook("trust_levels", "trust_levels", student).grades
            earned = {grade.name: grade.auto_score for grade in grades if grade.auto_score}
            waiting = {grade.name for grade in grades if grade.needs_manual_grade}
            assert (student, earned) == (student, marks)
            assert (student, waiting) == (
                student,
                {"deeper"} if student in ("full", "partial") else set(),
            )


def test_borrowed_model_is_answered_with_a_friendly_sentence(graded):
    language, _, folder = graded
    cells = autograded(folder, "borrowed")
    for cell in ("threshold-few", "threshold-others"):
        assert cells[cell].outputs[-1].evalue == Words("exercise", language)("check.model", name="threshold")
        assert "Traceback" not in "".join(cells[cell].outputs[-1].traceback)


def test_person_who_marks_sees_the_scheme_and_the_learner_did_not(graded):
    language, root, folder = graded
    scheme = {"en": "Mark scheme", "pl": "Klucz oceniania"}[language]
    assert scheme in autograded(folder, "partial")["deeper-task"].source
    assert scheme not in (root / "exercises" / language / "trust_levels" / "trust_levels.ipynb").read_text(
        encoding="utf-8"
    )


def test_feedback_and_grades_are_written_outside_the_course(graded):
    _, root, folder = graded
    for student in WORK:
        assert (folder / "feedback" / student / "trust_levels" / "trust_levels.html").is_file()
    with (folder / "grades.csv").open(encoding="utf-8", newline="") as file:
        scores = {row["student_id"]: float(row["score"]) for row in csv.DictReader(file)}
    assert scores == {student: sum(marks.values()) for student, (_, _, marks) in WORK.items()}
    assert not list(root.glob("*.db")) + list(root.glob("*.csv"))
