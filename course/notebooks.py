"""Make the notebooks from the bilingual texts, for authors only: ``partnership build``.

A text under ``bilingual/`` is MyST: each prose cell says its language, ``+++ {"lang": "en"}``, and its twin in the
other language follows at once; a code cell belongs to both. Equal texts give equal bytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import jupytext
import nbformat
from jupytext.myst import MystMetadataParsingError
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from course.catalog import ROOT
from course.exercises import nbgrader_metadata, released
from course.references import WHOLE, page, written_out
from course.texts import DEFAULT, LANGUAGES

KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
SET_UP = re.compile(rf'^language = "{DEFAULT}"$', re.MULTILINE)
# Folders in which everything is made: a file there that no text gives is stale.
MADE = ("notebooks/{language}/*.ipynb", "solutions/{language}/**/*", "exercises/{language}/**/*")
KEPT = {".gitkeep", ".DS_Store"}


class NotebookTextError(ValueError):
    """A bilingual text breaks a rule; the message names the file and the cell."""


def build(root: Path = ROOT, only: str | None = None) -> list[Path]:
    """Write the notebooks that differ from their texts and return them.

    Lessons go to ``notebooks/<language>``, exercises with their answers to ``solutions/<language>/<slug>``, and
    what learners get, made by nbgrader from the latter, to ``exercises/<language>/<slug>``.

    Parameters
    ----------
    root : Path
        The repository.
    only : str, optional
        Build this slug alone.

    Raises
    ------
    NotebookTextError
        If a text breaks a rule of the bilingual form, or there is no text called ``only``.
    """
    changed = []
    for path, content in _wanted(root, only).items():
        if not path.is_file() or path.read_bytes() != content:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            changed.append(path)
    return changed


def stale(root: Path = ROOT) -> list[Path]:
    """Return the made files that differ from what `build` would write, missing and left-over ones included."""
    wanted = _wanted(root)
    differing = [path for path, content in wanted.items() if not path.is_file() or path.read_bytes() != content]
    made = [path for pattern in MADE for language in LANGUAGES for path in root.glob(pattern.format(language=language))]
    left_over = [
        path
        for path in made
        if path.is_file() and path not in wanted and path.name not in KEPT and ".ipynb_checkpoints" not in path.parts
    ]
    return sorted(differing + left_over)


def notebook(text: str, slug: str, language: str, where: str) -> NotebookNode:
    """Return the notebook of one language.

    Parameters
    ----------
    text : str
        The bilingual MyST text.
    slug : str
        Begins the cells' ids.
    language : str
        ``en`` or ``pl``.
    where : str
        What error messages call the text: its path in the repository.

    Raises
    ------
    NotebookTextError
        If the text breaks a rule: a prose cell without a known language or without its twin right after it,
        not exactly one set-up line ``language = "en"``, or a cell marked for grading in an unknown way.
    """
    try:
        cells = jupytext.reads(text, fmt="md:myst").cells
    except MystMetadataParsingError as error:
        raise NotebookTextError(f"{where}: {error}") from error
    code = [cell for cell in cells if cell.cell_type == "code"]
    found = sum(len(SET_UP.findall(cell.source)) for cell in code)
    if code and found != 1:
        raise NotebookTextError(
            f'{where}: exactly one code cell must hold the set-up line language = "{DEFAULT}", got {found}'
        )
    # An exercise travels to people's own folders and back: it has no lessons beside it to link to.
    graded = any("grade" in cell.metadata for cell in cells)
    made: dict[str, NotebookNode] = {}
    for number, (label, twins) in enumerate(_places(cells, where), start=1):
        cell = _cell(twins[language], f"{slug.replace('_', '-')}-{number:02}", language, label, graded)
        if cell.id in made:
            raise NotebookTextError(f"{label}: its id must not be used before, got {cell.id!r}")
        made[cell.id] = cell
        if cell.cell_type == "markdown" and (whole := WHOLE.search(cell.source)):
            cell.source = cell.source.replace(whole[0], "").strip()
            made |= {name: new_markdown_cell(text, id=name) for name, text in page(whole[1], language)}
    return new_notebook(cells=list(made.values()), metadata={"kernelspec": KERNEL, "language": language})


def _wanted(root: Path, only: str | None = None) -> dict[Path, bytes]:
    """Return every made file and its bytes."""
    lessons, exercises = _texts(root, "notebooks", only), _texts(root, "solutions", only)
    if only is not None and not lessons and not exercises:
        raise NotebookTextError(f"only must be the slug of a text under a folder bilingual/, got {only!r}")
    wanted = {}
    for language in LANGUAGES:
        for path in lessons:
            wanted[root / "notebooks" / language / f"{path.stem}.ipynb"] = _bytes(path, root, language)
        answers = {path.stem: _bytes(path, root, language) for path in exercises}
        for folder, made in (("solutions", answers), ("exercises", released(answers, language))):
            for slug, content in made.items():
                wanted[root / folder / language / slug / f"{slug}.ipynb"] = content
    return wanted


def _texts(root: Path, folder: str, only: str | None) -> list[Path]:
    return [path for path in sorted((root / folder / "bilingual").glob("*.md")) if only in (None, path.stem)]


def _bytes(path: Path, root: Path, language: str) -> bytes:
    where = path.relative_to(root).as_posix()
    made = notebook(path.read_text(encoding="utf-8"), path.stem, language, where)
    nbformat.validate(made)
    return (nbformat.writes(made).rstrip("\n") + "\n").encode("utf-8")


def _places(cells: list[NotebookNode], where: str) -> Iterator[tuple[str, dict[str, NotebookNode]]]:
    """Yield each place of the notebook: how errors call it, and its cell by language."""
    position = 0
    while position < len(cells):
        cell = cells[position]
        words = " ".join(cell.source.split()[:6])
        label = f'{where}, cell {position + 1} ("{words}")'
        if cell.cell_type == "code":
            if "lang" in cell.metadata:
                raise NotebookTextError(f"{label}: a code cell must have no language, got {cell.metadata['lang']!r}")
            yield label, dict.fromkeys(LANGUAGES, cell)
            position += 1
        else:
            yield label, _twins(cells[position : position + len(LANGUAGES)], label)
            position += len(LANGUAGES)


def _twins(cells: list[NotebookNode], label: str) -> dict[str, NotebookNode]:
    """Return the prose cells of one place by language."""
    first, order = cells[0].metadata.get("lang"), ", ".join(LANGUAGES)
    if first not in LANGUAGES:
        raise NotebookTextError(f"{label}: a prose cell's lang must be one of {order}, got {first!r}")
    if first != LANGUAGES[0]:
        raise NotebookTextError(f"{label}: twins must stand in the order {order}, got {first!r} first")
    for language, twin in zip(LANGUAGES, [*cells, None], strict=False):
        if twin is None or twin.cell_type == "code" or twin.metadata.get("lang") != language:
            raise NotebookTextError(f"{label}: its twin in {language!r} must follow at once, got none")
        if {**twin.metadata, "lang": first} != cells[0].metadata:
            raise NotebookTextError(f"{label}: its twin in {language!r} must have the same marks, got others")
    return dict(zip(LANGUAGES, cells, strict=True))


def _cell(cell: NotebookNode, fallback: str, language: str, label: str, graded: bool) -> NotebookNode:
    """Return the notebook's cell, with its final id and metadata."""
    metadata = {key: value for key, value in cell.metadata.items() if key not in ("lang", "grade")}
    grade = cell.metadata.get("grade")
    try:
        metadata |= nbgrader_metadata(grade, cell.cell_type, cell.source)
    except ValueError as error:
        raise NotebookTextError(f"{label}: {error}") from error
    name = grade["id"] if grade else fallback
    if cell.cell_type == "code":
        return new_code_cell(SET_UP.sub(f'language = "{language}"', cell.source), id=name, metadata=metadata)
    try:
        source = written_out(cell.source, language, linked=not graded)
    except ValueError as error:
        raise NotebookTextError(f"{label}: {error}") from error
    return new_markdown_cell(source, id=name, metadata=metadata)
