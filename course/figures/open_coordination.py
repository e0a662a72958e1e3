"""What is decided where and what it costs; and how far each place has come by learning from the best."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from course.figures._style import COLOURS, Picture, dress
from course.models.coalitions import Floats
from course.models.open_coordination import LEVELS, borders, decisions, open_loss, prices

SLUG = "open_coordination"
MOST_SPILLOVER = 5.0
MOST = 10.0 + MOST_SPILLOVER  # units: the largest need and everything that spills over
ROWS = (*LEVELS, "open")
KEY: dict[str, Any] = {"loc": "upper center", "frameon": False, "fontsize": 11, "labelcolor": COLOURS["ink"]}
KEY |= {"columnspacing": 1.1, "handletextpad": 0.4, "handlelength": 1.3}


class _Rows(Picture):
    """One row a place, its name on the left, marks explained above."""

    def __init__(self, language: str, places: int, most: float, label: str, head: str) -> None:
        high = 1.25 + 0.42 * places
        super().__init__(SLUG, language, (4.9, high))
        axes = self.axes = self.figure.add_axes((0.27, 0.6 / high, 0.69, 0.42 * places / high))
        dress(axes, self.language, grid="x")
        axes.set(xlim=(-0.02 * most, 1.02 * most), ylim=(places - 0.5, -0.5), xlabel=self.words(label))
        axes.text(
            0, 1.03, f"{self.words(head)}  ", ha="right", transform=axes.transAxes, size=11, color=COLOURS["muted"]
        )
        self.rows = np.arange(places)
        self.marks: dict[str, Line2D] = {}
        self.shown: list[Line2D] = []

    def _mark(self, name: str, shape: str, size: float, tone: str, fill: str = "paper") -> None:
        """Put one mark in each row, and the same mark with its word into the key."""
        style: dict[str, Any] = {"marker": shape, "color": COLOURS[tone], "linestyle": "none", "markeredgewidth": 2.4}
        style["markerfacecolor"] = COLOURS[fill]
        (self.marks[name],) = self.axes.plot(0.0 * self.rows, self.rows, markersize=size, clip_on=False, **style)
        self.shown.append(Line2D([], [], markersize=9, label=self.words(f"marks.{name}"), **style))

    def _name(self, names: Sequence[str], groups: Sequence[int]) -> None:
        labels = [f"{short(name)} · {group}" for name, group in zip(names, groups, strict=True)]
        self.axes.set_yticks(self.rows, labels, color=COLOURS["ink"])


class Places(_Rows):
    """What each place needs, what would be best for all, and what is decided there."""

    def __init__(self, language: str, places: int) -> None:
        super().__init__(language, places, MOST, "axis.amount", "axis.place_region")
        self.gaps = self.axes.hlines(self.rows, 0, 0, color=COLOURS["loss"], linewidth=5, alpha=0.45)
        self._mark("need", "o", 9, "muted")
        self._mark("best", "D", 9, "gain")
        self._mark("decided", "|", 22, "second")
        self.figure.legend(handles=self.shown, ncols=3, **KEY)

    def update(self, names: Sequence[str], needs: Floats, spillover: float, regions: Sequence[int], level: str) -> None:
        """Show places ``names`` with arrays of shape (n,), and what ``level`` decides for them."""
        decided = decisions(needs, spillover, regions)[LEVELS.index(level)]
        best = np.asarray(needs) + spillover
        self.gaps.set_segments([[(a, row), (b, row)] for row, a, b in zip(self.rows, decided, best, strict=True)])
        for name, values in (("need", needs), ("best", best), ("decided", decided)):
            self.marks[name].set_xdata(values)
        self._name(names, regions)
        gap = np.abs(decided - best)
        worst = int(gap.argmax())
        loss = float((gap**2).mean() / 2)
        key = "none" if gap[worst] < 0.005 else "all" if np.ptp(gap) < 0.005 else "some"
        self.sentence = self.words(
            f"places.{key}", who=self.words(f"decides.{level}"), name=names[worst], gap=float(gap[worst]), loss=loss
        )


class Prices(Picture):
    """The two prices of each level, and from which spillover which level loses least."""

    def __init__(self, language: str) -> None:
        super().__init__(SLUG, language, (4.9, 4.1))
        axes = self.axes = self.figure.add_axes((0.35, 0.42, 0.51, 0.44))
        dress(axes, self.language, grid="x")
        rows = np.arange(len(ROWS))
        axes.set(ylim=(len(ROWS) - 0.5, -0.5), xlabel=self.words("axis.loss"))
        axes.set_yticks(rows, [self.words(f"rows.{row}") for row in ROWS], color=COLOURS["ink"])
        tones: tuple[tuple[str, dict[str, Any]], ...] = (
            ("misfit", {"facecolor": COLOURS["first"], "edgecolor": COLOURS["first"]}),
            ("neighbours", {"facecolor": COLOURS["paper"], "edgecolor": COLOURS["second"], "hatch": "///"}),
        )
        self.bars = [axes.barh(rows, 0.0 * rows, height=0.6, linewidth=1.2, **style) for _, style in tones]
        self.totals = [axes.text(0, row, "", va="center", size=12, color=COLOURS["ink"]) for row in range(len(ROWS))]
        handles = [Patch(label=self.words(f"prices.{name}"), **style) for name, style in tones]
        self.figure.legend(handles=handles, ncols=2, **KEY)
        self.strip = self._strip()
        (self.here,) = self.strip.plot([0], [1.28], "v", color=COLOURS["ink"], markersize=10, clip_on=False)

    def _strip(self) -> Axes:
        strip = self.figure.add_axes((0.06, 0.15, 0.9, 0.1))
        dress(strip, self.language, grid="")
        strip.set(
            xlim=(0, MOST_SPILLOVER), ylim=(0, 1), yticks=[], xticks=range(6), xlabel=self.words("axis.spillover")
        )
        self.spans = [strip.barh([0.5], [0], height=1, edgecolor=COLOURS["muted"], linewidth=1)[0] for _ in LEVELS]
        self.spoken = [
            strip.text(0, 0.46, "", ha="center", va="center", size=11.5, color=COLOURS["ink"]) for _ in LEVELS
        ]
        return strip

    def update(self, needs: Floats, spillover: float, regions: Sequence[int], kept: float, best: str) -> None:
        """Show the prices at ``spillover``, the open method with the share ``kept``, and the level ``best``."""
        parts = np.vstack([prices(needs, spillover, regions), [0.0, open_loss(spillover, kept)]])
        left = np.zeros(len(ROWS))
        for bars, column in zip(self.bars, parts.T, strict=True):
            for bar, start, width in zip(bars, left, column, strict=True):
                bar.set(x=start, width=width)
            left = left + column
        self.axes.set_xlim(0, max(float(left.max()) * 1.08, 0.5))
        for text, row, total in zip(self.totals, ROWS, left, strict=True):
            won = row == best
            text.set(text=f"{self.number(total)} ✓" if won else self.number(total), weight="bold" if won else "normal")
            text.set_x(total + 0.02 * self.axes.get_xlim()[1])
        self.here.set_xdata([spillover])
        edges = [0.0, *(min(edge, MOST_SPILLOVER) for edge in borders(needs, regions)), MOST_SPILLOVER]
        for index, (span, text, level) in enumerate(zip(self.spans, self.spoken, LEVELS, strict=True)):
            low, high = edges[index], edges[index + 1]
            span.set(x=low, width=high - low, facecolor=COLOURS["gain-soft" if level == best else "paper"])
            text.set(text=self.words(f"strip.{level}"), x=(low + high) / 2, visible=high - low > 0.85)
        said = {row: float(total) for row, total in zip(ROWS, left, strict=True)}
        self.sentence = self.words("prices.sentence", best=self.words(f"names.{best}"), **said)


class Scores(_Rows):
    """Where each place began, where it is now, and the best of its circle."""

    def __init__(self, language: str, places: int) -> None:
        super().__init__(language, places, 100, "axis.score", "axis.place_circle")
        self.ways = self.axes.hlines(self.rows, 0, 0, color=COLOURS["gain-soft"], linewidth=7)
        self._mark("began", "o", 8, "muted")
        self._mark("top", "|", 22, "second")
        self._mark("now", "o", 10, "gain", "gain")
        self.figure.legend(handles=self.shown, ncols=3, **KEY)

    def update(self, names: Sequence[str], path: Floats, groups: Sequence[int], step: int) -> None:
        """Show the round ``step`` of ``path``, of shape (steps + 1, n), in circles ``groups``."""
        now, began = path[step], path[0]
        circle = np.asarray(groups)
        top = np.array([now[circle == group].max() for group in circle])
        self.ways.set_segments([[(a, row), (b, row)] for row, a, b in zip(self.rows, began, now, strict=True)])
        for name, values in (("began", began), ("top", top), ("now", now)):
            self.marks[name].set_xdata(values)
        self._name(names, groups)
        low, high = int(now.argmin()), int(now.argmax())
        self.sentence = self.words(
            "scores.sentence", step=str(step), mean=self.number(now.mean(), 1),
            low=self.number(now[low], 1), last=names[low], high=self.number(now[high], 1), first=names[high],
        )  # fmt: skip


class Means(Picture):
    """The mean of all places over the rounds, between the lowest and the highest of them."""

    def __init__(self, language: str, steps: int) -> None:
        super().__init__(SLUG, language)
        axes = self.axes = self.figure.add_axes((0.13, 0.18, 0.83, 0.7))
        dress(axes, self.language)
        axes.set(xlim=(0, steps), ylim=(0, 102), xlabel=self.words("axis.round"), ylabel=self.words("axis.score"))
        self.rounds = np.arange(steps + 1)
        flat = 0.0 * self.rounds
        self.band = axes.fill_between(self.rounds, flat, flat, color=COLOURS["first"], alpha=0.16, linewidth=0)
        kinds = (("highest", "muted", "--"), ("mean", "first", "-"), ("lowest", "muted", ":"))
        self.lines: dict[str, Line2D] = {}
        for name, tone, style in kinds:
            label = self.words(f"means.{name}")
            (self.lines[name],) = axes.plot(self.rounds, flat, style, color=COLOURS[tone], linewidth=2.4, label=label)
        self.now = axes.axvline(0, color=COLOURS["second"], linewidth=2)
        self.figure.legend(loc="upper center", ncols=3, frameon=False, fontsize=12, labelcolor=COLOURS["ink"])

    def update(self, path: Floats, step: int) -> None:
        """Show all rounds of ``path``, of shape (steps + 1, n), with a mark at ``step``."""
        low, mean, high = path.min(axis=1), path.mean(axis=1), path.max(axis=1)
        self.band.set_data(self.rounds, low, high)
        for name, values in (("highest", high), ("mean", mean), ("lowest", low)):
            self.lines[name].set_ydata(values)
        self.now.set_xdata([step, step])
        self.sentence = self.words(
            "means.sentence", last=str(len(self.rounds) - 1), gap=self.number(high[0] - low[0], 1),
            end=self.number(high[-1] - low[-1], 1), begin=self.number(mean[0], 1), mean=self.number(mean[-1], 1),
        )  # fmt: skip


def short(name: str, most: int = 10) -> str:
    """Return ``name`` cut to what fits beside a row."""
    return name if len(name) <= most else name[: most - 1].rstrip() + "…"


def cover(language: str) -> Picture:
    """Return the concept's picture for its card in the gallery: six places in two regions."""
    picture = Prices(language)
    picture.update(np.array([2.0, 3, 4, 6, 7, 8]), 2.0, [1, 1, 1, 2, 2, 2], 0.3, "regional")
    return picture
