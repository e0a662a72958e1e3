"""Plays made before anybody asks: a kernel forked from a process that has made them has only to show them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ipywidgets as ipw

from widgets._language import query

# What a page's address may ask for without changing the play itself.
AROUND = {"lang", "theme", "view"}
_made: dict[tuple[str, str], tuple[ipw.Widget, list[ipw.Widget]]] = {}


def keep(slug: str, tongue: str, build: Callable[[], ipw.Widget]) -> None:
    """Make a play for whoever takes it; no page is told of it until then."""
    parts: list[ipw.Widget] = []  # those too that a play holds back until a question is answered
    stock = ipw.Widget.open
    ipw.Widget.open = lambda widget: parts.append(widget)  # pyright: ignore[reportAttributeAccessIssue]
    try:
        _made[slug, tongue] = build(), parts
    finally:
        ipw.Widget.open = stock


def taken(slug: str, tongue: str) -> Any:
    """Return the play that was made for this concept and language, told to the page; None where there is none.

    Each is given away once. A page whose address holds values of its own gets none.
    """
    if not query().keys() <= AROUND:
        return None
    play, parts = _made.pop((slug, tongue), (None, []))
    for widget in parts:
        _tell(widget)
    return play


def _tell(widget: ipw.Widget) -> None:
    """Tell the page of a widget, after those that it is made of."""
    if widget.comm is not None:
        return
    for name in widget.keys:
        value = getattr(widget, name)
        for inner in value if isinstance(value, (list, tuple)) else (value,):
            if isinstance(inner, ipw.Widget):
                _tell(inner)
    widget.open()
