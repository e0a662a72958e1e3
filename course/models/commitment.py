"""A promise that can be checked: what, with whom, by when; which are overdue, and what a portfolio still lacks.

Slide 22 says thanks and nothing more: all of this is the course's own. What it leaves out: whether the promise was
worth making, how hard it is to keep, who would have kept it without saying so, and everything good that has no date.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

PARTS = ("what", "with_whom", "by")
LONGEST = {"what": 160, "with_whom": 80}  # characters
VIEWS = 3  # how many concepts a portfolio looks at the partnership with


@dataclass(frozen=True, slots=True)
class Commitment:
    """One promise, made by whoever writes it down.

    Attributes
    ----------
    what : str
        What will be done, 1 to 160 characters.
    with_whom : str
        Who will do it too, or be there to see it: 1 to 80 characters.
    by : datetime.date
        The last day on which it is still in time.
    done : bool
        Whether it has been kept.

    Raises
    ------
    ValueError
        If a text is empty or too long, or ``by`` is not a day.

    Notes
    -----
    Source: [slides], 22, which only says thanks; the three parts are ours.

    Examples
    --------
    >>> Commitment("measure the well", "the anglers", date(2027, 3, 31)).by.isoformat()
    '2027-03-31'
    """

    what: str
    with_whom: str
    by: date
    done: bool = False

    def __post_init__(self) -> None:
        for name, most in LONGEST.items():
            text = getattr(self, name)
            if not isinstance(text, str) or not 0 < len(text.strip()) <= most:
                raise ValueError(f"{name} must be a text of 1 to {most} characters, got {text!r}")
        if not isinstance(self.by, date) or isinstance(self.by, datetime):
            raise ValueError(f"by must be a day, a datetime.date, got {self.by!r}")


def overdue(commitments: Iterable[Commitment], today: date) -> tuple[Commitment, ...]:
    """Return the promises whose day has passed and which have not been kept, the oldest first.

    On the day itself a promise is still in time. Two promises of the same day stay in their order.

    Parameters
    ----------
    commitments : iterable of Commitment
    today : datetime.date

    Returns
    -------
    tuple of Commitment

    Raises
    ------
    ValueError
        If ``today`` is not a day.

    Notes
    -----
    Source: ours.

    Examples
    --------
    >>> late = Commitment("ring the carrier", "the town", date(2027, 1, 10))
    >>> in_time = Commitment("print the map", "the choir", date(2027, 1, 12))
    >>> [promise.what for promise in overdue([in_time, late], date(2027, 1, 12))]
    ['ring the carrier']
    """
    if not isinstance(today, date) or isinstance(today, datetime):
        raise ValueError(f"today must be a day, a datetime.date, got {today!r}")
    late = (promise for promise in commitments if not promise.done and promise.by < today)
    return tuple(sorted(late, key=lambda promise: promise.by))


def lacking(what: str, with_whom: str, by: str) -> tuple[str, ...]:
    """Return which parts of a promise are still empty, in the order of ``PARTS``.

    Parameters
    ----------
    what, with_whom, by : str
        As typed; spaces alone are nothing.

    Returns
    -------
    tuple of str

    Examples
    --------
    >>> lacking("ring the library", " ", "")
    ('with_whom', 'by')
    """
    return tuple(name for name, text in zip(PARTS, (what, with_whom, by), strict=True) if not text.strip())


def gaps(
    described: bool, views: Sequence[str], findings: Sequence[str], limits: Sequence[str], promises: int
) -> tuple[str, ...]:
    """Return what a portfolio still lacks.

    A portfolio is a partnership seen with three different concepts, each with a line of finding and a line of limits,
    and at least one promise that can be checked.

    Parameters
    ----------
    described : bool
        Whether there is a partnership to look at.
    views : sequence of str, length 3
        The concepts chosen.
    findings, limits : sequence of str, length 3
        The lines as typed; spaces alone are nothing.
    promises : int
        How many promises have all three parts.

    Returns
    -------
    tuple of str
        Among ``partnership``, ``views`` (two are the same), ``finding1`` … ``limits3`` and ``promise``, in this order.

    Raises
    ------
    ValueError
        If one of the sequences does not have three entries.

    Notes
    -----
    Source: ours.

    Examples
    --------
    >>> gaps(True, ("a", "b", "b"), ("seen", "seen", ""), ("if", "if", "if"), promises=1)
    ('views', 'finding3')
    """
    for name, lines in (("views", views), ("findings", findings), ("limits", limits)):
        if len(lines) != VIEWS:
            raise ValueError(f"{name} must have {VIEWS} entries, got {len(lines)}")
    found = [] if described else ["partnership"]
    if len(set(views)) < VIEWS:
        found.append("views")
    for place, (finding, limit) in enumerate(zip(findings, limits, strict=True), start=1):
        found += [f"finding{place}"] if not finding.strip() else []
        found += [f"limits{place}"] if not limit.strip() else []
    return tuple(found if promises > 0 else [*found, "promise"])
