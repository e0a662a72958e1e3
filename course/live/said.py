"""Sentences of ``live.toml`` in both languages at once, as the parts of the protocol carry them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from course.texts import LANGUAGES, Words, is_leaf

NAME = "live"
Text = dict[str, str]  # language -> what is said


def said(key: str, **values: object) -> Text:
    """Return the text at ``key`` of ``live.toml`` in every language, with ``values`` filled in.

    A value that is itself a text in the course's languages is filled in as the language has it.

    Examples
    --------
    >>> said("group.name", number="2")
    {'en': 'Group 2', 'pl': 'Grupa 2'}
    """
    found: Text = {}
    for language in LANGUAGES:
        own = {name: in_language(value, language) for name, value in values.items()}
        found[language] = Words(NAME, language)(key, **own)
    return found


def in_language(value: object, language: str) -> Any:
    """Return ``value``, or its text in ``language`` where it is one in both."""
    return value[language] if isinstance(value, Mapping) and is_leaf(value) else value


def joined(*parts: Text | None) -> Text:
    """Return sentences one after the other; those that are None are left out."""
    there = [part for part in parts if part]
    return {language: " ".join(part[language] for part in there) for language in LANGUAGES}
