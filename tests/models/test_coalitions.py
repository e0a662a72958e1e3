"""Games of partners: the plain definitions stand here as oracles of the fast versions."""

import re
from itertools import combinations, permutations
from math import nan

import coopgt.characteristic_function_properties as coopgt_properties
import coopgt.shapley_value as coopgt_shapley
import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.optimize import linprog

from course.models import _coalitions
from course.models.coalitions import (
    banzhaf,
    blocking,
    core_shares,
    dividends,
    excess,
    from_dividends,
    in_core,
    is_convex,
    is_superadditive,
    shapley,
    surplus,
)

MAJORITY = [0, 0, 0, 1, 0, 1, 1, 1]  # two of three partners get all: no split keeps every two content
GLOVES = [0, 0, 0, 1, 0, 1, 0, 1]  # partner 0 has a left glove, 1 and 2 a right one: the core gives all to 0


def partners_of(worth):
    return range(len(worth).bit_length() - 1)


def members(mask):
    return tuple(i for i in range(mask.bit_length()) if mask >> i & 1)


def inside(mask):
    return [part for part in range(mask + 1) if part & mask == part]


def plain_dividend(worth, mask):
    return sum((-1) ** len(members(mask ^ part)) * worth[part] for part in inside(mask))


def plain_shapley(worth):
    added = np.zeros(len(partners_of(worth)))
    orders = list(permutations(partners_of(worth)))
    for order in orders:
        mask = 0
        for partner in order:
            added[partner] += worth[mask | 1 << partner] - worth[mask]
            mask |= 1 << partner
    return added / len(orders)


def plain_superadditive(worth):
    everybody = len(worth) - 1
    return all(worth[a | b] >= worth[a] + worth[b] for a in inside(everybody) for b in inside(everybody ^ a))


def plain_convex(worth):
    every = inside(len(worth) - 1)
    return all(worth[a | b] + worth[a & b] >= worth[a] + worth[b] for a in every for b in every)


def plain_blocking(worth, shares):
    gain = {members(mask): worth[mask] - sum(shares[i] for i in members(mask)) for mask in range(1, len(worth))}
    return sorted((who for who in gain if gain[who] > 0), key=lambda who: (-gain[who], len(who), who))


def plain_least_excess(worth):
    n, masks = len(partners_of(worth)), range(1, len(worth) - 1)
    rows = [[-float(mask >> i & 1) for i in range(n)] + [-1] for mask in masks]
    return linprog([0] * n + [1], rows, [-worth[m] for m in masks], [[1] * n + [0]], [worth[-1]], (None, None)).fun


@st.composite
def games(draw, most=4, low=-6, high=9):
    n = draw(st.integers(1, most))
    return np.array([0, *draw(st.lists(st.integers(low, high), min_size=2**n - 1, max_size=2**n - 1))], dtype=float)


@st.composite
def superadditive_games(draw):
    worth = draw(games(most=5))
    for mask in range(1, len(worth)):  # a coalition may always work in the parts that suit it best
        worth[mask] = max(worth[part] + worth[mask ^ part] for part in inside(mask))
    return worth


def relabelled(worth, order):
    renamed = np.empty_like(worth)
    for mask in range(len(worth)):
        renamed[sum(1 << order[i] for i in members(mask))] = worth[mask]
    return renamed


def test_shapley_redone_by_hand():
    # Partner 0 adds 0 in orders 012 and 021, 2 in 102, 3 in 201, and 6 - 4 in 120 and 210.
    np.testing.assert_allclose(shapley([0, 0, 0, 2, 0, 3, 4, 6])[0], (0 + 0 + 2 + 3 + 2 + 2) / 6)


@given(games())
def test_shapley_is_the_mean_over_all_orders_and_coopgt_agrees(worth):
    named = {tuple(i + 1 for i in members(mask)): worth[mask] for mask in range(len(worth))}
    np.testing.assert_allclose(shapley(worth), plain_shapley(worth), atol=1e-9)
    np.testing.assert_allclose(shapley(worth), coopgt_shapley.calculate(named), atol=1e-9)
    assert is_superadditive(worth) == coopgt_properties.is_superadditive(named)


@given(games(most=6), st.randoms(use_true_random=False))
def test_shapley_shares_out_the_whole_whatever_the_partners_are_called(worth, chance):
    order = list(partners_of(worth))
    chance.shuffle(order)
    np.testing.assert_allclose(shapley(worth).sum(), worth[-1], atol=1e-9)
    np.testing.assert_allclose(shapley(relabelled(worth, order))[order], shapley(worth), atol=1e-9)


