"""The sign test against another library and against every pattern of signs; one mood; what is refused."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from course.models.empowerment import GROUPS, ITEMS, RUNGS, chance, directions, profile, sign_test, spread

marks = st.integers(1, 5)
pairs = st.lists(st.tuples(marks, marks), min_size=1, max_size=20)


def counted(before, after):
    """Return the sign test as it is defined: go through every way for the coins to fall."""
    signs = [np.sign(new - old) for old, new in zip(before, after, strict=True) if new != old]
    falls = [abs(sum(fall)) >= abs(sum(signs)) for fall in product((1, -1), repeat=len(signs))]
    return sum(falls) / len(falls)


def moods(up, down, together):
    """Return the chance with one mood, by going through the mood and every mark that follows it or does not."""
    changed, found = up + down, 0.0
    for mood in (1, -1):
        for fall in product((1, -1), repeat=changed):
            if abs(sum(fall)) >= abs(up - down):
                found += 0.5 * np.prod([together * (sign == mood) + (1 - together) / 2 for sign in fall])
    return found


def test_the_river_redone_by_hand():
    # 28 + 8 + 1 ways of six or more up, as many of six or more down, of 256.
    before, after = [2, 3, 1, 4, 2, 3, 4, 3], [3, 4, 3, 5, 4, 4, 2, 1]
    assert directions(before, after) == (6, 2, 0)
    assert sign_test(before, after) == 74 / 256


def test_eight_marks_with_one_mood_redone_by_hand():
    assert chance(8, 0, together=0.5) == pytest.approx(0.75**8 + 0.25**8)


def test_six_people_all_up_are_the_fewest_that_coins_do_in_under_one_group_of_twenty():
    assert chance(5, 0) == 1 / 16 > 0.05 > chance(6, 0) == 1 / 32


@given(pairs)
def test_the_test_agrees_with_scipy(found):
    before, after = zip(*found, strict=True)
    up, down, _ = directions(before, after)
    expected = binomtest(up, up + down).pvalue if up + down else 1
    assert sign_test(before, after) == pytest.approx(expected)


@given(st.lists(st.tuples(marks, marks), min_size=1, max_size=9))
def test_the_test_counts_every_pattern_of_signs(found):
    before, after = zip(*found, strict=True)
    assert sign_test(before, after) == pytest.approx(counted(before, after))


@given(pairs, st.permutations(range(20)))
def test_order_and_unchanged_pairs_and_the_other_way_round_change_nothing(found, order):
    before, after = map(list, zip(*found, strict=True))
    value = sign_test(before, after)
    shuffled = [place for place in order if place < len(found)]
    assert sign_test([before[i] for i in shuffled], [after[i] for i in shuffled]) == value
    assert sign_test([*before, 3], [*after, 3]) == value
    assert sign_test(after, before) == value


@pytest.mark.parametrize("together", [0.0, 0.3, 1.0])
@pytest.mark.parametrize(("up", "down"), [(0, 0), (1, 0), (3, 3), (2, 5), (8, 0)])
def test_one_mood_agrees_with_every_pattern(up, down, together):
    assert chance(up, down, together) == pytest.approx(min(1, moods(up, down, together)))


@given(st.integers(0, 40), st.floats(0, 1))
def test_spread_is_whole_and_the_same_from_either_end(changed, together):
    ways = spread(changed, together)
    assert ways.sum() == pytest.approx(1)
    np.testing.assert_allclose(ways, ways[::-1])


@given(st.integers(0, 12), st.integers(0, 12), st.floats(0, 1), st.floats(0, 1))
def test_a_stronger_mood_never_makes_a_split_rarer(up, down, first, second):
    weak, strong = sorted((first, second))
    assert chance(up, down, weak) <= chance(up, down, strong) + 1e-9


def test_profile_of_one_person_keeps_the_marks_and_of_several_takes_the_mean():
    np.testing.assert_array_equal(profile([1, 2], [3, 2]), [[1, 3], [2, 2]])
    np.testing.assert_array_equal(profile([[1, 2], [3, 5]], [[3, 2], [4, 4]]), [[2, 3.5], [3.5, 3]])


def test_partnership_is_the_sixth_rung_and_the_lowest_of_power():
    assert len(ITEMS) == len(RUNGS) == 8
    assert RUNGS.index("partnership") == 5
    assert GROUPS["power"][0] == "partnership"
    assert tuple(rung for rungs in GROUPS.values() for rung in rungs) == RUNGS


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (lambda: sign_test([], []), r"before must be finite numbers in 1 to 1 dimensions, got \[\]"),
        (lambda: sign_test([1, 2], [1]), r"after must have the shape of before, \(2,\), got \(1,\)"),
        (lambda: directions([1], [float("nan")]), r"after must be finite numbers in 1 to 1 dimensions, got \[nan\]"),
        (lambda: profile(3, 4), "before must be finite numbers in 1 to 2 dimensions, got 3"),
        (lambda: chance(-1, 2), "up must be a whole number of 0 or more, got -1"),
        (lambda: chance(1, 2.5), "down must be a whole number of 0 or more, got 2.5"),
        (lambda: spread(-2), "changed must be a whole number of 0 or more, got -2"),
        (lambda: spread(2, 1.5), r"together must be in \[0, 1\], got 1.5"),
    ],
)
def test_what_is_none_is_refused_with_its_name_and_value(wrong, message):
    with pytest.raises(ValueError, match=message):
        wrong()
