"""Which exercise a notebook is, and in which language: by what stands in it, held against every release."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from course import catalog
from course.grading.item import RefusedError
from course.grading.letters import plain_words
from course.texts import LANGUAGES

SHORTEST = 12  # letters of a line that can tell one exercise from another
ENOUGH = 3  # signs of an exercise that cannot be there by chance
MUCH = 0.4  # the share of an exercise's signs with which it is there as a whole


@dataclass(frozen=True)
class Exercise:
    """An assignment in a language."""

    slug: str
    language: str


@dataclass(frozen=True)
class Signs:
    """What tells the exercises of a course apart.

    Parameters
    ----------
    by_slug : dict of set of str
        Signs that stand in one exercise alone, in either language.
    by_language : dict of set of str
        Signs of an exercise that stand in one language alone.
    """

    by_slug: Mapping[str, frozenset[str]]
    by_language: Mapping[Exercise, frozenset[str]]


def notebook(content: bytes) -> tuple[dict[str, Any], bytes]:
    """Return a notebook's JSON and its bytes in UTF-8, which is what nbformat reads.

    Raises
    ------
    RefusedError
        If it is empty, not JSON, or JSON of something else.
    """
    if not content.strip():
        raise RefusedError("empty")
    try:
        text = content.decode(json.detect_encoding(content))
        read = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise RefusedError("no_json") from error
    if not isinstance(read, dict) or not any(True for _ in _cells(read)):
        raise RefusedError("no_notebook")
    return read, text.encode("utf-8", "replace")


def signs(root: Path) -> Signs:
    """Return what tells the exercises in a course's repository apart."""
    found: dict[Exercise, frozenset[str]] = {}
    for language in LANGUAGES:
        for path in sorted((root / "exercises" / language).glob("*/*.ipynb")):
            if path.stem == path.parent.name:
                found[Exercise(path.stem, language)] = _signs(json.loads(path.read_text(encoding="utf-8")))
    slugs = {one.slug: frozenset[str]() for one in found}
    for one, its in found.items():
        slugs[one.slug] |= its
    often = Counter(sign for its in slugs.values() for sign in its)
    by_slug = {slug: frozenset(sign for sign in its if often[sign] == 1) for slug, its in slugs.items()}
    twice = {slug: Counter(sign for one, its in found.items() if one.slug == slug for sign in its) for slug in slugs}
    return Signs(by_slug, {one: frozenset(s for s in its if twice[one.slug][s] == 1) for one, its in found.items()})


def which(read: Mapping[str, Any], known: Signs, name: str) -> Exercise:
    """Return the exercise that a notebook is.

    Parameters
    ----------
    read : dict
        The notebook's JSON.
    known : Signs
    name : str
        Its place in the source, which only decides where the notebook itself leaves a choice.

    Raises
    ------
    RefusedError
        If it is no exercise of the course, two of them, or in no language that can be told.
    """
    its = _signs(read)
    # A lesson has cell ids like those of its exercise, but neither its prose nor its marked cells.
    shares = {
        slug: len(its & signs) / len(signs)
        for slug, signs in known.by_slug.items()
        if sum(not sign.startswith("cell ") for sign in its & signs) >= ENOUGH
    }
    if not shares:
        raise RefusedError("no_exercise")
    first, *others = sorted(shares, key=lambda slug: -shares[slug])
    rivals = [slug for slug in others if shares[slug] > shares[first] / 2]
    if any(shares[slug] > MUCH for slug in rivals):
        raise RefusedError("two_exercises", first=first, second=rivals[0])
    if rivals:
        named = [slug for slug in (first, *rivals) if _named(slug, LANGUAGES, name)]
        if len(named) != 1:
            raise RefusedError("two_exercises", first=first, second=rivals[0])
        first = named[0]
    return Exercise(first, _language(first, its, known, name))


def _language(slug: str, its: frozenset[str], known: Signs, name: str) -> str:
    spoken = {one.language: len(its & signs) for one, signs in known.by_language.items() if one.slug == slug}
    most = max(spoken.values())
    best = [language for language, count in spoken.items() if count == most]
    if len(best) > 1:
        best = [language for language in best if _named(slug, (language,), name)]
    if len(best) != 1:
        raise RefusedError("no_language", slug=slug)
    return best[0]


def titles(slug: str, languages: tuple[str, ...] = LANGUAGES) -> set[str]:
    """Return the words of an exercise's titles without marks, numbers left out."""
    known = {row.slug: row.title for row in catalog.concepts()}
    said = [known[slug][language] for language in languages] if slug in known else []
    return {word for title in said for word in plain_words(title) if not word.isdigit()}


def _named(slug: str, languages: tuple[str, ...], name: str) -> bool:
    """Return whether a file's name has the exercise's slug, or a long word of its title."""
    there = set(plain_words(name))
    own = titles(slug, languages)
    if len(languages) == 1:
        own -= titles(slug, tuple(set(LANGUAGES) - set(languages)))
    by_slug = len(languages) > 1 and set(plain_words(slug)) <= there
    return by_slug or any(len(word) > 4 and word in there for word in own)


def _signs(read: Mapping[str, Any]) -> frozenset[str]:
    return frozenset(_all_signs(read))


def _all_signs(read: Mapping[str, Any]) -> Iterator[str]:
    if isinstance(meta := read.get("metadata"), Mapping) and isinstance(meta.get("language"), str):
        yield f"language {meta['language']}"
    for cell in _cells(read):
        if isinstance(cell.get("id"), str):
            yield f"cell {cell['id']}"
        meta = cell.get("metadata")
        marks = meta.get("nbgrader") if isinstance(meta, Mapping) else None
        if isinstance(marks, Mapping) and isinstance(marks.get("grade_id"), str):
            yield f"grade {marks['grade_id']}"
        source = cell.get("source", cell.get("input", ""))
        text = "".join(map(str, source)) if isinstance(source, list) else str(source)
        for line in text.splitlines():
            if len(short := re.sub(r"\s+", " ", line).strip()) >= SHORTEST:
                yield short


def _cells(read: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Yield a notebook's cells, also those of the third version of the format, which had sheets."""
    sheets = read.get("worksheets")
    for part in (read, *(sheets if isinstance(sheets, list) else ())):
        cells = part.get("cells") if isinstance(part, Mapping) else None
        yield from (cell for cell in (cells if isinstance(cells, list) else ()) if isinstance(cell, Mapping))
