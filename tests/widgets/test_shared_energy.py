"""The crowd's play: rounds, crowds, a small success, one person won over, what does not fit."""

import pytest

from course.models.shared_energy import cascade, first_to_win, joined
from course.texts import LANGUAGES, Words
from widgets import SharedEnergy, SharedEnergyBet, SharedEnergySquare, SharedEnergyWin
from widgets.shared_energy import VILLAGES


def test_play_waits_for_the_bet():
    play = SharedEnergy("en")
    assert play.children == (play.bet,)
    play.bet.values = {"answer": "skip"}
    assert play.children == (play.bet, play.square, play.win)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_bet_gets_its_verdict(language):
    words = Words("shared_energy", language)
    for answer in words.node("bet.options"):
        square = SharedEnergySquare(language, bet=SharedEnergyBet(language, answer=answer))
        assert square.report[0]["text"] == words(f"verdict.{answer}")


def test_two_saturdays_differ_by_one_person_and_by_nine_who_stay_at_home():
    square = SharedEnergySquare("en")
    chain = square.waiting.copy()
    square.pressed = ["careful", 1]
    assert (square.waiting != chain).sum() == 1
    assert cascade(chain)[-1] == 10
    assert cascade(square.waiting)[-1] == 1


def test_who_is_inside_grows_round_by_round_to_those_who_ever_join():
    square = SharedEnergySquare("en")
    for played in range(11):
        square.values = {**square.values, "round": played}
        assert square.picture.level.get_ydata()[0] == played
    square.pressed = ["core", 1]
    square.values = {**square.values, "round": 10}
    assert square.picture.level.get_ydata()[0] == joined(square.waiting).sum() == 3


def test_a_small_success_tips_the_core():
    square = SharedEnergySquare("en")
    square.pressed = ["core", 1]
    square.values = {**square.values, "gain": 15, "round": 10}
    assert cascade(square.waiting)[-1] == 3
    square.values = {**square.values, "gain": 20}
    assert cascade(square.waiting)[-1] == 10
    assert "all are there" in square.pictures[0]["sentence"]


def test_fewer_people_make_a_smaller_crowd():
    square = SharedEnergySquare("pl")
    square.values = {**square.values, "people": 3}
    assert len(square.waiting) == 3
    assert "z 3" in square.pictures[0]["sentence"]


def test_each_village_teaches_something_else():
    assert first_to_win(VILLAGES["mill"]) == 3  # and not place 2, which is nearly there
    assert first_to_win(VILLAGES["choir"]) == 5
    assert first_to_win(VILLAGES["wall"]) is None
    assert first_to_win(VILLAGES["orchard"]) is None


@pytest.mark.parametrize(
    ("village", "person", "key", "tone"),
    [
        ("mill", 1, "anyway", "bad"),
        ("mill", 3, "better", "bad"),
        ("mill", 4, "best", "good"),
        ("wall", 1, "useless", "plain"),
    ],
)
def test_the_choice_is_judged(village, person, key, tone):
    win = SharedEnergyWin("en")
    assert len(win.report) == 1
    win.values = {"village": village, "person": person}
    assert win.report[0]["tone"] == tone
    values = {"best": {"n": 1}, "better": {"n": 0, "who": 4, "more": 1}}.get(key, {})
    assert win.report[0]["text"] == Words("shared_energy", "en")(f"win.{key}", **values)


def test_a_belief_above_all_belief_is_refused_and_the_last_good_one_stays():
    square = SharedEnergySquare("en")
    square.values = {**square.values, "belief": [120, *square.values["belief"][1:]]}
    assert "between 0 and 100" in square.errors["belief"]
    assert cascade(square.waiting)[-1] == 10
