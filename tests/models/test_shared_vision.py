"""Views in talk against numpy's solver and an eigenvector, by hand and for all inputs; roles against plain loops."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.models.shared_vision import NETWORKS, discuss, is_unique, network, role_gaps, settled

shares = st.floats(0, 1)


@st.composite
def rooms(draw, least_open=0.0, most_open=1.0):
    """Draw views, weights that leave nobody out of anybody's hearing, and openness."""
    n = draw(st.integers(1, 6))
    views = draw(st.lists(st.floats(0, 10), min_size=n, max_size=n))
    rows = draw(st.lists(st.lists(st.floats(0.1, 1), min_size=n, max_size=n), min_size=n, max_size=n))
    openness = draw(st.lists(st.floats(least_open, most_open), min_size=n, max_size=n))
    weights = np.array(rows)
    return np.array(views), weights / weights.sum(axis=1, keepdims=True), np.array(openness)


def one_round(now, first, weights, openness):
    """Return the next views by the sentence of the rule, partner by partner."""
    moved = []
    for i in range(len(now)):
        heard = sum(weights[i][j] * now[j] for j in range(len(now)))
        moved.append(openness[i] * heard + (1 - openness[i]) * first[i])
    return moved


def test_two_partners_redone_by_hand():
    # Each hears only the other and is half open: a = b/2 + 1, b = a/2 + 4.
    weights, openness = [[0, 1], [1, 0]], [0.5, 0.5]
    np.testing.assert_allclose(settled([2, 8], weights, openness), [4, 6])
    np.testing.assert_allclose(discuss([2, 8], weights, openness, 2), [[2, 8], [5, 5], [3.5, 6.5]])


def test_four_open_partners_end_where_the_one_who_never_moves_stands():
    weights, openness = network("table", 5), [1, 0, 1, 1, 1]
    np.testing.assert_allclose(settled([4, 1, 6, 9, 10], weights, openness), np.ones(5))
    np.testing.assert_allclose(discuss([4, 1, 6, 9, 10], weights, openness, 1)[1], [6, 1, 6, 6, 6])


@given(rooms(), st.integers(0, 8))
def test_rounds_are_those_of_plain_loops(room, steps):
    views, weights, openness = room
    path = discuss(views, weights, openness, steps)
    assert path.shape == (steps + 1, len(views))
    for before, after in pairwise(path):
        np.testing.assert_allclose(after, one_round(before, views, weights, openness), atol=1e-12)


@given(rooms(most_open=0.9))
def test_iteration_ends_at_the_closed_form_and_at_numpys_solution(room):
    views, weights, openness = room
    rest = settled(views, weights, openness)
    np.testing.assert_allclose(discuss(views, weights, openness, 400)[-1], rest, atol=1e-9)
    opened = np.diag(openness)
    solution = np.linalg.inv(np.eye(len(views)) - opened @ weights) @ (np.eye(len(views)) - opened) @ views
    np.testing.assert_allclose(rest, solution, atol=1e-9)


@given(rooms(most_open=0.9))
def test_another_round_moves_nobody_who_is_settled(room):
    views, weights, openness = room
    rest = settled(views, weights, openness)
    np.testing.assert_allclose(one_round(rest, views, weights, openness), rest, atol=1e-9)


@given(rooms(), st.integers(0, 20))
def test_views_never_leave_the_hull_of_the_first_ones(room, steps):
    path = discuss(*room, steps)
    assert path.min() >= room[0].min() - 1e-9
    assert path.max() <= room[0].max() + 1e-9


@given(rooms(least_open=1.0))
def test_all_fully_open_and_connected_agree_on_the_eigenvectors_mean(room):
    views, weights, openness = room
    end = discuss(views, weights, openness, 3000)[-1]
    assert np.ptp(end) < 1e-6
    values, vectors = np.linalg.eig(weights.T)
    attention = np.real(vectors[:, np.argmin(np.abs(values - 1))])
    np.testing.assert_allclose(end, views @ attention / attention.sum(), atol=1e-6)


@given(rooms(), st.integers(0, 10))
def test_the_identity_as_views_says_whose_view_is_in_each(room, steps):
    views, weights, openness = room
    share = discuss(np.eye(len(views)), weights, openness, steps)[-1]
    np.testing.assert_allclose(share.sum(axis=1), 1)
    np.testing.assert_allclose(share @ views, discuss(views, weights, openness, steps)[-1], atol=1e-9)


