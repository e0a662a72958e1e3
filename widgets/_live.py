"""Screens of a live workshop as widgets: a line to the workshop's server, and the server's own page modules."""

from __future__ import annotations

import asyncio
import os
import re
from pathlib import Path
from typing import Any

import anywidget
import traitlets as t

import course.live
from course.live.client import Client
from course.live.pages import in_language
from course.texts import table
from widgets._explorer import together
from widgets._language import in_voila, language, rendering

PAGE = Path(course.live.__file__).parent / "page"
ADDRESS = "PARTNERSHIP_LIVE"  # set by the command `workshop` for the gallery it serves
SHARED = ("dom.js", "bars.js", "draw.js", "screens.js")

_IMPORT = re.compile(r'^import \{([^}]*)\} from "\./([\w-]+\.js)";$', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:function|const|class) (\w+))", re.MULTILINE)


def joined(*names: str) -> str:
    """Return modules of the server's pages as the one module an anywidget has; each comes after those it imports.

    Each stays in a scope of its own, because two of them may use the same name for different things.
    """
    return "\n".join([*map(_scoped, names), f"export default {{ render: {_place(names[-1])}.render }};"])


def _place(name: str) -> str:
    return re.sub(r"\W", "_", name)


def _scoped(name: str) -> str:
    text = (PAGE / name).read_text(encoding="utf-8")
    offered = ", ".join(found[1] for found in _EXPORT.finditer(text))
    body = _EXPORT.sub("", text)
    body = _IMPORT.sub(lambda found: f"const {{{found[1].replace(' as ', ': ')}}} = {_place(found[2])};", body)
    return f"const {_place(name)} = (() => {{\n{body}\nreturn {{ {offered} }};\n}})();"


def styled(name: str) -> str:
    """Return the colours of everything people touch, and the page's style called ``name``."""
    return together("_theme.css") + (PAGE / name).read_text(encoding="utf-8")


class Screen(anywidget.AnyWidget):
    """A part of the room, kept up to date by a task of the kernel's loop for as long as the widget lives.

    Parameters
    ----------
    choice : str, optional
        Language; without it the page's address decides.
    client : Client, optional
        The line to the server; without it the environment says where the server is and which key opens the room.

    Attributes
    ----------
    part : dict
        The part of the protocol called `role`; empty before the first has come.
    state : str
        ``wait``, ``live``, ``lost``, or ``unset`` where no workshop has been started.
    task : asyncio.Task or None
        What follows the server; None outside a running loop.
    """

    role: str
    key_name: str

    language = t.Unicode().tag(sync=True)
    words = t.Dict().tag(sync=True)
    part = t.Dict().tag(sync=True)
    state = t.Unicode("wait").tag(sync=True)
    gallery = t.Unicode().tag(sync=True)  # where the other dashboards are; empty outside Voilà

    def __init__(self, choice: str | None = None, client: Client | None = None) -> None:
        tongue = language(choice)
        address, key = os.environ.get(ADDRESS, "").rstrip("/"), os.environ.get(self.key_name, "")
        self.client = client or (Client(address, key) if address and key else None)
        self.task: asyncio.Task[None] | None = None
        super().__init__(
            language=tongue,
            words=in_language(table("live_screens"), tongue),
            state="wait" if self.client else "unset",
            gallery=rendering() if in_voila() else "",
        )
        if self.client and (loop := running()):
            self.task = loop.create_task(self.follow())

    async def follow(self) -> None:
        """Follow the server until cancelled; it comes back by itself after every loss."""
        assert self.client is not None, "without a workshop there is nothing to follow"
        await self.client.follow(self._parts, self._state)

    def close(self) -> None:
        """Let the line go, too."""
        if self.task:
            self.task.cancel()
        super().close()

    def _parts(self, parts: dict[str, Any]) -> None:
        if self.role in parts:
            self.part = parts[self.role]

    def _state(self, state: str) -> None:
        self.state = state


def running() -> asyncio.AbstractEventLoop | None:
    """Return the loop that runs, as it does in a kernel; None in a plain program."""
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return None
