"""The frame of a Voilà page round a concept, and the trainer's notes."""

from __future__ import annotations

import html
import importlib
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import ipywidgets as ipw

from course.catalog import Concept, concept
from course.texts import Words
from widgets import _ready
from widgets._language import language, query, rendering, view

SCREENS = ("projector", "trainer")  # of the live workshop
STYLE = "".join((Path(__file__).parent / name).read_text(encoding="utf-8") for name in ("_theme.css", "_page.css"))


def e(text: str) -> str:
    """Return ``text`` safe inside HTML."""
    return html.escape(text)


def address(name: str, tongue: str, **more: str) -> str:
    """Return the address of the page called ``name``, safe inside HTML.

    What the visitor chose for the eyes goes along; who else is served decides each link by itself.
    """
    eyes = {key: query()[key] for key in ("theme", "view") if query().get(key) in ("light", "dark", "projector")}
    return e(f"{rendering()}{name}.ipynb?{urlencode({'lang': tongue, **eyes, **more})}")


def where(row: Concept, words: Words) -> str:
    """Return minutes and slides of a concept in words."""
    listed = ", ".join(map(str, row.slides))
    slides = words("gallery.slides", n=len(row.slides), list=listed) if row.slides else words("gallery.added")
    return f"{words('gallery.minutes', n=row.minutes)} · {slides}"


class Page(ipw.VBox):
    """A concept as a Voilà page: its title, its widget and, for ``?view=trainer``, the trainer's notes.

    A screen of the live workshop stands alone: what it shows is its own title.

    Parameters
    ----------
    slug : str
        A concept whose widget exists, or one of ``SCREENS``.
    choice : str, optional
        Language; without it the page's address decides.

    Raises
    ------
    ValueError
        If there is no such concept or screen.
    """

    def __init__(self, slug: str, choice: str | None = None) -> None:
        tongue = language(choice)
        if slug in SCREENS:
            self.play = _play(slug, tongue)
            super().__init__([self.play])
            return
        row, words = concept(slug), Words("interface", tongue)
        head = f"<h1>{e(row.title[tongue])}</h1><p>{e(row.question[tongue])} <small>{e(where(row, words))}</small></p>"
        self.play = _play(slug, tongue)
        children = [ipw.HTML(sheet(head, tongue)), self.play]
        if view() == "trainer":
            children.insert(1, ipw.HTML(sheet(notes(slug, tongue), tongue)))
        super().__init__(children)


def prepare(slug: str, tongue: str) -> None:
    """Make a concept's play before anybody asks for its page."""
    _ready.keep(slug, tongue, lambda: _built(slug, tongue))


def _play(slug: str, tongue: str) -> Any:
    return _ready.taken(slug, tongue) or _built(slug, tongue)


def _built(slug: str, tongue: str) -> Any:
    name = "".join(word.capitalize() for word in slug.split("_"))
    return getattr(importlib.import_module(f"widgets.{slug}"), name)(tongue)


def sheet(body: str, tongue: str) -> str:
    """Return ``body`` as a page of plain HTML in the course's look."""
    return f'<style>{STYLE}</style><div class="wp-sheet" lang="{tongue}">{body}</div>'


def notes(slug: str, choice: str | None = None) -> str:
    """Return the trainer's notes of a concept as HTML: minutes, what to do, to ask, what people get wrong."""
    tongue = language(choice)
    words, own = Words("interface", tongue), Words(slug, tongue)
    blocks = own.node("blocks")
    parts = []
    for index, block in enumerate(blocks):
        minutes = words("notes.minutes", **block["minutes"])
        rows = "".join(
            f"<dt>{e(words(f'notes.{key}'))}</dt><dd>{e(own(f'blocks.{index}.{key}'))}</dd>"
            for key in ("do", "ask", "mistake")
        )
        title = e(own(f"blocks.{index}.title"))
        parts.append(f"<section><h3>{title} <small>{e(minutes)}</small></h3><dl>{rows}</dl></section>")
    planned = sum(block["minutes"]["plan"] for block in blocks)
    head = f"<summary>{e(words('notes.title'))}</summary><p>{e(words('notes.intro', n=planned))}</p>"
    return f'<details class="wp-notes" open>{head}<div class="wp-cards">{"".join(parts)}</div></details>'
