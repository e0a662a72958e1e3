"""The case library: eight invented partnerships, true to life, that any concept can open.

One TOML file a case, both languages on one line. Whatever shows a case says that it is invented. The numbers are ours.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from course.cases.partnership import LAYERS, Partner, Partnership
from course.texts import read_toml

FOLDER = Path(__file__).parent
# From the smallest to the largest.
CASES = (
    "training",
    "day_care",
    "river",
    "bus_line",
    "school_firms",
    "market_square",
    "orchard",
    "heritage_trail",
)
OUTCOMES = ("grew", "lasts", "shrank", "ended")


@dataclass(frozen=True, slots=True)
class Payment:
    """What one partner pays in a year: its place among the partners, thousands of złoty, and what for, by language."""

    who: int
    amount: int
    what: dict[str, str]


@dataclass(frozen=True, slots=True)
class Case:
    """An invented partnership with its story.

    Attributes
    ----------
    slug : str
        Its name in the course, that of its file.
    title, story, decides, sensitive, turning : dict of str
        By language: what it is called, what happened, who decides how, its sensitive point (slide 20 asks for them)
        and the moment at which it turned.
    outcome : str
        One of ``OUTCOMES``.
    budget : int
        Thousands of złoty a year, the sum of the ``money``.
    money : tuple of Payment
        Who pays what.
    """

    slug: str
    title: dict[str, str]
    story: dict[str, str]
    decides: dict[str, str]
    sensitive: dict[str, str]
    turning: dict[str, str]
    outcome: str
    budget: int
    money: tuple[Payment, ...]

    def partnership(self, language: str) -> Partnership:
        """Return the partners, ties and votes, named in the language.

        Examples
        --------
        >>> [partner.name for partner in case("training").partnership("en").partners]
        ['County job centre', 'Furniture factory']
        """
        data = read_toml(FOLDER / f"{self.slug}.toml")
        partners = tuple(
            Partner(
                row["name"][language],
                row["sector"],
                row["resources"],
                row["votes"],
                tuple(tuple(row[layer]) for layer in LAYERS),
            )
            for row in data["partners"]
        )
        ties = tuple((first, second, trust) for first, second, trust in data["ties"])
        return Partnership(self.title[language], partners, ties, data["rule"])


@cache
def case(slug: str) -> Case:
    """Return the case called ``slug``.

    Raises
    ------
    ValueError
        If there is none; the message lists those there are.
    """
    if slug not in CASES:
        raise ValueError(f"slug must be one of {', '.join(CASES)}, got {slug!r}")
    data = read_toml(FOLDER / f"{slug}.toml")
    told = {key: data[key] for key in ("title", "story", "decides", "sensitive", "turning", "outcome", "budget")}
    return Case(slug, money=tuple(Payment(**row) for row in data["money"]), **told)


def cases() -> tuple[Case, ...]:
    """Return all cases, from the smallest to the largest.

    Examples
    --------
    >>> len(cases())
    8
    """
    return tuple(case(slug) for slug in CASES)
