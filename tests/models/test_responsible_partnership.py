"""Needs with abilities, owners and chance: by hand, by going through everything there is, and for all inputs."""

from itertools import combinations, permutations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course.models.responsible_partnership import (
    ELEMENTS,
    coverage,
    greedy,
    left_to_chance,
    lost_without,
    match,
    picks,
)


@st.composite
def tables(draw, most=4):
    needs, abilities = draw(st.integers(1, most)), draw(st.integers(1, most))
    row = st.lists(st.integers(0, 10), min_size=abilities, max_size=abilities)
    return np.array(draw(st.lists(row, min_size=needs, max_size=needs)), dtype=float)


@st.composite
def ticks(draw):
    elements, partners = draw(st.integers(1, 6)), draw(st.integers(1, 4))
    row = st.lists(st.booleans(), min_size=partners, max_size=partners)
    return draw(st.lists(row, min_size=elements, max_size=elements))


def by_permutations(fit):
    """Return the largest sum over all ways of giving each need of the shorter side its own ability."""
    table = fit if fit.shape[0] <= fit.shape[1] else fit.T
    ways = permutations(range(table.shape[1]), table.shape[0])
    return max(sum(table[row, column] for row, column in enumerate(way)) for way in ways)


def is_a_plan(pairs, fit):
    needs, abilities = [row for row, _ in pairs], [column for _, column in pairs]
    return len(set(needs)) == len(needs) and len(set(abilities)) == len(abilities) and all(fit[p] > 0 for p in pairs)


def test_the_elements_are_the_ten_of_the_slide():
    assert len(set(ELEMENTS)) == 10


def test_the_smallest_trap_redone_by_hand():
    # The best pair is 9; what is left beside it is 2. The other two make 8 + 8.
    assert greedy([[9, 8], [8, 2]]) == (((0, 0), (1, 1)), 9 + 2)
    assert match([[9, 8], [8, 2]]) == (((0, 1), (1, 0)), 8 + 8)


def test_a_pair_that_does_not_fit_is_no_pair():
    assert greedy([[10, 9], [9, 0]]) == (((0, 0),), 10)
    assert match([[0, 0], [0, 0]]) == ((), 0)


@given(tables())
def test_match_is_the_largest_sum_over_all_permutations(fit):
    pairs, value = match(fit)
    assert value == pytest.approx(by_permutations(fit))
    assert value == pytest.approx(sum(fit[pair] for pair in pairs))
    assert is_a_plan(pairs, fit)


@given(tables())
def test_best_pair_first_lies_between_half_of_the_best_and_the_best(fit):
    pairs, value = greedy(fit)
    best = match(fit)[1]
    assert is_a_plan(pairs, fit)
    assert best / 2 <= value <= best
    taken = [fit[pair] for pair in pairs]
    assert taken == sorted(taken, reverse=True)


@given(tables(), st.randoms())
def test_the_order_of_needs_and_abilities_does_not_change_the_best_sum(fit, random):
    rows, columns = (random.sample(range(size), size) for size in fit.shape)
    assert match(fit[rows][:, columns])[1] == pytest.approx(match(fit)[1])
    assert match(fit.T)[1] == pytest.approx(match(fit)[1])


@given(ticks())
def test_each_element_is_unowned_single_or_shared(owners):
    found = coverage(owners)
    assert sorted(found["unowned"] + found["single"] + found["shared"]) == list(range(len(owners)))
    assert found["unowned"] == [i for i, row in enumerate(owners) if not any(row)]
    assert found["shared"] == [i for i, row in enumerate(owners) if sum(row) > 1]


@given(ticks())
def test_what_goes_with_a_partner_is_what_its_column_alone_held(owners):
    table = np.array(owners)
    before = set(coverage(table)["unowned"])
    for partner, lost in enumerate(lost_without(table)):
        table_without = table.copy()
        table_without[:, partner] = False
        assert set(lost) == set(coverage(table_without)["unowned"]) - before


@pytest.mark.parametrize(("elements", "partners", "each"), [(2, 2, 1), (4, 3, 1), (4, 3, 2), (3, 2, 3), (4, 2, 0)])
def test_chance_is_that_of_going_through_all_choices(elements, partners, each):
    counts = np.zeros(elements + 1)
    for chosen in product(combinations(range(elements), each), repeat=partners):
        counts[elements - len(set().union(*map(set, chosen)))] += 1
    np.testing.assert_allclose(left_to_chance(elements, partners, each), counts / counts.sum(), atol=1e-12)


@given(st.integers(1, 12), st.integers(1, 8), st.integers(0, 12))
@settings(max_examples=60)
def test_chances_add_up_and_their_mean_has_a_short_formula(elements, partners, each):
    each = min(each, elements)
    chances = left_to_chance(elements, partners, each)
    assert (chances >= 0).all()
    assert chances.sum() == pytest.approx(1)
    mean = chances @ np.arange(elements + 1)
    assert mean == pytest.approx(elements * (1 - each / elements) ** partners, abs=1e-9)


def test_five_partners_with_two_each_leave_more_than_three_of_ten():
    chances = left_to_chance(10, 5, 2)
    assert chances @ np.arange(11) == pytest.approx(10 * 0.8**5)
    # All ten find somebody if the five pairs are a division of the ten: 10! / 2**5 of 45**5 ways.
    assert chances[0] == pytest.approx(3628800 / 2**5 / 45**5)


def test_picks_give_each_partner_its_number_and_agree_with_the_chances():
    rng = np.random.default_rng(5)
    drawn = [picks(10, 5, 2, rng) for _ in range(4000)]
    assert all((table.sum(axis=0) == 2).all() for table in drawn)
    left = np.array([len(coverage(table)["unowned"]) for table in drawn])
    assert left.mean() == pytest.approx(3.2768, abs=0.07)
    np.testing.assert_allclose(np.mean(drawn, axis=0), 0.2, atol=0.03)
    np.testing.assert_array_equal(picks(6, 2, 3, np.random.default_rng(1)), picks(6, 2, 3, np.random.default_rng(1)))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: match([1, 2]), r"fit must be a table with a row a need .*, got shape \(2,\)"),
        (lambda: match([[]]), r"fit must be a table .*, got shape \(1, 0\)"),
        (lambda: greedy([[1, -2]]), "fit must be 0 or more and finite, got -2.0"),
        (lambda: greedy([[np.nan]]), "fit must be 0 or more and finite, got nan"),
        (lambda: coverage([1, 0]), r"owners must be a table with a row an element, got shape \(2,\)"),
        (lambda: lost_without([[0, 2]]), "owners must be true or false, got 2"),
        (lambda: left_to_chance(0, 5, 0), "elements must be a whole number, 1 or more, got 0"),
        (lambda: left_to_chance(10, 0, 2), "partners must be a whole number, 1 or more, got 0"),
        (lambda: left_to_chance(10, 5, 11), r"each must be a whole number, in \[0, 10\], got 11"),
        (lambda: left_to_chance(31, 5, 1), "elements must be 30 at most, got 31"),
        (lambda: picks(10, 5, 1.5, np.random.default_rng(1)), r"each must be a whole number, in \[0, 10\], got 1.5"),
    ],
)
def test_what_is_out_of_range_is_refused_by_name(call, message):
    with pytest.raises(ValueError, match=message):
        call()
