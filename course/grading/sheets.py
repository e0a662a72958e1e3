"""Tables as files: read as they were downloaded, written so that nothing in them is taken for a formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from course import catalog
from course.grading.place import GradingError, Learner
from course.grading.setaside import write
from course.texts import LANGUAGES, Words, number, safe


@dataclass
class Filled:
    """A worksheet with marks in it, and what a person should know of it.

    Parameters
    ----------
    table : list of list of str
    separator : str
        Of the worksheet, to be kept.
    slugs : list of str
        Exercises whose marks were entered.
    unmatched : list of str
        Ids of learners who have marks and no row in the worksheet.
    kept : list of str
        Ids of learners whose cell says something else than a mark there and stays.
    scales : dict
        Exercises with another maximum there: slug to the maximum there and the one here, as texts.
    """

    table: list[list[str]]
    separator: str
    slugs: list[str]
    unmatched: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    scales: dict[str, tuple[str, str]] = field(default_factory=dict)

    def said(self, say: Words) -> list[str]:
        """Return the sentences for the command line."""
        lines = [say("filled", slugs=", ".join(self.slugs))]
        lines += [say("scale", slug=slug, there=there, here=here) for slug, (there, here) in self.scales.items()]
        lines += [say(name, who=", ".join(who)) for name in ("kept", "unmatched") if (who := getattr(self, name))]
        return lines


def points(value: float | None, language: str) -> str:
    """Return points with the language's decimal sign; nothing where there are none."""
    return "" if value is None else number(value, language).replace("−", "-").replace("\u00a0", "")


def title(slug: str, language: str) -> str:
    """Return an exercise's title, with its slug."""
    known = {row.slug: row.title for row in catalog.concepts()}
    return f"{known[slug][language]} ({slug})" if slug in known else slug


def names(slug: str) -> set[str]:
    """Return what an exercise is called elsewhere: slug and titles, without capitals and signs.

    Examples
    --------
    >>> "added value" in names("added_value"), "wartość dodana" in names("added_value")
    (True, True)
    """
    known = {row.slug: row.title for row in catalog.concepts()}.get(slug, {})
    return {words(slug), *map(words, known.values()), *(words(title(slug, language)) for language in LANGUAGES)}


def words(text: str) -> str:
    """Return the words of a text alone, in small letters."""
    return re.sub(r"[\W_]+", " ", text.casefold()).strip()


def column(heads: Sequence[str], wanted: Sequence[str]) -> int | None:
    """Return which column is headed by one of the names."""
    return next((at for at, head in enumerate(heads) if head.strip() in wanted), None)


def whose(people: Mapping[str, Learner], said: Iterable[tuple[str, Sequence[str]]]) -> str | None:
    """Return the id of the one learner meant: by the first value that stands in one of its fields for just one."""
    for value, fields in said:
        sought = value.strip().casefold()
        if not sought:
            continue
        found = [name for name, one in people.items() if sought in {getattr(one, f).casefold() for f in fields}]
        if len(found) == 1:
            return found[0]
    return None


def read(path: Path) -> tuple[list[list[str]], str]:
    """Return the rows of a table, all as long as the first, and what parts its columns.

    Raises
    ------
    GradingError
        If there is no such table.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            text = file.read()
        first = text.split("\n", 1)[0]
        separator = max(",;\t", key=first.count)
        table = [row for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator) if row]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise GradingError("export:unreadable", path=path) from error
    if not table:
        raise GradingError("export:unreadable", path=path)
    return [row + [""] * (len(table[0]) - len(row)) for row in table], separator


def written(
    path: Path, table: Iterable[Sequence[str]], separator: str = ",", *, guarded: bool = True, plain: bool = False
) -> Path:
    """Write a table, and return where.

    Parameters
    ----------
    guarded : bool
        Whether cells that a spreadsheet would take for formulas are disarmed.
    plain : bool
        As Canvas itself writes it: no guard, no byte order mark, quotes only where they are needed. Its import reads
        a mark before a quoted heading as broken quoting and refuses the file.
    """
    file = io.StringIO()
    quoting = csv.QUOTE_MINIMAL if plain else csv.QUOTE_ALL
    writer = csv.writer(file, delimiter=separator, quoting=quoting, lineterminator="\r\n")
    for row in table:
        writer.writerow([safe(cell) if guarded and not plain else cell for cell in row])
    write(path, (("" if plain else "\ufeff") + file.getvalue()).encode("utf-8"))
    return path
