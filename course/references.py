"""How a source is named in a text: short inside a sentence, in full under a lesson; and where a term is explained.

A lesson writes ``[@Key]`` for a source and ``[the words](term:key)`` for a term; both become links to the pages
``sources`` and ``glossary``, which are made here too.
"""

from __future__ import annotations

import re

from course.catalog import sources
from course.texts import LANGUAGES, Words, table

# Alone in a paragraph these stand for a whole page.
WHOLE = re.compile(r"^\[all:(terms|sources)\]$", re.MULTILINE)
MARK = re.compile(r"\[@(\w+)\]")
TERM = re.compile(r"\]\(term:(\w*)\)")
ALPHABET = " 0123456789aąbcćdeęfghijklłmnńoópqrsśtuvwxyzźż"
# A list item that is nothing but a mark asks for the full reference.
ITEM = re.compile(r"^- \[@(\w+)\]$", re.MULTILINE)


def short(key: str, language: str) -> str:
    """Return the source as a sentence names it: ``Shapley 1953``, or the source's own short name.

    Raises
    ------
    ValueError
        If no source has that key.

    Examples
    --------
    >>> short("Shapley1953", "pl"), short("AnsellGash2008", "pl"), short("Frey2006", "en")
    ('Shapley 1953', 'Ansell i Gash 2008', 'Frey et al. 2006')
    """
    source = _source(key)
    words = Words("interface", language)
    if "short" in source:
        return source["short"]
    names = [name.split()[-1] for name in source["authors"]]
    listed = words("reference.and").join(names) if len(names) < 3 else words("reference.others", first=names[0])
    return f"{listed} {source['year']}" if "year" in source else listed


def full(key: str, language: str) -> str:
    """Return the source in full, as Markdown: authors, year, title, place, link, and what the course takes from it.

    Raises
    ------
    ValueError
        If no source has that key.

    Examples
    --------
    >>> full("Oates1972", "en").startswith("Wallace E. Oates (1972). *Fiscal Federalism*.")
    True
    """
    source = _source(key)
    year = f" ({source['year']})" if "year" in source else ""
    parts = [f"{', '.join(source['authors'])}{year}. *{source['title']}*."]
    if "published" in source:
        parts.append(f"{source['published']}.")
    if address := link(key):
        parts.append(f"<{address}>.")
    parts.append(source["note"][language])
    return " ".join(parts)


def link(key: str) -> str:
    """Return the source's address on the web, empty where the bibliography has none."""
    source = _source(key)
    return f"https://doi.org/{source['doi']}" if "doi" in source else source.get("url", "")


def term(key: str, language: str) -> str:
    """Return the term of the glossary called ``key``.

    Raises
    ------
    ValueError
        If the glossary has no such term.

    Examples
    --------
    >>> term("cluster", "pl")
    'klaster'
    """
    if key not in table("glossary"):
        raise ValueError(f"term must be in course/texts/glossary.toml, got {key!r}")
    return table("glossary")[key]["term"][language]


def terms(language: str) -> list[tuple[str, str, str, str]]:
    """Return (key, term, term in the other language, meaning), in the alphabet of ``language``.

    Examples
    --------
    >>> terms("en")[0][1:3]
    ('added value', 'wartość dodana')
    """
    other = next(code for code in LANGUAGES if code != language)
    rows = [
        (key, row["term"][language], row["term"][other], row["meaning"][language])
        for key, row in table("glossary").items()
    ]
    return sorted(rows, key=lambda row: in_order(row[1]))


def in_order(text: str) -> list[int]:
    """Return what to sort ``text`` by: each letter's place in the Polish alphabet, which holds the English one.

    Examples
    --------
    >>> sorted(["łąka", "most", "las"], key=in_order)
    ['las', 'łąka', 'most']
    """
    return [ALPHABET.find(letter) for letter in text.lower()]


def works(language: str) -> list[str]:
    """Return the keys of the sources in the order of their short names."""
    return sorted(sources(), key=lambda key: in_order(short(key, language)))


def page(name: str, language: str) -> list[tuple[str, str]]:
    """Return the cells (id, Markdown) of the page that ``[all:terms]`` or ``[all:sources]`` stands for.

    A cell an entry, because JupyterLab finds its way to a cell by its id, but not reliably to a heading.
    """
    if name == "terms":
        return [
            (f"term-{key}", f"### {name}\n\n*{other}* · {meaning}") for key, name, other, meaning in terms(language)
        ]
    return [(f"source-{key}", f"### {short(key, language)}\n\n{full(key, language)}") for key in works(language)]


def written_out(text: str, language: str, linked: bool = False) -> str:
    """Return ``text`` with every mark written out: sources by name, terms as links.

    Parameters
    ----------
    text : str
        Markdown with marks.
    language : str
        ``en`` or ``pl``.
    linked : bool
        Whether the pages lie beside the text, so that names of sources link to them.

    Raises
    ------
    ValueError
        If a mark names a source or a term there is none of.

    Examples
    --------
    >>> written_out("A share [@Shapley1953].", "en")
    'A share (Shapley 1953).'
    >>> written_out("[@Shapley1953]", "en", linked=True)
    '([Shapley 1953](sources.ipynb#cell-id=source-Shapley1953))'
    >>> written_out("In a [group](term:cluster).", "en", linked=True)
    'In a [group](glossary.ipynb#cell-id=term-cluster).'
    """

    def named(match: re.Match[str]) -> str:
        name = short(match[1], language)
        return f"([{name}](sources.ipynb#cell-id=source-{match[1]}))" if linked else f"({name})"

    def explained(match: re.Match[str]) -> str:
        term(match[1], language)
        return f"](glossary.ipynb#cell-id=term-{match[1]})"

    text = TERM.sub(explained, text)
    text = ITEM.sub(lambda match: f"- {full(match[1], language)}", text)
    return MARK.sub(named, text)


def _source(key: str) -> dict:
    try:
        return sources()[key]
    except KeyError as error:
        raise ValueError(f"key must be in course/sources.toml, got {key!r}") from error
