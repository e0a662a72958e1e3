"""What goes out of a room: its parts as JSON, made once for everybody who sees them, sent to those they concern."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from typing import Any, NamedTuple, Protocol

import segno
from segno import helpers

from course.live.room import Room

SCREENS = ("projector", "trainer")
TICK = 20.0  # seconds after which the big screens are looked over for what time alone has changed
PACE = 0.05  # seconds between two pictures of the same thing


class Who(NamedTuple):
    """Somebody with a token or a key: ``role`` is seat, projector or trainer."""

    role: str
    seat: str


class Wifi(NamedTuple):
    """The venue's Wi-Fi, as its QR code says it."""

    name: str
    password: str | None

    def data(self) -> str:
        """Return what the QR code says."""
        return helpers.make_wifi_data(self.name, self.password, "WPA" if self.password else None)


class Screen(Protocol):
    """A connected socket, as far as the room has to do with it."""

    who: Who | None
    due: set[str]
    seen: int

    def send_due(self) -> None:
        """Send what is due unless something is on its way already."""
        ...

    def bye(self, reason: str) -> None:
        """Say goodbye and close."""
        ...


def picture(content: str) -> str:
    """Return a QR code as SVG that takes the colour and the size of its place."""
    return segno.make(content, error="m", micro=False).svg_inline(omitsize=True, border=2)


class Pace:
    """Calls ``action`` at once, then at most every ``interval`` seconds, with nothing lost in between.

    Where the action itself takes long, the pause grows with it, so that it never takes more than a third of the time.
    """

    def __init__(self, interval: float, action: Callable[[], None]) -> None:
        self.interval, self._action = interval, action
        self._free = 0.0
        self._timer: asyncio.TimerHandle | None = None

    def ask(self) -> None:
        """See to it that the action happens soon."""
        loop = asyncio.get_running_loop()
        if self._timer is None:
            self._timer = loop.call_at(max(self._free, loop.time()), self._act)

    def cancel(self) -> None:
        """Forget what was asked."""
        if self._timer is not None:
            self._timer.cancel()

    def _act(self) -> None:
        loop = asyncio.get_running_loop()
        begun, self._timer = loop.time(), None
        self._action()
        self._free = begun + max(self.interval, 3 * (loop.time() - begun))


class Showing:
    """A room as it is shown: which parts changed when, and the screens that are connected.

    Parameters
    ----------
    code : str
        The room's code.
    address : str
        What people in the room type, such as ``http://192.168.0.7:8890``.
    wifi : Wifi, optional
        The venue's Wi-Fi, to be shown as a second QR code.

    Attributes
    ----------
    seq : int
        The last event that is shown.
    invitation : dict
        How to join: ``code``, ``address``, and as SVG ``qr`` and ``wifi``.
    """

    def __init__(self, code: str, address: str = "", wifi: Wifi | None = None) -> None:
        self.code, self.address, self.room = code, address, Room(code)
        self.seq = 0
        self.screens: set[Screen] = set()
        self.invitation: dict[str, Any] = {
            "code": code,
            "address": address,
            "qr": picture(f"{address}/?code={code}") if address else None,
            "wifi": wifi and picture(wifi.data()),
        }
        self._versions: dict[str, int] = {}
        self._texts: dict[str, str] = {}
        self._groups: dict[str, int | None] = {}
        self._touched: dict[str, set[str]] = {"seats": set(), "screens": set()}
        self._paces = {name: Pace(PACE, lambda name=name: self._spread(name)) for name in self._touched}

    def state(self, who: Who, since: int = 0) -> str:
        """Return the message with the parts that changed after event ``since``, as JSON."""
        names = {name for name in self.parts(who) if since > self.seq or self._versions.get(name, 0) > since}
        if f"me:{who.seat}" in names or since <= 0:
            names = set(self.parts(who)) if since <= 0 else names | {self._group(who.seat)} - {""}
        return self.message(who, names)

    def parts(self, who: Who) -> list[str]:
        """Return the names of the parts that are shown to ``who``."""
        if who.role != "seat":
            return [who.role]
        return [name for name in ("public", self._group(who.seat), f"me:{who.seat}") if name]

    def message(self, who: Who, names: set[str]) -> str:
        """Return the message that carries these parts, as JSON."""
        shown = ",".join(f'"{"me" if name.startswith("me:") else name}":{self.text(name)}' for name in sorted(names))
        return f'{{"type":"state","seq":{self.seq},"role":"{who.role}","parts":{{{shown}}}}}'

    def text(self, name: str) -> str:
        """Return a part as JSON; made once for everybody who sees it."""
        if (text := self._texts.get(name)) is None:
            part = self.room.part(name, time.time())
            if name in SCREENS:
                part = {**part, "join": self.invitation}
            if name.startswith("me:"):
                self._groups[name] = part.get("group")
            text = self._texts[name] = json.dumps(part, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
        return text

    def _group(self, seat: str) -> str:
        self.text(f"me:{seat}")
        group = self._groups.get(f"me:{seat}")
        return "" if group is None else f"group:{group}"

    def changed(self, touched: set[str], seq: int) -> None:
        """Remember that event ``seq`` touched these parts."""
        self.seq = seq
        for name in touched:
            self._versions[name] = seq
            self._texts.pop(name, None)

    def mark(self, touched: set[str]) -> None:
        """See to it that what was touched is sent soon."""
        for name, some in (("screens", touched.intersection(SCREENS)), ("seats", touched.difference(SCREENS))):
            if some:
                self._touched[name] |= some
                self._paces[name].ask()

    def _spread(self, name: str) -> None:
        touched, self._touched[name] = self._touched[name], set()
        for screen in list(self.screens):
            if screen.who is None:
                continue
            due = touched.intersection(self.parts(screen.who))
            if screen.who.role == "seat":
                # What was touched before a phone said hello was in the answer to it.
                due = {part for part in due if self._versions[part] > screen.seen}
                if f"me:{screen.who.seat}" in due:
                    due |= {self._group(screen.who.seat)} - {""}
            screen.due |= due
            screen.send_due()

    async def tick(self) -> None:
        """Show on the big screens what time alone has changed."""
        while True:
            await asyncio.sleep(TICK)
            for name in SCREENS:
                before = self._texts.pop(name, None)
                if before is not None and self.text(name) != before:
                    self.mark({name})
