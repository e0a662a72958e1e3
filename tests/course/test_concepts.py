"""What every built concept must have beyond its files; the catalogue says which concepts are built."""

import json
import re

import pytest

from course.catalog import ROOT, concepts
from course.texts import LANGUAGES, Words, is_leaf

BUILT = [row for row in concepts() if row.built]
concept = pytest.mark.parametrize("row", BUILT, ids=lambda row: row.slug)


def test_something_is_built() -> None:
    assert BUILT


@concept
def test_trainers_notes_add_up_to_the_lessons_minutes(row) -> None:
    blocks = Words(row.slug, "en").node("blocks")
    assert sum(block["minutes"]["plan"] for block in blocks) == row.minutes
    for block in blocks:
        assert block["minutes"]["min"] <= block["minutes"]["plan"] <= block["minutes"]["max"]
        assert all(is_leaf(block[key]) for key in ("title", "do", "ask", "mistake"))


@concept
def test_check_question_answers_every_answer(row) -> None:
    question = Words(row.slug, "en").node("question")
    assert question["right"] in question["options"]
    assert set(question["options"]) == set(question["feedback"])
    assert len(question["options"]) >= 3


@concept
def test_dashboard_shows_its_own_concept(row) -> None:
    notebook = json.loads((ROOT / f"notebooks/dashboards/{row.slug}.ipynb").read_text(encoding="utf-8"))
    assert [f'Page("{row.slug}")' in "".join(cell["source"]) for cell in notebook["cells"]] == [True]


@concept
def test_hints_of_the_exercise_are_written(row) -> None:
    text = (ROOT / f"solutions/bilingual/{row.slug}.md").read_text(encoding="utf-8")
    hints = set(re.findall(r'"(exercise\.\w+)"', text))
    assert hints
    for hint in hints:
        assert is_leaf(Words(row.slug, "en").node(hint)), hint


@concept
@pytest.mark.parametrize("language", LANGUAGES)
def test_lesson_names_its_slides_its_doubt_and_its_sources(row, language) -> None:
    notebook = json.loads((ROOT / f"notebooks/{language}/{row.slug}.ipynb").read_text(encoding="utf-8"))
    text = "\n".join("".join(cell["source"]) for cell in notebook["cells"])
    assert {"en": "Slide", "pl": "Slajd"}[language] in text
    assert {"en": "doubt", "pl": "ątpliwoś"}[language] in text
    assert {"en": "**Ours.** *The best case", "pl": "**Od nas.** *Najmocniejszy argument"}[language] in text
    assert f'Question("{row.slug}"' in text
    assert f"exercises/{row.slug}/{row.slug}.ipynb" in text


@concept
def test_lesson_links_the_same_terms_of_the_glossary_in_both_languages(row) -> None:
    linked = {}
    for language in LANGUAGES:
        text = (ROOT / f"notebooks/{language}/{row.slug}.ipynb").read_text(encoding="utf-8")
        linked[language] = re.findall(r"\(glossary\.ipynb#cell-id=term-(\w+)\)", text)
        assert len(linked[language]) == len(set(linked[language])), "a term is linked where it first appears"
    assert set(linked["en"]) == set(linked["pl"])
    assert len(linked["en"]) >= 2
