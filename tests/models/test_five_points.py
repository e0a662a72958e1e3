"""The workshop's rules: fair fives against other definitions, balanced groups, minutes that add up, what is refused."""

from collections import Counter
from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.optimize import LinearConstraint, milp

from course.models.five_points import (
    EXACT,
    STAGES,
    Block,
    deal,
    fair_five,
    greedy,
    left_out,
    proposal,
    replan,
    top_five,
)

walls = st.tuples(st.integers(1, 12), st.integers(1, 8)).flatmap(lambda shape: arrays(np.bool_, shape))
# A room of three groups: 13 people with cards 0 to 4, 6 with 5 and 6, 5 with 7.
ROOM = np.repeat([[1, 1, 1, 1, 1, 0, 0, 0], [0, 0, 0, 0, 0, 1, 1, 0], [0, 0, 0, 0, 0, 0, 0, 1]], (13, 6, 5), axis=0) > 0


def total(wall, chosen):
    """Return the total as the definition says it, in fractions."""
    return sum(Fraction(1, j) for row in wall for j in range(1, sum(bool(row[card]) for card in chosen) + 1))


def by_definition(wall, seats):
    """Return the first of the best sets, all of them tried."""
    sets = combinations(range(wall.shape[1]), min(seats, wall.shape[1]))
    return max(sets, key=lambda chosen: total(wall, chosen))


def d_hondt(votes, seats):
    """Return the seats of each list: one by one to the largest votes / (seats + 1), ties to the earlier list."""
    found = [0] * len(votes)
    for _ in range(seats):
        quotients = [Fraction(vote, have + 1) for vote, have in zip(votes, found, strict=True)]
        found[quotients.index(max(quotients))] += 1
    return found


def test_a_room_of_three_groups_redone_by_hand():
    # 13, 13/2, 13/3, 13/4 for the large group's cards, 6 and 3 for the next one's, 5 for the last: the five largest.
    assert fair_five(ROOM) == (0, 1, 2, 5, 7)
    assert total(ROOM, fair_five(ROOM)) == Fraction(13) + Fraction(13, 2) + Fraction(13, 3) + 6 + 5
    assert top_five(ROOM) == (0, 1, 2, 3, 4)
    assert left_out(ROOM, top_five(ROOM)) == list(range(13, 24))
    assert left_out(ROOM, fair_five(ROOM)) == []


@given(walls, st.integers(1, 5))
def test_fair_five_is_what_the_definition_finds_ties_included(wall, seats):
    assert fair_five(wall, seats) == by_definition(wall, seats)


@pytest.mark.parametrize("seed", range(4))
def test_fair_five_has_the_total_of_an_integer_programme_on_walls_too_large_to_try(seed):
    rng = np.random.default_rng(seed)
    wall = rng.random((30, 25)) < (0.1, 0.3, 0.5, 0.8)[seed]
    voters, cards = wall.shape
    gains = np.concatenate([np.zeros(cards), -np.tile(1 / np.arange(1, 6), voters)])
    hits = np.hstack([-wall.astype(float), np.kron(np.eye(voters), np.ones((1, 5)))])
    seats = np.concatenate([np.ones(cards), np.zeros(5 * voters)])
    limits = [LinearConstraint(hits, -np.inf, 0), LinearConstraint(seats[None], 5, 5)]
    found = milp(gains, integrality=seats, bounds=(0, 1), constraints=limits)
    assert -found.fun == pytest.approx(float(total(wall, fair_five(wall))))


