"""A learner's code and what it showed, for a page: coloured text, and pictures of a reasonable size."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable, Mapping
from typing import Any

from markupsafe import Markup
from pygments.lexers import PythonLexer
from pygments.token import Comment, Keyword, Name, Number, Operator, String

from course.grading.clean import Cleaner

CODE = 20_000  # characters of a cell
TEXT = 2_000  # characters of all that a cell says
PICTURE = 200_000  # bytes of a picture
PICTURES = 4  # of a cell
# Kinds of words that have a colour; the most of a program has none.
COLOURS = {
    Keyword: "word",
    Operator.Word: "word",
    String: "string",
    Number: "number",
    Name.Function: "name",
    Name.Class: "name",
    Name.Builtin: "name",
    Comment: "remark",
}
PNG = b"\x89PNG\r\n\x1a\n"


def code(source: str) -> Markup:
    """Return Python as HTML, with a class for each kind of word that has a colour.

    Examples
    --------
    >>> print(code("x = 1  # <b>"))
    x = <span class="number">1</span>  <span class="remark"># &lt;b&gt;</span>
    """
    lexer = PythonLexer(stripnl=False, ensurenl=False)
    return Markup("").join(_coloured(kind, text) for kind, text in lexer.get_tokens(source))


def _coloured(kind: Any, text: str) -> Markup | str:
    name = next((name for one, name in COLOURS.items() if kind in one), "")
    return Markup('<span class="{}">{}</span>').format(name, text) if name and text.strip() else text


def texts(outputs: Iterable[Mapping[str, Any]], cleaner: Cleaner) -> str:
    """Return what a cell said, of an error its name and sentence alone; empty where it said nothing."""
    said = "\n".join(filter(None, (_text(output).strip("\n") for output in outputs)))
    return cleaner.said(said[: 20 * TEXT]).strip("\n")


def pictures(outputs: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return the pictures a cell drew as addresses that hold them; what is no picture, or too large, is left out."""
    found = []
    for output in outputs:
        data = output.get("data")
        kept = _joined(data.get("image/png", "")) if isinstance(data, Mapping) else ""
        if not kept or len(kept) > 2 * PICTURE:
            continue
        try:
            content = base64.b64decode("".join(kept.split()), validate=True)
        except (binascii.Error, ValueError):
            continue
        if content.startswith(PNG) and len(content) <= PICTURE:
            found.append("data:image/png;base64," + base64.b64encode(content).decode("ascii"))
    return found[:PICTURES]


def _text(output: Mapping[str, Any]) -> str:
    kind, data = output.get("output_type"), output.get("data")
    if kind == "stream":
        return _joined(output.get("text", ""))
    if kind == "error":
        return error(output)
    if isinstance(data, Mapping) and "image/png" not in data:
        return _joined(data.get("text/plain", ""))
    return ""


def error(output: Mapping[str, Any]) -> str:
    """Return an error's name and sentence; a check's own sentence stands alone."""
    name, said = str(output.get("ename") or ""), str(output.get("evalue") or "")
    return said if name in ("CheckError", "") and said else f"{name}: {said}".rstrip(": ")


def _joined(text: Any) -> str:
    """Return a text that a notebook may keep as a list of lines."""
    return "".join(map(str, text)) if isinstance(text, list) else str(text)
