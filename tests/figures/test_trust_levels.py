"""The four pictures of trust levels say in words what they show."""

import numpy as np

from course.figures.trust_levels import Fan, Ladder, Path, Shares, cover
from course.models.trust_levels import Trajectory, thresholds

STEPS = 3
HISTORY = Trajectory(np.array([0, 1, 0, 0]), np.array([0.5, 0.6, 0.375, 0.375]), np.array([1, -1, 0]))


def test_ladder_says_what_each_level_asks_for_and_what_is_within_reach():
    picture = Ladder("pl")
    picture.update(0.5, 0.6, thresholds(4), 1)
    assert "najgłębszy poziom w zasięgu: 1" in picture.sentence
    assert "poziom 4 wymaga 0,93" in picture.sentence
    picture.update(0.5, 0.5, thresholds(4), 0)
    assert "żaden poziom nie jest w zasięgu" in picture.sentence


def test_ladder_draws_the_loan_beside_the_partners_own_trust():
    picture = Ladder("en")
    picture.update(0.5, 0.6, thresholds(4), 1)
    assert picture.own[0].get_width() == 0.5
    np.testing.assert_allclose([picture.lent[0].get_x(), picture.lent[0].get_width()], [0.5, 0.1])
    np.testing.assert_allclose(np.asarray(picture.marks.get_xdata(), dtype=float), thresholds(4))
    assert picture.lent[0].get_hatch()


def test_path_shows_no_more_than_has_been_played():
    picture = Path("en", STEPS)
    picture.update(HISTORY, 0, thresholds(4), 0.2)
    assert "nothing has happened yet" in picture.sentence
    assert np.size(picture.own.get_xdata()) == 1
    picture.update(HISTORY, 3, thresholds(4), 0.2)
    assert picture.sentence.endswith("successes 1, failures 1, rounds with nothing done together 1.")
    assert (np.size(picture.won.get_xdata()), np.size(picture.lost.get_xdata())) == (1, 1)
    assert [bar.get_height() for bar in picture.bars] == [0, 1, 0, 0]


def test_fan_tells_both_bands_in_numbers():
    picture = Fan("pl", STEPS)
    picture.update(np.linspace(0, 1, 11)[:, None] * np.ones(STEPS + 1), np.full((4, STEPS + 1), 0.5))
    assert "0,5 z animatorem (osiem na dziesięć od 0,1 do 0,9)" in picture.sentence
    assert "bez niego 0,5" in picture.sentence


def test_shares_list_the_levels_that_occur():
    picture = Shares("en", STEPS)
    alone, helped = np.zeros((5, STEPS + 1)), np.zeros((5, STEPS + 1))
    alone[0], helped[0], helped[2] = 1, 0.25, 0.75
    picture.update(helped, alone)
    assert "With an animator: level 0: 25%, level 2: 75%. Without one: level 0: 100%" in picture.sentence


def test_the_same_figure_is_updated_in_place():
    picture = Fan("en", STEPS)
    before, first = picture.figure, picture.svg()
    picture.update(np.full((4, STEPS + 1), 0.7), np.full((4, STEPS + 1), 0.5))
    assert picture.figure is before
    assert picture.svg() != first


def test_cover_is_the_ladder_with_an_animator():
    assert "level 1" in cover("en").svg()
