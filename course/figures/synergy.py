"""What two partners make together, and how more than two share it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from course.figures._style import COLOURS, Picture, dress

SLUG = "synergy"


class Sum(Picture):
    """Two bars, apart and together: the gain stands on top, a loss is cut out of the top."""

    def __init__(self, language: str) -> None:
        super().__init__(SLUG, language)
        axes = self.axes = self.figure.add_axes((0.13, 0.13, 0.84, 0.72))
        dress(axes, self.language)
        axes.set_xlim(-0.5, 1.5)
        axes.set_xticks([0, 1], [self.words("sum.apart"), self.words("sum.together")], color=COLOURS["ink"])
        axes.set_ylabel(self.words("axis.units"))
        self.first = axes.bar([0, 1], [0, 0], width=0.82, color=COLOURS["first"])
        self.second = axes.bar([0, 1], [0, 0], width=0.82, color=COLOURS["second"])
        self.change = axes.bar([1], [0], width=0.82, linewidth=1.2)[0]
        self.names = [
            axes.text(0, 0, self.words(f"sum.{who}"), ha="center", va="center", size=11, color=COLOURS["paper"])
            for who in ("first", "second")
        ]
        self.label = axes.text(1, 0, "", ha="center", va="bottom", size=13, weight="bold")
        self.label.set_bbox({"facecolor": COLOURS["paper"], "edgecolor": "none", "pad": 1})
        self.headline = self.figure.text(0.55, 0.91, "", ha="center", size=17, weight="bold", color=COLOURS["ink"])

    def update(self, first: float, second: float, together: float) -> None:
        """Show two partners worth ``first`` and ``second`` units alone and ``together`` units as a pair."""
        apart, surplus = first + second, together - first - second
        for bar in self.first:
            bar.set_height(first)
        for bar in self.second:
            bar.set(y=first, height=second)
        # A loss is drawn over the top of the second bar; where it eats more than is there it ends at zero.
        low, high = min(max(together, 0.0), apart), max(together, apart)
        gain = surplus >= 0
        tone = COLOURS["gain" if gain else "loss"]
        self.change.set(y=low, height=high - low, facecolor=COLOURS["gain-soft" if gain else "loss-soft"])
        self.change.set(edgecolor=tone, hatch=None if gain else "///")
        self.axes.set_ylim(0, max(high, 1.0) * 1.16)
        for text, middle, height in zip(self.names, (first / 2, first + second / 2), (first, second), strict=True):
            text.set_y(middle)
            text.set_visible(height > 0.09 * max(high, 1.0))
        sign = "+" if surplus > 0 else "±" if surplus == 0 else ""
        self.label.set(text=f"{sign}{self.number(surplus)}", y=high, color=tone)
        a, b, total = (self.number(value) for value in (first, second, together))
        self.headline.set_text(f"{a} + {b} = {total}")
        key = "gain" if surplus > 1e-9 else "loss" if surplus < -1e-9 else "even"
        self.sentence = self.words(f"sum.{key}", a=a, b=b, total=total, surplus=abs(float(surplus)))


class Curve(Picture):
    """The pair's total against trust: where it crosses what they have apart, 1+1 is exactly 2."""

    def __init__(self, language: str) -> None:
        super().__init__(SLUG, language)
        axes = self.axes = self.figure.add_axes((0.13, 0.19, 0.83, 0.72))
        dress(axes, self.language)
        axes.set_xlim(0, 1)
        axes.set_xlabel(self.words("axis.trust"))
        axes.set_ylabel(self.words("axis.units"))
        (self.line,) = axes.plot([], [], color=COLOURS["first"], linewidth=2.4)
        self.apart = axes.axhline(0, color=COLOURS["muted"], linewidth=1.4, linestyle=(0, (5, 3)))
        self.border = axes.axvline(0, color=COLOURS["muted"], linewidth=1, linestyle=":")
        (self.here,) = axes.plot([], [], "o", markersize=11, color=COLOURS["paper"], markeredgewidth=2.6, clip_on=False)
        self.apart_label = axes.text(
            0.015, 0, self.words("curve.apart"), va="bottom", size=10.5, color=COLOURS["muted"]
        )
        self.border_label = axes.text(0, 0, "", size=10.5, color=COLOURS["muted"], va="top")

    def update(
        self, trust: float, totals: np.ndarray, grid: np.ndarray, apart: float, together: float, border: float | None
    ) -> None:
        """Show ``totals`` over the ``grid`` of trust, the pair at ``trust``, and the ``border`` where 1+1 is 2."""
        self.line.set_data(grid, totals)
        self.here.set_data([trust], [together])
        self.here.set_markeredgecolor(COLOURS["gain" if together >= apart else "loss"])
        self.apart.set_ydata([apart, apart])
        low, high = min(float(totals.min()), apart), max(float(totals.max()), apart)
        room = max(high - low, 1.0) * 0.14
        self.axes.set_ylim(low - room, high + room)
        self.apart_label.set_y(apart)
        inside = border is not None and 0 < border < 1  # at the ends there is nothing to mark
        self.border.set_visible(inside)
        self.border_label.set_visible(inside)
        if border is None or not inside:
            key = "never" if border is None else "full" if border else "always"
            self.sentence = self.words(f"curve.{key}", trust=float(trust))
            return
        self.border.set_xdata([border, border])
        self.border_label.set_text(self.words("curve.border", trust=float(border)))
        side = -1 if border > 0.55 else 1
        self.border_label.set(x=border + 0.015 * side, ha="left" if side > 0 else "right", y=high + room * 0.85)
        self.sentence = self.words("curve.sentence", border=float(border), trust=float(trust))


