"""Where nbgrader's exchange keeps what learners handed in, and what they get back through it."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from nbgrader.coursedir import CourseDirectory
from nbgrader.exchange import ExchangeError, ExchangeFactory
from nbgrader.exchange.default import Exchange, ExchangeCollect

from course.grading.handed import STAMP
from course.grading.place import GradingError, Place

FAILURES = (ExchangeError, OSError, RuntimeError, ValueError)


@contextmanager
def inbound(places: Sequence[Place]) -> Iterator[tuple[Path, bool]]:
    """Give the folder of what lies in the exchange, and whether the owners of its folders say who handed in.

    nbgrader's usual exchange is a folder, the same for all languages. It is read as it lies: nbgrader's own collecting
    would follow links in it, and could not tell the two languages of one exercise apart. Another exchange, set in
    ``nbgrader_config.py``, is asked for each exercise of each language and answers into a temporary folder, which is
    then laid out like the usual one: who handed in is what the exchange says, whatever the person's name looks like.

    Raises
    ------
    GradingError
        If there is no exchange, or it does not answer.
    """
    config = places[0].config()
    if ExchangeFactory(config=config).collect is ExchangeCollect:
        folder = Path(Exchange(config=config).root) / str(config.CourseDirectory.course_id) / "inbound"
        if not folder.is_dir():
            raise GradingError("collect:no_exchange", path=folder)
        yield folder, bool(ExchangeCollect(config=config).check_owner)
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name).resolve() / "inbound"
        for place in places:
            answered = Path(name).resolve() / "answered" / place.language
            _ask(place, answered)
            for path in sorted(answered.glob("*/*")):
                if path.is_dir() and (path / STAMP).is_file():
                    time = (path / STAMP).read_text(encoding="utf-8").strip()
                    target = folder / place.language / f"{path.parent.name}+{path.name}+{time}"
                    target.parent.mkdir(parents=True, exist_ok=True)
                    path.rename(target)
        folder.mkdir(exist_ok=True)
        yield folder, False


def _ask(place: Place, folder: Path) -> None:
    config = place.config()
    factory = ExchangeFactory(config=config)
    folder.mkdir(parents=True)
    config.CourseDirectory.submitted_directory = str(folder)
    for path in sorted(place.root.glob(f"exercises/{place.language}/*/*.ipynb")):
        config.CourseDirectory.assignment_id = path.stem
        try:
            factory.collect(coursedir=CourseDirectory(config=config), config=config).start()
        except FAILURES as error:
            raise GradingError("collect:exchange_failed", reason=error) from error


def give_back(place: Place, pages: Iterable[Path]) -> tuple[int, list[str]]:
    """Lay pages of feedback into the exchange; return how many, and the learners whose work did not come from there.

    Parameters
    ----------
    pages : iterable of Path
        As `course.grading.feedback` wrote them: ``<learner>/<slug>/<slug>.html``.
    """
    config = place.config()
    factory, given, others = ExchangeFactory(config=config), 0, list[str]()
    for page in pages:
        slug, learner = page.stem, page.parent.parent.name
        stamp = place.submitted / learner / slug / STAMP
        config.CourseDirectory.assignment_id, config.CourseDirectory.student_id = slug, learner
        try:
            shutil.copyfile(stamp, page.with_name(STAMP))  # by it the exchange knows which hand-in is meant
            factory.release_feedback(coursedir=CourseDirectory(config=config), config=config).start()
        except FAILURES:
            others.append(learner)
        else:
            given += 1
    return given, others
