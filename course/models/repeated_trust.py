"""Two partners who meet again and again: who keeps the bargain against whom, and which way of dealing spreads.

The game is the repeated dilemma of the literature in gentler words: in a round each partner delivers its part or holds
it back. Payoffs, slips and the rule of succession are ours. What it leaves out: talking, contracts, choosing whom to
meet, a third partner who has heard, stakes that grow, and every reason to keep one's word that is not a point.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass
from math import isfinite
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
MOST_ROUNDS = 1000


@dataclass(frozen=True, slots=True)
class Payoffs:
    """What one round brings, in points: T > R > P > S and 2R > T + S, the usual letters of the dilemma.

    The defaults say: delivering costs 1 and gives the other 3.

    Attributes
    ----------
    temptation, reward, punishment, sucker : float
        T to who holds back while the other delivers, R to each where both deliver, P to each where both hold back,
        S to who delivers while the other holds back.

    Raises
    ------
    ValueError
        If they are not in that order, or if taking turns at holding back would pay more than delivering.
    """

    temptation: float = 3.0
    reward: float = 2.0
    punishment: float = 0.0
    sucker: float = -1.0

    def __post_init__(self) -> None:
        points = astuple(self)
        if not (all(map(isfinite, points)) and self.temptation > self.reward > self.punishment > self.sucker):
            raise ValueError(f"payoffs must be temptation > reward > punishment > sucker, got {points!r}")
        if not 2 * self.reward > self.temptation + self.sucker:
            raise ValueError(f"payoffs must keep twice the reward above temptation + sucker, got {points!r}")


PAYOFFS = Payoffs()


class Rule(NamedTuple):
    """A strategy as a little machine: it starts in state 0 and moves on by what both have just done."""

    deliver: tuple[float, ...]  # chance of delivering, by state
    after: tuple[tuple[int, int, int, int], ...]  # by state, the next one after: both held back, only the other
    # delivered, only I delivered, both delivered


_COPY, _STAY = (1, 0, 1, 0), (1, 1, 1, 1)
RULES: Mapping[str, Rule] = MappingProxyType(
    {
        "always_deliver": Rule((1,), ((0, 0, 0, 0),)),
        "always_hold_back": Rule((0,), ((0, 0, 0, 0),)),
        "tit_for_tat": Rule((1, 0), (_COPY, _COPY)),
        "grim": Rule((1, 0), (_COPY, _STAY)),
        "tit_for_two_tats": Rule((1, 1, 0), (_COPY, (2, 0, 2, 0), (2, 0, 2, 0))),
        "win_stay_lose_shift": Rule((1, 0), ((0, 1, 1, 0), (0, 1, 1, 0))),
        "random": Rule((0.5,), ((0, 0, 0, 0),)),
    }
)
STRATEGIES = tuple(RULES)
_STATES = max(len(rule.deliver) for rule in RULES.values())
_MIRROR = (0, 2, 1, 3)  # what "only I delivered" is to the other
# Each rule filled up to the same number of states, so that all pairs can be counted at once.
_LEAN = np.array([[*rule.deliver, *[0.0] * (_STATES - len(rule.deliver))] for rule in RULES.values()], dtype=float)
_AFTER = np.array([[*rule.after, *[(0,) * 4] * (_STATES - len(rule.after))] for rule in RULES.values()])


def plays(strategy: str, mine: Sequence[bool], theirs: Sequence[bool]) -> float:
    """Return the chance that a strategy delivers next, after the rounds so far.

    Parameters
    ----------
    strategy : str
        One of `STRATEGIES`.
    mine, theirs : sequence of bool
        What this player and the other have done, round by round: True delivered, False held back.

    Returns
    -------
    float
        0 or 1, or 0.5 for ``random``.

    Raises
    ------
    ValueError
        If there is no such strategy, or the two lists differ in length.

    Notes
    -----
    Source: [Axelrod1984] for the game and tit for tat; the choice of these seven is ours.

    Examples
    --------
    >>> plays("tit_for_tat", [True, True], [True, False]), plays("tit_for_two_tats", [True, True], [True, False])
    (0.0, 1.0)
    """
    rule = RULES[STRATEGIES[_known(strategy)]]
    if len(mine) != len(theirs):
        raise ValueError(f"mine and theirs must be of equal length, got {len(mine)} and {len(theirs)}")
    state = 0
    for own, other in zip(mine, theirs, strict=True):
        state = rule.after[state][2 * bool(own) + bool(other)]
    return float(rule.deliver[state])


def belief(seen: Sequence[bool], answered: Sequence[bool], noise: float = 0.0) -> Floats:
    """Return how likely each strategy is after ``seen`` was done to it and it ``answered``, all alike before.

    Bayes' rule: each round multiplies a strategy's weight by the chance that it would have done what was done.

    Parameters
    ----------
    seen, answered : sequence of bool
        What the one who looks on has done, and what the stranger has done, round by round.
    noise : float
        Chance that a move comes out as its opposite, 0 to 1.

    Returns
    -------
    ndarray, shape (7,)
        In the order of `STRATEGIES`; the sum is 1.

    Raises
    ------
    ValueError
        If the lists differ in length or ``noise`` is out of range.

    Examples
    --------
    >>> belief([True, False], [True, False]).round(2).tolist()  # held back before it could have seen anything
    [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0]
    """
    _in_unit("noise", noise)
    weight = np.ones(len(STRATEGIES))
    for turn, move in enumerate(answered):
        lean = np.array([plays(name, answered[:turn], seen[:turn]) for name in STRATEGIES])
        lean += noise * (1 - 2 * lean)
        weight *= lean if move else 1 - lean
    return weight / weight.sum()


def table(rounds: int, payoffs: Payoffs = PAYOFFS, noise: float = 0.0) -> Floats:
    """Return what each strategy collects from each in one match, on the average over all luck, exactly.

    Two little machines make one Markov chain; its expected points are summed round by round.

    Parameters
    ----------
    rounds : int
        1 to 1000.
    payoffs : Payoffs
    noise : float
        Chance that a move comes out as its opposite, 0 to 1, each move on its own.

    Returns
    -------
    ndarray, shape (7, 7)
        Row: whose points; column: against whom.

    Raises
    ------
    ValueError
        If ``rounds`` or ``noise`` is out of range.

    Examples
    --------
    >>> table(10)[2, :3].tolist()  # tit for tat against always_deliver, always_hold_back and its own kind
    [20.0, -1.0, 20.0]
    """
    _checked(rounds, noise)
    lean = _LEAN + noise * (1 - 2 * _LEAN)
    mine, theirs = lean[:, None, :, None], lean[None, :, None, :]
    chance = np.stack([(1 - mine) * (1 - theirs), (1 - mine) * theirs, mine * (1 - theirs), mine * theirs], axis=-1)
    goes = np.eye(_STATES)[_AFTER]  # strategy, state, outcome -> next state
    moves = np.einsum("ijsto,isou,jtov->ijstuv", chance, goes, goes[:, :, _MIRROR], optimize=True)
    size = len(STRATEGIES)
    moves = moves.reshape(size, size, _STATES**2, _STATES**2)
    points = (chance @ _points(payoffs)).reshape(size, size, -1)
    where = np.zeros((size, size, 1, _STATES**2))
    where[..., 0] = 1
    collected = np.zeros((size, size))
    for _ in range(rounds):
        collected += (where[..., 0, :] * points).sum(axis=-1)
        where = where @ moves
    return collected


def match(
    first: str,
    second: str,
    rounds: int,
    payoffs: Payoffs = PAYOFFS,
    noise: float = 0.0,
    rng: np.random.Generator | None = None,
) -> Floats:
    """Return what two players collect from each other, shape (2,): in one match, or on average where no luck is given.

    Parameters
    ----------
    first, second : str
        Names among `STRATEGIES`.
    rounds, payoffs, noise
        As in `table`.
    rng : numpy.random.Generator, optional
        The luck of one match; without it the exact average over all luck, which for strategies that toss no coin and
        make no slips is the match itself.

    Raises
    ------
    ValueError
        If an argument is out of its range.

    Examples
    --------
    >>> match("tit_for_tat", "always_hold_back", 10).tolist(), match("grim", "tit_for_tat", 5).tolist()
    ([-1.0, 3.0], [10.0, 10.0])
    """
    one, two = _known(first), _known(second)
    if rng is None:
        collected = table(rounds, payoffs, noise)
        return np.array([collected[one, two], collected[two, one]])
    _checked(rounds, noise)
    return _played(np.array([[one], [two]]), rounds, payoffs, noise, rng)[:, 0]


def tournament(
    counts: Mapping[str, int],
    rounds: int,
    payoffs: Payoffs = PAYOFFS,
    noise: float = 0.0,
    rng: np.random.Generator | None = None,
) -> dict[str, float]:
    """Return what one player of each strategy collects against everyone else, once each.

    Parameters
    ----------
    counts : mapping
        Strategy -> how many players of it, whole numbers of 0 or more, at least two players in all.
    rounds, payoffs, noise
        As in `table`; each pair meets for so many rounds.
    rng : numpy.random.Generator, optional
        The luck of one tournament, where the points are the mean over the players of a strategy; without it the exact
        average over all luck.

    Returns
    -------
    dict
        Strategies of which there is a player, in the order of `STRATEGIES`, and their points.

    Raises
    ------
    ValueError
        If an argument is out of its range.

    Notes
    -----
    Source: [Axelrod1984] for the idea of a tournament; [Rapoport2015]: who wins depends on how it is set up.

    Examples
    --------
    >>> tournament({"tit_for_tat": 2, "always_hold_back": 3}, rounds=10)
    {'always_hold_back': 6.0, 'tit_for_tat': 17.0}
    """
    how_many = _counted(counts)
    there = np.flatnonzero(how_many)
    if rng is None:
        mean = _collected(how_many, table(rounds, payoffs, noise))
        return {STRATEGIES[index]: float(mean[index]) for index in there}
    _checked(rounds, noise)
    players = np.repeat(np.arange(len(STRATEGIES)), how_many)
    pairs = np.array(np.triu_indices(len(players), 1))
    points = _played(players[pairs], rounds, payoffs, noise, rng)
    total = np.bincount(pairs.ravel(), weights=points.ravel(), minlength=len(players))
    return {STRATEGIES[index]: float(total[players == index].mean()) for index in there}


def evolve(
    counts: Mapping[str, int],
    generations: int,
    turnover: int,
    rounds: int,
    payoffs: Payoffs = PAYOFFS,
    noise: float = 0.0,
) -> Floats:
    """Return how many players of each strategy there are, generation by generation.

    In each generation all meet all as in `tournament`, on average luck. Then the ``turnover`` players with the fewest
    points leave, and as many come who copy the strategy with the most. Equal points are treated equally: those who
    leave, or are copied, are then drawn from the strategies in proportion to their players; where all are equal
    nothing changes.

    Parameters
    ----------
    counts, rounds, payoffs, noise
        As in `tournament`.
    generations : int
        0 or more.
    turnover : int
        0 to the number of players.

    Returns
    -------
    ndarray, shape (generations + 1, 7)
        Whole numbers, in the order of `STRATEGIES`; the first row is ``counts``.

    Raises
    ------
    ValueError
        If an argument is out of its range.

    Notes
    -----
    Source: [Axelrod1984] for letting what does well become more frequent; the rule of succession is ours.

    Examples
    --------
    >>> evolve({"tit_for_tat": 2, "always_hold_back": 3}, generations=2, turnover=2, rounds=10)[:, 1:3].tolist()
    [[3.0, 2.0], [1.0, 4.0], [0.0, 5.0]]
    """
    now = _counted(counts)
    _whole("generations", generations, 0, 10**6)
    _whole("turnover", turnover, 0, int(now.sum()))
    collected = table(rounds, payoffs, noise)
    history = [now]
    for _ in range(generations):
        points = np.where(now > 0, _collected(now, collected), np.nan)
        span = np.nanmax(points) - np.nanmin(points)
        if span > 1e-9 * max(1.0, float(np.nanmax(np.abs(points)))):
            now = now - _leavers(now, points, turnover) + _spread(turnover, _alike(points, np.nanmax(points)) * now)
        history.append(now)
    return np.array(history, dtype=float)


def patience(payoffs: Payoffs = PAYOFFS) -> float:
    """Return δ*, the least chance of a further round from which delivering to ``grim`` pays: (T − R) / (T − P).

    Delivering for good brings R / (1 − δ); holding back brings T once and P ever after. The first is the larger, or
    equal, from δ* on.

    Returns
    -------
    float
        Above 0, below 1.

    Notes
    -----
    Source: [Axelrod1984] for the shadow of the future; the border against ``grim`` is a standard result.

    Examples
    --------
    >>> round(patience(), 9), patience(Payoffs(5, 3, 1, 0))
    (0.333333333, 0.5)
    """
    return (payoffs.temptation - payoffs.reward) / (payoffs.temptation - payoffs.punishment)


def _points(payoffs: Payoffs) -> Floats:
    """Return my points by outcome: both held back, only the other delivered, only I delivered, both delivered."""
    return np.array([payoffs.punishment, payoffs.temptation, payoffs.sucker, payoffs.reward], dtype=float)


def _played(who: Ints, rounds: int, payoffs: Payoffs, noise: float, rng: np.random.Generator) -> Floats:
    """Play matches side by side; ``who`` and the points have shape (2, matches)."""
    state, points = np.zeros_like(who), np.zeros(who.shape)
    for _ in range(rounds):
        lean = _LEAN[who, state]
        delivered = rng.random(who.shape) < lean + noise * (1 - 2 * lean)
        outcome = 2 * delivered + delivered[::-1]
        points += _points(payoffs)[outcome]
        state = _AFTER[who, state, outcome]
    return points


def _collected(counts: Ints, collected: Floats) -> Floats:
    """Return what one player of each strategy collects from all others: nobody meets itself."""
    return collected @ counts - np.diag(collected)


def _alike(points: Floats, value: float) -> npt.NDArray[np.bool_]:
    return np.isclose(points, value, rtol=1e-9, atol=1e-9)


def _leavers(counts: Ints, points: Floats, turnover: int) -> Ints:
    """Return how many players of each strategy leave: those with the fewest points first."""
    gone = np.zeros_like(counts)
    for value in np.unique(points[~np.isnan(points)]):
        level = _alike(points, value) & (gone == 0)
        gone += _spread(min(turnover - int(gone.sum()), int(counts[level].sum())), level * counts)
    return gone


def _spread(places: int, counts: Ints) -> Ints:
    """Return ``places`` shared out in proportion to ``counts``, whole; what is left over goes by largest remainder."""
    if places == 0:
        return np.zeros_like(counts)
    exact = places * counts / counts.sum()
    whole = np.floor(exact + 1e-12).astype(np.int64)
    rest = np.argsort(whole - exact, kind="stable")[: places - int(whole.sum())]
    whole[rest] += 1
    return whole


def _known(strategy: str) -> int:
    if strategy not in RULES:
        raise ValueError(f"strategy must be one of {', '.join(STRATEGIES)}, got {strategy!r}")
    return STRATEGIES.index(strategy)


def _counted(counts: Mapping[str, int]) -> Ints:
    """Return the counts in the order of `STRATEGIES`."""
    for name, count in counts.items():
        _known(name)
        _whole(f"counts of {name}", count, 0, 10**6)
    found = np.array([int(counts.get(name, 0)) for name in STRATEGIES])
    if found.sum() < 2:
        raise ValueError(f"counts must be of two players at least, got {int(found.sum())}")
    return found


def _checked(rounds: int, noise: float) -> None:
    _whole("rounds", rounds, 1, MOST_ROUNDS)
    _in_unit("noise", noise)


def _whole(name: str, value: float, low: int, high: int) -> None:
    if not (low <= value <= high and value == int(value)):
        raise ValueError(f"{name} must be a whole number from {low} to {high}, got {value!r}")


def _in_unit(name: str, value: float) -> None:
    if not 0 <= value <= 1:
        raise ValueError(f"{name} must be in [0, 1], got {value!r}")
