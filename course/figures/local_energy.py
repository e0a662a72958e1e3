"""How a room voted before and after, which goals enough partners share, and how much any two lists have in common."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence, Set

import numpy as np
from matplotlib.patches import Rectangle
from matplotlib.ticker import MaxNLocator

from course.figures._style import COLOURS, Picture, dress
from course.models.local_energy import KEYS, common_ground, overlap, starting_point

SLUG = "local_energy"
MOST = 6  # partners a picture has room for
ROWS = 8  # goals


class Shift(Picture):
    """One row a key: how many hands were for in round 1 (ring) and in round 2 (dot), and an arrow from one to other."""

    def __init__(self, language: str) -> None:
        super().__init__(SLUG, language, (4.9, 3.9))
        axes = self.axes = self.figure.add_axes((0.42, 0.2, 0.5, 0.7))
        dress(axes, self.language, grid="x")
        axes.set_xlabel(self.words("room.axis"))
        axes.xaxis.set_major_locator(MaxNLocator(6, integer=True))  # there is no half a hand
        self.names = [self.words(f"keys.{key}") for key in KEYS]
        self.arrows, self.changes = [], []
        for _ in KEYS:
            arrow = axes.annotate("", (0, 0), (0, 0), zorder=2, arrowprops={"arrowstyle": "-|>", "shrinkA": 5})
            arrow.arrow_patch.set(mutation_scale=15, linewidth=2, color=COLOURS["muted"])  # type: ignore[union-attr]
            self.arrows.append(arrow)
            self.changes.append(axes.text(0, 0, "", ha="center", va="bottom", size=12, weight="bold"))
        ring = {"facecolor": COLOURS["paper"], "edgecolor": COLOURS["first"], "linewidth": 2.2, "zorder": 3}
        self.before = axes.scatter([], [], s=90, label=self.words("room.round1"), **ring)
        self.after = axes.scatter([], [], s=45, label=self.words("room.round2"), color=COLOURS["second"], zorder=4)
        self.figure.legend(
            loc="upper center",
            bbox_to_anchor=(0.5, 1.01),
            ncols=2,
            frameon=False,
            fontsize=12,
            handletextpad=0.2,
            labelcolor=COLOURS["ink"],
        )

    def update(self, before: Sequence[int], after: Sequence[int], people: int) -> None:
        """Show the hands for each of the first keys in both rounds, whole numbers from 0 to ``people``."""
        count = len(before)
        places = np.arange(count)
        self.before.set_offsets(np.column_stack([before, places]))
        self.after.set_offsets(np.column_stack([after, places]))
        self.axes.set(xlim=(-0.04 * people, 1.04 * people), ylim=(count - 0.45, -0.6))
        names = [textwrap.fill(f"{row + 1}. {name}", 20) for row, name in enumerate(self.names[:count])]
        self.axes.set_yticks(places, names, color=COLOURS["ink"], size=11.5)
        for row, (arrow, change) in enumerate(zip(self.arrows, self.changes, strict=True)):
            shown = row < count
            moved = after[row] - before[row] if shown else 0
            arrow.set_visible(bool(moved))
            change.set_visible(shown)
            if not shown:
                continue
            arrow.xy, arrow.xyann = (after[row], row), (before[row], row)
            sign = "+" if moved > 0 else "±" if moved == 0 else ""
            tone = COLOURS["gain" if moved > 0 else "loss" if moved < 0 else "muted"]
            change.set(text=f"{sign}{self.number(moved)}", color=tone)
            change.set_position(((before[row] + after[row]) / 2, row - 0.17))
        rows = (
            self.words("room.row", name=name, before=self.number(one), after=self.number(two))
            for name, one, two in zip(self.names, before, after, strict=False)
        )
        self.sentence = self.words("room.sentence", people=self.number(people), rows="; ".join(rows))


class Ground(Picture):
    """One row a goal, the most shared on top; a numbered block for each partner who has it, and the quorum's border."""

    def __init__(self, language: str) -> None:
        super().__init__(SLUG, language, (4.9, 3.6))
        axes = self.axes = self.figure.add_axes((0.41, 0.03, 0.57, 0.85))
        axes.set_axis_off()
        axes.set(xlim=(0, MOST), ylim=(ROWS - 0.5, -0.5))
        self.border = axes.axvline(0, color=COLOURS["ink"], linewidth=1.6, linestyle=(0, (4, 2)), zorder=3)
        self.mark = axes.text(0, -0.62, "", size=12, va="bottom", color=COLOURS["ink"])
        self.names = [axes.text(-0.12, row, "", ha="right", va="center", size=12) for row in range(ROWS)]
        self.blocks = [
            [axes.add_patch(Rectangle((0, 0), 0, 0, linewidth=1.5)) for _ in range(MOST)] for _ in self.names
        ]
        self.digits = [
            [axes.text(place + 0.5, row, "", ha="center", va="center", size=12, zorder=4) for place in range(MOST)]
            for row in range(ROWS)
        ]

    def update(self, names: Sequence[str], goals: Sequence[Set[int]], quorum: int) -> None:
        """Show who has which of the goals ``names``; ``goals`` holds a set of places in ``names`` for each partner."""
        ground = set(common_ground(goals, quorum))
        order = starting_point(goals)
        rows = [*order, *(goal for goal in range(len(names)) if goal not in order)]
        step = 1.0 if len(goals) > 4 else 1.35
        self.axes.set_xlim(0, MOST)
        self.border.set_xdata([quorum * step] * 2)
        self.mark.set(text=self.words("ground.border", quorum=str(quorum)), x=quorum * step)
        self.mark.set_horizontalalignment("right" if quorum * step > MOST / 2 else "left")
        for row, text in enumerate(self.names):
            holders = [place for place, one in enumerate(goals) if row < len(rows) and rows[row] in one]
            common = row < len(rows) and rows[row] in ground
            text.set(
                text=_short(names[rows[row]], 20) if row < len(rows) else "", weight="bold" if common else "normal"
            )
            text.set_color(COLOURS["ink" if holders else "muted"])
            for place, (block, digit) in enumerate(zip(self.blocks[row], self.digits[row], strict=True)):
                there = place < len(holders)
                block.set(x=place * step + 0.05, y=row - 0.38, width=step - 0.1, height=0.76, visible=there)
                block.set(facecolor=COLOURS["gain-soft" if common else "paper"])
                block.set(edgecolor=COLOURS["gain" if common else "muted"])
                digit.set(text=str(holders[place] + 1) if there else "", x=(place + 0.5) * step, color=COLOURS["ink"])
        self.sentence = self._said([names[goal] for goal in rows if goal in ground], goals, quorum)

    def _said(self, common: list[str], goals: Sequence[Set[int]], quorum: int) -> str:
        counts = {"quorum": str(quorum), "n": str(len(goals))}
        if common:
            return self.words("ground.found", listed=", ".join(common), **counts)
        order = starting_point(goals)
        if not order:
            return self.words("ground.empty")
        most = sum(order[0] in one for one in goals)
        return " ".join((self.words("ground.none", **counts), self.words("ground.most", n=most)))


