"""Marks for Canvas: its gradebook made from the class list, or the downloaded one filled in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from course.grading.place import GradingError, Learner
from course.grading.sheets import Filled, column, names, points, read, title, whose, words
from course.grading.tally import Row
from course.texts import safe

HEADS = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")
POSSIBLE = "Points Possible"
# Said in place of a mark: excused, and not assigned to the learner.
INSTEAD = ("EX", "N/A")


def made(rows: Sequence[Row], people: dict[str, Learner], language: str) -> Iterable[list[str]]:
    """Give a gradebook of the whole class, of which Canvas makes new assignments."""
    slugs = list(dict.fromkeys(row.slug for row in rows))
    own = {(row.learner.id, row.slug): points(row.points, "en") for row in rows}
    possible = {row.slug: points(row.possible, "en") for row in rows if row.possible}
    yield [*HEADS, *(title(slug, language) for slug in slugs)]
    yield [f"    {POSSIBLE}", "", "", "", "", *(possible.get(slug, "") for slug in slugs)]
    for name, one in people.items():
        shown = f"{one.last_name}, {one.first_name}".strip(", ") or name
        yield [safe(shown), one.lms_id, "", name, "", *(own.get((name, slug), "") for slug in slugs)]


def filled(rows: Sequence[Row], people: dict[str, Learner], path: Path) -> Filled:
    """Fill in a downloaded gradebook: an exercise's marks go where the assignment has its slug or title.

    Raises
    ------
    GradingError
        If it is no gradebook, or has no column or several for an exercise.
    """
    table, _ = read(path)
    heads = table[0]
    at = {name: column(heads, (name,)) for name in HEADS}
    if at["ID"] is None or column(heads, ("Student", "LastName")) is None:
        raise GradingError("export:no_worksheet", path=path)
    columns = _columns(rows, heads, path)
    done = {(row.learner.id, row.slug): row for row in rows if row.points is not None and row.slug in columns}
    left, kept, scales = {name for name, _ in done}, set[str](), {}
    possible = {slug: points(row.possible, "en") for (_, slug), row in done.items()}
    for line in table[1:]:
        cell = {name: "" if where is None else line[where] for name, where in at.items()}
        if POSSIBLE in line[0]:
            for slug, here in possible.items():
                there = re.sub(r"[.,]0+$", "", line[columns[slug]].strip())
                if there and there.replace(",", ".") != here:
                    scales[slug] = (there, here)
            continue
        identified = [
            (cell["ID"], ("lms_id",)),
            (cell["SIS Login ID"], ("id", "email")),
            (cell["SIS User ID"], ("id", "lms_id")),
            (cell["ID"], ("id",)),
        ]
        name = whose(people, identified)
        for slug, where in columns.items():
            if name is None or (name, slug) not in done:
                continue
            left.discard(name)
            if line[where].strip().upper() in INSTEAD:
                kept.add(name)
            else:
                line[where] = points(done[name, slug].points, "en")
    return Filled(table, ",", list(columns), sorted(left), sorted(kept), scales)


def _columns(rows: Sequence[Row], heads: Sequence[str], path: Path) -> dict[str, int]:
    """Return the column of each exercise that has one; totals and other work that mentions it are none."""
    slugs = list(dict.fromkeys(row.slug for row in rows))
    called = [words(re.sub(r"\s*\(\d+\)\s*$", "", head)) for head in heads]
    found = {slug: [at for at, name in enumerate(called) if name in names(slug)] for slug in slugs}
    for slug, places in found.items():
        if len(places) > 1:
            raise GradingError("export:two_columns", path=path, slug=slug, heads=", ".join(heads[at] for at in places))
    columns = {slug: places[0] for slug, places in found.items() if places}
    if not columns:
        raise GradingError("export:no_column", path=path, slugs=", ".join(slugs))
    return columns
