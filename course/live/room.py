"""The room: events in, what each screen shows out.

A room is nothing but its events in their order. It does no input or output and has no clock (an event says when it
happened, whoever looks says when that is) and no chance of its own (dealing draws from a generator seeded by the
event's number), so the same events give the same room, on whichever machine.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from course.live import parts
from course.live.activities import RefusedError
from course.live.acts import SEAT_ACTS
from course.live.cards import Cards
from course.live.clock import Clock
from course.live.flow_acts import FLOW_ACTS
from course.live.people_acts import PEOPLE_ACTS
from course.live.state import Activity, Item, Seat

if TYPE_CHECKING:
    from course.live.store import Draft, Event

ACTS = FLOW_ACTS | SEAT_ACTS | PEOPLE_ACTS
STAFF = frozenset({"projector", "trainer"})


class Room:
    """One workshop.

    Parameters
    ----------
    code : str
        What people type in to join.

    Attributes
    ----------
    seq : int
        The last event that was applied.
    body : dict
        What the room began with; empty before.
    """

    def __init__(self, code: str) -> None:
        self.code = code
        self.seq = 0
        self.body: dict[str, Any] = {}
        self.stage = "lobby"
        self.index = 0
        self.current = ""
        self.activities: dict[str, Activity] = {}
        self.seats: dict[str, Seat] = {}
        self.tokens: dict[str, str] = {}
        self.came: dict[str, str] = {}  # seat -> the client's id for its joining
        self.banned: set[str] = set()  # such ids that may not join again
        self.groups = 0
        self.cards = Cards()
        self.approving = False  # whether a group's approvals have ever been asked for
        self.items: dict[str, Item] = {}
        self.messages: dict[int | None, dict[str, Any]] = {}
        self.names = {"ask": False, "trainer": False, "all": False}
        self.moderation = False
        self.delete_after: str | None = None
        self.clock: Clock | None = None
        self._cache: dict[str, Any] = {}
        self._known: dict[str, tuple[Any, Any]] = {}

    def refuse(self, draft: Draft, now: float) -> str | None:
        """Return why an act cannot be taken now, a key of ``live.toml`` [refused]; None where it can.

        Parameters
        ----------
        draft : Draft
        now : float
            Seconds since the epoch.
        """
        act = ACTS.get(draft.kind)
        if act is None:
            return "unknown_act"
        try:
            self._admit(draft, act.who, act.late)
            act.check(self, draft)
        except RefusedError as refused:
            return refused.reason
        return None

    def apply(self, event: Event) -> set[str]:
        """Take an event in and return the parts it touched; one that is known, or would be refused, touches none."""
        if event.seq <= self.seq:
            return set()
        self.seq = event.seq
        act = ACTS.get(event.kind)
        if act is None:
            return set()
        try:
            self._admit(event, act.who, act.late)
            ready = act.check(self, event)
        except RefusedError:
            return set()
        touched = act.do(self, event, ready)
        for name in touched:
            self._cache.pop(name, None)
        return touched

    def part(self, name: str, now: float) -> dict[str, Any]:
        """Return one part of what is shown, as the protocol has it. It is shared: do not change it.

        Parameters
        ----------
        name : str
            ``public``, ``group:N``, ``me:<seat>``, ``projector`` or ``trainer``.
        now : float
            Seconds since the epoch; only the clock reads it.

        Raises
        ------
        KeyError
            If there is no such group or seat, or the room has not begun.
        """
        if name in STAFF and self.clock is not None:
            return self.lasting(name) | parts.timed(self, name, now)
        return self.lasting(name)

    def lasting(self, name: str) -> dict[str, Any]:
        """Return a part as it stays until an event touches it: without the clock, made once."""
        if name not in self._cache:
            self._cache[name] = self._made(name)
        return self._cache[name]

    def seat_of(self, token_hash: str) -> str | None:
        """Return whose token this is; None where nobody's, or its person is no longer in the room."""
        name = self.tokens.get(token_hash)
        return name if name is not None and self.seats[name].out is None else None

    def out_of(self, token_hash: str) -> str | None:
        """Return why the person with this token is no longer in the room: ``left``, ``kicked`` or ``banned``."""
        name = self.tokens.get(token_hash)
        return self.seats[name].out if name is not None else None

    @property
    def trainer_key_hash(self) -> str:
        """The hash of the trainer's key; empty before the room has begun."""
        return self.body.get("trainer_key_hash", "")

    @property
    def projector_key_hash(self) -> str:
        """The hash of the projector's key; empty before the room has begun."""
        return self.body.get("projector_key_hash", "")

    @property
    def blocks(self) -> list[dict[str, Any]]:
        """The blocks of the script, as the room began with them."""
        return self.body["blocks"]

    @property
    def activity(self) -> Activity | None:
        """The activity that is on."""
        return self.activities.get(self.current)

    def present(self) -> list[Seat]:
        """Return the people in the room, in the order in which they came."""
        return [seat for seat in self.seats.values() if seat.out is None]

    def members(self, group: int) -> list[Seat]:
        """Return the people of a group who are in the room."""
        return [seat for seat in self.seats.values() if seat.group == group and seat.out is None]

    def all_groups(self) -> set[str]:
        """Return the names of all groups' parts."""
        return {f"group:{number}" for number in range(self.groups)}

    def mine(self, seats: Iterable[str]) -> set[str]:
        """Return the names of these seats' own parts, of those still in the room."""
        return {f"me:{name}" for name in seats if name in self.seats and self.seats[name].out is None}

    def known(self, name: str, version: Any, make: Any) -> Any:
        """Return what ``make()`` gave when ``version`` was last the same, or make it anew: some things take long."""
        if name not in self._known or self._known[name][0] != version:
            self._known[name] = (version, make())
        return self._known[name][1]

    def _made(self, name: str) -> dict[str, Any]:
        if not self.body:
            raise KeyError(f"room {self.code} has not begun")
        kind, _, which = name.partition(":")
        if kind == "me":
            return parts.me(self, self.seats[which])
        if kind == "group":
            if not which.isdecimal() or int(which) >= self.groups:
                raise KeyError(name)
            return parts.group(self, int(which))
        return {"public": parts.public, "projector": parts.projector, "trainer": parts.trainer}[name](self)

    def _admit(self, draft: Draft | Event, who: str, late: bool) -> None:
        """Refuse whoever may not do such a thing, and nearly everything once the workshop is over."""
        if (not self.body) != (draft.kind == "began"):
            raise RefusedError("not_now")
        if who == "seat":
            seat = self.seats.get(draft.seat)
            if seat is None:
                raise RefusedError("unknown_seat")
            if seat.out is not None:
                raise RefusedError("banned" if seat.out == "banned" else "out")
        elif {"server": "", "trainer": "trainer"}.get(who, draft.seat) != draft.seat:
            raise RefusedError("not_allowed")
        if self.stage == "finished" and not late:
            raise RefusedError("finished")
