"""Goals as sets: numbers by hand, the definitions counted out one by one, what always holds, what is refused."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.models.local_energy import KEYS, common_ground, movers, outside, overlap, starting_point

GOALS = "bchpw"
partners = st.lists(st.frozensets(st.sampled_from(GOALS)), min_size=1, max_size=6)
# Four partners, six goals, each goal shared by exactly one pair.
PAIRS = [{1, 2, 3}, {1, 4, 5}, {2, 4, 6}, {3, 5, 6}]


def test_the_slide_has_five_keys():
    assert len(KEYS) == len(set(KEYS)) == 5


def test_overlap_redone_by_hand():
    # Two common goals of four named by either; one of five; none.
    goals = [{"a", "b", "c"}, {"b", "c", "d"}, {"c", "e", "f"}, {"g"}]
    np.testing.assert_allclose(overlap(goals)[0], [1, 2 / 4, 1 / 5, 0])


def test_two_partners_without_goals_share_nothing_by_convention():
    np.testing.assert_array_equal(overlap([set(), set(), {1}]), [[0, 0, 0], [0, 0, 0], [0, 0, 1]])


@given(partners)
def test_overlap_is_counted_goal_by_goal(goals):
    for i, j in product(range(len(goals)), repeat=2):
        both = [goal for goal in GOALS if goal in goals[i] and goal in goals[j]]
        either = [goal for goal in GOALS if goal in goals[i] or goal in goals[j]]
        assert overlap(goals)[i, j] == pytest.approx(len(both) / len(either) if either else 0)


@given(partners)
def test_overlap_is_symmetric_and_within_bounds_and_does_not_care_who_comes_first(goals):
    found = overlap(goals)
    np.testing.assert_array_equal(found, found.T)
    assert found.min() >= 0
    assert found.max() <= 1
    np.testing.assert_array_equal(overlap(goals[::-1]), found[::-1, ::-1])


@given(partners, st.data())
def test_common_ground_is_counted_goal_by_goal(goals, data):
    quorum = data.draw(st.integers(1, len(goals)))
    ground = common_ground(goals, quorum)
    counts = {goal: len([one for one in goals if goal in one]) for goal in GOALS}
    assert set(ground) == {goal for goal in GOALS if counts[goal] >= quorum}
    assert [counts[goal] for goal in ground] == sorted((counts[goal] for goal in ground), reverse=True)
    assert outside(goals, quorum) == [i for i, one in enumerate(goals) if not any(goal in one for goal in ground)]


@given(partners)
def test_a_higher_quorum_only_cuts_the_list_shorter(goals):
    order = starting_point(goals)
    assert common_ground(goals, 1) == order
    for quorum in range(1, len(goals) + 1):
        ground = common_ground(goals, quorum)
        assert ground == order[: len(ground)]
    assert set(common_ground(goals, len(goals))) == set.intersection(*map(set, goals))


def test_every_pair_may_share_a_goal_and_all_together_none():
    assert overlap(PAIRS)[~np.eye(4, dtype=bool)].tolist() == [pytest.approx(1 / 5)] * 12
    assert len(common_ground(PAIRS, 2)) == 6
    assert common_ground(PAIRS, 3) == common_ground(PAIRS, 4) == []


def test_a_goal_of_three_may_leave_the_fourth_outside():
    assert outside([{1, 2}, {1}, {1, 3}, {4}], 3) == [3]
    assert outside([{1}, {2}], 2) == [0, 1]


def test_ties_come_in_the_goals_own_order():
    assert starting_point([{"water", "path"}, {"jobs"}]) == ["jobs", "path", "water"]


@pytest.mark.parametrize("people", [1, 2, 4])
def test_movers_are_the_fewest_and_the_most_of_all_ways_to_vote_twice(people):
    found = {}
    for first in product((0, 1), repeat=people):
        for second in product((0, 1), repeat=people):
            changed = sum(a != b for a, b in zip(first, second, strict=True))
            found.setdefault((sum(first), sum(second)), set()).add(changed)
    for (before, after), changed in found.items():
        assert movers(before, after, people) == (min(changed), max(changed))


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: overlap([]), r"goals must hold a set for at least one partner, got \[\]"),
        (lambda: starting_point(["water", {"path"}]), "goals must be sets, got 'water'"),
        (lambda: common_ground([{"path"}], 2), r"quorum must be a whole number in \[1, 1\], got 2"),
        (lambda: outside([{"path"}], 0), r"quorum must be a whole number in \[1, 1\], got 0"),
        (lambda: movers(0, 0, 0), "people must be a whole number of at least 1, got 0"),
        (lambda: movers(3, 1, 2), r"before must be a whole number in \[0, 2\], got 3"),
        (lambda: movers(1, 0.5, 2), r"after must be a whole number in \[0, 2\], got 0.5"),
    ],
)
def test_what_is_no_goal_and_no_vote_is_refused(call, said):
    with pytest.raises(ValueError, match=said):
        call()
