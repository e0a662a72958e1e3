"""Where partners stand between the sectors, how even that is, and whom their ties reach."""

import re
from math import log, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.models.three_sectors import CORNERS, SECTORS, ei_index, evenness, missing, position

ROW = st.lists(st.floats(0, 1e6), min_size=3, max_size=3).filter(lambda row: max(row) > 1e-6)
ROWS = st.lists(ROW, min_size=1, max_size=8)
NODES = st.lists(st.sampled_from(SECTORS), min_size=2, max_size=8)


@st.composite
def networks(draw):
    sectors = draw(NODES)
    pair = st.tuples(*[st.integers(0, len(sectors) - 1)] * 2).filter(lambda two: two[0] != two[1])
    return draw(st.lists(pair, min_size=1, max_size=12)), sectors


def test_a_half_and_two_quarters_by_hand():
    np.testing.assert_allclose(position([[2, 1, 1]]), [[0.25 * 0.5 + 0.25, 0.25 * sqrt(3) / 2]])
    np.testing.assert_allclose(evenness([[2, 1, 1]]), [(0.5 * log(2) + 0.5 * log(4)) / log(3)])


def test_four_ties_of_which_three_cross_a_border_give_a_half():
    assert ei_index([(0, 1), (0, 2), (1, 2), (2, 3)], ["public", "civic", "business", "business"]) == 0.5


def test_a_share_of_exactly_the_floor_is_not_missing():
    assert missing([[0.85, 0.1, 0.05], [8, 1, 1], [1, 0, 0]]) == [("business",), (), ("civic", "business")]
    assert missing([[1, 1, 2]], floor=0.3) == [("public", "civic")]


@given(ROWS)
def test_every_point_lies_in_the_triangle_and_scale_does_not_matter(rows):
    points = position(rows)
    weights = np.linalg.solve(np.vstack([CORNERS.T, np.ones(3)]), np.column_stack([points, np.ones(len(rows))]).T)
    assert weights.min() > -1e-9
    np.testing.assert_allclose(position(np.array(rows) * 7), points, atol=1e-9)


@given(ROWS, st.permutations(range(3)))
def test_evenness_is_between_none_and_all_and_blind_to_names(rows, order):
    even = evenness(rows)
    assert ((even >= 0) & (even <= 1)).all()
    np.testing.assert_allclose(evenness(np.array(rows)[:, order]), even, atol=1e-9)


def test_corners_are_uneven_and_the_middle_is_even():
    np.testing.assert_allclose(position(np.eye(3)), CORNERS)
    np.testing.assert_allclose(evenness(np.vstack([np.eye(3), np.ones(3)])), [0, 0, 0, 1], atol=1e-12)


@given(ROWS, st.floats(0, 1), st.floats(0, 1))
def test_a_higher_floor_never_fills_a_chair(rows, one, other):
    low, high = sorted((one, other))
    assert all(set(few) <= set(many) for few, many in zip(missing(rows, low), missing(rows, high), strict=True))


@given(networks())
def test_index_of_ties_is_bounded_and_blind_to_direction(network):
    edges, sectors = network
    index = ei_index(edges, sectors)
    assert -1 <= index <= 1
    assert ei_index([pair[::-1] for pair in reversed(edges)], sectors) == index


@given(NODES.filter(lambda sectors: len(set(sectors)) > 1))
def test_only_ties_across_give_one_and_only_ties_within_minus_one(sectors):
    pairs = [(i, j) for i in range(len(sectors)) for j in range(i)]
    across = [(i, j) for i, j in pairs if sectors[i] != sectors[j]]
    within = [(i, j) for i, j in pairs if sectors[i] == sectors[j]]
    assert ei_index(across, sectors) == 1
    assert not within or ei_index(within, sectors) == -1


@pytest.mark.parametrize("function", [position, evenness, missing])
@pytest.mark.parametrize(
    ("shares", "message"),
    [
        ([[1, 0, 0], [0, 0, 0]], "shares[1] must not be all zero, got [0.0, 0.0, 0.0]"),
        ([[1, -1, 0]], "shares[0] must be 0 or more and finite, got [1.0, -1.0, 0.0]"),
        ([[1, float("nan"), 0]], "shares[0] must be 0 or more and finite"),
        ([[1, 1]], "got shape (1, 2)"),
        ([1, 1, 1], "got shape (3,)"),
    ],
)
def test_shares_that_are_none_are_refused(function, shares, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        function(shares)


def test_no_rows_give_no_points():
    assert position(np.empty((0, 3))).shape == (0, 2)
    assert missing(np.empty((0, 3))) == []


@pytest.mark.parametrize(
    ("edges", "sectors", "message"),
    [
        ([], ["public"], "edges must hold at least one tie, got none"),
        ([(0, 0)], ["public"], "edges must join two different partners of 1, got (0, 0)"),
        ([(0, 2)], ["public", "civic"], "edges must join two different partners of 2, got (0, 2)"),
        ([(0, 1)], ["public", "church"], "sectors must be among public, civic, business, got 'church'"),
    ],
)
def test_ties_that_lead_nowhere_are_refused(edges, sectors, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        ei_index(edges, sectors)


def test_a_floor_above_everything_is_refused():
    with pytest.raises(ValueError, match=r"floor must be in \[0, 1\], got 1.5"):
        missing([[1, 1, 1]], floor=1.5)
