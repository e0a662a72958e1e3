"""The repeated game: numbers by hand, brute force over all luck, and the Axelrod library as a second opinion."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course.models.repeated_trust import (
    PAYOFFS,
    STRATEGIES,
    Payoffs,
    belief,
    evolve,
    match,
    patience,
    plays,
    table,
    tournament,
)

LIBRARY = {
    "always_deliver": "Cooperator",
    "always_hold_back": "Defector",
    "tit_for_tat": "TitForTat",
    "grim": "Grudger",
    "tit_for_two_tats": "TitFor2Tats",
    "win_stay_lose_shift": "WinStayLoseShift",
    "random": "Random",
}
CERTAIN = [name for name in STRATEGIES if name != "random"]
EVERYBODY = dict.fromkeys(STRATEGIES, 3)
numbers = st.floats(-10, 10)
rooms = st.fixed_dictionaries({name: st.integers(0, 5) for name in STRATEGIES}).filter(lambda c: sum(c.values()) > 1)


@st.composite
def payoffs(draw):
    sucker, punishment = sorted(draw(st.tuples(numbers, numbers).filter(lambda pair: abs(pair[0] - pair[1]) > 0.1)))
    reward = punishment + draw(st.floats(0.1, 10))
    temptation = reward + draw(st.floats(0.01, 0.99)) * (reward - sucker)
    return Payoffs(temptation, reward, punishment, sucker)


def by_library(first, second, rounds, game):
    import axelrod as axl  # ten seconds, which every process that looks for tests would take at the top of the file

    players = [getattr(axl, LIBRARY[name])() for name in (first, second)]
    r, s, t, p = game.reward, game.sucker, game.temptation, game.punishment
    played = axl.Match(players, turns=rounds, game=axl.Game(r=r, s=s, t=t, p=p))
    played.play()
    return played.final_score()


def by_hand(first, second, rounds, noise=0.0):
    """Every possible course of a match, with its chance: slow, and nothing but the definition."""
    points = {(True, True): 2, (True, False): -1, (False, True): 3, (False, False): 0}
    expected = np.zeros(2)
    for course in product(points, repeat=rounds):
        chance, one, two = 1.0, [], []
        for own, other in course:
            for done, name, mine, theirs in ((own, first, one, two), (other, second, two, one)):
                meant = plays(name, mine, theirs)
                lean = meant * (1 - noise) + (1 - meant) * noise
                chance *= lean if done else 1 - lean
            one.append(own)
            two.append(other)
        expected += chance * np.sum([(points[pair], points[pair[::-1]]) for pair in course], axis=0)
    return expected


@pytest.mark.parametrize("first", CERTAIN)
@pytest.mark.parametrize("second", CERTAIN)
@pytest.mark.parametrize("game", [PAYOFFS, Payoffs(5, 3, 1, 0)])
def test_matches_without_luck_are_those_of_the_axelrod_library(first, second, game):
    for rounds in (1, 2, 7, 30):
        np.testing.assert_allclose(match(first, second, rounds, game), by_library(first, second, rounds, game))


def test_a_whole_tournament_is_that_of_the_axelrod_library():
    counts = {"tit_for_tat": 2, "grim": 1, "always_deliver": 3, "always_hold_back": 2, "win_stay_lose_shift": 1}
    names = [name for name, count in counts.items() for _ in range(count)]
    total = dict.fromkeys(counts, 0.0)
    for i, j in product(range(len(names)), repeat=2):
        if i != j:
            total[names[i]] += by_library(names[i], names[j], 12, PAYOFFS)[0] / counts[names[i]]
    assert tournament(counts, 12) == pytest.approx(total)


@pytest.mark.parametrize("noise", [0, 0.1, 1])
def test_averages_over_luck_are_those_of_brute_force(noise):
    for first, second in (("random", "tit_for_tat"), ("win_stay_lose_shift", "tit_for_two_tats"), ("grim", "random")):
        np.testing.assert_allclose(match(first, second, 4, PAYOFFS, noise), by_hand(first, second, 4, noise))


def test_many_matches_with_luck_come_to_their_average():
    rng = np.random.default_rng(8)
    played = [match("tit_for_tat", "win_stay_lose_shift", 10, PAYOFFS, 0.1, rng) for _ in range(3000)]
    exact = match("tit_for_tat", "win_stay_lose_shift", 10, PAYOFFS, 0.1)
    np.testing.assert_allclose(np.mean(played, axis=0), exact, atol=0.5)


def test_a_tournament_with_luck_comes_to_its_average_and_needs_no_luck_where_nothing_is_left_to_chance():
    counts = {"tit_for_tat": 2, "random": 2, "always_hold_back": 2}
    rng = np.random.default_rng(5)
    played = [tournament(counts, 10, PAYOFFS, 0.05, rng) for _ in range(600)]
    for name, exact in tournament(counts, 10, PAYOFFS, 0.05).items():
        assert np.mean([points[name] for points in played]) == pytest.approx(exact, abs=1)
    sure = {"grim": 2, "always_deliver": 3, "always_hold_back": 1}
    assert tournament(sure, 8, rng=rng) == tournament(sure, 8)


def test_a_tournament_redone_by_hand():
    # Ten rounds: 20 from its own kind, and 3 times −1; two times 3 and nothing from its own kind.
    assert tournament({"tit_for_tat": 2, "always_hold_back": 3}, 10) == {"always_hold_back": 6, "tit_for_tat": 17}


def test_tit_for_tat_never_collects_more_than_the_other_side():
    for seed in range(200):
        rng = np.random.default_rng(seed)
        for other in STRATEGIES:
            own, theirs = match("tit_for_tat", other, 15, rng=rng)
            assert own <= theirs


def test_whoever_always_holds_back_never_collects_less_than_the_other_side():
    collected = table(20)
    hard = STRATEGIES.index("always_hold_back")
    assert (collected[hard] >= collected[:, hard]).all()


def test_who_wins_depends_on_the_room():
    leads = {
        "grim": tournament(EVERYBODY, 10),
        "tit_for_tat": tournament(
            {"always_deliver": 5, "always_hold_back": 5, "tit_for_tat": 5, "tit_for_two_tats": 5}, 10
        ),
        "always_hold_back": tournament({"always_deliver": 15, "always_hold_back": 5, "tit_for_tat": 3}, 10),
        "tit_for_two_tats": tournament(dict.fromkeys(("tit_for_tat", "grim", "tit_for_two_tats"), 5), 50, noise=0.05),
    }
    for name, points in leads.items():
        assert max(points, key=lambda key: points[key]) == name


def test_two_are_too_few_among_fifteen_and_three_are_enough():
    for few, left in ((2, 0), (3, 18)):
        history = evolve({"tit_for_tat": few, "always_hold_back": 15}, 20, 3, 10)
        assert history[-1, STRATEGIES.index("tit_for_tat")] == left


@given(rooms, st.integers(0, 4), st.sampled_from([1, 10]), st.sampled_from([0, 0.05]))
@settings(max_examples=40)
def test_generations_keep_the_number_of_players_and_never_bring_back_a_lost_strategy(counts, turnover, rounds, noise):
    history = evolve(counts, 6, min(turnover, sum(counts.values())), rounds, noise=noise)
    np.testing.assert_array_equal(history[0], [counts[name] for name in STRATEGIES])
    np.testing.assert_array_equal(history.sum(axis=1), sum(counts.values()))
    assert (history >= 0).all()
    assert (history == history.astype(int)).all()
    assert not ((history[:-1] == 0) & (history[1:] > 0)).any()


@given(rooms)
@settings(max_examples=25)
def test_a_generation_redone_player_by_player(counts):
    points = tournament(counts, 10)
    now = evolve(counts, 1, 1, 10)[1]
    change = now - [counts[name] for name in STRATEGIES]
    if len({round(value, 9) for value in points.values()}) == 1:
        assert not change.any()
        return
    worst = [name for name in points if np.isclose(points[name], min(points.values()))]
    best = [name for name in points if np.isclose(points[name], max(points.values()))]
    assert [STRATEGIES[i] for i in np.flatnonzero(change < 0)] == [max(worst, key=lambda name: counts[name])]
    assert [STRATEGIES[i] for i in np.flatnonzero(change > 0)] == [max(best, key=lambda name: counts[name])]


def test_where_all_collect_the_same_nothing_changes():
    kind = {"always_deliver": 2, "tit_for_tat": 3, "grim": 4}
    assert (evolve(kind, 5, 3, 10) == evolve(kind, 0, 0, 10)).all()


@given(payoffs())
def test_at_the_border_both_plans_bring_the_same_and_above_it_delivering_more(game):
    def totals(chance):
        weights = chance ** np.arange(4000)
        return game.reward * weights.sum(), game.temptation + game.punishment * weights[1:].sum()

    border = patience(game)
    assert 0 < border < 1
    if border < 0.98:
        keep, hold = totals(border)
        assert keep == pytest.approx(hold, rel=1e-6, abs=1e-6)
        keep, hold = totals(border + 0.005)
        assert keep > hold


def test_patience_redone_by_hand_is_cost_over_gift():
    assert patience() == pytest.approx(1 / 3)
    assert patience(Payoffs(5, 5 - 4, 0, -4)) == pytest.approx(4 / 5)


@given(st.lists(st.booleans(), max_size=8))
def test_a_strategy_that_did_what_was_done_is_never_ruled_out(seen):
    for name in CERTAIN:
        answered = []
        for turn in range(len(seen)):
            answered.append(plays(name, answered[:turn], seen[:turn]) == 1)
        chances = belief(seen, answered)
        assert chances[STRATEGIES.index(name)] == chances.max()
        assert chances.sum() == pytest.approx(1)


def test_five_strategies_look_alike_until_somebody_holds_back():
    chances = belief([True] * 6, [True] * 6)
    assert (chances > 0.05).sum() == 5


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: Payoffs(2, 3, 0, -1), "payoffs must be temptation > reward > punishment > sucker"),
        (lambda: Payoffs(9, 3, 1, 0), "payoffs must keep twice the reward above temptation"),
        (lambda: Payoffs(float("nan"), 2, 0, -1), "payoffs must be"),
        (lambda: match("nice", "grim", 5), "strategy must be one of always_deliver, .* got 'nice'"),
        (lambda: match("grim", "grim", 0), "rounds must be a whole number from 1 to 1000, got 0"),
        (lambda: table(5, noise=1.2), r"noise must be in \[0, 1\], got 1.2"),
        (lambda: tournament({"grim": 1}, 5), "counts must be of two players at least, got 1"),
        (lambda: tournament({"grim": -1, "random": 5}, 5), "counts of grim must be a whole number"),
        (lambda: evolve({"grim": 3}, 5, 4, 5), "turnover must be a whole number from 0 to 3, got 4"),
        (lambda: evolve({"grim": 3}, 1.5, 1, 5), "generations must be a whole number"),
        (lambda: plays("grim", [True], []), "mine and theirs must be of equal length, got 1 and 0"),
        (lambda: belief([], [], 2), "noise must be in"),
    ],
)
def test_what_is_no_game_is_refused(call, said):
    with pytest.raises(ValueError, match=said):
        call()
