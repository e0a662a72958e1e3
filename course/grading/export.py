"""Marks as tables: for a spreadsheet, for Moodle, for Canvas. What is not marked yet is empty there, never zero."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from course import catalog
from course.grading.place import GradingError, Learner, Place
from course.grading.setaside import write
from course.grading.tally import Row, tally
from course.texts import Words, number

# What a spreadsheet takes for the beginning of a formula, the wide forms of an Asian keyboard included.
FORMULAS = tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")
KINDS = ("csv", "moodle", "canvas")
# The columns of Moodle's grading worksheet, as Moodle itself names them in English and in Polish.
MOODLE = {
    "identifier": ("Identifier", "Identyfikator"),
    "email": ("Email address", "Adres e-mail"),
    "id": ("ID number", "Numer ID"),
    "grade": ("Grade", "Ocena"),
}
CANVAS = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")
POSSIBLE = "Points Possible"


@dataclass
class Exported:
    """What was written, and what a person should know of it.

    Parameters
    ----------
    files : list of Path
    open : list of Row
        Work without a mark: it stands empty in the table.
    unmatched : list of str
        Ids of learners who have marks and no row in the worksheet.
    """

    files: list[Path]
    open: list[Row] = field(default_factory=list)
    unmatched: list[str] = field(default_factory=list)

    def said(self, language: str) -> list[str]:
        """Return the sentences for the command line."""
        say = Words("grading_export", language)
        lines = [
            say(f"open.{state}", who=", ".join(f"{row.learner.id} ({row.slug})" for row in rows))
            for state in ("unmarked", "changed", "waiting")
            if (rows := [row for row in self.open if row.state == state])
        ]
        return lines + ([say("unmatched", who=", ".join(self.unmatched))] if self.unmatched else [])


def export(
    places: Sequence[Place], kind: str, out: Path | None = None, worksheet: Path | None = None, language: str = "en"
) -> Exported:
    """Write the marks of the whole class.

    Parameters
    ----------
    places : sequence of Place
        The languages of the class; all stand in one table.
    kind : {"csv", "moodle", "canvas"}
    out : Path, optional
        Folder to write to; by default beside the gradebooks.
    worksheet : Path, optional
        A table downloaded from Moodle or Canvas, to be filled in; its other columns and rows stay as they are.
    language : str
        Of the tables' own headings, and of decimal signs where there is no worksheet.

    Raises
    ------
    GradingError
        If nothing was handed in, or the worksheet cannot be used.
    """
    rows, people = tally(places)
    if not rows:
        raise GradingError("export:nothing")
    folder = out or places[0].folder.parent
    still = [row for row in rows if row.points is None]
    if kind == "csv":
        long = _written(folder / "marks.csv", _long(rows, language), language)
        wide = _written(folder / "class.csv", _wide(rows, people, language), language)
        return Exported([long, wide], still)
    if kind == "canvas":
        table, unmatched = _canvas(rows, people, worksheet, language)
        return Exported([_written(folder / "canvas.csv", table, "en", risky=False)], still, unmatched)
    if worksheet is None:
        return Exported([_written(folder / "moodle.csv", _moodle(rows, people, language), "en")], still)
    table, unmatched, separator = _worksheet(rows, worksheet)
    path = folder / f"filled-{worksheet.name}"
    return Exported([_written(path, table, "pl" if separator == ";" else "en", risky=False)], still, unmatched)


def safe(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula: an apostrophe before what might begin one.

    Examples
    --------
    >>> safe("=1+1"), safe("Anna")
    ("'=1+1", 'Anna')
    """
    plain = text.replace("\x00", "")
    return f"'{plain}" if plain.startswith(FORMULAS) or plain.lstrip().startswith(FORMULAS) else plain


def points(value: float | None, language: str) -> str:
    """Return points with the language's decimal sign; nothing where there are none."""
    return "" if value is None else number(value, language).replace("−", "-").replace("\u00a0", "")


def title(slug: str, language: str) -> str:
    """Return an exercise's title."""
    known = {row.slug: row.title for row in catalog.concepts()}
    return f"{known[slug][language]} ({slug})" if slug in known else slug