@given(games(most=5))
def test_partner_who_adds_nothing_gets_nothing(worth):
    with_idler = np.concatenate([worth, worth])
    np.testing.assert_array_equal(shapley(with_idler)[-1], 0)
    np.testing.assert_allclose(shapley(with_idler)[:-1], shapley(worth), atol=1e-9)


@given(games(most=5), st.randoms(use_true_random=False))
def test_shapley_of_two_games_at_once_is_the_sum(one, chance):
    other = np.array([0, *chance.sample(one[1:].tolist(), len(one) - 1)])
    np.testing.assert_allclose(shapley(one + other), shapley(one) + shapley(other), atol=1e-9)


@given(games(most=5))
def test_dividends_are_inclusion_and_exclusion_and_lead_back_to_the_worth(worth):
    found = dividends(worth)
    np.testing.assert_allclose(found, [plain_dividend(worth, mask) for mask in range(len(worth))], atol=1e-9)
    np.testing.assert_allclose(from_dividends(found), worth, atol=1e-9)


@given(games(most=5))
def test_shapley_divides_each_dividend_equally_among_those_who_made_it(worth):
    expected = np.zeros(len(partners_of(worth)))
    for mask, dividend in enumerate(dividends(worth)):
        expected[list(members(mask))] += dividend / max(1, len(members(mask)))
    np.testing.assert_allclose(shapley(worth), expected, atol=1e-9)


@given(games(most=5))
def test_surplus_is_worth_beyond_what_members_have_alone(worth):
    alone = [sum(worth[1 << i] for i in members(mask)) for mask in range(len(worth))]
    np.testing.assert_allclose(surplus(worth), worth - alone, atol=1e-9)


@given(games(most=5, low=0, high=1))
def test_banzhaf_counts_swings(worth):
    masks = range(len(worth))
    swings = [sum(worth[m | 1 << i] - worth[m] for m in masks if not m >> i & 1) for i in partners_of(worth)]
    assume(sum(swings) > 0)
    np.testing.assert_allclose(banzhaf(worth), np.array(swings) / sum(swings), atol=1e-9)


@pytest.mark.parametrize("leaf", [1, 2, 10])
@given(worth=st.one_of(games(), superadditive_games()), mask=st.integers(0), less=st.integers(0, 2))
def test_superadditive_means_no_two_coalitions_lose_by_joining(leaf, worth, mask, less):
    worth[mask % len(worth)] -= less * (mask % len(worth) > 0)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_coalitions, "LEAF", leaf)
        assert is_superadditive(worth) == plain_superadditive(worth)


