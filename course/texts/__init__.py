"""The words people read: one TOML file a concept, both languages on one line.

A leaf is a table with a string per language, ``{ en = "Trust", pl = "Zaufanie" }``. Where a sentence counts
something, the strings may be tables of plural forms, ``en = { one = "{n} partner", other = "{n} partners" }``;
the form is chosen by the value of ``n``.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal

LANGUAGES = ("en", "pl")
DEFAULT = "en"
# What a spreadsheet takes for the beginning of a formula, the wide forms of an Asian keyboard included.
FORMULAS = tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")
FOLDER = Path(__file__).parent


class Language(StrEnum):
    """The languages of the course, as a choice on the command line."""

    en = "en"
    pl = "pl"


class TextsError(ValueError):
    """A file of texts cannot be read; the message names the file and the line."""


def known(code: str | None) -> str:
    """Return ``code`` where the course speaks it, else English.

    Examples
    --------
    >>> known("pl"), known("xx"), known(None)
    ('pl', 'en', 'en')
    """
    short = (code or "").strip().lower()[:2]
    return short if short in LANGUAGES else DEFAULT


def spoken(choice: str | None = None) -> str:
    """Return the language of the terminal: ``choice``, else ``COURSE_LANGUAGE``, else the locale, else English.

    Examples
    --------
    >>> spoken("pl"), spoken("xx")
    ('pl', 'en')
    """
    variables = ("COURSE_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")
    return known(choice or next(filter(None, map(os.environ.get, variables)), None))


def read_toml(path: Path) -> dict[str, Any]:
    """Return the parsed file; a broken one raises ``TextsError`` naming file and line."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise TextsError(f"{path}: {error}") from error


@cache
def table(name: str) -> Mapping[str, Any]:
    """Return the whole file of texts called ``name`` (a slug, or ``interface``) as nested tables.

    Raises
    ------
    TextsError
        If the file is missing or is not TOML; the message names the file and the line.
    """
    path = FOLDER / f"{name}.toml"
    if not path.is_file():
        raise TextsError(f"{path}: no such file of texts")
    return read_toml(path)


def is_leaf(node: object) -> bool:
    """Return whether ``node`` holds one text in the course's languages."""
    return isinstance(node, Mapping) and set(node) == set(LANGUAGES)


def number(value: float, language: str, digits: int = 2) -> str:
    """Return ``value`` as the language writes it, with at most ``digits`` decimals and a true minus sign.

    Examples
    --------
    >>> number(1.5, "en"), number(1.5, "pl"), number(-2.0, "pl")
    ('1.5', '1,5', '−2')
    """
    rounded = round(float(value), digits) + 0.0
    pattern = "#,##0." + "#" * digits if digits else "#,##0"
    return format_decimal(rounded, format=pattern, locale=known(language)).replace("-", "−")


def safe(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula: an apostrophe before what might begin one.

    Examples
    --------
    >>> safe("=1+1"), safe(" @SUM(A1)"), safe("2 + 2")
    ("'=1+1", "' @SUM(A1)", '2 + 2')
    """
    plain = text.replace("\x00", "")
    risky = plain.startswith(FORMULAS) or plain.lstrip().startswith(FORMULAS)
    return f"'{plain}" if risky else plain


def day(value: date, language: str) -> str:
    """Return ``value`` as the language writes a day.

    Examples
    --------
    >>> day(date(2027, 3, 31), "en"), day(date(2027, 3, 31), "pl")
    ('31 March 2027', '31 marca 2027')
    """
    return format_date(value, "d MMMM y", locale=known(language))


class Words:
    """The texts of one file in one language; call it with a dotted key.

    Floats among the values are written as the language writes numbers.

    Parameters
    ----------
    name : str
        The file: a concept's slug, or ``interface``.
    language : str
        ``en`` or ``pl``; anything else is read as English.

    Raises
    ------
    TextsError
        When called with a key the file does not have; the message names file and key.

    Examples
    --------
    >>> Words("interface", "pl")("language.name")
    'polski'
    """

    def __init__(self, name: str, language: str) -> None:
        self.name = name
        self.language = known(language)

    def __call__(self, key: str, **values: object) -> str:
        """Return the text at ``key`` with ``values`` filled in."""
        leaf = self.node(key)
        if not is_leaf(leaf):
            raise TextsError(f"{FOLDER / self.name}.toml: {key} is not a text in {', '.join(LANGUAGES)}")
        text = leaf[self.language]
        if isinstance(text, Mapping):
            count = values["n"]
            assert isinstance(count, int | float), "plural forms are chosen by a number n"
            text = text.get(Locale(self.language).plural_form(count), text["other"])
        shown = {k: number(v, self.language) if isinstance(v, float) else v for k, v in values.items()}
        return text.format(**shown) if shown else text

    def node(self, key: str) -> Any:
        """Return whatever stands at ``key``: a text, a table or a list of tables."""
        node: Any = table(self.name)
        for step in key.split("."):
            try:
                node = node[int(step)] if isinstance(node, list) else node[step]
            except (KeyError, IndexError, ValueError, TypeError) as error:
                raise TextsError(f"{FOLDER / self.name}.toml: no text {key!r}") from error
        return node
