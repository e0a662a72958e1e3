"""Which results are left, what each set of ingredients is worth, and why the sum does not come out."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping

import numpy as np
from matplotlib.patches import FancyBboxPatch

from course.figures._style import COLOURS, Picture, dress
from course.models.coalitions import shapley
from course.models.territory import EVERYTHING, INGREDIENTS, RESULTS, results, worth

SLUG = "territory"
SETS = sorted(range(1, EVERYTHING + 1), key=lambda mask: (mask.bit_count(), mask))
DASHES = (0, (3, 2))
SLIDE = 5.0  # what slide 4 writes after its last equals sign


class Results(Picture):
    """Four ingredients on the left, five results on the right, a line from each ingredient to what needs it."""

    def __init__(self, language: str) -> None:
        super().__init__(SLUG, language, (4.9, 3.9))
        axes = self.axes = self.figure.add_axes((0.0, 0.0, 1.0, 1.0))
        axes.set(xlim=(0, 4.9), ylim=(0, 3.9))
        axes.set_axis_off()
        self.names = {name: self.words(f"names.{name}") for name in (*INGREDIENTS, *RESULTS)}
        left = {name: 3.25 - 0.87 * row for row, name in enumerate(INGREDIENTS)}
        right = {name: 3.45 - 0.75 * row for row, name in enumerate(RESULTS)}
        self.lines = {
            (name, result): axes.plot([1.45, 2.55], [left[name], right[result]], zorder=1, linewidth=2.2)[0]
            for result, needed in RESULTS.items()
            for bit, name in enumerate(INGREDIENTS)
            if needed >> bit & 1
        }
        self.boxes = {}
        self.labels = {}
        for spots, x, width in ((left, 0.08, 1.37), (right, 2.55, 2.27)):
            for name, y in spots.items():
                box = FancyBboxPatch((x, y - 0.27), width, 0.54, boxstyle="round,pad=0,rounding_size=0.08", zorder=2)
                self.boxes[name] = axes.add_patch(box)
                self.labels[name] = axes.text(x + width / 2, y, "", ha="center", va="center", size=12, zorder=3)

    def update(self, present: int) -> None:
        """Show what the ingredients in the set ``present``, a mask of 0 to 15, make and what has gone."""
        there = {name for bit, name in enumerate(INGREDIENTS) if present >> bit & 1}
        made = results(present)
        for name, box in self.boxes.items():
            result, good = name in RESULTS, name in there or name in made
            tone = COLOURS["loss"] if not good else COLOURS["gain"] if result else COLOURS["first"]
            soft = COLOURS["gain-soft" if result else "paper"] if good else COLOURS["paper"]
            box.set(facecolor=soft, edgecolor=tone, linewidth=1.8, linestyle="-" if good else DASHES)
            shown = _wrapped(self.names[name])
            self.labels[name].set(text=shown if good else f"× {shown}", color=COLOURS["ink" if good else "loss"])
        for (name, result), line in self.lines.items():
            held = result in made
            line.set(color=COLOURS["gain" if held else "line"], linestyle="-" if held else DASHES)
            line.set_visible(name in there)
        self.sentence = " ".join(
            (
                self._said("there", [name for name in INGREDIENTS if name in there]),
                self._said("made", list(made)),
                self._said("gone", [name for name in RESULTS if name not in made]),
            )
        )

    def _said(self, key: str, names: list[str]) -> str:
        if not names:
            return self.words(f"results.{key}_none")
        *others, last = (self.names[name] for name in names)
        listed = ", ".join(others) + self.words("results.and") + last if others else last
        return self.words(f"results.{key}", listed=listed)


class Worth(Picture):
    """One reading of the slide: a bar for each set of ingredients over the dots that say which; beside it Shapley."""

    def __init__(self, language: str, reading: str) -> None:
        super().__init__(SLUG, language, (4.9, 4.3))
        self.reading, self.game = reading, worth(reading)
        self.shares = shapley(self.game)
        place = np.arange(len(SETS))
        rows = np.arange(len(INGREDIENTS))
        bars = self.axes = self.figure.add_axes((0.28, 0.44, 0.5, 0.41))
        dress(bars, self.language)
        bars.set(xlim=(-0.6, len(SETS) - 0.4), ylim=(0, 5.6), yticks=range(6), xticks=[])
        bars.set_ylabel(self.words("readings.worth"))
        self.bars = bars.bar(place, self.game[SETS], width=0.72, linewidth=1)
        self.mark = bars.text(0, 0, "", ha="center", va="bottom", size=12, weight="bold", color=COLOURS["second"])
        dots = self.figure.add_axes((0.28, 0.03, 0.5, 0.37))
        dots.set(xlim=(-0.6, len(SETS) - 0.4), ylim=(len(rows) - 0.5, -0.5))
        dots.set_axis_off()
        self.names = [dots.text(-0.8, row, "", ha="right", va="center", size=12) for row in range(len(rows))]
        member = np.array([[mask >> bit & 1 for mask in SETS] for bit in rows], dtype=bool)
        for row in rows:
            dots.scatter(place[~member[row]], 0 * place[~member[row]] + row, s=14, color=COLOURS["line"])
            dots.scatter(place[member[row]], 0 * place[member[row]] + row, s=34, color=COLOURS["ink"])
        split = self.figure.add_axes((0.81, 0.03, 0.1, 0.37))
        split.set(xlim=(0, 2.0), ylim=(len(rows) - 0.5, -0.5))
        split.set_axis_off()
        split.barh(rows, self.shares, height=0.56, color=COLOURS["muted"])
        for row, share in enumerate(self.shares):
            split.text(share + 0.1, row, self.number(share), va="center", size=12, color=COLOURS["ink"])
        self.figure.text(
            0.81, 0.42, self.words("readings.shapley"), size=11.5, color=COLOURS["muted"], va="bottom", ha="left"
        )
        head = self.words(f"readings.title.{reading}")
        self.figure.text(0.5, 0.93, head, ha="center", size=13, weight="bold", color=COLOURS["ink"])

    def update(self, gone: str | None) -> None:
        """Show the reading with the ingredient ``gone`` taken away, or whole where it is None."""
        bit = INGREDIENTS.index(gone) if gone else None
        best = EVERYTHING if bit is None else EVERYTHING & ~(1 << bit)
        for mask, bar in zip(SETS, self.bars, strict=True):
            lost = bit is not None and mask >> bit & 1
            fill = COLOURS["paper"] if lost else COLOURS["second" if mask == best else "first"]
            bar.set(facecolor=fill, edgecolor=COLOURS["muted"] if lost else fill, linestyle=":" if lost else "-")
        left, total = float(self.game[best]), float(self.game[EVERYTHING])
        self.mark.set(text=self.number(left), x=SETS.index(best), y=left)
        for row, (text, ingredient) in enumerate(zip(self.names, INGREDIENTS, strict=True)):
            name = self.words(f"names.{ingredient}")
            text.set(text=f"× {name}" if row == bit else name, color=COLOURS["loss" if row == bit else "ink"])
        said = {"title": self.words(f"readings.title.{self.reading}"), "total": total}
        if gone:
            name = self.words(f"names.{gone}")
            self.sentence = self.words("readings.without", name=name, left=left, loss=total - left, **said)
            return
        sizes = {f"of{size}": self._worths(size) for size in (1, 2, 3)}
        pairs = zip(INGREDIENTS, self.shares, strict=True)
        shares = ", ".join(f"{self.words(f'names.{name}')} {self.number(share)}" for name, share in pairs)
        self.sentence = self.words("readings.whole", shares=shares, **sizes, **said)

    def _worths(self, size: int) -> str:
        found = sorted({float(self.game[mask]) for mask in SETS if mask.bit_count() == size})
        return self.words("readings.or").join(self.number(value) for value in found)


class Tally(Picture):
    """One way of adding the slide up: a bar a word, the sum above, to be held against the slide's 5."""

    def __init__(self, language: str) -> None:
        super().__init__(SLUG, language, (4.9, 3.2))
        axes = self.axes = self.figure.add_axes((0.39, 0.06, 0.58, 0.74))
        dress(axes, self.language, grid="x")
        axes.set(xlim=(0, 3.3), ylim=(4.5, -0.5), xticks=[0, 1, 2, 3])
        axes.tick_params(axis="x", labelbottom=False)
        self.bars = axes.barh(range(5), [0] * 5, height=0.62)
        self.labels = [axes.text(0, row, "", va="center", size=12, color=COLOURS["ink"]) for row in range(5)]
        self.headline = self.figure.text(0.5, 0.88, "", ha="center", size=16, weight="bold", color=COLOURS["ink"])

    def update(self, terms: Mapping[str, float]) -> None:
        """Show the ``terms`` of a sum: a name of an ingredient or a result, and how often it counts."""
        padded = [*terms.items(), *[("", 0.0)] * (len(self.bars) - len(terms))]
        names = [self.words(f"names.{name}") if name else "" for name, _ in padded]
        for bar, label, (name, count) in zip(self.bars, self.labels, padded, strict=True):
            bar.set(width=count, color=COLOURS["gain" if name in RESULTS else "first"])
            label.set(text=self.number(count) if name else "", x=count + 0.06)
        self.axes.set_yticks(range(len(names)), [_wrapped(name) for name in names], color=COLOURS["ink"])
        total = sum(terms.values())
        added = f"{' + '.join(self.number(count) for count in terms.values())} = {self.number(total)}"
        self.headline.set_text(added if total == SLIDE else f"{added} ≠ {self.number(SLIDE)}")
        listed = ", ".join(f"{self.words(f'names.{name}')} {self.number(count)}" for name, count in terms.items())
        self.sentence = self.words("sums.five" if total == SLIDE else "sums.other", sum=added, listed=listed)


def _wrapped(name: str) -> str:
    return textwrap.fill(name, 22, break_long_words=False, break_on_hyphens=False)


def cover(language: str) -> Picture:
    """Return the concept's picture for its card in the gallery: everything there, everything made."""
    picture = Results(language)
    picture.update(EVERYTHING)
    return picture
