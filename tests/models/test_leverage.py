"""Leverage by hand, what must hold of it, effort against a slow walk through the months, a purse against long sums."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from course.models.leverage import (
    additionality,
    effort_path,
    effort_value,
    in_kind_value,
    patience,
    public_good,
    ratio,
)

amounts = st.floats(0, 1e6)
grants = st.floats(0.01, 1e6)
shares = st.floats(0, 1)
decays = st.floats(0.02, 1)


def test_the_gardens_budget_redone_by_hand():
    work = in_kind_value([300, 100], [30, 30]) / 1000
    assert work == 12
    assert ratio(40, 10, 10) == pytest.approx(60 / 40)
    assert ratio(40, 10, 10, work) == pytest.approx(72 / 40)
    assert additionality(72, 20, 40) == pytest.approx(52 / 40)


@given(grants, amounts, amounts, amounts)
def test_the_ratio_is_one_over_the_grants_share_and_never_below_one(grant, own, other, kind):
    found = ratio(grant, own, other, kind)
    assert found >= 1
    assert found == pytest.approx(1 / (grant / (grant + own + other + kind)))
    assert ratio(grant, own, other) <= found


@given(grants, amounts, amounts, amounts)
def test_what_was_added_is_never_more_than_the_ratio(grant, own, other, anyway):
    total = grant + own + other
    added = additionality(total, anyway, grant)
    assert added <= ratio(grant, own, other) + 1e-9
    assert additionality(total, 0, grant) == pytest.approx(ratio(grant, own, other))
    assert additionality(total, own + other, grant) == pytest.approx(1)


@given(st.lists(st.tuples(st.floats(0, 100), st.floats(0, 100)), min_size=1, max_size=6))
def test_work_is_worth_the_sum_of_its_hours_by_rates(rows):
    hours, rates = zip(*rows, strict=True)
    assert in_kind_value(hours, rates) == pytest.approx(sum(hour * rate for hour, rate in rows))


@given(shares, decays)
def test_half_and_half_is_best_and_either_extreme_is_nothing(money, decay):
    best = effort_value(0.5, 0.5, decay=decay)
    assert effort_value(money, 1 - money, decay=decay) <= best + 1e-9
    assert effort_value(1, 0, decay=decay) == effort_value(0, 1, decay=decay) == 0


@given(shares, decays, st.floats(0.1, 5), st.floats(0.1, 5))
def test_months_come_to_the_value_they_settle_at(money, decay, found, tied):
    path = effort_path(money, 2000, found, tied, decay)
    assert path[-1] == pytest.approx(float(effort_value(money, 1 - money, found, tied, decay)), rel=1e-6, abs=1e-6)


def test_the_path_is_that_of_a_slow_walk_through_the_months():
    # Bonds grow by γ E_b and lose the part μ, a thousandth of a month at a time.
    bonds, small, walked = 0.5 / 0.1, 1e-3, []
    for moment in range(24_001):
        if moment % 1000 == 0:
            walked.append(0.8 * bonds)
        bonds += small * (0.2 - 0.1 * bonds)
    np.testing.assert_allclose(effort_path(0.8, 24, decay=0.1), walked, rtol=1e-3)


def test_all_effort_on_money_doubles_what_gets_done_at_first_and_falls_below_after_the_bonds_half_life():
    path = effort_path(1.0, 36, decay=0.1) / effort_value(0.5, 0.5, decay=0.1)
    assert path[0] == pytest.approx(2)
    assert np.argmax(path < 1) == np.ceil(np.log(2) / 0.1) == 7
    assert path[-1] < 0.1


def test_a_purse_redone_by_hand():
    np.testing.assert_allclose(public_good([0, 10, 10, 10], 2, [10] * 4), [25, 15, 15, 15])
    np.testing.assert_allclose(public_good([4, 0, 8], 1.5, [8, 8, 8]), [10, 14, 6])


@given(
    st.lists(st.tuples(st.floats(0, 100), shares), min_size=2, max_size=8),
    st.floats(0, 8),
    st.integers(0, 7),
    st.floats(0, 1),
)
def test_whoever_gives_less_gains_where_the_purse_makes_less_than_there_are_partners(rows, multiplier, who, less):
    has = [own for own, _ in rows]
    gives = [own * part for own, part in rows]
    n, who = len(rows), who % len(rows)
    before = public_good(gives, multiplier, has)
    assert before.sum() == pytest.approx(sum(has) + (multiplier - 1) * sum(gives), abs=1e-6)
    kept = less * gives[who]
    fewer = [given - kept * (place == who) for place, given in enumerate(gives)]
    change = public_good(fewer, multiplier, has) - before
    assert change[who] == pytest.approx(kept * (1 - multiplier / n), abs=1e-6)
    others = np.delete(change, who)
    np.testing.assert_allclose(others, -multiplier * kept / n, atol=1e-6)


@given(st.integers(2, 9), st.floats(0.01, 0.99))
def test_at_the_border_of_patience_giving_and_keeping_bring_the_same(partners, where):
    multiplier = 1 + where * (partners - 1)
    border = patience(partners, multiplier)
    assert 0 < border < 1
    assume(border < 0.99)
    has = np.ones(partners)
    all_give = public_good(has, multiplier, has)[0]
    first_keeps = public_good(np.append(0.0, has[1:]), multiplier, has)[0]
    nobody = public_good(0 * has, multiplier, has)[0]
    weights = border ** np.arange(6000)
    assert all_give * weights.sum() == pytest.approx(first_keeps + nobody * weights[1:].sum(), rel=1e-6)


def test_patience_redone_by_hand_asks_for_more_from_more_partners():
    assert patience(4, 2) == pytest.approx(2 / 6)
    assert patience(2, 1.5) == pytest.approx(0.5 / 1.5)
    borders = [patience(n, 2) for n in range(3, 12)]
    assert borders == sorted(borders)
    assert patience(1000, 2) < 0.5


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: ratio(0, 1, 1), "grant must be above 0 and finite, got 0"),
        (lambda: ratio(1, -1, 1), "own must be 0 or more and finite, got -1"),
        (lambda: ratio(1, 1, 1, float("nan")), "in_kind must be 0 or more"),
        (lambda: additionality(5, -1, 1), "counterfactual must be 0 or more and finite, got -1"),
        (lambda: in_kind_value([1, 2], [1]), "hours and rates must be of equal length, got 2 and 1"),
        (lambda: in_kind_value([-1], [1]), "hours must be a list of numbers, 0 or more"),
        (lambda: effort_value(1.2, 0), r"money_effort must be in \[0, 1\], got 1.2"),
        (lambda: effort_value(0.5, 0.5, decay=0), r"decay must be in \(0, 1\], got 0"),
        (lambda: effort_value(0.5, 0.5, bond_yield=0), "bond_yield must be above 0"),
        (lambda: effort_path(0.5, -1), "months must be a whole number of 0 or more, got -1"),
        (lambda: public_good([1], 2, [1]), "must be of equal length, 2 or more, got 1 and 1"),
        (
            lambda: public_good([1, 5], 2, [2, 2]),
            "contributions must not exceed endowments, got 5.0 of 2.0 for partner 1",
        ),
        (lambda: patience(4, 1), "multiplier must be above 1 and below the number of partners, 4, got 1"),
        (lambda: patience(1, 1.5), "partners must be a whole number from 2 to 1000, got 1"),
    ],
)
def test_what_is_no_budget_no_effort_and_no_purse_is_refused(call, said):
    with pytest.raises(ValueError, match=said):
        call()
