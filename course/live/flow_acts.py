"""What the trainer does with the course of a workshop: blocks, activities, rounds, the clock; and its beginning."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from course.live.activities import RefusedError, whole
from course.live.acts import BOTH, Act, flag
from course.live.cards import WALL
from course.live.clock import Clock, blocks
from course.live.fives import raise_wall
from course.live.state import Activity
from course.models.five_points import deal

if TYPE_CHECKING:
    from course.live.room import Room


def check_began(room: Room, draft: Any) -> Clock:
    """Look at the script a room is to begin with."""
    try:
        return Clock(blocks(draft.body["blocks"]))
    except (KeyError, TypeError, ValueError) as error:
        raise RefusedError("wrong_value") from error


def began(room: Room, event: Any, clock: Clock) -> set[str]:
    """Begin the room with its script."""
    room.body, room.clock = event.body, clock
    room.names |= event.body.get("names", {})
    room.moderation = bool(event.body.get("moderation", False))
    room.delete_after = event.body.get("delete_after")
    _enter(room, 0)
    return {"public", *BOTH}


def _enter(room: Room, index: int) -> None:
    """Go to a block and to its own activity."""
    room.index = index
    spec, name = room.blocks[index].get("activity"), f"b{index}"
    if spec and name not in room.activities:
        room.activities[name] = Activity(name, spec)
    room.current = name if spec else ""


def _turn(room: Room) -> set[str]:
    """Return everybody's parts that show an answer to the present activity."""
    return room.mine(room.activity.seats()) if room.activity else set()


def blocked(room: Room, event: Any, index: int) -> set[str]:
    """Go on to another block, or back to its own activity; the workshop begins with the first of these."""
    assert room.clock is not None, "a room has a clock from its beginning"
    touched = _turn(room)
    if room.activity:
        room.activity.open = False
    room.clock = room.clock.entered(index, event.at)
    room.stage = "running"
    _enter(room, index)
    wanted = room.blocks[index].get("deal")
    if wanted and not room.groups and room.present():
        touched |= deal_people(room, min(wanted, len(room.present())), event.seq)
    if room.activity and room.activity.kind == "wall":
        raise_wall(room)
    return {"public", *BOTH, *touched, *_turn(room), *room.all_groups()}


def on(room: Room, draft: Any = None) -> Activity:
    """Return the activity that is on, or refuse."""
    if room.activity is None:
        raise RefusedError("no_activity")
    return room.activity


def opened(room: Room, event: Any, activity: Activity) -> set[str]:
    """Let answers in."""
    activity.open = True
    return {"public", *BOTH, *_walls(room, activity)}


def _walls(room: Room, activity: Activity) -> set[str]:
    """See to it that an open wall has its cards, and that the groups' fives are shown once approvals are asked for."""
    if activity.kind == "wall":
        raise_wall(room)
    if activity.kind != "cards":
        return set()
    if activity.open and activity.config.get("approve", True) and activity.round == activity.rounds:
        room.approving = True
    return room.all_groups()


def closed(room: Room, event: Any, activity: Activity) -> set[str]:
    """Let no more answers in."""
    activity.open = False
    return {"public", *BOTH, *_walls(room, activity)}


def revealed(room: Room, event: Any, ready: tuple[Activity, bool]) -> set[str]:
    """Show the results to everybody, or hide them."""
    activity, shown = ready
    activity.revealed = shown
    return {"public", *BOTH}


def reset(room: Room, event: Any, activity: Activity) -> set[str]:
    """Clear the present round; on the wall of all, take the groups' fives anew."""
    touched = _turn(room)
    activity.version += 1
    activity.now.clear()
    room.items = {
        name: item for name, item in room.items.items() if (item.activity, item.round) != (activity.id, activity.round)
    }
    groups = range(room.groups)
    if activity.kind == "wall":
        touched |= room.mine(room.cards.clear([WALL]))
        raise_wall(room)
    elif activity.kind == "cards":
        approve = activity.config.get("approve", True)
        touched |= room.mine(room.cards.strike(groups) if approve else room.cards.clear(groups)) | room.all_groups()
    return {"public", *BOTH, *touched}


def check_round(room: Room, draft: Any) -> tuple[Activity, int]:
    """Look whether the activity has such a round."""
    activity = on(room)
    return activity, whole(draft.body.get("round"), 1, activity.rounds)


def rounded(room: Room, event: Any, ready: tuple[Activity, int]) -> set[str]:
    """Open a round; its results are hidden until they are shown."""
    activity, number = ready
    activity.round, activity.open, activity.revealed = number, True, False
    activity.version += 1
    return {"public", *BOTH, *_turn(room), *_walls(room, activity)}


def check_spare(room: Room, draft: Any) -> tuple[str, dict[str, Any]]:
    """Look for a spare activity of that name."""
    name = draft.body.get("name")
    spare = room.body.get("spares", {}).get(name) if isinstance(name, str) else None
    if spare is None:
        raise RefusedError("unknown_activity")
    return name, spare


def spared(room: Room, event: Any, ready: tuple[str, dict[str, Any]]) -> set[str]:
    """Open a spare activity in the present block; ``block`` with the same index goes back to the block's own."""
    name, spare = ready
    touched = _turn(room)
    if room.activity:
        room.activity.open = False
    room.current = f"s{room.index}.{name}"
    activity = room.activities.setdefault(room.current, Activity(room.current, spare["activity"]))
    activity.open = True
    return {"public", *BOTH, *touched, *_turn(room), *room.all_groups(), *_walls(room, activity)}


def check_extra(room: Room, draft: Any) -> int:
    """Look at the minutes to be added."""
    if room.stage != "running":
        raise RefusedError("not_now")
    return whole(draft.body.get("minutes"), -60, 60)


def extended(room: Room, event: Any, minutes: int) -> set[str]:
    """Give the present block more minutes, or fewer."""
    assert room.clock is not None, "a room has a clock from its beginning"
    room.clock = room.clock.given(minutes)
    return set(BOTH)


def deal_people(room: Room, groups: int, seed: int) -> set[str]:
    """Deal the people in the room; return the parts of everybody and of every group."""
    people = room.present()
    for seat in room.seats.values():
        seat.group = None
    dealt = deal([seat.sector for seat in people], groups, np.random.default_rng(seed))
    for seat, group in zip(people, dealt.tolist(), strict=True):
        seat.group = group
    room.groups = max(room.groups, groups)  # an emptied group keeps its cards
    return room.mine(room.seats) | room.all_groups()


def finished(room: Room, event: Any, ready: None) -> set[str]:
    """End the workshop."""
    room.stage = "finished"
    if room.activity:
        room.activity.open = False
    return {"public", *BOTH, *room.all_groups()}


FLOW_ACTS: dict[str, Act] = {
    "began": Act("server", check_began, began),
    "block": Act("trainer", lambda room, draft: whole(draft.body.get("index"), 0, len(room.blocks) - 1), blocked),
    "open": Act("trainer", on, opened),
    "close": Act("trainer", on, closed),
    "reveal": Act("trainer", lambda room, draft: (on(room), flag(draft.body, "on")), revealed, late=True),
    "reset": Act("trainer", on, reset),
    "round": Act("trainer", check_round, rounded),
    "spare": Act("trainer", check_spare, spared),
    "extra": Act("trainer", check_extra, extended),
    "finish": Act("trainer", lambda room, draft: None, finished),
}
