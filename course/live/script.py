"""The script of a workshop: its blocks in order, and the spare activities the trainer may open in any of them.

``workshop.toml`` is the workshop of slides 19 to 21. A trainer may copy it, change it and start the workshop with the
copy; what is wrong with it is said before anybody has joined. A room keeps the script it began with.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from pathlib import Path
from typing import Any, NamedTuple

from course.live.activities import KINDS
from course.models.repeated_trust import STRATEGIES
from course.texts import DEFAULT, Words, is_leaf, table

FILE = Path(__file__).parent / "workshop.toml"
NOTES = ("do", "ask", "mistake")
WITH_OPTIONS = ("choice", "points", "ranking")
MINUTES = ("min", "plan", "max")
# What stands in a script, for sentences that show how to write it.
SHOWN = {
    "both": '{ en = "…", pl = "…" }',
    "quoted": '"…"',
    "strategies": '"strategies"',
    "three": "{ min = 5, plan = 10, max = 15 }",
}


class Fault(NamedTuple):
    """One thing wrong with a script: a text of ``live_server.toml`` [script], and the block or spare it is in."""

    key: str
    values: Mapping[str, object] = {}
    where: tuple[str, object] | None = None  # "block", "spare", "block_number" or "spare_number", and which


class ScriptError(ValueError):
    """A script cannot be used; the message names the file, the block and what is wrong with it.

    Parameters
    ----------
    path : Path
        The script.
    faults : sequence of Fault
        What is wrong with it.
    """

    def __init__(self, path: Path, faults: Sequence[Fault]) -> None:
        super().__init__(path, faults)
        self.path, self.faults = path, faults

    def __str__(self) -> str:
        """Return the message in English."""
        return self.say(DEFAULT)

    def say(self, language: str) -> str:
        """Return the message in the trainer's language."""
        words = Words("live_server", language)
        said = []
        for fault in self.faults:
            sentence = words(f"script.{fault.key}", **SHOWN, **fault.values)
            if fault.where is not None:
                kind, which = fault.where
                sentence = f"{words(f'script.{kind}', which=which)}: {sentence}"
            said.append(sentence)
        return f"{self.path}: {'; '.join(said)}"


def read(path: Path | None = None) -> dict[str, Any]:
    """Return a script as the event ``began`` keeps it.

    Parameters
    ----------
    path : Path, optional
        A script of the trainer's own; without it the workshop of slides 19 to 21.

    Returns
    -------
    dict
        ``title``; ``blocks``, each with name, title, text, min, plan, max, must, deal, activity, notes; and ``spares``,
        name -> title, activity, notes.

    Raises
    ------
    ScriptError
        If there is no such file, it is not TOML, or the script cannot be used.

    Examples
    --------
    >>> [block["name"] for block in read()["blocks"]][:3]
    ['arrival', 'two_and_two', 'trust']
    """
    place = path or FILE
    raw = _parsed(place)
    for key in ("block", "spare"):
        rows = raw.get(key, [])
        if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
            raise ScriptError(place, [Fault("headings")])
    found = {
        "title": raw.get("title"),
        "blocks": [_block(row) for row in raw.get("block", [])],
        "spares": {str(row.get("name", "")): _spare(row) for row in raw.get("spare", [])},
    }
    if faults := list(_faults(found)):
        raise ScriptError(place, faults)
    return found


def _parsed(path: Path) -> dict[str, Any]:
    try:
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise ScriptError(path, [Fault("no_file")]) from error
    except OSError as error:
        raise ScriptError(path, [Fault("unreadable")]) from error
    try:
        text = data.decode("utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise ScriptError(path, [Fault("encoding", {"line": data.count(b"\n", 0, error.start) + 1})]) from error
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"at line (\d+)", str(error))
        number = int(line[1]) if line else max(len(text.rstrip().splitlines()), 1)  # at the end of the file
        raise ScriptError(path, [Fault("syntax", {"line": number})]) from error


def _block(row: Mapping[str, Any]) -> dict[str, Any]:
    minutes = row.get("minutes", {})
    if not isinstance(minutes, Mapping):  # refused below, as minutes that are no numbers
        minutes = dict.fromkeys(MINUTES)
    return {
        "name": row.get("name", ""),
        "title": row.get("title"),
        "text": row.get("text"),
        **{key: minutes.get(key, 0) for key in MINUTES},
        "must": bool(row.get("must", False)),
        "deal": row.get("deal", 0),
        "activity": _activity(row.get("activity")),
        "notes": {key: row[key] for key in NOTES if key in row} or None,
    }


