"""Space, time, power, inhabitants: which results need which ingredients, and what each set of ingredients is worth.

Slide 4 names the ingredients and what they make together. Counting the results and giving them a worth is the course's
own, and so is every number here. What it leaves out: how much there is of each ingredient, who holds the power and over
whom, quarrels, and results that nobody wanted.
"""

from __future__ import annotations

from types import MappingProxyType

import numpy as np

from course.models.coalitions import Floats

INGREDIENTS = ("space", "time", "power", "inhabitants")
EVERYTHING = (1 << len(INGREDIENTS)) - 1
# Result -> the set of ingredients it needs, as a mask; the last two are the feelings, which need all four.
RESULTS = MappingProxyType(
    {
        "territory": 0b1001,
        "change": 0b1010,
        "quality_of_life": 0b1100,
        "co_ownership": EVERYTHING,
        "co_responsibility": EVERYTHING,
    }
)
READINGS = ("emergent", "pairs")
TALLIES = ("ingredients", "exponent", "sides", "results", "everything")


def worth(reading: str) -> Floats:
    """Return what each set of ingredients is worth in one reading of slide 4.

    "emergent": each ingredient counts 1 and all four together 1 more, so nobody is special. "pairs": each result that
    the ingredients make counts 1, three pairs with the inhabitants and two feelings that need everything, so nothing
    comes of anything without inhabitants. Both end at 5, because both were made to.

    Parameters
    ----------
    reading : str
        One of `READINGS`.

    Returns
    -------
    ndarray, shape (16,)
        A game as `course.models.coalitions` reads it, in the order of `INGREDIENTS`: bit 0 is space.

    Raises
    ------
    ValueError
        If there is no such reading.

    Notes
    -----
    Source: [slides], 4, for the sums; both ways of counting are ours.

    Examples
    --------
    >>> worth("emergent")[[0b0001, 0b1001, 0b1111]].tolist(), worth("pairs")[[0b0001, 0b1001, 0b1111]].tolist()
    ([1.0, 2.0, 5.0], [0.0, 1.0, 5.0])
    """
    if reading not in READINGS:
        raise ValueError(f"reading must be one of {', '.join(READINGS)}, got {reading!r}")
    sets = range(EVERYTHING + 1)
    if reading == "emergent":
        return np.array([float(present.bit_count() + (present == EVERYTHING)) for present in sets])
    return np.array([float(len(results(present))) for present in sets])


def results(present: int) -> tuple[str, ...]:
    """Return the results that the ingredients which are there make, in the order of `RESULTS`.

    Parameters
    ----------
    present : int
        The set of ingredients as a mask, 0 to 15; bit 0 is space, bit 3 the inhabitants.

    Returns
    -------
    tuple of str
        What is not in it has gone.

    Raises
    ------
    ValueError
        If ``present`` is not such a mask.

    Notes
    -----
    Source: [slides], 4.

    Examples
    --------
    >>> results(0b1011)
    ('territory', 'change')
    """
    if not (isinstance(present, int) and 0 <= present <= EVERYTHING):
        raise ValueError(f"present must be a whole number in [0, {EVERYTHING}], got {present!r}")
    return tuple(name for name, needed in RESULTS.items() if needed & present == needed)


def left_sides() -> Floats:
    """Return how often each ingredient stands on the left of the slide's three short sums.

    Space, time and power stand there once each and the inhabitants three times: this is where the stray 3 of the slide
    may come from. The counts add up to 6 and not to 5.

    Returns
    -------
    ndarray, shape (4,)

    Notes
    -----
    Source: [slides], 4, for the sums; adding them up is ours.

    Examples
    --------
    >>> left_sides().tolist()
    [1.0, 1.0, 1.0, 3.0]
    """
    short = [needed for needed in RESULTS.values() if needed != EVERYTHING]
    return np.array([float(sum(needed >> bit & 1 for needed in short)) for bit in range(len(INGREDIENTS))])


def tally(way: str) -> dict[str, float]:
    """Return what is added up in one way of doing the slide's sum, each word counted as 1, and how often.

    "ingredients": the four as they stand. "exponent": the stray 3 read as a power, 1 + 1 + 1 + 1³. "sides": the left
    sides of the three short sums. "results": their right sides. "everything": those and the two feelings. Only the last
    makes 5, and it counts results, not ingredients.

    Parameters
    ----------
    way : str
        One of `TALLIES`.

    Returns
    -------
    dict
        Name of an ingredient or a result -> its part of the sum.

    Raises
    ------
    ValueError
        If there is no such way.

    Examples
    --------
    >>> {way: sum(tally(way).values()) for way in TALLIES}
    {'ingredients': 4.0, 'exponent': 4.0, 'sides': 6.0, 'results': 3.0, 'everything': 5.0}
    """
    if way not in TALLIES:
        raise ValueError(f"way must be one of {', '.join(TALLIES)}, got {way!r}")
    if way == "ingredients":
        return dict.fromkeys(INGREDIENTS, 1.0)
    if way == "exponent":
        return dict.fromkeys(INGREDIENTS, 1.0) | {"inhabitants": 1.0**3}
    if way == "sides":
        return dict(zip(INGREDIENTS, left_sides().tolist(), strict=True))
    return {name: 1.0 for name, needed in RESULTS.items() if way == "everything" or needed != EVERYTHING}
