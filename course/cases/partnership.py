"""One partnership as a value: who is in it, who trusts whom, how it decides.

The shape is the same for the cases of the course and for a learner's own partnership, so whatever opens the one opens
the other. The numbers are ours; what they leave out: everything a number between 0 and 10 cannot say about a person.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from course.texts import Words

SECTORS = ("public", "civic", "business")  # as in course.models.three_sectors, which a test compares
LAYERS = ("money", "decisions", "work")
RULES = ("majority", "two_thirds", "unanimity")
FEWEST, MOST = 2, 8  # partners
LONGEST, TITLE = 30, 60  # characters of a partner's name, and of the partnership's
RESOURCES, VOTES = 10, 20  # at most; units and whole votes


class PartnershipError(ValueError):
    """What is no partnership: ``rule`` names what is wrong, ``values`` are the particulars of the sentence."""

    def __init__(self, message: str, rule: str, **values: object) -> None:
        super().__init__(message)
        self.rule = rule
        self.values = values

    def sentence(self, language: str) -> str:
        """Return what a reader is told, in the reader's language."""
        return Words("my_partnership", language)(f"refused.{self.rule}", **self.values)


@dataclass(frozen=True, slots=True)
class Partner:
    """One partner.

    Attributes
    ----------
    name : str
        1 to 30 characters: an organisation, a role or a pseudonym.
    sector : str
        On paper: one of ``SECTORS``.
    resources : float
        What it could do alone, 0 to 10 units of useful work.
    votes : int
        0 to 20.
    shares : tuple of three tuples of three floats, optional
        Money, decisions and work: how much of each is public, civic and business, 0 or more, in any unit. None where
        nobody has said; then the sector on paper is all there is.
    """

    name: str
    sector: str
    resources: float
    votes: int
    shares: tuple[tuple[float, ...], ...] | None = None


@dataclass(frozen=True, slots=True)
class Partnership:
    """A partnership of 2 to 8.

    Attributes
    ----------
    name : str
        1 to 60 characters.
    partners : tuple of Partner
    ties : tuple of (int, int, float)
        Two places in ``partners``, the smaller first, and the trust between them, above 0 up to 1; no tie is no row.
    rule : str
        One of ``RULES``: how many of the votes a decision needs.

    Raises
    ------
    PartnershipError
        If a part of it breaks these rules.

    Examples
    --------
    >>> pair = Partnership("Choir", (Partner("Hall", "public", 3, 2), Partner("Choir", "civic", 4, 1)), ((0, 1, 0.5),))
    >>> pair.quota, pair.trust, pair.mean_trust
    (2, ((0.0, 0.5), (0.5, 0.0)), 0.5)
    """

    name: str
    partners: tuple[Partner, ...]
    ties: tuple[tuple[int, int, float], ...] = ()
    rule: str = RULES[0]

    def __post_init__(self) -> None:
        _named(self.name, 0, TITLE)
        if not FEWEST <= len(self.partners) <= MOST:
            rule = "many" if len(self.partners) > MOST else "few"
            message = f"partners must be {FEWEST} to {MOST}, got {len(self.partners)}"
            raise PartnershipError(message, rule, low=FEWEST, high=MOST)
        for place, partner in enumerate(self.partners, start=1):
            _checked(partner, place)
        pairs = [_tie(tie, len(self.partners)) for tie in self.ties]
        if len(set(pairs)) < len(pairs):
            raise PartnershipError("a pair must have one tie at most", "ties")
        if self.rule not in RULES:
            raise PartnershipError(f"rule must be one of {', '.join(RULES)}, got {self.rule!r}", "rule")

    @property
    def trust(self) -> tuple[tuple[float, ...], ...]:
        """Trust in each pair, 0 where there is no tie: symmetric, a row for each partner."""
        found = {(i, j): value for i, j, value in self.ties}
        places = range(len(self.partners))
        return tuple(tuple(float(found.get((min(i, j), max(i, j)), 0)) for j in places) for i in places)

    @property
    def mean_trust(self) -> float:
        """Mean trust over all pairs, those without a tie counted as 0."""
        n = len(self.partners)
        return sum(value for _, _, value in self.ties) / (n * (n - 1) / 2)

    @property
    def quota(self) -> int:
        """How many votes a decision needs; 0 where nobody has a vote."""
        total = sum(partner.votes for partner in self.partners)
        return {"majority": total // 2 + 1, "two_thirds": -(-2 * total // 3), "unanimity": total}[self.rule] * (
            total > 0
        )


def _number(value: object, low: float, high: float) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and low <= value <= high


def _named(name: object, place: int, most: int) -> None:
    """Refuse a name that is empty or too long; place 0 is the partnership itself."""
    if not isinstance(name, str) or not 0 < len(name.strip()) <= most:
        message = f"the name of {f'partner {place}' if place else 'the partnership'} must have 1 to {most} characters"
        raise PartnershipError(message, "nameless" if place else "title", place=place, most=most)


def _checked(partner: Partner, place: int) -> None:
    _named(partner.name, place, LONGEST)
    name = partner.name
    if partner.sector not in SECTORS:
        raise PartnershipError(f"the sector of {name} must be one of {', '.join(SECTORS)}", "sector", name=name)
    if not _number(partner.resources, 0, RESOURCES):
        message = f"the resources of {name} must be in [0, {RESOURCES}], got {partner.resources!r}"
        raise PartnershipError(message, "resources", name=name, high=RESOURCES)
    if not _number(partner.votes, 0, VOTES) or partner.votes != int(partner.votes):
        message = f"the votes of {name} must be a whole number in [0, {VOTES}], got {partner.votes!r}"
        raise PartnershipError(message, "votes", name=name, high=VOTES)
    if partner.shares is None:
        return
    rows = partner.shares
    sound = len(rows) == len(LAYERS) and all(
        len(row) == len(SECTORS) and all(_number(share, 0, 1e9) for share in row) and sum(row) > 0 for row in rows
    )
    if not sound:
        message = f"the shares of {name} must be three rows of three numbers of 0 or more, none all zero"
        raise PartnershipError(message, "shares", name=name)


def _tie(tie: tuple[Any, ...], partners: int) -> tuple[int, int]:
    between = len(tie) == 3 and all(type(end) is int for end in tie[:2]) and 0 <= tie[0] < tie[1] < partners
    if between and _number(tie[2], 0, 1) and tie[2] > 0:
        return tie[0], tie[1]
    message = f"a tie must be two different places of {partners}, the smaller first, and trust above 0 up to 1"
    raise PartnershipError(f"{message}, got {tie!r}", "ties")
