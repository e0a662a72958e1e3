"""Points on the map: middle, spread and shift, by hand and against other definitions."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from course.models.position_matrix import AXES, LEAST, centroid, dispersion, shift, summary

coordinate = st.floats(-1, 1, allow_nan=False)
rooms = st.integers(1, 12).flatmap(lambda n: arrays(np.float64, (n, 2), elements=coordinate))


def test_a_room_of_three_redone_by_hand():
    room = [(0.0, 0.5), (0.5, -0.5), (1.0, 0.0)]
    np.testing.assert_allclose(centroid(room), [0.5, 0.0])
    # Squared distances from (0.5, 0): 0.5, 0.25, 0.25; their mean is a third.
    assert dispersion(room) == pytest.approx(1 / 3)


@given(rooms)
def test_dispersion_is_the_trace_of_the_covariance_and_half_the_mean_squared_distance_of_pairs(room):
    assert dispersion(room) == pytest.approx(np.trace(np.cov(room.T, bias=True)), abs=1e-12)
    pairs = [np.sum((a - b) ** 2) for a, b in product(room, repeat=2)]
    assert dispersion(room) == pytest.approx(np.mean(pairs) / 2, abs=1e-12)


@given(rooms, rooms)
def test_middle_stays_within_the_map_and_a_shift_back_undoes_itself(before, after):
    assert (np.abs(centroid(before)) <= 1).all()
    assert 0 <= dispersion(before) <= 2 + 1e-12
    np.testing.assert_allclose(shift(before, after), -shift(after, before))
    np.testing.assert_allclose(shift(before, before), 0)


@given(rooms)
def test_order_of_people_does_not_matter(room):
    np.testing.assert_allclose(centroid(room[::-1]), centroid(room), atol=1e-15)
    assert dispersion(room[::-1]) == pytest.approx(dispersion(room), abs=1e-15)


def test_same_middle_may_hide_two_camps():
    camps, together = [(-1, -1)] * 3 + [(1, 1)] * 3, [(0, 0)] * 6
    np.testing.assert_allclose(centroid(camps), centroid(together))
    assert dispersion(camps) == 2
    assert dispersion(together) == 0


def test_nothing_is_shown_below_five_answers():
    assert LEAST == 5
    assert summary([]) is None
    assert summary([(1, 1)] * 4) is None
    found = summary([(1, 1)] * 5)
    assert found is not None
    np.testing.assert_allclose(found.centroid, [1, 1])


def test_axes_name_four_of_the_slides_words():
    assert AXES == (("competition", "co_operation"), ("bureaucracy", "creativity"))


@pytest.mark.parametrize(
    ("points", "said"),
    [
        ([], "at least one row of two numbers"),
        ([(0, 0, 0)], "two numbers"),
        ([(0, 1.5)], r"must lie in \[-1, 1\], got 1.5"),
        ([(float("nan"), 0)], "got nan"),
    ],
)
def test_what_is_no_mark_on_the_map_is_refused(points, said):
    for refused in (centroid, dispersion):
        with pytest.raises(ValueError, match=said):
            refused(points)
    with pytest.raises(ValueError, match=r"before|after"):
        shift(points, [(0, 0)])