def test_one_losing_pair_among_twelve_partners_is_found():
    worth = np.array([mask.bit_count() // 2 for mask in range(2**12)], dtype=float)
    assert is_superadditive(worth)
    assert not is_convex(worth)
    worth[0b10110011] -= 1
    assert not is_superadditive(worth)


@given(games())
def test_convex_means_worth_of_union_and_overlap_is_at_least_the_sum(worth):
    assert is_convex(worth) == plain_convex(worth)


@given(games(most=5, low=0))
def test_no_negative_dividend_means_convex_means_shapley_in_the_core(born):
    born[1 << np.arange(len(partners_of(born)))] -= 5  # what a partner has alone may be anything
    worth = from_dividends(born)
    assert is_convex(worth)
    assert is_superadditive(worth)
    assert in_core(worth, shapley(worth))


@given(games(), st.data())
def test_blocking_and_core_follow_their_definitions(worth, data):
    n = len(partners_of(worth))
    shares = np.array(data.draw(st.lists(st.integers(-4, 9), min_size=n, max_size=n)), dtype=float)
    shares[-1] += data.draw(st.sampled_from([0, 1])) * (worth[-1] - shares.sum())
    assert blocking(worth, shares) == plain_blocking(worth, shares)
    assert in_core(worth, shares) == (not plain_blocking(worth, shares) and shares.sum() == worth[-1])


def test_rounding_neither_blocks_nor_breaks_ties_nor_hides_a_loss():
    assert blocking([0, 0.1, 0.2, 0.1 + 0.2], [0.1, 0.2]) == []
    assert blocking([0, 0.3, 0.1 + 0.2, 0.6], [0, 0]) == [(0, 1), (0,), (1,)]
    assert in_core([0, 0.1, 0.2, 0.3], [0.1, 0.2])
    assert not is_superadditive(_coalitions.sizes(6) - 2.5e-9 * _coalitions.sizes(6) ** 2)  # nine small falls add up


def test_core_may_be_empty():
    assert core_shares(MAJORITY) is None
    assert blocking(MAJORITY, shapley(MAJORITY)) == [(0, 1), (0, 2), (1, 2)]


def test_shapley_split_may_lie_outside_a_core_that_is_not_empty():
    np.testing.assert_allclose(shapley(GLOVES), [2 / 3, 1 / 6, 1 / 6])
    assert blocking(GLOVES, shapley(GLOVES)) == [(0, 1), (0, 2)]
    np.testing.assert_allclose(core_shares(GLOVES), [1, 0, 0], atol=1e-12)


def test_where_two_can_share_in_any_way_core_shares_are_equal():
    np.testing.assert_allclose(core_shares([0, 0, 0, 1, 0, 0, 0, 1]), [0.5, 0.5, 0], atol=1e-12)


@given(st.one_of(games(most=5), superadditive_games()))
def test_core_shares_leave_the_least_content_as_content_as_can_be_and_do_not_depend_on_names(worth):
    shares = core_shares(worth)
    if len(worth) == 2:
        np.testing.assert_allclose(shares, worth[1:])
        return
    least = plain_least_excess(worth)
    assert (shares is None) == (least > 1e-7)
    if shares is not None:
        assert in_core(worth, shares)
        np.testing.assert_allclose(excess(worth, shares)[1:-1].max(), least, atol=1e-7)
        backwards = partners_of(worth)[::-1]
        np.testing.assert_allclose(core_shares(relabelled(worth, backwards))[::-1], shares, atol=1e-7)


def test_twenty_partners_are_not_too_many():
    size = _coalitions.sizes(20).astype(float)
    np.testing.assert_allclose(shapley(size**2), np.full(20, 20.0))
    np.testing.assert_allclose(banzhaf(size**2), np.full(20, 0.05))
    assert is_convex(size**2)
    np.testing.assert_allclose(core_shares(size**2), np.full(20, 20.0))
    pairs = np.zeros(2**20)
    pairs[[1 << i | 1 << j for i, j in combinations(range(20), 2)]] = 2
    np.testing.assert_array_equal(dividends(size**2 - size), pairs)


TAKING_WORTH = [surplus, dividends, shapley, banzhaf, is_superadditive, is_convex, core_shares]
TAKING_SHARES = [excess, blocking, in_core]
LENGTH = "worth must have a length of 2**n with 1 <= n <= 20, got "
NO_GAMES = [
    ([0, 1, 2], LENGTH + "3"),
    ([0], LENGTH + "1"),
    (np.zeros(2**21), LENGTH + "2097152"),
    ([[0, 1], [1, 3]], LENGTH + "shape (2, 2)"),
    ([0, 1, nan, 3], "worth must be finite, got nan at worth[2]"),
    ([0, 1, 1, np.inf], "worth must be finite, got inf at worth[3]"),
    ([1, 1, 1, 3], "worth[0] must be 0, got 1.0"),
]


@pytest.mark.parametrize(("worth", "message"), NO_GAMES)
def test_what_is_no_game_is_refused_by_every_function(worth, message):
    for function in TAKING_WORTH:
        with pytest.raises(ValueError, match=re.escape(message)):
            function(worth)
    for function in TAKING_SHARES:
        with pytest.raises(ValueError, match=re.escape(message)):
            function(worth, [1, 2])
    with pytest.raises(ValueError, match=re.escape(message.replace("worth", "dividends"))):
        from_dividends(worth)


@pytest.mark.parametrize("function", TAKING_SHARES)
def test_split_that_is_none_is_refused(function):
    with pytest.raises(ValueError, match=re.escape("shares must be one number for each of 2 partners, got shape (3,)")):
        function([0, 1, 1, 3], [1, 1, 1])
    with pytest.raises(ValueError, match="shares must be finite, got nan for partner 1"):
        function([0, 1, 1, 3], [1, nan])


@pytest.mark.parametrize("worth", [[0, 0, 0, 0], [0, -1, -1, -2], [0, 1, 1, 0]])
def test_banzhaf_where_nobody_swings_is_refused(worth):
    with pytest.raises(ValueError, match="worth must let somebody swing, got raw Banzhaf values with the sum"):
        banzhaf(worth)


def test_what_is_given_is_not_changed():
    worth, shares = np.array(GLOVES, dtype=float), np.ones(3)
    worth.flags.writeable = shares.flags.writeable = False
    for function in [*TAKING_WORTH, from_dividends]:
        function(worth)
    for function in TAKING_SHARES:
        function(worth, shares)
