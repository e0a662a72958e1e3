"""How views move in talk and whose they come from; and which tasks nobody or more than one partner answers for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.lines import Line2D

from course.figures._style import COLOURS, Picture, dress
from course.models.coalitions import Floats
from course.models.shared_vision import discuss, network, role_gaps, settled

SLUG = "shared_vision"
MOST = 10.0  # the scale of views
NEAR = 0.05  # views closer than this are one view in words
KEY: dict[str, Any] = {"loc": "upper center", "frameon": False, "fontsize": 11, "labelcolor": COLOURS["ink"]}
KEY |= {"columnspacing": 1.1, "handletextpad": 0.4, "handlelength": 1.3}


class Views(Picture):
    """One row a partner: its first view, its view now, where it comes to rest, and its say in the common mean."""

    def __init__(self, language: str, partners: int) -> None:
        high = 1.6 + 0.44 * partners
        super().__init__(SLUG, language, (4.9, high))
        rows = self.rows = np.arange(partners)
        axes = self.axes = self.figure.add_axes((0.3, 0.65 / high, 0.42, 0.44 * partners / high))
        dress(axes, self.language, grid="x")
        axes.set(xlim=(-0.3, MOST + 0.3), ylim=(partners - 0.5, -0.5), xlabel=self.words("axis.view"))
        axes.set_xticks([0, 5, 10])
        self.ways = axes.hlines(rows, 0, 0, color=COLOURS["line"], linewidth=6)
        self.marks: dict[str, Line2D] = {}
        kinds = (
            ("first", "o", 8, "muted", "paper"),
            ("rest", "|", 22, "second", "paper"),
            ("now", "o", 10, "first", "first"),
        )
        for name, shape, size, tone, fill in kinds:
            (self.marks[name],) = axes.plot(
                0.0 * rows, rows, shape, color=COLOURS[tone], markersize=size, markerfacecolor=COLOURS[fill],
                markeredgewidth=2.4, clip_on=False, label=self.words(f"marks.{name}"),
            )  # fmt: skip
        self.figure.legend(ncols=3, **KEY).legend_handles[1].set_markersize(10)  # type: ignore[union-attr]
        said = self.figure.add_axes((0.76, 0.65 / high, 0.13, 0.44 * partners / high))
        said.set(xlim=(0, 100), ylim=(partners - 0.5, -0.5))
        said.set_axis_off()
        self.bars = said.barh(rows, 0.0 * rows, height=0.5, color=COLOURS["gain"])
        self.shares = [said.text(0, float(row), "", va="center", size=11.5, color=COLOURS["ink"]) for row in rows]
        head = self.words("axis.say")
        self.figure.text(0.76, 1 - 0.92 / high, head, va="bottom", size=11.5, color=COLOURS["muted"], linespacing=1.15)

    def update(self, names: Sequence[str], path: Floats, rest: Floats, say: Floats, step: int) -> None:
        """Show round ``step`` of ``path``, of shape (steps + 1, n), the views at ``rest`` and each one's ``say``."""
        first, now = path[0], path[step]
        self.ways.set_segments([[(a, row), (b, row)] for row, a, b in zip(self.rows, first, now, strict=True)])
        for name, values in (("first", first), ("rest", rest), ("now", now)):
            self.marks[name].set_xdata(values)
        self.marks["rest"].set_visible(step > 0)  # nobody should see the end before playing
        self.axes.set_yticks(
            self.rows, [f"{row + 1} {short(name)}" for row, name in enumerate(names)], color=COLOURS["ink"]
        )
        for bar, text, share in zip(self.bars, self.shares, 100 * say, strict=True):
            bar.set_width(share)
            text.set(text=f"{self.number(share, 0)}%", x=share + 6)
        low, high = float(now.min()), float(now.max())
        key = "one" if high - low < NEAR else "many"
        ends = {"low": self.number(low, 1), "high": self.number(high, 1), "gap": self.number(high - low, 1)}
        listed = ", ".join(f"{name} {self.number(100 * share, 0)}%" for name, share in zip(names, say, strict=True))
        self.sentence = " ".join(
            (self.words(f"views.{key}", step=str(step), **ends), self.words("views.say", listed=listed))
        )


