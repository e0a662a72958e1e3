"""One page for each learner: every task, its points and why; nothing of anybody else's, nothing that runs."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import nbformat

from course.grading.feedback_marks import marks
from course.grading.feedback_page import page
from course.grading.place import ID, GradingError, Learner, Place, roster
from course.grading.record import read_record

if TYPE_CHECKING:
    from nbgrader.api import Gradebook


def feedback(place: Place, slug: str, learner: str, today: date | None = None) -> Path:
    """Write a learner's page and return where it is; an old one is replaced as a whole.

    Parameters
    ----------
    place : Place
        The page is in its language.
    slug : str
        The exercise.
    learner : str
        The learner's id.
    today : date, optional
        The day the page names as that of its marks.

    Raises
    ------
    GradingError
        If there is no such exercise, it is not marked yet, or the page cannot be written.
    """
    _notebook(place, slug, learner)  # nbgrader would make an empty gradebook where there is none
    with place.gradebook() as gradebook:
        return _written(place, gradebook, slug, learner, roster(place.folder.parent), today)


def feedback_all(place: Place, slugs: Iterable[str], learners: Iterable[str] | None = None) -> Iterator[Path]:
    """Write the pages of all who have a marked notebook, and give each page's place as it is written.

    Parameters
    ----------
    slugs : iterable of str
        The exercises.
    learners : iterable of str, optional
        Only these; everybody where there are none.

    Raises
    ------
    GradingError
        After the last page, if some could not be written.
    """
    only, failed = set(learners or ()), []
    wanted = [(slug, learner) for slug in slugs for learner in _marked(place, slug) if not only or learner in only]
    if not wanted:
        return
    people = roster(place.folder.parent)
    with place.gradebook() as gradebook:
        for slug, learner in wanted:
            try:
                yield _written(place, gradebook, slug, learner, people)
            except GradingError as error:
                failed.append(error)
    if len(failed) == 1:
        raise failed[0]
    if failed:
        reasons = " ".join(error.said(place.language) for error in failed)
        raise GradingError("feedback:some_failed", n=len(failed), reasons=reasons)


def _marked(place: Place, slug: str) -> list[str]:
    found = place.autograded.glob(f"*/{slug}/{slug}.ipynb")
    return sorted(path.parent.parent.name for path in found if ID.fullmatch(path.parent.parent.name))


def _notebook(place: Place, slug: str, learner: str) -> Path:
    """Return where the marked notebook is, having looked that it is there and that the names are no paths."""
    if not ID.fullmatch(learner) or learner.startswith("."):
        raise GradingError("feedback:no_learner", learner=learner)
    if not ID.fullmatch(slug) or slug.startswith(".") or not place.release(slug).is_file():
        raise GradingError("feedback:no_exercise", slug=slug)
    path = place.autograded / learner / slug / f"{slug}.ipynb"
    if not path.is_file():
        raise GradingError("feedback:not_graded", slug=slug, learner=learner)
    return path


def _written(
    place: Place,
    gradebook: Gradebook,
    slug: str,
    learner: str,
    people: Mapping[str, Learner],
    today: date | None = None,
) -> Path:
    path = _notebook(place, slug, learner)
    if (given := marks(gradebook, slug, learner)) is None:
        raise GradingError("feedback:not_graded", slug=slug, learner=learner)
    release, graded = _cells(place.release(slug)), _cells(path)
    person = people.get(learner)
    who = " ".join(filter(None, (person.first_name, person.last_name))) if person else ""
    html = page(place, slug, who or learner, release, graded, given, read_record(place, slug, learner), today)
    target = place.feedback / learner / slug / f"{slug}.html"
    draft = target.with_name(f".{slug}.{os.getpid()}.draft")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        draft.write_text(html, encoding="utf-8", errors="replace", newline="\n")
        os.replace(draft, target)
    except OSError as error:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
        raise GradingError("feedback:unwritable", path=target) from error
    return target


def _cells(path: Path) -> list[Any]:
    try:
        return list(nbformat.read(path, as_version=4).cells)
    except Exception as error:
        raise GradingError("feedback:unreadable", path=path) from error