@given(st.lists(st.integers(1, 12), min_size=1, max_size=4), st.integers(1, 5))
def test_groups_without_a_card_in_common_get_the_seats_of_d_hondt(votes, seats):
    wall = np.repeat(np.kron(np.eye(len(votes)), np.ones((1, seats))), votes, axis=0)
    found = Counter(card // seats for card in fair_five(wall, seats))
    assert [found[group] for group in range(len(votes))] == d_hondt(votes, seats)


@given(walls, st.integers(1, 5))
def test_no_fifth_of_the_room_with_a_card_in_common_is_left_with_nothing(wall, seats):
    nothing = wall[left_out(wall, fair_five(wall, seats))]
    assert (nothing.sum(axis=0) * min(seats, wall.shape[1]) < len(wall)).all()


@given(walls, st.randoms(use_true_random=False))
def test_order_of_voters_does_not_matter(wall, random):
    order = random.sample(range(len(wall)), len(wall))
    for way in (fair_five, greedy, top_five):
        assert way(wall[order], 3) == way(wall, 3)


@given(walls)
def test_equal_cards_leave_the_earlier_ones(wall):
    same = np.repeat(wall[:, :1], 7, axis=1)
    for way in (fair_five, greedy, top_five):
        assert way(same) == (0, 1, 2, 3, 4)


@given(walls)
def test_top_five_has_as_many_approvals_as_five_can_have(wall):
    counts = wall.sum(axis=0)
    chosen = top_five(wall)
    assert counts[list(chosen)].sum() == sorted(counts)[::-1][: len(chosen)] @ np.ones(len(chosen))


@given(walls)
def test_greedy_never_beats_the_exact_five_and_never_falls_below_a_share_of_it(wall):
    exact, quick = (float(total(wall, way(wall))) for way in (fair_five, greedy))
    assert (1 - 1 / np.e) * exact <= quick + 1e-9 <= exact + 2e-9


def test_greedy_may_lose_where_an_early_choice_blocks_a_better_pair():
    wall = np.repeat([[1, 0, 1], [1, 1, 0], [0, 0, 1], [0, 1, 0]], (3, 3, 2, 2), axis=0)
    assert greedy(wall, 2) == (0, 1)
    assert fair_five(wall, 2) == (1, 2)


def test_a_proposal_says_whether_it_is_exact():
    rng = np.random.default_rng(5)
    wall = rng.random((20, EXACT + 1)) < 0.3
    assert proposal(wall) == (greedy(wall), False)
    assert proposal(wall[:, :9]) == (fair_five(wall[:, :9]), True)


def test_fewer_cards_than_five_are_all_chosen():
    for way in (fair_five, greedy, top_five):
        assert way([[1, 0, 0]]) == (0, 1, 2)


def test_who_approves_of_nothing_is_left_out_whatever_is_chosen():
    assert left_out([[0, 0], [0, 1]], (0, 1)) == [0]
    assert left_out([[0, 0], [0, 1]], ()) == [0, 1]


@given(st.lists(st.sampled_from(["public", "civic", "business"]), min_size=1, max_size=40), st.data())
def test_groups_differ_by_at_most_one_in_size_and_in_every_sector(sectors, data):
    groups = data.draw(st.integers(1, min(8, len(sectors))))
    dealt = deal(sectors, groups, np.random.default_rng(data.draw(st.integers(0, 99))))
    assert dealt.shape == (len(sectors),)
    assert set(dealt) <= set(range(groups))
    for kept in ({*sectors}, *({sector} for sector in sectors)):
        sizes = [
            sum(sector in kept and place == group for sector, place in zip(sectors, dealt, strict=True))
            for group in range(groups)
        ]
        assert max(sizes) - min(sizes) <= 1


def test_everyone_may_land_in_every_group_and_beside_everyone():
    rng = np.random.default_rng(3)
    rooms = np.array([deal(["public"] * 3 + ["civic"] * 3 + ["business"] * 2, 4, rng) for _ in range(4000)])
    np.testing.assert_allclose([np.mean(rooms == group, axis=0) for group in range(4)], 0.25, atol=0.03)
    together = np.array([[np.mean(a == b) for a in rooms.T] for b in rooms.T])
    sector = np.array([0, 0, 0, 1, 1, 1, 2, 2])
    assert (together[sector[:, None] != sector] > 0).all()
    assert together[0, 1] == 0  # three of a sector in four groups never meet


def test_a_late_end_is_made_up_by_what_is_no_must():
    # Ten minutes late after stage 2: stage 3 gives them, 35 to 25; stages 4 and 5 keep theirs.
    assert [block.plan for block in replan(STAGES, 40, done=2)] == [10, 20, 25, 20, 20]
    # Twenty-five late: stage 3 can give 15; of the last two the plenary has most to spare, 8 against 5.
    assert [block.plan for block in replan(STAGES, 55, done=2)] == [10, 20, 20, 16, 14]


def test_minutes_gained_go_to_the_musts_first():
    assert [block.plan for block in replan(STAGES, 24, done=2)] == [10, 20, 35, 23, 23]
    assert [block.plan for block in replan(STAGES, 15, done=2)] == [10, 20, 40, 25, 25]


blocks = st.builds(
    lambda name, low, more, most, must: Block(name, low, low + more, low + more + most, must),
    st.text(max_size=3), st.integers(0, 20), st.integers(0, 20), st.integers(0, 20), st.booleans(),
)  # fmt: skip


@given(st.lists(blocks, max_size=7), st.integers(0, 200), st.data())
def test_a_new_plan_ends_on_time_where_it_can_and_keeps_every_bound(stages, elapsed, data):
    done = data.draw(st.integers(0, len(stages)))
    after = replan(stages, elapsed, done)
    assert after[:done] == stages[:done]
    assert [(b.name, b.min, b.max, b.must) for b in after] == [(b.name, b.min, b.max, b.must) for b in stages]
    end = sum(block.plan for block in stages)
    least, most = (sum(getattr(block, bound) for block in stages[done:]) for bound in ("min", "max"))
    assert elapsed + sum(block.plan for block in after[done:]) == min(max(end, elapsed + least), elapsed + most)
    musts = [(b, a) for b, a in zip(stages[done:], after[done:], strict=True) if b.must]
    if any(a.plan < b.plan for b, a in musts):  # a must is touched only once the others have nothing left to give
        assert all(a.plan == a.min for a in after[done:] if not a.must)


@settings(max_examples=30)
@given(st.lists(blocks, max_size=6), st.integers(0, 80))
def test_more_delay_never_lengthens_a_block(stages, elapsed):
    before, after = replan(stages, elapsed), replan(stages, elapsed + 1)
    assert all(late.plan <= early.plan for early, late in zip(before, after, strict=True))


@pytest.mark.parametrize(
    ("approvals", "seats", "said"),
    [
        ([], 5, "a table of yes and no"),
        ([[0, 2]], 5, "a table of yes and no"),
        ([[0, 1]], 0, r"seats must be in \[1, 7\], got 0"),
    ],
)
def test_what_is_no_wall_of_cards_is_refused(approvals, seats, said):
    for way in (fair_five, greedy, top_five, proposal):
        with pytest.raises(ValueError, match=said):
            way(approvals, seats)


def test_more_cards_than_can_be_tried_are_refused_by_name():
    with pytest.raises(ValueError, match="approvals must have at most 40 cards, got 41"):
        fair_five(np.ones((2, 41)))


def test_what_does_not_fit_is_refused():
    with pytest.raises(ValueError, match=r"chosen must be cards in \[0, 1\], got 2"):
        left_out([[0, 1]], [2])
    with pytest.raises(ValueError, match=r"groups must be in \[1, 2\], the number of people, got 3"):
        deal(["public", "civic"], 3, np.random.default_rng(1))
    with pytest.raises(ValueError, match=r"minutes must be 0 <= min <= plan <= max, got 5, 4, 9"):
        Block("late", 5, 4, 9)
    with pytest.raises(ValueError, match="elapsed must be at least 0, got -1"):
        replan(STAGES, -1)
    with pytest.raises(ValueError, match=r"done must be in \[0, 5\], got 6"):
        replan(STAGES, 0, 6)
