"""Every exercise in both languages: what each kind of work earns.

Each is handed in as its published answers and as the untouched release, through nbgrader's own commands; and, through
ours, as the works of ``works/<slug>.toml``: ``cells`` rewritten by id (in the release, or ``from`` the solutions),
cells ``deleted``, the ``marks`` earned, the text (``file:key``) that a cell ``says``, and the function whose borrowed
model is noticed. That ours and nbgrader's give the same marks is shown in ``tests/grading``.
"""

import csv
import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import nbformat
import pytest

from course.catalog import ROOT, concepts
from course.grading.autograde import Job, SafeExecute
from course.grading.own_name import OwnName
from course.own_numbers import choices, own_numbers
from course.texts import LANGUAGES, Words

WORKS = Path(__file__).parent / "works"
SLUGS = [row.slug for row in concepts() if "exercise" in row.parts]
BOTH = {"full": {"from": "solutions", "cells": {}}, "untouched": {"cells": {}, "marks": {}}}
SCHEME = {"en": "Mark scheme", "pl": "Klucz oceniania"}


def read(path: Path) -> nbformat.NotebookNode:
    return nbformat.read(path, as_version=4)


def marked(notebook: nbformat.NotebookNode, kind: str) -> dict[str, float]:
    """Return the points of the notebook's marked cells of one kind, ``code`` or ``markdown``, by id."""
    cells = [cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade")]
    return {cell.id: cell.metadata["nbgrader"]["points"] for cell in cells if cell.cell_type == kind}


def surroundings(root: Path, language: str) -> dict[str, str]:
    """Return the variables that keep nbgrader to ``root`` and to one language."""
    return {
        "COURSE_LANGUAGE": language,
        "COURSE_LEARNER": "somebody",  # the published answers name nobody to draw own numbers for
        "COURSE_GRADING_DIR": str(root / "grading"),
        "JUPYTER_CONFIG_DIR": str(root / "jupyter"),
        "IPYTHONDIR": str(root / "ipython"),
    }


@pytest.fixture(scope="session", params=LANGUAGES)
def stock(request, tmp_path_factory):
    """Give a language, a folder with a course and nbgrader's own Python interface to it: one start serves them all."""
    from nbgrader.apps import NbGraderAPI
    from traitlets.config import PyFileConfigLoader

    root = tmp_path_factory.mktemp(f"course-{request.param}")
    shutil.copy(ROOT / "nbgrader_config.py", root)
    with pytest.MonkeyPatch.context() as patch:
        for name, value in surroundings(root, request.param).items():
            patch.setenv(name, value)
        yield request.param, root, NbGraderAPI(config=PyFileConfigLoader("nbgrader_config.py", str(root)).load_config())


def hand_in(root: Path, slug: str, language: str, works: dict) -> None:
    """Copy the course's exercise to ``root`` and hand in each of the works."""
    for folder in ("solutions", "exercises"):
        shutil.copytree(ROOT / folder / language / slug, root / folder / language / slug)
    for student, work in works.items():
        notebook = read(root / work.get("from", "exercises") / language / slug / f"{slug}.ipynb")
        ids = {cell.id for cell in notebook.cells}
        assert ids >= {*work["cells"], *work.get("deleted", ())}, f"{slug}, {student}: no such cells"
        notebook.cells = [cell for cell in notebook.cells if cell.id not in work.get("deleted", ())]
        for cell in notebook.cells:
            cell.source = work["cells"].get(cell.id, cell.source)
        place = root / "grading" / language / "submitted" / student / slug
        place.mkdir(parents=True)
        nbformat.write(notebook, place / f"{slug}.ipynb")


def works_of(slug: str) -> dict:
    return tomllib.loads((WORKS / f"{slug}.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("slug", SLUGS)
def test_answers_earn_everything_and_the_release_nothing_with_stock_nbgrader(slug, stock):
    from nbgrader.api import Gradebook

    language, root, interface = stock
    works = BOTH
    hand_in(root, slug, language, works)
    for done in (interface.generate_assignment(slug), *(interface.autograde(slug, student) for student in works)):
        assert done["success"], done
    folder = root / "grading" / language

    release = f"exercises/{language}/{slug}/{slug}.ipynb"
    assert (root / release).read_bytes() == (ROOT / release).read_bytes(), "the committed release is stock"
    answers = read(ROOT / f"solutions/{language}/{slug}/{slug}.ipynb")
    points, (by_hand,) = marked(answers, "code"), marked(answers, "markdown")
    with Gradebook(f"sqlite:///{folder / 'gradebook.db'}", "partnership") as gradebook:
        for student, work in works.items():
            grades = gradebook.find_submission_notebook(slug, slug, student).grades
            earned = {grade.name: grade.auto_score for grade in grades if grade.auto_score}
            assert (student, earned) == (student, work.get("marks", points))
            waiting = {grade.name for grade in grades if grade.needs_manual_grade}
            written = work.get("from") == "solutions" or by_hand in work["cells"]
            assert (student, waiting) == (student, {by_hand} if written else set())

    task = next(cell.id for cell in answers.cells if "BEGIN MARK SCHEME" in cell.source)
    assert SCHEME[language] not in (root / release).read_text(encoding="utf-8")
    for student in works:
        cells = {cell.id: cell for cell in read(folder / "autograded" / student / slug / f"{slug}.ipynb").cells}
        assert SCHEME[language] in cells[task].source, "who marks sees the scheme"
        said = {name: cell.outputs[-1].get("evalue") for name, cell in cells.items() if cell.get("outputs")}
        for name in set(points) & set(cells):  # who did nothing is told so by every visible check, without a traceback
            source, outputs = cells[name].source, cells[name].outputs
            assert not any("Traceback" in "".join(output.get("traceback", ())) for output in outputs), (student, name)
            if student == "untouched" and "check.later" not in source:
                assert said[name], name


def handed_in(slug: str, language: str, work: dict) -> nbformat.NotebookNode:
    """Return the work with every marked cell in its place, checks with their hidden half, as it is marked."""
    notebook = read(ROOT / f"solutions/{language}/{slug}/{slug}.ipynb")
    start = read(ROOT / work.get("from", "exercises") / language / slug / f"{slug}.ipynb")
    written = {cell.id: cell.source for cell in start.cells} | work["cells"]
    assert set(written) >= {*work["cells"], *work.get("deleted", ())}, f"{slug}: no such cells"
    for cell in notebook.cells:
        if cell.metadata.get("nbgrader", {}).get("solution"):
            cell.source = written[cell.id]
    return notebook


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("slug", SLUGS)
def test_each_other_work_earns_its_exact_marks_and_hears_why(slug, language):
    for student, work in works_of(slug).items():
        job = Job(language, OwnName("somebody", ()), isolated=False)
        SafeExecute.job = job
        SafeExecute().preprocess(handed_in(slug, language, work), {})
        earned = {name: done.points for name, done in job.checked.items() if done.points}
        assert (student, earned) == (student, work["marks"])
        for name, place in work.get("says", {}).items():
            file, key = place.split(":")
            own = own_numbers(slug, "somebody") if slug in choices() else {}
            assert job.checked[name].mark.said == Words(file, language)(key, **own), (student, name)
        if function := work.get("borrows"):
            noticed = Words("exercise", language)("check.model", name=function)
            assert noticed in {done.mark.said for done in job.checked.values()}, student


def test_some_work_earns_a_part_and_every_borrowed_model_is_noticed():
    for slug in SLUGS:
        works = tomllib.loads((WORKS / f"{slug}.toml").read_text(encoding="utf-8")).values()
        points = sum(marked(read(ROOT / f"solutions/en/{slug}/{slug}.ipynb"), "code").values())
        assert any(0 < sum(work["marks"].values()) < points for work in works), slug
        assert any("borrows" in work for work in works), slug


@pytest.mark.parametrize("language", LANGUAGES)
def test_commands_as_typed_keep_feedback_grades_and_stray_files_where_they_belong(language, tmp_path):
    works = {"full": BOTH["full"], "untouched": BOTH["untouched"]}
    hand_in(tmp_path, "synergy", language, works)
    shutil.copy(ROOT / "nbgrader_config.py", tmp_path)
    (tmp_path / "solutions" / language / "synergy" / "answers.md").write_text("42", encoding="utf-8")
    for command in ("generate_assignment", "autograde", "generate_feedback", "export"):
        done = subprocess.run(
            [sys.executable, "-m", "nbgrader", command, *(["synergy"] if command != "export" else [])],
            cwd=tmp_path,
            env=os.environ | surroundings(tmp_path, language),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"nbgrader {command}:\n{done.stderr[-3000:]}"
    folder = tmp_path / "grading" / language
    assert [file.name for file in (tmp_path / "exercises" / language / "synergy").iterdir()] == ["synergy.ipynb"]
    for student in works:
        assert (folder / "feedback" / student / "synergy" / "synergy.html").is_file()
    with (folder / "grades.csv").open(encoding="utf-8", newline="") as file:
        scores = {row["student_id"]: float(row["score"]) for row in csv.DictReader(file)}
    assert scores == {"full": 9, "untouched": 0}
    assert not list(tmp_path.glob("*.db")) + list(tmp_path.glob("*.csv"))