class Shares(Picture):
    """One row a partner: what it has alone, its Shapley share and the share agreed."""

    def __init__(self, language: str, partners: int) -> None:
        super().__init__(SLUG, language, (4.9, 1.15 + 0.52 * partners))
        axes = self.axes = self.figure.add_axes(
            (0.31, 0.6 / (1.15 + 0.52 * partners), 0.66, 0.52 * partners / (1.15 + 0.52 * partners))
        )
        dress(axes, self.language, grid="x")
        rows = np.arange(partners)
        self.fair = axes.barh(
            rows - 0.19, 0 * rows, height=0.34, color=COLOURS["first"], label=self.words("shares.fair")
        )
        self.agreed = axes.barh(
            rows + 0.19, 0 * rows, height=0.34, color=COLOURS["second"], label=self.words("shares.agreed")
        )
        (self.alone,) = axes.plot(
            0.0 * rows,
            rows,
            "|",
            markersize=25,
            markeredgewidth=2.6,
            color=COLOURS["ink"],
            label=self.words("shares.alone"),
        )
        axes.axvline(0, color=COLOURS["muted"], linewidth=0.8)
        axes.set_ylim(partners - 0.5, -0.5)
        axes.set_xlabel(self.words("axis.units"))
        self.figure.legend(
            loc="upper center",
            ncols=3,
            frameon=False,
            fontsize=10.5,
            labelcolor=COLOURS["ink"],
            columnspacing=1.2,
            handlelength=1.2,
            markerscale=0.5,
        )

    def update(self, names: Sequence[str], alone: np.ndarray, fair: np.ndarray, agreed: np.ndarray) -> None:
        """Show partners ``names`` with arrays of shape (n,) in units: worth alone, Shapley share, agreed share."""
        for bar, value in zip(self.fair, fair, strict=True):
            bar.set_width(value)
        for bar, value in zip(self.agreed, agreed, strict=True):
            bar.set_width(value)
        self.alone.set_xdata(alone)
        self.axes.set_yticks(range(len(names)), [short(name) for name in names], color=COLOURS["ink"])
        everything = np.concatenate([alone, fair, agreed, [0.0, 1.0]])
        self.axes.set_xlim(everything.min() * 1.08, everything.max() * 1.08)
        rows = (
            self.words(
                "shares.row", name=name, alone=self.number(a, 1), fair=self.number(f, 1), agreed=self.number(g, 1)
            )
            for name, a, f, g in zip(names, alone, fair, agreed, strict=True)
        )
        self.sentence = self.words("shares.sentence", rows="; ".join(rows))


