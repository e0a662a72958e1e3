"""The page itself: one file with everything in it, and nothing in it that runs or is fetched."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from course.grading.clean import Cleaner
from course.grading.feedback_cells import whole
from course.grading.feedback_marks import Marks
from course.grading.feedback_parts import Parts
from course.grading.place import Place
from course.grading.prose import line
from course.grading.record import Note, Record
from course.texts import TextsError, Words, day

FOLDER = Path(__file__).parent
NAME = "grading_feedback"


def page(
    place: Place,
    slug: str,
    who: str,
    release: list[Any],
    graded: list[Any],
    given: Marks,
    record: Record | None = None,
    today: date | None = None,
) -> str:
    """Return the page as HTML.

    Parameters
    ----------
    place : Place
    slug : str
    who : str
        The learner's name, or id.
    release, graded : list of cells
        The notebook the learner was given, and the marked one.
    given : Marks
    record : Record, optional
    today : date, optional
    """
    words, cleaner = Words(NAME, place.language), Cleaner(place)
    parts = Parts(release, graded, given, record, cleaner, words)
    title = parts.title() or slug
    late = words("points.late", n=whole(given.penalty)) if given.penalty else words("points.late_free")
    style = (FOLDER / "feedback.css").read_text(encoding="utf-8")
    return _template().render(
        language=words.language,
        words=words,
        style=Markup(style),
        style_hash=base64.b64encode(hashlib.sha256(style.encode()).digest()).decode(),
        title=line(title, words).striptags(),
        heading=line(title, words),
        who=cleaner.own(who),
        handed_in=day(given.handed_in, words.language) if given.handed_in else "",
        today=day(today or date.today(), words.language),
        total=parts.points(given.got, given.possible),
        waiting=words("points.waiting", n=whole(given.waiting)) if given.waiting else "",
        late=late if given.late or given.penalty else "",
        repairs=_notes(record.repairs if record else [], "repair", words, cleaner),
        doubts=_notes(record.doubts if record else [], "doubt", words, cleaner),
        tasks=parts.tasks(),
        points=parts.points,
        whole=whole,
    )


def _notes(notes: Iterable[Note], what: str, words: Words, cleaner: Cleaner) -> list[str]:
    """Return what was mended, or is to be looked at, each sentence once."""
    said = []
    for note in notes:
        try:
            text = Words("grading_repair", words.language)(f"{what}.{note.kind}", **{**note.values, "cell": note.cell})
        except (TextsError, KeyError, ValueError, IndexError, AttributeError, AssertionError):
            text = words(f"note.{what}" if note.cell else f"note.{what}_whole", cell=note.cell)
        said.append(cleaner.said(text))
    return list(dict.fromkeys(said))


@cache
def _template() -> Template:
    pages = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return pages.get_template("feedback.html")
