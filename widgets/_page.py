"""The frame of a Voilà page round a concept, and the lists of concepts: gallery and contents."""

from __future__ import annotations

import html
import importlib
from pathlib import Path
from urllib.parse import urlencode

import ipywidgets as ipw

from course.catalog import Concept, concept, concepts, units
from course.texts import Words
from widgets._language import language, query, view

STYLE = "".join((Path(__file__).parent / name).read_text(encoding="utf-8") for name in ("_theme.css", "_page.css"))


def _e(text: str) -> str:
    return html.escape(text)


def _where(row: Concept, words: Words) -> str:
    """Return minutes and slides of a concept in words."""
    listed = ", ".join(map(str, row.slides))
    slides = words("gallery.slides", n=len(row.slides), list=listed) if row.slides else words("gallery.added")
    return f"{words('gallery.minutes', n=row.minutes)} · {slides}"


class Page(ipw.VBox):
    """A concept as a Voilà page: its title, its widget and, for ``?view=trainer``, the trainer's notes.

    Parameters
    ----------
    slug : str
        A concept whose widget exists.
    choice : str, optional
        Language; without it the page's address decides.

    Raises
    ------
    ValueError
        If there is no such concept.
    """

    def __init__(self, slug: str, choice: str | None = None) -> None:
        tongue = language(choice)
        row, words = concept(slug), Words("interface", tongue)
        head = (
            f"<h1>{_e(row.title[tongue])}</h1><p>{_e(row.question[tongue])} <small>{_e(_where(row, words))}</small></p>"
        )
        name = "".join(word.capitalize() for word in slug.split("_"))
        self.play = getattr(importlib.import_module(f"widgets.{slug}"), name)(tongue)
        children = [ipw.HTML(_sheet(head, tongue)), self.play]
        if view() == "trainer":
            children.insert(1, ipw.HTML(_sheet(notes(slug, tongue), tongue)))
        super().__init__(children)


def _sheet(body: str, tongue: str) -> str:
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
            f"<dt>{_e(words(f'notes.{key}'))}</dt><dd>{_e(own(f'blocks.{index}.{key}'))}</dd>"
            for key in ("do", "ask", "mistake")
        )
        title = _e(own(f"blocks.{index}.title"))
        parts.append(f"<section><h3>{title} <small>{_e(minutes)}</small></h3><dl>{rows}</dl></section>")
    planned = sum(block["minutes"]["plan"] for block in blocks)
    head = f"<summary>{_e(words('notes.title'))}</summary><p>{_e(words('notes.intro', n=planned))}</p>"
    return f'<details class="wp-notes" open>{head}<div class="wp-cards">{"".join(parts)}</div></details>'


class Gallery(ipw.HTML):
    """Cards of all concepts by unit, each with its picture.

    Parameters
    ----------
    choice : str, optional
        Language; without it the page's address decides.
    """

    def __init__(self, choice: str | None = None) -> None:
        self.language = language(choice)
        words = Words("interface", self.language)
        parts = [f"<h1>{_e(words('gallery.title'))}</h1><p>{_e(words('gallery.intro'))}</p>"]
        for unit in units():
            cards = "".join(self._card(row, words) for row in concepts() if row.unit == unit.slug)
            parts.append(f'<h2>{_e(unit.title[self.language])}</h2><div class="wp-cards">{cards}</div>')
        super().__init__(_sheet("".join(parts), self.language))

    def _card(self, row: Concept, words: Words) -> str:
        title, question = _e(row.title[self.language]), _e(row.question[self.language])
        where = f"<p><small>{_e(_where(row, words))}</small></p>"
        if "dashboard" not in row.parts:
            return (
                f'<article class="wp-card wp-later"><h3>{title}</h3><p>{question}</p>{where}'
                f"<p><small>{_e(words('gallery.later'))}</small></p></article>"
            )
        # What the visitor chose for the eyes goes along; who else is served decides each link by itself.
        eyes = {key: query()[key] for key in ("theme", "view") if query().get(key) in ("light", "dark", "projector")}
        address = f"/voila/render/{row.slug}.ipynb?{urlencode({'lang': self.language, **eyes})}"
        notes_address = (
            f"/voila/render/{row.slug}.ipynb?{urlencode({'lang': self.language, **eyes, 'view': 'trainer'})}"
        )
        picture = importlib.import_module(f"course.figures.{row.slug}").cover(self.language)
        label = f"{_e(words('gallery.open'))}: {title}"
        return (
            f'<article class="wp-card"><div class="wp-cover" aria-hidden="true">{picture.svg()}</div><h3>{title}</h3>'
            f'<p>{question}</p>{where}<p><a class="wp-go" href="{_e(address)}" aria-label="{label}">'
            f'{_e(words("gallery.open"))}</a> <a class="wp-go wp-quiet" href="{_e(notes_address)}">'
            f"{_e(words('gallery.trainer'))}</a></p></article>"
        )


class Contents:
    """The lessons by unit, with links to the notebooks beside this one and to their exercises."""

    def __init__(self, choice: str | None = None) -> None:
        self.language = language(choice)

    def _repr_html_(self) -> str:
        words = Words("interface", self.language)
        parts = []
        for unit in units():
            items = "".join(self._item(row, words) for row in concepts() if row.unit == unit.slug)
            parts.append(f"<h3>{_e(unit.title[self.language])}</h3><ul>{items}</ul>")
        return f'<div lang="{self.language}">{"".join(parts)}</div>'

    def _item(self, row: Concept, words: Words) -> str:
        title, question = _e(row.title[self.language]), _e(row.question[self.language])
        if "lesson" not in row.parts:
            return f"<li>{title} <em>({_e(words('gallery.later'))})</em></li>"
        exercise = f' · <a href="exercises/{row.slug}/{row.slug}.ipynb">{_e(words("gallery.exercise"))}</a>'
        return (
            f'<li><a href="{row.slug}.ipynb"><strong>{title}</strong></a> {question} '
            f"<small>({_e(_where(row, words))})</small>{exercise if 'exercise' in row.parts else ''}</li>"
        )
