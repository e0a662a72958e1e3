"""What may be answered: the value of every kind of activity, checked and cleaned before anything counts it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from math import isfinite
from typing import Any

from course.models.commitment import LONGEST, Commitment

Config = Mapping[str, Any]
Value = dict[str, Any]

SECTORS = ("public", "civic", "business")
WORD, REASON, CARD, NICKNAME, MESSAGE = 20, 200, 120, 30, 300  # characters
CARDS_EACH = 3  # ours: how many cards a person may put up
HELD_BACK = ("matrix", "triangle", "ratings")  # kinds of which nothing is shown under five answers
WALLS = ("cards", "wall")  # kinds that are answered with cards and approvals
# Marks that turn the direction of writing round: they would spoil everything that stands after them.
_TURNING = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")


class RefusedError(ValueError):
    """A value that cannot be taken; ``reason`` is a key of ``live.toml`` [refused]."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def cleaned(text: object, most: int, least: int = 0) -> str:
    r"""Return ``text`` as one line without control characters or spaces at its ends.

    Parameters
    ----------
    text : object
        What was sent; only a string is taken.
    most, least : int
        How many characters it may and must have.

    Raises
    ------
    RefusedError
        With ``wrong_value``, ``too_long`` or ``empty``.

    Examples
    --------
    >>> cleaned("  one\n two\x00 ", 20)
    'one two'
    """
    if not isinstance(text, str):
        raise RefusedError("wrong_value")
    if len(text) > 20 * most:  # nobody types that; it need not be cleaned first
        raise RefusedError("too_long")
    bare = _TURNING.sub("", unicodedata.normalize("NFC", text))
    # A control character becomes a space; a lone half of a surrogate pair could not be stored or sent.
    plain = " ".join("".join(" " if unicodedata.category(c) in ("Cc", "Cs") else c for c in bare).split())
    if len(plain) > most:
        raise RefusedError("too_long")
    if len(plain) < least:
        raise RefusedError("empty")
    return plain


def whole(value: object, low: int, high: int) -> int:
    """Return ``value`` where it is a whole number from ``low`` to ``high``, else refuse it."""
    number = _number(value, low, high)
    if number != int(number):
        raise RefusedError("wrong_value")
    return int(number)


def clean(kind: str, config: Config, value: object) -> Value:
    """Return an answer as it is kept, or refuse it.

    Parameters
    ----------
    kind : str
        One of ``KINDS``.
    config : mapping
        The activity's own settings: options, levels, total.
    value : object
        What was sent: any JSON value.

    Raises
    ------
    RefusedError
        With a reason, where the value is not one of this kind.

    Examples
    --------
    >>> clean("points", {"options": [{"id": "a"}, {"id": "b"}], "total": 100}, {"points": {"a": 60, "b": 40}})
    {'points': {'a': 60, 'b': 40}}
    """
    if kind not in KINDS or not isinstance(value, Mapping):
        raise RefusedError("wrong_value")
    return KINDS[kind](config, value)


def _number(value: object, low: float, high: float) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value) or not low <= value <= high:
        raise RefusedError("wrong_value")
    return value


def _ids(config: Config) -> list[str]:
    return [option["id"] for option in config["options"]]


def _distinct(values: object, among: list[str]) -> list[str]:
    """Return a list of distinct ids that are all known."""
    if not isinstance(values, list) or not all(isinstance(one, str) and one in among for one in values):
        raise RefusedError("wrong_value")
    if len(set(values)) < len(values):
        raise RefusedError("wrong_value")
    return list(values)


def _word(config: Config, value: Mapping[str, Any]) -> Value:
    return {"value": cleaned(value.get("value"), WORD, 1), "reason": cleaned(value.get("reason") or "", REASON)}


def _choice(config: Config, value: Mapping[str, Any]) -> Value:
    ids = _ids(config)
    chosen = _distinct(value.get("chosen"), ids)
    if not chosen or (len(chosen) > 1 and not config.get("many")):
        raise RefusedError("wrong_value")
    return {"chosen": sorted(chosen, key=ids.index)}


def _agree(config: Config, value: Mapping[str, Any]) -> Value:
    return {"value": whole(value.get("value"), -1, 1)}


def _ladder(config: Config, value: Mapping[str, Any]) -> Value:
    level = whole(value.get("level"), 0, 4)
    if level not in [row["level"] for row in config["levels"]]:
        raise RefusedError("wrong_value")
    return {"level": level}


def _matrix(config: Config, value: Mapping[str, Any]) -> Value:
    return {axis: round(float(_number(value.get(axis), -1, 1)), 4) for axis in ("x", "y")}


def _triangle(config: Config, value: Mapping[str, Any]) -> Value:
    shares = value.get("shares")
    if not isinstance(shares, list) or len(shares) != 3:
        raise RefusedError("wrong_value")
    found = [whole(share, 0, 100) for share in shares]
    if sum(found) != 100:
        raise RefusedError("wrong_sum")
    return {"shares": found}


def _points(config: Config, value: Mapping[str, Any]) -> Value:
    total, given, ids = config.get("total", 100), value.get("points"), _ids(config)
    if not isinstance(given, Mapping) or not set(given) <= set(ids):
        raise RefusedError("wrong_value")
    found = {name: whole(given.get(name, 0), 0, total) for name in ids}
    if sum(found.values()) != total:
        raise RefusedError("wrong_sum")
    return {"points": found}


def _ranking(config: Config, value: Mapping[str, Any]) -> Value:
    ids = _ids(config)
    order = _distinct(value.get("order"), ids)
    if len(order) != len(ids):
        raise RefusedError("wrong_value")
    return {"order": order}


def _ratings(config: Config, value: Mapping[str, Any]) -> Value:
    given = value.get("ratings")
    if not isinstance(given, Mapping) or not given or not set(given) <= set(SECTORS):
        raise RefusedError("wrong_value")
    return {"ratings": {sector: whole(given[sector], 1, 5) for sector in SECTORS if sector in given}}


def _promise(config: Config, value: Mapping[str, Any]) -> Value:
    what, whom = (cleaned(value.get(name), LONGEST[name], 1) for name in ("what", "with_whom"))
    try:
        promise = Commitment(what, whom, date.fromisoformat(str(value.get("by"))))
    except ValueError as error:
        raise RefusedError("wrong_day") from error
    share = value.get("share", False)
    if not isinstance(share, bool):
        raise RefusedError("wrong_value")
    return {"what": promise.what, "with_whom": promise.with_whom, "by": promise.by.isoformat(), "share": share}


def _by_cards(config: Config, value: Mapping[str, Any]) -> Value:
    raise RefusedError("wrong_value")  # a wall is answered with cards and approvals


KINDS: dict[str, Callable[[Config, Mapping[str, Any]], Value]] = {
    "number": _word,
    "choice": _choice,
    "agree": _agree,
    "ladder": _ladder,
    "matrix": _matrix,
    "triangle": _triangle,
    "points": _points,
    "ranking": _ranking,
    "cards": _by_cards,
    "wall": _by_cards,
    "ratings": _ratings,
    "commitments": _promise,
}
