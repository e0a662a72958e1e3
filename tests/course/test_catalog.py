from dataclasses import replace
from pathlib import Path

import pytest

from course import catalog
from course.catalog import (
    FOUNDATION,
    PARTS,
    ROOT,
    concept,
    concepts,
    files,
    missing,
    part_files,
    sources,
    strays,
    units,
)


def test_there_are_twenty_concepts_each_with_its_own_slug() -> None:
    slugs = [row.slug for row in concepts()]
    assert len(slugs) == len(set(slugs)) == 20
    assert all(slug.isidentifier() and slug == slug.lower() for slug in slugs)


def test_every_slide_is_covered() -> None:
    assert {slide for row in concepts() for slide in row.slides} == set(range(1, 23))


def test_units_come_in_teaching_order_and_each_has_concepts() -> None:
    order = [unit.slug for unit in units()]
    taught = [row.unit for row in concepts()]
    assert list(dict.fromkeys(taught)) == order
    assert taught == sorted(taught, key=order.index)


@pytest.mark.parametrize("row", concepts(), ids=lambda row: row.slug)
def test_concept_is_whole(row: catalog.Concept) -> None:
    assert 15 <= row.minutes <= 35
    assert set(row.parts) <= set(PARTS)
    for text in (row.title, row.question):
        assert set(text) == {"en", "pl"}
    assert all(question.endswith("?") for question in row.question.values())


def test_unknown_slug_is_refused_with_those_there_are() -> None:
    with pytest.raises(ValueError, match=r"slug must be one of synergy, .* got 'sinergy'"):
        concept("sinergy")


def test_every_file_the_catalogue_names_is_there() -> None:
    assert missing(ROOT) == []


def test_every_file_in_the_concepts_folders_is_in_the_catalogue() -> None:
    assert strays(ROOT) == []


def test_foundation_names_only_what_exists_and_no_concept() -> None:
    assert [path for path in FOUNDATION if not (ROOT / path).is_file()] == []
    assert not set(FOUNDATION) & {path for row in concepts() for part in PARTS for path in part_files(row.slug, part)}


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Return a small tree with the whole of one concept in it."""
    whole = [path for part in PARTS for path in part_files("synergy", part)]
    for path in (*whole, "course/models/coalitions.py", "course/catalog.py", "widgets/synergy.js"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text("")
    return tmp_path


BUILT = replace(concept("synergy"), parts=tuple(PARTS))


def test_whole_concept_has_nothing_missing_and_no_strays(copy: Path) -> None:
    assert missing(copy, [BUILT]) == strays(copy, [BUILT]) == []


@pytest.mark.parametrize(
    "stray",
    [
        "course/models/synergies.py",
        "course/models/trust_levels.py",
        "course/figures/synergy_old.py",
        "course/texts/trust-levels.toml",
        "widgets/Synergy.py",
        "notebooks/bilingual/draft.md",
        "notebooks/pl/synergia.ipynb",
        "notebooks/dashboards/trust_levels.ipynb",
        "solutions/en/synergy/answers.md",
        "exercises/pl/synergy/synergy.new.ipynb",
        "tests/models/test_sinergy.py",
    ],
)
def test_planted_stray_is_found(copy: Path, stray: str) -> None:
    (copy / stray).parent.mkdir(parents=True, exist_ok=True)
    (copy / stray).write_text("")
    assert strays(copy, [BUILT]) == [stray]


@pytest.mark.parametrize("part", PARTS)
def test_part_that_the_catalogue_does_not_list_is_found(copy: Path, part: str) -> None:
    listed = replace(BUILT, parts=tuple(name for name in PARTS if name != part))
    beside = ["widgets/synergy.js"] if part == "widget" else []
    assert sorted(strays(copy, [listed])) == sorted([*part_files("synergy", part), *beside])


@pytest.mark.parametrize("path", [path for part in PARTS for path in part_files("synergy", part)])
def test_lost_file_is_found(copy: Path, path: str) -> None:
    (copy / path).unlink()
    assert missing(copy, [BUILT]) == [path]


def test_caches_and_hidden_folders_do_not_count(copy: Path) -> None:
    for path in ("widgets/__pycache__/x.pyc", "notebooks/en/.ipynb_checkpoints/x.ipynb"):
        (copy / path).parent.mkdir()
        (copy / path).write_text("")
    assert not [path for path in files(copy) if "x." in path]


@pytest.mark.parametrize("key", sources())
def test_source_says_who_what_and_why(key: str) -> None:
    row = sources()[key]
    assert set(row) <= {"short", "authors", "year", "title", "published", "url", "doi", "note"}
    assert row["authors"]
    assert row["title"]
    assert set(row["note"]) == {"en", "pl"}
    assert 1900 < row.get("year", 2000) < 2030
    assert row.get("url", "http").startswith("http")
    assert row.get("doi", "10.").startswith("10.")


def test_year_in_a_key_is_the_year_of_the_work() -> None:
    law = {"Reg1303", "Reg1974"}
    dated = {key: row["year"] for key, row in sources().items() if key[-4:].isdigit() and key not in law}
    assert dated
    assert all(int(key[-4:]) == year for key, year in dated.items())
