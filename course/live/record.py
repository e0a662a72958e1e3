"""The whole workshop as one document: what was asked, answered, chosen and promised, without names, tokens or seats.

It is what the report, the table and a lesson read. People are p1, p2, … in an order that tells nothing of when they
came; nicknames are in it only where everybody in the room sees them. Rows of approvals belong to nobody: they are
sorted. Answers of fewer than five people are in it only where the room saw them, or not at all where the kind of
activity holds them back. What the trainer has taken down, or not yet accepted, is not in it.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from course.live import parts
from course.live.activities import SECTORS, WALLS
from course.live.acts import is_number
from course.live.cards import WALL, Scope
from course.live.fives import five
from course.live.reading import (
    FORMAT,
    VERSION,
    RecordError,
    approvals,
    boards,
    cards,
    liked,
    read,
    sentence,
)
from course.live.room import Room
from course.live.room_model import room_model
from course.live.said import Text
from course.live.state import SHOWN, Activity
from course.live.tallies import tally
from course.models.position_matrix import LEAST

if TYPE_CHECKING:
    from course.live.store import Event

__all__ = ["RecordError", "approvals", "boards", "cards", "liked", "read", "record"]

Part = dict[str, Any]
MINUTE = 60.0
ABANDONED = 2 * 60 * MINUTE  # seconds without an event after which an unfinished workshop counts as over


@dataclass(slots=True)
class _Past:
    """A room after all its events, and what its last state no longer tells."""

    room: Room
    last: float = 0.0
    ended: float | None = None
    shown: set[tuple[str, int]] = field(default_factory=set)  # rounds of activities whose results everybody saw


def record(events: Iterable[Event], now: float) -> Part:
    """Return the workshop as a document of plain JSON values.

    Parameters
    ----------
    events : iterable of Event
        All events of one room, in their order.
    now : float
        Seconds since the epoch; until then the block that runs is counted.

    Returns
    -------
    dict
        ``format`` "partnership-workshop", ``version`` 1, ``code``, ``title``, ``day``, ``language``, ``finished``,
        ``delete_after``, ``sectors``, ``people``, ``blocks``, ``activities``, ``groups``, ``wall``, ``commitments``
        and ``model``.

    Raises
    ------
    ValueError
        If the room has not begun.
    """
    past = _replayed(events)
    room = past.room
    names = _pseudonyms(room)
    there = Counter(room.seats[seat].sector for seat in names)
    began = room.clock.began if room.clock and room.clock.began is not None else past.last
    return {
        "format": FORMAT,
        "version": VERSION,
        "code": room.code,
        "title": room.part("public", now)["title"],
        "day": datetime.fromtimestamp(began).date().isoformat(),
        "language": room.body.get("language", "en"),
        "finished": room.stage == "finished",
        "delete_after": room.delete_after,
        "sectors": {sector: there[sector] for sector in (*SECTORS, "none")},
        "people": [_person(room, seat, name) for seat, name in names.items()],
        "blocks": _blocks(past, now),
        "activities": [_activity(past, one, names) for one in room.activities.values()],
        "groups": [
            {"number": number + 1, "name": parts.group_name(number), **_board(room, number)}
            for number in range(room.groups)
        ],
        "wall": _board(room, WALL) if room.cards.on(WALL) else None,
        "commitments": _commitments(room),
        "model": room_model(room),
    }


def _replayed(events: Iterable[Event]) -> _Past:
    past = None
    for event in events:
        past = past or _Past(Room(event.room))
        room = past.room
        # Who puts the phone away after the end was there: the fives stay what the room saw.
        if (event.kind == "leave" and room.stage == "finished") or not room.apply(event):
            continue
        past.last = event.at
        activity = room.activity
        if event.kind == "finish":
            past.ended = event.at
        if activity and event.kind == "reset":
            past.shown.discard((activity.id, activity.round))
        if activity and activity.revealed:
            past.shown.add((activity.id, activity.round))
    if past is None or not past.room.body:
        raise ValueError("events must begin with the beginning of a room")
    return past


def _pseudonyms(room: Room) -> dict[str, str]:
    """Return seat -> p1, p2, … for everybody who was there, in an order nobody can tell from the seats."""

    def lot(seat: str) -> bytes:
        return hashlib.sha256(f"{room.trainer_key_hash}:{seat}".encode()).digest()

    there = sorted((seat.id for seat in room.seats.values() if seat.out in (None, "left")), key=lot)
    return {seat: f"p{number}" for number, seat in enumerate(there, 1)}


def _person(room: Room, name: str, pseudonym: str) -> Part:
    seat = room.seats[name]
    found = {
        "person": pseudonym,
        "sector": seat.sector,
        "group": None if seat.group is None else seat.group + 1,
        "paper": seat.paper,
    }
    shown = parts.name_for_all(room, seat)
    return found | ({"name": shown} if shown else {})


def _blocks(past: _Past, now: float) -> list[Part]:
    """Return the blocks with the minutes planned and those they took, None where they never came."""
    clock = past.room.clock
    assert clock is not None, "a room has a clock from its beginning"
    spent = dict(clock.spent)
    if clock.started is not None:
        end = past.ended or (now if now - past.last < ABANDONED else past.last)
        spent[clock.index] = spent.get(clock.index, 0.0) + max(end - clock.started, 0.0)
    return [
        {
            "name": row["name"],
            "title": row["title"],
            "planned": row["plan"],
            "real": round(spent[place] / MINUTE) if place in spent else None,
        }
        for place, row in enumerate(past.room.blocks)
    ]


def _activity(past: _Past, activity: Activity, names: dict[str, str]) -> Part:
    current = activity.round
    rounds = [current] if activity.kind in WALLS else range(1, current + 1)
    found = []
    for number in rounds:
        activity.round = number  # the tally looks at the present round; this room is nobody's but ours
        found.append(_round(past, activity, names))
    activity.round = current
    block = int(activity.id[1:].partition(".")[0])
    spare = activity.id.partition(".")[2]
    title = past.room.body.get("spares", {}).get(spare, past.room.blocks[block])["title"]
    return {
        "id": activity.id,
        "block": block,
        "kind": activity.kind,
        "title": title,
        "ask": activity.spec["ask"],
        "config": activity.config,
        "rounds": found,
    }


def _round(past: _Past, activity: Activity, names: dict[str, str]) -> Part:
    results = tally(past.room, activity)
    few = activity.kind not in WALLS and 0 < results["count"] < LEAST
    unseen = (activity.id, activity.round) not in past.shown
    if few and unseen and not results["hidden"]:
        results |= {"hidden": True, "sentence": said_few(results["count"]), "picture": None, "texts": []}
    answers = [] if results["hidden"] or activity.kind == "commitments" else _answers(past.room, activity, names)
    return {"round": activity.round, "answers": answers, "results": results}


def said_few(count: int) -> Text:
    """Return what is said of answers too few to be handed on."""
    return sentence("held", n=count, least=str(LEAST))


def _answers(room: Room, activity: Activity, names: dict[str, str]) -> list[Part]:
    kept = {names[seat]: _value(room, activity, seat) for seat in activity.now if seat in names}
    if activity.kind == "ratings":
        raters = Counter(
            (room.seats[seat].sector, rated) for seat, value in activity.now.items() for rated in value["ratings"]
        )
        for seat in activity.now:
            sector, given = room.seats[seat].sector, kept[names[seat]]["ratings"]
            kept[names[seat]] = {"ratings": {k: v for k, v in given.items() if raters[sector, k] >= LEAST}}
    return [{"person": name, "value": kept[name]} for name in names.values() if name in kept]


def _value(room: Room, activity: Activity, seat: str) -> Part:
    """Return an answer; of a free text only what everybody may read."""
    value = activity.now[seat]
    if activity.kind != "number":
        return value
    item = room.items.get(f"a.{activity.id}.{activity.round}.{seat}")
    shown = item is not None and item.state == SHOWN
    return {
        "value": value["value"] if shown or is_number(value["value"]) else "",
        "reason": value["reason"] if shown else "",
    }


def _board(room: Room, scope: Scope) -> Part:
    """Return the cards of a group, or of the wall, who approves of them, and the fives; cards are told by place."""
    hung = room.cards.on(scope)
    voters = room.present() if scope == WALL else room.members(int(scope))
    place = {card.id: number for number, card in enumerate(hung)}
    approve = [room.cards.approvers(card) for card in hung]
    found = five(room, scope)
    sectors = Counter(seat.sector for seat in voters)
    return {
        "people": len(voters),
        "sectors": {sector: sectors[sector] for sector in (*SECTORS, "none")},
        "cards": [
            {
                "text": card.text,
                "merged": [leaf.text for leaf in room.cards.leaves(card) if card.parts and leaf.state == SHOWN],
                "groups": [group + 1 for group in card.groups],
            }
            for card in hung
        ],
        "approvals": sorted(([int(seat.id in likers) for likers in approve] for seat in voters), reverse=True),
        "fair": [place[name] for name in found["cards"]],
        "top": [place[name] for name in found["top"]],
        "exact": found["exact"],
        "sentence": found["sentence"],
    }


def _commitments(room: Room) -> list[Part]:
    """Return the promises that were shared, the earliest first, by nobody unless the room sees names."""
    rows = [{name: text for name, text in row.items() if text} for row in parts.commitments(room)]
    return sorted(rows, key=lambda row: (date.fromisoformat(row["by"]), row["what"]))
