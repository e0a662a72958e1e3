"""What learners' clicks do to a notebook, and that no marks are lost by it."""

import json
import random
import re
import time
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.catalog import ROOT
from course.grading.place import Place
from course.grading.repair import repaired
from course.texts import LANGUAGES, Words

RELEASE = nbformat.read(ROOT / "exercises/pl/synergy/synergy.ipynb", as_version=4)
ANSWERS = nbformat.read(ROOT / "solutions/pl/synergy/synergy.ipynb", as_version=4)
LOCKED = {cell.id: cell.metadata.nbgrader.locked for cell in RELEASE.cells if "nbgrader" in cell.metadata}
MARKED = [cell.id for cell in RELEASE.cells if "nbgrader" in cell.metadata]
TEXT = "Nasza biblioteka i dom kultury ufają sobie, ale mało się uzupełniają."


def worked() -> Any:
    """Return the exercise with all answers written, as a learner hands it in."""
    notebook = deepcopy(RELEASE)
    written = {cell.id: cell.source for cell in ANSWERS.cells}
    for cell in notebook.cells:
        if cell.metadata.get("nbgrader", {}).get("solution"):
            cell.source = TEXT if cell.id == "explain" else re.sub(r" *### .*\n?", "", written[cell.id])
    return notebook


def at(notebook: Any, name: str) -> int:
    return next(number for number, cell in enumerate(notebook.cells) if cell.get("id") == name)


def whole(notebook: Any) -> dict[str, str]:
    """Return the marked cells' texts by id, once it is sure that each is there once, in order, as it should be."""
    nbformat.validate(notebook)
    assert [cell.id for cell in notebook.cells if "nbgrader" in cell.metadata] == MARKED
    assert len({cell.id for cell in notebook.cells}) == len(notebook.cells)
    release = {cell.id: cell for cell in RELEASE.cells}
    for cell in notebook.cells:
        if "nbgrader" in cell.metadata:
            assert cell.metadata == release[cell.id].metadata
            assert cell.cell_type == release[cell.id].cell_type
            if cell.metadata.nbgrader.locked:
                assert cell.source == release[cell.id].source
    return {cell.id: cell.source for cell in notebook.cells if "nbgrader" in cell.metadata}


FULL = whole(repaired(worked(), RELEASE)[0])


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_release_needs_no_mending(language: str) -> None:
    for path in (ROOT / "exercises" / language).glob("*/*.ipynb"):
        release = nbformat.read(path, as_version=4)
        notebook, repairs, doubts = repaired(release, release)
        assert (repairs, doubts) == ([], [])
        assert [(cell.id, cell.source, cell.metadata) for cell in notebook.cells] == [
            (cell.id, cell.source, cell.metadata) for cell in release.cells
        ]


def deleted(*names: str) -> Callable[[Any], None]:
    def change(notebook: Any) -> None:
        notebook.cells = [cell for cell in notebook.cells if cell.id not in names]

    return change


def copied(name: str, source: str | None = None, where: int = 1) -> Callable[[Any], None]:
    def change(notebook: Any) -> None:
        cell = deepcopy(notebook.cells[at(notebook, name)])
        cell.id = f"{name}-copy"
        cell.source = cell.source if source is None else source
        notebook.cells.insert(at(notebook, name) + where, cell)

    return change


def split(name: str, marked: bool) -> Callable[[Any], None]:
    def change(notebook: Any) -> None:
        cell = notebook.cells[at(notebook, name)]
        half = cell.source.index("\n") if "\n" in cell.source else len(cell.source) // 2
        other = deepcopy(cell)
        other.id, other.source, cell.source = "half", cell.source[half:].lstrip("\n"), cell.source[:half]
        if not marked:
            del other.metadata["nbgrader"]
        notebook.cells.insert(at(notebook, name) + 1, other)

    return change


