"""The pictures of results as HTML: bars, marks in a square or a triangle, tables. Everything written is escaped."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from html import escape
from math import isfinite, sqrt
from typing import Any

from course.texts import Words, is_leaf, number

Picture = Mapping[str, Any]
BLUE, BROWN, GREEN = "#2b5c8a", "#9a5b00", "#1a7f52"
SIDE = 240.0  # of a square or triangle, in its own units
MARGIN = 12.0


def shown(text: object, language: str) -> str:
    """Return a text in one language, or as a person wrote it, escaped for HTML."""
    if isinstance(text, Mapping):
        text = text.get(language, "") if is_leaf(text) else ""
    return escape(f"{'' if text is None else text}")


def bar(share: float, colour: str = BLUE) -> str:
    """Return one bar, of a share from 0 to 1 of its place; the number stands beside it in words."""
    wide = 100 * min(max(share if isfinite(share) else 0.0, 0.0), 1.0)
    return (
        '<svg class="bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true" focusable="false">'
        f'<rect width="100" height="8" fill="#eef1f4"/><rect width="{wide:.2f}" height="8" fill="{colour}"/></svg>'
    )


def bars(rows: Sequence[tuple[str, float, float, str]], colour: str = BLUE) -> str:
    """Return a table of bars; each row has a label in HTML, a value, the value of a full bar, and what is said."""
    lines = [
        f'<tr><th scope="row">{label}</th><td class="wide">{bar(value / of if of else 0, colour)}</td>'
        f'<td class="n">{escape(said)}</td></tr>'
        for label, value, of, said in rows
    ]
    return f'<table class="bars"><tbody>{"".join(lines)}</tbody></table>'


def legend(rows: Sequence[tuple[str, str]]) -> str:
    """Return what the colours of bars mean; each row has a colour and what is said of it."""
    marks = [
        '<svg width="12" height="12" viewBox="0 0 12 12" aria-hidden="true" focusable="false">'
        f'<rect width="12" height="12" fill="{colour}"/></svg> {escape(said)}'
        for colour, said in rows
    ]
    return f'<p class="note">{" &emsp; ".join(marks)}</p>'


def drawn(picture: Picture | None, words: Words) -> str:
    """Return a picture of the protocol as HTML; nothing for one this course does not know."""
    made = FORMS.get(str(picture["form"])) if picture and "form" in picture else None
    return made(picture, words) if made and picture else ""


def _rows(found: Sequence[Mapping[str, Any]], words: Words) -> list[tuple[str, float, float, str]]:
    most = max((row["value"] for row in found), default=0)
    return [
        (
            shown(row["label"], words.language),
            row["value"],
            max(row.get("of") or 0, most),
            number(row["value"], words.language),
        )
        for row in found
    ]


def _bars(picture: Picture, words: Words) -> str:
    return bars(_rows(picture["bars"], words))


def _rank(picture: Picture, words: Words) -> str:
    items = picture["items"]
    last = len(items)
    rows = [
        (
            shown(row["label"], words.language),
            last + 1 - row["value"],
            last,
            words("report.place", n=float(row["value"])),
        )
        for row in items
    ]
    return bars(rows, GREEN)


def _flow(picture: Picture, words: Words) -> str:
    labels = [row["label"] for row in picture["from"]]
    cells: list[list[int | None]] = [[0] * len(labels) for _ in labels]
    for old, new, n in picture["moves"]:
        cells[old][new] = n
    moved = _table({"rows": labels, "columns": labels, "cells": cells}, words)
    return (
        f"<div class=two><div><h4>{words('report.before')}</h4>{bars(_rows(picture['from'], words), BROWN)}</div>"
        f"<div><h4>{words('report.after')}</h4>{bars(_rows(picture['to'], words))}</div></div>"
        f"<p class=note>{words('report.moves')}</p>{moved}"
    )


def _table(picture: Picture, words: Words) -> str:
    language = words.language
    head = "".join(f'<th scope="col">{shown(column, language)}</th>' for column in picture["columns"])
    lines = [
        f'<tr><th scope="row">{shown(name, language)}</th>'
        + "".join(f"<td>{'' if cell is None else number(cell, language)}</td>" for cell in cells)
        + "</tr>"
        for name, cells in zip(picture["rows"], picture["cells"], strict=True)
    ]
    return f'<table class="grid"><thead><tr><td></td>{head}</tr></thead><tbody>{"".join(lines)}</tbody></table>'


def _rated(picture: Picture, words: Words) -> str:
    return f"<p class=note>{words('report.rated')}</p>{_table(picture, words)}"


def _dots(points: Sequence[tuple[float, float]], hollow: bool) -> str:
    style = f'fill="none" stroke="{BROWN}"' if hollow else f'fill="{BLUE}" fill-opacity="0.7"'
    return "".join(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" {style}/>' for x, y in points)


def _cross(x: float, y: float) -> str:
    return f'<path d="M{x - 8:.1f} {y:.1f}h16M{x:.1f} {y - 8:.1f}v16" stroke="#111" stroke-width="2.5"/>'


def _board(
    outline: str, place: Callable[[Sequence[float]], tuple[float, float]], picture: Picture, high: float = SIDE
) -> str:
    before = [place(point) for point in picture.get("before") or []]
    return (
        f'<svg class="board" viewBox="0 0 {SIDE + 2 * MARGIN:.0f} {high + 2 * MARGIN:.0f}" aria-hidden="true">'
        f"{outline}{_dots(before, True)}{_dots([place(point) for point in picture['points']], False)}"
        f"{_cross(*place(picture['mean']))}</svg>"
    )


def _note(picture: Picture, words: Words) -> str:
    more = f" {words('report.mark_before')}" if picture.get("before") else ""
    return f"<p class=note>{words('report.mark')}{more}</p>"


def _square(picture: Picture, words: Words) -> str:
    ends = {name: shown(text, words.language) for name, text in picture["ends"].items()}
    half = SIDE / 2
    outline = (
        f'<rect x="{MARGIN}" y="{MARGIN}" width="{SIDE}" height="{SIDE}" fill="none" stroke="#5b6675"/>'
        f'<path d="M{MARGIN} {MARGIN + half}h{SIDE}M{MARGIN + half} {MARGIN}v{SIDE}" stroke="#c6ced8"/>'
    )
    board = _board(outline, lambda p: (MARGIN + half * (1 + p[0]), MARGIN + half * (1 - p[1])), picture)
    across = f"<div class=ends><span>← {ends.get('left', '')}</span><span>{ends.get('right', '')} →</span></div>"
    return (
        f"{_note(picture, words)}<div class=place><div>↑ {ends.get('top', '')}</div>{board}"
        f"<div>↓ {ends.get('bottom', '')}</div>{across}</div>"
    )


def _triangle(picture: Picture, words: Words) -> str:
    names = [shown(text, words.language) for text in picture["ends"].values()]
    high = SIDE * sqrt(3) / 2
    corners = ((MARGIN + SIDE / 2, MARGIN), (MARGIN, MARGIN + high), (MARGIN + SIDE, MARGIN + high))

    def place(shares: Sequence[float]) -> tuple[float, float]:
        total = sum(shares) or 1
        x, y = (sum(s * c[axis] for s, c in zip(shares, corners, strict=True)) / total for axis in (0, 1))
        return x, y

    (ax, ay), (bx, by), (cx, cy) = corners
    outline = f'<path d="M{ax} {ay}L{bx} {by:.1f}L{cx} {cy:.1f}Z" fill="none" stroke="#5b6675"/>'
    board = _board(outline, place, picture, high)
    return (
        f"{_note(picture, words)}<div class=place><div>↑ {names[0]}</div>{board}"
        f"<div class=ends><span>↙ {names[1]}</span><span>{names[2]} ↘</span></div></div>"
    )


FORMS: dict[str, Callable[[Picture, Words], str]] = {
    "bars": _bars,
    "flow": _flow,
    "rank": _rank,
    "square": _square,
    "table": _rated,
    "triangle": _triangle,
}
