"""What a partnership adds inside and outside, what it is worth by size, and what each one teaches."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.ticker import MaxNLocator

from course.figures._style import COLOURS, Picture, dress
from course.models.added_value import best_sizes, learning, size_curve

SLUG = "added_value"
MOST = 30  # partners
ROWS = 6
SIZES = np.arange(1, MOST + 1)


class Ledger(Picture):
    """Two bars an entry: for the members above, for people outside below."""

    def __init__(self, language: str) -> None:
        super().__init__(SLUG, language, (6.0, 4.2))
        axes = self.axes = self.figure.add_axes((0.42, 0.1, 0.54, 0.78))
        dress(axes, self.language, grid="x")
        axes.set(xlim=(-5.3, 5.3))
        axes.axvline(0, color=COLOURS["muted"], linewidth=1)
        places = np.arange(ROWS)
        self.inside = axes.barh(places - 0.19, np.zeros(ROWS), height=0.34, color=COLOURS["first"])
        self.outside = axes.barh(places + 0.19, np.zeros(ROWS), height=0.34, color=COLOURS["second"], hatch="///")
        for bar in self.outside:
            bar.set_edgecolor(COLOURS["paper"])
        self.inside.set_label(self.words("ledger.within"))
        self.outside.set_label(self.words("ledger.beyond"))
        axes.legend(
            handles=[self.inside, self.outside], loc="lower left", bbox_to_anchor=(-0.5, 1.0), ncols=2, frameon=False,
            fontsize=12, labelcolor=COLOURS["ink"], borderaxespad=0.2,
        )  # fmt: skip

    def update(self, names: Sequence[str], inside: np.ndarray, outside: np.ndarray) -> None:
        """Show the entries, at most six; each number −5 to 5."""
        n = len(names)
        self.axes.set_ylim(n - 0.4, -0.6)
        self.axes.set_yticks(range(n), list(names), color=COLOURS["ink"], fontsize=11)
        for bars, values in ((self.inside, inside), (self.outside, outside)):
            for place, bar in enumerate(bars):
                bar.set(visible=place < n, width=values[place] if place < n else 0)
        self.sentence = self.words("ledger.sentence", inside=float(np.sum(inside)), outside=float(np.sum(outside)))


class Curve(Picture):
    """The worth of partnerships by size: all together above, for each partner below."""

    def __init__(self, language: str) -> None:
        super().__init__(SLUG, language, (5.4, 4.8))
        frames = (0.12, 0.56, 0.84, 0.38), (0.12, 0.11, 0.84, 0.33)
        self.axes = [self.figure.add_axes(frame) for frame in frames]
        self.lines, self.marks, self.tops = [], [], []
        for axes, key, tone in zip(self.axes, ("all", "each"), ("first", "gain"), strict=True):
            dress(axes, self.language)
            axes.set_xlim(0, MOST + 0.5)
            axes.yaxis.set_major_locator(MaxNLocator(4))
            axes.set_title(self.words(f"size.{key}"), loc="left", fontsize=12, color=COLOURS["ink"])
            axes.axhline(0, color=COLOURS["muted"], linewidth=0.8)
            self.tops.append(axes.axvline(1, color=COLOURS["second"], linewidth=1.6, linestyle=(0, (4, 2))))
            self.lines.append(axes.plot([], [], color=COLOURS[tone], linewidth=2.4)[0])
            style = {"markersize": 11, "color": COLOURS[tone], "markeredgecolor": COLOURS["paper"]}
            self.marks.append(axes.plot([], [], "o", **style)[0])
        self.axes[1].set_xlabel(self.words("size.axis"))

    def update(self, partners: int, rule: tuple[float, float, float, float]) -> None:
        """Show the curves of ``rule`` (s, T, h, κ) and where ``partners`` is on them."""
        curves, tops = size_curve(SIZES, *rule), best_sizes(SIZES, *rule)
        rows = zip(self.axes, self.lines, self.marks, self.tops, curves, tops, strict=True)
        for axes, line, mark, top, values, best in rows:
            line.set_data(SIZES, values)
            mark.set_data([partners], [values[partners - 1]])
            top.set_xdata([best, best])
            low, high = min(0.0, float(values.min())), max(1.0, float(values.max()))
            axes.set_ylim(low - 0.06 * (high - low), high + 0.12 * (high - low))
        total, each = (float(values[partners - 1]) for values in curves)
        values = {"total": total, "each": each, "best_total": tops[0], "best_each": tops[1]}
        self.sentence = self.words("size.sentence", n=partners, **values)


class Art(Picture):
    """How much of the art is known after each partnership."""

    def __init__(self, language: str) -> None:
        super().__init__(SLUG, language, (5.4, 3.2))
        axes = self.axes = self.figure.add_axes((0.13, 0.19, 0.83, 0.76))
        dress(axes, self.language)
        axes.set(xlim=(-0.4, 10.4), ylim=(0, 104), xticks=range(0, 11, 2))
        axes.set_xlabel(self.words("learning.axis"))
        axes.set_ylabel(self.words("learning.known"))
        (self.line,) = axes.plot([], [], "o-", color=COLOURS["line"], linewidth=1.6, markersize=5)
        (self.done,) = axes.plot([], [], "o-", color=COLOURS["first"], linewidth=2.6, markersize=9)

    def update(self, initial: float, rate: float, count: int) -> None:
        """Show eleven values, those up to ``count`` as done; ``initial`` and ``rate`` 0 to 1, ``count`` 0 to 10."""
        known = 100 * learning(initial, rate, 11)
        self.line.set_data(range(11), known[:11])
        self.done.set_data(range(count + 1), known[: count + 1])
        first, more = known[1] - known[0], known[count + 1] - known[count]
        shown = {"known": known[count], "first": first, "more": more}
        self.sentence = self.words("learning.sentence", n=count, **{k: self.number(v, 1) for k, v in shown.items()})


def cover(language: str) -> Picture:
    """Return the concept's picture for its card in the gallery: the two best sizes."""
    picture = Curve(language)
    picture.update(9, (0.6, 12, 3, 0.1))
    return picture
