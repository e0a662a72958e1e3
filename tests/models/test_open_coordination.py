"""Who should decide and who learns from whom: by hand, place by place with plain loops, and for all inputs."""

from math import inf

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.models.open_coordination import (
    LEVELS,
    best_level,
    borders,
    decisions,
    kept_needed,
    losses,
    open_loss,
    peer_learning,
    prices,
)

RIVER = [2, 3, 4, 6, 7, 8]
VALLEYS = [1, 1, 1, 2, 2, 2]
shares = st.floats(0, 1)
spillovers = st.floats(0, 5)


@st.composite
def places(draw):
    n = draw(st.integers(2, 8))
    needs, regions = (
        draw(st.lists(values, min_size=n, max_size=n)) for values in (st.floats(0, 10), st.integers(1, 3))
    )
    return needs, regions


def place_by_place(needs, spillover, regions):
    """Return the losses by the definition: decide, measure the gap to what is best for all, halve its square."""
    n = len(needs)
    found = dict.fromkeys(LEVELS, 0.0)
    for i in range(n):
        best = needs[i] + spillover
        mine = [j for j in range(n) if regions[j] == regions[i]]
        felt = sum(spillover / (n - 1) for j in mine if j != i)
        done = {
            "local": needs[i],
            "regional": sum(needs[j] for j in mine) / len(mine) + felt,
            "central": sum(needs) / n + spillover,
        }
        for level in LEVELS:
            found[level] += (done[level] - best) ** 2 / 2 / n
    return found


def test_the_river_redone_by_hand():
    found = losses(RIVER, 2, VALLEYS)
    assert found["local"] == 2**2 / 2
    assert found["central"] == pytest.approx((9 + 4 + 1 + 1 + 4 + 9) / 6 / 2)
    assert found["regional"] == pytest.approx((1 + 0 + 1) / 3 / 2 + (2 * 3 / 5) ** 2 / 2)
    assert best_level(RIVER, 2, VALLEYS) == "regional"


@given(places(), spillovers)
def test_losses_are_those_of_plain_loops_over_places(drawn, spillover):
    needs, regions = drawn
    found, wanted = losses(needs, spillover, regions), place_by_place(needs, spillover, regions)
    np.testing.assert_allclose([found[level] for level in LEVELS], [wanted[level] for level in LEVELS], atol=1e-9)


@given(places(), spillovers)
def test_losses_are_half_the_mean_square_of_the_gaps_of_the_decisions(drawn, spillover):
    needs, regions = drawn
    gaps = decisions(needs, spillover, regions) - (np.array(needs) + spillover)
    np.testing.assert_allclose((gaps**2).mean(axis=1) / 2, list(losses(needs, spillover, regions).values()), atol=1e-9)


@given(places())
def test_variance_is_that_within_regions_and_that_between_them(drawn):
    needs, regions = np.array(drawn[0]), np.array(drawn[1])
    means = np.array([needs[regions == region].mean() for region in regions])
    within = 2 * prices(needs, 0, regions)[1, 0]
    assert within + means.var() == pytest.approx(needs.var(), abs=1e-9)


@given(places(), spillovers)
def test_one_region_is_all_together_and_a_region_each_is_each_alone(drawn, spillover):
    needs, _ = drawn
    one = losses(needs, spillover, [7] * len(needs))
    assert one["regional"] == pytest.approx(one["central"])
    each = losses(needs, spillover, range(len(needs)))
    assert each["regional"] == pytest.approx(each["local"])


@given(places(), spillovers, st.floats(0.1, 3))
def test_needs_and_spillover_twice_as_large_lose_four_times_as_much(drawn, spillover, times):
    needs, regions = drawn
    before, after = (losses(np.array(needs) * k, spillover * k, regions) for k in (1, times))
    np.testing.assert_allclose(list(after.values()), np.array(list(before.values())) * times**2, atol=1e-9)


@pytest.mark.parametrize(
    ("needs", "spillover", "regions", "level"),
    [
        ([5, 5], 0, [1, 1], "local"),  # all three lose nothing
        ([2, 4], 2, [1, 1], "regional"),  # the region and all together are the same
        ([4, 4, 4], 1, [1, 1, 2], "central"),
        ([1, 9, 1, 9], 1, [1, 1, 2, 2], "local"),
    ],
)
def test_least_loss_decides_and_a_tie_goes_to_the_lowest_level(needs, spillover, regions, level):
    assert best_level(needs, spillover, regions) == level


