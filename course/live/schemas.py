"""What a message may look like: JSON Schemas of joining and of every act, and the refusals of those that do not fit.

Whether an act fits the moment (is the activity open? is there such a card?) is for `course.live.room` to say.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from typing import Any

import fastjsonschema
from fastjsonschema import JsonSchemaValueException

from course.texts import LANGUAGES, TextsError, Words

Fits = Callable[[object], object]  # raises where a value does not fit
SECTORS = ("public", "civic", "business", "none")
CODES = {
    "malformed": 400,
    "too_long": 400,
    "wrong_value": 400,
    "no_key": 401,
    "kicked": 401,
    "left": 401,
    "not_allowed": 403,
    "other_origin": 403,
    "wrong_host": 403,
    "banned": 403,
    "not_found": 404,
    "wrong_code": 404,
    "too_large": 413,
    "too_fast": 429,
    "crowded": 429,
    "broken": 500,
    "not_saved": 503,
}
NOT_NOW = 409


class RefusalError(Exception):
    """What was asked is not done; ``reason`` says why to programs, `say` to people."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason

    @property
    def status(self) -> int:
        """The HTTP status that goes with the reason; 409 for what the room does not allow now."""
        return CODES.get(self.reason, NOT_NOW)

    def body(self) -> dict[str, Any]:
        """Return ``{"reason", "say": {"en", "pl"}}``."""
        return {"reason": self.reason, "say": say(self.reason)}


@cache
def say(reason: str) -> dict[str, str]:
    """Return the sentence for people in every language.

    Examples
    --------
    >>> sorted(say("too_fast"))
    ['en', 'pl']
    """
    for name, key in (("live_server", reason), ("live", reason), ("live_server", "not_now")):
        try:
            return {language: Words(name, language)(f"refused.{key}") for language in LANGUAGES}
        except TextsError:
            continue  # the next file knows the sentence; the last one always does
    raise TextsError(f"no sentence for the refusal {reason!r}")


def shape(properties: dict[str, Any], needed: tuple[str, ...] | None = None, **more: Any) -> dict[str, Any]:
    """Return the schema of an object with these properties alone, all needed unless ``needed`` names fewer."""
    required = list(properties if needed is None else needed)
    return {
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": False,
        **more,
    }


def text(longest: int, shortest: int = 0) -> dict[str, Any]:
    """Return the schema of a text without the character no database keeps."""
    return {"type": "string", "minLength": shortest, "maxLength": longest, "pattern": "^[^\\u0000]*$"}


def listed(items: dict[str, Any], most: int) -> dict[str, Any]:
    """Return the schema of a list of ``items``."""
    return {"type": "array", "items": items, "maxItems": most}


def whole(low: int, high: int) -> dict[str, Any]:
    """Return the schema of a whole number in a range."""
    return {"type": "integer", "minimum": low, "maximum": high}


def mapping(values: dict[str, Any], most: int) -> dict[str, Any]:
    """Return the schema of a mapping from names to ``values``."""
    return {"type": "object", "propertyNames": NAME, "additionalProperties": values, "maxProperties": most}


