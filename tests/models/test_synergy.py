"""1 + 1 = 3: numbers redone by hand, what holds for all partners, and what is refused."""

import re
from itertools import combinations
from math import inf, nan, sqrt

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from course.models.coalitions import is_convex, is_superadditive, shapley, surplus
from course.models.synergy import break_even_trust, pairwise

units = st.floats(0, 10)
gains = st.floats(0, 5)


@st.composite
def partnerships(draw):
    n = draw(st.integers(1, 6))
    trust = np.full((n, n), nan)  # the diagonal is not read
    for i, j in combinations(range(n), 2):
        trust[i, j] = trust[j, i] = draw(st.floats(0, 1))
    return draw(st.lists(units, min_size=n, max_size=n)), trust, draw(gains), draw(gains)


def pair_gain(resources, trust, complementarity, cost, i, j):
    return complementarity * trust[i, j] * sqrt(resources[i] * resources[j]) - cost


def test_three_partners_redone_by_hand():
    trust = [[0, 0.5, 1], [0.5, 0, 0], [1, 0, 0]]
    worth = pairwise([4, 1, 1], trust, complementarity=1, cost=0.25)
    # Pairs add 0.5 * 2 - 0.25, 1 * 2 - 0.25 and 0 * 1 - 0.25.
    np.testing.assert_allclose(worth, [0, 4, 1, 5.75, 1, 6.75, 1.75, 8.25])
    np.testing.assert_allclose(shapley(worth), [5.25, 1.25, 1.75])


@pytest.mark.parametrize("resources", [[1, 1], [2, 2]])
def test_both_sums_of_the_slides_have_a_surplus_of_one(resources):
    trust = [[1, 1 / resources[0]], [1 / resources[0], 1]]
    assert surplus(pairwise(resources, trust, complementarity=1, cost=0))[-1] == 1


@given(partnerships())
def test_shapley_gives_each_what_it_brings_and_half_of_what_its_pairs_add(partnership):
    resources = partnership[0]
    expected = [
        r + sum(pair_gain(*partnership, i, j) for j in range(len(resources)) if j != i) / 2
        for i, r in enumerate(resources)
    ]
    np.testing.assert_allclose(shapley(pairwise(*partnership)), expected, atol=1e-9)


@given(partnerships())
def test_partnership_is_a_synergy_exactly_where_no_pair_loses(partnership):
    pairs = [pair_gain(*partnership, i, j) for i, j in combinations(range(len(partnership[0])), 2)]
    assume(all(abs(gain) > 1e-6 for gain in pairs))
    worth = pairwise(*partnership)
    assert is_superadditive(worth) == is_convex(worth) == all(gain > 0 for gain in pairs)


@given(units, units, st.floats(0, 1), gains, gains)
def test_dear_coordination_makes_one_and_one_less_than_two(a, b, trust, complementarity, cost):
    reach = complementarity * trust * sqrt(a * b)
    assume(cost > reach + 1e-6)
    assert surplus(pairwise([a, b], [[1, trust], [trust, 1]], complementarity, cost))[-1] < 0


@given(units, units, gains, gains)
def test_break_even_trust_is_where_one_and_one_are_two(a, b, complementarity, cost):
    def pair_surplus(trust):
        return surplus(pairwise([a, b], [[1, trust], [trust, 1]], complementarity, cost))[-1]

    even = break_even_trust(a, b, complementarity, cost)
    if even is None:
        assert pair_surplus(1) <= 1e-9
    else:
        assert 0 <= even <= 1
        np.testing.assert_allclose(pair_surplus(even), 0, atol=1e-9)
        assert pair_surplus(even / 2) <= 1e-9
        assert pair_surplus((1 + even) / 2) >= -1e-9


def test_break_even_trust_at_the_edges():
    assert break_even_trust(2, 8, complementarity=0.5, cost=1) == 0.5
    assert break_even_trust(4, 4, complementarity=1, cost=4) == 1
    assert break_even_trust(4, 4, complementarity=1, cost=4.01) is None
    assert break_even_trust(0, 4, complementarity=1, cost=0) == 0
    assert break_even_trust(0, 4, complementarity=1, cost=0.1) is None


def ties(first=0.5, second=0.5):
    return [[0, 0, first], [0, 0, 0], [second, 0, 0]]


REFUSED = [
    ({"resources": [1, 1, 11]}, "resources[2] must be in [0, 10], got 11.0"),
    ({"resources": [1, -1, 1]}, "resources[1] must be in [0, 10], got -1.0"),
    ({"resources": [nan, 1, 1]}, "resources[0] must be in [0, 10], got nan"),
    ({"resources": []}, "resources must be a list of 1 to 20 numbers, got shape (0,)"),
    ({"resources": [1] * 21}, "resources must be a list of 1 to 20 numbers, got shape (21,)"),
    ({"resources": [1, 1]}, "trust must have a row and a column for each of 2 partners, got shape (3, 3)"),
    ({"trust": ties(1.4, 1.4)}, "trust must be in [0, 1], got 1.4 between partners 0 and 2"),
    ({"trust": ties(0.5, nan)}, "trust must be in [0, 1], got nan between partners 0 and 2"),
    ({"trust": ties(0.5, 0.4)}, "trust must be symmetric, got 0.5 and 0.4 between partners 0 and 2"),
    ({"complementarity": -1}, "complementarity must be 0 or more and finite, got -1.0"),
    ({"cost": inf}, "cost must be 0 or more and finite, got inf"),
]


@pytest.mark.parametrize(("wrong", "message"), REFUSED)
def test_argument_out_of_range_is_refused(wrong, message):
    right = {"resources": [1, 1, 1], "trust": ties(), "complementarity": 1, "cost": 0}
    with pytest.raises(ValueError, match=re.escape(message)):
        pairwise(**(right | wrong))


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"a": 10.5}, "a must be in [0, 10], got 10.5"),
        ({"b": nan}, "b must be in [0, 10], got nan"),
        ({"complementarity": nan}, "complementarity must be 0 or more and finite, got nan"),
        ({"cost": -0.5}, "cost must be 0 or more and finite, got -0.5"),
    ],
)
def test_break_even_of_arguments_out_of_range_is_refused(wrong, message):
    right = {"a": 1, "b": 1, "complementarity": 1, "cost": 0}
    with pytest.raises(ValueError, match=re.escape(message)):
        break_even_trust(**(right | wrong))