def test_views_with_two_sides_move_side_by_side():
    weights, openness = network("ring", 4), [0.3, 0.6, 1, 0.9]
    sides = np.array([[0, 9], [4, 4], [7, 1], [10, 2.5]])
    for side in (0, 1):
        np.testing.assert_allclose(
            discuss(sides, weights, openness, 6)[..., side], discuss(sides[:, side], weights, openness, 6)
        )
        np.testing.assert_allclose(
            settled(sides, weights, openness)[:, side], settled(sides[:, side], weights, openness)
        )


@given(rooms(), st.data())
def test_a_resting_point_is_unique_just_where_no_closed_group_is_fully_open(room, data):
    _, weights, openness = room
    n = len(openness)
    openness = np.array(data.draw(st.lists(st.sampled_from([0.5, 1.0]), min_size=n, max_size=n)))
    hears = np.array(data.draw(st.lists(st.lists(st.booleans(), min_size=n, max_size=n), min_size=n, max_size=n)))
    np.fill_diagonal(hears, val=True)
    weights = weights * hears
    weights /= weights.sum(axis=1, keepdims=True)
    spectral = np.abs(np.linalg.eigvals(openness[:, None] * weights)).max()
    assert is_unique(weights, openness) == (spectral < 1 - 1e-9)


@pytest.mark.parametrize("kind", NETWORKS)
@pytest.mark.parametrize("partners", [3, 4, 5, 6, 9])
def test_every_ready_network_shares_out_attention_and_lets_everybody_hear_themselves(kind, partners):
    weights = network(kind, partners)
    np.testing.assert_allclose(weights.sum(axis=1), 1)
    assert (weights >= 0).all()
    assert (weights.diagonal() > 0).all()


def test_ready_networks_redone_by_hand():
    third = 1 / 3
    np.testing.assert_allclose(network("table", 4), np.full((4, 4), 0.25))
    np.testing.assert_allclose(network("ring", 4)[0], [third, third, 0, third])
    np.testing.assert_allclose(network("apart", 5)[[0, 4]], [[third] * 3 + [0, 0], [0, 0, 0, 0.5, 0.5]])
    np.testing.assert_allclose(network("bridge", 5)[[2, 3]], [[0.25] * 4 + [0], [0, 0, third, third, third]])


@pytest.mark.parametrize(("kind", "visions"), [("apart", 2), ("bridge", 1), ("leader", 1), ("ring", 1), ("table", 1)])
def test_fully_open_partners_reach_as_many_views_as_there_are_groups_that_hear_one_another(kind, visions):
    end = discuss([4, 1, 6, 9, 10, 8], network(kind, 6), np.ones(6), 2000)[-1]
    assert len(set(end.round(6))) == visions


@given(st.integers(1, 6).flatmap(lambda n: st.lists(st.lists(st.booleans(), min_size=n, max_size=n), min_size=1)))
def test_gaps_are_those_of_plain_loops(claims):
    unowned, contested = role_gaps(claims)
    assert unowned == [task for task, row in enumerate(claims) if row.count(True) == 0]
    assert contested == [task for task, row in enumerate(claims) if row.count(True) > 1]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: discuss([], [], [], 1), r"views must be a list of one or more numbers, .* got shape \(0,\)"),
        (lambda: discuss([np.nan], [[1]], [1], 1), "views must be finite, got nan"),
        (lambda: discuss([1, 2], [[1]], [1, 1], 1), r"weights must have a row .* 2 partners, got shape \(1, 1\)"),
        (lambda: discuss([1, 2], [[1, 1], [0, 1]], [1, 1], 1), r"sum to 1 in each row, got \[1.0, 1.0\] in row 0"),
        (lambda: discuss([1], [[1]], [1, 1], 1), r"openness must have one number a partner, 1 in all"),
        (lambda: discuss([1], [[1]], [1.5], 1), r"openness must be in \[0, 1\], got 1.5 for partner 0"),
        (lambda: discuss([1], [[1]], [1], -1), "steps must be a whole number, 0 or more, got -1"),
        (lambda: settled([1, 5], np.eye(2), [0.5, 1]), "somebody whom partner 1 hears, directly or through others"),
        (lambda: network("gossip", 4), "kind must be one of table, ring, leader, bridge, apart, got 'gossip'"),
        (lambda: network("ring", 2), "partners must be a whole number, 3 or more, got 2"),
        (lambda: role_gaps([]), r"accountable must have a row a task and a column a partner, got shape \(0,\)"),
        (lambda: role_gaps([[0, 0.5]]), "accountable must hold only true and false, got .*0.5"),
    ],
)
def test_what_is_out_of_range_is_refused_by_name(call, message):
    with pytest.raises(ValueError, match=message):
        call()
