"""The server of one room: acts come in, go to the store all together, and what they changed goes out to the screens.

One task writes. It takes every act that waits, commits them in one go in a thread of its own, and only then tells each
sender that it is done; so an act is either answered and safe, or not answered and sent again. The same id counts once.
"""

from __future__ import annotations

import asyncio
import hmac
import logging
import secrets
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from course.live.keys import Keys, hashed
from course.live.limits import Buckets, Limits, Look
from course.live.schemas import RefusalError
from course.live.showing import SCREENS, Showing, Who, Wifi
from course.live.store import Draft, Event, Store, StoreError

TRAINER = "trainer"
OUT = {"leave": "left", "kick": "kicked", "ban": "banned"}  # acts that end a seat's token, and what the room calls it
TOGETHER = 512  # acts in one commit, at most
REST = 0.1  # seconds between two looks for tokens that are not known here
log = logging.getLogger("partnership.live")


class Live(Showing):
    """One room as it is served.

    Parameters
    ----------
    store : Store
        Where the room's events are; it must hold the first, ``began``, before `start`.
    code : str
        The room's code.
    keys : Keys, optional
        The room's keys. With the trainer's key the same join gives the same token after a restart, too, and in every
        process; without keys only in this one.
    address : str
        What people in the room type, such as ``http://192.168.0.7:8890``.
    wifi : Wifi, optional
        The venue's Wi-Fi, to be shown as a second QR code.
    limits : Limits
        What the server puts up with.
    hosts : callable, optional
        Returns the names and addresses under which the server may be asked for, besides this computer's own.
    """

    def __init__(
        self,
        store: Store,
        code: str,
        *,
        keys: Keys | None = None,
        address: str = "",
        wifi: Wifi | None = None,
        limits: Limits | None = None,
        hosts: Callable[[], set[str]] | None = None,
    ) -> None:
        super().__init__(code, address, wifi)
        self.store, self.limits, self.hosts = store, limits or Limits(), hosts or set
        self.buckets = {name: Buckets(getattr(self.limits, name)) for name in ("act", "trainer", "join", "address")}
        self._secret = (keys.trainer if keys else secrets.token_urlsafe(24)).encode()
        self._waiting: asyncio.Queue[tuple[Draft, asyncio.Future[int]] | None] = asyncio.Queue()
        self._thread = ThreadPoolExecutor(1, "partnership-store")
        self._known: dict[tuple[str, str], int] = {}
        self._void: dict[int, str] = {}  # events that came too late to count, and why
        self._turns: dict[str, int] = {}  # how often a seat's person has left or been sent out
        self._tasks: list[asyncio.Task[None]] = []
        self._newer = Look(self._look, REST)
        self._closing = False
        self._deaf: Callable[[], None] = lambda: None

    async def start(self) -> None:
        """Read the room from the store and begin to write."""
        loop = asyncio.get_running_loop()
        for event in await loop.run_in_executor(self._thread, self.store.since, self.code, 0):
            self._apply(event)

        def wake(room: str) -> None:
            if room == self.code and not self._closing:
                loop.call_soon_threadsafe(self._waiting.put_nowait, None)

        self._deaf = await loop.run_in_executor(self._thread, self.store.listen, wake)
        self._tasks = [loop.create_task(self._write()), loop.create_task(self.tick())]
        for task in self._tasks:
            task.add_done_callback(self._ended)

    async def stop(self) -> None:
        """Write what still waits and let the store's thread go; the store itself stays open."""
        self._closing = True
        self._waiting.put_nowait(None)
        writer, *others = self._tasks
        await asyncio.gather(writer, return_exceptions=True)
        for task in (*others, *self._paces.values()):
            task.cancel()
        await asyncio.get_running_loop().run_in_executor(None, self._deaf)
        self._thread.shutdown()

    @staticmethod
    def _ended(task: asyncio.Task[None]) -> None:
        if not task.cancelled() and (error := task.exception()):
            log.critical("a task of the room has ended", exc_info=error)

    def who(self, token: str) -> Who | None:
        """Return whose token or key this is; None where it is nobody's."""
        digest = hashed(token)
        for role in SCREENS:
            if hmac.compare_digest(digest, getattr(self.room, f"{role}_key_hash") or ""):
                return Who(role, TRAINER if role == TRAINER else "")
        seat = self.room.seat_of(digest)
        return Who("seat", seat) if seat else None

    async def known(self, token: str) -> Who:
        """Return whose token this is, looking at what other processes have written, too.

        Raises
        ------
        RefusalError
            ``no_key`` where it is nobody's, or why its person is out.
        """
        who = self.who(token)
        if who is None and self.store.shared and token:
            try:
                await self._newer()
            except StoreError as error:
                raise RefusalError("not_saved") from error
            who = self.who(token)
        if who is None:
            raise RefusalError(self.room.out_of(hashed(token)) or "no_key")
        return who

    async def act(self, who: Who, client_id: str, kind: str, body: dict[str, Any], *, exempt: bool = False) -> int:
        """Write an act down and return its number, once it is safe.

        Raises
        ------
        RefusalError
            If the room does not allow it now, or the sender is too fast, or the store fails.
        """
        if who.role == "projector":
            raise RefusalError("not_allowed")
        if not exempt and not self.buckets["trainer" if who.role == TRAINER else "act"].take(who.seat):
            raise RefusalError("too_fast")
        return await self.submit(Draft(self.code, kind, who.seat, client_id, body))

    async def join(self, message: dict[str, Any]) -> dict[str, str]:
        """Give a seat: the same id gets the same one.

        Raises
        ------
        RefusalError
            ``wrong_code``, ``full``, or what the room says, such as ``banned``.
        """
        if not hmac.compare_digest(message["code"].strip().upper().encode(), self.code.upper().encode()):
            raise RefusalError("wrong_code")
        seat = f"s{self._derived('seat', message['id'])[:12]}"
        # Whoever was out comes back to the same seat with another token: the old one opens nothing any more.
        turn = f"{message['id']}:{self._turns.get(seat, 0)}"
        once, token = self._derived("id", turn), self._derived("token", turn)
        if (seat, once) not in self._known and len(self.room.present()) >= self.limits.seats:
            raise RefusalError("full")
        body = {
            "nickname": message.get("nickname") or "",
            "sector": message.get("sector") or "none",
            "language": message.get("language") or "en",
            "token_hash": hashed(token),
            "paper": False,
        }
        await self.submit(Draft(self.code, "joined", seat, once, body))
        return {"seat": seat, "token": token}

    def _derived(self, what: str, client_id: str) -> str:
        # As hard to guess as the trainer's key, and the same again when a phone asks a second time after a crash.
        digest = hmac.digest(self._secret, f"{what}:{self.code}:{client_id}".encode(), "sha256")
        return digest.hex() if what == "seat" else urlsafe_b64encode(digest).decode().rstrip("=")

    async def submit(self, draft: Draft) -> int:
        """Hand a draft to the writer and return the event's number once it is stored."""
        if (seq := self._known.get((draft.seat, draft.client_id))) is not None:
            return seq
        if self._closing:
            raise RefusalError("not_saved")
        if self._waiting.qsize() >= self.limits.queue:
            raise RefusalError("crowded")
        future: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._waiting.put_nowait((draft, future))
        return await future

    async def _write(self) -> None:
        while not (self._closing and self._waiting.empty()):
            batch = [await self._waiting.get()]
            while not self._waiting.empty() and len(batch) < TOGETHER:
                batch.append(self._waiting.get_nowait())
            await self._commit([act for act in batch if act])

    async def _commit(self, batch: list[tuple[Draft, asyncio.Future[int]]]) -> None:
        drafts: dict[tuple[str, str], Draft] = {}
        futures: dict[tuple[str, str], list[asyncio.Future[int]]] = {}
        for draft, future in batch:
            key = draft.seat, draft.client_id
            drafts.setdefault(key, draft)
            futures.setdefault(key, []).append(future)
        try:
            refused = self._refused(drafts)
            if (refused and self.store.shared) or not drafts:
                await self._look()
                refused = self._refused(drafts)
            done = await self._store([draft for key, draft in drafts.items() if key not in refused])
        except StoreError as error:
            log.error("%s", error)
            refused, done = dict.fromkeys(drafts, "not_saved"), {}
        for key, waiting in futures.items():
            for future in waiting:
                if future.done():
                    continue  # whoever waited has gone
                if key in self._known:
                    future.set_result(self._known[key])
                else:
                    future.set_exception(RefusalError(refused.get(key) or done.get(key) or "broken"))

    def _refused(self, drafts: dict[tuple[str, str], Draft]) -> dict[tuple[str, str], str]:
        now = time.time()
        found = {}
        for key, draft in drafts.items():
            if key not in self._known and (reason := self._refuse(draft, now)):
                found[key] = reason
        return found

    def _refuse(self, draft: Draft, now: float) -> str | None:
        try:
            return self.room.refuse(draft, now)
        except Exception:
            log.exception("the room cannot judge an act of kind %s", draft.kind)
            return "broken"

    async def _store(self, drafts: list[Draft]) -> dict[tuple[str, str], str]:
        """Commit, apply, and return the drafts that came too late: what stood before them in line shut them out."""
        drafts = [draft for draft in drafts if (draft.seat, draft.client_id) not in self._known]
        if not drafts:
            return {}
        loop = asyncio.get_running_loop()
        rows, events = await loop.run_in_executor(self._thread, self._append, drafts, self.seq)
        new = {event.seq for event, fresh in rows if fresh}
        late: dict[tuple[str, str], str] = {}
        touched: set[str] = set()
        for event in events:
            if event.seq <= self.seq:
                continue
            reason = self._refuse(event, event.at) if event.seq in new and len(drafts) > 1 else None
            touched |= self._apply(event)
            if reason:
                self._void[event.seq] = reason
        for event, _ in rows:
            key = event.seat, event.client_id
            if event.seq in self._void:
                late[key] = self._void[event.seq]
                self._known.pop(key, None)
            else:
                self._known[key] = event.seq
        self.mark(touched)
        return late

    def _append(self, drafts: list[Draft], seq: int) -> tuple[list[tuple[Event, bool]], list[Event]]:
        rows = self.store.append(drafts)
        # Where others write, too, what they wrote between is applied in its place.
        events = self.store.since(self.code, seq) if self.store.shared else [event for event, new in rows if new]
        return rows, events

    async def _look(self) -> None:
        """Apply what other processes have written."""
        events = await asyncio.get_running_loop().run_in_executor(self._thread, self.store.since, self.code, self.seq)
        touched: set[str] = set()
        for event in events:
            if event.seq > self.seq:
                touched |= self._apply(event)
        self.mark(touched)

    def _apply(self, event: Event) -> set[str]:
        try:
            touched = self.room.apply(event)
        except Exception:
            # One broken event must not end the workshop of a whole room.
            log.exception("event %s of kind %s cannot be applied", event.seq, event.kind)
            touched = set()
        self._known[event.seat, event.client_id] = event.seq
        if event.kind in OUT and touched:
            seat = event.seat if event.kind == "leave" else event.body["seat"]
            self._turns[seat] = self._turns.get(seat, 0) + 1
            for screen in [one for one in self.screens if one.who and one.who.seat == seat]:
                screen.bye(OUT[event.kind])
        self.changed(touched, event.seq)
        return touched
