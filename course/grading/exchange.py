"""Where nbgrader's exchange keeps what learners handed in."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from nbgrader.coursedir import CourseDirectory
from nbgrader.exchange import ExchangeError, ExchangeFactory
from nbgrader.exchange.default import Exchange, ExchangeCollect

from course.grading.place import COURSE, GradingError, Place


@contextmanager
def inbound(place: Place) -> Iterator[tuple[Path, bool]]:
    """Give the folder of what lies in the exchange, and whether the owners of its folders say who handed in.

    nbgrader's usual exchange is a folder. It is read as it lies: nbgrader's own collecting would follow links in it,
    and could not tell the two languages of one exercise apart. Another exchange, set in ``nbgrader_config.py``, is
    asked for each exercise and answers into a temporary folder.

    Raises
    ------
    GradingError
        If there is no exchange, or it does not answer.
    """
    config = place.config()
    factory = ExchangeFactory(config=config)
    if factory.collect is ExchangeCollect:
        folder = Path(Exchange(config=config).root) / COURSE / "inbound"
        if not folder.is_dir():
            raise GradingError("collect:no_exchange", path=folder)
        yield folder, bool(ExchangeCollect(config=config).check_owner)
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name).resolve() / "submitted"
        folder.mkdir()
        config.CourseDirectory.submitted_directory = str(folder)
        for path in sorted(place.root.glob(f"exercises/{place.language}/*/*.ipynb")):
            config.CourseDirectory.assignment_id = path.stem
            try:
                factory.collect(coursedir=CourseDirectory(config=config), config=config).start()
            except (ExchangeError, OSError, RuntimeError, ValueError) as error:
                raise GradingError("collect:exchange_failed", reason=error) from error
        yield folder, False
