"""Votes beside power: of each partner, of each group under the 49% rule, and of one partner vote by vote."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from course.figures._style import COLOURS, Picture, dress
from course.models.coalitions import Floats
from course.models.democracy import EU_LIMIT, banzhaf_index, shapley_shubik, vetoers

SLUG = "democracy"
GROUPS = ("public", "civic", "business")
DASHES = (0, (4, 2.5))


class _Bars(Picture):
    """One row each: a hollow bar for the share of votes, a full one for the share of power."""

    def __init__(self, language: str, rows: int, left: float, step: float, legend: Sequence[Line2D] = ()) -> None:
        high = 0.98 + step * rows
        super().__init__(SLUG, language, (4.9, high))
        axes = self.axes = self.figure.add_axes((left, 0.55 / high, 0.9 - left, step * rows / high))
        dress(axes, self.language, grid="x")
        self.rows = np.arange(rows)
        axes.set(ylim=(rows - 0.5, -0.5))
        votes = {"facecolor": COLOURS["paper"], "edgecolor": COLOURS["second"], "linewidth": 1.8}
        power = {"facecolor": COLOURS["first"], "edgecolor": COLOURS["first"], "linewidth": 1.8}
        self.votes = axes.barh(self.rows - 0.2, 0.0 * self.rows, height=0.32, **votes)
        self.power = axes.barh(self.rows + 0.2, 0.0 * self.rows, height=0.32, **power)
        self.labels = [
            [axes.text(0, row + shift, "", va="center", size=11, color=COLOURS["ink"], zorder=4) for row in self.rows]
            for shift in (-0.2, 0.2)
        ]
        for label in (*self.labels[0], *self.labels[1]):  # the line of the limit passes behind them
            label.set_bbox({"facecolor": COLOURS["paper"], "edgecolor": "none", "pad": 0.6})
        handles = [
            Patch(label=self.words("bars.votes"), **votes),
            Patch(label=self.words("bars.power"), **power),
            *legend,
        ]
        self.figure.legend(
            handles=handles, loc="upper center", ncols=len(handles), frameon=False, fontsize=11,
            labelcolor=COLOURS["ink"], columnspacing=1.0, handletextpad=0.5, handlelength=1.3,
        )  # fmt: skip

    def _draw(self, names: Sequence[str], votes: Floats, power: Floats, veto: Sequence[int]) -> str:
        """Show shares of 1, of shape (rows,), and return them in words; rows in ``veto`` get a mark."""
        self.axes.set_xlim(0, max(0.5, float(votes.max()), float(power.max())) * 120)
        for bars, labels, shares in ((self.votes, self.labels[0], votes), (self.power, self.labels[1], power)):
            for bar, label, share in zip(bars, labels, shares, strict=True):
                bar.set_width(100 * share)
                nothing = share == 0 and bars is self.power
                label.set(text=f"{self.percent(share)} ✕" if nothing else self.percent(share))
                label.set(color=COLOURS["loss" if nothing else "ink"], x=100 * share + 0.015 * self.axes.get_xlim()[1])
        marked = [f"{short(name)} ■" if row in veto else short(name) for row, name in enumerate(names)]
        self.axes.set_yticks(self.rows, marked, color=COLOURS["ink"])
        self.axes.set_xlabel(self.words("axis.veto" if veto else "axis.share"))
        return "; ".join(
            self.words("power.row", name=name, votes=self.percent(share), power=self.percent(part))
            for name, share, part in zip(names, votes, power, strict=True)
        )

    def percent(self, share: float) -> str:
        """Return a share of 1 in per cent, as the language writes it."""
        return f"{self.number(100 * share, 1)}%"


class Power(_Bars):
    """One row a partner: its share of votes, its power, and a diamond where the other index puts it."""

    def __init__(self, language: str, partners: int) -> None:
        style: dict[str, Any] = {
            "marker": "D",
            "color": COLOURS["ink"],
            "markerfacecolor": COLOURS["paper"],
            "linestyle": "none",
        }
        super().__init__(language, partners, 0.36, 0.56, [Line2D([], [], label="Banzhaf", markersize=7, **style)])
        (self.other,) = self.axes.plot(0.0 * self.rows, self.rows + 0.2, markersize=7, zorder=3, clip_on=False, **style)

    def update(self, names: Sequence[str], votes: Sequence[int], quota: int) -> None:
        """Show partners ``names`` with so many ``votes``, where a decision needs ``quota`` of them."""
        total = sum(votes)
        rows = self._draw(names, np.array(votes) / total, shapley_shubik(votes, quota), vetoers(votes, quota))
        other = 100 * banzhaf_index(votes, quota)
        self.other.set_xdata(other)
        for label, x in zip(self.labels[1], other.tolist(), strict=True):  # no number under a diamond
            label.set_x(max(label.get_position()[0], x + 0.035 * self.axes.get_xlim()[1]))
        self.sentence = self.words("power.sentence", quota=str(quota), total=str(total), rows=rows)


class Groups(_Bars):
    """Three groups that each vote as one: their votes under the 49% rule, and their power."""

    def __init__(self, language: str) -> None:
        limit = Line2D([], [], color=COLOURS["loss"], linestyle=DASHES, linewidth=2, label=f"{100 * EU_LIMIT:.0f}%")
        super().__init__(language, len(GROUPS), 0.36, 0.62, [limit])
        self.limit = self.axes.axvline(100 * EU_LIMIT, color=COLOURS["loss"], linestyle=DASHES, linewidth=2)

    def update(self, votes: Sequence[float], quota: int) -> None:
        """Show the ``votes`` of the sectors in the order of ``GROUPS``, where a decision needs ``quota`` of them."""
        shares = np.array(votes) / sum(votes)
        names = [self.words(f"groups.{group}") for group in GROUPS]
        shown = [name.capitalize() for name in names]
        rows = self._draw(shown, shares, shapley_shubik(votes, quota), vetoers(votes, quota))
        over = [name for name, share in zip(names, shares, strict=True) if share > EU_LIMIT + 1e-9]
        key = "over" if over else "within"
        self.sentence = self.words(f"bloc.{key}", rows=rows, **({"over": ", ".join(over)} if over else {}))


class Stairs(Picture):
    """One partner's power against its votes: an even line of votes beside stairs of power."""

    def __init__(self, language: str, most: int) -> None:
        super().__init__(SLUG, language, (4.9, 3.9))
        axes = self.axes = self.figure.add_axes((0.16, 0.16, 0.8, 0.66))
        dress(axes, self.language)
        axes.set(xlim=(-0.5, most + 0.5), ylim=(-4, 104), xlabel=self.words("axis.votes"))
        axes.set_ylabel(self.words("axis.share"))
        axes.set_xticks(range(0, most + 1, 5))
        self.places = np.arange(most + 1)
        flat = 0.0 * self.places
        (self.even,) = axes.plot(
            self.places, flat, color=COLOURS["second"], linestyle=DASHES, linewidth=2, label=self.words("bars.votes")
        )
        (self.steps,) = axes.plot(
            self.places,
            flat,
            drawstyle="steps-mid",
            color=COLOURS["first"],
            linewidth=2.6,
            label=self.words("bars.power"),
        )
        self.now = axes.axvline(0, color=COLOURS["muted"], linewidth=1, linestyle=":")
        (self.here,) = axes.plot(
            [0], [0], "o", markersize=11, color=COLOURS["first"], markeredgewidth=2.6, clip_on=False
        )
        self.here.set_markerfacecolor(COLOURS["paper"])
        self.headline = self.figure.text(0.5, 0.93, "", ha="center", size=12.5, weight="bold", color=COLOURS["ink"])
        self.figure.legend(
            loc="upper center",
            bbox_to_anchor=(0.5, 0.92),
            ncols=2,
            frameon=False,
            fontsize=11,
            labelcolor=COLOURS["ink"],
        )

    def update(self, name: str, others: int, power: Floats, votes: int) -> None:
        """Show ``power`` of shape (most + 1,) of a partner beside whom ``others`` have votes; it has ``votes``."""
        shares = self.places / (self.places + others)
        self.even.set_ydata(100 * shares)
        self.steps.set_ydata(100 * power)
        self.now.set_xdata([votes, votes])
        self.here.set_data([votes], [100 * power[votes]])
        self.headline.set_text(self.words("stairs.title", name=short(name, 24)))
        level = np.flatnonzero(np.abs(power - power[votes]) < 1e-9)
        share, part = (f"{self.number(100 * value[votes], 1)}%" for value in (shares, power))
        said = self.words("stairs.here", n=votes, name=name, share=share, power=part, total=str(votes + others))
        low, high = int(level.min()), int(level.max())
        key = "edge" if low == high else "end" if high == len(power) - 1 else "flat"
        ends = {} if key == "edge" else {"low": str(low)} if key == "end" else {"low": str(low), "high": str(high)}
        self.sentence = f"{said} {self.words(f'stairs.{key}', **ends)}"


def short(name: str, most: int = 14) -> str:
    """Return ``name`` cut to what fits beside a row; a $ is a sign like any other."""
    cut = name if len(name) <= most else name[: most - 1].rstrip() + "…"
    return cut.replace("$", r"\$")


def cover(language: str) -> Picture:
    """Return the concept's picture for its card in the gallery: a partner with a vote and no power."""
    picture = Power(language, 4)
    names = [picture.words(f"who.{index}") for index in range(4)]
    picture.update(names, [3, 1, 3, 3], 6)
    return picture
