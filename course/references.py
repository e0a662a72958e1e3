"""How a source is named in a text: short inside a sentence, in full under a lesson."""

from __future__ import annotations

import re

from course.catalog import sources
from course.texts import Words

MARK = re.compile(r"\[@(\w+)\]")
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


def written_out(text: str, language: str) -> str:
    """Return ``text`` with every mark ``[@Key]`` replaced by the source's name.

    Examples
    --------
    >>> written_out("A share [@Shapley1953].", "en")
    'A share (Shapley 1953).'
    """
    text = ITEM.sub(lambda match: f"- {full(match[1], language)}", text)
    return MARK.sub(lambda match: f"({short(match[1], language)})", text)


def _source(key: str) -> dict:
    try:
        return sources()[key]
    except KeyError as error:
        raise ValueError(f"key must be in course/sources.toml, got {key!r}") from error
