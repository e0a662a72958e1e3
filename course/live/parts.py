"""The parts of the protocol, made from a room. Nothing here changes it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from course.live.activities import SECTORS
from course.live.cards import WALL, Card
from course.live.fives import five
from course.live.room_model import room_model
from course.live.said import said
from course.live.state import REMOVED, SHOWN, WAITING, Activity, Seat
from course.live.tallies import shown_texts, tally

if TYPE_CHECKING:
    from course.live.room import Room

Part = dict[str, Any]
FIVES = (("texts", "cards"), ("top_texts", "top"))
MOST_ALIKE = 20  # pairs of cards put before the trainer


def public(room: Room) -> Part:
    """Return what every phone sees."""
    block, activity = room.blocks[room.index], room.activity
    return {
        "code": room.code,
        "title": room.body.get("title") or said("workshop.title"),
        "stage": room.stage,
        "block": {
            "index": room.index,
            "of": len(room.blocks),
            "name": block["name"],
            "title": block["title"],
            "text": block.get("text") or said("workshop.no_text"),
        },
        "activity": None if activity is None else _activity(room, activity),
        "message": room.messages.get(None),
        "names": {"ask": room.names["ask"], "all": room.names["all"]},
        "dealt": room.groups > 0,
    }


def _activity(room: Room, activity: Activity) -> Part:
    config = dict(activity.config)
    if activity.kind == "wall":
        config["items"] = [
            {"id": card.id, "text": card.text, "groups": list(card.groups)} for card in room.cards.on(WALL)
        ]
    return {
        "id": activity.id,
        "kind": activity.kind,
        "ask": activity.spec["ask"],
        "help": activity.spec.get("help"),
        "open": activity.open,
        "round": activity.round,
        "rounds": activity.rounds,
        "config": config,
        "results": results(room, activity) if activity.revealed else None,
    }


def results(room: Room, activity: Activity) -> Part:
    """Return the results of the present round, revealed or not."""
    version = (activity.version, activity.round, sum(room.cards.version.values()), len(room.present()))
    return room.known(f"results {activity.id}", version, lambda: tally(room, activity))


def group(room: Room, number: int) -> Part:
    """Return what one group sees."""
    people = [{"name": name_for_all(room, seat), "sector": seat.sector} for seat in room.members(number)]
    return {
        "number": number,
        "name": group_name(number),
        "people": people,
        "message": room.messages.get(number),
        "cards": [
            {"id": card.id, "text": card.text, "approvals": len(room.cards.approvers(card)), "waiting": False}
            for card in room.cards.on(number)
        ],
        "five": five(room, number) if room.approving else None,
    }


def group_name(number: int) -> dict[str, str]:
    """Return a group's name: people count from 1."""
    return said("group.name", number=str(number + 1))


def me(room: Room, seat: Seat) -> Part:
    """Return what one seat sees of itself."""
    activity = room.activity
    mine = [] if seat.out else room.cards.of(seat.id)
    return {
        "seat": seat.id,
        "nickname": seat.nickname,
        "sector": seat.sector,
        "group": seat.group,
        "answer": activity.now.get(seat.id) if activity else None,
        "before": activity.answers[1].get(seat.id) if activity and activity.round == 2 else None,
        "approvals": room.cards.approved(seat.id),
        "cards": list(dict.fromkeys(room.cards.top(card.id).id for card in mine if card.state == SHOWN)),
        "waiting": [{"id": card.id, "text": card.text} for card in mine if card.state == WAITING],
        "held": _held(room, seat),
        "removed": room.cards.taken_down(seat.id),
    }


def _held(room: Room, seat: Seat) -> list[Part]:
    """Return what else the seat has sent and the trainer has not yet looked at: the nickname, the present answer."""
    activity = room.activity
    names = [f"n.{seat.id}", f"a.{activity.id}.{activity.round}.{seat.id}" if activity else ""]
    found = [item for name in names if (item := room.items.get(name)) is not None and item.state == WAITING]
    return [{"item": item.id, "kind": item.kind, "text": item.text} for item in found]


def name_for_all(room: Room, seat: Seat) -> str:
    """Return a seat's name where everybody may see names and the trainer has not taken this one down."""
    return shown_name(room, seat) if room.names["all"] else ""


def shown_name(room: Room, seat: Seat) -> str:
    """Return a seat's name, empty while it waits for the trainer or once it was taken down."""
    item = room.items.get(f"n.{seat.id}")
    return item.text if item is not None and item.state == SHOWN else ""


def projector(room: Room) -> Part:
    """Return what the big screen shows, but for the clock."""
    people = room.present()
    sectors = Counter(seat.sector for seat in people)
    wall = room.cards.on(WALL)
    return {
        **room.lasting("public"),
        "join": {"address": room.body.get("address") or "", "code": room.code, "qr": "", "wifi": None},
        "seats": len(people),
        "sectors": {name: sectors[name] for name in (*SECTORS, "none")},
        "answers": _answers(room),
        "groups": [_group_row(room, number) for number in range(room.groups)],
        "wall": [_wall_row(room, card) for card in wall],
        "wall_five": _with_texts(room, five(room, WALL)) if wall else None,
        "commitments": commitments(room),
        "model": room_model(room),
    }


