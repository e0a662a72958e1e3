"""The workshop of slides 19 to 21 as three small rules: deal a room into groups, choose five cards, keep the time.

Slide 21 asks for groups, four stages and five points; how to choose the five and how long a stage takes it does not
say. Proportional approval voting comes from the literature; the dealing, the minutes and the replanning are ours. What
it leaves out: how strongly somebody approves of a card, why, and all that is said while the cards are put up.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, islice
from math import lcm
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

SEATS = 5  # slide 21
MOST_SEATS = 7  # up to which [Peters2025] gives its promise, and to which looking at every set takes seconds
EXACT = 40  # cards up to which every set of five is looked at
AT_ONCE = 4096  # beginnings of sets in one go: a few megabytes


class Five(NamedTuple):
    """The cards put forward, and whether every set of as many was looked at."""

    cards: tuple[int, ...]
    exact: bool


def deal(sectors: Sequence[str], groups: int, rng: np.random.Generator) -> npt.NDArray[np.int64]:
    """Return a group for each person, by lot, so that groups are alike in size and in sectors.

    People are shuffled, lined up sector by sector and dealt like cards, round and round, without starting again where
    the next sector begins. Any two groups then differ by at most 1 in size and in the number from each sector.

    Parameters
    ----------
    sectors : sequence of str, length n
        Each person's sector, under any name.
    groups : int
        1 to n.
    rng : numpy.random.Generator
        Who shuffles.

    Returns
    -------
    ndarray of int, shape (n,)
        Each person's group, 0 to ``groups`` - 1.

    Raises
    ------
    ValueError
        If there are fewer people than groups, or no group.

    Notes
    -----
    Source: [slides], 21, for four groups; the balance is ours.

    Examples
    --------
    >>> found = deal(["public"] * 4 + ["civic"] * 2, 2, np.random.default_rng(1))
    >>> sorted(found[:4].tolist()), sorted(found[4:].tolist())
    ([0, 0, 1, 1], [0, 1])
    """
    named = np.asarray(sectors, dtype=object)
    if not 1 <= groups <= len(named):
        raise ValueError(f"groups must be in [1, {len(named)}], the number of people, got {groups!r}")
    order = rng.permutation(len(named))
    first = {name: place for place, name in enumerate(named[order])}  # sectors come in an order of chance, too
    line = order[np.argsort([first[name] for name in named[order]], kind="stable")]
    dealt = np.empty(len(named), dtype=np.int64)
    dealt[line] = rng.permutation(groups)[np.arange(len(named)) % groups]
    return dealt


def top_five(approvals: npt.ArrayLike, seats: int = SEATS) -> tuple[int, ...]:
    """Return the cards with most approvals, in the order of the cards; of equal ones the earlier.

    Parameters
    ----------
    approvals : array_like of bool, shape (voters, cards)
        Whether a voter could support a card; any number of them, or none.
    seats : int
        How many cards, 1 to 7; all of them where there are fewer.

    Returns
    -------
    tuple of int
        Cards, counted from 0.

    Raises
    ------
    ValueError
        If ``approvals`` is no table of yes and no with a voter and a card, or ``seats`` is not in [1, 7].

    Examples
    --------
    >>> top_five([[1, 1, 0]] * 3 + [[0, 0, 1]] * 2, 2)
    (0, 1)
    """
    table, seats = _checked(approvals, seats)
    return tuple(sorted(np.argsort(-table.sum(axis=0), kind="stable")[:seats].tolist()))


def fair_five(approvals: npt.ArrayLike, seats: int = SEATS) -> tuple[int, ...]:
    """Return the cards that proportional approval voting chooses, exactly.

    A voter with one card among the chosen counts 1, with two 1 + 1/2, with three 1 + 1/2 + 1/3 and so on; the set with
    the largest total wins, of equal ones the earlier in lexicographic order. A further card for somebody who has some
    is thus worth less than the first one for somebody who has none.

    Every set is looked at: all beginnings of a set, and all cards that may end it with one product of matrices. So no
    wall of cards is harder than another. Points are whole numbers (60, 30, 20, 15, 12 for five): nothing is rounded.

    Parameters
    ----------
    approvals, seats
        As in `top_five`; at most 40 cards.

    Returns
    -------
    tuple of int
        Cards, counted from 0, in their order.

    Raises
    ------
    ValueError
        As `top_five` does, and if there are more than 40 cards: `greedy` can do those.

    Notes
    -----
    Source: [Peters2025], for what it promises: with up to seven seats no group has a reason to object.

    Examples
    --------
    >>> fair_five([[1, 1, 0]] * 3 + [[0, 0, 1]] * 2, 2)
    (0, 2)
    """
    table, seats = _checked(approvals, seats)
    cards = table.shape[1]
    if cards > EXACT:
        raise ValueError(f"approvals must have at most {EXACT} cards, got {cards}")
    ballots, voters = np.unique(table, axis=0, return_counts=True)
    points = _points(seats)
    total = np.concatenate([[0.0], np.cumsum(points)])
    likes = ballots * voters[:, None].astype(np.float64)
    has = np.ascontiguousarray(ballots.T).view(np.uint8)
    best, most = (), -1.0
    beginnings = combinations(range(cards), seats - 1)
    while chunk := list(islice(beginnings, AT_ONCE)):
        sets = np.array(chunk, dtype=np.intp)
        hits = np.zeros((len(sets), len(ballots)), dtype=np.uint8)
        for card in sets.T:
            hits += has[card]
        found = (total[hits] @ voters)[:, None] + points[hits] @ likes
        found[np.arange(cards) <= sets.max(axis=1, initial=-1)[:, None]] = -1  # a set's last card comes last
        if found.max() > most:  # the first of equal ones is the earliest
            most = found.max()
            begun, last = divmod(int(found.argmax()), cards)
            best = (*chunk[begun], last)
    return best


def greedy(approvals: npt.ArrayLike, seats: int = SEATS) -> tuple[int, ...]:
    """Return cards chosen one by one, each the one that adds most to the total of `fair_five`.

    Quick for any number of cards, but a choice made early is never taken back, so the total may be smaller.

    Parameters
    ----------
    approvals, seats
        As in `top_five`; any number of cards.

    Returns
    -------
    tuple of int
        Cards, counted from 0, in their order.

    Raises
    ------
    ValueError
        As `top_five` does.

    Examples
    --------
    >>> wall = [[1, 0, 1]] * 3 + [[1, 1, 0]] * 3 + [[0, 0, 1]] * 2 + [[0, 1, 0]] * 2
    >>> greedy(wall, 2), fair_five(wall, 2)
    ((0, 1), (1, 2))
    """
    table, seats = _checked(approvals, seats)
    points = _points(seats)
    hits = np.zeros(len(table), dtype=np.intp)
    chosen: list[int] = []
    for _ in range(seats):
        adds = points[hits] @ table
        adds[chosen] = -1
        chosen.append(int(adds.argmax()))
        hits += table[:, chosen[-1]].astype(np.intp)
    return tuple(sorted(chosen))


def proposal(approvals: npt.ArrayLike, seats: int = SEATS) -> Five:
    """Return the five to put before a room: `fair_five` up to 40 cards, `greedy` beyond, and which of them it was.

    Parameters
    ----------
    approvals, seats
        As in `top_five`.

    Raises
    ------
    ValueError
        As `top_five` does.

    Examples
    --------
    >>> proposal([[1, 0], [0, 1]], 1), proposal([[1] * 41]).exact
    (Five(cards=(0,), exact=True), False)
    """
    exact = _checked(approvals, seats)[0].shape[1] <= EXACT
    return Five((fair_five if exact else greedy)(approvals, seats), exact)


def left_out(approvals: npt.ArrayLike, chosen: Iterable[int]) -> list[int]:
    """Return the voters who approve of none of the chosen cards; who approves of no card at all is one of them.

    Parameters
    ----------
    approvals
        As in `top_five`.
    chosen : iterable of int
        Cards, counted from 0.

    Returns
    -------
    list of int
        Voters, counted from 0.

    Raises
    ------
    ValueError
        If a chosen card is not on the wall.

    Examples
    --------
    >>> left_out([[1, 1, 0], [1, 1, 0], [0, 0, 1]], (0, 1))
    [2]
    """
    table, _ = _checked(approvals, 1)
    cards = sorted(chosen)
    if wrong := [card for card in cards if not 0 <= card < table.shape[1]]:
        raise ValueError(f"chosen must be cards in [0, {table.shape[1] - 1}], got {wrong[0]!r}")
    return np.flatnonzero(~table[:, cards].any(axis=1)).tolist()


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of a workshop, in whole minutes.

    Parameters
    ----------
    name : str
        What it is called.
    min, plan, max : int
        The fewest minutes it can do with, those planned, and the most it may take; in this order.
    must : bool
        Whether it is shortened last.

    Raises
    ------
    ValueError
        If the minutes are negative or out of order.
    """

    name: str
    min: int
    plan: int
    max: int
    must: bool = False

    def __post_init__(self) -> None:
        if not 0 <= self.min <= self.plan <= self.max:
            raise ValueError(f"minutes must be 0 <= min <= plan <= max, got {self.min}, {self.plan}, {self.max}")


