"""A class of twenty invented learners, in both languages, with everything that a class hands in."""

from __future__ import annotations

import io
import os
import re
import zipfile
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from typing import Any

import nbformat

from course.grading.place import GradingError, Place
from course.texts import Words

SLUG = "synergy"
FENCE = re.compile(r"^ *### (?:BEGIN|END) SOLUTION *\n?", re.MULTILINE)
FORGED = "import course.checks\ncourse.checks.Check.equal = lambda *a, **k: None"
CURIOUS = "import os\nprint(os.listdir('/'), dict(os.environ))\nopen('../../gradebook.db', 'rb')"
Change = Callable[[Any], object]


def places_in(folder: Path, places: list[Place]) -> list[Place]:
    """Return the places of a demo class: the same course, with a grading folder of its own.

    Raises
    ------
    GradingError
        If the folder holds something already: nobody's real class is touched.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise GradingError("demo:not_empty", folder=folder)
    own = folder.resolve() / "grading"
    own.mkdir(parents=True)
    os.environ["COURSE_GRADING_DIR"] = str(own)
    return [replace(place, folder=own / place.language) for place in places]


def handed_in(places: list[Place]) -> bytes:
    """Return what the class handed in, as the zip that Moodle makes of it."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for number, (place, change) in enumerate(_class(places), 1):
            name = f"demo-{number:02}_{4000 + number}_assignsubmission_file_/{SLUG} ({number}).ipynb"
            if change is None:
                packed.writestr(name, b'{"cells": [')
                continue
            notebook = _full(place)
            change(notebook)
            packed.writestr(name, nbformat.writes(notebook))
    return file.getvalue()


def _class(places: list[Place]) -> Iterator[tuple[Place, Change | None]]:
    """Give each learner's class and what was done to a full answer; None is a file that broke on its way."""
    undone = "raise NotImplementedError()"
    changes: list[Change | None] = [
        lambda _: None,
        lambda notebook: _write(notebook, "explain", ""),
        lambda notebook: _write(notebook, "shares", "def shares(worth):\n    return [worth[-1] / 3] * 3"),
        lambda notebook: _write(notebook, "shares", f"def shares(worth):\n    {undone}"),
        lambda notebook: _write(notebook, "bad-match", undone),
        lambda notebook: _write(notebook, "surplus", "def surplus(alone, together):\n    return together"),
        lambda notebook: _write(notebook, "surplus", "def surplus(alone, together):\n    print(together - sum(alone))"),
        lambda notebook: [_write(notebook, name, undone) for name in ("surplus", "shares", "bad-match", "explain")],
        lambda notebook: _add(notebook, "import warnings\nwarnings.warn('just so you know')"),
        lambda notebook: _drop(notebook, "shares-river"),
        lambda notebook: _drop(notebook, "explain"),
        _copy,
        _split,
        lambda notebook: _add(notebook, "while True:\n    pass"),
        lambda notebook: _add(notebook, "import os\nos._exit(0)"),
        lambda notebook: _add(notebook, "name = input('Who are you?')"),
        lambda notebook: _add(notebook, "while True:\n    print('partnership ' * 1000)"),
        lambda notebook: _add(notebook, FORGED, "surplus"),
        lambda notebook: _add(notebook, CURIOUS),
        None,
    ]
    for number, change in enumerate(changes):
        yield places[number % len(places)], change


def _full(place: Place) -> Any:
    """Return the exercise with the published answers, as a learner would have written them."""
    notebook = deepcopy(nbformat.read(place.release(SLUG), as_version=4))
    answers = {cell.id: cell.source for cell in nbformat.read(place.source(SLUG), as_version=4).cells}
    for cell in notebook.cells:
        if cell.metadata.get("nbgrader", {}).get("solution"):
            cell.source = FENCE.sub("", answers[cell.id])
    _write(notebook, "explain", Words("grading_demo", place.language)("answer"))
    return notebook


def _at(notebook: Any, name: str) -> int:
    return next(number for number, cell in enumerate(notebook.cells) if cell.id == name)


def _write(notebook: Any, name: str, source: str) -> None:
    notebook.cells[_at(notebook, name)].source = source


def _add(notebook: Any, source: str, empty: str = "") -> None:
    notebook.cells.insert(2, nbformat.v4.new_code_cell(source))
    if empty:
        _write(notebook, empty, "")


def _drop(notebook: Any, name: str) -> None:
    del notebook.cells[_at(notebook, name)]


def _copy(notebook: Any) -> None:
    cell = deepcopy(notebook.cells[_at(notebook, "surplus")])
    cell.id = "surplus-again"
    notebook.cells.append(cell)


def _split(notebook: Any) -> None:
    cell = notebook.cells[_at(notebook, "shares")]
    head, _, rest = cell.source.partition("\n")
    cell.source = head
    notebook.cells.insert(_at(notebook, "shares") + 1, nbformat.v4.new_code_cell(rest))
