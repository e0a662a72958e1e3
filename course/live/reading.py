"""Reading the document of a workshop: a file somebody brings along is checked before anything counts on it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import fastjsonschema
import numpy as np
import numpy.typing as npt
from fastjsonschema import JsonSchemaValueException

from course.texts import LANGUAGES, Words

FORMAT, VERSION = "partnership-workshop", 1
NAME = "live_report"
FILE = "workshop.json"
LARGEST = 8_000_000  # characters; a thousand people write about a tenth of that
Record = Mapping[str, Any]


def sentence(key: str, **values: object) -> dict[str, str]:
    """Return the text at ``key`` of ``live_report.toml`` in every language."""
    return {language: Words(NAME, language)(key, **values) for language in LANGUAGES}


class RecordError(ValueError):
    """A file that is no document of a workshop; ``say`` tells people why, in every language."""

    def __init__(self, key: str, **values: object) -> None:
        self.say = sentence(f"file.{key}", **values)
        super().__init__("\n".join(self.say.values()))


def read(text: str) -> dict[str, Any]:
    """Return the document in a file that the workshop gave out.

    Parameters
    ----------
    text : str
        What is in the file.

    Raises
    ------
    RecordError
        If it is no such document, is broken, or comes from a newer course; the message is in both languages.
    """
    if len(text) > LARGEST:
        raise RecordError("large")
    try:
        found = json.loads(text.removeprefix("\ufeff"), parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise RecordError("json") from error
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        raise RecordError("other")
    if isinstance(found.get("version"), int) and found["version"] > VERSION:
        raise RecordError("newer")
    try:
        _validator()(found)
    except JsonSchemaValueException as error:
        raise RecordError("broken", place="/".join(error.path[1:]) or "/") from error
    for place, board in boards(found).items():
        if not _whole(board):
            raise RecordError("broken", place=str(place))
    return found


def boards(record: Record) -> dict[int | str, Record]:
    """Return everything that was chosen from: the groups' cards by their numbers, from 1, and ``wall`` where it was."""
    found: dict[int | str, Record] = {group["number"]: group for group in record["groups"]}
    return found | ({"wall": record["wall"]} if record["wall"] else {})


def cards(record: Record, group: int | str) -> list[str]:
    """Return what is written on the cards of a group, counted from 1, or of the ``wall``."""
    return [card["text"] for card in _board(record, group)["cards"]]


def approvals(record: Record, group: int | str) -> npt.NDArray[np.bool_]:
    """Return who could live with which card, as `course.models.five_points` reads it.

    Parameters
    ----------
    record : dict
        As `read` gives it.
    group : int or str
        A group's number, counted from 1, or ``wall``.

    Returns
    -------
    ndarray of bool, shape (people, cards)
        Its rows belong to nobody in particular.

    Raises
    ------
    ValueError
        If there is no such group.
    """
    board = _board(record, group)
    return np.array(board["approvals"], dtype=np.bool_).reshape(len(board["approvals"]), len(board["cards"]))


def liked(record: Record, group: int | str) -> list[list[int]]:
    """Return the same as lists: for each person the numbers, from 1, of the cards they could live with."""
    return [(np.flatnonzero(row) + 1).tolist() for row in approvals(record, group)]


def _board(record: Record, group: int | str) -> Record:
    found = boards(record)
    if group not in found:
        raise ValueError(f"group must be one of {', '.join(map(str, found)) or 'none'}, got {group!r}")
    return found[group]


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no JSON")


def _whole(board: Record) -> bool:
    """Return whether every row has as many places as there are cards, and the fives are among these."""
    n = len(board["cards"])
    places = [*board["fair"], *board["top"]]
    return all(len(row) == n for row in board["approvals"]) and all(place < n for place in places)


@cache
def _validator() -> Callable[[object], object]:
    count = {"type": "integer", "minimum": 0}
    text = {"type": "object", "required": list(LANGUAGES), "additionalProperties": {"type": "string"}}
    sectors = {"type": "object", "additionalProperties": count}
    here = {"anyOf": [{"type": "integer", "minimum": 1}, {"type": "null"}]}

    def rows(of: dict[str, Any]) -> dict[str, Any]:
        return {"type": "array", "items": of}

    def table(maybe: tuple[str, ...] = (), **columns: Any) -> dict[str, Any]:
        needed = [name for name in columns if name not in maybe]
        return {"type": "object", "properties": columns, "required": needed}

    board = {
        "people": count,
        "sectors": sectors,
        "cards": rows(table(text={"type": "string"}, merged=rows({"type": "string"}), groups=rows(count))),
        "approvals": rows(rows({"enum": [0, 1]})),
        "fair": rows(count),
        "top": rows(count),
        "exact": {"type": "boolean"},
        "sentence": text,
    }
    results = table(
        count=count,
        hidden={"type": "boolean"},
        sentence=text,
        picture={"type": ["object", "null"]},
        texts=rows({"type": "string"}),
    )
    word = {"type": "string"}
    answer = table(person=word, value={"type": "object"})
    day = {"anyOf": [{"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}, {"type": "null"}]}
    return fastjsonschema.compile(
        table(
            version={"const": VERSION},
            code=word,
            title=text,
            day=day,
            language={"enum": list(LANGUAGES)},
            finished={"type": "boolean"},
            delete_after=day,
            sectors=sectors,
            people=rows(table(("name",), person=word, sector=word, group=here, paper={"type": "boolean"}, name=word)),
            blocks=rows(table(name=word, title=text, planned=count, real={"anyOf": [count, {"type": "null"}]})),
            activities=rows(
                table(
                    id=word,
                    block=count,
                    kind=word,
                    title=text,
                    ask=text,
                    config={"type": "object"},
                    rounds=rows(table(round=count, answers=rows(answer), results=results)),
                )
            ),
            groups=rows(table(number={"type": "integer", "minimum": 1}, name=text, **board)),
            wall={"anyOf": [table(**board), {"type": "null"}]},
            commitments=rows(table(("name",), what=word, with_whom=word, by=day, name=word)),
            model={"type": ["object", "null"]},
        )
    )
