"""An exercise goes to a class only if its own answers earn everything and an untouched one earns nothing."""

import shutil
from pathlib import Path

import nbformat
import pytest

from course.grading.place import GradingError, Place
from course.grading.release import release
from course.texts import LANGUAGES


@pytest.fixture
def own(place: Place, tmp_path: Path) -> Place:
    """A course that a test may spoil, with the gradebook of the class."""
    root = tmp_path / "own"
    shutil.copytree(place.root, root)
    return Place(place.language, root, place.folder)


def changed(place: Place, cell: str, source: str) -> None:
    path = place.source("synergy")
    notebook = nbformat.read(path, as_version=4)
    next(one for one in notebook.cells if one.id == cell).source = source
    nbformat.write(notebook, path)


def told(place: Place, **options: bool) -> GradingError:
    with pytest.raises(GradingError) as refused:
        list(release([place], ["synergy"], **options))
    for language in LANGUAGES:
        assert "synergy" in refused.value.said(language)
    return refused.value


def test_good_exercise_is_ready_and_its_file_stays_as_it_was(own: Place) -> None:
    before = own.release("synergy").read_bytes()
    (done,) = release([own], ["synergy"])
    assert (done.points, done.by_hand, done.file, done.in_exchange) == (9, 3, own.release("synergy"), False)
    assert own.release("synergy").read_bytes() == before


def test_answers_that_fail_a_check_keep_it_back(own: Place) -> None:
    changed(own, "surplus", "def surplus(alone, together):\n    ### BEGIN SOLUTION\n    return 0\n    ### END SOLUTION")
    error = told(own)
    assert (error.key, error.values["cell"]) == ("run:answers_fail", "surplus-pair")


def test_points_for_nothing_keep_it_back(own: Place) -> None:
    changed(own, "shares-alike", "print('well done')")
    error = told(own)
    assert (error.key, error.values["cell"]) == ("run:release_earns", "shares-alike")


def test_exercise_that_is_not_there_and_exchange_that_takes_nothing_are_told(own: Place, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with (own.root / "nbgrader_config.py").open("a", encoding="utf-8") as config:
        config.write(f"\nc.Exchange.root = {str(tmp_path / 'file' / 'exchange')!r}\n")
    assert told(own, exchange=True).key == "run:no_exchange"
    with pytest.raises(GradingError, match="run:no_exercise"):
        list(release([own], ["unheard_of"]))
