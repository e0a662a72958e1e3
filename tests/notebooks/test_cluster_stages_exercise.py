"""The exercise of cluster_stages through nbgrader's own commands, in both languages: what each kind of work earns."""

import os
import shutil
import subprocess
import sys

import nbformat
import pytest

from course.catalog import ROOT
from course.texts import LANGUAGES, Words

pytestmark = [pytest.mark.xdist_group("nbgrader"), pytest.mark.timeout(300)]

SLUG = "cluster_stages"
# The place of the entry is found, but a stage that never comes gives an error or a number; a share in per cent.
WRONG_FIRST = "def first_step(stages, wanted):\n    return stages.index(wanted)"
PERCENT = "def share_at(runs, step, wanted):\n    return 100 * sum(s[step] == wanted for s in runs) / len(runs)"
COURSES_MODEL = "from course.models import cluster_stages as c\nfirst_step = lambda s, w: c.first_step_at(s, w)"
LATE = 'decline = {"trust": 4, "stage": 10}'

ALL = {
    "first-step-example": 1, "first-step-never": 1, "first-step-others": 2, "share-at-example": 1,
    "share-at-others": 2, "decline-trust": 1, "decline-stage": 1,
}  # fmt: skip
WORK = {
    "full": ("solutions", {}, ALL),
    "untouched": ("exercises", {}, {}),
    "partial": (
        "exercises",
        {"first-step": WRONG_FIRST, "share-at": PERCENT, "decline": LATE, "explain": "When people stop calling."},
        {"first-step-example": 1, "decline-stage": 1},
    ),
    "borrowed": ("exercises", {"first-step": COURSES_MODEL}, {}),
}


@pytest.fixture(scope="module", params=LANGUAGES)
def graded(request, tmp_path_factory):
    """Grade all the work with stock commands in a copy of the repository's exercise; give language and folder."""
    language, root = request.param, tmp_path_factory.mktemp(f"course-{request.param}")
    grading = root / "grading"
    shutil.copy(ROOT / "nbgrader_config.py", root)
    for folder in ("solutions", "exercises"):
        shutil.copytree(ROOT / folder / language / SLUG, root / folder / language / SLUG)
    for student, (folder, rewritten, _) in WORK.items():
        work = nbformat.read(root / folder / language / SLUG / f"{SLUG}.ipynb", as_version=4)
        for cell in work.cells:
            cell.source = rewritten.get(cell.id, cell.source)
        place = grading / language / "submitted" / student / SLUG
        place.mkdir(parents=True)
        nbformat.write(work, place / f"{SLUG}.ipynb")
    environment = {
        **os.environ,
        "COURSE_LANGUAGE": language,
        "COURSE_GRADING_DIR": str(grading),
        "JUPYTER_CONFIG_DIR": str(root / "jupyter"),
        "IPYTHONDIR": str(root / "ipython"),
    }
    for command in (f"generate_assignment {SLUG}", f"autograde {SLUG}"):
        done = subprocess.run(
            [sys.executable, "-m", "nbgrader", *command.split()],
            cwd=root, env=environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, f"nbgrader {command}:\n{done.stderr[-3000:]}"
    return language, root, grading / language


def autograded(folder, student):
    cells = nbformat.read(folder / "autograded" / student / SLUG / f"{SLUG}.ipynb", as_version=4).cells
    return {cell.id: cell for cell in cells}


def test_stock_release_is_the_committed_one(graded):
    language, root, _ = graded
    path = f"exercises/{language}/{SLUG}/{SLUG}.ipynb"
    assert (root / path).read_bytes() == (ROOT / path).read_bytes()


def test_each_work_earns_its_exact_marks(graded):
    from nbgrader.api import Gradebook

    _, _, folder = graded
    with Gradebook(f"sqlite:///{folder / 'gradebook.db'}", "partnership") as gradebook:
        assert gradebook.find_assignment(SLUG).max_score == 12
        for student, (_, _, marks) in WORK.items():
            grades = gradebook.find_submission_notebook(SLUG, SLUG, student).grades
            earned = {grade.name: grade.auto_score for grade in grades if grade.auto_score}
            waiting = {grade.name for grade in grades if grade.needs_manual_grade}
            assert (student, earned) == (student, marks)
            assert (student, waiting) == (student, {"explain"} if student in ("full", "partial") else set())


def test_messages_are_friendly_and_keep_the_answer_to_themselves(graded):
    language, _, folder = graded
    said = autograded(folder, "borrowed")["first-step-example"].outputs[-1].evalue
    assert said == Words("exercise", language)("check.model", name="first_step")
    said = autograded(folder, "partial")["decline-trust"].outputs[-1].evalue
    assert said == Words(SLUG, language)("exercise.trust_falls")


def test_person_who_marks_sees_the_scheme_and_the_learner_did_not(graded):
    language, root, folder = graded
    scheme = {"en": "Mark scheme", "pl": "Klucz oceniania"}[language]
    assert scheme in autograded(folder, "partial")["explain-task"].source
    assert scheme not in (root / "exercises" / language / SLUG / f"{SLUG}.ipynb").read_text(encoding="utf-8")
