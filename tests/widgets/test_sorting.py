"""Cards are sorted one by one and answered at once; time can be played."""

import pytest

from widgets._controls import Player, RefusedError, Text
from widgets._sorting import Sorting

TEXTS = {
    "heading": {"en": "Sort", "pl": "Posortuj"},
    "intro": {"en": "Where?", "pl": "Gdzie?"},
    "options": {"one": {"en": "One", "pl": "Jeden"}, "two": {"en": "Two", "pl": "Dwa"}},
    "cards": [
        {"text": {"en": "A", "pl": "A"}, "accepted": ["one"], "why": {"en": "Because A.", "pl": "Bo A."}},
        {"text": {"en": "B", "pl": "B"}, "accepted": ["two", "one"], "why": {"en": "Either.", "pl": "Oba."}},
    ],
}


@pytest.fixture
def sorting(monkeypatch) -> Sorting:
    from course import texts

    real = texts.table
    monkeypatch.setattr(texts, "table", lambda name: {"sorting": TEXTS} if name == "planted" else real(name))
    return Sorting("planted", "en")


def choose(sorting: Sorting, **values: str) -> None:
    sorting.set_state({"values": {**sorting.values, **values}})


def test_nothing_is_said_before_a_card_is_put_somewhere(sorting):
    assert sorting.notes == {}
    assert sorting.report == []
    assert [control["label"] for control in sorting.controls] == ["A", "B"]


def test_every_answer_gets_its_reason_and_a_wrong_one_another_tone(sorting):
    choose(sorting, card1="two")
    assert sorting.notes == {"card1": {"text": "Because A.", "tone": "bad"}}
    choose(sorting, card1="one")
    assert sorting.notes["card1"]["tone"] == "good"


def test_where_people_differ_both_answers_count(sorting):
    for answer in ("one", "two"):
        choose(sorting, card2=answer)
        assert sorting.notes["card2"]["tone"] == "good"
    assert sorting.report[0]["text"].endswith("1 of 1.")


def test_player_takes_whole_steps_within_its_run():
    assert Player("time", 10).clean("3", "Time", "en") == 3
    with pytest.raises(RefusedError, match="Time"):
        Player("time", 10).clean(11, "Time", "en")


def test_text_is_refused_where_it_is_too_long():
    assert Text("why", 5).clean(" abc ", "Why", "en") == "abc"
    for value in ("abcdef", 3):
        with pytest.raises(RefusedError, match="at most 5"):
            Text("why", 5).clean(value, "Why", "en")
