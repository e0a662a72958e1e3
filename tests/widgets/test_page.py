"""Pages round the concepts: the gallery, a concept's page, the trainer's notes, the contents."""

import re

import pytest

from course.catalog import DASHBOARDS, ROOT, concepts, units
from widgets import Contents, Gallery, Page
from widgets._page import notes


@pytest.mark.parametrize("language", ["en", "pl"])
def test_gallery_has_a_card_for_every_concept_and_leads_to_every_page(language):
    shown = Gallery(language).value
    built = [row for row in concepts() if row.built]
    for row in built:
        assert row.title[language] in shown.replace("&#x27;", "'")
        assert f"/voila/render/{row.slug}.ipynb?lang={language}" in shown
    assert shown.count("<article") == len(built)
    for unit in units():
        assert unit.thread[language] in shown.replace("&#x27;", "'")
    for page in DASHBOARDS[1:]:
        assert f"/voila/render/{page}.ipynb?lang={language}" in shown


def test_notes_stand_only_on_the_trainers_page(monkeypatch):
    monkeypatch.setenv("QUERY_STRING", "lang=pl")
    assert len(Page("synergy").children) == 2
    monkeypatch.setenv("QUERY_STRING", "lang=pl&view=trainer")
    page = Page("synergy")
    assert "Notatki dla prowadzącego" in page.children[1].value
    monkeypatch.setenv("QUERY_STRING", "lang=pl&view=boss")
    assert len(Page("synergy").children) == 2


@pytest.mark.parametrize("language", ["en", "pl"])
def test_notes_give_minutes_that_add_up_to_the_lesson(language):
    shown = notes("synergy", language)
    minutes = {row.slug: row.minutes for row in concepts()}["synergy"]
    assert f": {minutes} min" in shown
    assert shown.count("<section>") == 5


def test_unknown_concept_is_refused():
    with pytest.raises(ValueError, match="slug must be one of"):
        Page("sinergy", "en")


def test_contents_link_lessons_that_exist():
    shown = Contents("pl")._repr_html_()
    linked = set(re.findall(r'href="([^"]+)"', shown))
    assert linked >= {f"{row.slug}.ipynb" for row in concepts() if row.built}
    for path in linked:
        assert (
            ROOT
            / ("" if path.startswith("exercises") else "notebooks/pl")
            / path.replace("exercises/", "exercises/pl/")
        ).is_file()
