"""The territory exercise through nbgrader's own commands, in both languages: what each kind of work earns."""

import os
import shutil
import subprocess
import sys

import nbformat
import pytest

from course.catalog import ROOT
from course.texts import LANGUAGES, Words

pytestmark = [pytest.mark.xdist_group("nbgrader"), pytest.mark.timeout(300)]

OWN_WORTH = """
def worth_from_dividends(dividends):
    worth = list(dividends)
    for bit in (1, 2, 4, 8):
        worth = [worth[s] + (worth[s - bit] if s & bit else 0) for s in range(16)]
    return worth
"""
ONLY_ALONE = """
def worth_from_dividends(dividends):
    return [sum(dividends[bit] for bit in (1, 2, 4, 8) if s & bit) for s in range(16)]
"""
COURSES_MODEL = "from course.models.coalitions import from_dividends as worth_from_dividends"
FORGOT_THE_FEELINGS = (
    'left_a = {"space": 3, "time": 3, "power": 3, "inhabitants": 3}\n'
    'left_b = {"space": 4, "time": 4, "power": 4, "inhabitants": 0}'
)

WORTH = {"worth-alone": 1, "worth-pairs": 1, "worth-others": 2}
LEFT = {"left-emergent": 1, "left-three": 1, "left-inhabitants": 1}
# What people hand in: from which notebook, cells rewritten, and the marks that differ from nothing.
WORK = {
    "full": ("solutions", {}, WORTH | LEFT),
    "untouched": ("exercises", {}, {}),
    "partial": (
        "exercises",
        {"worth": ONLY_ALONE, "left": FORGOT_THE_FEELINGS, "explain": "It depends."},
        {"worth-alone": 1, "left-emergent": 1, "left-inhabitants": 1},
    ),
    "other_way": ("exercises", {"worth": OWN_WORTH}, WORTH),
    "borrowed": ("exercises", {"worth": COURSES_MODEL, "left": 'left_b = {"inhabitants": 0}'}, {"left-inhabitants": 1}),
}


@pytest.fixture(scope="module", params=LANGUAGES)
def graded(request, tmp_path_factory):
    """Grade all the work with stock commands in a copy of the repository's exercise; give language and folders."""
    language, root = request.param, tmp_path_factory.mktemp(f"course-{request.param}")
    grading = root / "grading"
    shutil.copy(ROOT / "nbgrader_config.py", root)
    for folder in ("solutions", "exercises"):
        shutil.copytree(ROOT / folder / language / "territory", root / folder / language / "territory")
    for student, (folder, rewritten, _) in WORK.items():
        work = nbformat.read(root / folder / language / "territory" / "territory.ipynb", as_version=4)
        for cell in work.cells:
            cell.source = rewritten.get(cell.id, cell.source)
        place = grading / language / "submitted" / student / "territory"
        place.mkdir(parents=True)
        nbformat.write(work, place / "territory.ipynb")
    environment = {
        **os.environ,
        "COURSE_LANGUAGE": language,
        "COURSE_GRADING_DIR": str(grading),
        "JUPYTER_CONFIG_DIR": str(root / "jupyter"),
        "IPYTHONDIR": str(root / "ipython"),
    }
    for command in ("generate_assignment territory", "autograde territory"):
        done = subprocess.run(
            [sys.executable, "-m", "nbgrader", *command.split()],
            cwd=root, env=environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, f"nbgrader {command}:\n{done.stderr[-3000:]}"
    return language, root, grading / language


def autograded(folder, student):
    cells = nbformat.read(folder / "autograded" / student / "territory" / "territory.ipynb", as_version=4).cells
    return {cell.id: cell for cell in cells}


def test_stock_release_is_the_committed_one(graded):
    language, root, _ = graded
    place = f"exercises/{language}/territory/territory.ipynb"
    assert (root / place).read_bytes() == (ROOT / place).read_bytes()


def test_each_work_earns_its_exact_marks(graded):
    from nbgrader.api import Gradebook

    _, _, folder = graded
    with Gradebook(f"sqlite:///{folder / 'gradebook.db'}", "partnership") as gradebook:
        assert gradebook.find_assignment("territory").max_score == 10
        for student, (_, _, marks) in WORK.items():
            grades = gradebook.find_submission_notebook("territory", "territory", student).grades
            earned = {grade.name: grade.auto_score for grade in grades if grade.auto_score}
            waiting = {grade.name for grade in grades if grade.needs_manual_grade}
            assert (student, earned) == (student, marks)
            assert (student, waiting) == (student, {"explain"} if student in ("full", "partial") else set())


def test_borrowed_model_is_answered_with_a_friendly_sentence(graded):
    language, _, folder = graded
    cells = autograded(folder, "borrowed")
    for cell in ("worth-alone", "worth-pairs", "worth-others"):
        said = Words("exercise", language)("check.model", name="worth_from_dividends")
        assert cells[cell].outputs[-1].evalue == said


def test_what_was_forgotten_is_said_in_the_words_of_the_lesson(graded):
    language, _, folder = graded
    said = Words("territory", language)("exercise.pairs_three")
    assert autograded(folder, "partial")["left-three"].outputs[-1].evalue == said


def test_person_who_marks_sees_the_scheme_and_the_learner_did_not(graded):
    language, root, folder = graded
    scheme = {"en": "Mark scheme", "pl": "Klucz oceniania"}[language]
    assert scheme in autograded(folder, "partial")["explain-task"].source
    released = (root / "exercises" / language / "territory" / "territory.ipynb").read_text(encoding="utf-8")
    assert scheme not in released
    assert "losing" not in released
