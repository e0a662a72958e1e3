"""A budget and its three numbers, the two ends of effort, and a purse that pays everybody back in part."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Any

import numpy as np

from course.figures._style import COLOURS, Picture, dress
from course.models.leverage import additionality, effort_path, effort_value, patience, ratio

SLUG = "leverage"
PARTS = ("grant", "own", "other", "kind", "anyway")
NUMBERS = ("plain", "full", "added")
HATCH = "////"
WIDTH = 17  # characters of a row's name in a line


class Sources(Picture):
    """The parts of a budget as steps one on top of another, and what would have been there without the grant."""

    def __init__(self, language: str) -> None:
        super().__init__(SLUG, language, (4.9, 3.5))
        axes = self.axes = self.figure.add_axes((0.35, 0.17, 0.5, 0.8))
        dress(axes, self.language, grid="x")
        rows = range(len(PARTS))
        axes.set_ylim(len(PARTS) - 0.45, -0.55)
        axes.set_yticks(rows, [self.words(f"budget.rows.{part}") for part in PARTS], color=COLOURS["ink"])
        axes.set_xlabel(self.words("axis.thousands"))
        axes.axhline(3.5, color=COLOURS["line"], linewidth=1)
        tones = [COLOURS[tone] for tone in ("first", "second", "second", "gain", "paper")]
        self.bars = axes.barh(rows, [0.0] * len(rows), height=0.62, color=tones)
        self.bars[-1].set(edgecolor=COLOURS["muted"], hatch=HATCH, linewidth=1.2)
        self.values = [axes.text(0, row, "", va="center", size=12, color=COLOURS["ink"]) for row in rows]

    def update(self, grant: float, own: float, other: float, kind: float, anyway: float) -> None:
        """Show the parts, in thousand złoty."""
        parts = np.array([grant, own, other, kind])
        begins = np.concatenate([[0.0], np.cumsum(parts)[:-1], [0.0]])
        widths = np.append(parts, anyway)
        most = max(float((begins + widths).max()), 1.0)
        self.axes.set_xlim(0, 1.02 * most)
        for bar, text, begin, width in zip(self.bars, self.values, begins, widths, strict=True):
            bar.set(x=begin, width=width)
            text.set(text=self.number(width, 1), x=begin + width + 0.02 * most)
        named = dict(zip(PARTS, (self.number(width, 1) for width in widths), strict=True))
        self.sentence = self.words("budget.sources", total=self.number(float(parts.sum()), 1), **named)


class Numbers(Picture):
    """The ratio with and without work in kind, and beside them what the grant added."""

    def __init__(self, language: str) -> None:
        super().__init__(SLUG, language, (4.9, 3.0))
        axes = self.axes = self.figure.add_axes((0.35, 0.2, 0.5, 0.77))
        dress(axes, self.language, grid="x")
        rows = range(len(NUMBERS))
        names = [textwrap.fill(self.words(f"budget.rows.{name}"), WIDTH) for name in NUMBERS]
        axes.set_yticks(rows, names, color=COLOURS["ink"])
        axes.set_ylim(len(NUMBERS) - 0.45, -0.55)
        axes.set_xlabel(self.words("axis.each"))
        axes.axvline(0, color=COLOURS["muted"], linewidth=1)
        self.one = axes.axvline(1, color=COLOURS["ink"], linewidth=1.4, linestyle=":", zorder=3)
        self.bars = axes.barh(
            rows, [0.0] * len(rows), height=0.56, color=[COLOURS["first"], COLOURS["gain"], COLOURS["paper"]]
        )
        self.bars[-1].set(edgecolor=COLOURS["ink"], hatch=HATCH, linewidth=1.2)
        self.values = [axes.text(0, row, "", va="center", size=13, color=COLOURS["ink"]) for row in rows]

    def update(self, grant: float, own: float, other: float, kind: float, anyway: float) -> None:
        """Show the three numbers of the same budget."""
        total = grant + own + other + kind
        found = [ratio(grant, own, other), ratio(grant, own, other, kind), additionality(total, anyway, grant)]
        low, high = min(0.0, *found), max(1.0, *found)
        self.axes.set_xlim(1.08 * low, 1.04 * high)
        for bar, text, value in zip(self.bars, self.values, found, strict=True):
            bar.set_width(value)
            text.set(text=self.number(value), x=(value if value >= 0 else 1) + 0.03 * (high - low))
        said = dict(zip(NUMBERS, map(float, found), strict=True))
        self.sentence = self.words("budget.ratios", **said)


class Hill(Picture):
    """Where the work done settles, by how the effort is split."""

    def __init__(self, language: str) -> None:
        super().__init__(SLUG, language, (4.9, 3.6))
        axes = self.axes = self.figure.add_axes((0.15, 0.19, 0.81, 0.76))
        dress(axes, self.language)
        axes.set(xlim=(-3, 103), ylim=(0, 125), yticks=range(0, 101, 25))
        axes.set_xlabel(self.words("axis.effort"))
        axes.set_ylabel(self.words("axis.done"))
        money = np.linspace(0, 1, 101)
        axes.plot(100 * money, settled(money), color=COLOURS["first"], linewidth=2.6)
        (self.best,) = axes.plot([50], [100], "D", color=COLOURS["gain"], markersize=8)
        axes.text(50, 106, self.words("effort.even"), ha="center", size=12, color=COLOURS["gain"])
        (self.here,) = axes.plot([], [], "o", color=COLOURS["ink"], markersize=11, zorder=3)
        self.label = axes.text(0, 0, self.words("effort.now"), size=12, color=COLOURS["ink"])

    def update(self, share: float) -> None:
        """Show a share of the effort, 0 to 1, that goes into looking for money."""
        value = float(settled(np.array(share)))
        self.here.set_data([100 * share], [value])
        right = share < 0.5
        near = abs(share - 0.5) < 0.2  # under the top, out of the way of its own label
        self.label.set(
            position=(100 * share + (0 if near else 3 if right else -3), value - (25 if near else 0)),
            ha="center" if near else "left" if right else "right",
        )
        percent = {"share": self.number(100 * share, 0), "value": self.number(value, 0)}
        self.sentence = self.words("effort.hill", **percent)


class Path(Picture):
    """What a change of effort does month by month, against half and half."""

    def __init__(self, language: str, months: int) -> None:
        super().__init__(SLUG, language, (4.9, 3.6))
        axes = self.axes = self.figure.add_axes((0.15, 0.19, 0.81, 0.76))
        dress(axes, self.language)
        axes.set(xlim=(0, months), ylim=(0, 210), xticks=range(0, months + 1, 6), yticks=range(0, 201, 50))
        axes.set_xlabel(self.words("axis.month"))
        axes.set_ylabel(self.words("axis.done"))
        axes.axhline(100, color=COLOURS["gain"], linewidth=1.8, linestyle=(0, (4, 2)))
        axes.text(months, 107, self.words("effort.even"), ha="right", size=12, color=COLOURS["gain"])
        self.months = months
        (self.line,) = axes.plot([], [], color=COLOURS["first"], linewidth=2.6)
        (self.turn,) = axes.plot([], [], "X", color=COLOURS["loss"], markersize=11, zorder=3)

    def update(self, share: float, decay: float) -> None:
        """Show the months after effort went from half and half to ``share``, with bonds that lose ``decay`` a month."""
        path = 100 * effort_path(share, self.months, decay=decay) / effort_value(0.5, 0.5, decay=decay)
        self.line.set_data(np.arange(self.months + 1), path)
        below = np.flatnonzero(path < 100 - 1e-9)
        turns = share > 0.5 and len(below)
        self.turn.set_data(below[:1] if turns else [], path[below[:1]] if turns else [])
        said: dict[str, Any] = {"first": self.number(path[0], 0), "last": self.number(path[-1], 0)}
        if share == 0.5:
            self.sentence = self.words("effort.path_same")
        elif turns:
            self.sentence = self.words("effort.path_falls", month=str(below[0]), **said)
        else:
            self.sentence = self.words("effort.path_above" if share > 0.5 else "effort.path_below", **said)


class Purse(Picture):
    """What each partner had, as a mark, and has at the end, as a bar."""

    def __init__(self, language: str, partners: int) -> None:
        tall = 1.35 + 0.42 * partners  # inches; the same row for two partners and for eight
        super().__init__(SLUG, language, (4.9, tall))
        self.axes = self.figure.add_axes((0.31, 0.65 / tall, 0.49, 1 - 1.15 / tall))
        dress(self.axes, self.language, grid="x")
        rows = range(partners)
        self.axes.set_ylim(partners - 0.45, -0.55)
        self.axes.set_xlabel(self.words("axis.units"))
        self.bars = self.axes.barh(
            rows, [0.0] * len(rows), height=0.56, color=COLOURS["first"], label=self.words("purse.ends")
        )
        (self.marks,) = self.axes.plot(
            [0.0] * len(rows),
            rows,
            "|",
            markersize=22,
            markeredgewidth=4,
            color=COLOURS["second"],
            label=self.words("purse.had"),
        )
        self.values = [self.axes.text(0, row, "", va="center", size=12, color=COLOURS["ink"]) for row in rows]
        self.figure.legend(loc="upper center", ncols=2, frameon=False, fontsize=12, labelcolor=COLOURS["ink"])

    def update(self, names: Sequence[str], had: np.ndarray, ends: np.ndarray) -> None:
        """Show partners by name, what they had and what they have after the round, both of shape (n,)."""
        most = max(float(had.max()), float(ends.max()), 1.0)
        self.axes.set_xlim(0, 1.03 * most)
        self.axes.set_yticks(range(len(names)), [_short(name) for name in names], color=COLOURS["ink"])
        self.marks.set_xdata(had)
        for bar, text, before, after in zip(self.bars, self.values, had, ends, strict=True):
            bar.set_width(after)
            text.set(text=f"{self.number(before, 1)} → {self.number(after, 1)}", x=1.06 * most)
        rows = zip(names, had, ends, strict=True)
        listed = "; ".join(
            self.words("purse.row", name=name, had=self.number(a, 1), ends=self.number(b, 1)) for name, a, b in rows
        )
        total = {"before": self.number(float(had.sum()), 1), "after": self.number(float(ends.sum()), 1)}
        self.sentence = self.words("purse.sentence", listed=listed, **total)


class Border(Picture):
    """From which chance of another round giving to the purse pays, by what the purse makes of a unit."""

    def __init__(self, language: str, most: float) -> None:
        super().__init__(SLUG, language, (4.9, 3.6))
        axes = self.axes = self.figure.add_axes((0.15, 0.18, 0.81, 0.7))
        dress(axes, self.language)
        axes.set(xlim=(0, most), ylim=(0, 1.02))
        axes.set_xlabel(self.words("axis.multiplier"))
        axes.set_ylabel(self.words("axis.chance"))
        (self.line,) = axes.plot([], [], color=COLOURS["first"], linewidth=2.6)
        areas = {}
        for tone, name in (("gain", "pays"), ("loss", "does_not")):
            areas[tone] = axes.fill_between(
                [0, 1],
                [0, 0],
                [0, 0],
                facecolor=COLOURS[f"{tone}-soft"],
                edgecolor=COLOURS[tone],
                linewidth=0,
                zorder=0,
                label=self.words(f"purse.{name}"),
            )
        self.give, self.keep = areas["gain"], areas["loss"]
        self.keep.set_hatch("//")
        self.figure.legend(
            handles=[self.give, self.keep],
            loc="upper center",
            ncols=2,
            frameon=False,
            fontsize=12,
            labelcolor=COLOURS["ink"],
        )
        (self.here,) = axes.plot([], [], "o", color=COLOURS["ink"], markersize=11, zorder=3)

    def update(self, partners: int, multiplier: float, chance: float) -> None:
        """Show the border for so many partners, and where they stand."""
        right = self.axes.get_xlim()[1]
        steps = np.linspace(1, partners, 80)[1:-1]
        edge = np.concatenate([[1, 1], [patience(partners, value) for value in steps], [0]])
        across = np.concatenate([[0, 1], steps, [partners]])
        self.line.set_data(across[1:], edge[1:])
        across, edge = np.append(across, max(right, partners)), np.append(edge, 0)
        self.keep.set_data(across, np.zeros(len(across)), edge)
        self.give.set_data(across, edge, np.full(len(across), 1.02))
        self.here.set_data([multiplier], [chance])
        made = self.number(multiplier, 1)
        if multiplier <= 1:
            self.sentence = self.words("purse.border_none", multiplier=made)
        elif multiplier >= partners:
            self.sentence = self.words("purse.border_always", multiplier=made)
        else:
            border = float(patience(partners, multiplier))
            self.sentence = self.words("purse.border", border=border, chance=float(chance))


def settled(money: np.ndarray) -> np.ndarray:
    """Return where the work done settles, in % of the best, for shares of effort that go into money."""
    return 100 * effort_value(money, 1 - money) / effort_value(0.5, 0.5)


def _short(name: str) -> str:
    return name if len(name) <= 14 else f"{name[:13]}…"


def cover(language: str) -> Picture:
    """Return the concept's picture for its card in the gallery: the three numbers of the bet's budget."""
    picture = Numbers(language)
    picture.update(40, 10, 10, 12, 20)
    return picture
