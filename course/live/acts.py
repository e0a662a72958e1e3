"""What a seat may do: each act by its name, what it must look like, what it changes.

``check`` looks and returns what ``do`` needs, or raises `RefusedError`; it changes nothing. ``do`` changes the room and
returns the parts that look otherwise now.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from course.live.activities import (
    CARD,
    CARDS_EACH,
    NICKNAME,
    SECTORS,
    RefusedError,
    clean,
    cleaned,
)
from course.live.cards import Card
from course.live.state import SHOWN, WAITING, Activity, Item, Seat

if TYPE_CHECKING:
    from course.live.room import Room

SEATS = 1000  # ours: more people than any hall of a partnership has
BOTH = frozenset({"projector", "trainer"})


@dataclass(frozen=True, slots=True)
class Act:
    """One kind of act: who may do it, and whether it may still be done when the workshop is over."""

    who: str
    check: Callable[[Room, Any], Any]
    do: Callable[[Room, Any, Any], set[str]]
    late: bool = False


def flag(body: dict[str, Any], name: str) -> bool:
    """Return a yes or no of the body, or refuse it."""
    if not isinstance(body.get(name), bool):
        raise RefusedError("wrong_value")
    return body[name]


def there(room: Room, name: object) -> Seat:
    """Return a seat whose person is in the room, or refuse."""
    seat = room.seats.get(name) if isinstance(name, str) else None
    if seat is None or seat.out is not None:
        raise RefusedError("unknown_seat")
    return seat


def shown_on_phones(room: Room) -> set[str]:
    """Return ``public`` where it shows results, else nothing: a vote nobody sees yet need not reach the phones."""
    return {"public"} if room.activity and room.activity.revealed else set()


def keep_text(room: Room, item: Item) -> None:
    """Keep a free text: it waits where the trainer looks first; what was taken down stays so while it is the same."""
    old = room.items.get(item.id)
    if old is not None and old.text == item.text:
        return
    if not item.text:
        room.items.pop(item.id, None)
        return
    item.state = WAITING if room.moderation and item.seat != "trainer" else SHOWN
    room.items[item.id] = item


def place(room: Room, seat: Seat) -> None:
    """Put a latecomer into the group that has fewest of their sector, then fewest people, then the lowest number."""
    if room.groups:
        sizes = [[one.sector for one in room.members(group)] for group in range(room.groups)]
        seat.group = min(range(room.groups), key=lambda group: (sizes[group].count(seat.sector), len(sizes[group])))


def name_seat(room: Room, seat: Seat, nickname: str) -> None:
    """Write a nickname down, where names are asked for at all."""
    seat.nickname = nickname if room.names["ask"] else ""
    keep_text(room, Item(f"n.{seat.id}", "nickname", seat.id, seat.nickname))


def sector_of(value: object) -> str:
    """Return a sector, ``none`` where there is none, or refuse it."""
    if value in (None, "", "none"):
        return "none"
    if value not in SECTORS:
        raise RefusedError("wrong_value")
    return str(value)


def check_joined(room: Room, draft: Any) -> Seat:
    """Look whether somebody may come in; a person who was put out may, one who was banned may not."""
    old = room.seats.get(draft.seat)
    if (old is not None and old.out == "banned") or draft.client_id in room.banned:
        raise RefusedError("banned")
    if not draft.seat or draft.seat == "trainer" or (old is not None and old.out is None):
        raise RefusedError("wrong_value")
    return newcomer(room, draft.seat, draft.body)


def newcomer(room: Room, name: str, body: dict[str, Any]) -> Seat:
    """Return a new seat, or refuse it."""
    if len(room.present()) >= SEATS:
        raise RefusedError("full")
    nickname, token = cleaned(body.get("nickname") or "", NICKNAME), body.get("token_hash") or ""
    if not isinstance(token, str):
        raise RefusedError("wrong_value")
    language = "pl" if body.get("language") == "pl" else "en"
    return Seat(name, nickname, sector_of(body.get("sector")), language, token, body.get("paper") is True)


def seated(room: Room, event: Any, seat: Seat) -> set[str]:
    """Let somebody in; who comes back finds the old group."""
    old = room.seats.get(seat.id)
    seat.group = old.group if old else None
    room.seats[seat.id] = seat
    room.came[seat.id] = event.client_id if event.kind == "joined" else ""
    if seat.token_hash:
        room.tokens[seat.token_hash] = seat.id
    name_seat(room, seat, seat.nickname)
    if seat.group is None:
        place(room, seat)
    return {f"me:{seat.id}", *_group_of(seat), *BOTH, *shown_on_phones(room)}  # a wall's results count people


def _group_of(seat: Seat) -> set[str]:
    return set() if seat.group is None else {f"group:{seat.group}"}


def asked(room: Room, body: dict[str, Any]) -> Activity:
    """Return the activity that an answer is for, if it takes answers now and in this round."""
    activity = room.activity
    if activity is None or body.get("activity") != activity.id or body.get("round") != activity.round:
        raise RefusedError("not_now")
    if not activity.open:
        raise RefusedError("closed")
    return activity


def check_answer(room: Room, draft: Any) -> tuple[Activity, int, str, dict[str, Any]]:
    """Look at a seat's answer."""
    activity = asked(room, draft.body)
    return activity, activity.round, draft.seat, clean(activity.kind, activity.config, draft.body.get("value"))


