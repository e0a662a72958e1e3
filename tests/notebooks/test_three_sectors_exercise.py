"""The exercise on three sectors through nbgrader's own commands, in both languages: what each kind of work earns."""

import os
import shutil
import subprocess
import sys

import nbformat
import pytest

from course.catalog import ROOT
from course.texts import LANGUAGES, Words

pytestmark = [pytest.mark.xdist_group("nbgrader"), pytest.mark.timeout(300)]

NAME = "three_sectors"
OWN_LOOP = """
def ei_index(edges, sectors):
    score = 0
    for a, b in edges:
        score += 1 if sectors[a] != sectors[b] else -1
    return score / len(edges)
"""
SHARE_OF_EXTERNAL = """
def ei_index(edges, sectors):
    external = [1 for a, b in edges if sectors[a] != sectors[b]]
    return 2 * len(external) / 6 - 0.5
"""
COURSES_MODEL = f"from course.models.{NAME} import ei_index"
HALF_RIGHT = 'empty_chair = "decisions"\nwho_is_missing = "civic"'
INDEX = {"ei-index-four": 1, "ei-index-inside": 1, "ei-index-others": 2}
ALL = {**INDEX, "empty-chair-layer": 2, "empty-chair-sector": 2}
WORK = {
    "full": ("solutions", {}, ALL),
    "untouched": ("exercises", {}, {}),
    "own": ("exercises", {"ei-index": OWN_LOOP, "two-cases": "A bank's foundation."}, INDEX),
    "partial": (
        "exercises",
        {"ei-index": SHARE_OF_EXTERNAL, "empty-chair": HALF_RIGHT},
        {"ei-index-four": 1, "empty-chair-layer": 2},
    ),
    "borrowed": ("exercises", {"ei-index": COURSES_MODEL}, {}),
    "wordless": ("exercises", {"empty-chair": "empty_chair = 3"}, {}),
}


@pytest.fixture(scope="module", params=LANGUAGES)
def graded(request, tmp_path_factory):
    """Grade all the work with stock commands in a copy of the repository's exercise; give language and folder."""
    language, root = request.param, tmp_path_factory.mktemp(f"course-{request.param}")
    grading = root / "grading"
    shutil.copy(ROOT / "nbgrader_config.py", root)
    for folder in ("solutions", "exercises"):
        shutil.copytree(ROOT / folder / language / NAME, root / folder / language / NAME)
    for student, (folder, rewritten, _) in WORK.items():
        work = nbformat.read(root / folder / language / NAME / f"{NAME}.ipynb", as_version=4)
        for cell in work.cells:
            cell.source = rewritten.get(cell.id, cell.source)
        place = grading / language / "submitted" / student / NAME
        place.mkdir(parents=True)
        nbformat.write(work, place / f"{NAME}.ipynb")
    environment = {
        **os.environ,
        "COURSE_LANGUAGE": language,
        "COURSE_GRADING_DIR": str(grading),
        "JUPYTER_CONFIG_DIR": str(root / "jupyter"),
        "IPYTHONDIR": str(root / "ipython"),
    }
    for command in (f"generate_assignment {NAME}", f"autograde {NAME}"):
        done = subprocess.run(
            [sys.executable, "-m", "nbgrader", *command.split()],
            cwd=root, env=environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, f"nbgrader {command}:\n{done.stderr[-3000:]}"
    return language, root, grading / language


def test_stock_release_is_the_committed_one(graded):
    language, root, _ = graded
    place = f"exercises/{language}/{NAME}/{NAME}.ipynb"
    assert (root / place).read_bytes() == (ROOT / place).read_bytes()


def test_each_work_earns_its_exact_marks(graded):
    from nbgrader.api import Gradebook

    _, _, folder = graded
    with Gradebook(f"sqlite:///{folder / 'gradebook.db'}", "partnership") as gradebook:
        assert gradebook.find_assignment(NAME).max_score == 12
        for student, (_, _, marks) in WORK.items():
            grades = gradebook.find_submission_notebook(NAME, NAME, student).grades
            earned = {grade.name: grade.auto_score for grade in grades if grade.auto_score}
            waiting = {grade.name for grade in grades if grade.needs_manual_grade}
            assert (student, earned) == (student, marks)
            assert (student, waiting) == (student, {"two-cases"} if student in ("full", "own") else set())


def test_messages_are_sentences_in_the_learners_language(graded):
    language, _, folder = graded
    said = {}
    for student in ("borrowed", "partial", "wordless"):
        cells = nbformat.read(folder / "autograded" / student / NAME / f"{NAME}.ipynb", as_version=4).cells
        said[student] = {cell.id: cell.outputs[-1].get("evalue", "") for cell in cells if cell.get("outputs")}
    words = Words(NAME, language)
    assert said["borrowed"]["ei-index-four"] == Words("exercise", language)("check.model", name="ei_index")
    assert said["partial"]["empty-chair-sector"] == words("exercise.sector")
    assert said["wordless"]["empty-chair-layer"] == words("exercise.layer_form")
    assert said["wordless"]["empty-chair-sector"] == words("exercise.sector_form")
