"""Numbers of one's own: drawn from a learner's identifier, so that ways to an answer are shared and answers are not.

Nothing is kept anywhere. Whoever knows the identifier, as the person who marks does, draws the same numbers again.
"""

from __future__ import annotations

import hashlib
import tomllib
import unicodedata
from functools import cache
from pathlib import Path
from types import MappingProxyType


@cache
def choices() -> MappingProxyType[str, dict[str, list[int]]]:
    """Return the exercises that ask for own numbers, by slug: what each number is drawn from."""
    return MappingProxyType(tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8")))


def plain(name: str) -> str:
    """Return a name without what people type differently: capitals, blanks, ways of writing one letter.

    Examples
    --------
    >>> plain("  Ola  NOWAK ") == plain("ola nowak")
    True
    """
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def own_numbers(slug: str, name: str) -> dict[str, int]:
    """Return a learner's own numbers in an exercise.

    Parameters
    ----------
    slug : str
        An exercise with a table in ``own_numbers.toml``.
    name : str
        The learner's identifier on the class list; capitals and blanks do not matter.

    Raises
    ------
    KeyError
        If the exercise has the same numbers for everybody.
    ValueError
        If there is no name.

    Examples
    --------
    >>> own_numbers("leverage", "anna") == own_numbers("leverage", " Anna")
    True
    >>> sorted(own_numbers("leverage", "anna"))
    ['grant', 'own', 'rate']
    """
    lists = choices()[slug]
    if not plain(name):
        raise ValueError("name must hold a letter or a digit, got nothing")
    # Not `random`: what it chooses may differ between versions of Python, and the person who marks may have another.
    drawn = int.from_bytes(hashlib.sha256(f"{plain(name)}\n{slug}".encode()).digest(), "big")
    found = {}
    for key, values in lists.items():
        drawn, place = divmod(drawn, len(values))
        found[key] = values[place]
    return found
