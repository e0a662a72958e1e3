"""The four pictures of the repeated game say in words what they show."""

import numpy as np
import pytest

from course.figures.repeated_trust import Generations, Meeting, Shadow, Standing, cover
from course.models.repeated_trust import PAYOFFS, STRATEGIES, Payoffs, evolve, tournament

ROOM = dict.fromkeys(STRATEGIES, 3)


@pytest.mark.parametrize(
    ("language", "before", "after"),
    [
        ("en", "Nothing has happened yet", "round 2: you hold back, the stranger delivers. Points so far: you 5, the"),
        ("pl", "Nic się jeszcze nie wydarzyło", "runda 2: wstrzymujesz się, nieznajomy dotrzymuje słowa."),
    ],
)
def test_a_meeting_tells_its_last_round(language, before, after):
    picture = Meeting(language, 20)
    picture.update(4, [], [], [], np.zeros((2, 0)))
    assert before in picture.sentence
    picture.update(4, [True, False], [True, True], [False, False], np.array([[2.0, 3.0], [2.0, -1.0]]))
    assert after in picture.sentence
    np.testing.assert_array_equal(picture.mine.get_ydata(), [0, 2, 5])
    assert [end.get_text() for end in picture.ends] == ["5", "1"]


def test_moves_are_told_apart_by_shape_and_a_slip_is_framed():
    picture = Meeting("en", 20)
    picture.update(1, [True, False], [True, True], [False, True], np.zeros((2, 2)))
    assert picture.kept.get_marker() != picture.held.get_marker()
    assert picture.kept.get_xdata().tolist() == [1, 1, 2]
    assert picture.held.get_xdata().tolist() == [2]
    assert picture.slips.get_xdata().tolist() == [2]
    assert "the opposite of what you had decided" in picture.sentence


def test_standing_stars_the_most_and_says_where_nobody_is():
    picture = Standing("en")
    points = tournament({"tit_for_tat": 2, "always_hold_back": 3}, 10)
    picture.update(0, points)
    shown = dict(zip(STRATEGIES, (text.get_text() for text in picture.values), strict=True))
    assert shown["tit_for_tat"] == "★ 17"
    assert shown["always_hold_back"] == "6"
    assert shown["grim"] == "nobody"
    assert picture.sentence == "Generation 0. Points of one player: tit for tat 17; always holds back 6."


def test_standing_holds_losses_too_and_is_updated_in_place():
    picture = Standing("pl")
    before = picture.figure
    picture.update(0, tournament(ROOM, 10))
    picture.update(3, tournament({"tit_for_tat": 1, "always_hold_back": 9}, 10))
    assert picture.axes.get_xlim()[0] < -9
    assert "Pokolenie 3." in picture.sentence
    assert "wet za wet −9" in picture.sentence
    assert picture.figure is before


def test_generations_are_drawn_up_to_the_one_that_is_played():
    picture = Generations("pl", 20)
    history = evolve(ROOM, 20, 3, 50, noise=0.05)
    picture.update(0, history)
    assert [text.get_text() for text in picture.values] == ["3"] * 7
    widths = [np.ptp(strip.get_paths()[0].vertices[:, 0]) for strip in picture.strips]
    assert widths == [1.0] * 7
    picture.update(20, history)
    assert picture.sentence == "Pokolenie 20. Liczba graczy: wet za dwa wety 21."


@pytest.mark.parametrize("language", ["en", "pl"])
def test_shadow_marks_the_border_and_both_totals(language):
    picture = Shadow(language)
    picture.update(PAYOFFS, 0.5)
    decimal = {"en": ".", "pl": ","}[language]
    assert picture.border.get_xdata()[0] == pytest.approx(1 / 3)
    assert f"0{decimal}33" in picture.sentence
    assert {"en": "Keeping your word brings 4 in all, holding back 3.", "pl": "daje razem 4, wstrzymanie się 3."}[
        language
    ] in picture.sentence


def test_lines_of_the_shadow_cross_at_the_border():
    picture = Shadow("en")
    picture.update(Payoffs(5, 3, 1, 0), 0.2)
    keep, hold = picture.keep.get_ydata(), picture.hold.get_ydata()
    assert np.interp(0.5, [0, 1], keep) == pytest.approx(np.interp(0.5, [0, 1], hold))
    assert keep[0] < hold[0]


def test_cover_is_the_tournament_of_the_bet():
    assert "★" in cover("en").svg()
    assert cover("pl").sentence.startswith("Pokolenie 0. Punkty jednego gracza: nigdy nie wybacza 316")
