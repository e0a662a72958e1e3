"""Three sectors as a person plays it: the bet, the triangle and its file, awkward actors, the defence."""

import copy
import json

import numpy as np
import pytest

from course.models.three_sectors import LAYERS, MOST, SECTORS
from widgets import Sorting, ThreeSectors, ThreeSectorsBet, ThreeSectorsDefence, Triangle


def typed(widget, **values):
    widget.set_state({"values": {**widget.values, **values}})


def press(widget, name):
    widget.set_state({"pressed": [name, (widget.pressed[1] if widget.pressed else 0) + 1]})


def load(triangle, text):
    triangle.set_state({"upload": [text, (triangle.upload[1] if triangle.upload else 0) + 1]})


def changed(triangle, edit):
    board = copy.deepcopy(triangle.values["board"])
    edit(board)
    typed(triangle, board=board)


@pytest.fixture
def triangle():
    return Triangle("en")


def blocks(triangle):
    return {block["title"]: block for block in triangle.report}


def test_the_play_opens_once_a_bet_is_placed():
    whole = ThreeSectors("en")
    assert whole.children == (whole.bet,)
    typed(whole.bet, answer="two")
    assert whole.children == (whole.bet, whole.triangle, whole.sorting, whole.defence)
    assert "You bet on 2 of 3" in whole.triangle.report[0]["text"]
    assert "found" not in whole.triangle.report[0]["text"]


def test_a_skipped_bet_gets_no_score():
    bet = ThreeSectorsBet("pl")
    triangle = Triangle("pl", bet=bet)
    typed(bet, answer="skip")
    assert "Twój zakład" not in triangle.report[0]["text"]


def test_shares_can_be_read_from_a_lesson(triangle):
    assert triangle.shares.shape == (len(LAYERS), 4, len(SECTORS))
    np.testing.assert_allclose(triangle.shares.sum(axis=2), 1)
    np.testing.assert_allclose(triangle.shares[0, 0], [0.86, 0.04, 0.1])
    np.testing.assert_allclose(triangle.whole, triangle.shares.mean(axis=1))
    assert triangle.ties == [(0, 1), (1, 2), (1, 3)]
    assert triangle.sectors == ["public", "civic", "business", "civic"]


def test_a_moved_mark_changes_numbers_words_and_chairs(triangle):
    before = triangle.pictures[1]
    changed(triangle, lambda board: [partner.update(work=[98, 1, 1]) for partner in board["partners"]])
    assert triangle.pictures[1] != before
    assert "Work: public 98%, civic 1%, business 1%" in triangle.pictures[1]["sentence"]
    assert "Work 98/1/1" in triangle.pictures[0]["sentence"]
    assert "Work, under 10%: civic, business" in blocks(triangle)["Whose chair is empty?"]["items"]


def test_the_facade_has_three_signatures_and_one_purse(triangle):
    press(triangle, "facade")
    assert sorted(triangle.sectors) == sorted(SECTORS)
    assert "Money, under 10%: civic, business" in blocks(triangle)["Whose chair is empty?"]["items"]
    assert "= 1." in blocks(triangle)["Who is tied to whom?"]["text"]


def test_ties_are_counted_by_sector_on_paper(triangle):
    assert "(2 − 1) / 3 = 0.33" in blocks(triangle)["Who is tied to whom?"]["text"]
    changed(triangle, lambda board: board.update(ties=[[1, 3], [3, 1]]))
    assert triangle.ties == [(1, 3)]
    assert "(0 − 1) / 1 = −1" in blocks(triangle)["Who is tied to whom?"]["text"]
    changed(triangle, lambda board: board.update(ties=[]))
    assert "No tie is drawn yet" in blocks(triangle)["Who is tied to whom?"]["text"]


def test_partner_can_be_added_renamed_and_removed(triangle):
    new = {"name": " Library ", "sector": "public", "money": [1, 0, 0], "decisions": [2, 1, 1], "work": [1, 1, 1]}
    changed(triangle, lambda board: board["partners"].append(new))
    assert triangle.names[-1] == "Library"
    np.testing.assert_allclose(triangle.shares[1, -1], [0.5, 0.25, 0.25])
    changed(triangle, lambda board: (board["partners"].pop(0), board.update(ties=[[0, 1]])))
    assert len(triangle.names) == 4
    assert triangle.errors == {}


@pytest.mark.parametrize("language", ["en", "pl"])
def test_an_empty_triangle_is_said_and_not_an_error(language):
    triangle = Triangle(language)
    changed(triangle, lambda board: board.update(partners=[], ties=[]))
    assert triangle.errors == {}
    assert {"en": "is empty", "pl": "jest pusty"}[language] in triangle.pictures[1]["sentence"]
    assert triangle.shares.shape == (3, 0, 3)
    assert triangle.whole is None
    assert len(triangle.report) == 1