# Ours: the slide gives no minutes. The summary and the showing of it, 4 × 5 minutes, are what a workshop may not lose.
STAGES = (
    Block("introduce", 5, 10, 15),
    Block("understand", 10, 20, 30),
    Block("conditions", 20, 35, 45),
    Block("summary", 15, 20, 25, must=True),
    Block("plenary", 12, 20, 25, must=True),
)


def replan(blocks: Sequence[Block], elapsed: int, done: int = 0) -> list[Block]:
    """Return the blocks with new plans for those still to come, so that the whole ends on time where it can.

    Minutes lost are taken one by one from the block that has most above its minimum, from those that are no must
    first; minutes gained are given, as evenly, to those that are a must first, up to their maximum. Nothing is dropped
    and nothing goes below its minimum: what cannot be made up is how late the end will be.

    Parameters
    ----------
    blocks : sequence of Block
        The workshop in order.
    elapsed : int
        Minutes gone when the first of the blocks to come begins, counted from when the workshop should have begun.
    done : int
        How many blocks are over; these are given back as they are.

    Returns
    -------
    list of Block

    Raises
    ------
    ValueError
        If ``elapsed`` is negative or ``done`` is not in [0, number of blocks].

    Notes
    -----
    Source: [slides], 21, for the stages and that the summary is forced; minutes and rule are ours.

    Examples
    --------
    >>> [block.plan for block in replan(STAGES, 45, done=2)]
    [10, 20, 20, 20, 20]
    """
    if elapsed < 0:
        raise ValueError(f"elapsed must be at least 0, got {elapsed!r}")
    if not 0 <= done <= len(blocks):
        raise ValueError(f"done must be in [0, {len(blocks)}], got {done!r}")
    plans = [block.plan for block in blocks]
    late = elapsed - sum(plans[:done])
    left, step = abs(late), -1 if late > 0 else 1

    def room(place: int) -> int:
        return plans[place] - blocks[place].min if late > 0 else blocks[place].max - plans[place]

    for must in (False, True) if late > 0 else (True, False):
        turn = [place for place in range(done, len(blocks)) if blocks[place].must == must]
        minutes = min(left, sum(map(room, turn)))
        left -= minutes
        for _ in range(minutes):
            plans[max(turn, key=room)] += step
    return [replace(block, plan=plan) for block, plan in zip(blocks, plans, strict=True)]


def _points(seats: int) -> npt.NDArray[np.float64]:
    """Return the whole points of a voter's first, second, … hit, and 0 for one more than there are seats."""
    every = lcm(*range(1, seats + 1))
    return np.array([*(every // hit for hit in range(1, seats + 1)), 0], dtype=np.float64)


def _checked(approvals: npt.ArrayLike, seats: int) -> tuple[npt.NDArray[np.bool_], int]:
    table = np.asarray(approvals)
    if table.ndim != 2 or not table.size or not np.isin(table, (0, 1)).all():
        raise ValueError(f"approvals must be a table of yes and no, voters by cards, got shape {table.shape}")
    if not 1 <= seats <= MOST_SEATS:
        raise ValueError(f"seats must be in [1, {MOST_SEATS}], got {seats!r}")
    return table.astype(np.bool_), min(seats, table.shape[1])