def retyped(name: str) -> Callable[[Any], None]:
    def change(notebook: Any) -> None:
        cell = notebook.cells[at(notebook, name)]
        make = nbformat.v4.new_markdown_cell if cell.cell_type == "code" else nbformat.v4.new_code_cell
        notebook.cells[at(notebook, name)] = make(cell.source, id=cell.id, metadata=cell.metadata)

    return change


def edited(name: str) -> Callable[[Any], None]:
    def change(notebook: Any) -> None:
        notebook.cells[at(notebook, name)].source = "1 + 1"

    return change


def swapped(first: str, second: str) -> Callable[[Any], None]:
    def change(notebook: Any) -> None:
        one, two = at(notebook, first), at(notebook, second)
        notebook.cells[one], notebook.cells[two] = notebook.cells[two], notebook.cells[one]

    return change


def stripped(ids: bool) -> Callable[[Any], None]:
    def change(notebook: Any) -> None:
        for number, cell in enumerate(notebook.cells):
            cell.metadata = nbformat.from_dict({})
            if ids:
                cell.id = f"new-{number}"

    return change


def moved_down(name: str) -> Callable[[Any], None]:
    return lambda notebook: notebook.cells.append(notebook.cells.pop(at(notebook, name)))


def points(notebook: Any) -> None:
    notebook.cells[at(notebook, "surplus-pair")].metadata.nbgrader.points = 100


@pytest.mark.parametrize(
    ("change", "kinds"),
    [
        (deleted("surplus-pair", "shares-others"), {"deleted"}),
        (deleted("set-up"), {"deleted"}),
        (deleted("explain-task"), {"deleted"}),
        (copied("surplus"), {"copied"}),
        (copied("surplus", where=0), {"copied"}),
        (copied("surplus", source=RELEASE.cells[4].source), {"copied"}),
        (copied("surplus-pair"), {"copied"}),
        (copied("explain"), {"copied"}),
        (split("surplus", True), {"split"}),
        (split("surplus", False), {"split"}),
        (split("shares", False), {"split"}),
        (split("surplus-pair", False), {"restored"}),
        (split("surplus-pair", True), {"restored"}),
        (retyped("surplus"), {"retyped"}),
        (retyped("surplus-pair"), {"retyped"}),
        (retyped("explain"), {"retyped"}),
        (edited("surplus-pair"), {"restored"}),
        (edited("set-up"), {"restored"}),
        (swapped("surplus", "surplus-pair"), {"reordered"}),
        (moved_down("surplus"), {"reordered"}),
        (moved_down("explain"), {"reordered"}),
        (copied("surplus", source="raise NotImplementedError()", where=9), {"copied"}),
        (swapped("surplus-pair", "shares-others"), {"reordered"}),
        (stripped(False), {"metadata"}),
        (stripped(True), {"metadata"}),
        (points, {"points"}),
    ],
)
def test_what_clicks_do_is_mended_and_told(change: Callable[[Any], None], kinds: set[str]) -> None:
    notebook = worked()
    change(notebook)
    mended, repairs, doubts = repaired(notebook, RELEASE)
    texts = whole(mended)
    assert {name: text.replace("\n", "") for name, text in texts.items()} == {
        name: text.replace("\n", "") for name, text in FULL.items()
    }
    assert {note.kind for note in repairs} == kinds
    assert doubts == []
    again, repairs, doubts = repaired(mended, RELEASE)
    assert (again, repairs, doubts) == (mended, [], [])
    for language in LANGUAGES:
        for note in repaired(notebook, RELEASE)[1]:
            assert Words("grading_repair", language)(f"repair.{note.kind}", cell=note.cell, **note.values)


def test_two_answers_both_run_and_a_person_hears_of_it() -> None:
    notebook = worked()
    copied("surplus", source="def surplus(alone, together):\n    return 0")(notebook)
    mended, _, doubts = repaired(notebook, RELEASE)
    texts = whole(mended)
    assert texts["surplus"].endswith("return 0")
    assert FULL["surplus"] in [cell.source for cell in mended.cells], "the earlier answer still runs, before it"
    assert [(note.kind, note.cell) for note in doubts] == [("two_answers", "surplus")]


