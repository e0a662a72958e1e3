"""The ledger's bars, the two curves with their tops, the curve of learning."""

import numpy as np
import pytest

from course.figures.added_value import Art, Curve, Ledger, cover
from course.texts import LANGUAGES

RULE = (0.6, 12, 3, 0.1)


def test_a_ledger_has_two_bars_an_entry_and_adds_up_each_side_alone():
    picture = Ledger("en")
    picture.update(["a", "b"], np.array([3, -1]), np.array([0, -2]))
    assert [bar.get_width() for bar in picture.inside[:2]] == [3, -1]
    assert [bar.get_visible() for bar in picture.outside] == [True, True, False, False, False, False]
    assert picture.sentence == "For the members the entries add up to 2, for people outside to −2."


def test_both_tops_stand_where_the_model_finds_them():
    picture = Curve("pl")
    picture.update(6, RULE)
    assert [line.get_xdata()[0] for line in picture.tops] == [22, 5]
    assert picture.marks[1].get_ydata()[0] == pytest.approx(1.95)
    assert picture.sentence == (
        "Liczba partnerów: 6. Razem 11,7, na każdego 1,95. Całość jest największa przy 22, część każdego przy 5."
    )


def test_a_curve_below_zero_stays_on_the_picture():
    picture = Curve("en")
    picture.update(30, (0, 12, 3, 1))
    assert picture.axes[0].get_ylim()[0] < picture.marks[0].get_ydata()[0]


def test_learning_is_told_with_the_first_step_and_the_next():
    picture = Art("en")
    picture.update(0.2, 0.5, 2)
    assert picture.sentence == "After 2: 80%. The first taught 40 percentage points, the next one would teach 10."
    assert len(picture.done.get_xdata()) == 3


@pytest.mark.parametrize("language", LANGUAGES)
def test_cover_is_drawn(language):
    assert cover(language).svg().startswith("<svg")
    assert cover(language).sentence
