"""The curve of sizes by a plain loop over pairs, the two best sizes by trying all, learning step by step."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.models.added_value import best_sizes, learning, size_curve

numbers = st.floats(0, 3)
settings = st.tuples(numbers, st.floats(0, 40), st.floats(0.1, 10), numbers)


def worth(n, complementarity, time, hours, cost):
    """Add up partner by partner and pair by pair."""
    value = 0.0
    for partner in range(n):
        value += 1
        for _ in range(partner):
            share = 1.0 if hours * (n - 1) <= time else time / (hours * (n - 1))
            value += complementarity * share - cost
    return value


@given(st.integers(1, 30), settings)
def test_the_curve_is_partners_and_pairs_added_up(n, chosen):
    total, per_head = size_curve([n], *chosen)
    assert total[0] == pytest.approx(worth(n, *chosen), abs=1e-9)
    assert per_head[0] == pytest.approx(worth(n, *chosen) / n, abs=1e-9)


def test_five_and_twenty_two_redone_by_hand():
    # Up to five partners there is time for all: 5 + 10 · (0.6 − 0.1) = 10, two each.
    total, per_head = size_curve([5, 6, 22], 0.6, 12, 3, 0.1)
    # Six: 15 pairs at 0.8 of their time: 6 + 15 · (0.48 − 0.1) = 11.7. Twenty-two: 22 + 231 · (0.6 · 4/21 − 0.1).
    np.testing.assert_allclose(total, [10, 11.7, 22 + 231 * (2.4 / 21 - 0.1)])
    np.testing.assert_allclose(per_head[:2], [2, 1.95])
    assert best_sizes(range(1, 31), 0.6, 12, 3, 0.1) == (22, 5)


@given(settings)
def test_best_per_head_is_never_larger_than_best_in_all(chosen):
    total, per_head = best_sizes(range(1, 41), *chosen)
    values = [worth(n, *chosen) for n in range(1, 41)]
    assert values[total - 1] >= max(values) - 1e-9
    assert values[per_head - 1] / per_head >= max(v / n for n, v in enumerate(values, 1)) - 1e-9
    assert per_head <= total


@given(settings)
def test_one_partner_alone_is_worth_one(chosen):
    assert size_curve([1], *chosen)[0][0] == 1


@given(st.floats(0, 1), st.floats(0, 1), st.integers(0, 20))
def test_learning_grows_ever_more_slowly_and_never_beyond_everything(initial, rate, count):
    known = learning(initial, rate, count)
    assert len(known) == count + 1
    assert (known <= 1).all()
    steps = np.diff(known)
    assert (steps >= -1e-12).all()
    assert (np.diff(steps) <= 1e-12).all()
    step = initial
    for value in known:
        assert value == pytest.approx(step, abs=1e-9)
        step += rate * (1 - step)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: size_curve([0], 1, 1, 1, 1), "sizes must be whole numbers of 1 or more"),
        (lambda: size_curve([1.5], 1, 1, 1, 1), "whole numbers"),
        (lambda: size_curve([], 1, 1, 1, 1), "whole numbers"),
        (lambda: size_curve([2], -1, 1, 1, 1), "complementarity must be 0 or more and finite, got -1"),
        (lambda: size_curve([2], 1, 1, 0, 1), "hours must be above 0"),
        (lambda: size_curve([2], 1, float("inf"), 1, 1), "time must be 0 or more and finite"),
        (lambda: learning(1.2, 0.5, 3), r"initial must be in \[0, 1\], got 1.2"),
        (lambda: learning(0.2, 0.5, -1), "count must be a whole number from 0 to 1000"),
    ],
)
def test_what_makes_no_sense_is_refused(call, said):
    with pytest.raises(ValueError, match=said):
        call()