class Ties(Picture):
    """Partners on a circle; a tie is as thick as what the pair gains, dashed where it loses."""

    def __init__(self, language: str, partners: int) -> None:
        super().__init__(SLUG, language, (4.9, 3.9))
        axes = self.axes = self.figure.add_axes((0.02, 0.02, 0.96, 0.96))
        axes.set(xlim=(-1.75, 1.75), ylim=(-1.45, 1.45))
        axes.set_axis_off()
        # Four stand in the corners, so that no name lies on a tie.
        angle = np.pi / (4 if partners == 4 else 2) - 2 * np.pi * np.arange(partners) / partners
        self.spots = np.column_stack([np.cos(angle), np.sin(angle)])
        self.pairs = [(i, j) for i in range(partners) for j in range(i + 1, partners)]
        self.lines = [axes.plot(*self.spots[[i, j]].T, solid_capstyle="round", zorder=1)[0] for i, j in self.pairs]
        axes.scatter(*self.spots.T, s=420, color=COLOURS["paper"], edgecolor=COLOURS["ink"], linewidth=1.6, zorder=2)
        self.names = [
            axes.text(x, y + (0.3 if y > 0 else -0.3), "", ha="center", va="center", size=11, color=COLOURS["ink"])
            for x, y in self.spots
        ]
        for name in self.names:  # a tie passes behind a name; people type names, and $ is a sign like any other
            name.set(zorder=1.5, parse_math=False)
            name.set_bbox({"facecolor": COLOURS["paper"], "edgecolor": "none", "pad": 0.8, "alpha": 0.85})
        for index, (x, y) in enumerate(self.spots):
            axes.text(
                x, y, str(index + 1), ha="center", va="center", size=12, weight="bold", color=COLOURS["ink"], zorder=3
            )

    def update(self, names: Sequence[str], gains: np.ndarray) -> None:
        """Show the pairs' ``gains``, an array of shape (n, n) in units, between the partners ``names``."""
        for text, name in zip(self.names, names, strict=True):
            text.set_text(short(name))
        largest = max(float(np.abs(gains).max()), 1e-9)
        for line, (i, j) in zip(self.lines, self.pairs, strict=True):
            gain = float(gains[i, j])
            line.set(linewidth=0.8 + 8 * abs(gain) / largest, color=COLOURS["gain" if gain >= 0 else "loss"])
            line.set_linestyle("-" if gain >= 0 else (0, (1.2, 0.8)))
        best = max(self.pairs, key=lambda pair: gains[pair])
        losing = [pair for pair in self.pairs if gains[pair] < -1e-9]
        self.sentence = self.words(
            "ties.best", first=names[best[0]], second=names[best[1]], gain=self.number(gains[best], 1)
        )
        if len(losing) > 3:
            self.sentence += " " + self.words("ties.many", n=len(losing))
        elif losing:
            listed = ", ".join(f"{names[i]} – {names[j]}" for i, j in losing)
            self.sentence += " " + self.words("ties.losing", n=len(losing), pairs=listed)


def short(name: str, most: int = 15) -> str:
    """Return ``name`` cut to what fits beside a bar."""
    return name if len(name) <= most else name[: most - 1].rstrip() + "…"


def cover(language: str) -> Picture:
    """Return the concept's picture for its card in the gallery: 1 + 1 = 3."""
    picture = Sum(language)
    picture.update(1, 1, 3)
    return picture