def first(board):
    return board["partners"][0]


@pytest.mark.parametrize(
    ("edit", "english", "polish"),
    [
        (lambda board: first(board).update(name="  "), "Partner 1 needs a name", "Partner nr 1 potrzebuje nazwy"),
        (lambda board: first(board).update(name="x" * 31), "1 to 30", "od 1 do 30"),
        (lambda board: first(board).update(name=3), "not a triangle", "nie jest plik"),
        (lambda board: first(board).update(sector="church"), "the sector must be", "sektor musi"),
        (lambda board: first(board).update(work=[0, 0, 0]), "Work: three zeros", "Praca: trzy zera"),
        (lambda board: first(board).update(work=[1, -1, 1]), "must be numbers", "muszą być liczbami"),
        (lambda board: first(board).update(work=[1, True, 1]), "must be numbers", "muszą być liczbami"),
        (lambda board: first(board).pop("work"), "must be numbers", "muszą być liczbami"),
        (lambda board: board.update(ties=[[0, 9]]), "two different partners", "dwóch różnych"),
        (lambda board: board.update(ties=[[1, 1]]), "two different partners", "dwóch różnych"),
        (lambda board: board.update(version=2), "another version", "innej wersji"),
        (lambda board: board.update(partners="none"), "not a triangle", "nie jest plik"),
        (lambda board: board.update(partners=board["partners"] * 3), f"at most {MOST}", f"najwyżej {MOST}"),
    ],
)
@pytest.mark.parametrize("language", ["en", "pl"])
def test_what_is_no_board_is_refused_in_words_and_the_work_is_kept(edit, english, polish, language):
    for way in ("typed", "loaded"):
        triangle = Triangle(language)
        kept = copy.deepcopy(triangle.board)
        wrong = copy.deepcopy(kept)
        edit(wrong)
        if way == "typed":
            typed(triangle, board=wrong)
        else:
            load(triangle, json.dumps(wrong))
        assert {"en": english, "pl": polish}[language] in triangle.errors["board" if way == "typed" else "file"]
        assert triangle.board == kept
        np.testing.assert_allclose(triangle.shares.sum(axis=2), 1)


@pytest.mark.parametrize("text", ["", "{", "[1]", "null", '{"format": "other"}', "[" * 100_000, 7])
def test_a_file_from_elsewhere_gets_one_sentence(triangle, text):
    kept = triangle.board
    load(triangle, text)
    assert list(triangle.errors) == ["file"]
    assert triangle.errors["file"].startswith("This file is not a triangle")
    assert triangle.board == kept


def test_state_goes_out_as_json_and_comes_back(triangle):
    press(triangle, "circle")
    saved = json.dumps(triangle.board)
    press(triangle, "facade")
    load(triangle, "{")
    load(triangle, saved)
    assert triangle.errors == {}
    assert json.dumps(triangle.board) == saved
    other = Triangle("pl", board=json.loads(saved))
    assert other.names == triangle.names
    assert other.key == ""


def test_a_shared_link_brings_its_board_and_a_broken_one_a_sentence(monkeypatch, triangle):
    press(triangle, "circle")
    address = json.dumps(triangle.board)
    monkeypatch.setattr("widgets._explorer.query", lambda: {"triangle.board": address})
    assert Triangle("en").board == triangle.board
    monkeypatch.setattr("widgets._explorer.query", lambda: {"triangle.board": "{}"})
    assert "not a triangle" in Triangle("en").errors["board"]


def test_start_again_brings_the_example_back(triangle):
    start = triangle.board
    press(triangle, "circle")
    press(triangle, "reset")
    assert triangle.board == start


def test_still_shows_both_pictures(triangle):
    assert triangle.still().count("<img") == 2


@pytest.mark.parametrize("language", ["en", "pl"])
def test_every_actor_has_a_reason_and_some_two_homes(language):
    sorting = Sorting("three_sectors", language)
    cards = sorting.words.node("sorting.cards")
    assert len(cards) >= 10
    assert all(set(card["accepted"]) <= set(SECTORS) for card in cards)
    assert sum(len(card["accepted"]) > 1 for card in cards) >= 5
    for place, card in enumerate(cards, start=1):
        for sector in SECTORS:
            typed(sorting, **{f"card{place}": sector})
            assert sorting.notes[f"card{place}"]["tone"] == ("good" if sector in card["accepted"] else "bad")


def test_the_other_side_speaks_only_after_a_reason():
    defence = ThreeSectorsDefence("pl")
    for actor in defence.words.node("defence.actors"):
        typed(defence, actor=actor, reason="")
        assert "napisz własny powód" in defence.report[0]["text"]
        typed(defence, reason="Bo decydują mieszkańcy.")
        assert defence.report[0]["text"] == defence.words(f"defence.counter.{actor}")
