"""Answers of two people that are nearly alike. A pair is worth a look, and no proof of anything."""

from __future__ import annotations

import ast
import io
import tokenize
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import nbformat
from rapidfuzz import fuzz
from rapidfuzz.utils import default_process

from course.grading.place import Place
from course.texts import Words

SHORT = 60  # letters of a normalised answer below which two people easily write the same
WORDS = 30  # words of a written answer below which the same holds
LONG = 20_000  # letters of an answer that are looked at
NEAR = 0.9  # how alike two answers are that count as one and the same
COMMON = 1 / 3  # the share of a class whose answer says nothing about two of them


@dataclass(frozen=True)
class Pair:
    """Two learners whose answers are nearly alike.

    Parameters
    ----------
    first, second : str
    likeness : float
        From 0 to 1, of the most alike cell.
    cells : tuple of str
        The cells that are alike.
    """

    first: str
    second: str
    slug: str
    likeness: float
    cells: tuple[str, ...]


def similar(places: Sequence[Place], slug: str, threshold: float = 0.9) -> list[Pair]:
    """Return the pairs of a class, the most alike first.

    Answers left as handed out, short ones, those like the published answer and those that a third of the class gives
    say nothing and are left out. Code is compared across languages, texts within one.

    Parameters
    ----------
    places : sequence of Place
    slug : str
    threshold : float
        How alike, from 0 to 1.
    """
    answers: dict[str, dict[tuple[str, str], str]] = {}
    everybody: set[str] = set()
    for place in places:
        known = _cells(nbformat.read(place.source(slug), as_version=4)) if place.source(slug).is_file() else {}
        stubs = _cells(nbformat.read(place.release(slug), as_version=4)) if place.release(slug).is_file() else {}
        for learner in place.handed_in(slug):
            path = place.autograded / learner / slug / f"{slug}.ipynb"
            if not path.is_file():
                continue
            everybody.add(learner)
            for (name, kind), text in _cells(nbformat.read(path, as_version=4)).items():
                given = [cells.get((name, kind), "") for cells in (known, stubs)]
                if not _short(kind, text) and not any(_alike(kind, text, other) >= NEAR for other in given):
                    group = (name, kind if kind == "code" else f"{kind} {place.language}")
                    answers.setdefault(learner, {})[group] = text
    found: dict[tuple[str, str], list[tuple[float, str]]] = {}
    for group in sorted({group for own in answers.values() for group in own}):
        people = {learner: own[group] for learner, own in sorted(answers.items()) if group in own}
        likeness = {
            (one, two): alike
            for one, two in combinations(people, 2)
            if (alike := _alike(group[1].split()[0], people[one], people[two])) >= min(threshold, NEAR)
        }
        near: dict[str, set[str]] = {learner: {learner} for learner in people}
        for (one, two), alike in likeness.items():
            if alike >= NEAR:
                near[one].add(two)
                near[two].add(one)
        for pair, alike in likeness.items():
            shared = near[pair[0]] | near[pair[1]] | set(pair)
            if alike >= threshold and len(shared) <= max(2, COMMON * len(everybody)):
                found.setdefault(pair, []).append((alike, group[0]))
    pairs = [
        Pair(one, two, slug, max(alike for alike, _ in cells), tuple(name for _, name in cells))
        for (one, two), cells in found.items()
    ]
    return sorted(pairs, key=lambda pair: (-pair.likeness, -len(pair.cells), pair.first, pair.second))


def lines(pairs: Sequence[Pair], language: str) -> list[str]:
    """Return what is said on the command line."""
    say = Words("grading_similar", language)
    if not pairs:
        return [say("none")]
    said = [
        say(
            "pair",
            first=one.first,
            second=one.second,
            slug=one.slug,
            cells=", ".join(one.cells),
            percent=f"{one.likeness:.0%}",
        )
        for one in pairs
    ]
    return [*said, say("no_proof")]


def normal(source: str) -> str:
    r"""Return code without what can be changed without thinking: names, comments, layout.

    Examples
    --------
    >>> normal("def f(x):\n    return x  # same") == normal("def f(number): return number")
    True
    """
    if len(source) > LONG:
        return source[:LONG]
    try:
        return ast.unparse(_renamed(source))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return " ".join(_tokens(source))


def _renamed(source: str) -> ast.Module:
    """Return the syntax of the code with names in order of appearance, without what documents it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        tree = ast.parse(source)
    names: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Module) and ast.get_docstring(
            node, clean=False
        ):
            node.body = node.body[1:] or [ast.Pass()]
        if isinstance(node, ast.arg):
            node.arg = names.setdefault(node.arg, f"v{len(names)}")
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.setdefault(node.id, f"v{len(names)}")
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id in names:
            node.id = names[node.id]
    return tree


def _tokens(source: str) -> list[str]:
    try:
        found = list(tokenize.generate_tokens(io.StringIO(source).readline))
    except (tokenize.TokenError, SyntaxError, IndentationError):
        return source.split()
    return [one.string for one in found if one.type not in (tokenize.COMMENT, tokenize.NL) and one.string.strip()]


def _cells(notebook: nbformat.NotebookNode) -> dict[tuple[str, str], str]:
    """Return the learner's answers by cell and kind, code normalised."""
    found = {}
    for cell in notebook.cells:
        marks = cell.metadata.get("nbgrader", {})
        if marks.get("solution") and marks.get("grade_id"):
            found[marks["grade_id"], cell.cell_type] = (
                normal(cell.source) if cell.cell_type == "code" else cell.source[:LONG]
            )
    return found


def _short(kind: str, text: str) -> bool:
    return len(text) < SHORT if kind == "code" else len(text.split()) < WORDS


def _alike(kind: str, one: str, two: str) -> float:
    return (fuzz.ratio(one, two) if kind == "code" else fuzz.token_set_ratio(one, two, processor=default_process)) / 100