def _written(path: Path, table: Iterable[Sequence[str]], language: str, risky: bool = True) -> Path:
    file = io.StringIO()
    separator = ";" if language == "pl" else ","
    writer = csv.writer(file, delimiter=separator, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    for row in table:
        writer.writerow([safe(cell) if risky else cell for cell in row])
    write(path, ("\ufeff" + file.getvalue()).encode("utf-8"))
    return path


def _names(learner: Learner) -> list[str]:
    return [learner.id, learner.last_name, learner.first_name, learner.email]


def _long(rows: Sequence[Row], language: str) -> Iterable[list[str]]:
    say = Words("grading_export", language)
    heads = (
        "id",
        "last",
        "first",
        "email",
        "exercise",
        "language",
        "points",
        "possible",
        "state",
        "late",
        "at",
        "also",
    )
    yield [say(f"head.{name}") for name in heads]
    for row in rows:
        at = row.handed_in.strftime("%Y-%m-%d %H:%M") if row.handed_in else ""
        yield [
            *_names(row.learner),
            title(row.slug, language),
            row.language,
            points(row.points, language),
            points(row.possible or None, language),
            say(f"state.{row.state}"),
            say("yes") if row.late else "",
            at,
            row.also,
        ]


def _wide(rows: Sequence[Row], people: dict[str, Learner], language: str) -> Iterable[list[str]]:
    say = Words("grading_export", language)
    slugs = list(dict.fromkeys(row.slug for row in rows))
    heads = [say(f"head.{name}") for name in ("id", "last", "first", "email")]
    yield [*heads, *(title(slug, language) for slug in slugs), say("head.sum")]
    own = {(row.learner.id, row.slug): row.points for row in rows}
    for name, learner in people.items():
        found = [own.get((name, slug)) for slug in slugs]
        known = [value for value in found if value is not None]
        yield [
            *_names(learner),
            *(points(value, language) for value in found),
            points(sum(known) if known else None, language),
        ]


def _moodle(rows: Sequence[Row], people: dict[str, Learner], language: str) -> Iterable[list[str]]:
    """Give the table for Moodle's own import: a person a row, an exercise a column."""
    slugs = list(dict.fromkeys(row.slug for row in rows))
    heads = ["First name", "Last name", "ID number", "Email address"]
    yield [*heads, *(title(slug, language) for slug in slugs)]
    own = {(row.learner.id, row.slug): row.points for row in rows}
    for name, one in people.items():
        found = [points(own.get((name, slug)), "en") for slug in slugs]
        if any(found):
            yield [one.first_name, one.last_name, one.lms_id or one.id, one.email, *found]


def _read(path: Path) -> tuple[list[list[str]], str]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise GradingError("export:unreadable", path=path) from error
    first = text.split("\n", 1)[0]
    separator = max(",;\t", key=first.count)
    table = [row for row in csv.reader(io.StringIO(text), delimiter=separator) if row]
    if not table:
        raise GradingError("export:unreadable", path=path)
    return table, separator


def _worksheet(rows: Sequence[Row], path: Path) -> tuple[list[list[str]], list[str], str]:
    """Fill in the worksheet of one Moodle assignment: it is for the exercise that it is named after."""
    table, separator = _read(path)
    column = {name: _column(table[0], heads) for name, heads in MOODLE.items()}
    if column["grade"] is None or (column["email"] is None and column["identifier"] is None):
        raise GradingError("export:no_worksheet", path=path)
    slugs = list(dict.fromkeys(row.slug for row in rows))
    named = [slug for slug in slugs if slug in path.name or slug.replace("_", " ") in path.name.lower()]
    if len(slugs) > 1 and len(named) != 1:
        raise GradingError("export:which", path=path, slugs=", ".join(slugs))
    slug = named[0] if named else slugs[0]
    left = {row.learner.id: row for row in rows if row.slug == slug and row.points is not None}
    comma = separator == ";" or any("," in row[column["grade"]] for row in table[1:] if len(row) > column["grade"])
    for line in table[1:]:
        line += [""] * (len(table[0]) - len(line))
        number_ = re.search(r"\d+", line[column["identifier"]]) if column["identifier"] is not None else None
        mail = line[column["email"]].casefold() if column["email"] is not None else ""
        other = line[column["id"]] if column["id"] is not None else ""
        found = [
            name
            for name, row in left.items()
            if (mail and row.learner.email.casefold() == mail)
            or (number_ and row.learner.moodle == number_[0])
            or (other and other in (name, row.learner.lms_id))
        ]
        if len(found) == 1:
            line[column["grade"]] = points(left.pop(found[0]).points, "pl" if comma else "en")
    return table, sorted(left), separator


def _column(heads: Sequence[str], names: Sequence[str]) -> int | None:
    return next((at for at, head in enumerate(heads) if head.strip() in names), None)


def _canvas(
    rows: Sequence[Row], people: dict[str, Learner], path: Path | None, language: str
) -> tuple[list[list[str]], list[str]]:
    """Return Canvas's gradebook with the marks in the columns that carry an exercise's slug or title."""
    slugs = list(dict.fromkeys(row.slug for row in rows))
    own = {(row.learner.id, row.slug): points(row.points, "en") for row in rows}
    possible = {row.slug: points(row.possible, "en") for row in rows if row.possible}
    if path is None:
        table = [[*CANVAS, *(title(slug, language) for slug in slugs)]]
        table.append([f"    {POSSIBLE}", "", "", "", "", *(possible.get(slug, "") for slug in slugs)])
        for name, one in people.items():
            shown = f"{one.last_name}, {one.first_name}".strip(", ") or name
            table.append([safe(shown), one.lms_id, "", name, "", *(own.get((name, slug), "") for slug in slugs)])
        return table, []
    table, _ = _read(path)
    if _column(table[0], ("ID",)) is None or _column(table[0], ("Student",)) is None:
        raise GradingError("export:no_worksheet", path=path)
    columns = {slug: at for at, head in enumerate(table[0]) for slug in slugs if _is_for(slug, head)}
    if not columns:
        raise GradingError("export:no_column", path=path, slugs=", ".join(slugs))
    keys = [
        at for at in (_column(table[0], (name,)) for name in ("ID", "SIS User ID", "SIS Login ID")) if at is not None
    ]
    left = {row.learner.id for row in rows if row.points is not None and row.slug in columns}
    for line in table[1:]:
        line += [""] * (len(table[0]) - len(line))
        said = {line[at] for at in keys if line[at]}
        found = [name for name, one in people.items() if said & set(filter(None, (name, one.lms_id, one.email)))]
        if len(found) == 1:
            left.discard(found[0])
            for slug, at in columns.items():
                line[at] = own.get((found[0], slug)) or line[at]
    return table, sorted(left)


def _is_for(slug: str, head: str) -> bool:
    known = {row.slug: row.title for row in catalog.concepts()}.get(slug, {})
    return bool(re.search(rf"\b{re.escape(slug)}\b", head)) or any(head.startswith(text) for text in known.values())
