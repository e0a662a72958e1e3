"""Pages that are read: every term, every source, every block of every programme, in both languages."""

import html
import re

import pytest

from course.catalog import concepts, sources
from course.programmes import programmes
from course.texts import LANGUAGES, table
from widgets import Glossary, Programmes, Sources

both = pytest.mark.parametrize("language", LANGUAGES)


@both
def test_glossary_shows_every_term_once_in_the_order_of_the_alphabet(language):
    shown = html.unescape(Glossary(language).value)
    assert set(re.findall(r'<dt id="(\w+)"', shown)) == set(table("glossary"))
    names = re.findall(r'<dt id="\w+">(.*?) <small', shown)
    assert set(names) == {row["term"][language] for row in table("glossary").values()}
    assert names[0][0] == "a"


@both
def test_sources_show_every_work_and_say_what_the_course_takes(language):
    shown = Sources(language).value
    assert shown.count("<dt") == len(sources())
    assert "A Value for n-Person Games" in shown
    assert "doi.org" in shown


@both
def test_programmes_show_every_block_and_link_the_trainers_pages(language):
    shown = Programmes(language).value
    assert shown.count("<tr><td>") == sum(len(programme.blocks) for programme in programmes())
    assert "<td>9:00</td>" in shown
    assert f"/voila/render/synergy.ipynb?lang={language}&amp;view=trainer" in shown
    for row in concepts():
        assert (f"/{row.slug}.ipynb" in shown) == row.built
