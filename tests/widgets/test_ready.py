"""Plays made before anybody asks are those that would be made on asking."""

import re

import ipywidgets as ipw
import pytest

from course.catalog import concepts
from widgets import Page
from widgets._page import prepare

SLUGS = [row.slug for row in concepts() if row.built]
# What matplotlib draws by chance to tell the parts of one picture from those of another.
CHANCE = re.compile(r"\b(?:p|m|image)[0-9a-f]{10,}\b")


def told(widget: ipw.Widget) -> list:
    """Return all that a page is told of a widget and of what it is made of, in order."""
    rows = [
        {name: getattr(widget, name) for name in sorted(widget.keys) if name not in ("children", "layout", "style")}
    ]
    for child in getattr(widget, "children", ()):
        rows += told(child)
    return rows


def same(one: ipw.Widget, other: ipw.Widget) -> bool:
    return CHANCE.sub("", repr(told(one))) == CHANCE.sub("", repr(told(other)))


@pytest.mark.parametrize("slug", SLUGS)
def test_a_play_made_before_is_the_play_made_on_asking_and_is_given_once(slug, monkeypatch):
    monkeypatch.delenv("QUERY_STRING", raising=False)
    opened: list[ipw.Widget] = []
    stock = ipw.Widget.open
    monkeypatch.setattr(ipw.Widget, "open", lambda self: (stock(self), opened.append(self))[0])
    prepare(slug, "pl")
    assert not opened, "no page is told of it yet"
    before = Page(slug, "pl")
    first = list(opened)
    asked = Page(slug, "pl")
    assert before.play is not asked.play
    assert same(before, asked)
    assert len(opened) == 2 * len(first)
    for place, widget in enumerate(first):
        for value in (getattr(widget, name) for name in widget.keys):
            for inner in value if isinstance(value, (list, tuple)) else (value,):
                assert not isinstance(inner, ipw.Widget) or inner in first[:place], "what it is made of comes first"


@pytest.mark.parametrize("query", ["lang=pl&model.first=3", "budget.grant=50"])
def test_an_address_with_values_of_its_own_gets_a_play_of_its_own(monkeypatch, query):
    prepare("leverage", "pl")
    monkeypatch.setenv("QUERY_STRING", query)
    first = Page("leverage", "pl").play
    monkeypatch.setenv("QUERY_STRING", "lang=pl&view=trainer&theme=dark")
    waiting = Page("leverage", "pl").play
    assert waiting is not first
    assert len(waiting.children) == 1, "the play comes after the bet"
    waiting.bet.values = {**waiting.bet.values, "answer": "money"}
    moved = next(child for child in waiting.children if any(one["kind"] == "slider" for one in child.controls))
    pictures, name = moved.pictures, next(one["name"] for one in moved.controls if one["kind"] == "slider")
    moved.values = {**moved.values, name: moved.values[name] + 5}
    assert moved.pictures != pictures, "it plays on like any other"
