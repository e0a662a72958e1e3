"""A partnership as a network: who is in it, from which sector, and how strong each tie is."""

from __future__ import annotations

import textwrap

import numpy as np
from matplotlib.lines import Line2D

from course.cases.partnership import MOST, SECTORS, Partnership
from course.figures._style import COLOURS, Picture

SHAPES = {"public": "s", "civic": "o", "business": "^"}
TONES = {"public": "first", "civic": "gain", "business": "second"}
NAMED = 3  # strongest ties named in the sentence; more of them say nothing
PAIRS = [(i, j) for i in range(MOST) for j in range(i + 1, MOST)]


class Network(Picture):
    """Partners on a ring, each in the shape of its sector; a tie is as thick as the trust in it."""

    def __init__(self, language: str) -> None:
        super().__init__("my_partnership", language, (4.9, 4.5))
        axes = self.axes = self.figure.add_axes((0.0, 0.08, 1.0, 0.92))
        axes.set(xlim=(-1.95, 1.95), ylim=(-1.65, 1.65))
        axes.set_axis_off()
        self.lines = {pair: axes.plot([], [], color=COLOURS["muted"], zorder=1)[0] for pair in PAIRS}
        self.marks = [axes.plot([], [], linestyle="", markersize=25, zorder=2)[0] for _ in range(MOST)]
        self.numbers = [axes.text(0, 0, str(place + 1), zorder=3) for place in range(MOST)]
        for number in self.numbers:
            number.set(ha="center", va="center", size=12, weight="bold", color=COLOURS["paper"])
        self.names = [axes.text(0, 0, "", ha="center", size=11, color=COLOURS["ink"], zorder=1.5) for _ in range(MOST)]
        for name in self.names:  # a tie passes behind a name, not through it
            name.set_bbox({"facecolor": COLOURS["paper"], "edgecolor": "none", "pad": 0.8, "alpha": 0.85})
            name.set_parse_math(False)  # a person types it: $ is a sign like any other
        handles = [
            Line2D([], [], linestyle="", marker=SHAPES[sector], markersize=10, color=COLOURS[TONES[sector]])
            for sector in SECTORS
        ]
        labels = [self.words(f"sector.{sector}") for sector in SECTORS]
        self.figure.legend(
            handles, labels, loc="lower center", ncols=3, frameon=False, fontsize=12, labelcolor=COLOURS["ink"],
            handletextpad=0.2, columnspacing=1.4,
        )  # fmt: skip

    def update(self, partnership: Partnership) -> None:
        """Show the partnership."""
        n = len(partnership.partners)
        # Half a step aside where that keeps names off each other: nobody then stands right beside the ring's middle.
        angle = np.pi / 2 + (np.pi / n if n % 4 == 0 else 0) - 2 * np.pi * np.arange(n) / n
        if n == 2:
            angle = np.array([np.pi, 0.0])
        spots = np.column_stack([1.12 * np.cos(angle), np.sin(angle)])
        trust = {(i, j): value for i, j, value in partnership.ties}
        for (i, j), line in self.lines.items():
            value = trust.get((i, j), 0.0)
            line.set_visible(value > 0)
            if value > 0:
                line.set_data(*spots[[i, j]].T)
                line.set_linewidth(0.7 + 7 * value)
        for place, (mark, number, name) in enumerate(zip(self.marks, self.numbers, self.names, strict=True)):
            for artist in (mark, number, name):
                artist.set_visible(place < n)
            if place >= n:
                continue
            partner, (x, y) = partnership.partners[place], spots[place]
            mark.set_data([x], [y])
            mark.set(marker=SHAPES[partner.sector], color=COLOURS[TONES[partner.sector]])
            number.set_position((x, y - (0.03 if partner.sector == "business" else 0)))
            above = y > -0.02
            name.set(text=_wrapped(partner.name), va="bottom" if above else "top")
            name.set_position((1.22 * x, y + (0.2 if above else -0.2)))
        self.sentence = self._said(partnership)

    def _said(self, partnership: Partnership) -> str:
        names = [partner.name for partner in partnership.partners]
        n, ties = len(names), partnership.ties
        counts = {sector: sum(partner.sector == sector for partner in partnership.partners) for sector in SECTORS}
        said = [self.words("network.partners", name=partnership.name, n=n, **counts)]
        if not ties:
            return " ".join([*said, self.words("network.no_ties")])
        every, mean = n * (n - 1) // 2, float(sum(value for _, _, value in ties) / len(ties))
        key = "ties_all" if len(ties) == every else "ties"
        said.append(self.words(f"network.{key}", n=len(ties), every=every, mean=mean))
        strongest = max(value for _, _, value in ties)
        best = [f"{names[i]} – {names[j]}" for i, j, value in ties if value == strongest]
        if every > 1 and len(best) <= NAMED:
            said.append(self.words("network.best", pairs=", ".join(best), trust=float(strongest)))
        degree = [sum(place in tie[:2] for tie in ties) for place in range(n)]
        hubs = [name for name, found in zip(names, degree, strict=True) if found == n - 1]
        if n > 2 and 0 < len(hubs) < n:
            said.append(self.words("network.hubs", listed=", ".join(hubs)))
        if alone := [name for name, found in zip(names, degree, strict=True) if not found]:
            said.append(self.words("network.alone", listed=", ".join(alone)))
        return " ".join(said)


def _wrapped(name: str) -> str:
    return textwrap.fill(name, 16, break_on_hyphens=False)
