"""The three pictures of a cluster say in words what they show."""

from itertools import pairwise

import numpy as np
import pytest

from course.figures.cluster_stages import AS_MANY, ROOM, THICKS, Lines, Map, Shares, apart, blocks, cover, ring
from course.models.cluster_stages import Scenario, replicate, simulate


@pytest.fixture(scope="module")
def run():
    return simulate(12, 60, np.random.default_rng(5))


@pytest.mark.parametrize(("language", "start"), [("en", "With an animator, step"), ("pl", "Z animatorem, krok")])
def test_map_says_step_stage_trust_and_the_actions_of_the_step(run, language, start):
    picture = Map(language, True, 60)
    seen = set()
    for step in range(61):
        picture.update(run, step)
        now = [action for action in run.actions if action.step == step]
        assert picture.sentence.startswith(f"{start} {step}: ")
        assert picture.words(f"stage.{run.stage[step]}") in picture.sentence
        assert len(picture.won.get_segments()) == sum(action.success for action in now)
        assert len(picture.lost.get_segments()) == sum(not action.success for action in now)
        seen |= {action.success for action in now}
    assert seen == {True, False}
    won = sum(action.success for action in run.actions)
    assert str(won) in picture.sentence


def test_more_trust_makes_thicker_ties_and_faint_ones_are_left_out(run):
    picture = Map("en", True, 60)
    picture.update(run, 60)
    trust = run.ties[60][np.triu_indices(12, 1)]
    widths = [line.get_linewidth() for line in picture.ties]
    assert widths == sorted(widths)
    drawn = [len(line.get_xdata()) // 3 for line in picture.ties]
    edges = [*THICKS, np.inf]
    assert drawn == [int(((trust >= low) & (trust < high)).sum()) for low, high in pairwise(edges)]
    assert 0 < sum(drawn) < len(trust)


def test_map_takes_any_number_of_firms_and_counts_a_large_circle():
    picture = Map("en", True, 30)
    for firms in (2, 24):
        crowd = simulate(firms, 30, np.random.default_rng(1), circle=AS_MANY + 3, assurance=0.9)
        picture.update(crowd, crowd.actions[0].step)
        assert sum(name.get_visible() for name in picture.names) == firms
    assert "(8 of them)" in picture.sentence


def test_income_gives_both_numbers():
    picture = Lines("pl", "income", 3)
    picture.update([np.array([0, 1, 2, 3.5]), np.array([0, 0, -0.5, -1])], 3)
    assert "o 3,5 z animatorem i o −1 bez niego" in picture.sentence
    assert picture.lines[1].get_linestyle() != picture.lines[0].get_linestyle()


def test_trust_gives_both_numbers():
    picture = Lines("en", "trust", 2)
    picture.update([np.array([0.05, 0.1, 0.2]), np.array([0.05, 0.05, 0.04])], 1)
    assert picture.sentence == "Mean trust at step 1: 0.1 with an animator, 0.05 without."


def test_shares_give_the_end_and_the_step_of_the_half():
    picture = Shares("en", False, 60)
    picture.update(replicate(Scenario(animator=False), 200, np.random.default_rng(1)))
    assert picture.sentence.startswith("Without an animator, 200 valleys at step 60: ")
    assert "for the first time" in picture.sentence
    picture.update(replicate(Scenario(animator=False, success=0.0), 50, np.random.default_rng(1)))
    assert "100% in stage 1" in picture.sentence
    assert "At no step" in picture.sentence


def test_the_same_figure_is_updated_in_place(run):
    picture = Map("en", True, 60)
    figure = picture.figure
    picture.update(run, 1)
    first = picture.svg()
    picture.update(run, 40)
    assert picture.figure is figure
    assert picture.svg() != first


def test_firms_that_lie_too_close_are_moved_apart_and_others_stay():
    place = np.array([[0.5, 0.5], [0.52, 0.5], [0.1, 0.9]])
    moved = apart(place)
    np.testing.assert_allclose(moved, [[0.51 - ROOM / 2, 0.5], [0.51 + ROOM / 2, 0.5], [0.1, 0.9]], atol=1e-6)
    np.testing.assert_allclose(place[0], [0.5, 0.5])


def test_a_ring_visits_every_firm_once_and_closes():
    square = np.array([[0.0, 0], [1, 1], [1, 0], [0, 1]])
    walk = ring(square)
    assert len(walk) == 5
    np.testing.assert_allclose(walk[0], walk[-1])
    np.testing.assert_allclose(np.linalg.norm(np.diff(walk, axis=0), axis=1), 1)  # sides, no diagonal


def test_the_band_has_a_block_for_every_stretch():
    found = blocks(np.array([1, 1, 2, 2, 1, 2]), 2)
    assert [(block[:, 0].min(), block[:, 0].max()) for block in found] == [(1, 3), (4, 5)]


def test_cover_shows_a_cluster_that_has_come_far():
    assert "stage 3" in cover("en").sentence
