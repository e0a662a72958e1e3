"""The file in which a partnership travels: JSON with a format and a version, refused in words where it is another."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from course.cases.partnership import LAYERS, RULES, Partner, Partnership, PartnershipError

FORMAT, VERSION = "partnership-course/partnership", 1
LARGEST = 100_000  # characters


def dumps(partnership: Partnership) -> str:
    """Return the partnership as the text of a file.

    Examples
    --------
    >>> pair = Partnership("Choir", (Partner("Hall", "public", 3, 2), Partner("Choir", "civic", 4, 1)))
    >>> loads(dumps(pair)) == pair
    True
    """
    partners = [
        {"name": p.name, "sector": p.sector, "resources": p.resources, "votes": p.votes}
        | (dict(zip(LAYERS, map(list, p.shares), strict=True)) if p.shares else {})
        for p in partnership.partners
    ]
    value = {
        "format": FORMAT,
        "version": VERSION,
        "name": partnership.name,
        "rule": partnership.rule,
        "partners": partners,
        "ties": [list(tie) for tie in partnership.ties],
    }
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def loads(text: str) -> Partnership:
    """Return the partnership that the text of a file holds.

    Raises
    ------
    PartnershipError
        If the text is no JSON, is of another kind or of a newer version, or breaks a rule of `Partnership`.
    """
    if len(text) > LARGEST:
        raise PartnershipError(f"a file must have {LARGEST} characters at most, got {len(text)}", "foreign")
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise PartnershipError("the file must be JSON", "broken") from error
    if not isinstance(value, Mapping) or value.get("format") != FORMAT:
        raise PartnershipError(f"format must be {FORMAT!r}", "foreign")
    version = value.get("version")
    if not isinstance(version, int) or version < 1:
        raise PartnershipError(f"version must be a whole number above 0, got {version!r}", "foreign")
    if version > VERSION:
        raise PartnershipError(f"version must be {VERSION} or less, got {version}", "newer", version=str(version)[:9])
    rows, ties = value.get("partners"), value.get("ties", [])
    if not isinstance(rows, list) or not isinstance(ties, list):
        raise PartnershipError("partners and ties must be lists", "broken")
    if not all(isinstance(row, Mapping) for row in rows) or not all(isinstance(tie, list) for tie in ties):
        raise PartnershipError("each partner must be a table and each tie a list", "broken")
    name = value.get("name")
    partners = tuple(_partner(row) for row in rows)
    return Partnership(
        name.strip() if isinstance(name, str) else "", partners, tuple(map(tuple, ties)), value.get("rule", RULES[0])
    )


def _partner(row: Mapping[str, Any]) -> Partner:
    shares = tuple(tuple(row[layer]) if isinstance(row.get(layer), list) else () for layer in LAYERS)
    name = row.get("name")
    return Partner(
        name.strip() if isinstance(name, str) else "",
        row.get("sector", ""),
        row.get("resources", 0),
        row.get("votes", 0),
        shares if any(layer in row for layer in LAYERS) else None,
    )
