"""The one list of concepts, in teaching order, and where each concept's files are."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable
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
    "widget": ("widgets/{slug}.py", "tests/widgets/test_{slug}.py", "tests/browser/plays/{slug}.py"),
    "texts": ("course/texts/{slug}.toml",),
    "lesson": ("notebooks/bilingual/{slug}.md", "notebooks/{language}/{slug}.ipynb"),
    "dashboard": ("notebooks/dashboards/{slug}.ipynb",),
    "exercise": (
        "solutions/bilingual/{slug}.md",
        "solutions/{language}/{slug}/{slug}.ipynb",
        "exercises/{language}/{slug}/{slug}.ipynb",
        "tests/notebooks/works/{slug}.toml",
    ),
}

# What may lie beside a part's files without being asked for: the browser's half of a widget.
COMPANIONS: dict[str, tuple[str, ...]] = {
    "widget": ("widgets/{slug}.js", "widgets/{slug}.css"),
}

# Pages that are no concept: notebooks beside the lessons, and dashboards.
PAGES = ("start_here", "glossary", "sources", "my_partnership")
DASHBOARDS = ("index", "programmes", "glossary", "sources", "my_partnership", "projector", "trainer")

# Files in the concepts' folders that belong to no concept. Anything else there must be a part of one.
FOUNDATION = (
    "course/models/__init__.py",
    "course/models/_cluster_rules.py",
    "course/models/_coalitions.py",
    "course/models/coalitions.py",
    "course/figures/__init__.py",
    "course/figures/_partnership.py",
    "course/figures/_style.py",
    "course/texts/__init__.py",
    "course/texts/command.toml",
    "course/texts/doctor.toml",
    "course/texts/exercise.toml",
    "course/texts/glossary.toml",
    "course/texts/grading_collect.toml",
    "course/texts/grading_command.toml",
    "course/texts/grading_demo.toml",
    "course/texts/grading_export.toml",
    "course/texts/grading_feedback.toml",
    "course/texts/grading_place.toml",
    "course/texts/grading_repair.toml",
    "course/texts/grading_run.toml",
    "course/texts/grading_similar.toml",
    "course/texts/grading_status.toml",
    "course/texts/grading_submit.toml",
    "course/texts/hub.toml",
    "course/texts/interface.toml",
    "course/texts/live.toml",
    "course/texts/live_phone.toml",
    "course/texts/live_rehearse.toml",
    "course/texts/live_report.toml",
    "course/texts/live_screens.toml",
    "course/texts/live_server.toml",
    "course/texts/live_store.toml",
    "course/texts/my_partnership.toml",
    "course/texts/page.toml",
    "widgets/__init__.py",
    "widgets/_controls.js",
    "widgets/_controls.py",
    "widgets/_explorer.css",
    "widgets/_explorer.js",
    "widgets/_explorer.py",
    "widgets/_hand_in.py",
    "widgets/_ladder.js",
    "widgets/_language.py",
    "widgets/_lists.py",
    "widgets/_live.py",
    "widgets/_load.js",
    "widgets/_load.py",
    "widgets/_page.css",
    "widgets/_page.py",
    "widgets/_partnership.py",
    "widgets/_plane.js",
    "widgets/_portfolio.py",
    "widgets/_question.py",
    "widgets/_ready.py",
    "widgets/_reference.py",
    "widgets/_sorting.py",
    "widgets/_talk.js",
    "widgets/_theme.css",
    "widgets/projector.py",
    "widgets/trainer.py",
    *(
        f"notebooks/{place}"
        for page in PAGES
        for place in (f"bilingual/{page}.md", f"en/{page}.ipynb", f"pl/{page}.ipynb")
    ),
    *(f"notebooks/dashboards/{page}.ipynb" for page in DASHBOARDS),
    "tests/models/test_coalitions.py",
    "tests/figures/test_my_partnership.py",
    "tests/figures/test_style.py",
    "tests/widgets/test_explorer.py",
    "tests/widgets/test_hand_in.py",
    "tests/widgets/test_live.py",
    "tests/widgets/test_load.py",
    "tests/widgets/test_my_partnership.py",
    "tests/widgets/test_page.py",
    "tests/widgets/test_ready.py",
    "tests/widgets/test_reference.py",
    "tests/widgets/test_sorting.py",
)
FOLDERS = (
    "course/models",
    "course/figures",
    "course/texts",
    "widgets",
    "notebooks/bilingual",
    "notebooks/en",
    "notebooks/pl",
    "notebooks/dashboards",
    "solutions",
    "exercises",
    "tests/models",
    "tests/figures",
    "tests/widgets",
    "tests/browser/plays",
    "tests/notebooks/works",
)


@dataclass(frozen=True, slots=True)
class Unit:
    """A group of concepts that answers one question of the course; ``thread`` says how it goes on from the last."""

    slug: str
    title: dict[str, str]
    thread: dict[str, str]


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


@cache
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


def content() -> Path:
    """Return the folder that holds ``notebooks`` and ``exercises``: the repository, or their copy in the package."""
    repository = (ROOT / "course" / "catalog.toml").is_file() and (ROOT / "notebooks" / "bilingual").is_dir()
    return ROOT if repository else FILE.parent / "shipped"


def files(root: Path) -> tuple[str, ...]:
    """Return the paths of the repository at ``root``, relative and sorted, without what git ignores.

    Outside git every file counts, save caches and hidden folders.
    """
    if (root / ".git").exists():
        command = ["git", "-C", str(root), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        listed = subprocess.run(command, capture_output=True, check=True).stdout.decode().split("\0")
        return tuple(sorted({path for path in listed if path and (root / path).is_file()}))
    paths = (path.relative_to(root) for path in root.rglob("*") if path.is_file())
    return tuple(
        sorted(p.as_posix() for p in paths if not any(s == "__pycache__" or s[0] == "." for s in p.parts[:-1]))
    )


def missing(root: Path, rows: Iterable[Concept] | None = None) -> list[str]:
    """Return the paths that the catalogue promises and ``root`` does not have."""
    promised = (path for row in rows or concepts() for part in row.parts for path in part_files(row.slug, part))
    return [path for path in promised if not (root / path).is_file()]


def strays(root: Path, rows: Iterable[Concept] | None = None) -> list[str]:
    """Return the paths in the concepts' folders that belong neither to a built part nor to the foundation."""
    owned: set[str] = set(FOUNDATION)
    for row in rows or concepts():
        for part in row.parts:
            owned.update(part_files(row.slug, part))
            owned.update(pattern.format(slug=row.slug) for pattern in COMPANIONS.get(part, ()))
    inside = (path for path in files(root) if path.startswith(tuple(f"{folder}/" for folder in FOLDERS)))
    return [path for path in inside if path not in owned and not path.endswith("/.gitkeep")]
