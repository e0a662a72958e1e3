"""The play with added value: ledgers, sizes, learning, what does not fit."""

import pytest

from course.texts import LANGUAGES, Words
from widgets import AddedValue, AddedValueBet, AddedValueLearning, AddedValueLedger, AddedValueSize
from widgets.added_value import LEDGERS


def test_play_waits_for_the_bet():
    play = AddedValue("en")
    assert play.children == (play.bet,)
    play.bet.values = {"answer": "skip"}
    assert play.children == (play.bet, play.ledger, play.size, play.learning)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_bet_gets_its_verdict(language):
    words = Words("added_value", language)
    for answer in words.node("bet.options"):
        size = AddedValueSize(language, bet=AddedValueBet(language, answer=answer))
        assert size.report[0]["text"] == words(f"verdict.{answer}", total=22, per_head=5, best=2.0)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_ledger_has_a_name_for_each_of_its_entries(language):
    ledger = AddedValueLedger(language)
    for number, (name, (inside, _)) in enumerate(LEDGERS.items(), 1):
        ledger.pressed = [name, number]
        assert ledger.values["items"] == len(inside) == 4
        assert not ledger.errors
        assert "–" not in ledger.values["names"][:4]


@pytest.mark.parametrize(
    ("inside", "outside", "key"),
    [(3, 2, "good"), (2, 3, "service"), (3, 0, "club"), (3, -1, "harm"), (0, 0, "nothing"), (-2, -1, "nothing")],
)
def test_the_slides_question_depends_on_both_sides(inside, outside, key):
    ledger = AddedValueLedger("en")
    rest = [0] * 5
    ledger.values = {**ledger.values, "items": 1, "inside": [inside, *rest], "outside": [outside, *rest]}
    assert ledger.report[0]["text"] == Words("added_value", "en")(f"ledger.{key}")


@pytest.mark.parametrize(("partners", "tone"), [(3, "good"), (5, "plain"), (21, "plain"), (22, "bad"), (30, "bad")])
def test_one_partner_more_is_judged_for_the_whole_and_for_each(partners, tone):
    size = AddedValueSize("en", partners=partners)
    assert size.report[0]["tone"] == tone


def test_more_time_moves_the_best_size_for_each():
    size = AddedValueSize("en")
    size.values = {**size.values, "hours": 1.5}
    assert "the share of each at 9" in size.pictures[0]["sentence"]


def test_learning_follows_its_sliders():
    learning = AddedValueLearning("pl")
    learning.values = {"count": 0, "initial": 0, "rate": 100}
    assert learning.pictures[0]["sentence"].startswith("Po 0: 0%. Pierwsze dodało 100 p.p., następne doda 100")


def test_a_nameless_entry_is_refused_and_the_last_good_ledger_stays():
    ledger = AddedValueLedger("en")
    ledger.values = {**ledger.values, "names": ["", *ledger.values["names"][1:]]}
    assert ledger.errors["names"]
    assert ledger.picture.axes.get_yticklabels()[0].get_text() == "places for children"
