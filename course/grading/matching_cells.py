"""Cells of a torn notebook held against those of its release."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Mapping, Sequence
from typing import Any

import nbformat

LONGEST = 100_000  # letters of a cell that is still read as Python: learners' files are read outside the sandbox
ANSWER = 1.5  # how much rather an answer stays in its place than another cell


def grade_id(cell: Any) -> str:
    """Return the cell's name for nbgrader; empty where it has none."""
    marks = cell.metadata.get("nbgrader")
    name = marks.get("grade_id") if isinstance(marks, dict) else None
    return name if isinstance(name, str) else ""


def is_locked(cell: Any) -> bool:
    """Return whether a cell of the release is put back as it was."""
    return bool(cell.metadata.nbgrader.get("locked")) and not cell.metadata.nbgrader.get("solution")


def is_check(cell: Any) -> bool:
    """Return whether a cell of the release is marked by running it."""
    return is_locked(cell) and bool(cell.metadata.nbgrader.get("grade"))


def bare(source: str) -> str:
    r"""Return a text without the blanks that editors add and drop.

    Examples
    --------
    >>> bare("\nx = 1  \n\n")
    'x = 1'
    """
    return "\n".join(line.rstrip() for line in source.strip().splitlines())


def added(source: str, given: str) -> str:
    r"""Return the lines of a text that the handed out one does not have.

    Examples
    --------
    >>> added("Task\nMy answer", "Task\nThree sentences.")
    'My answer'
    """
    known = {line.strip() for line in given.splitlines()}
    return bare("\n".join(line for line in source.splitlines() if not line.strip() or line.strip() not in known))


def _tree(source: str) -> ast.Module | None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return ast.parse(source)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return None


def parses(source: str) -> bool:
    """Return whether the lines are Python, those of IPython's own left aside; what is very long is not looked at."""
    lines = ("pass" if line.lstrip()[:1] in ("%", "!") else line for line in source.splitlines())
    return len(source) > LONGEST or _tree("\n".join(lines)) is not None


def defined(source: str) -> set[str] | None:
    r"""Return the names that the lines give to something; None where they are not Python, or very long.

    Examples
    --------
    >>> sorted(defined("import math\ndef f(x): return x\ny, z = 1, 2"))
    ['f', 'y', 'z']
    """
    tree = _tree(source) if len(source) <= LONGEST else None
    if tree is None:
        return None
    made = {node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    targets = [target for node in tree.body if isinstance(node, ast.Assign) for target in node.targets]
    return made | {node.id for target in targets for node in ast.walk(target) if isinstance(node, ast.Name)}


def staying(names: Sequence[str], wanted: Mapping[str, Any]) -> set[str]:
    """Return the cells that may stay where they are, so that as few as can be move into the release's order.

    Parameters
    ----------
    names : sequence of str
        Marked cells in the learner's order, each once.
    wanted : mapping
        The release's marked cells by name, in its order.
    """
    rank = {name: number for number, name in enumerate(wanted)}
    best: list[tuple[float, list[str]]] = []
    for at, name in enumerate(names):
        before = [best[other] for other in range(at) if rank[names[other]] < rank[name]]
        weight, chain = max(before, key=lambda one: one[0], default=(0.0, []))
        best.append((weight + (1.0 if is_locked(wanted[name]) else ANSWER), [*chain, name]))
    return set(max(best, key=lambda one: one[0], default=(0.0, []))[1])


def cleaned(cell: Mapping[str, Any]) -> Any:
    """Return a copy of a cell: its text, its pictures, its id and its name for nbgrader, and nothing else."""
    kind = cell.get("cell_type")
    made = new_cell(kind if isinstance(kind, str) else "", _text(cell.get("source")))
    made.pop("id", None)
    if isinstance(cell.get("id"), str) and re.fullmatch(r"[A-Za-z0-9_-]{1,64}", cell["id"]):
        made.id = cell["id"]
    pictures = _pictures(cell.get("attachments"))
    if pictures and made.cell_type != "code":
        made.attachments = nbformat.from_dict(pictures)
    metadata = cell.get("metadata")
    marks = metadata.get("nbgrader") if isinstance(metadata, Mapping) else None
    if isinstance(marks, Mapping) and isinstance(marks.get("grade_id"), str):
        points = marks.get("points")
        kept = {"grade_id": marks["grade_id"], "points": points if isinstance(points, int | float) else None}
        made.metadata = nbformat.from_dict({"nbgrader": kept})
    return made


def new_cell(kind: str, source: str) -> Any:
    """Return a cell of a type, of text where there is no such type."""
    make = {"code": nbformat.v4.new_code_cell, "raw": nbformat.v4.new_raw_cell}.get(kind, nbformat.v4.new_markdown_cell)
    return make(source)


def _text(source: Any) -> str:
    """Return a cell's text as something that can be written as UTF-8."""
    lines = source if isinstance(source, list) else [] if source is None else [source]
    whole = "".join(map(str, lines))
    return whole if whole.isascii() else whole.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _pictures(attachments: Any) -> dict[str, dict[str, str]]:
    bundles = attachments.items() if isinstance(attachments, Mapping) else ()
    return {
        _text(name): {kind: content for kind, content in bundle.items() if _is_picture(kind, content)}
        for name, bundle in bundles
        if isinstance(bundle, Mapping)
    }


def _is_picture(kind: Any, content: Any) -> bool:
    image = isinstance(kind, str) and re.fullmatch(r"image/[a-z.+-]{1,30}", kind)
    return bool(image) and isinstance(content, str) and content.isascii()
