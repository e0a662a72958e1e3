"""Levels of trust: numbers redone by hand, what holds for all partnerships, and what is refused."""

import re
from itertools import product
from math import comb, nan

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.models.trust_levels import (
    PRACTICES,
    RISKS,
    classify,
    feasible_level,
    lent,
    level_shares,
    replicate,
    simulate,
    threshold,
    thresholds,
    trust_after,
)

unit = st.floats(0, 1)
counts = st.integers(2, 12)


def joins(trust, partners, needed):
    """P[Bin(n−1, t) ≥ k−1], written out."""
    others = partners - 1
    return sum(comb(others, j) * trust**j * (1 - trust) ** (others - j) for j in range(needed - 1, partners))


def history(quality, partners, steps, rng, assurance=0.0, prior=(2, 2), penalty=3.0):
    """The rule of `simulate` for one partnership, line by line: the oracle of the vectorised one."""
    (a, b), level, levels, trusts = prior, 0, [0], [prior[0] / sum(prior)]
    for luck in rng.random(steps):
        ceiling = feasible_level(a / (a + b), partners, assurance)
        tried = min(level + 1, ceiling)
        if ceiling < level:
            level -= 1
        elif tried > 0 and luck < quality:
            level, a = tried, a + 1
        elif tried > 0:
            level, b = max(level - 1, 0), b + penalty
        levels.append(level)
        trusts.append(a / (a + b))
    return levels, trusts


def test_thresholds_redone_by_hand():
    assert threshold(0.64, 3) == pytest.approx(0.8)  # 0.8 · 0.8 = 0.64
    assert threshold(0.6, 2) == pytest.approx(0.6)
    assert threshold(0.75, 3, needed=2) == pytest.approx(0.5)  # 1 − 0.5 · 0.5 = 0.75
    assert threshold(0.9, 5, needed=1) == 0


def test_two_partners_at_half_trust_reach_the_second_level_and_four_do_not_start():
    assert [feasible_level(0.5, n) for n in (2, 3, 4)] == [2, 1, 0]
    assert feasible_level(0.5, 4, assurance=0.2) == 1  # 0.6 against 0.2^(1/3) = 0.585


@given(st.floats(0.01, 0.99), counts, st.data())
def test_at_the_threshold_enough_others_are_exactly_likely_enough(risk, partners, data):
    needed = data.draw(st.integers(2, partners))
    assert joins(threshold(risk, partners, needed), partners, needed) == pytest.approx(risk, abs=1e-9)


@given(st.floats(0.01, 0.99), st.floats(0.01, 0.99), counts)
def test_thresholds_rise_with_partners_and_with_risk(one, other, partners):
    low, high = sorted((one, other))
    assert threshold(low, partners) <= threshold(high, partners)
    assert threshold(low, partners) < threshold(low, partners + 1)


@given(unit, unit, unit, counts)
def test_a_stronger_animator_never_lowers_the_level(trust, one, other, partners):
    low, high = sorted((one, other))
    assert feasible_level(trust, partners, low) <= feasible_level(trust, partners, high)


@given(st.floats(0.5, 10), st.integers(1, 8))
def test_one_failure_from_an_even_prior_takes_penalty_successes_to_repair(half, penalty):
    prior = (half, half)
    assert trust_after(penalty, 1, prior, penalty) == pytest.approx(0.5)
    assert trust_after(penalty - 1, 1, prior, penalty) < 0.5


@given(unit, st.integers(0, 1000))
def test_without_an_animator_four_doubtful_partners_never_start(quality, seed):
    found = simulate(quality, 4, 10, np.random.default_rng(seed))
    assert not found.level.any()
    assert not found.outcome.any()
    np.testing.assert_array_equal(found.trust, 0.5)


@given(unit, counts, unit, st.integers(0, 1000))
def test_vectorised_history_is_the_rule_line_by_line(quality, partners, assurance, seed):
    found = simulate(quality, partners, 12, np.random.default_rng(seed), assurance)
    levels, trusts = history(quality, partners, 12, np.random.default_rng(seed), assurance)
    np.testing.assert_array_equal(found.level, levels)
    np.testing.assert_allclose(found.trust, trusts)
    assert np.abs(np.diff(found.level)).max() <= 1


def test_same_generator_same_runs_and_the_first_run_is_the_single_one():
    runs = replicate(0.8, 3, 15, 50, np.random.default_rng(9), assurance=0.3)
    again = replicate(0.8, 3, 15, 50, np.random.default_rng(9), assurance=0.3)
    np.testing.assert_array_equal(runs.level, again.level)
    np.testing.assert_array_equal(runs.level[0], simulate(0.8, 3, 15, np.random.default_rng(9), 0.3).level)


def test_shares_of_runs_add_up_to_one():
    shares = level_shares(replicate(0.8, 3, 15, 50, np.random.default_rng(2), assurance=0.3).level)
    assert shares.shape == (5, 16)
    np.testing.assert_allclose(shares.sum(axis=0), 1)
    assert shares[0, 0] == 1


def test_every_set_of_practices_has_a_level_and_all_levels_occur():
    found = [classify(dict(zip(PRACTICES, answers, strict=True))) for answers in product((False, True), repeat=5)]
    assert set(found) == {0, 1, 2, 3, 4}
    assert classify({}) == 0
    assert classify({"separate_fund": True, "individual_veto": True}) == 3


def test_a_veto_never_deepens_a_partnership():
    for answers in product((False, True), repeat=4):
        practices: dict[str, bool] = dict(zip(PRACTICES, answers, strict=False))
        assert classify(practices | {"individual_veto": True}) <= classify(practices)


REFUSED = [
    (lambda: threshold(1.2, 4), "risk must be in [0, 1], got 1.2"),
    (lambda: threshold(0.5, 1), "partners must be a whole number from 2 to 50, got 1"),
    (lambda: threshold(0.5, 4, needed=5), "needed must be a whole number from 1 to 4, got 5"),
    (lambda: thresholds(4, risks=(0.4, 0.2)), "risks must not fall from level to level, got [0.4, 0.2]"),
    (lambda: lent(nan, 0), "trust must be in [0, 1], got nan"),
    (lambda: feasible_level(0.5, 4, assurance=-0.1), "assurance must be in [0, 1], got -0.1"),
    (lambda: trust_after(-1, 0), "successes and failures must be 0 or more, got -1 and 0"),
    (lambda: simulate(1.1, 4, 5, np.random.default_rng(1)), "quality must be in [0, 1], got 1.1"),
    (lambda: simulate(0.5, 4, 0, np.random.default_rng(1)), "steps and runs must be 1 or more, got 0 and 1"),
    (lambda: simulate(0.5, 4, 5, np.random.default_rng(1), prior=(0, 2)), "prior must be two finite numbers above 0"),
    (lambda: simulate(0.5, 4, 5, np.random.default_rng(1), penalty=-1), "penalty must be 0 or more and finite, got -1"),
    (lambda: classify({"veto": True}), "practices must be among own_projects"),
    (lambda: classify({"own_projects": 2}), "practices must be answered True or False, got 2 for own_projects"),  # type: ignore[dict-item]
]


@pytest.mark.parametrize(("call", "message"), REFUSED)
def test_argument_out_of_range_is_refused(call, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        call()


def test_risks_are_the_four_of_the_course():
    np.testing.assert_allclose(thresholds(4), np.array(RISKS) ** (1 / 3))
