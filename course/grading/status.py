"""How far the marking of a class is, and what needs a look."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from course.grading.place import Place
from course.grading.record import read_record
from course.grading.tally import Row, works
from course.texts import Words

STATES = ("unmarked", "changed", "waiting", "done")


def counts(rows: Sequence[Row], places: Sequence[Place]) -> list[tuple[str, str, dict[str, int]]]:
    """Return for each exercise and language how many works are in which state, and how many pages are written."""
    found: dict[tuple[str, str], dict[str, int]] = {}
    for row in rows:
        own = found.setdefault((row.slug, row.language), dict.fromkeys((*STATES, "doubts", "pages"), 0))
        own[row.state] += 1
        own["doubts"] += row.doubts > 0
    for place in places:
        for (slug, language), own in found.items():
            if language == place.language:
                own["pages"] = sum(
                    (place.feedback / name / slug / f"{slug}.html").is_file() for name in place.handed_in(slug)
                )
    return [(slug, language, own) for (slug, language), own in found.items()]


def show(places: Sequence[Place], language: str) -> None:
    """Print the table, and a sentence for each thing that a person should look at."""
    say, repair = Words("grading_status", language), Words("grading_repair", language)
    console = Console(highlight=False, soft_wrap=True)
    rows, _ = works(places)
    if not rows:
        console.print(say("nothing"))
        return
    table = Table()
    for name in ("exercise", "language", *STATES, "doubts", "pages"):
        table.add_column(say(f"head.{name}"), justify="left" if name in ("exercise", "language") else "right")
    for slug, spoken, own in counts(rows, places):
        table.add_row(slug, spoken, *(str(own[name] or "") for name in (*STATES, "doubts", "pages")))
    console.print(table)
    console.print(say("legend"), style="dim")
    by_language = {place.language: place for place in places}
    for row in rows:
        record = read_record(by_language[row.language], row.slug, row.learner.id)
        for note in record.doubts if record else ():
            sentence = repair(f"doubt.{note.kind}", **{"cell": note.cell, **note.values})
            console.print(f"{row.learner.id}, {row.slug}: {sentence}", markup=False)