@given(places(), spillovers)
def test_borders_say_where_the_best_level_changes(drawn, spillover):
    needs, regions = drawn
    up, down = borders(needs, regions)
    assert 0 <= up <= down
    if abs(spillover - up) > 1e-4 and abs(spillover - down) > 1e-4:
        wanted = "local" if spillover < up else "central" if spillover > down else "regional"
        found = losses(needs, spillover, regions)
        assert found[wanted] == pytest.approx(min(found.values()), abs=1e-7)


def test_borders_of_the_river_redone_by_hand():
    up, down = borders(RIVER, VALLEYS)
    assert up == pytest.approx((2 / 3 / (1 - 0.36)) ** 0.5)
    assert down == pytest.approx((4 / 0.36) ** 0.5)
    assert borders(RIVER, [1] * 6) == (pytest.approx((14 / 3) ** 0.5), inf)


@given(spillovers, shares)
def test_open_method_lies_between_nothing_lost_and_each_alone(spillover, kept):
    assert 0 <= open_loss(spillover, kept) <= losses([1, 2], spillover, [1, 2])["local"] + 1e-12
    assert open_loss(spillover, 1) == 0


@given(places(), st.floats(0.1, 5))
def test_the_share_needed_is_where_the_open_method_meets_the_best_level(drawn, spillover):
    needs, regions = drawn
    share = kept_needed(needs, spillover, regions)
    assert 0 <= share <= 1
    least = min(losses(needs, spillover, regions).values())
    assert open_loss(spillover, share) == pytest.approx(least, abs=1e-9)


def test_learning_redone_by_hand():
    path = peer_learning([20, 60, 10], fit=[1, 1, 0.5], groups=[1, 1, 2], steps=1, rate=0.25)
    np.testing.assert_allclose(path, [[20, 60, 10], [30, 60, 10]])


@st.composite
def lessons(draw):
    n = draw(st.integers(1, 6))
    lists = [draw(st.lists(values, min_size=n, max_size=n)) for values in (st.floats(0, 100), shares)]
    return *lists, draw(st.lists(st.integers(1, 3), min_size=n, max_size=n)), draw(shares)


@given(lessons(), st.integers(0, 12))
def test_learning_never_falls_never_passes_the_best_and_follows_its_closed_form(drawn, steps):
    scores, fit, groups, rate = drawn
    path = peer_learning(scores, fit, groups, steps, rate)
    best = np.array([max(s for s, g in zip(scores, groups, strict=True) if g == group) for group in groups])
    assert path.shape == (steps + 1, len(scores))
    assert (np.diff(path, axis=0) >= 0).all()
    assert (path <= best).all()
    left = (1 - rate * np.array(fit)) ** np.arange(steps + 1)[:, None]
    np.testing.assert_allclose(path, best - left * (best - np.array(scores)), atol=1e-9)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: losses([1], 1, [1]), r"needs must be a list of 2 or more numbers, got shape \(1,\)"),
        (lambda: losses([1, 2], -1, [1, 1]), r"spillover must be 0 or more and finite, got -1.0"),
        (lambda: losses([1, 2], 1, [1]), r"regions must have one number a place, 2 in all, got 1"),
        (lambda: losses([1, 2], 1, [1, 1.5]), r"regions must be whole numbers, got 1.5"),
        (lambda: losses([1, np.nan], 1, [1, 1]), r"needs must be finite, got nan"),
        (lambda: open_loss(1, 1.5), r"kept must be in \[0, 1\], got 1.5"),
        (lambda: peer_learning([1], [2], [1], 1, 0.5), r"fit\[0\] must be in \[0, 1\], got 2.0"),
        (lambda: peer_learning([1], [1], [1], -1, 0.5), r"steps must be a whole number, 0 or more, got -1"),
        (lambda: peer_learning([1], [1], [1], 1, 2), r"rate must be in \[0, 1\], got 2.0"),
    ],
)
def test_what_is_out_of_range_is_refused_by_name(call, message):
    with pytest.raises(ValueError, match=message):
        call()
