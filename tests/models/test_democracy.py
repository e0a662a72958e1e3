"""Votes and power: by hand, by going through every order and every coalition, and for all statutes."""

from itertools import chain, combinations, permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course.models.coalitions import shapley
from course.models.democracy import (
    banzhaf_index,
    blocs,
    just_enough,
    needed,
    passes,
    powerless,
    shapley_shubik,
    stairs,
    vetoers,
    within_limit,
)

INDICES = (shapley_shubik, banzhaf_index)


@st.composite
def statutes(draw, most=6):
    votes = draw(st.lists(st.integers(0, 9), min_size=1, max_size=most).filter(any))
    return votes, draw(st.integers(1, sum(votes)))


def by_orders(votes, quota):
    """Return the Shapley-Shubik index by its definition: who tips the decision in each order of arrival."""
    tipped = [0] * len(votes)
    orders = list(permutations(range(len(votes))))
    for order in orders:
        gathered = 0
        for partner in order:
            gathered += votes[partner]
            if gathered >= quota:
                tipped[partner] += 1
                break
    return np.array(tipped) / len(orders)


def groups_of(n):
    return list(chain.from_iterable(combinations(range(n), size) for size in range(n + 1)))


def by_swings(votes, quota):
    """Return the Banzhaf index by its definition: each partner's part in all swings."""
    swings = [0] * len(votes)
    for group in groups_of(len(votes)):
        total = sum(votes[i] for i in group)
        for i in group:
            swings[i] += total >= quota > total - votes[i]
    return np.array(swings) / sum(swings)


def test_two_one_one_redone_by_hand():
    # Six orders; the one with two votes tips the decision in all in which it does not come first.
    np.testing.assert_allclose(shapley_shubik([2, 1, 1], 3), [4 / 6, 1 / 6, 1 / 6])
    # Five swings: the large one in {0, 1}, {0, 2} and {0, 1, 2}, each small one in its pair with the large one.
    np.testing.assert_allclose(banzhaf_index([2, 1, 1], 3), [3 / 5, 1 / 5, 1 / 5])


def test_council_of_six_as_the_literature_has_it():
    votes = [4, 4, 4, 2, 2, 1]
    np.testing.assert_allclose(shapley_shubik(votes, 12) * 60, [14, 14, 14, 9, 9, 0], atol=1e-9)
    np.testing.assert_allclose(banzhaf_index(votes, 12) * 21, [5, 5, 5, 3, 3, 0], atol=1e-9)
    assert powerless(votes, 12) == [5]
    both = passes(votes, 12) * passes([1] * 6, 4)
    np.testing.assert_allclose(shapley(both) * 60, [13, 13, 13, 10, 10, 1], atol=1e-9)


def test_county_board_of_1958_had_three_members_without_power():
    assert powerless([9, 9, 7, 3, 1, 1], 16) == [3, 4, 5]


@given(statutes())
@settings(max_examples=40)
def test_indices_are_those_of_their_definitions(statute):
    votes, quota = statute
    np.testing.assert_allclose(shapley_shubik(votes, quota), by_orders(votes, quota), atol=1e-12)
    np.testing.assert_allclose(banzhaf_index(votes, quota), by_swings(votes, quota), atol=1e-12)


@given(statutes(most=5))
def test_coalitions_that_are_just_enough_are_those_found_one_by_one(statute):
    votes, quota = statute
    total = {group: sum(votes[i] for i in group) for group in groups_of(len(votes))}
    wanted = [group for group in total if total[group] >= quota > total[group] - min(votes[i] for i in group or [0])]
    assert just_enough(votes, quota) == [group for group in wanted if group]


@given(statutes())
def test_powerless_are_in_no_coalition_that_is_just_enough_and_vetoers_in_every_one(statute):
    votes, quota = statute
    least = [set(group) for group in just_enough(votes, quota)]
    everyone = set(range(len(votes)))
    assert powerless(votes, quota) == sorted(everyone - set.union(*least))
    assert vetoers(votes, quota) == sorted(set.intersection(*least))


@given(statutes())
def test_power_sums_to_one_and_equal_votes_share_it_equally(statute):
    votes, quota = statute
    for index in INDICES:
        power = index(votes, quota)
        assert power.sum() == pytest.approx(1)
        for vote in set(votes):
            same = power[[i for i, other in enumerate(votes) if other == vote]]
            assert np.ptp(same) == pytest.approx(0, abs=1e-12)


