"""The fair five of a group and of the whole room, in words too, and the wall on which the groups' fives meet."""

from __future__ import annotations

from math import comb
from typing import TYPE_CHECKING, Any

import numpy as np

from course.live.activities import WALLS
from course.live.cards import WALL, Card, Scope
from course.live.said import joined, said
from course.models.five_points import EXACT, SEATS, Five, greedy, left_out, proposal, top_five

if TYPE_CHECKING:
    from course.live.room import Room

# While people still put their dots, so many products of sets and ballots may be looked at each time: some hundredths
# of a second. What would take longer is chosen card by card until answering is closed, and said to be.
AT_ONCE = 25_000


def five(room: Room, scope: Scope) -> dict[str, Any]:
    """Return the fair five beside the five with most approvals, and how many people find nothing in either.

    Only cards that somebody approves of can be among them; while nobody approves of any, there is no five.

    Parameters
    ----------
    room : Room
    scope : int or str
        A group's number, or ``WALL`` for everybody's.
    """
    people = room.present() if scope == WALL else room.members(int(scope))
    voters = tuple(seat.id for seat in people)
    activity = room.activity
    live = activity is not None and activity.open and activity.kind in WALLS
    return room.known(
        f"five {scope}", (room.cards.version[scope], voters, live), lambda: _five(room, scope, voters, live)
    )


def _five(room: Room, scope: Scope, voters: tuple[str, ...], live: bool) -> dict[str, Any]:
    row = {seat: place for place, seat in enumerate(voters)}
    found = [(card, [row[seat] for seat in room.cards.approvers(card) if seat in row]) for card in room.cards.on(scope)]
    liked = [(card, rows) for card, rows in found if rows]
    n = len(voters)
    if not liked:
        sentence = said("five.none" if found else "five.no_cards")
        return {
            "cards": [], "top": [], "exact": True, "left_out": n, "left_out_top": n, "people": n, "sentence": sentence,
        }  # fmt: skip
    table = np.zeros((n, len(liked)), dtype=np.bool_)
    for place, (_, rows) in enumerate(liked):
        table[rows, place] = True
    fair = _chosen(table, live)
    top = top_five(table)
    missed, missed_top = len(left_out(table, fair.cards)), len(left_out(table, top))
    silent = n - int(table.any(axis=1).sum())
    return {
        "cards": [liked[place][0].id for place in fair.cards],
        "top": [liked[place][0].id for place in top],
        "exact": fair.exact,
        "left_out": missed,
        "left_out_top": missed_top,
        "people": n,
        "sentence": joined(
            said("five.fair", n=missed, people=str(n)) if missed else said("five.fair_all"),
            said("five.top", n=missed_top) if missed_top else said("five.top_all"),
            said("five.silent", n=silent) if silent else None,
            None if fair.exact else said("five.quick" if len(liked) <= EXACT else "five.greedy", most=str(EXACT)),
        ),
    }


def _chosen(table: np.ndarray, live: bool) -> Five:
    cards, ballots = table.shape[1], len(np.unique(table, axis=0))
    if live and comb(cards, SEATS - 1) * ballots > AT_ONCE:
        return Five(greedy(table), False)
    return proposal(table)


def raise_wall(room: Room) -> None:
    """Put the groups' fives on the wall of all, if it is still empty."""
    if room.cards.on(WALL):
        return
    for group in range(room.groups):
        for name in five(room, group)["cards"]:
            if f"w{name}" not in room.cards.all:
                card = room.cards.all[name]
                room.cards.add(Card(f"w{name}", card.text, "", (group,), wall=True, source=name))
