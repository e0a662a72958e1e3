"""The scores' lines and marks, the curve of strength, and their sentences."""

import numpy as np
import pytest

from course.figures.local_resources import Curve, Ratings, cover, one_more
from course.texts import LANGUAGES

TOWN = np.array([5.0, 5, 5, 5, 1, 5, 5])


def test_a_line_runs_from_the_lowest_to_the_highest_of_all_four():
    picture = Ratings("en")
    ratings = np.full((3, 7), 3.0)
    ratings[0, 2], ratings[1, 2] = 1, 2
    own = np.full(7, 3.0)
    own[2] = 5
    picture.update(ratings, own)
    np.testing.assert_allclose(picture.lines.get_segments()[2][:, 0], [1, 5])
    np.testing.assert_allclose(picture.own.get_xdata(), own)
    assert picture.sentence == (
        "Furthest apart: “memory capital”, from 1 to 5. Closest together: political will, from 3 to 3."
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_names_of_resources_fit_on_the_picture(language):
    picture = cover(language)
    picture.svg()
    assert all(label.get_window_extent().x0 > 0 for label in picture.axes.get_yticklabels())


def test_the_curve_rises_from_near_the_weakest_to_the_mean():
    picture = Curve("pl")
    picture.update(TOWN, 1.0, None)
    values = picture.curve.get_ydata()
    assert (np.diff(values) >= 0).all()
    assert 1 < values[0] < 1.3
    assert values[-1] == pytest.approx(31 / 7)
    assert not picture.raised.get_visible()
    assert picture.sentence == ("Przy zastępowaniu 1 siła wynosi 4,43; samo najsłabsze ogniwo dałoby 1, średnia 4,43.")


def test_a_point_more_lies_above_and_is_told():
    picture = Curve("en")
    picture.update(TOWN, 0.0, 4)
    assert (np.array(picture.raised.get_ydata()) >= np.array(picture.curve.get_ydata())).all()
    assert picture.sentence.endswith("With one point more for evaluation of earlier work: 4.39.")


def test_nothing_is_raised_beyond_five():
    assert one_more(TOWN, 0)[0] == 5
    assert one_more(TOWN, 4)[4] == 2