@given(statutes())
def test_more_votes_never_mean_less_power(statute):
    votes, quota = statute
    order = np.argsort(votes)
    for index in INDICES:
        assert (np.diff(index(votes, quota)[order]) >= -1e-12).all()


@given(statutes(), st.floats(0.01, 100))
def test_scaling_votes_and_quota_changes_nothing(statute, times):
    votes, quota = statute
    for index in INDICES:
        np.testing.assert_allclose(index(np.array(votes) * times, quota * times), index(votes, quota), atol=1e-12)


def test_a_sum_that_computers_round_still_reaches_its_quota():
    assert passes([0.1, 0.2, 0.7], 0.3)[0b011] == 1


@given(statutes(), st.floats(0.5, 0.99))
def test_needed_is_the_first_whole_number_above_the_share(statute, above):
    votes, _ = statute
    quota = needed(votes, above)
    assert quota > above * sum(votes) - 1e-6 * sum(votes)
    assert quota - 1 <= above * sum(votes) + 1e-6 * sum(votes)
    assert quota <= sum(votes)


def test_more_than_66_per_cent_is_two_thirds_of_up_to_52_votes_and_99_everyone_up_to_100():
    assert all(needed([total], 0.66) == -(-2 * total // 3) for total in range(1, 53))
    assert all(needed([total], 0.99) == total for total in range(1, 101))


def test_two_thirds_give_the_powerless_vote_as_much_power_as_the_others():
    votes = [3, 3, 3, 1]
    np.testing.assert_allclose(shapley_shubik(votes, needed(votes, 0.66)), [0.25] * 4)


def test_limit_counts_groups_and_lets_exactly_49_per_cent_pass():
    votes, groups = [20, 29, 30, 21], ["public", "public", "civic", "business"]
    assert blocs(votes, groups) == {"public": 49, "civic": 30, "business": 21}
    assert within_limit(votes, groups)
    assert not within_limit([20, 30, 30, 20], groups)
    assert within_limit([1, 1], ["public", "civic"], limit=0.5)


@given(statutes(), st.integers(0, 5), st.floats(0.5, 0.9))
@settings(max_examples=30)
def test_stairs_never_fall_and_pass_through_the_power_there_is(statute, partner, above):
    votes, _ = statute
    partner %= len(votes)
    if sum(votes) == votes[partner]:
        return
    climb = stairs(votes, partner, 12, above)
    assert (np.diff(climb) >= -1e-12).all()
    assert climb[votes[partner]] == pytest.approx(shapley_shubik(votes, needed(votes, above))[partner])


def test_stairs_of_the_association_rise_at_three_four_nine_and_ten():
    climb = stairs([3, 1, 3, 3], 1, 20)
    assert (np.flatnonzero(np.diff(climb) > 1e-9) + 1).tolist() == [3, 4, 9, 10]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: passes([], 1), r"weights must be a list of 1 to 20 numbers, got shape \(0,\)"),
        (lambda: passes([1] * 21, 1), r"weights must be a list of 1 to 20 numbers, got shape \(21,\)"),
        (lambda: passes([1, -1], 1), r"weights must be 0 or more and finite, got -1.0"),
        (lambda: passes([0, 0], 1), "weights must not all be 0"),
        (lambda: shapley_shubik([1, 1], 0), "quota must be above 0 and at most all votes, 2, got 0.0"),
        (lambda: banzhaf_index([1, 1], 3), "quota must be above 0 and at most all votes, 2, got 3.0"),
        (lambda: needed([1.5, 1]), "weights must be whole numbers, got 1.5"),
        (lambda: needed([1, 1], 0.4), r"above must be in \[0.5, 1\), got 0.4"),
        (lambda: blocs([1, 1], ["public"]), "groups must have one entry a partner, 2 in all, got 1"),
        (lambda: within_limit([1], ["public"], 49), r"limit must be in \[0, 1\], got 49.0"),
        (lambda: stairs([1, 1], 2, 5), r"partner must be in \[0, 1\], got 2"),
    ],
)
def test_what_is_out_of_range_is_refused_by_name(call, message):
    with pytest.raises(ValueError, match=message):
        call()
