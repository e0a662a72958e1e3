"""Marks as tables: for a spreadsheet, for Moodle, for Canvas. What is not marked yet is empty there, never zero."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from course.grading import canvas, moodle
from course.grading.place import GradingError, Learner, Place
from course.grading.sheets import Filled, points, title, written
from course.grading.tally import Row, tally
from course.texts import Words


@dataclass
class Exported:
    """What was written, and what a person should know of it.

    Parameters
    ----------
    files : list of Path
    open : list of Row
        Work without a mark: it stands empty in the table.
    other : list of Row
        Work whose mark stands in the table, while the same exercise in the other language has none yet.
    filled : Filled, optional
        What was found in the worksheet.
    """

    files: list[Path]
    open: list[Row] = field(default_factory=list)
    other: list[Row] = field(default_factory=list)
    filled: Filled | None = None

    @property
    def unmatched(self) -> list[str]:
        """Ids of learners who have marks and no row in the worksheet."""
        return self.filled.unmatched if self.filled else []

    def said(self, language: str) -> list[str]:
        """Return the sentences for the command line."""
        say = Words("grading_export", language)
        lines = [
            say(f"open.{state}", who=", ".join(f"{row.learner.id} ({row.slug})" for row in rows))
            for state in ("unmarked", "changed", "waiting")
            if (rows := [row for row in self.open if row.state == state])
        ]
        if self.other:
            lines.append(
                say("open.other", who=", ".join(f"{row.learner.id} ({row.slug}, {row.also})" for row in self.other))
            )
        return lines + (self.filled.said(say) if self.filled else [])


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
    other = [row for row in rows if row.points is not None and row.also_state not in ("", "done")]
    filled = None
    if kind == "csv":
        separator = ";" if language == "pl" else ","
        files = [
            written(folder / "marks.csv", long(rows, language), separator),
            written(folder / "class.csv", wide(rows, people, language), separator),
        ]
    elif kind == "canvas":
        filled = canvas.filled(rows, people, worksheet) if worksheet else None
        table = filled.table if filled else canvas.made(rows, people, language)
        files = [written(folder / "canvas.csv", table, plain=True)]
    elif worksheet:
        filled = moodle.filled(rows, worksheet)
        files = [written(folder / f"filled-{worksheet.name}", filled.table, filled.separator, guarded=False)]
    else:
        files = [written(folder / "moodle.csv", moodle.made(rows, people, language))]
    return Exported(files, still, other, filled)


def _names(learner: Learner) -> list[str]:
    return [learner.id, learner.last_name, learner.first_name, learner.email]


def long(rows: Sequence[Row], language: str) -> Iterable[list[str]]:
    """Give a row for each learner and exercise, below a row of headings."""
    say = Words("grading_export", language)
    heads = "id last first email exercise language points possible state late at also"
    yield [say(f"head.{name}") for name in heads.split()]
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


def wide(rows: Sequence[Row], people: dict[str, Learner], language: str) -> Iterable[list[str]]:
    """Give a row for each learner, with a column for each exercise and their sum."""
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
