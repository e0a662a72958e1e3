"""The synergy exercise through nbgrader's own commands, in both languages: what each kind of work earns."""

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

OWN_SURPLUS = "def surplus(alone, together):\n    return together - sum(alone)"
LOUD = """
import logging, sys, warnings
def surplus(alone, together):
    warnings.warn("mind the gap")
    logging.warning("mind the gap")
    print("mind the gap", file=sys.stderr)
    alone.append(-together)
    return -sum(alone)
"""
DISTRUST = 'bad_match = {"trust": 0.1, "complementarity": 1.0, "cost": 1.0}'
EQUAL_SPLIT = "def shares(worth):\n    return [worth[-1] / 3] * 3"
COURSES_MODEL = "from course.models import coalitions as c\nshares = lambda worth: list(c.shapley(worth))"

# What people hand in: from which notebook, cells rewritten (None: deleted), and the marks that differ from nothing.
ALL = {
    "surplus-pair": 1, "surplus-others": 2, "bad-match-loses": 1, "bad-match-trusts": 1,
    "shares-alike": 1, "shares-river": 1, "shares-others": 2,
}  # fmt: skip
SURPLUS = {"surplus-pair": 1, "surplus-others": 2}
WORK = {
    "full": ("solutions", {}, ALL),
    "untouched": ("exercises", {}, {}),
    "partial": (
        "exercises",
        {"surplus": OWN_SURPLUS, "bad-match": DISTRUST, "shares": EQUAL_SPLIT, "explain": "It depends."},
        {**SURPLUS, "bad-match-loses": 1, "shares-alike": 1},
    ),
    "borrowed": ("exercises", {"surplus": OWN_SURPLUS, "shares": COURSES_MODEL}, SURPLUS),
    "loud_and_torn": ("solutions", {"surplus": LOUD, "shares-others": None, "surplus-pair": None}, ALL),
}


@pytest.fixture(scope="module", params=LANGUAGES)
def graded(request, tmp_path_factory):
    """Grade all the work with stock commands in a copy of the repository's exercise; give language and folder."""
    language, root = request.param, tmp_path_factory.mktemp(f"course-{request.param}")
    grading = root / "grading"
    shutil.copy(ROOT / "nbgrader_config.py", root)
    for folder in ("solutions", "exercises"):
        shutil.copytree(ROOT / folder, root / folder)
    (root / "solutions" / language / "synergy" / "answers.md").write_text("42", encoding="utf-8")
    for student, (folder, rewritten, _) in WORK.items():
        work = nbformat.read(root / folder / language / "synergy" / "synergy.ipynb", as_version=4)
        work.cells = [cell for cell in work.cells if rewritten.get(cell.id, "") is not None]
        for cell in work.cells:
            cell.source = rewritten.get(cell.id, cell.source)
        place = grading / language / "submitted" / student / "synergy"
        place.mkdir(parents=True)
        nbformat.write(work, place / "synergy.ipynb")
    environment = {
        **os.environ,
        "COURSE_LANGUAGE": language,
        "COURSE_GRADING_DIR": str(grading),
        "JUPYTER_CONFIG_DIR": str(root / "jupyter"),
        "IPYTHONDIR": str(root / "ipython"),
    }
    for command in ("generate_assignment synergy", "autograde synergy", "generate_feedback synergy", "export"):
        done = subprocess.run(
            [sys.executable, "-m", "nbgrader", *command.split()],
            cwd=root, env=environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, f"nbgrader {command}:\n{done.stderr[-3000:]}"
    return language, root, grading / language


def autograded(folder, student):
    cells = nbformat.read(folder / "autograded" / student / "synergy" / "synergy.ipynb", as_version=4).cells
    return {cell.id: cell for cell in cells}


def test_stock_release_is_the_committed_one_and_nothing_else(graded):
    language, root, _ = graded
    released = root / "exercises" / language / "synergy"
    assert [file.name for file in released.iterdir()] == ["synergy.ipynb"]
    committed = ROOT / "exercises" / language / "synergy" / "synergy.ipynb"
    assert (released / "synergy.ipynb").read_bytes() == committed.read_bytes()


def test_each_work_earns_its_exact_marks(graded):
    from nbgrader.api import Gradebook

    _, _, folder = graded
    with Gradebook(f"sqlite:///{folder / 'gradebook.db'}", "partnership") as gradebook:
        assert gradebook.find_assignment("synergy").max_score == 12
        for student, (_, _, marks) in WORK.items():
            grades = gradebook.find_submission_notebook("synergy", "synergy", student).grades
            earned = {grade.name: grade.auto_score for grade in grades if grade.auto_score}
            waiting = {grade.name for grade in grades if grade.needs_manual_grade}
            assert (student, earned) == (student, marks)
            assert (student, waiting) == (
                student,
                {"explain"} if student in ("full", "partial", "loud_and_torn") else set(),
            )


def test_borrowed_model_is_answered_with_a_friendly_sentence(graded):
    language, _, folder = graded
    cells = autograded(folder, "borrowed")
    for cell in ("shares-alike", "shares-river", "shares-others"):
        assert cells[cell].outputs[-1].evalue == Words("exercise", language)("check.model", name="shares")
        assert "Traceback" not in "".join(cells[cell].outputs[-1].traceback)


def test_person_who_marks_sees_the_scheme_and_the_learner_did_not(graded):
    language, root, folder = graded
    scheme = {"en": "Mark scheme", "pl": "Klucz oceniania"}[language]
    assert scheme in autograded(folder, "partial")["explain-task"].source
    assert scheme not in (root / "exercises" / language / "synergy" / "synergy.ipynb").read_text(encoding="utf-8")


def test_feedback_and_grades_are_written_outside_the_course(graded):
    _, root, folder = graded
    for student in WORK:
        assert (folder / "feedback" / student / "synergy" / "synergy.html").is_file()
    with (folder / "grades.csv").open(encoding="utf-8", newline="") as file:
        scores = {row["student_id"]: float(row["score"]) for row in csv.DictReader(file)}
    assert scores == {student: sum(marks.values()) for student, (_, _, marks) in WORK.items()}
    assert not list(root.glob("*.db")) + list(root.glob("*.csv"))
