"""Cascades by hand, by a plain sweep over people, and for all inputs."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.models.shared_energy import cascade, first_to_win, grow, joined, thresholds, won

crowds = st.lists(st.integers(0, 12), min_size=1, max_size=12)
beliefs = st.lists(st.floats(0, 1, allow_nan=False), min_size=1, max_size=12)


def swept(crowd):
    """Ask everybody again and again whether enough others are in; count after each sweep."""
    inside, counts = set(), []
    while True:
        fresh = {i for i, need in enumerate(crowd) if i not in inside and len(inside - {i}) >= need}
        if counts and not fresh:
            return counts
        inside |= fresh
        counts.append(len(inside))


def test_ten_people_each_waiting_for_one_more_all_join_and_one_change_stops_them():
    # Granovetter's example: 0, 1, 2, … all follow one another; let the 1 become a 2, and only the first is left.
    assert cascade(range(10)).tolist() == list(range(1, 11))
    assert cascade([0, 2, 2, 3, 4, 5, 6, 7, 8, 9]).tolist() == [1]


@given(crowds)
def test_cascade_is_what_asking_everybody_again_and_again_gives(crowd):
    assert cascade(crowd).tolist() == swept(crowd)
    assert int(joined(crowd).sum()) == swept(crowd)[-1]


@given(crowds, st.data())
def test_cascade_never_shrinks_when_somebody_waits_for_fewer(crowd, data):
    who = data.draw(st.integers(0, len(crowd) - 1))
    eager = list(crowd)
    eager[who] = data.draw(st.integers(0, crowd[who]))
    assert cascade(eager)[-1] >= cascade(crowd)[-1]


@given(beliefs, st.floats(0, 1))
def test_cascade_never_shrinks_when_belief_grows(belief, gain):
    n = len(belief)
    assert cascade(thresholds(grow(belief, gain), n))[-1] >= cascade(thresholds(belief, n))[-1]


@given(crowds)
def test_first_to_win_brings_as_many_as_trying_everybody_finds(crowd):
    before = swept(crowd)[-1]
    best = max(
        (swept([0 if j == i else need for j, need in enumerate(crowd)])[-1] - before - 1, -i)
        for i, need in enumerate(crowd)
    )
    found = first_to_win(crowd)
    if before == len(crowd) or best[0] <= 0:
        assert found is None
    else:
        assert found == -best[1]


def test_beliefs_become_thresholds():
    assert thresholds([1, 0.85, 0.75, 0.5, 0], 10).tolist() == [0, 2, 2, 5, 10]
    assert thresholds([0.85], 10).tolist() == [2]  # 1.5, rounded to the even neighbour
    assert thresholds([0.95], 10).tolist() == [0]  # 0.5


def test_who_does_not_believe_at_all_never_joins():
    assert not joined(thresholds([1, 1, 0], 3))[2]


def test_order_of_people_does_not_matter_for_how_many_join():
    rng = np.random.default_rng(3)
    crowd = rng.integers(0, 8, 9)
    assert cascade(rng.permutation(crowd)).tolist() == cascade(crowd).tolist()


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: cascade([]), "thresholds must be a list"),
        (lambda: cascade([0.5]), "whole numbers"),
        (lambda: cascade([-1]), "0 or more"),
        (lambda: cascade([float("nan")]), "whole numbers"),
        (lambda: thresholds([1.2], 3), r"belief must be in \[0, 1\]"),
        (lambda: thresholds([0.2], 0), "partners must be a whole number from 1 to 1000, got 0"),
        (lambda: grow([0.5], -0.1), "gain must be 0 or more"),
        (lambda: won([1, 2], 2), "person must be a place from 0 to 1"),
    ],
)
def test_what_is_no_crowd_is_refused(call, said):
    with pytest.raises(ValueError, match=said):
        call()
