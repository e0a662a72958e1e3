"""Arrows from marks before to marks after, what coins would do, and the ladder with the stories on it."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator
from numpy.typing import ArrayLike

from course.figures._style import COLOURS, Picture, dress
from course.models.empowerment import GROUPS, ITEMS, RUNGS, chance, directions, profile, spread
from course.texts import number

SLUG = "empowerment"
MOST = 40  # coins the picture has bars for
# Where a story stands that was put under an option of the sorting: rungs counted from 1, two of them for a pair.
PLACES = {"none": 1.5, "informing": 3, "consultation": 4, "placation": 5, "partnership": 6, "power": 7.5}


def percent(share: float, language: str) -> str:
    """Return a share as per cent, with decimals only as far as they say something."""
    if 0 < share < 0.0001:
        return f"<{number(0.01, language)}"
    return number(100 * share, language, 1 if share >= 0.1 else 2)


class Arrows(Picture):
    """One row a sentence: a ring for the mark before, a dot for the mark after, an arrow from one to the other."""

    def __init__(self, language: str) -> None:
        super().__init__(SLUG, language, (4.9, 4.7))
        axes = self.axes = self.figure.add_axes((0.42, 0.12, 0.54, 0.8))
        dress(axes, self.language, grid="x")
        axes.set(xlim=(0.8, 5.2), xticks=range(1, 6))
        style: dict[str, Any] = {"va": "top", "size": 12, "color": COLOURS["muted"], "transform": axes.transAxes}
        axes.text(0.0, -0.09, self.words("arrows.low"), ha="left", **style)
        axes.text(1.0, -0.09, self.words("arrows.high"), ha="right", **style)
        head = {"arrowstyle": "-|>", "mutation_scale": 15, "linewidth": 2.2, "shrinkA": 6, "shrinkB": 5}
        self.arrows = [axes.annotate("", (0, 0), (0, 0), arrowprops=head) for _ in ITEMS]
        self.before = axes.plot([], [], "o", markersize=11, markerfacecolor=COLOURS["paper"], markeredgewidth=2)[0]
        self.after = axes.plot([], [], "o", markersize=8, color=COLOURS["ink"], zorder=4)[0]
        self.before.set_markeredgecolor(COLOURS["muted"])

    def update(self, names: Sequence[str], before: ArrayLike, after: ArrayLike) -> None:
        """Show the marks of one person: names, and arrays of shape (k,) with k of at most eight."""
        marks = profile(before, after)
        rows = np.arange(len(marks))
        self.axes.set_ylim(len(marks) - 0.5, -0.5)
        wrapped = [textwrap.fill(name, 19, break_on_hyphens=False) for name in names]
        self.axes.set_yticks(rows, wrapped, color=COLOURS["ink"])
        for mark, column in ((self.before, 0), (self.after, 1)):
            mark.set_data(marks[:, column], rows)
        for row, arrow in enumerate(self.arrows):
            moved = row < len(marks) and marks[row, 0] != marks[row, 1]
            arrow.set_visible(bool(moved))
            if moved:
                start, end = marks[row]
                arrow.xy, arrow.xyann = (end, row), (start, row)
                assert arrow.arrow_patch
                arrow.arrow_patch.set(color=COLOURS["gain" if end > start else "loss"])
                arrow.arrow_patch.set_linestyle("-" if end > start else (0, (2, 1.2)))
        up, down, same = directions(marks[:, 0], marks[:, 1])
        counted = self.words("arrows.counts", up=up, down=down, same=same)
        if not up + down:
            self.sentence = f"{counted} {self.words('arrows.none')}"
            return
        longest = int(np.abs(marks[:, 1] - marks[:, 0]).argmax())
        start, end = (float(value) for value in marks[longest])
        step = self.words("arrows.longest", name=names[longest].rstrip("."), before=start, after=end)
        self.sentence = f"{counted} {step}"


class Coins(Picture):
    """A bar for each number of marks that chance may send up, hatched where the split is at least as uneven."""

    def __init__(self, language: str) -> None:
        super().__init__(SLUG, language, (4.9, 3.9))
        axes = self.axes = self.figure.add_axes((0.14, 0.17, 0.82, 0.59))
        dress(axes, self.language)
        axes.set(xlabel=self.words("coins.axis_up"), ylabel=self.words("coins.axis_share"))
        axes.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=8))
        self.bars = axes.bar(range(MOST + 1), np.zeros(MOST + 1), width=0.8, linewidth=1)
        self.here = axes.text(0, 0, "", ha="center", va="bottom", size=12, weight="bold", color=COLOURS["ink"])
        hatched: dict[str, Any] = {"facecolor": COLOURS["paper"], "edgecolor": COLOURS["second"], "hatch": "///"}
        handles = [Patch(label=" ", **hatched), Patch(label=" ", facecolor=COLOURS["first"])]
        self.key = self.figure.legend(
            handles=handles, loc="upper left", bbox_to_anchor=(0.1, 1.0), frameon=False, fontsize=12
        )

    def update(self, up: int, down: int, same: int, together: float) -> None:
        """Show ``up`` and ``down`` of at most 20 each among everything chance could have done."""
        changed, most = up + down, max(up, down)
        ways = 100 * spread(changed, together)
        found = chance(up, down, together)
        for count, bar in enumerate(self.bars):
            bar.set(visible=count <= changed, height=ways[count] if count <= changed else 0)
            uneven = max(count, changed - count) >= most
            bar.set(facecolor=COLOURS["paper" if uneven else "first"], hatch="///" if uneven else "")
            bar.set_edgecolor(COLOURS["second" if uneven else "first"])
        top = float(ways.max())
        self.axes.set(xlim=(-0.7, changed + 0.7), ylim=(0, 1.22 * top))
        near = changed // 10  # bars that the word would otherwise be written over
        peak = float(ways[max(0, up - near) : up + near + 1].max())
        self.here.set(text=f"{self.words('coins.yours')}\n▼", x=up, y=peak + 0.01 * top)
        for text, key, share in zip(self.key.get_texts(), ("uneven", "less"), (found, 1 - found), strict=True):
            text.set(text=self.words(f"coins.{key}", percent=percent(max(share, 0.0), self.language)))
            text.set_color(COLOURS["ink"])
        dropped = self.words("coins.dropped", same=same) if same else ""
        if changed:
            shown = self.words("coins.shown", n=changed, up=up, down=down)
            often = self.words("coins.often", percent=percent(found, self.language))
        else:
            shown, often = self.words("coins.nothing"), ""
        self.sentence = " ".join(part for part in (shown, dropped, often) if part)


class Ladder(Picture):
    """Arnstein's eight rungs in three parts, partnership in bold, and the numbers of the stories put on them."""

    def __init__(self, language: str) -> None:
        super().__init__(SLUG, language, (4.9, 4.4))
        axes = self.axes = self.figure.add_axes((0.0, 0.0, 1.0, 1.0))
        axes.set(xlim=(0, 4.9), ylim=(0.3, 9.1))
        axes.set_axis_off()
        for post in (0.78, 3.12):
            axes.plot([post, post], [0.45, 8.6], color=COLOURS["muted"], linewidth=4, solid_capstyle="round")
        for place, rung in enumerate(RUNGS, start=1):
            axes.plot([0.78, 3.12], [place - 0.36] * 2, color=COLOURS["line"], linewidth=4, zorder=0)
            bold = rung == "partnership"
            style: dict[str, Any] = {
                "weight": "bold" if bold else "normal",
                "color": COLOURS["gain" if bold else "ink"],
            }
            axes.text(0.94, place, f"{place} {self.words(f'rungs.{rung}')}", va="center", size=12, **style)
        for group, rungs in GROUPS.items():
            low, high = RUNGS.index(rungs[0]) + 0.72, RUNGS.index(rungs[-1]) + 1.28
            axes.plot([0.58, 0.5, 0.5, 0.58], [low, low, high, high], color=COLOURS["muted"], linewidth=1.6)
            style = {"ha": "center", "va": "center", "rotation": 90, "size": 12, "color": COLOURS["muted"]}
            axes.text(0.25, (low + high) / 2, textwrap.fill(self.words(f"groups.{group}"), 10), **style)
        axes.text(3.3, 8.85, self.words("ladder.yours"), va="center", size=12, color=COLOURS["muted"])
        tone = {"va": "center", "size": 12.5, "weight": "bold", "color": COLOURS["second"]}
        self.stories = {option: axes.text(3.3, place, "", **tone) for option, place in PLACES.items()}

    def update(self, placed: Mapping[int, str], cards: int) -> None:
        """Show stories, by number from 1, under the option each was ``placed`` at; ``cards`` is how many there are."""
        for option, text in self.stories.items():
            numbers = [str(card) for card, chosen in placed.items() if chosen == option]
            text.set_text(textwrap.fill(" · ".join(numbers), 15))
        if not placed:
            self.sentence = self.words("ladder.empty")
            return
        chosen = list(placed.values())
        none, power = chosen.count("none"), sum(chosen.count(option) for option in ("partnership", "power"))
        counted = {"placed": len(chosen), "cards": cards, "power": power, "none": none}
        self.sentence = self.words("ladder.counts", token=len(chosen) - none - power, **counted)


def cover(language: str) -> Picture:
    """Return the concept's picture for its card in the gallery: somebody from the choir, a year ago and today."""
    picture = Arrows(language)
    names = [picture.words(f"items.{item}") for item in ITEMS]
    picture.update(names, [2, 2, 3, 3, 2, 3, 1, 1], [3, 3, 4, 3, 3, 4, 3, 2])
    return picture
