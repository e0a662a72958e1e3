"""The trainer's screen of a live workshop: everything the trainer sees and does."""

from __future__ import annotations

import asyncio
from typing import Any
from urllib.parse import quote

import traitlets as t

from course.live.client import Client
from widgets._live import SHARED, Screen, joined, running, styled


class Trainer(Screen):
    """Steps, plan, notes, groups, texts, people and files of the workshop.

    Parameters
    ----------
    choice : str, optional
        Language; without it the page's address decides.
    client : Client, optional
        The line to the server; without it the environment names the server and the trainer's key.

    Attributes
    ----------
    asked : dict
        What the page wants done: ``id``, ``kind``, ``body``.
    told : dict
        What became of it: ``id``, ``ok``, and ``say``, why not in every language, or None.
    """

    _esm = joined(
        *SHARED, "acts.js", "trainer-now.js", "trainer-people.js", "trainer-texts.js", "trainer-room.js", "trainer.js"
    )
    _css = styled("trainer.css")

    role, key_name = "trainer", "PARTNERSHIP_LIVE_KEY"

    asked = t.Dict().tag(sync=True)
    told = t.Dict().tag(sync=True)
    home = t.Unicode().tag(sync=True)  # the trainer's page on the server itself, with the key behind its #
    entry = t.Unicode().tag(sync=True)  # the page to enter answers from paper

    def __init__(self, choice: str | None = None, client: Client | None = None) -> None:
        super().__init__(choice, client)
        self.acting: set[asyncio.Task[None]] = set()
        if self.client:
            opened = f"#key={quote(self.client.key, safe='')}"
            self.home = f"{self.client.address}/trainer{opened}"
            self.entry = f"{self.client.address}/page/entry.html{opened}"
        self.observe(self._asked, names="asked")

    async def do(self, asked: dict[str, Any]) -> None:
        """Do what the page asks, and tell it what became of that."""
        assert self.client is not None, "without a workshop there is nothing to be done"
        answer = await self.client.act(asked["kind"], asked["body"])
        self.told = {"id": asked["id"], "ok": answer["ok"], "say": answer["say"]}

    def _asked(self, change: dict[str, Any]) -> None:
        if self.client and (loop := running()):
            task = loop.create_task(self.do(change["new"]))
            self.acting.add(task)
            task.add_done_callback(self.acting.discard)