def _answers(room: Room) -> int:
    """Return how many people have answered: to a wall, who has written or approved."""
    activity = room.activity
    if activity is None:
        return 0
    if activity.kind == "wall":
        return len(set().union(*(room.cards.approvers(card) for card in room.cards.on(WALL))))
    if activity.kind == "cards":
        cards = [card for number in range(room.groups) for card in room.cards.on(number)]
        leaves = [leaf for card in cards for leaf in room.cards.leaves(card)]
        approve = activity.config.get("approve", True)
        return len(set().union(*(leaf.approvals for leaf in leaves)) if approve else {leaf.seat for leaf in leaves})
    return len(activity.now)


def _group_row(room: Room, number: int) -> Part:
    members = room.members(number)
    sectors = Counter(seat.sector for seat in members)
    return {
        "number": number,
        "name": group_name(number),
        "size": len(members),
        "sectors": {name: sectors[name] for name in (*SECTORS, "none")},
        "cards": len(room.cards.on(number)),
        "five": _with_texts(room, five(room, number)) if room.approving else None,
    }


def _with_texts(room: Room, found: Part) -> Part:
    texts = {key: [room.cards.all[name].text for name in found[own]] for key, own in FIVES}
    return {**found, **texts}


def _wall_row(room: Room, card: Card) -> Part:
    approvals = len(room.cards.approvers(card))
    return {"id": card.id, "text": card.text, "groups": list(card.groups), "approvals": approvals}


def commitments(room: Room) -> list[Part]:
    """Return the promises their authors share and the trainer has not taken down."""
    found = []
    for item in room.items.values():
        if item.kind == "commitment" and item.state == SHOWN:
            value = room.activities[item.activity].answers[item.round][item.seat]
            who = {"name": name_for_all(room, room.seats[item.seat])}
            found.append({name: value[name] for name in ("what", "with_whom", "by")} | who)
    return found


def trainer(room: Room) -> Part:
    """Return what only the trainer sees, but for the clock."""
    activity = room.activity
    return {
        **room.lasting("projector"),
        "seats_list": [_seat_row(room, seat) for seat in room.present()],
        "results": results(room, activity) if activity else None,
        "revealed": bool(activity and activity.revealed),
        "answers_list": shown_texts(room, activity, everything=True) if activity else [],
        "queue": _queue(room),
        "similar": [list(pair) for pair in room.cards.alike()[:MOST_ALIKE]],
        "cards_list": [_card_row(room, card) for card in room.cards.all.values() if card.into is None],
        "notes": room.blocks[room.index].get("notes"),
        "moderation": room.moderation,
        "names": dict(room.names),
        "spares": [
            {"name": name, "title": spare["title"], "kind": spare["activity"]["kind"]}
            for name, spare in room.body.get("spares", {}).items()
        ],
        "delete_after": room.delete_after,
        "messages": [{"group": group, **message} for group, message in room.messages.items()],
    }


def _named(room: Room, seat: str) -> str:
    """Return the nickname where the trainer may see it."""
    found = room.seats.get(seat)
    return found.nickname if found is not None and (room.names["trainer"] or room.names["all"]) else ""


def _seat_row(room: Room, seat: Seat) -> Part:
    name = _named(room, seat.id)
    return {"seat": seat.id, "name": name, "sector": seat.sector, "group": seat.group, "paper": seat.paper}


def _queue(room: Room) -> list[Part]:
    """Return what waits for the trainer: cards, then other texts, each the oldest first."""
    cards = [
        {"item": card.id, "kind": "card", "text": card.text, "group": card.groups[0]} for card in room.cards.waiting()
    ]
    texts = [
        {"item": item.id, "kind": item.kind, "text": item.text, "group": room.seats[item.seat].group}
        for item in room.items.values()
        if item.state == WAITING
    ]
    return cards + texts


def _card_row(room: Room, card: Card) -> Part:
    return {
        "id": card.id,
        "text": card.text,
        "group": None if card.wall else card.groups[0],
        "wall": card.wall,
        "approvals": len(room.cards.approvers(card)),
        "state": card.state,
        "parts": [{"id": leaf.id, "text": leaf.text} for leaf in room.cards.leaves(card)] if card.parts else [],
        "name": _named(room, card.seat),
        "shown": card.state != REMOVED,
    }


def timed(room: Room, name: str, now: float) -> Part:
    """Return what the clock adds to the projector's or the trainer's part at this moment."""
    assert room.clock is not None, "a room has a clock from its beginning"
    clock = {"clock": room.clock.view(now)}
    if name == "projector":
        return clock
    plan = [row | {"title": room.blocks[row["index"]]["title"]} for row in room.clock.rows(now)]
    return {**clock, "plan": plan, "late": clock["clock"]["late"]}
