"""What the trainer does with people and with what they write: groups, messages, moderation, cards, paper seats."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from course.live.activities import CARD, MESSAGE, RefusedError, clean, cleaned, whole
from course.live.acts import (
    BOTH,
    Act,
    answered,
    approved,
    carded,
    find_card,
    flag,
    newcomer,
    seated,
    shown_on_phones,
    there,
)
from course.live.cards import Card
from course.live.flow_acts import deal_people
from course.live.state import REMOVED, SHOWN

if TYPE_CHECKING:
    from course.live.room import Room

MOST_GROUPS = 8


def check_deal(room: Room, draft: Any) -> int:
    """Look whether there are enough people for so many groups."""
    groups = whole(draft.body.get("groups"), 1, MOST_GROUPS)
    if len(room.present()) < groups:
        raise RefusedError("too_few")
    return groups


def check_move(room: Room, draft: Any) -> tuple[Any, int | None]:
    """Look at a change of groups."""
    if not room.groups:
        raise RefusedError("no_group")
    seat, group = there(room, draft.body.get("seat")), draft.body.get("group")
    return seat, None if group is None else whole(group, 0, room.groups - 1)


def moved(room: Room, event: Any, ready: tuple[Any, int | None]) -> set[str]:
    """Put somebody into another group, or into none; their cards stay where they were written."""
    seat, group = ready
    touched = {f"group:{number}" for number in (seat.group, group) if number is not None}
    seat.group = group
    return {f"me:{seat.id}", *touched, *BOTH}


def check_message(room: Room, draft: Any) -> tuple[int | None, str]:
    """Look at a message to a group, or to everybody."""
    group = draft.body.get("group")
    if group is not None:
        if not room.groups:
            raise RefusedError("no_group")
        group = whole(group, 0, room.groups - 1)
    return group, cleaned(draft.body.get("text") or "", MESSAGE)


def told(room: Room, event: Any, ready: tuple[int | None, str]) -> set[str]:
    """Show a message; an empty one takes the last one away."""
    group, text = ready
    room.messages.pop(group, None)
    if text:
        room.messages[group] = {"text": text, "at": event.at}
    return {"public" if group is None else f"group:{group}", *BOTH}


def moderated(room: Room, event: Any, wanted: bool) -> set[str]:
    """Look at free texts before they are shown, or no longer; what waits already goes on waiting."""
    room.moderation = wanted
    return {"trainer"}


def find_item(room: Room, draft: Any) -> str:
    """Return the name of a card or another free text, or refuse."""
    name = draft.body.get("item")
    if not isinstance(name, str) or not (name in room.cards.all or name in room.items):
        raise RefusedError("unknown_item")
    return name


def _text_touched(room: Room, name: str) -> set[str]:
    item = room.items[name]
    if item.activity:
        room.activities[item.activity].version += 1
    seat = room.seats.get(item.seat)
    groups = set() if seat is None or seat.group is None else {f"group:{seat.group}"}
    return {*room.mine([item.seat]), *groups, *BOTH, *shown_on_phones(room)}


def _card_touched(room: Room, *cards: Card) -> set[str]:
    """Return what shows one of these cards; the wall is on every phone."""
    groups = {f"group:{group}" for card in cards if not card.wall for group in card.groups}
    leaves = [leaf for card in cards for leaf in room.cards.leaves(card)]
    seats = {leaf.seat for leaf in leaves}.union(*(leaf.approvals for leaf in leaves))
    wall = {"public"} if any(card.wall for card in cards) else set()
    return {*groups, *room.mine(seats), *wall, *BOTH, *shown_on_phones(room)}


def accepted(room: Room, event: Any, name: str) -> set[str]:
    """Show a text that waited, or one that was taken down."""
    if name in room.items:
        room.items[name].state = SHOWN
        return _text_touched(room, name)
    return _card_touched(room, room.cards.accept(name))


def removed(room: Room, event: Any, name: str) -> set[str]:
    """Take a text down."""
    if name in room.items:
        room.items[name].state = REMOVED
        return _text_touched(room, name)
    return _card_touched(room, *room.cards.remove(name))


def put_out(how: str) -> Any:
    """Return what puts a person out of the room; their votes no longer count, their cards stay to be taken down."""

    def out(room: Room, event: Any, seat: Any) -> set[str]:
        seat.out = how
        for activity in room.activities.values():
            for answers in activity.answers.values():
                activity.version += answers.pop(seat.id, None) is not None
        room.items = {name: item for name, item in room.items.items() if item.seat != seat.id}
        room.cards.forget(seat.id)
        if how == "banned":
            room.banned |= {room.came[seat.id]} - {""}
        return {f"me:{seat.id}", "public", *BOTH, *room.all_groups()}

    return out


def check_names(room: Room, draft: Any) -> dict[str, bool]:
    """Look at the switches that are to be set."""
    return {key: flag(draft.body, key) for key in room.names if key in draft.body}


def named(room: Room, event: Any, ready: dict[str, bool]) -> set[str]:
    """Set the three switches: whether names are asked for, the trainer sees them, everybody does."""
    room.names = room.names | ready
    return {"public", *BOTH, *room.all_groups()}


def check_merge(room: Room, draft: Any) -> tuple[list[str], str]:
    """Look whether these cards can be one: to be seen, two at least, all on the wall or all of one group."""
    names = draft.body.get("cards")
    if not isinstance(names, list):
        raise RefusedError("wrong_value")
    cards = {card.id: card for card in (find_card(room, name) for name in names)}
    if len(cards) < 2 or len({card.scope for card in cards.values()}) > 1:
        raise RefusedError("wrong_value")
    return list(cards), cleaned(draft.body.get("text") or "", CARD)


def merged(room: Room, event: Any, ready: tuple[list[str], str]) -> set[str]:
    """Make one card of several."""
    names, text = ready
    return _card_touched(room, room.cards.merge(f"m{event.seq}", names, text))


def check_split(room: Room, draft: Any) -> str:
    """Look whether a card was merged."""
    card = find_card(room, draft.body.get("card"))
    if not card.parts:
        raise RefusedError("unknown_card")
    return card.id


def split(room: Room, event: Any, name: str) -> set[str]:
    """Take a merge back."""
    return _card_touched(room, room.cards.split(name))


def check_paper(room: Room, draft: Any) -> Any:
    """Look at a seat for somebody without a phone."""
    name = draft.body.get("seat")
    if not isinstance(name, str) or name in room.seats or ":" in name:
        raise RefusedError("wrong_value")
    return newcomer(room, name, draft.body | {"token_hash": "", "paper": True})


def check_answer_for(room: Room, draft: Any) -> Any:
    """Look at an answer the trainer enters: at any time, once the activity has been on."""
    seat, name = there(room, draft.body.get("seat")), draft.body.get("activity")
    activity = room.activities.get(name) if isinstance(name, str) else None
    if activity is None:
        raise RefusedError("unknown_activity")
    number = whole(draft.body.get("round"), 1, activity.rounds)
    return activity, number, seat.id, clean(activity.kind, activity.config, draft.body.get("value"))


def check_card_for(room: Room, draft: Any) -> Card:
    """Look at a card the trainer enters for a group."""
    if not room.groups:
        raise RefusedError("no_group")
    group = whole(draft.body.get("group"), 0, room.groups - 1)
    return Card("", cleaned(draft.body.get("text"), CARD, 1), "trainer", (group,))


def check_approve_for(room: Room, draft: Any) -> tuple[str, Card, bool]:
    """Look at an approval the trainer enters."""
    seat, card = there(room, draft.body.get("seat")), find_card(room, draft.body.get("card"))
    if not card.wall and seat.group not in card.groups:
        raise RefusedError("not_allowed")
    return seat.id, card, flag(draft.body, "on")


def check_day(room: Room, draft: Any) -> str:
    """Look at the day after which everything is erased."""
    try:
        return date.fromisoformat(str(draft.body.get("day"))).isoformat()
    except ValueError as error:
        raise RefusedError("wrong_day") from error


def dated(room: Room, event: Any, day: str) -> set[str]:
    """Set the day after which everything is erased."""
    room.delete_after = day
    return {"trainer"}


PEOPLE_ACTS: dict[str, Act] = {
    "deal": Act("trainer", check_deal, lambda room, event, n: {"public", *BOTH, *deal_people(room, n, event.seq)}),
    "move": Act("trainer", check_move, moved),
    "message": Act("trainer", check_message, told),
    "moderation": Act("trainer", lambda room, draft: flag(draft.body, "on"), moderated),
    "accept": Act("trainer", find_item, accepted, late=True),
    "remove": Act("trainer", find_item, removed, late=True),
    "kick": Act("trainer", lambda room, draft: there(room, draft.body.get("seat")), put_out("kicked")),
    "ban": Act("trainer", lambda room, draft: there(room, draft.body.get("seat")), put_out("banned")),
    "names": Act(
        "trainer",
        lambda room, draft: {key: flag(draft.body, key) for key in room.names if key in draft.body},
        named,
        True,
    ),
    "merge": Act("trainer", check_merge, merged),
    "split": Act("trainer", check_split, split),
    "paper": Act("trainer", check_paper, seated),
    "answer_for": Act("trainer", check_answer_for, answered),
    "card_for": Act("trainer", check_card_for, carded),
    "approve_for": Act("trainer", check_approve_for, approved),
    "delete_after": Act("trainer", check_day, dated, late=True),
}