def answered(room: Room, event: Any, ready: tuple[Activity, int, str, dict[str, Any]]) -> set[str]:
    """Take an answer in; an earlier one of the same seat no longer counts."""
    activity, number, seat, value = ready
    activity.answers[number][seat] = value
    activity.version += 1
    item = f"a.{activity.id}.{number}.{seat}"
    if activity.kind == "number":
        keep_text(room, Item(item, "reason", seat, reason(value), activity=activity.id, round=number))
    elif activity.kind == "commitments":
        text = promise(value) if value["share"] else ""
        keep_text(room, Item(item, "commitment", seat, text, activity=activity.id, round=number))
    return {*room.mine([seat]), *BOTH, *shown_on_phones(room)}


def is_number(word: str) -> bool:
    """Return whether a short answer is a number, with a point or a comma: those need nobody to look at them."""
    return word.replace(",", ".").replace("−", "-").lstrip("+-").replace(".", "", 1).isdecimal()


def reason(value: dict[str, Any]) -> str:
    """Return what a person may read of a short answer: its reason, and the word itself where it is no number."""
    word = "" if is_number(value["value"]) else value["value"]
    return ": ".join(part for part in (word, value["reason"]) if part)


def promise(value: dict[str, Any]) -> str:
    """Return a promise on one line."""
    return f"{value['what']} · {value['with_whom']} · {value['by']}"


def wall_open(room: Room, kinds: tuple[str, ...]) -> Activity:
    """Return the activity that takes cards or approvals now, or refuse."""
    activity = room.activity
    if activity is None or activity.kind not in kinds:
        raise RefusedError("not_now")
    if not activity.open:
        raise RefusedError("closed")
    return activity


def check_card(room: Room, draft: Any) -> Card:
    """Look at a new card."""
    config, seat = wall_open(room, ("cards",)).config, room.seats[draft.seat]
    if seat.group is None:
        raise RefusedError("no_group")
    text = cleaned(draft.body.get("text"), config.get("length", CARD), 1)
    if len(room.cards.of(seat.id)) >= config.get("most", CARDS_EACH):
        raise RefusedError("too_many")
    return Card("", text, seat.id, (seat.group,), state=WAITING if room.moderation else SHOWN)


def carded(room: Room, event: Any, card: Card) -> set[str]:
    """Put a card up; its number is the event's."""
    card.id = f"c{event.seq}"
    room.cards.add(card)
    return {f"group:{card.groups[0]}", *room.mine([card.seat]), *BOTH, *shown_on_phones(room)}


def find_card(room: Room, name: object) -> Card:
    """Return the card to be seen that ``name`` now counts for, or refuse."""
    if not isinstance(name, str) or name not in room.cards.all:
        raise RefusedError("unknown_card")
    card = room.cards.top(name)
    if card.state != SHOWN:
        raise RefusedError("unknown_card")
    return card


def check_approve(room: Room, draft: Any) -> tuple[str, Card, bool]:
    """Look at an approval: of a card of one's own group, or of one on the wall, while these are asked for."""
    seat = room.seats[draft.seat]
    card = find_card(room, draft.body.get("card"))
    activity = wall_open(room, ("wall",) if card.wall else ("cards",))
    if not card.wall and not activity.config.get("approve", True):
        raise RefusedError("not_now")
    if not card.wall and seat.group not in card.groups:
        raise RefusedError("not_allowed")
    return seat.id, card, flag(draft.body, "on")


def approved(room: Room, event: Any, ready: tuple[str, Card, bool]) -> set[str]:
    """Write an approval down or strike it out."""
    seat, card, on = ready
    room.cards.approve(seat, card.id, on)
    groups = set() if card.wall else {f"group:{card.groups[0]}"}
    return {*groups, *room.mine([seat]), *BOTH, *shown_on_phones(room)}


def check_rename(room: Room, draft: Any) -> str:
    """Look at a new nickname."""
    if not room.names["ask"]:
        raise RefusedError("not_now")
    return cleaned(draft.body.get("nickname"), NICKNAME)


def renamed(room: Room, event: Any, nickname: str) -> set[str]:
    """Give a seat another nickname."""
    seat = room.seats[event.seat]
    name_seat(room, seat, nickname)
    return {f"me:{seat.id}", *_group_of(seat), *BOTH}


def sectored(room: Room, event: Any, sector: str) -> set[str]:
    """Give a seat another sector; the group stays."""
    seat = room.seats[event.seat]
    seat.sector = sector
    for activity in room.activities.values():
        activity.version += activity.kind == "ratings"
    return {f"me:{seat.id}", *_group_of(seat), *BOTH, *shown_on_phones(room)}


def left(room: Room, event: Any, ready: None) -> set[str]:
    """Let somebody go; what they have said stays."""
    seat = room.seats[event.seat]
    seat.out = "left"
    return {f"me:{seat.id}", *_group_of(seat), *BOTH, *shown_on_phones(room)}


SEAT_ACTS: dict[str, Act] = {
    "joined": Act("anybody", check_joined, seated),
    "answer": Act("seat", check_answer, answered),
    "card": Act("seat", check_card, carded),
    "approve": Act("seat", check_approve, approved),
    "rename": Act("seat", check_rename, renamed),
    "sector": Act("seat", lambda room, draft: sector_of(draft.body.get("sector")), sectored),
    "leave": Act("seat", lambda room, draft: None, left, late=True),
}
