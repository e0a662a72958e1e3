"""The line between a page and its kernel: what a visitor may say on it, whatever carries it to the kernel."""

from __future__ import annotations

import json
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from jupyter_server.services.kernels.connection.base import serialize_binary_message

NEWER = "v1.kernel.websocket.jupyter.org"  # the protocol in which pages speak; the older one has no name
# Widgets need these; everything else runs code, reads it, or answers a question of the kernel.
ALLOWED = ("comm_open", "comm_close", "comm_msg", "comm_info_request", "kernel_info_request", "shutdown_request")
CHANNELS = ("shell", "control")
JSON = ("header", "parent_header", "metadata", "content")


class RefusedError(Exception):
    """A visitor's message is not passed on; says why, for the log."""


@dataclass(frozen=True, slots=True)
class Message:
    """A message as it travels: its channel, the four parts of ``JSON``, and any buffers after them."""

    channel: str
    parts: list[bytes]

    def part(self, name: str) -> dict[str, Any]:
        """Return one of the four parts."""
        return json.loads(self.parts[JSON.index(name)].decode())

    @property
    def kind(self) -> str:
        """What it is: ``comm_msg``, say."""
        return self.part("header").get("msg_type", "")


def heard(frame: str | bytes, protocol: str | None) -> Message:
    """Return a visitor's message, written anew from what was read.

    Jupyter's own readers believe the numbers at the front of a frame: eight bytes make them count for ever.

    Raises
    ------
    RefusedError
        If the frame cannot be read, or a visitor may not say this.

    Examples
    --------
    >>> heard('{"header": {"msg_type": "execute_request"}}', None)
    Traceback (most recent call last):
    ...
    course.lines.RefusedError: unreadable
    """
    try:
        message = split(frame) if protocol == NEWER else _older(frame)
        read = [json.loads(part.decode()) for part in message.parts[: len(JSON)]]
        if not all(isinstance(part, dict) for part in read):
            raise ValueError("not four objects")
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise RefusedError("unreadable") from error
    kind = read[0].get("msg_type")
    if kind not in ALLOWED or message.channel not in CHANNELS:
        raise RefusedError(f"{str(kind)[:40]!r} on {message.channel[:40]!r}")
    written = [json.dumps(part).encode() for part in read]
    return Message(message.channel, [*written, *message.parts[len(JSON) :]])


def split(frame: str | bytes) -> Message:
    """Return the message of a frame of the newer protocol.

    Raises
    ------
    ValueError
        If it is none.
    """
    if isinstance(frame, str):
        raise ValueError("text")
    channel, *parts = _cut(frame, 8, "little", open_end=False)
    if len(parts) < len(JSON):
        raise ValueError("too few parts")
    return Message(channel.decode(), parts)


def older(message: Message) -> str | bytes:
    """Return the frame of the older protocol for a page that speaks no other."""
    told = {name: message.part(name) for name in JSON}
    told |= {"channel": message.channel, **{key: told["header"].get(key) for key in ("msg_id", "msg_type")}}
    buffers = message.parts[len(JSON) :]
    return serialize_binary_message({**told, "buffers": buffers}) if buffers else json.dumps({**told, "buffers": []})


def _older(frame: str | bytes) -> Message:
    first, *buffers = [frame.encode()] if isinstance(frame, str) else _cut(frame, 4, "big", open_end=True)
    told = json.loads(first.decode())
    if not isinstance(told, dict):
        raise ValueError("no object")
    return Message(str(told.get("channel") or "shell"), [*(json.dumps(told[name]).encode() for name in JSON), *buffers])


def _cut(frame: bytes, width: int, order: Any, *, open_end: bool) -> list[bytes]:
    """Return what lies between the places that a frame names at its front, each a number of ``width`` bytes."""
    count = int.from_bytes(frame[:width], order)
    front = width * (count + 1)
    if not count or front > len(frame):
        raise ValueError("more places than bytes")
    places = [int.from_bytes(frame[start : start + width], order) for start in range(width, front, width)]
    if open_end:
        places.append(len(frame))
    if places[0] != front or places[-1] != len(frame) or places != sorted(places):
        raise ValueError("places that are none")
    return [frame[start:stop] for start, stop in pairwise(places)]
