"""Marks for Moodle: the table of its grade import, and the worksheet of one assignment filled in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from course.grading.place import GradingError, Learner
from course.grading.sheets import Filled, column, names, points, read, title, whose, words
from course.grading.tally import Row

# The columns of the grading worksheet, as Moodle itself names them in English and in Polish.
COLUMNS = {
    "identifier": ("Identifier", "Identyfikator"),
    "email": ("Email address", "Adres e-mail"),
    "id": ("ID number", "Numer ID"),
    "grade": ("Grade", "Ocena"),
    "maximum": ("Maximum Grade", "Maximum grade", "Maksymalna ocena"),
}


def made(rows: Sequence[Row], people: dict[str, Learner], language: str) -> Iterable[list[str]]:
    """Give the table for Moodle's own import: a person a row, an exercise a column."""
    slugs = list(dict.fromkeys(row.slug for row in rows))
    heads = ["First name", "Last name", "ID number", "Email address"]
    yield [*heads, *(title(slug, language) for slug in slugs)]
    own = {(row.learner.id, row.slug): row.points for row in rows}
    for name, one in people.items():
        found = [points(own.get((name, slug)), "en") for slug in slugs]
        if any(found):
            yield [one.first_name, one.last_name, one.lms_id or one.id, one.email, *found]


def filled(rows: Sequence[Row], path: Path) -> Filled:
    """Fill in the worksheet of one assignment: it is for the exercise that it is named after.

    Raises
    ------
    GradingError
        If it is no such worksheet, or does not say for which of several exercises it is.
    """
    table, separator = read(path)
    at = {name: column(table[0], heads) for name, heads in COLUMNS.items()}
    grade = at["grade"]
    if grade is None or (at["email"] is None and at["identifier"] is None):
        raise GradingError("export:no_worksheet", path=path)
    slug = _exercise(rows, path)
    done = {row.learner.id: row for row in rows if row.slug == slug and row.points is not None}
    people = {name: row.learner for name, row in done.items()}
    language = _decimals(table, grade, at["maximum"], separator)
    left, scales = set(done), {}
    for line in table[1:]:
        cell = {name: "" if where is None else line[where] for name, where in at.items()}
        number = re.search(r"\d+", cell["identifier"])
        said = [(number[0] if number else "", ("moodle",)), (cell["email"], ("email",)), (cell["id"], ("id", "lms_id"))]
        name = whose(people, said)
        if name is None:
            continue
        line[grade] = points(done[name].points, language)
        left.discard(name)
        there = _value(cell["maximum"])
        if there is not None and there != done[name].possible:
            scales[slug] = (points(there, language), points(done[name].possible, language))
    return Filled(table, separator, [slug], sorted(left), scales=scales)


def _exercise(rows: Sequence[Row], path: Path) -> str:
    slugs = list(dict.fromkeys(row.slug for row in rows))
    file = f" {words(path.stem)} "
    named = [slug for slug in slugs if any(f" {name} " in file for name in names(slug))]
    if len(named) == 1 or len(slugs) == 1:
        return (named or slugs)[0]
    raise GradingError("export:which", path=path, slugs=", ".join(slugs))


def _decimals(table: list[list[str]], grade: int, maximum: int | None, separator: str) -> str:
    """Return the language whose decimal sign the worksheet uses; a new one has no grades, but has a maximum."""
    numbers = [line[at] for line in table[1:] for at in (grade, maximum) if at is not None]
    if any("," in text for text in numbers) or separator == ";":
        return "pl"
    if any("." in text for text in numbers):
        return "en"
    return "pl" if table[0][grade].strip() == COLUMNS["grade"][1] else "en"


def _value(text: str) -> float | None:
    try:
        return float(text.strip().replace(",", "."))
    except ValueError:
        return None
