"""The one list of concepts, in teaching order, and where each concept's files are."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from course.texts import LANGUAGES, read_toml

ROOT = Path(__file__).resolve().parent.parent
FILE = Path(__file__).parent / "catalog.toml"
SOURCES = Path(__file__).parent / "sources.toml"

# Which files make a part of a concept; {slug} and {language} are filled in. A concept's parts are all or nothing.
PARTS: dict[str, tuple[str, ...]] = {
    "model": ("course/models/{slug}.py", "tests/models/test_{slug}.py"),
    "figure": ("course/figures/{slug}.py", "tests/figures/test_{slug}.py"),
    "widget": ("widgets/{slug}.py", "tests/widgets/test_{slug}.py"),
    "texts": ("course/texts/{slug}.toml",),
    "lesson": ("notebooks/bilingual/{slug}.md", "notebooks/{language}/{slug}.ipynb"),
    "dashboard": ("notebooks/dashboards/{slug}.ipynb",),
    "exercise": (
        "solutions/bilingual/{slug}.md",
        "solutions/{language}/{slug}/{slug}.ipynb",
        "exercises/{language}/{slug}/{slug}.ipynb",
    ),
}


@dataclass(frozen=True, slots=True)
class Unit:
    """A group of concepts that answers one question of the course."""

    slug: str
    title: dict[str, str]


@dataclass(frozen=True, slots=True)
class Concept:
    """One row of the catalogue.

    Attributes
    ----------
    slug : str
        The concept's only name, snake_case, the same in every folder.
    slides : tuple of int
        Slides of the presentation it comes from, 1 to 22; empty where the course adds the concept.
    unit : str
        Slug of its unit.
    minutes : int
        Planned length of the lesson, minutes.
    title, question : dict of str
        By language; the question is what the concept answers, one sentence.
    parts : tuple of str
        Keys of ``PARTS`` that exist; the others are not built yet.
    """

    slug: str
    slides: tuple[int, ...]
    unit: str
    minutes: int
    title: dict[str, str]
    question: dict[str, str]
    parts: tuple[str, ...]

    @property
    def built(self) -> bool:
        """Whether every part exists."""
        return set(self.parts) == set(PARTS)


@cache
def _data() -> dict[str, Any]:
    return read_toml(FILE)


def units() -> tuple[Unit, ...]:
    """Return the units in teaching order."""
    return tuple(Unit(**row) for row in _data()["unit"])


def concepts() -> tuple[Concept, ...]:
    """Return all concepts in teaching order.

    Examples
    --------
    >>> concepts()[0].slug
    'synergy'
    """
    return tuple(
        Concept(**{**row, "slides": tuple(row["slides"]), "parts": tuple(row["parts"])}) for row in _data()["concept"]
    )


def concept(slug: str) -> Concept:
    """Return the concept called ``slug``.

    Raises
    ------
    ValueError
        If no concept has that slug; the message lists those there are.
    """
    for row in concepts():
        if row.slug == slug:
            return row
    raise ValueError(f"slug must be one of {', '.join(row.slug for row in concepts())}, got {slug!r}")


def sources() -> dict[str, dict[str, Any]]:
    """Return the bibliography by key, as ``sources.toml`` has it."""
    return read_toml(SOURCES)


def part_files(slug: str, part: str) -> tuple[str, ...]:
    """Return the paths, relative to the repository, that make ``part`` of the concept.

    Examples
    --------
    >>> part_files("synergy", "dashboard")
    ('notebooks/dashboards/synergy.ipynb',)
    """
    paths: list[str] = []
    for pattern in PARTS[part]:
        tongues = LANGUAGES if "{language}" in pattern else ("",)
        paths += [pattern.format(slug=slug, language=tongue) for tongue in tongues]
    return tuple(paths)
