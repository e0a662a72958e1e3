"""Where nbgrader's exchange keeps what learners handed in."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from nbgrader.coursedir import CourseDirectory
from nbgrader.exchange import ExchangeError, ExchangeFactory
from nbgrader.exchange.default import Exchange, ExchangeCollect

from course.grading.handed import STAMP
from course.grading.place import GradingError, Place


@contextmanager
def inbound(place: Place) -> Iterator[tuple[Path, bool]]:
    """Give the folder of what lies in the exchange, and whether the owners of its folders say who handed in.

    nbgrader's usual exchange is a folder. It is read as it lies: nbgrader's own collecting would follow links in it,
    and could not tell the two languages of one exercise apart. Another exchange, set in ``nbgrader_config.py``, is
    asked for each exercise and answers into a temporary folder, which is then laid out like the usual one: who handed
    in is what the exchange says, whatever the name of the person looks like.

    Raises
    ------
    GradingError
        If there is no exchange, or it does not answer.
    """
    config = place.config()
    factory = ExchangeFactory(config=config)
    if factory.collect is ExchangeCollect:
        folder = Path(Exchange(config=config).root) / str(config.CourseDirectory.course_id) / "inbound"
        if not folder.is_dir():
            raise GradingError("collect:no_exchange", path=folder)
        yield folder, bool(ExchangeCollect(config=config).check_owner)
        return
    with tempfile.TemporaryDirectory() as name:
        answered, folder = Path(name).resolve() / "answered", Path(name).resolve() / "inbound"
        answered.mkdir()
        folder.mkdir()
        config.CourseDirectory.submitted_directory = str(answered)
        for path in sorted(place.root.glob(f"exercises/{place.language}/*/*.ipynb")):
            config.CourseDirectory.assignment_id = path.stem
            try:
                factory.collect(coursedir=CourseDirectory(config=config), config=config).start()
            except (ExchangeError, OSError, RuntimeError, ValueError) as error:
                raise GradingError("collect:exchange_failed", reason=error) from error
        for path in sorted(answered.glob("*/*")):
            if path.is_dir() and (path / STAMP).is_file():
                time = (path / STAMP).read_text(encoding="utf-8").strip()
                path.rename(folder / f"{path.parent.name}+{path.name}+{time}")
        yield folder, False
