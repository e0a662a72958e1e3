"""Markdown for a learner's page, whoever wrote it: no raw HTML, no pictures from elsewhere, links to the web alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markupsafe import Markup, escape

from course.grading.maths import drawn
from course.texts import Words

SCHEMES = re.compile(r"(?:https?://|mailto:)[^\s]+", re.IGNORECASE)
SIDES = {"text-align:right": "right", "text-align:center": "center", "text-align:left": "left"}


class Page(RendererHTML):
    """What differs from a plain rendering: headings do not disturb the page's own, pictures are named, not shown."""

    def heading_open(self, tokens: Sequence[Token], number: int, options: Any, env: Any) -> str:
        """Begin a heading inside a text: a bold paragraph."""
        return "<p class=head><strong>"

    def heading_close(self, tokens: Sequence[Token], number: int, options: Any, env: Any) -> str:
        """End it."""
        return "</strong></p>\n"

    def image(self, tokens: Sequence[Token], number: int, options: Any, env: Any) -> str:  # pyright: ignore
        """Say what picture was there."""
        said = self.renderInlineAsText(tokens[number].children, options, env)
        return f"<em>{env['picture']}{': ' if said else ''}{escape(said)}</em>"

    def link_open(self, tokens: Sequence[Token], number: int, options: Any, env: Any) -> str:
        """Begin a link that tells nobody where it was followed from."""
        tokens[number].attrSet("rel", "noopener noreferrer nofollow")
        return self.renderToken(tokens, number, options, env)

    def table_open(self, tokens: Sequence[Token], number: int, options: Any, env: Any) -> str:
        """Begin a table, which may be wider than a phone."""
        return '<div class="wide" tabindex="0"><table>\n'

    def table_close(self, tokens: Sequence[Token], number: int, options: Any, env: Any) -> str:
        """End it."""
        return "</table></div>\n"

    def td_open(self, tokens: Sequence[Token], number: int, options: Any, env: Any) -> str:
        """Begin a table's cell; its side is a class, since the page allows no style in a tag."""
        side = SIDES.get(str(tokens[number].attrs.get("style", "")))
        return f"<{tokens[number].tag}{f' class={side}' if side else ''}>"

    th_open = td_open

    def maths(self, tokens: Sequence[Token], number: int, options: Any, env: Any) -> str:
        """Draw a formula."""
        return str(drawn(tokens[number].content, block=tokens[number].markup == "$$"))


def _dollars(state: StateInline, silent: bool) -> bool:
    """Find a formula between dollars; a price in dollars is none."""
    text, begin = state.src, state.pos
    if text[begin] != "$":
        return False
    mark = "$$" if text.startswith("$$", begin) else "$"
    end = text.find(mark, begin + len(mark))
    while end > 0 and text[end - 1] == "\\":
        end = text.find(mark, end + 1)
    inside = text[begin + len(mark) : end] if end > 0 else ""
    if not inside.strip() or end + len(mark) > state.posMax:
        return False
    if mark == "$" and (inside != inside.strip() or text[end + 1 : end + 2].isdigit()):
        return False
    if not silent:
        token = state.push("maths", "math", 0)
        token.content, token.markup = inside, mark
    state.pos = end + len(mark)
    return True


def _parser() -> MarkdownIt:
    parser = MarkdownIt("js-default", {"html": False, "linkify": False}, renderer_cls=Page)
    parser.inline.ruler.before("escape", "maths", _dollars)
    parser.validateLink = lambda url: bool(SCHEMES.fullmatch(url))
    return parser


PARSER = _parser()


def prose(text: str, words: Words) -> Markup:
    """Return Markdown as HTML.

    Parameters
    ----------
    text : str
    words : Words
        ``grading_feedback``: what is said in a picture's place.

    Examples
    --------
    >>> print(prose("<b>one</b> [two](javascript:x)", Words("grading_feedback", "en")), end="")
    <p>&lt;b&gt;one&lt;/b&gt; [two](javascript:x)</p>
    """
    return _rendered(PARSER.render, text, words)


def line(text: str, words: Words) -> Markup:
    """Return a line of Markdown, such as a heading's, as HTML that fits inside any tag."""
    return _rendered(PARSER.renderInline, text, words)


def _rendered(render: Callable[..., str], text: str, words: Words) -> Markup:
    try:
        return Markup(render(text, {"picture": escape(words("picture"))}))
    except (RecursionError, ValueError, IndexError):  # no text of a learner's keeps the page from being written
        return Markup('<pre class="text">{}</pre>').format(text)
