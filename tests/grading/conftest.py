"""A course of one exercise and a class to hand it in, outside the repository."""

import shutil
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest

from course.catalog import ROOT
from course.grading.place import Place, opened
from course.grading.run import entered

HandIn = Callable[..., Path]


@pytest.fixture(scope="session")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The course's own files that grading needs: nbgrader's settings, synergy with answers and without."""
    root = tmp_path_factory.mktemp("course")
    shutil.copy(ROOT / "nbgrader_config.py", root)
    for folder in ("solutions", "exercises"):
        for language in ("en", "pl"):
            shutil.copytree(ROOT / folder / language / "synergy", root / folder / language / "synergy")
    return root


@pytest.fixture(scope="session")
def blank(ground: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The grading folder of a Polish class with a gradebook that knows the exercise, and nobody's work."""
    place = Place("pl", ground, tmp_path_factory.mktemp("blank") / "pl")
    entered(place, "synergy")
    return place.folder


@pytest.fixture
def place(ground: Path, blank: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    """The Polish class, with a grading folder of its own."""
    monkeypatch.setenv("COURSE_GRADING_DIR", str(tmp_path / "grading"))
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(tmp_path / "jupyter"))
    shutil.copytree(blank, tmp_path / "grading" / "pl")
    return opened(ground, ["pl"])[0]


@pytest.fixture
def hand_in(place: Place) -> HandIn:
    """Hand in synergy, from the release or from the solutions, with cells rewritten by id."""

    def handed(learner: str, cells: dict[str, str] | None = None, source: str = "exercises") -> Path:
        notebook = nbformat.read(place.root / source / place.language / "synergy" / "synergy.ipynb", as_version=4)
        for cell in notebook.cells:
            cell.source = (cells or {}).get(cell.id, cell.source)
        folder = place.submitted / learner / "synergy"
        folder.mkdir(parents=True, exist_ok=True)
        nbformat.write(notebook, folder / "synergy.ipynb")
        return folder

    return handed