class Rounds(Picture):
    """All views over the rounds played so far, each line numbered where it begins."""

    def __init__(self, language: str, steps: int, partners: int) -> None:
        super().__init__(SLUG, language)
        axes = self.axes = self.figure.add_axes((0.32, 0.18, 0.65, 0.78))
        dress(axes, self.language)
        axes.set(
            xlim=(-2.2, steps), xticks=range(0, steps + 1, 5), ylim=(-0.3, MOST + 0.3), xlabel=self.words("axis.round")
        )
        axes.set_yticks([0, 5, 10], [self.words(f"axis.ends.{end}") for end in ("parking", "half", "trees")])
        styles = ("-", "--", "-.", ":", (0, (6, 2, 1, 2, 1, 2)), (0, (1, 3)))
        tones = ("first", "second", "gain", "ink", "loss", "muted")
        self.lines = [
            axes.plot([], [], linestyle=style, color=COLOURS[tone], linewidth=2.4, marker="o", markevery=[-1])[0]
            for style, tone in zip(styles[:partners], tones[:partners], strict=True)
        ]
        style = {"size": 11.5, "ha": "right", "va": "center", "weight": "bold", "color": COLOURS["ink"]}
        self.numbers = [axes.text(-0.4, 0, "", **style) for _ in self.lines]

    def update(self, path: Floats, step: int) -> None:
        """Show ``path``, of shape (steps + 1, n), up to round ``step``."""
        for line, views in zip(self.lines, path.T, strict=True):
            line.set_data(np.arange(step + 1), views[: step + 1])
        seen: dict[float, list[str]] = {}  # partners that begin at one place share one number
        for index, view in enumerate(path[0]):
            near = next((place for place in seen if abs(place - view) < 0.6), float(view))
            seen.setdefault(near, []).append(str(index + 1))
        labels = [*seen.items(), *[(0.0, [""])] * (len(self.numbers) - len(seen))]
        for text, (place, who) in zip(self.numbers, labels, strict=True):
            text.set(text=", ".join(who), y=place)
        gaps = np.ptp(path, axis=1)
        begin, now = self.number(gaps[0], 1), self.number(gaps[step], 1)
        self.sentence = self.words("rounds.played" if step else "rounds.before", n=step, begin=begin, now=now)


class Roles(Picture):
    """A row a task, a column a partner: a dot says “for this I answer”; at the right what comes of it."""

    def __init__(self, language: str, tasks: int, partners: int) -> None:
        high = 1.15 + 0.42 * tasks
        super().__init__(SLUG, language, (4.9, high))
        axes = self.axes = self.figure.add_axes((0.45, 0.1 / high, 0.54, 0.42 * tasks / high))
        axes.set(xlim=(-0.5, partners + 1.6), ylim=(tasks - 0.5, -0.5))
        axes.set_axis_off()
        self.stripes = axes.barh(range(tasks), partners + 2.1, left=-0.5, height=0.86, color=COLOURS["paper"])
        grid = [(column, row) for row in range(tasks) for column in range(partners)]
        axes.scatter(*zip(*grid, strict=True), s=50, facecolor="none", edgecolor=COLOURS["line"], linewidth=1)
        self.dots = axes.scatter([], [], s=110, color=COLOURS["ink"], zorder=3)
        middle = {"va": "center", "size": 11.5}
        self.tasks = [axes.text(-0.65, row, "", ha="right", color=COLOURS["ink"], **middle) for row in range(tasks)]
        self.marks = [axes.text(partners + 0.55, row, "", ha="center", weight="bold", **middle) for row in range(tasks)]
        self.heads = [
            axes.text(column - 0.1, -0.62, "", rotation=38, rotation_mode="anchor", size=11.5, color=COLOURS["ink"])
            for column in range(partners)
        ]

    def update(self, tasks: Sequence[str], partners: Sequence[str], claims: np.ndarray) -> None:
        """Show ``claims``, an array of 0 and 1 of shape (tasks, partners)."""
        unowned, contested = role_gaps(claims)
        self.dots.set_offsets(np.argwhere(claims)[:, ::-1])
        for text, name in zip(self.heads, partners, strict=True):
            text.set_text(short(name))
        for row, (text, mark, stripe, task) in enumerate(zip(self.tasks, self.marks, self.stripes, tasks, strict=True)):
            kind = "none" if row in unowned else "many" if row in contested else "one"
            tone = "gain" if kind == "one" else "loss"
            text.set_text(short(task, 24))
            stripe.set_facecolor(COLOURS[f"{tone}-soft"])
            mark.set(text=self.words(f"roles.mark.{kind}", count=str(int(claims[row].sum()))), color=COLOURS[tone])
        parts = [
            self.words(f"roles.{name}", n=len(rows), tasks=", ".join(tasks[row] for row in rows))
            for name, rows in (("unowned", unowned), ("contested", contested))
            if rows
        ]
        self.sentence = " ".join(parts) or self.words("roles.clear")


def short(name: str, most: int = 12) -> str:
    """Return ``name`` cut to what fits beside a row."""
    return name if len(name) <= most else name[: most - 1].rstrip() + "…"


def cover(language: str) -> Picture:
    """Return the concept's picture for its card in the gallery: one who never moves, after five rounds."""
    picture = Views(language, 5)
    views, weights, openness = [4.0, 1, 6, 9, 10], network("table", 5), [1, 0, 1, 1, 1]
    said = discuss(np.eye(5), weights, openness, 5)[5].mean(axis=0)
    names = [picture.words(f"who.{index}") for index in range(5)]
    picture.update(names, discuss(views, weights, openness, 5), settled(views, weights, openness), said, 5)
    return picture