def test_texts_of_a_written_answer_are_never_lost() -> None:
    notebook = worked()
    copied("explain", source="Drugi pomysł.")(notebook)
    notebook.cells.insert(at(notebook, "explain") + 2, nbformat.v4.new_markdown_cell("Jeszcze akapit.", id="more"))
    text = whole(repaired(notebook, RELEASE)[0])["explain"]
    assert text.split("\n\n") == [TEXT, "Drugi pomysł.", "Jeszcze akapit."]


def test_deleted_answer_earns_nothing_and_costs_nothing_else() -> None:
    notebook = worked()
    deleted("explain", "surplus")(notebook)
    texts = whole(repaired(notebook, RELEASE)[0])
    stubs = {cell.id: cell.source for cell in RELEASE.cells}
    assert texts == FULL | {"explain": stubs["explain"], "surplus": stubs["surplus"]}


def test_another_exercise_and_another_language_are_told_apart() -> None:
    lesson = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1"), nbformat.v4.new_markdown_cell("Hm.")])
    assert [note.kind for note in repaired(lesson, RELEASE)[2]] == ["other_exercise"]
    english: Any = nbformat.read(ROOT / "exercises/en/synergy/synergy.ipynb", as_version=4)
    assert [note.kind for note in repaired(english, RELEASE)[2]] == ["other_language"]


@pytest.mark.parametrize("slug", ["territory", "trust_levels", "leverage"])
def test_nothing_of_another_exercise_is_taken_for_an_answer(slug: str) -> None:
    other = nbformat.read(ROOT / f"exercises/pl/{slug}/{slug}.ipynb", as_version=4)
    next(cell for cell in reversed(other.cells) if cell.metadata.get("nbgrader", {}).get("solution")).source = TEXT
    mended, repairs, doubts = repaired(other, RELEASE)
    assert whole(mended) == whole(RELEASE)
    assert (repairs, [note.kind for note in doubts]) == ([], ["other_exercise"])
    assert TEXT in [cell.source for cell in mended.cells], "nothing is thrown away"


def test_answer_above_its_checks_counts_and_not_one_tried_later() -> None:
    notebook = worked()
    copied("surplus", source="def surplus(alone, together):\n    return 0", where=18)(notebook)
    mended, repairs, doubts = repaired(notebook, RELEASE)
    assert whole(mended) == FULL
    assert (repairs, [note.kind for note in doubts]) == ([], ["two_answers"])
    assert mended.cells[-1].source.endswith("return 0") or mended.cells[-2].source.endswith("return 0")


def test_an_answer_split_between_two_names_is_joined() -> None:
    notebook = worked()
    cell = notebook.cells[at(notebook, "surplus")]
    other = deepcopy(cell)
    cell.source, other.source, other.id = "def total(numbers):\n    return sum(numbers)", cell.source, "half"
    notebook.cells.insert(at(notebook, "surplus") + 1, other)
    mended, repairs, doubts = repaired(notebook, RELEASE)
    assert whole(mended)["surplus"] == f"{cell.source}\n{other.source}"
    assert ([note.kind for note in repairs], doubts) == (["split"], [])


def test_what_a_moved_answer_needs_moves_along() -> None:
    notebook = worked()
    answer = notebook.cells.pop(at(notebook, "surplus"))
    notebook.cells += [nbformat.v4.new_code_cell("own = 1", id="own"), answer]
    ids = [cell.id for cell in repaired(notebook, RELEASE)[0].cells]
    assert ids.index("own") < ids.index("surplus") < ids.index("surplus-pair")
    assert [one for one in ids if one != "own"] == [cell.id for cell in RELEASE.cells]


