"""The lists of concepts: the gallery of the dashboards, the contents of the lessons."""

from __future__ import annotations

import importlib
from functools import cache

import ipywidgets as ipw

from course.catalog import Concept, concepts, units
from course.texts import Words
from widgets._language import language
from widgets._page import address, e, sheet, where

# Pages that are no concept: those of the gallery, and those that are notebooks beside the lessons too.
PAGES = ("trainer", "projector", "programmes", "my_partnership", "glossary", "sources")
BESIDE = ("my_partnership", "glossary", "sources")


class Gallery(ipw.HTML):
    """Cards of all concepts by unit, each with its picture, and the way to the other pages.

    Parameters
    ----------
    choice : str, optional
        Language; without it the page's address decides.
    """

    def __init__(self, choice: str | None = None) -> None:
        self.language = language(choice)
        words = Words("interface", self.language)
        links = "".join(
            f'<a class="wp-go wp-quiet" href="{address(page, self.language)}">{e(words(f"pages.{page}"))}</a>'
            for page in PAGES
        )
        title, intro = e(words("gallery.title")), e(words("gallery.intro"))
        parts = [f'<h1>{title}</h1><p>{intro}</p><nav class="wp-links">{links}</nav>']
        for unit in units():
            cards = "".join(self._card(row, words) for row in concepts() if row.built and row.unit == unit.slug)
            head = f"<h2>{e(unit.title[self.language])}</h2><p>{e(unit.thread[self.language])}</p>"
            parts.append(f'{head}<div class="wp-cards">{cards}</div>')
        super().__init__(sheet("".join(parts), self.language))

    def _card(self, row: Concept, words: Words) -> str:
        title, question = e(row.title[self.language]), e(row.question[self.language])
        small = f"<p><small>{e(where(row, words))}</small></p>"
        played, notes = address(row.slug, self.language), address(row.slug, self.language, view="trainer")
        go, picture = e(words("gallery.open")), cover(row.slug, self.language)
        return (
            f'<article class="wp-card"><div class="wp-cover" aria-hidden="true">{picture}</div><h3>{title}</h3>'
            f'<p>{question}</p>{small}<p class="wp-links">'
            f'<a class="wp-go" href="{played}" aria-label="{go}: {title}">{go}</a> '
            f'<a class="wp-go wp-quiet" href="{notes}">{e(words("gallery.trainer"))}</a></p></article>'
        )


@cache
def cover(slug: str, tongue: str) -> str:
    """Return the picture of a concept's card as SVG; it is the same for every visitor."""
    return importlib.import_module(f"course.figures.{slug}").cover(tongue).svg()


class Contents:
    """The lessons by unit, with links to the notebooks beside this one and to their exercises.

    Parameters
    ----------
    choice : str, optional
        Language.
    """

    def __init__(self, choice: str | None = None) -> None:
        self.language = language(choice)

    def _repr_html_(self) -> str:
        words = Words("interface", self.language)
        parts = []
        for unit in units():
            items = "".join(self._item(row, words) for row in concepts() if row.built and row.unit == unit.slug)
            head = f"<h3>{e(unit.title[self.language])}</h3><p>{e(unit.thread[self.language])}</p>"
            parts.append(f"{head}<ul>{items}</ul>")
        links = "".join(f'<li><a href="{page}.ipynb">{e(words(f"pages.{page}"))}</a></li>' for page in BESIDE)
        return f'<div lang="{self.language}">{"".join(parts)}<h3>{e(words("pages.beside"))}</h3><ul>{links}</ul></div>'

    def _item(self, row: Concept, words: Words) -> str:
        title, question = e(row.title[self.language]), e(row.question[self.language])
        exercise = f'<a href="exercises/{row.slug}/{row.slug}.ipynb">{e(words("gallery.exercise"))}</a>'
        return (
            f'<li><a href="{row.slug}.ipynb"><strong>{title}</strong></a> {question} '
            f"<small>({e(where(row, words))})</small> · {exercise}</li>"
        )
