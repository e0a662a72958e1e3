"""The live workshop: one small server for the room, its phones, its projector and its trainer.

Nothing here knows Jupyter. The truth is a list of events (`course.live.store`); `course.live.room` turns events into
what each screen shows; `course.live.server` carries both over HTTP and WebSocket. The protocol below is stable: a
client that follows it needs nothing else.

Addresses
---------
``GET /`` and ``GET /page/…``
    The phone page and its modules, in both languages.
``GET /trainer``
    The trainer's page. Its address carries the key behind ``#key=``, which a browser sends to nobody.
``POST /api/join`` ``{"code", "id", "nickname"?, "sector"?, "language"?}``
    A seat: ``{"seat", "token"}``. The same ``id`` (made by the client) gives the same seat again.
``GET /api/state?since=N``
    With ``Authorization: Bearer <token or key>``: ``{"seq", "role", "parts"}``, the parts that changed after event N.
``POST /api/act`` ``{"id", "kind", "body"}``
    With a seat's token. ``id`` is made by the client: the same one twice counts once. ``{"id", "seq"}``, or a refusal.
``POST /api/trainer`` ``{"id", "kind", "body"}``
    The same with the trainer's key.
``GET /api/export?as=json|csv|html&lang=``, ``GET /api/cards?lang=``
    With the trainer's key: the record of the workshop, and participant cards to print.
``/api/socket``
    A WebSocket. The client begins with ``{"type": "hello", "token", "since"}`` and then sends
    ``{"type": "act", "id", "kind", "body"}``. The server sends ``{"type": "state", "seq", "role", "parts"}``,
    ``{"type": "done", "id", "seq"}``, ``{"type": "refused", "id", "reason", "say"}`` and ``{"type": "bye", "reason",
    "say"}``. Either side may send ``{"type": "ping"}`` and gets ``{"type": "pong"}``.
``GET /api/health``
    ``{"name": "partnership-live"}``.

A refusal is ``{"reason", "say": {"en", "pl"}}``: a word for programs and a sentence for people. Over HTTP it comes with
400 (malformed), 401 (no or unknown token), 403 (not allowed, other origin), 404, 409 (not now), 413 (too large) or
429 (too fast).

Parts
-----
``public``
    What every phone sees: room, block, activity and, once revealed, its results.
``group:N``
    What group N (from 0) sees: its people, its cards, its five.
``me``
    What one seat sees: name, sector, group, own answer, own approvals, own cards.
``projector``
    ``public`` and what a big screen adds: how to join, counts, clock, groups, wall.
``trainer``
    ``projector`` and what only the trainer may see: seats, notes, plan, queue, results before they are revealed.

Each part is sent whole when it changes. A seat gets ``public``, its ``group:N`` and ``me``; the key of the projector
gets ``projector``; the trainer's key gets ``trainer``. A text that people read is ``{"en": …, "pl": …}`` where the
course wrote it, and a plain string where a person in the room did.

Acts of a seat: ``answer {activity, round, value}``, ``card {text}``, ``approve {card, on}``, ``rename {nickname}``,
``sector {sector}``, ``leave {}``.

Acts of the trainer: ``block {index}``, ``open {}``, ``close {}``, ``reveal {on}``, ``reset {}``, ``round {round}``,
``spare {name}`` (open a spare activity in the current block), ``extra {minutes}``, ``deal {groups}``,
``move {seat, group}``, ``message {group, text}`` (null for everybody), ``moderation {on}``, ``accept {item}``,
``remove {item}``, ``kick {seat}`` (out of the room, may join again), ``ban {seat}`` (may not), ``names {ask, trainer,
all}``, ``merge {cards, text}``, ``split {card}``, ``paper {seat, nickname, sector}`` (a seat for somebody without a
phone), ``answer_for {seat, activity, round, value}``, ``card_for {group, text}``, ``approve_for {seat, card, on}``,
``delete_after {day}``, ``finish {}``.
"""