class Overlap(Picture):
    """A square for each two partners, filled from below as far as their lists overlap."""

    def __init__(self, language: str) -> None:
        super().__init__(SLUG, language, (4.9, 3.6))
        axes = self.axes = self.figure.add_axes((0.34, 0.02, 0.62, 0.8))
        axes.set_axis_off()
        self.figure.text(0.5, 0.93, self.words("overlap.head"), ha="center", size=12, color=COLOURS["ink"])
        sites = range(MOST)
        self.names = [axes.text(-0.12, row, "", ha="right", va="center", size=12) for row in sites]
        self.heads = [axes.text(place + 0.5, -0.62, "", ha="center", va="bottom", size=12) for place in sites]
        for text in (*self.names, *self.heads):
            text.set_color(COLOURS["ink"])
        self.frames, self.fills, self.values = {}, {}, {}
        for row in sites:
            for place in sites:
                corner = (place + 0.04, row - 0.46)
                self.fills[row, place] = axes.add_patch(Rectangle(corner, 0.92, 0, color=COLOURS["gain-soft"]))
                frame = Rectangle(corner, 0.92, 0.92, fill=False, edgecolor=COLOURS["muted"], linewidth=1)
                self.frames[row, place] = axes.add_patch(frame)
                self.values[row, place] = axes.text(
                    place + 0.5, row, "", ha="center", va="center", size=12, color=COLOURS["ink"]
                )

    def update(self, names: Sequence[str], goals: Sequence[Set[int]]) -> None:
        """Show the overlap of each two of the partners ``names``, who have the ``goals``."""
        n, found = len(goals), overlap(goals)
        self.axes.set(xlim=(0, max(n, 3)), ylim=(max(n, 3) - 0.5, -0.5))
        for place, (name, head) in enumerate(zip(self.names, self.heads, strict=True)):
            name.set_text(f"{_short(names[place])}  {place + 1}" if place < n else "")
            head.set_text(str(place + 1) if place < n else "")
        for (row, place), frame in self.frames.items():
            pair = row != place and max(row, place) < n
            value = float(found[row, place]) if pair else 0.0
            frame.set_visible(pair)
            fill = self.fills[row, place]
            fill.set(y=row + 0.46 - 0.92 * value, height=0.92 * value, visible=pair and value > 0)
            self.values[row, place].set_text(self.number(value) if pair else "")
        pairs = [(i, j) for i in range(n) for j in range(i + 1, n)]
        best, worst = max(pairs, key=lambda pair: found[pair]), min(pairs, key=lambda pair: found[pair])
        if found[best] - found[worst] < 1e-9 and n > 2:
            self.sentence = self.words("overlap.even", value=float(found[best]))
            return
        said = [self._pair("best", best, names, goals, found)]
        if n > 2:
            said.append(self._pair("worst", worst, names, goals, found))
        self.sentence = " ".join(said)

    def _pair(
        self, key: str, pair: tuple[int, int], names: Sequence[str], goals: Sequence[Set[int]], found: np.ndarray
    ) -> str:
        first, second = pair
        counts = {"shared": str(len(goals[first] & goals[second])), "either": str(len(goals[first] | goals[second]))}
        who = {"first": names[first], "second": names[second]}
        return self.words(f"overlap.{key}", value=float(found[pair]), **who, **counts)


def _short(name: str, most: int = 16) -> str:
    return name if len(name) <= most else name[: most - 1].rstrip() + "…"


def cover(language: str) -> Picture:
    """Return the concept's picture for its card in the gallery: four partners and the one goal of all."""
    picture = Ground(language)
    names = [picture.words(f"start.goal_names.{goal}") for goal in range(7)]
    picture.update(names, [{0, 1, 6}, {0, 4}, {0, 3}, {0, 2, 5}], 4)
    return picture
