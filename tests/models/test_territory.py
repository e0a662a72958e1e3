"""Slide 4 as two games: totals by hand, what holds for every set of ingredients, and what is refused."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.models.coalitions import dividends, from_dividends, in_core, is_convex, is_superadditive, shapley
from course.models.territory import (
    EVERYTHING,
    INGREDIENTS,
    READINGS,
    RESULTS,
    TALLIES,
    left_sides,
    results,
    tally,
    worth,
)

sets = st.integers(0, EVERYTHING)


@pytest.mark.parametrize("reading", READINGS)
def test_both_readings_end_at_five(reading):
    assert worth(reading)[-1] == 5
    assert worth(reading)[0] == 0


def test_emergent_redone_by_hand():
    game = worth("emergent")
    assert game.shape == (16,)
    np.testing.assert_array_equal(game[[0b0001, 0b0110, 0b0111, 0b1111]], [1, 2, 3, 5])
    np.testing.assert_allclose(shapley(game), [1.25, 1.25, 1.25, 1.25])


def test_pairs_redone_by_hand():
    # A pair's 1 is halved between its two members; the feelings' 2 are shared by four.
    np.testing.assert_allclose(shapley(worth("pairs")), [0.5 + 0.5, 0.5 + 0.5, 0.5 + 0.5, 1.5 + 0.5])


def test_pairs_is_what_its_dividends_build():
    born = np.zeros(16)
    born[[0b1001, 0b1010, 0b1100]] = 1
    born[EVERYTHING] = 2
    np.testing.assert_array_equal(from_dividends(born), worth("pairs"))


def test_emergent_is_each_alone_and_one_more_for_all():
    born = dividends(worth("emergent"))
    np.testing.assert_array_equal(born[[1, 2, 4, 8, EVERYTHING]], np.ones(5))
    assert np.count_nonzero(born) == 5


@pytest.mark.parametrize("reading", READINGS)
def test_both_are_convex_and_shapley_lies_in_the_core(reading):
    game = worth(reading)
    assert is_superadditive(game)
    assert is_convex(game)
    assert in_core(game, shapley(game))


def test_inhabitants_get_most_in_pairs_and_no_more_than_others_in_emergent():
    shares = shapley(worth("pairs"))
    assert shares[3] > shares[:3].max()
    assert np.ptp(shapley(worth("emergent"))) == pytest.approx(0)


@given(sets)
def test_without_inhabitants_pairs_are_worth_nothing(present):
    assert worth("pairs")[present & 0b0111] == 0


@given(sets, sets)
def test_nothing_is_lost_by_bringing_an_ingredient(some, more):
    assert set(results(some)) <= set(results(some | more))
    for reading in READINGS:
        assert worth(reading)[some] <= worth(reading)[some | more]


@pytest.mark.parametrize(
    ("ingredient", "stays"),
    [
        ("space", ("change", "quality_of_life")),
        ("time", ("territory", "quality_of_life")),
        ("power", ("territory", "change")),
        ("inhabitants", ()),
    ],
)
def test_one_ingredient_taken_away_takes_its_results(ingredient, stays):
    assert results(EVERYTHING & ~(1 << INGREDIENTS.index(ingredient))) == stays


def test_left_sides_count_the_inhabitants_three_times_and_make_six():
    np.testing.assert_array_equal(left_sides(), [1, 1, 1, 3])
    assert left_sides().sum() == 6 != worth("pairs")[-1] == len(RESULTS)


def test_no_way_of_adding_ingredients_makes_five_and_only_a_count_of_results_does():
    fives = [way for way in TALLIES if sum(tally(way).values()) == 5]
    assert fives == ["everything"]
    assert not set(tally("everything")) & set(INGREDIENTS)


def test_unknown_reading_and_way_are_refused():
    with pytest.raises(ValueError, match="reading must be one of emergent, pairs, got 'sums'"):
        worth("sums")
    with pytest.raises(ValueError, match=r"way must be one of ingredients, .*, got 'magic'"):
        tally("magic")


@pytest.mark.parametrize("present", [-1, 16, 1.5])
def test_a_set_that_is_none_is_refused(present):
    with pytest.raises(ValueError, match=r"present must be a whole number in \[0, 15\], got"):
        results(present)