def _spare(row: Mapping[str, Any]) -> dict[str, Any]:
    notes = {key: row[key] for key in NOTES if key in row} or None
    return {"title": row.get("title"), "activity": _activity(row.get("activity")), "notes": notes}


def _activity(row: Mapping[str, Any] | None) -> dict[str, Any] | None:
    if row is None:
        return None
    if not isinstance(row, Mapping):
        row = {}
    kept = ("kind", "ask", "help", "rounds")
    config = {key: deepcopy(value) for key, value in row.items() if key not in kept}
    if row.get("kind") == "ladder":  # the levels are the lesson's, unless the script has its own words for them
        config.setdefault("levels", [{"level": level, "label": label} for level, label in enumerate(_levels())])
    return {
        "kind": row.get("kind"),
        "ask": row.get("ask"),
        "help": row.get("help"),
        "rounds": row.get("rounds", 1),
        "config": config,
    }


def _levels() -> list[Any]:
    names = table("trust_levels")["levels"]
    return [dict(names[str(level)]) for level in range(5)]


def _faults(found: Mapping[str, Any]) -> Iterator[Fault]:
    """Yield what is wrong with a script."""
    if not is_leaf(found["title"]):
        yield Fault("title")
    if not found["blocks"]:
        yield Fault("no_blocks")
    seen: set[str] = set()
    for number, block in enumerate(found["blocks"], 1):
        name = block["name"]
        named = isinstance(name, str) and name
        where = ("block", name) if named else ("block_number", number)
        if not named:
            yield Fault("unnamed", {}, where)
        elif name in seen:
            yield Fault("name_twice", {}, where)
        else:
            seen.add(name)
        yield from (fault._replace(where=where) for fault in (*_minute_faults(block), *_row_faults(block, False)))
    for number, (name, spare) in enumerate(found["spares"].items(), 1):
        where = ("spare", name) if name else ("spare_number", number)
        yield from (fault._replace(where=where) for fault in _row_faults(spare, True))


def _minute_faults(block: Mapping[str, Any]) -> Iterator[Fault]:
    low, plan, high = minutes = [block[key] for key in MINUTES]
    if not all(isinstance(value, int | float) for value in minutes):
        yield Fault("minutes_numbers")
    elif not 0 <= low <= plan <= high:
        yield Fault("minutes_order", dict(zip(MINUTES, map(str, minutes), strict=True)))


def _row_faults(row: Mapping[str, Any], spare: bool) -> Iterator[Fault]:
    texts = {"title": row["title"]} if spare else {"title": row["title"], "text": row["text"]}
    for key, text in (texts | (row["notes"] or {})).items():
        if not is_leaf(text):
            yield Fault("both_languages", {"what": key})
    activity = row["activity"]
    if activity is None:
        if spare:
            yield Fault("no_activity")
        return
    kind, config = activity["kind"], activity["config"]
    if not isinstance(kind, str) or kind not in KINDS:
        yield Fault("kind", {"kinds": ", ".join(KINDS)})
        return
    for key in ("ask", "help"):
        if not is_leaf(activity[key]) and (key == "ask" or activity[key] is not None):
            yield Fault("both_languages", {"what": key})
    if activity["rounds"] not in (1, 2):
        yield Fault("rounds")
    if kind in WITH_OPTIONS:
        options = config.get("options")
        yield from _option_faults(options)
        ids = {str(option["id"]) for option in _rows(options) if "id" in option}
        if config.get("feeds") == "strategies" and not ids <= set(STRATEGIES):
            yield Fault("strategies", {"ids": ", ".join(STRATEGIES)})
    if kind == "ladder" and [level.get("level") for level in _rows(config.get("levels"))] != [0, 1, 2, 3, 4]:
        yield Fault("levels")
    if kind == "matrix":
        axes = [config[axis] if isinstance(config.get(axis), Mapping) else {} for axis in "xy"]
        if not all(is_leaf(axis.get(end)) for axis in axes for end in ("low", "high")):
            yield Fault("axes")
    if kind == "triangle":
        corners = config.get("corners")
        if not (isinstance(corners, list) and len(corners) == 3 and all(map(is_leaf, corners))):
            yield Fault("corners")


def _rows(value: Any) -> list[Mapping[str, Any]]:
    return [row for row in value if isinstance(row, Mapping)] if isinstance(value, list) else []


def _option_faults(options: Any) -> Iterator[Fault]:
    if not isinstance(options, list) or len(options) < 2:
        yield Fault("few_options")
        return
    ids = [str(row["id"]) for row in _rows(options) if row.get("id")]
    if len(set(ids)) < len(options):
        yield Fault("option_ids")
    if not all(is_leaf(row.get("label")) for row in _rows(options)):
        yield Fault("option_labels")
