"""Where a course and its grades lie: one place a language, laid out as ``nbgrader_config.py`` says."""

from __future__ import annotations

import csv
import importlib.util
import io
import os
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from course import catalog
from course.texts import LANGUAGES, Words

if TYPE_CHECKING:
    from nbgrader.api import Gradebook
    from traitlets.config import Config

# nbgrader's own use of its database, of which no instructor can make anything.
warnings.filterwarnings("ignore", "Object of type <Submitted")
CONFIG = "nbgrader_config.py"
ROSTER = "learners.csv"
# What may stand in a learner's id: it becomes the name of a folder.
ID = re.compile(r"[A-Za-z0-9_@.-]{1,64}")


class GradingError(Exception):
    """Something that a person can mend.

    Parameters
    ----------
    key : str
        ``area:dotted.key``: the sentence in ``grading_<area>.toml``.
    **values
        What is filled into the sentence.
    """

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key)
        self.key, self.values = key, values

    def said(self, language: str) -> str:
        """Return the sentence in the language."""
        area, _, key = self.key.partition(":")
        return Words(f"grading_{area}", language)(key, **self.values)


@dataclass(frozen=True)
class Learner:
    """A row of the roster; what the roster does not know is empty."""

    id: str
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    lms_id: str = ""
    moodle: str = ""


@dataclass(frozen=True)
class Place:
    """The course in one language and the folder of its submissions and grades.

    Parameters
    ----------
    language : str
        ``en`` or ``pl``.
    root : Path
        The course's repository, with ``solutions``, ``exercises`` and ``nbgrader_config.py``.
    folder : Path
        The language's part of the grading folder.
    """

    language: str
    root: Path
    folder: Path

    @property
    def submitted(self) -> Path:
        """The folder of what learners handed in."""
        return self.folder / "submitted"

    @property
    def autograded(self) -> Path:
        """The folder of graded notebooks."""
        return self.folder / "autograded"

    @property
    def feedback(self) -> Path:
        """The folder of pages for learners."""
        return self.folder / "feedback"

    @property
    def records(self) -> Path:
        """The folder that says what was done with each submission."""
        return self.folder / "records"

    @property
    def database(self) -> str:
        """The address of the gradebook."""
        return str(self.config().CourseDirectory.db_url)

    def source(self, slug: str) -> Path:
        """Return nbgrader's source notebook, with answers and hidden checks."""
        return self.root / "solutions" / self.language / slug / f"{slug}.ipynb"

    def release(self, slug: str) -> Path:
        """Return the notebook that learners got."""
        return self.root / "exercises" / self.language / slug / f"{slug}.ipynb"

    def handed_in(self, slug: str) -> list[str]:
        """Return the ids of the learners who handed the assignment in, sorted."""
        found = self.submitted.glob(f"*/{slug}")
        return sorted(path.parent.name for path in found if path.is_dir() and ID.fullmatch(path.parent.name))

    def assignments(self) -> list[str]:
        """Return the assignments that somebody handed in, in the course's order."""
        slugs = [path.parent.name for path in sorted(self.root.glob(f"solutions/{self.language}/*/*.ipynb"))]
        order = {row.slug: number for number, row in enumerate(catalog.concepts())}
        return sorted((slug for slug in slugs if self.handed_in(slug)), key=lambda slug: order.get(slug, len(order)))

    def config(self) -> Config:
        """Return the settings of ``nbgrader_config.py`` for this language and folder."""
        from traitlets.config.loader import PyFileConfigLoader

        before = {name: os.environ.get(name) for name in ("COURSE_LANGUAGE", "COURSE_GRADING_DIR")}
        os.environ.update(COURSE_LANGUAGE=self.language, COURSE_GRADING_DIR=str(self.folder.parent))
        try:
            return PyFileConfigLoader(CONFIG, str(self.root)).load_config()
        finally:
            for name, value in before.items():
                os.environ.pop(name, None) if value is None else os.environ.update({name: value})

    @contextmanager
    def gradebook(self) -> Iterator[Gradebook]:
        """Open nbgrader's gradebook."""
        from nbgrader.api import Gradebook

        ask_here()
        course = self.config().CourseDirectory
        with Gradebook(str(course.db_url), str(course.course_id)) as opened:
            yield opened


def ask_here() -> None:
    """Let nbgrader find the version of a new gradebook's tables in this process: it starts another Python for that."""
    import nbgrader.api

    nbgrader.api.get_alembic_version = tables


@cache
def tables() -> str:
    """Return the version of nbgrader's tables, as ``alembic heads`` says it."""
    import nbgrader
    from alembic.script import ScriptDirectory

    return str(ScriptDirectory(str(Path(nbgrader.__file__).parent / "alembic")).get_current_head())


def opened(root: Path | None = None, languages: tuple[str, ...] | list[str] = LANGUAGES) -> list[Place]:
    """Return the places of a course, one a language.

    Parameters
    ----------
    root : Path, optional
        The course's repository; without it the working folder where that is one, else the installed clone.
    languages : sequence of str

    Raises
    ------
    GradingError
        If there is no course there, or nbgrader is missing.
    """
    if root is None:
        root = Path.cwd() if (Path.cwd() / CONFIG).is_file() else catalog.ROOT
    if not (root / CONFIG).is_file() or not (root / "solutions").is_dir():
        raise GradingError("place:no_course", folder=root)
    if importlib.util.find_spec("nbgrader") is None:  # to read it takes a second and a half
        raise GradingError("place:no_nbgrader")
    folder = Path(os.environ.get("COURSE_GRADING_DIR") or Path.home() / "partnership-grading").expanduser().resolve()
    return [Place(language, root.resolve(), folder / language) for language in languages]


def roster(folder: Path) -> dict[str, Learner]:
    """Return the class list of the grading folder by id; empty where there is none.

    ``learners.csv`` has a header with ``id`` and any of ``first_name, last_name, email, lms_id, moodle``; commas or
    semicolons, UTF-8.

    Raises
    ------
    GradingError
        If it cannot be read as such a table, or an id is missing, unusable as a folder's name, or there twice.
    """
    path = folder / ROSTER
    if not path.is_file():
        return {}
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise GradingError("place:roster_unreadable", path=path) from error
    first = text.split("\n", 1)[0]
    rows = csv.DictReader(io.StringIO(text), delimiter=";" if first.count(";") > first.count(",") else ",")
    if "id" not in (rows.fieldnames or ()):
        raise GradingError("place:roster_header", path=path)
    known: dict[str, Learner] = {}
    fields = Learner.__dataclass_fields__
    for line, row in enumerate(rows, start=2):
        values: dict[str, Any] = {name: (row.get(name) or "").strip() for name in fields}
        if not ID.fullmatch(values["id"]) or values["id"].startswith("."):
            raise GradingError("place:roster_id", path=path, line=line, id=values["id"])
        if values["id"] in known:
            raise GradingError("place:roster_twice", path=path, line=line, id=values["id"])
        known[values["id"]] = Learner(**values)
    return known
