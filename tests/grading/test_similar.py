"""Pairs of answers worth a look, and those that say nothing."""

import shutil

import nbformat
import pytest

from course.grading.place import Place
from course.grading.similar import lines, normal, similar

ONE = """
def shares(worth):
    parts = [0, 0, 0]
    for who in range(3):
        rest = [other for other in range(3) if other != who]
        parts[who] = worth[2 ** who] / 3 + sum(worth[2 ** who + 2 ** other] - worth[2 ** other] for other in rest) / 6
    return [part + (worth[7] - sum(parts)) / 3 for part in parts]
"""
SAME = (
    ONE.replace("parts", "x")
    .replace("who", "y")
    .replace("rest", "z")
    .replace("\n    return", "\n    # mine!\n    return")
)
OTHER = """
def shares(worth):
    from itertools import permutations
    total = [0.0] * 3
    for order in permutations(range(3)):
        seen = 0
        for partner in order:
            total[partner] += worth[seen | 1 << partner] - worth[seen]
            seen |= 1 << partner
    return [value / 6 for value in total]
"""


def answered(place: Place, learner: str, **cells: str) -> None:
    for folder in (place.submitted, place.autograded):
        work = folder / learner / "synergy"
        work.mkdir(parents=True)
        notebook = nbformat.read(place.release("synergy"), as_version=4)
        for cell in notebook.cells:
            cell.source = cells.get(cell.id.replace("-", "_"), cell.source)
        nbformat.write(notebook, work / "synergy.ipynb")


def test_renamed_and_commented_copies_are_found_and_different_answers_are_not(place: Place) -> None:
    answered(place, "demo-1", shares=ONE)
    answered(place, "demo-2", shares=SAME)
    answered(place, "demo-3", shares=OTHER)
    answered(place, "demo-4")
    answered(place, "demo-5")
    (pair,) = similar([place], "synergy")
    assert (pair.first, pair.second, pair.cells) == ("demo-1", "demo-2", ("shares",))
    assert pair.likeness > 0.99
    for language in ("en", "pl"):
        said = lines([pair], language)
        assert len(said) == 2
        assert "demo-1" in said[0]
        assert len(lines([], language)) == 1


def test_what_many_wrote_what_was_published_and_what_is_short_says_nothing(place: Place) -> None:
    for number in range(6):
        answered(place, f"demo-{number}", shares=ONE, surplus="def surplus(a, t):\n    return t - sum(a)")
    for number in range(6, 9):
        answered(place, f"demo-{number}", shares=published(place))
    assert similar([place], "synergy") == []


def test_a_ring_of_three_is_found_among_many_who_gave_the_published_answer(place: Place) -> None:
    for number in range(3):
        answered(place, f"demo-{number}", shares=(ONE, SAME, ONE)[number])
    for number in range(3, 10):
        answered(place, f"demo-{number}", shares=published(place))
    assert len(similar([place], "synergy")) == 3


@pytest.mark.parametrize("threshold", [0.5, 1.0])
def test_no_threshold_brings_in_what_all_wrote_or_hides_a_pair(place: Place, threshold: float) -> None:
    answered(place, "demo-1", shares=ONE)
    answered(place, "demo-2", shares=SAME)
    for number in range(3, 7):
        answered(place, f"demo-{number}", shares=OTHER.replace("0.0", f"0.{number}"))
    found = {(pair.first, pair.second) for pair in similar([place], "synergy", threshold)}
    assert ("demo-1", "demo-2") in found
    assert ("demo-3", "demo-4") not in found


def published(place: Place) -> str:
    source = nbformat.read(place.source("synergy"), as_version=4)
    return next(cell.source for cell in source.cells if cell.id == "shares")


def test_code_is_compared_across_languages_and_texts_within_one(place: Place) -> None:
    other = Place("en", place.root, place.folder.parent / "en")
    shutil.copytree(place.folder, other.folder)
    text = " ".join(f"zdanie{number}" for number in range(40))
    answered(place, "demo-1", shares=ONE, explain=text)
    answered(other, "demo-2", shares=SAME, explain=text)
    answered(place, "demo-3", explain=f"{text} koniec")
    found = {(pair.first, pair.second): pair.cells for pair in similar([other, place], "synergy")}
    assert found == {("demo-1", "demo-2"): ("shares",), ("demo-1", "demo-3"): ("explain",)}


@pytest.mark.parametrize(
    "source", ["def f(:", "\x00", "", "x = (", "lambda: 0", "class A:\n    '''doc'''", "1" + "+1" * 9000, "'\\d'"]
)
def test_any_code_can_be_compared(source: str) -> None:
    assert isinstance(normal(source), str)
