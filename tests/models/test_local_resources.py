"""Strength, spread and the weakest link: by hand, against scipy's power mean, and for all inputs."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import gmean, hmean, pmean

from course.models.local_resources import RESOURCES, spread, strength, weakest

score = st.floats(1, 5, allow_nan=False)
lists = st.lists(score, min_size=1, max_size=7)
powers = st.floats(-40, 1, allow_nan=False).map(lambda power: round(power, 3))  # scipy is lost next to 0


def test_six_fives_and_a_one_redone_by_hand():
    scores = [5, 5, 5, 1, 5, 5, 5]
    assert strength(scores) == pytest.approx(31 / 7)
    assert strength(scores, substitution=0) == pytest.approx(5 ** (6 / 7))
    assert strength(scores, substitution=-1) == pytest.approx(7 / (6 / 5 + 1))
    assert strength(scores, substitution=float("-inf")) == 1
    assert weakest(scores) == 3


@given(lists, powers)
def test_strength_is_scipys_power_mean(scores, power):
    assert strength(scores, substitution=power) == pytest.approx(pmean(scores, power), rel=1e-6)


@given(st.lists(st.tuples(score, st.floats(0.01, 10)), min_size=1, max_size=7))
def test_weighted_means_are_scipys(rows):
    scores, weights = zip(*rows, strict=True)
    assert strength(scores, weights, 0) == pytest.approx(gmean(scores, weights=weights))
    assert strength(scores, weights, -1) == pytest.approx(hmean(scores, weights=weights))
    assert strength(scores, weights) == pytest.approx(np.average(scores, weights=weights))


@given(lists, powers, powers)
def test_more_substitution_never_makes_weaker_and_all_lies_between_lowest_and_highest(scores, one, other):
    low, high = sorted((one, other))
    assert strength(scores, substitution=low) <= strength(scores, substitution=high) + 1e-9
    for power in (float("-inf"), low, high):
        assert min(scores) - 1e-9 <= strength(scores, substitution=power) <= max(scores) + 1e-9


@given(lists, powers, st.data())
def test_raising_a_score_never_makes_weaker(scores, power, data):
    place = data.draw(st.integers(0, len(scores) - 1))
    raised = list(scores)
    raised[place] = data.draw(st.floats(scores[place], 5))
    assert strength(raised, substitution=power) >= strength(scores, substitution=power) - 1e-9


def test_a_power_next_to_nothing_is_the_geometric_mean():
    assert strength([1, 5, 3], substitution=1e-12) == pytest.approx(strength([1, 5, 3], substitution=0))


def test_a_resource_that_does_not_count_is_no_link():
    assert strength([1, 4], weights=[0, 1], substitution=float("-inf")) == 4


@given(st.integers(1, 5).flatmap(lambda n: st.lists(st.lists(score, min_size=n, max_size=n), min_size=1, max_size=6)))
def test_spread_is_the_largest_difference_of_two_raters(ratings):
    differences = [[abs(a - b) for a in column for b in column] for column in zip(*ratings, strict=True)]
    np.testing.assert_allclose(spread(ratings), [max(column) for column in differences])


def test_the_slide_lists_seven():
    assert len(RESOURCES) == len(set(RESOURCES)) == 7


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: strength([0, 3]), r"scores must be in \[1, 5\]"),
        (lambda: strength([]), "at least one number"),
        (lambda: strength([3], substitution=1.5), "substitution must be 1 or less, got 1.5"),
        (lambda: strength([3], substitution=float("nan")), "got nan"),
        (lambda: strength([3, 3], weights=[1]), r"as many as scores \(2\)"),
        (lambda: strength([3, 3], weights=[0, 0]), "not all 0"),
        (lambda: strength([3, 3], weights=[1, -1]), "0 or more"),
        (lambda: spread([[1, 2], [3]]), "rows of one length"),
        (lambda: spread([[1, 7]]), r"ratings must be in \[1, 5\]"),
        (lambda: weakest([6]), r"scores must be in \[1, 5\]"),
    ],
)
def test_what_is_no_score_is_refused(call, said):
    with pytest.raises(ValueError, match=said):
        call()
