"""Three sectors at one table: where partners stand between them, how even that is, and whom their ties reach.

The slides (6 and 16) name the three; the triangle and its numbers are the course's own. What they leave out: how large
a partner is, who is not in the room at all, and everything a share of money or votes does not say about power.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

SECTORS = ("public", "civic", "business")
CORNERS = np.array([[0.0, 0.0], [0.5, np.sqrt(0.75)], [1.0, 0.0]])  # of a triangle with sides of 1, in that order
FLOOR = 0.1  # ours: a sector with a smaller share than this counts as missing
LAYERS = ("money", "decisions", "work")  # ours: a partner's three marks
MOST = 8  # partners in one triangle
LONGEST = 30  # characters of a partner's name
FORMAT, VERSION = "partnership-course/three_sectors", 1


class BoardError(ValueError):
    """A state that is no triangle: ``rule`` names what is wrong, ``values`` hold the particulars for a sentence."""

    def __init__(self, message: str, rule: str, **values: object) -> None:
        super().__init__(message)
        self.rule = rule
        self.values = values


def position(shares: ArrayLike) -> Floats:
    """Return where each row of shares stands in the triangle of the three sectors.

    A partner who lives on public money alone stands in the public corner, one with equal shares in the middle:
    the point is the mean of the corners weighted by the shares (barycentric coordinates).

    Parameters
    ----------
    shares : array_like, shape (n, 3)
        Public, civic and business share of each row, 0 or more, in any unit: rows are made to add up to 1.

    Returns
    -------
    ndarray, shape (n, 2)
        Points in a triangle with corners (0, 0) public, (½, √¾) civic and (1, 0) business.

    Raises
    ------
    ValueError
        If a share is negative or not finite, a row is all zero, or there are not three columns.

    Notes
    -----
    Source: [slides], 6 and 16, for the three; the triangle is ours.

    Examples
    --------
    >>> position([[1, 0, 0], [1, 0, 1]]).tolist()
    [[0.0, 0.0], [0.5, 0.0]]
    """
    return _normalised(shares) @ CORNERS


def evenness(shares: ArrayLike) -> Floats:
    """Return how evenly each row is shared among the three sectors, from 0 (one has all) to 1 (equal thirds).

    It is Shannon's entropy over its largest value: −Σ p·log p / log 3.

    Parameters
    ----------
    shares : array_like, shape (n, 3)
        As in `position`.

    Returns
    -------
    ndarray, shape (n,)
        In [0, 1].

    Raises
    ------
    ValueError
        As `position`.

    Examples
    --------
    >>> evenness([[1, 1, 1], [5, 0, 0]]).round(6).tolist()
    [1.0, 0.0]
    """
    rows = _normalised(shares)
    logs = np.log(rows, out=np.zeros_like(rows), where=rows > 0)
    return np.clip(-(rows * logs).sum(axis=1) / np.log(len(SECTORS)), 0, 1) + 0.0


def missing(shares: ArrayLike, floor: float = FLOOR) -> list[tuple[str, ...]]:
    """Return for each row the sectors whose share lies under the floor: the empty chairs.

    Parameters
    ----------
    shares : array_like, shape (n, 3)
        As in `position`.
    floor : float
        In [0, 1]; a share of exactly the floor is not missing.

    Returns
    -------
    list of tuple of str
        One tuple a row, in the order of ``SECTORS``.

    Raises
    ------
    ValueError
        As `position`, and if the floor is out of its range.

    Examples
    --------
    >>> missing([[90, 10, 0], [1, 1, 1]])
    [('business',), ()]
    """
    if not 0 <= floor <= 1:
        raise ValueError(f"floor must be in [0, 1], got {floor!r}")
    under = _normalised(shares) < floor - 1e-12  # one tenth of ten is a tenth, whatever the last bit says
    return [tuple(name for name, empty in zip(SECTORS, row, strict=True) if empty) for row in under]


def ei_index(edges: Iterable[Sequence[int]], sectors: Sequence[str]) -> float:
    """Return the E–I index of ties: (external − internal) / all.

    1 where every tie joins two sectors, −1 where every tie stays inside one, 0 where there are as many of each.

    Parameters
    ----------
    edges : iterable of pairs of int
        Who is tied to whom, as places in ``sectors``; at least one.
    sectors : sequence of str
        The sector of each partner, one of ``SECTORS``.

    Returns
    -------
    float
        In [−1, 1].

    Raises
    ------
    ValueError
        If there is no tie, a tie names a partner there is none of or joins one with itself, or a sector is unknown.

    Notes
    -----
    Source: [KrackhardtStern1988].

    Examples
    --------
    >>> ei_index([(0, 1), (0, 2), (1, 2), (2, 3)], ["public", "civic", "business", "business"])
    0.5
    """
    if unknown := [name for name in sectors if name not in SECTORS]:
        raise ValueError(f"sectors must be among {', '.join(SECTORS)}, got {unknown[0]!r}")
    external = internal = 0
    for edge in edges:
        first, second = edge
        if not (0 <= first < len(sectors) and 0 <= second < len(sectors) and first != second):
            raise ValueError(f"edges must join two different partners of {len(sectors)}, got {tuple(edge)!r}")
        external += sectors[first] != sectors[second]
        internal += sectors[first] == sectors[second]
    if not external + internal:
        raise ValueError("edges must hold at least one tie, got none")
    return (external - internal) / (external + internal)


def clean_board(value: object) -> dict[str, Any]:
    """Return a triangle's state, as read from JSON, checked and in its plainest form.

    Parameters
    ----------
    value : object
        ``{"format", "version", "partners": [{"name", "sector", "money", "decisions", "work"}], "ties", "shown"}``:
        each of the three marks is a row of three shares, a tie a pair of places in ``partners``, ``shown`` the
        layers that are seen (all of them where it is missing).

    Returns
    -------
    dict
        Names trimmed, shares in per cent, each tie once and in order; ready for JSON.

    Raises
    ------
    BoardError
        If it is no such state.

    Examples
    --------
    >>> clean_board({"format": FORMAT, "version": 1, "partners": [], "ties": []})["shown"]
    ['money', 'decisions', 'work']
    """
    if not isinstance(value, Mapping) or value.get("format") != FORMAT:
        raise BoardError(f"format must be {FORMAT!r}", "format")
    if value.get("version") != VERSION:
        version = str(value.get("version"))[:20]
        raise BoardError(f"version must be {VERSION}, got {version}", "version", version=version)
    parts = [value.get("partners"), value.get("ties"), value.get("shown", list(LAYERS))]
    if not all(isinstance(part, list) for part in parts):
        raise BoardError("partners, ties and shown must be lists", "format")
    partners, ties, shown = parts
    if len(partners) > MOST:
        raise BoardError(f"partners must be {MOST} or fewer, got {len(partners)}", "many", n=MOST)
    rows = [_clean_partner(place, partner) for place, partner in enumerate(partners, start=1)]
    return {
        "format": FORMAT,
        "version": VERSION,
        "partners": rows,
        "ties": [list(pair) for pair in sorted({_clean_tie(tie, len(rows)) for tie in ties})],
        "shown": [layer for layer in LAYERS if layer in shown],
    }


def _clean_partner(place: int, partner: object) -> dict[str, Any]:
    if not isinstance(partner, Mapping) or not isinstance(partner.get("name"), str):
        raise BoardError(f"partner {place} must be a table with a name", "format")
    name = partner["name"].strip()
    if not 0 < len(name) <= LONGEST:
        message = f"the name of partner {place} must have 1 to {LONGEST} characters, got {len(name)}"
        raise BoardError(message, "name", place=place, n=LONGEST)
    if partner.get("sector") not in SECTORS:
        raise BoardError(f"the sector of {name} must be among {', '.join(SECTORS)}", "sector", name=name)
    row = {"name": name, "sector": partner["sector"]}
    for layer in LAYERS:
        shares = _three(partner.get(layer))
        if shares is None:
            raise BoardError(f"{layer} of {name} must be three numbers of 0 or more", "shares", name=name, layer=layer)
        if sum(shares) < 1e-9:
            raise BoardError(f"{layer} of {name} must not be all zero", "zero", name=name, layer=layer)
        exact = [round(100 * share / sum(shares), 3) for share in shares]
        row[layer] = [int(share) if share == int(share) else share for share in exact]
    return row


def _three(value: object) -> list[float] | None:
    if not isinstance(value, list) or len(value) != len(SECTORS):
        return None
    return value if all(type(item) in (int, float) and 0 <= item < 1e9 for item in value) else None


def _clean_tie(tie: object, partners: int) -> tuple[int, int]:
    if isinstance(tie, list) and len(tie) == 2 and all(type(end) is int for end in tie):
        low, high = sorted(tie)
        if 0 <= low < high < partners:
            return low, high
    raise BoardError(f"a tie must join two different partners of {partners}, got {tie!r}", "ties")


def _normalised(shares: ArrayLike) -> Floats:
    rows = np.asarray(shares, dtype=np.float64)
    if rows.ndim != 2 or rows.shape[1] != len(SECTORS):
        raise ValueError(f"shares must have a row for each mark and {len(SECTORS)} columns, got shape {rows.shape}")
    for place, row in enumerate(rows.tolist()):
        if not (np.isfinite(row).all() and min(row) >= 0):
            raise ValueError(f"shares[{place}] must be 0 or more and finite, got {row}")
        if max(row) == 0:
            raise ValueError(f"shares[{place}] must not be all zero, got {row}")
    scaled = rows / rows.max(axis=1, keepdims=True)
    return scaled / scaled.sum(axis=1, keepdims=True)
