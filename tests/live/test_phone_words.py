"""The words of the phone page: each one its modules ask for is there, and the bare page says the same as the texts."""

import re

import pytest

from course.live.pages import PAGE, in_language
from course.texts import LANGUAGES, Words, table

MODULES = ("phone", "mine", "answers", "kinds", "cards", "dom")


@pytest.mark.parametrize("module", MODULES)
def test_every_word_a_module_asks_for_is_in_the_texts(module):
    source = (PAGE / f"{module}.js").read_text(encoding="utf-8")
    asked = set(re.findall(r'\bw\("([a-z_.]+)"', source))
    words = in_language(dict(table("live_phone")), "en")
    assert [key for key in asked if not isinstance(_found(words, key), str | dict)] == []


def _found(words: object, key: str) -> object:
    for step in key.split("."):
        words = words.get(step) if isinstance(words, dict) else None
    return words


def test_nothing_a_person_wrote_can_become_markup():
    for path in PAGE.glob("*.js"):
        source = path.read_text(encoding="utf-8")
        for name in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write"):
            assert name not in source, path.name


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_bare_page_says_what_the_texts_say(language):
    page = (PAGE / "index.html").read_text(encoding="utf-8")
    assert f'<p lang="{language}">{Words("live_phone", language)("bare.text")}</p>' in page
