"""Who takes care of which element, how much falls with whom, what chance leaves, and a plan of needs and abilities."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.patches import Patch

from course.figures._style import COLOURS, Picture, dress
from course.models.coalitions import Floats
from course.models.responsible_partnership import ELEMENTS, Bools, Pairs, coverage, left_to_chance, lost_without

SLUG = "responsible_partnership"
LETTERS = "ABCDE"
PLANS = ("mine", "greedy", "best")


class Owners(Picture):
    """A row an element, a column a partner, a dot where the one takes care of the other."""

    def __init__(self, language: str, partners: int) -> None:
        super().__init__(SLUG, language, (4.9, 4.5))
        axes = self.axes = self.figure.add_axes((0.43, 0.02, 0.56, 0.89))
        rows = len(ELEMENTS)
        axes.set(xlim=(-0.6, partners + 1.1), ylim=(rows - 0.45, -0.55))
        axes.set_axis_off()
        self.bands = axes.barh(range(rows), [partners + 1.7] * rows, left=-0.6, height=0.84, facecolor=COLOURS["paper"])
        places = [(column, row) for row in range(rows) for column in range(partners)]
        self.dots = [axes.plot([x], [y], "o", markeredgewidth=1.6)[0] for x, y in places]
        for column in range(partners):
            axes.text(column, -0.8, str(column + 1), ha="center", size=12, color=COLOURS["muted"])
        self.names = [
            axes.text(-0.75, row, self.words(f"short.{name}"), ha="right", va="center", size=11, color=COLOURS["ink"])
            for row, name in enumerate(ELEMENTS)
        ]
        self.counts = [axes.text(partners - 0.35, row, "", va="center", size=11) for row in range(rows)]

    def update(self, owners: Bools) -> None:
        """Show ``owners`` of shape (10, partners)."""
        for dot, owned in zip(self.dots, owners.ravel(), strict=True):
            dot.set(markersize=11 if owned else 4, color=COLOURS["first" if owned else "line"])
        for band, name, text, count in zip(self.bands, self.names, self.counts, owners.sum(axis=1), strict=True):
            band.set_facecolor(COLOURS["loss-soft" if not count else "paper"])
            name.set_fontweight("bold" if not count else "normal")
            text.set(text="✕" if not count else f"{count}", color=COLOURS["loss" if not count else "muted"])
        found = coverage(owners)
        missing = [self.words(f"short.{ELEMENTS[place]}") for place in found["unowned"]]
        key = "none" if not missing else "all" if len(missing) == len(ELEMENTS) else "some"
        self.sentence = self.words(
            f"owners.{key}", n=len(missing), listed=", ".join(missing),
            single=str(len(found["single"])), shared=str(len(found["shared"])),
        )  # fmt: skip


class Loads(Picture):
    """A bar a partner: how many elements it takes care of, and how many of them nobody else does."""

    def __init__(self, language: str, partners: int) -> None:
        high = 1.05 + 0.5 * partners
        super().__init__(SLUG, language, (4.9, high))
        axes = self.axes = self.figure.add_axes((0.33, 0.55 / high, 0.62, 0.5 * partners / high))
        dress(axes, self.language, grid="x")
        axes.set(xlim=(0, len(ELEMENTS) + 0.6), ylim=(partners - 0.5, -0.5), xlabel=self.words("axis.elements"))
        axes.set_xticks(range(0, len(ELEMENTS) + 1, 2))
        rows = np.arange(partners)
        alone = {"facecolor": COLOURS["paper"], "edgecolor": COLOURS["second"], "hatch": "///", "linewidth": 1.4}
        shared = {"facecolor": COLOURS["first"], "edgecolor": COLOURS["first"], "linewidth": 1.4}
        self.alone = axes.barh(rows, 0 * rows, height=0.56, **alone)
        self.shared = axes.barh(rows, 0 * rows, height=0.56, **shared)
        handles = [
            Patch(label=self.words(f"loads.{key}"), **style) for key, style in (("alone", alone), ("shared", shared))
        ]
        self.figure.legend(
            handles=handles, loc="upper center", ncols=2, frameon=False, fontsize=11, labelcolor=COLOURS["ink"],
            columnspacing=1.1, handlelength=1.4,
        )  # fmt: skip

    def update(self, names: Sequence[str], owners: Bools) -> None:
        """Show partners ``names`` with ``owners`` of shape (10, partners)."""
        alone = np.array([len(lost) for lost in lost_without(owners)])
        total = owners.sum(axis=0)
        for one, other, only, every in zip(self.alone, self.shared, alone, total, strict=True):
            one.set_width(only)
            other.set(x=only, width=every - only)
        labels = [f"{place + 1} {short(name)}" for place, name in enumerate(names)]
        self.axes.set_yticks(range(len(names)), labels, color=COLOURS["ink"])
        rows = (
            self.words("loads.row", name=name, n=int(every), alone=str(only))
            for name, every, only in zip(names, total, alone, strict=True)
        )
        self.sentence = self.words("loads.sentence", rows="; ".join(rows))


class Chance(Picture):
    """How many elements stay without an owner: so far in the meetings, and in the long run."""

    def __init__(self, language: str) -> None:
        super().__init__(SLUG, language, (4.9, 3.7))
        axes = self.axes = self.figure.add_axes((0.15, 0.17, 0.81, 0.69))
        dress(axes, self.language)
        self.places = np.arange(len(ELEMENTS) + 1)
        axes.set(xlim=(-0.6, len(ELEMENTS) + 0.6), xticks=self.places, xlabel=self.words("axis.unowned"))
        axes.set_ylabel(self.words("axis.meetings"))
        self.bars = axes.bar(
            self.places, 0.0 * self.places, width=0.74, color=COLOURS["first"], label=self.words("chance.sofar")
        )
        (self.expected,) = axes.plot(
            self.places, 0.0 * self.places, "D", markersize=8, color=COLOURS["second"],
            markerfacecolor=COLOURS["paper"], markeredgewidth=2, clip_on=False, label=self.words("chance.longrun"),
        )  # fmt: skip
        self.figure.legend(loc="upper center", ncols=2, frameon=False, fontsize=11, labelcolor=COLOURS["ink"])

    def update(self, left: Sequence[int], partners: int, each: int) -> None:
        """Show how many elements were ``left`` in each meeting so far, beside what ``partners`` may expect."""
        chances = left_to_chance(len(ELEMENTS), partners, each)
        shares = np.bincount(left, minlength=self.places.size) / max(len(left), 1)
        for bar, share in zip(self.bars, shares, strict=True):
            bar.set_height(100 * share)
        self.expected.set_ydata(100 * chances)
        self.axes.set_ylim(-3.5, max(55.0, 112 * float(max(shares.max(), chances.max()))))
        said = {"mean": float(chances @ self.places), "zero": float(100 * chances[0])}
        so_far = (
            self.words("chance.mean", n=len(left), found=float(np.mean(left)))
            if len(left)
            else self.words("chance.none")
        )
        self.sentence = f"{so_far} {self.words('chance.expected', **said)}"


class Fit(Picture):
    """A row a need, a column an ability, a number how well they fit; the pairs of one plan stand in frames."""

    def __init__(self, language: str, needs: int, abilities: int) -> None:
        table, key = 0.52 * needs, 0.25 * abilities
        high = 0.4 + table + key
        super().__init__(SLUG, language, (4.9, high))
        axes = self.axes = self.figure.add_axes((0.44, key / high, 0.54, table / high))
        axes.set(xlim=(-0.5, abilities - 0.5), ylim=(needs - 0.5, -0.5))
        axes.set_axis_off()
        self.cells = {
            (row, column): axes.text(column, row, "", ha="center", va="center", size=12)
            for row in range(needs)
            for column in range(abilities)
        }
        self.needs = [axes.text(-0.6, row, "", ha="right", va="center", size=11) for row in range(needs)]
        for column in range(abilities):
            axes.text(column, -0.6, LETTERS[column], ha="center", va="bottom", size=12, color=COLOURS["ink"])
        self.abilities = [
            self.figure.text(0.44, (0.06 + 0.25 * place) / high, "", va="bottom", size=11, color=COLOURS["ink"])
            for place in reversed(range(abilities))
        ]

    def update(self, needs: Sequence[str], abilities: Sequence[str], fit: Floats, pairs: Pairs, plan: str) -> None:
        """Show the table ``fit`` with the ``pairs`` of the plan called ``plan``, one of ``PLANS``."""
        paired = dict(pairs)
        for (row, column), text in self.cells.items():
            held = paired.get(row) == column
            text.set(text=self.number(fit[row, column]), weight="bold" if held else "normal")
            text.set_color(COLOURS["ink" if held else "muted"])
            frame = {"facecolor": COLOURS["gain-soft"], "edgecolor": COLOURS["gain"], "linewidth": 2, "pad": 5}
            text.set_bbox(frame if held else {"facecolor": "none", "edgecolor": "none", "pad": 5})
        for row, (text, name) in enumerate(zip(self.needs, needs, strict=True)):
            met = row in paired
            text.set(text=short(name, 22) if met else f"✕ {short(name, 20)}", color=COLOURS["ink" if met else "loss"])
        for place, (text, name) in enumerate(zip(self.abilities, abilities, strict=True)):
            text.set_text(f"{LETTERS[place]}: {short(name, 28)}")
        value = sum(float(fit[row, column]) for row, column in pairs)
        listed = "; ".join(
            self.words("fit.pair", need=needs[row], ability=abilities[column]) for row, column in sorted(pairs)
        )
        key = "some" if pairs else "none"
        self.sentence = self.words(f"fit.{key}", plan=self.words(f"plans.{plan}"), value=value, listed=listed)


class Totals(Picture):
    """Three bars: what the learner's plan, the best-pair-first plan and the best plan add up to."""

    def __init__(self, language: str) -> None:
        super().__init__(SLUG, language, (4.9, 2.5))
        axes = self.axes = self.figure.add_axes((0.4, 0.25, 0.52, 0.7))
        dress(axes, self.language, grid="x")
        rows = np.arange(len(PLANS))
        axes.set(ylim=(len(PLANS) - 0.5, -0.5), xlabel=self.words("axis.fit"))
        axes.set_yticks(rows, [self.words(f"plans.{plan}") for plan in PLANS], color=COLOURS["ink"])
        tones = [COLOURS[tone] for tone in ("first", "second", "gain")]
        self.bars = axes.barh(rows, 0.0 * rows, height=0.58, color=tones)
        self.labels = [axes.text(0, row, "", va="center", size=12, color=COLOURS["ink"]) for row in range(len(PLANS))]

    def update(self, values: Mapping[str, float]) -> None:
        """Show the sums of the three plans, by their names."""
        most = max(values["best"], 1.0)
        self.axes.set_xlim(0, 1.22 * most)
        for bar, label, plan in zip(self.bars, self.labels, PLANS, strict=True):
            bar.set_width(values[plan])
            label.set(text=self.number(values[plan]), x=values[plan] + 0.02 * most)
        self.sentence = self.words("totals.sentence", **{plan: float(values[plan]) for plan in PLANS})


def short(name: str, most: int = 13) -> str:
    """Return ``name`` cut to what fits beside a row; a $ is a sign like any other."""
    cut = name if len(name) <= most else name[: most - 1].rstrip() + "…"
    return cut.replace("$", r"\$")


def cover(language: str) -> Picture:
    """Return the concept's picture for its card in the gallery: ten elements, five partners, three gaps."""
    picture = Owners(language, 5)
    held = {0: (0,), 1: (1, 2), 2: (1,), 3: (1, 2, 3), 5: (0, 2), 6: (0,), 9: (4,)}
    picture.update(np.array([[column in held.get(row, ()) for column in range(5)] for row in range(len(ELEMENTS))]))
    return picture