NAME = {"type": "string", "minLength": 1, "maxLength": 80, "pattern": "^[^\\u0000-\\u001f]+$"}
ID = {"type": "string", "pattern": "^[A-Za-z0-9_.:-]{1,80}$"}
SECTOR = {"enum": [*SECTORS, "", None]}
SWITCH = {"type": "boolean"}
GROUP = whole(0, 99)
NOBODY = {"type": "null"}
DAY = {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
SCALAR = {"anyOf": [text(200), {"type": "number", "minimum": -1e9, "maximum": 1e9}]}

# Every form an answer takes; which of them the open activity wants, and its exact limits, the room knows.
VALUE = shape(
    {
        "value": SCALAR,
        "reason": text(1000),
        "chosen": listed(NAME, 40),
        "level": whole(0, 20),
        "x": {"type": "number", "minimum": -1, "maximum": 1},
        "y": {"type": "number", "minimum": -1, "maximum": 1},
        "shares": {**listed(whole(0, 100), 3), "minItems": 3},
        "points": mapping(whole(0, 1000), 40),
        "order": listed(NAME, 40),
        "ratings": mapping(whole(0, 10), 10),
        "what": text(1000),
        "with_whom": text(1000),
        "by": DAY,
        "share": SWITCH,
    },
    needed=(),
    minProperties=1,
)
ANSWER = {"activity": NAME, "round": whole(1, 2), "value": VALUE}

JOIN = shape(
    {
        "code": text(20, 1),
        "id": {**ID, "pattern": "^[A-Za-z0-9_.:-]{8,80}$"},
        "nickname": {"anyOf": [text(200), NOBODY]},
        "sector": SECTOR,
        "language": {"enum": [*LANGUAGES, None]},
    },
    needed=("code", "id"),
)
ACT = shape({"id": ID, "kind": NAME, "body": {"type": "object"}, "type": {"const": "act"}}, needed=("id", "kind"))

SEAT = {
    "answer": shape(ANSWER),
    "card": shape({"text": text(1000, 1)}),
    "approve": shape({"card": NAME, "on": SWITCH}),
    "rename": shape({"nickname": text(200)}),
    "sector": shape({"sector": SECTOR}),
    "leave": shape({}),
}
TRAINER = {
    "block": shape({"index": whole(0, 200)}),
    "open": shape({}),
    "close": shape({}),
    "reveal": shape({"on": SWITCH}),
    "reset": shape({}),
    "round": shape({"round": whole(1, 2)}),
    "spare": shape({"name": NAME}),
    "extra": shape({"minutes": whole(-240, 240)}),
    "deal": shape({"groups": whole(1, 100)}),
    "move": shape({"seat": ID, "group": {"anyOf": [GROUP, NOBODY]}}),
    "message": shape({"group": {"anyOf": [GROUP, NOBODY]}, "text": text(1000)}, needed=("text",)),
    "moderation": shape({"on": SWITCH}),
    "accept": shape({"item": NAME}),
    "remove": shape({"item": NAME}),
    "kick": shape({"seat": ID}),
    "ban": shape({"seat": ID}),
    "names": shape(dict.fromkeys(("ask", "trainer", "all"), SWITCH), needed=()),
    "merge": shape({"cards": {**listed(NAME, 40), "minItems": 2}, "text": text(1000)}, needed=("cards",)),
    "split": shape({"card": NAME}),
    "paper": shape({"seat": ID, "nickname": text(200), "sector": SECTOR}, needed=("seat",)),
    "answer_for": shape({"seat": ID, **ANSWER}),
    "card_for": shape({"group": {"anyOf": [GROUP, NOBODY]}, "text": text(1000, 1)}),
    "approve_for": shape({"seat": ID, "card": NAME, "on": SWITCH}),
    "delete_after": shape({"day": DAY}),
    "finish": shape({}),
}


@cache
def validator(role: str, kind: str) -> Fits:
    """Return the validator of an act's body."""
    return fastjsonschema.compile((TRAINER if role == "trainer" else SEAT)[kind])


JOINS, ACTS = fastjsonschema.compile(JOIN), fastjsonschema.compile(ACT)


def read(raw: bytes | str) -> dict[str, Any]:
    """Return the JSON object in ``raw``.

    Raises
    ------
    RefusalError
        ``malformed`` for anything else: no JSON, NaN, nested without end, half of a character.
    """
    try:
        value = json.loads(raw, parse_constant=_refuse)
        json.dumps(value, ensure_ascii=False, allow_nan=False).encode()
    except (ValueError, RecursionError) as error:
        raise RefusalError("malformed") from error
    if not isinstance(value, dict):
        raise RefusalError("malformed")
    return value


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no JSON")


def joining(message: dict[str, Any]) -> dict[str, Any]:
    """Return ``message`` where it is a way to join, else raise ``malformed``."""
    _fit(JOINS, message)
    return message


def act(role: str, message: dict[str, Any]) -> tuple[str, str, dict[str, Any]]:
    """Return id, kind and body of an act.

    Raises
    ------
    RefusalError
        ``malformed``; ``not_allowed`` for an act of the other role.
    """
    _fit(ACTS, message)
    kind, body = message["kind"], message.get("body", {})
    own, others = (TRAINER, SEAT) if role == "trainer" else (SEAT, TRAINER)
    if kind not in own:
        raise RefusalError("not_allowed" if kind in others else "malformed")
    _fit(validator(role, kind), body)
    return message["id"], kind, body


def _fit(schema: Fits, value: object) -> None:
    try:
        schema(value)
    except JsonSchemaValueException as error:
        raise RefusalError("too_long" if error.rule == "maxLength" else "malformed") from error
