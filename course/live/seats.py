"""Simulated people, for the rehearsal, the benchmark and the tests."""

from __future__ import annotations

import asyncio
import random
from typing import Any

from tornado.iostream import StreamClosedError
from tornado.websocket import WebSocketClosedError

from course.live.client import AGAIN, FIRST, LOST, SILENT, TRIES, Answer, Line, failure, fresh, lost, refused


class Seat(Line):
    """A simulated person: joins, acts and follows as a phone does.

    Parameters
    ----------
    address : str
    exempt : str
        The trainer's key: with it, and from this computer alone, a whole room may come from one address.

    Attributes
    ----------
    id, seat : str
        The id made here for joining, and the seat given for it.
    parts : dict
        For the latest parts, where ``follow(seat.parts.update, …)`` keeps them.
    """

    forever = False

    def __init__(self, address: str, exempt: str = "") -> None:
        super().__init__(address, "")
        self.id, self.seat = fresh(), ""
        self.parts: dict[str, Any] = {}
        self.headers = {"Partnership-Key": exempt} if exempt else {}

    async def join(self, code: str, nickname: str = "", sector: str = "none", language: str = "en") -> Answer:
        """Take a seat; a second time it is the same one. Answers as `act` does."""
        body = {"code": code, "id": self.id, "nickname": nickname, "sector": sector, "language": language}
        for again in range(TRIES):
            try:
                got = await self._ask("/api/join", body)
            except LOST as error:
                answer = failure(error)
                if not answer.pop("again"):
                    return answer
                await asyncio.sleep(FIRST * 2**again * random.uniform(0.5, 1))
            else:
                self.seat, self.key, self.over = got["seat"], got["token"], ""
                return {"ok": True, "say": None, "seq": None}
        return refused(lost())

    async def _send(self, message: dict[str, Any]) -> Answer:
        """Send over the socket where there is one, as phones do."""
        if self._socket is None:
            return await super()._send(message)
        answer = self._waiting[message["id"]] = asyncio.get_running_loop().create_future()
        try:
            await self._socket.write_message({"type": "act", **message})
            said = await asyncio.wait_for(answer, SILENT)
        except (WebSocketClosedError, StreamClosedError, TimeoutError):
            return {**refused(lost()), "again": True}
        finally:
            del self._waiting[message["id"]]
        if said["type"] == "done":
            return {"ok": True, "say": None, "seq": said["seq"], "again": False}
        return {**refused(said["say"]), "again": said["reason"] in AGAIN}
