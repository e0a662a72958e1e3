"""A wall of cards and the five chosen from it, a room dealt into groups, a plan and what became of it."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from course.figures._style import COLOURS, Picture, dress
from course.models.five_points import Block, left_out

SLUG = "five_points"
SECTORS = ("public", "civic", "business")
SHAPES = {"public": "s", "civic": "o", "business": "^"}
TONES = {"public": "first", "civic": "gain", "business": "second"}
MOST_GROUPS, MOST_CARDS, MOST_STAGES = 8, 12, 6


class Wall(Picture):
    """Groups of voters down, cards across; the chosen cards are lit, and who has none of them is crossed."""

    def __init__(self, language: str, way: str) -> None:
        super().__init__(SLUG, language, (4.9, 4.6))
        self.way = way
        axes = self.axes = self.figure.add_axes((0.305, 0.02, 0.58, 0.86))
        axes.set_axis_off()
        style: dict[str, Any] = {"size": 12, "va": "center", "color": COLOURS["ink"]}
        self.bands = [axes.add_patch(Rectangle((0, 0), 0.86, 1, color=COLOURS["gain-soft"])) for _ in range(MOST_CARDS)]
        self.heads = [axes.text(0, 0, "", ha="center", **style) for _ in range(MOST_CARDS)]
        self.dots = [axes.text(0, 0, "", ha="center", **style) for _ in range(MOST_CARDS)]
        self.names = [axes.text(0, 0, "", ha="right", parse_math=False, **style) for _ in range(MOST_GROUPS)]
        self.found = [axes.text(0, 0, "", ha="left", **style) for _ in range(MOST_GROUPS)]
        quiet: dict[str, Any] = style | {"color": COLOURS["muted"]}
        self.own = axes.text(0, 0, self.words("wall.own"), ha="left", **quiet)
        self.corner = axes.text(0, 0, self.words("wall.dots"), ha="right", **quiet)
        (self.hits,) = axes.plot([], [], "o", markersize=11, color=COLOURS["gain"], zorder=3)
        (self.misses,) = axes.plot([], [], "o", markersize=9, color=COLOURS["muted"], fillstyle="none", zorder=3)
        self.title = self.figure.text(0.5, 0.94, "", ha="center", size=13, weight="bold", color=COLOURS["ink"])

    def update(self, names: Sequence[str], people: np.ndarray, ballots: np.ndarray, chosen: Sequence[int]) -> None:
        """Show groups ``names`` of ``people`` each, shape (n,), their ``ballots``, shape (n, cards), and the chosen."""
        n, cards = ballots.shape
        self.axes.set(xlim=(-0.6, cards - 0.4), ylim=(n + 0.6, -1.6))
        lit = np.isin(np.arange(cards), list(chosen))
        for card, (band, head, dot) in enumerate(zip(self.bands, self.heads, self.dots, strict=True)):
            for artist in (band, head, dot):
                artist.set_visible(card < cards)
            if card >= cards:
                continue
            band.set(visible=bool(lit[card]), xy=(card - 0.43, -1.45), height=n + 0.95)
            head.set(text=str(card + 1), x=card, y=-1, weight="bold" if lit[card] else "normal")
            head.set_color(COLOURS["ink" if lit[card] else "muted"])
            dot.set(text=str(int(people @ ballots[:, card])), x=card, y=n, color=COLOURS["muted"])
        self.corner.set_position((-0.75, n))
        self.own.set_position((cards - 0.35, -1))
        for row, (name, found) in enumerate(zip(self.names, self.found, strict=True)):
            for artist in (name, found):
                artist.set_visible(row < n)
            if row >= n:
                continue
            has = int((ballots[row] & lit).sum())
            name.set(text=textwrap.fill(f"{names[row]}, {people[row]}", 16), x=-0.75, y=row, size=11.5, linespacing=1)
            found.set(text=str(has) if has else "× 0", x=cards - 0.35, y=row, color=COLOURS["ink" if has else "loss"])
            found.set_fontweight("normal" if has else "bold")
        for line, kept in ((self.hits, ballots & lit), (self.misses, ballots & ~lit)):
            line.set_data(*np.nonzero(kept)[::-1])
        self.title.set_text(self.words(f"wall.way.{self.way}"))
        nothing = int(people[left_out(ballots, chosen)].sum())
        listed = ", ".join(str(card + 1) for card in chosen)
        lost = self.words("wall.left", n=nothing, people=int(people.sum())) if nothing else self.words("wall.nobody")
        self.sentence = self.words("wall.sentence", way=self.words(f"wall.way.{self.way}"), cards=listed, lost=lost)


class Room(Picture):
    """A row for each group, a mark for each person in the shape of the sector."""

    def __init__(self, language: str) -> None:
        super().__init__(SLUG, language, (4.9, 3.9))
        axes = self.axes = self.figure.add_axes((0.02, 0.12, 0.96, 0.87))
        axes.set_axis_off()
        self.names = [axes.text(0, 0, "", size=12, va="center", color=COLOURS["ink"]) for _ in range(MOST_GROUPS)]
        self.sizes = [axes.text(0, 0, "", size=12, va="center", color=COLOURS["ink"]) for _ in range(MOST_GROUPS)]
        self.marks = {
            sector: axes.plot([], [], linestyle="", marker=SHAPES[sector], color=COLOURS[TONES[sector]])[0]
            for sector in SECTORS
        }
        handles = [
            Line2D([], [], linestyle="", marker=SHAPES[s], markersize=10, color=COLOURS[TONES[s]]) for s in SECTORS
        ]
        self.figure.legend(
            handles, [self.words(f"sector.{sector}") for sector in SECTORS], loc="lower center", ncols=3, frameon=False,
            fontsize=12, labelcolor=COLOURS["ink"], handletextpad=0.2, columnspacing=1.4,
        )  # fmt: skip

    def update(self, counts: np.ndarray) -> None:
        """Show ``counts`` of shape (groups, 3): how many people of each sector, in the order of `SECTORS`."""
        groups, sizes = len(counts), counts.sum(axis=1)
        wide = max(int(sizes.max()), 8)
        self.axes.set(xlim=(0, 4.7), ylim=(groups - 0.4, -0.6))
        pitch = 3.05 / wide
        for row, (name, size) in enumerate(zip(self.names, self.sizes, strict=True)):
            name.set_visible(row < groups)
            size.set_visible(row < groups)
            if row < groups:
                name.set(text=self.words("room.group", n=row + 1), x=0, y=row)
                size.set(text=str(int(sizes[row])), x=1.12 + pitch * sizes[row], y=row)
        starts = np.cumsum(counts, axis=1) - counts
        for place, line in enumerate(self.marks.values()):
            spots = [(starts[row, place] + k, row) for row in range(groups) for k in range(counts[row, place])]
            x, y = np.array(spots, dtype=float).reshape(-1, 2).T
            line.set_data(1.12 + pitch * x, y)
            line.set_markersize(min(15, 62 * pitch))
        spans = {sector: self._span(column) for sector, column in zip(SECTORS, counts.T, strict=True)}
        self.sentence = self.words("room.sentence", n=groups, sizes=self._span(sizes), **spans)

    def _span(self, found: np.ndarray) -> str:
        low, high = int(found.min()), int(found.max())
        return str(low) if low == high else self.words("room.span", low=low, high=high)


class Plan(Picture):
    """A stretch for each stage: outlined as planned, filled as it is now; the end planned is a dashed line."""

    def __init__(self, language: str) -> None:
        super().__init__(SLUG, language, (4.9, 4.1))
        axes = self.axes = self.figure.add_axes((0.3, 0.14, 0.68, 0.83))
        dress(axes, self.language, grid="x")
        axes.spines["left"].set_visible(False)
        axes.set_xlabel(self.words("plan.minutes"))
        tone = {"zorder": 2, "linewidth": 1.4}
        self.planned = [axes.add_patch(Rectangle((0, 0), 0, 0.3, fill=False, **tone)) for _ in range(MOST_STAGES)]
        self.now = [axes.add_patch(Rectangle((0, 0), 0, 0.42, **tone)) for _ in range(MOST_STAGES)]
        self.labels = [axes.text(0, 0, "", size=12, va="center", color=COLOURS["ink"]) for _ in range(MOST_STAGES)]
        for label in self.labels:  # the line of the end passes behind
            label.set_bbox({"facecolor": COLOURS["paper"], "edgecolor": "none", "pad": 0.6, "alpha": 0.85})
        self.lost = axes.add_patch(Rectangle((0, 0), 0, 0.42, hatch="////", fill=False, edgecolor=COLOURS["loss"]))
        self.end = axes.axvline(0, color=COLOURS["ink"], linestyle=(0, (4, 2)), linewidth=1.4)

    def update(self, blocks: Sequence[Block], after: Sequence[Block], elapsed: int, done: int) -> None:
        """Show the ``blocks`` as planned and ``after`` the first ``done`` of them have taken ``elapsed`` minutes."""
        n, total = len(blocks), sum(block.plan for block in blocks)
        due = np.concatenate([[0], np.cumsum([block.plan for block in blocks])])
        finish = elapsed + sum(block.plan for block in after[done:])
        right = max(total, finish)
        self.axes.set(xlim=(0, right * 1.02), ylim=(n - 0.4, -0.6))
        self.axes.set_yticks(range(n), [textwrap.fill(block.name, 16) for block in blocks], color=COLOURS["ink"])
        start = elapsed
        for place, (planned, now, label) in enumerate(zip(self.planned, self.now, self.labels, strict=True)):
            for artist in (planned, now, label):
                artist.set_visible(place < n)
            if place >= n:
                continue
            over = place < done
            old, new = blocks[place].plan, after[place].plan
            begin = due[place] if over else start
            width = min(new, max(elapsed - begin, 0)) if over else new
            start += 0 if over else new
            planned.set(xy=(due[place], place - 0.36), width=old, edgecolor=COLOURS["muted"])
            now.set(xy=(begin, place - 0.05), width=width)
            tone = "muted" if over else "gain" if new >= old else "second"
            now.set(facecolor=COLOURS[tone], edgecolor=COLOURS[tone])
            label.set_text(self.words("plan.over") if over else str(old) if new == old else f"{old} → {new}")
            edge = max(begin + width, due[place] + old, elapsed if place == max(done - 1, 0) else 0)
            left = edge > 0.72 * right
            label.set(x=min(begin, due[place]) - 0.015 * right if left else edge + 0.015 * right, y=place + 0.06)
            label.set_horizontalalignment("right" if left else "left")
        late = elapsed - int(due[done])
        self.lost.set(xy=(due[done], max(done - 1, 0) - 0.05), width=max(late, 0), visible=late > 0)
        self.end.set_xdata([total, total])
        key = "late" if finish > total else "early" if finish < total else "time"
        cut = ", ".join(f"{b.name} {b.plan} → {a.plan}" for b, a in zip(blocks, after, strict=True) if a.plan != b.plan)
        changed = self.words("plan.changed", listed=cut) if cut else self.words("plan.unchanged")
        self.sentence = f"{changed} {self.words(f'plan.end.{key}', n=abs(finish - total))}"


def cover(language: str) -> Picture:
    """Return the concept's picture for its card in the gallery: a fair five."""
    picture = Wall(language, "fair")
    ballots = np.zeros((3, 8), dtype=bool)
    ballots[0, :5] = ballots[1, 5:7] = ballots[2, 7] = True
    names = [picture.words(f"wall.group.{key}") for key in ("office", "parents", "shops")]
    picture.update(names, np.array([12, 7, 5]), ballots, (0, 1, 2, 5, 7))
    return picture
