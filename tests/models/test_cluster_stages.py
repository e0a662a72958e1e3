"""Three stages of a cluster: a step redone by hand, parity with Mesa, what holds for all clusters, what is refused."""

from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from runpy import run_path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course.models.cluster_stages import Chance, Scenario, chance, first_step_at, play, replicate, simulate

played = run_path(str(Path(__file__).parents[1] / "benchmarks" / "mesa_cluster_stages.py"))["played"]
few = settings(max_examples=25, deadline=None)
shares = st.floats(0, 1)
decays = st.floats(0, 0.3)


@st.composite
def scenarios(draw):
    return Scenario(
        firms=draw(st.integers(2, 9)), steps=draw(st.integers(1, 25)), animator=draw(st.booleans()),
        trades=draw(st.integers(1, 4)), needed=draw(st.integers(1, 3)), circle=draw(st.integers(2, 6)),
        reach=draw(st.floats(0.05, 3)), start=draw(shares), contact=draw(shares), gain=draw(shares), loss=draw(shares),
        decay=draw(decays), assurance=draw(shares), success=draw(shares), slip=draw(shares),
        turn=draw(st.integers(0, 20)), late_decay=draw(st.none() | decays), shock=draw(shares),
        shock_steps=draw(st.integers(0, 9)),
    )  # fmt: skip


def fixed(order, meet, dare, luck, place=((0.0, 0.0), (0.0, 0.0))):
    """Return the numbers of one run of one step."""
    return Chance(np.array([place]), np.array([[order]]), *(np.array([[row]]) for row in (meet, dare, luck)))


def test_two_neighbours_redone_by_hand():
    rules = Scenario(firms=2, steps=1, animator=False, start=0.4, gain=0.25, loss=0.3, decay=0.1)
    # They meet (distance 0), dare because 0.3 < 0.4 and succeed because 0.5 < 0.6: 0.4 + 0.25 · 0.6 = 0.55.
    runs = play(rules, fixed([0, 1], [0.9], [0.3], [0.5]))
    np.testing.assert_allclose(runs.trust, [[0.4, 0.55]])
    assert runs.stage.tolist() == [[1, 2]]
    np.testing.assert_allclose(runs.income, [[0, 1 - 0.25 + 1 + 1]])
    # A failure: 0.4 · 0.7. No meeting, at a distance of 3 reaches: 0.4 · 0.9.
    np.testing.assert_allclose(play(rules, fixed([0, 1], [0.9], [0.3], [0.6])).trust[0, 1], 0.28)
    np.testing.assert_allclose(
        play(rules, fixed([0, 1], [0.06], [0], [0], ((0, 0), (0.9, 0)))).trust[0, 1], 0.36
    )  # e^−3 = 0.0498


def test_an_animator_brings_a_circle_that_would_not_dare_alone():
    numbers = fixed([0, 1, 2, 3], [0.99, 0.99], [0.2, 0.2], [0.1, 0.1], ((0, 0), (1, 0), (0, 1), (1, 1)))
    rules = Scenario(firms=4, steps=1, start=0.1, assurance=0.15)
    # 0.1 + 0.15 · 0.9 = 0.235 > 0.2; all six pairs grow to 0.1 + 0.25 · 0.9.
    np.testing.assert_allclose(play(rules, numbers).trust[0, 1], 0.325)
    np.testing.assert_allclose(play(replace(rules, animator=False), numbers).trust[0, 1], 0.099)


@few
@given(scenarios(), st.integers(0, 2**32))
def test_every_run_is_the_one_that_mesa_makes_of_the_same_numbers(rules, seed):
    drawn = chance(rules, 3, np.random.default_rng(seed))
    runs = play(rules, drawn)
    for run in range(3):
        model = played(rules, drawn, run)
        np.testing.assert_array_equal(runs.stage[run], model.stages)
        np.testing.assert_allclose(runs.trust[run], model.trusts, atol=1e-9)
        np.testing.assert_allclose(runs.income[run], model.incomes, atol=1e-9)


