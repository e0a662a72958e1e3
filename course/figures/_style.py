"""What every figure shares: colours that follow the page's theme, sizes, and the way to SVG.

Figures are drawn in the colours of the light theme. On the way to SVG each of these colours becomes a CSS variable,
``var(--wp-gain, #1a7f52)``, so one drawing is right in light, dark and on a projector, and nobody has to tell the
kernel which theme the reader has chosen.
"""

from __future__ import annotations

import io
import re
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from course.texts import Words, known, number

# Name of the CSS variable without its prefix -> colour in the light theme. Contrast with white is 4.5 or more for
# those used for words (ink, muted, gain, loss); partners are told apart by place and label too, never by colour alone.
COLOURS = {
    "ink": "#1f2a37",
    "muted": "#5b6675",
    "line": "#c6ced8",
    "paper": "#fdfdfc",
    "first": "#2b5c8a",
    "second": "#9a5b00",
    "gain": "#1a7f52",
    "gain-soft": "#cfe9db",
    "loss": "#b23a2e",
    "loss-soft": "#f3d5d1",
}
SIZE = (4.9, 3.5)  # inches; two stand side by side on a projector, one fills a phone
_RC: dict[Any, Any] = {
    "svg.fonttype": "none",
    "svg.hashsalt": "partnership",
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans"],
    "path.simplify": True,
}
_COLOUR = re.compile("|".join(COLOURS.values()))
_VARIABLE = {value: f"var(--wp-{name}, {value})" for name, value in COLOURS.items()}


class Picture:
    """One persistent figure in one language, with the sentence that says what it shows.

    A subclass draws its artists once in ``__init__`` and moves them in ``update``, which also sets ``sentence``: a
    new figure for each move of a slider costs more than twice as much.

    Attributes
    ----------
    figure : matplotlib.figure.Figure
    sentence : str
        The text twin: one or two sentences from the numbers, in the language.
    """

    def __init__(self, slug: str, language: str, size: tuple[float, float] = SIZE) -> None:
        self.language = known(language)
        self.words = Words(slug, self.language)
        self.sentence = ""
        self.figure = Figure(figsize=size, dpi=100)
        self.figure.patch.set_alpha(0)

    def number(self, value: float, digits: int = 2) -> str:
        """Return ``value`` as the figure's language writes it."""
        return number(value, self.language, digits)

    def svg(self) -> str:
        """Return the drawing as an SVG element that scales with the page and follows its theme."""
        out = io.StringIO()
        with mpl.rc_context(_RC):
            self.figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
        text = out.getvalue()
        text = text[text.index("<svg") :]
        head, rest = text.split(">", 1)
        box = re.search(r'viewBox="[^"]*"', head)
        assert box, "matplotlib's SVG has a viewBox"
        # Matplotlib's own style element would reach the whole page; ids of groups repeat and nothing refers to them.
        rest = re.sub(r"<defs>\s*<style.*?</style>\s*</defs>", "", rest, count=1, flags=re.DOTALL)
        rest = re.sub(r"<metadata>.*?</metadata>", "", rest, flags=re.DOTALL)
        rest = re.sub(r'<g id="[^"]*"', "<g", rest)
        rest = rest.replace("font-family: 'DejaVu Sans', sans-serif; ", "")
        rest = _COLOUR.sub(lambda match: _VARIABLE[match.group()], rest)
        names = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
        return f'<svg {names} {box.group()} aria-hidden="true" style="stroke-linejoin: round">{rest}'

    def png(self) -> bytes:
        """Return the drawing as PNG in the light theme, for a notebook that is read without a kernel."""
        out = io.BytesIO()
        with mpl.rc_context(_RC):
            self.figure.savefig(out, format="png", facecolor=COLOURS["paper"])
        return out.getvalue()


def dress(axes: Axes, language: str, *, grid: str = "y") -> None:
    """Give ``axes`` the course's look: few lines, large labels, numbers as the language writes them."""
    axes.patch.set_alpha(0)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    for side in ("left", "bottom"):
        axes.spines[side].set_color(COLOURS["line"])
    axes.tick_params(colors=COLOURS["muted"], labelsize=12, length=0)
    if grid:
        axes.grid(axis=grid, color=COLOURS["line"], linewidth=0.6)  # type: ignore[arg-type]
    axes.set_axisbelow(True)
    for axis in (axes.xaxis, axes.yaxis):
        axis.label.set_color(COLOURS["muted"])
        axis.label.set_fontsize(12)
        axis.set_major_formatter(FuncFormatter(lambda value, _: number(value, language)))