def test_a_check_that_comes_back_stands_below_the_learners_own_code() -> None:
    notebook = worked()
    deleted("surplus-pair", "surplus-others")(notebook)
    notebook.cells.insert(at(notebook, "surplus") + 1, nbformat.v4.new_code_cell("own = 1", id="own"))
    ids = [cell.id for cell in repaired(notebook, RELEASE)[0].cells]
    assert ids.index("own") < ids.index("surplus-pair") < ids.index("surplus-others") < ids.index("synergy-09")


def test_lost_marks_are_not_guessed_between_two_cells() -> None:
    notebook = worked()
    stripped(True)(notebook)
    code, text = nbformat.v4.new_code_cell("import math", id="a"), nbformat.v4.new_markdown_cell("Drugi.", id="b")
    notebook.cells.insert(4, code)
    notebook.cells.insert(next(n for n, cell in enumerate(notebook.cells) if cell.source == TEXT) + 1, text)
    mended, _, doubts = repaired(notebook, RELEASE)
    assert [(note.kind, note.cell) for note in doubts] == [("unmatched", "surplus"), ("unmatched", "explain")]
    assert whole(mended)["explain"] == f"{TEXT}\n\nDrugi."
    sources = [cell.source for cell in mended.cells]
    stub = next(cell.source for cell in RELEASE.cells if cell.id == "surplus")
    assert sources.index(stub) < sources.index(FULL["surplus"]) < sources.index(FULL["surplus-pair"]), "it still counts"


@pytest.mark.parametrize(
    ("name", "wrote"), [("explain-task", TEXT), ("surplus-pair", "def surplus(alone, together):\n    return 1")]
)
def test_what_was_written_into_a_locked_cell_is_kept_for_a_person(name: str, wrote: str) -> None:
    notebook = worked()
    notebook.cells[at(notebook, name)].source += f"\n\n{wrote}"
    for lost, kinds in (((), ["restored"]), (("explain",), ["restored", "deleted"])):
        deleted(*lost)(notebook)
        mended, repairs, doubts = repaired(notebook, RELEASE)
        stub = {cell.id: cell.source for cell in RELEASE.cells if cell.id in lost}
        assert whole(mended) == FULL | stub
        assert ([note.kind for note in repairs], [note.kind for note in doubts]) == (kinds, ["written_into"])
        assert wrote in [cell.source for cell in mended.cells if not cell.metadata]
        assert repaired(mended, RELEASE)[0] == mended


def test_the_instructors_own_notebook_keeps_its_mark_scheme_to_itself() -> None:
    mended, _, doubts = repaired(ANSWERS, RELEASE)
    assert doubts == []
    assert not [cell for cell in mended.cells if "MARK SCHEME" in cell.source or "HIDDEN" in cell.source]


def test_edited_prose_is_no_part_of_an_answer_and_pictures_stay() -> None:
    notebook = worked()
    notebook.cells[at(notebook, "synergy-16")].source += " Zmienione."
    notebook.cells[at(notebook, "explain")].attachments = {"plan.png": {"image/png": "aGk="}}
    mended, repairs, doubts = repaired(notebook, RELEASE)
    assert (whole(mended), repairs, doubts) == (FULL, [], [])
    assert mended.cells[at(mended, "explain")].attachments == {"plan.png": {"image/png": "aGk="}}


def test_every_doubt_and_repair_is_a_sentence_in_both_languages() -> None:
    values = {"cell": "surplus", "language": "en", "file": "a.csv", "value": "x", "name": "demo-01"}
    for language in LANGUAGES:
        words = Words("grading_repair", language)
        for part in ("repair", "doubt"):
            for kind in words.node(part):
                assert words(f"{part}.{kind}", **values).endswith(".")
    needed = {"number_value", "linked_file", "large_file", "lost_session"}
    assert needed <= set(Words("grading_repair", "pl").node("doubt"))


