"""The record of a workshop as one long table for a spreadsheet, which must take nothing in it for a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from course.live.activities import SECTORS, WALLS
from course.live.reading import NAME, Record, boards
from course.texts import Words, number, safe

COLUMNS = ("activity", "round", "person", "sector", "group", "question", "answer")
DELIMITER = {"en": ",", "pl": ";"}  # what a spreadsheet set to the language expects
Row = Sequence[object]


def csv_text(record: Record, language: str) -> str:
    """Return the table: a first row that says what each column holds, then a row for every single answer.

    Parameters
    ----------
    record : dict
        As `course.live.record.record` gives it.
    language : str
        ``en`` parts columns by commas, ``pl`` by semicolons, with decimal commas. The text begins with a byte order
        mark, by which a spreadsheet knows the letters.
    """
    words = Words(NAME, language)
    file = io.StringIO()
    writer = csv.writer(file, delimiter=DELIMITER[words.language], quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([safe(words(f"table.{column}")) for column in COLUMNS])
    for row in _rows(record, words):
        writer.writerow([_cell(value, words.language) for value in row])
    return "\ufeff" + file.getvalue()


def _cell(value: object, language: str) -> str:
    if value is None:
        return ""
    if isinstance(value, int | float):
        # The course's own numbers: a true minus sign would make them words.
        return number(value, language, 4).replace("−", "-").replace("\u00a0", "").replace("\u202f", "")
    if isinstance(value, Mapping):
        value = value.get(language, "")
    return safe(str(value))


def _rows(record: Record, words: Words) -> Iterator[Row]:
    people = {row["person"]: row for row in record["people"]}
    titles = {one["id"]: _titled(one, words.language) for one in record["activities"]}
    for activity in record["activities"]:
        for turn in activity["rounds"]:
            for answer in turn["answers"]:
                who = people.get(answer["person"], {})
                about = (answer["person"], words(f"sector.{who.get('sector', 'none')}"), who.get("group"))
                for question, said in _answer(activity, answer["value"], words):
                    yield titles[activity["id"]], turn["round"], *about, question, said
    cards = next((titles[one["id"]] for one in reversed(record["activities"]) if one["kind"] == "cards"), "")
    wall = next((titles[one["id"]] for one in reversed(record["activities"]) if one["kind"] == "wall"), "")
    for group, board in boards(record).items():
        name, number_ = (wall, None) if group == "wall" else (cards, group)
        for place, card in enumerate(board["cards"]):
            yield name, 1, None, None, number_, card["text"], sum(row[place] for row in board["approvals"])
    last = next((titles[one["id"]] for one in reversed(record["activities"]) if one["kind"] == "commitments"), "")
    for row in record["commitments"]:
        said = " · ".join(str(row[name]) for name in ("what", "with_whom", "by"))
        yield last, 1, row.get("name"), None, None, words("table.commitment"), said


def _titled(activity: Mapping[str, Any], language: str) -> str:
    """Return a part of the programme as people know it: its number there, counted from 1, and its title."""
    return f"{activity['block'] + 1}. {activity['title'].get(language, '')}"


def _level(config: Mapping[str, Any], level: int, language: str) -> str:
    """Return a level's name with its number, which most names begin with already."""
    name = next((str(row["label"].get(language, "")) for row in config.get("levels", []) if row["level"] == level), "")
    return name if name.startswith(f"{level}.") else f"{level}. {name}".strip()


def _answer(activity: Mapping[str, Any], value: Mapping[str, Any], words: Words) -> Iterator[tuple[object, object]]:
    """Yield what an answer says, one question and one thing said at a time."""
    kind, ask, config = activity["kind"], activity["ask"], activity["config"]
    labels = {option["id"]: option["label"] for option in config.get("options", [])}
    if kind == "number":
        yield ask, value["value"]
        if value["reason"]:
            yield words("table.reason"), value["reason"]
    elif kind == "choice":
        for chosen in value["chosen"]:
            yield ask, labels.get(chosen, chosen)
    elif kind == "agree":
        yield ask, words(f"lean.{value['value']}")
    elif kind == "ladder":
        yield ask, _level(config, value["level"], words.language)
    elif kind == "matrix":
        for axis in ("x", "y"):
            ends = config[axis]
            yield f"{ends['low'][words.language]} – {ends['high'][words.language]}", value[axis]
    elif kind == "triangle":
        yield from zip(config["corners"], value["shares"], strict=True)
    elif kind == "points":
        for name, points in value["points"].items():
            yield labels.get(name, name), points
    elif kind == "ranking":
        for place, name in enumerate(value["order"], 1):
            yield labels.get(name, name), place
    elif kind == "ratings":
        for sector in SECTORS:
            if sector in value["ratings"]:
                yield words(f"sector.{sector}"), value["ratings"][sector]
    elif kind not in WALLS:
        yield ask, str(dict(value))
