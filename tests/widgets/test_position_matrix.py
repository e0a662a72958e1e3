"""The map's play: marks moved, rooms opened, verdicts given, what does not fit refused."""

import numpy as np
import pytest

from course.models.position_matrix import dispersion
from course.texts import LANGUAGES, Words
from widgets import PositionMatrix, PositionMatrixBet, PositionMatrixOwn, PositionMatrixRoom
from widgets.position_matrix import FAR, NEAR, ROOMS


def press(explorer, name):
    explorer.pressed = [name, 1]


def test_play_waits_for_the_bet():
    play = PositionMatrix("en")
    assert play.children == (play.bet,)
    play.bet.values = {"answer": "skip"}
    assert play.children == (play.bet, play.own, play.room)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_bet_gets_its_verdict(language):
    words = Words("position_matrix", language)
    for answer in words.node("bet.options"):
        bet = PositionMatrixBet(language, answer=answer)
        room = PositionMatrixRoom(language, bet=bet)
        assert room.report[0]["text"] == words(f"verdict.{answer}")


def test_a_case_moves_both_marks_and_tells_its_story():
    own = PositionMatrixOwn("en")
    press(own, "day_care")
    assert own.values["after_y"] == -0.3
    assert own.report[0]["title"] == "A day-care centre finds its feet"
    own.values = {**own.values, "after_y": 0.9}
    assert own.report[0]["title"] == "What to make of it"


def test_three_rooms_share_their_average_and_differ_in_dispersion():
    averages = {name: np.mean(room, axis=0) for name, room in ROOMS.items() if name != "few"}
    for average in averages.values():
        np.testing.assert_allclose(average, 0, atol=1e-12)
    spreads = {name: dispersion(ROOMS[name]) for name in averages}
    assert spreads["together"] < NEAR < spreads["scattered"] < spreads["camps"]
    assert spreads["camps"] > FAR


def test_a_room_of_four_stays_empty_and_says_why():
    room = PositionMatrixRoom("pl")
    press(room, "few")
    assert len(room.points) == 4
    assert "mniej niż pięć osób" in room.pictures[0]["sentence"]
    assert [block["title"] for block in room.report] == ["Czyj to pomysł?"]


def test_an_empty_room_is_no_error():
    room = PositionMatrixRoom("en")
    room.values = {**room.values, "people": 0}
    assert "Fewer than five" in room.pictures[0]["sentence"]


def test_a_mark_off_the_map_is_refused_and_the_last_good_one_stays():
    room = PositionMatrixRoom("en")
    typed = list(room.values["x"])
    room.values = {**room.values, "x": [5, *typed[1:]]}
    assert "between −1 and 1" in room.errors["x"]
    np.testing.assert_allclose(room.points[:, 0], typed[:8])