@pytest.mark.parametrize("animator", [True, False])
def test_a_history_is_the_one_mesa_tells_action_by_action(animator):
    rules = Scenario(firms=11, animator=animator, circle=5)
    model = played(rules, chance(rules, 1, np.random.default_rng(3)))
    history = simulate(11, 60, np.random.default_rng(3), animator, circle=5)
    ours = {(a.step, frozenset(a.firms), a.success, a.beyond_one) for a in history.actions}
    assert history.actions
    assert ours == set(model.log)
    last = np.array([[one.trust.get(other, 0) for other in model.firms] for one in model.firms])
    np.testing.assert_allclose(history.ties[-1], last, atol=1e-12)
    np.testing.assert_allclose(history.income[-1], [firm.income for firm in model.firms])


@few
@given(scenarios(), st.integers(0, 2**32))
def test_same_rng_same_history_and_stages_move_by_one_at_most(rules, seed):
    runs, again = (replicate(rules, 4, np.random.default_rng(seed)) for _ in range(2))
    for one, other in zip(runs, again, strict=True):
        np.testing.assert_array_equal(one, other)
    assert np.abs(np.diff(runs.stage, axis=1)).max() <= 1
    assert runs.stage.min() >= 1
    assert runs.stage.max() <= 3
    assert runs.trust.min() > -1e-9
    assert runs.trust.max() < 1 + 1e-9
    np.testing.assert_allclose(runs.shares.sum(axis=0), 1)


@few
@given(
    st.integers(3, 20), st.floats(0, 0.3), st.floats(0.05, 0.4), st.floats(0.4, 0.9), st.floats(0, 0.03),
    st.floats(0.15, 1.0), st.integers(0, 2**32),
)  # fmt: skip
def test_without_an_animator_stage_3_does_not_come_sooner_on_average(firms, start, help_, success, decay, reach, seed):
    rules = Scenario(
        firms=firms, start=start, assurance=help_, success=success, decay=decay, reach=reach, slip=0.0
    )  # fmt: skip
    first = {}
    for animator in (True, False):
        stages = replicate(replace(rules, animator=animator), 200, np.random.default_rng(seed)).stage
        reached = (stages == 3).any(axis=1)
        first[animator] = np.where(reached, (stages == 3).argmax(axis=1), rules.steps + 1)
    gap = first[True] - first[False]
    assert gap.mean() <= 3 * gap.std() / np.sqrt(len(gap))  # not later, but for chance


def test_idle_trust_alone_makes_a_cluster_slip_back():
    rules = Scenario(late_decay=0.1, animator=False)
    kept, lost = (replicate(r, 300, np.random.default_rng(1)) for r in (replace(rules, late_decay=None), rules))
    np.testing.assert_array_equal(kept.stage[:, :31], lost.stage[:, :31])
    assert lost.shares[2, -1] < 0.3 < kept.shares[2, -1]
    assert any(b < a for run in lost.stage.tolist() for a, b in pairwise(run))


def test_first_step_at_gives_none_where_a_stage_never_comes():
    assert first_step_at(np.array([1, 2, 2, 3, 2, 3]), 3) == 3
    assert first_step_at([1, 2, 1], 3) is None


@pytest.mark.parametrize("firms", [0, 1, 2.5])
def test_no_cluster_of_nobody_or_of_one(firms):
    with pytest.raises(ValueError, match=r"firms must be a whole number in \[2, 200\], got"):
        simulate(firms, 5, np.random.default_rng(0))


@pytest.mark.parametrize(
    ("rules", "message"),
    [
        ({"success": 1.2}, r"success must be in \[0, 1\], got 1.2"),
        ({"late_decay": 0.9}, r"late_decay must be in \[0, 0.5\], got 0.9"),
        ({"reach": 0}, "reach must be above 0"),
        ({"effort": -1}, "effort must be 0 or more"),
    ],
)
def test_rules_out_of_range_are_refused_by_name(rules, message):
    with pytest.raises(ValueError, match=message):
        Scenario(**rules)


def test_no_runs_at_all_are_refused():
    with pytest.raises(ValueError, match="runs must be 1 or more, got 0"):
        replicate(Scenario(), 0, np.random.default_rng(0))