def test_hostile_notebook_takes_no_time_and_can_be_written() -> None:
    notebook = worked()
    notebook.cells[at(notebook, "surplus")].source = "x = ("
    own = [nbformat.v4.new_code_cell("(" * 500, id=f"own-{number}") for number in range(1500)]
    notebook.cells[at(notebook, "surplus") + 1 : at(notebook, "surplus") + 1] = own
    began = time.perf_counter()
    repaired(notebook, RELEASE)
    assert time.perf_counter() - began < 10
    told: Any = json.loads(json.dumps(worked()))
    told["cells"][4]["source"] = "x = '\ud800'"
    told["cells"][3]["metadata"] = {"tags": 3, "x": "\ud800"}
    mended, _, _ = repaired(nbformat.NotebookNode(nbformat.from_dict(told)), RELEASE)
    assert nbformat.writes(mended).encode("utf-8")
    whole(mended)


def test_nbgrader_itself_has_nothing_left_to_mend(place: Place) -> None:
    from nbgrader.preprocessors import CheckCellMetadata, DeduplicateIds, OverwriteCells

    changes = [
        copied("surplus"),
        copied("surplus-pair"),
        deleted("explain", "shares-others"),
        stripped(True),
        retyped("explain"),
        edited("set-up"),
        swapped("surplus", "shares-others"),
        split("shares", True),
        points,
    ]
    resources: Any = {"nbgrader": {"notebook": "synergy", "assignment": "synergy", "db_url": place.database}}
    told = []
    for change in changes:
        notebook = worked()
        change(notebook)
        mended = repaired(notebook, RELEASE)[0]
        texts = whole(deepcopy(mended))
        for preprocessor in (DeduplicateIds(), OverwriteCells(), CheckCellMetadata()):
            preprocessor.log.warning = preprocessor.log.error = lambda *said: told.append(said)
            mended, resources = preprocessor.preprocess(mended, resources)
        # Checks get their hidden halves back here; nothing else may change.
        kept = {cell.id: cell.source for cell in mended.cells if cell.metadata.get("nbgrader")}
        assert {name: kept[name] for name in texts if name in kept and not LOCKED[name]} == {
            name: text for name, text in texts.items() if not LOCKED[name]
        }
    assert not [said for said in told if "checksum" not in str(said)]


@given(st.randoms(use_true_random=False))
def test_whatever_is_done_every_marked_cell_is_there_once(chance: random.Random) -> None:
    notebook = worked()
    for _ in range(chance.randint(1, 8)):
        cells = notebook.cells
        if not cells:
            break
        spot = chance.randrange(len(cells))
        match chance.randrange(7):
            case 0:
                del cells[spot]
            case 1:
                cells.insert(chance.randrange(len(cells) + 1), deepcopy(cells[spot]))
            case 2:
                cells[spot].metadata = nbformat.from_dict({"nbgrader": chance.choice([3, {}, {"grade_id": 7}])})
            case 3:
                cells[spot].source = chance.choice(["", "x", "def f(:", "\x00", "a\n\nb"])
            case 4:
                cells[spot].cell_type = chance.choice(["code", "markdown", "raw"])
            case 5:
                cells[spot]["id"] = chance.choice(["", "surplus", "Ż", "x" * 99])
            case 6:
                chance.shuffle(cells)
    mended, _, _ = repaired(notebook, RELEASE)
    whole(mended)
    again, repairs, _ = repaired(mended, RELEASE)
    whole(again)
    assert (again, repairs) == (mended, [])


@pytest.mark.parametrize(
    "content",
    [
        {},
        {"cells": [3, None]},
        {"cells": [{}]},
        {"metadata": {"language": 4}},
        {"cells": None},
        {"metadata": [1]},
        {"cells": [{"cell_type": ["code"], "source": {"a": 1}, "metadata": None}]},
    ],
)
def test_hardly_a_notebook_still_becomes_one(content: dict) -> None:
    mended, _, doubts = repaired(nbformat.NotebookNode(nbformat.from_dict(content)), RELEASE)
    assert whole(mended)
    assert doubts
