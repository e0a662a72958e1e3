"""The ladder of the slide's four levels, one history on it, and what many histories come to."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes

from course.figures._style import COLOURS, Picture, dress
from course.models.trust_levels import Trajectory, feasible_level, thresholds

SLUG = "trust_levels"
LEVELS = 4
BAND = (10, 50, 90)  # per cent: the lower edge, the middle run, the upper edge
DEPTH = (0.06, 0.28, 0.5, 0.75, 1.0)  # how strongly each level, from 0 up, is painted


class Ladder(Picture):
    """Four rungs, the first at the bottom: how much trust there is and where each rung asks for more."""

    def __init__(self, language: str) -> None:
        super().__init__(SLUG, language)
        axes = self.axes = self.figure.add_axes((0.2, 0.17, 0.76, 0.8))
        dress(axes, self.language, grid="x")
        axes.set(xlim=(0, 1.02), ylim=(0.4, LEVELS + 0.6))
        axes.set_xlabel(self.words("axis.trust"))
        rungs = np.arange(1, LEVELS + 1)
        axes.set_yticks(rungs, [self.words("axis.level", level=str(level)) for level in rungs], color=COLOURS["ink"])
        self.own = axes.barh(rungs, 0.0 * rungs, height=0.5, color=COLOURS["first"])
        self.lent = axes.barh(
            rungs, 0.0 * rungs, height=0.5, facecolor="none", edgecolor=COLOURS["first"], hatch="///", linewidth=1
        )
        (self.marks,) = axes.plot(0.0 * rungs, rungs, "|", markersize=32, markeredgewidth=4, color=COLOURS["second"])

    def update(self, trust: float, together: float, borders: np.ndarray, reached: int) -> None:
        """Show ``trust`` and what an animator makes of it, ``together``, against the ``borders`` of the levels."""
        for own, lent in zip(self.own, self.lent, strict=True):
            own.set_width(trust)
            lent.set(x=trust, width=together - trust)
        self.marks.set_xdata(borders)
        asked = "; ".join(
            self.words("ladder.asks", level=str(level), trust=float(border)) for level, border in enumerate(borders, 1)
        )
        key = "ladder.reached" if reached else "ladder.none"
        self.sentence = self.words(key, trust=float(together), level=str(reached), asked=asked)


class Path(Picture):
    """One history: trust above, with the levels' thresholds, and the level they act at below."""

    def __init__(self, language: str, steps: int) -> None:
        super().__init__(SLUG, language, (6.4, 4.6))
        self.top, self.low = self.figure.add_axes((0.1, 0.43, 0.8, 0.54)), self.figure.add_axes((0.1, 0.13, 0.8, 0.23))
        for axes in (self.top, self.low):
            dress(axes, self.language)
            axes.set_xlim(-0.5, steps + 0.5)
        self.top.set(ylim=(0, 1.02), ylabel=self.words("axis.trust"), xticklabels=[])
        self.low.set(ylim=(0, LEVELS + 0.2), xlabel=self.words("axis.round"), ylabel=self.words("axis.levels"))
        self.low.set_yticks(range(LEVELS + 1))
        self.borders = [
            self.top.axhline(0, color=COLOURS["muted"], linewidth=1, linestyle=(0, (5, 3))) for _ in range(LEVELS)
        ]
        self.names = [
            self.top.text(steps + 0.8, 0, str(level), va="center", size=11, color=COLOURS["muted"])
            for level in range(1, LEVELS + 1)
        ]
        (self.lent,) = self.top.plot([], [], color=COLOURS["first"], linewidth=1.4, linestyle=":")
        (self.own,) = self.top.plot([], [], color=COLOURS["first"], linewidth=2.6)
        (self.won,) = self.top.plot([], [], "^", color=COLOURS["gain"], markersize=8)
        (self.lost,) = self.top.plot([], [], "X", color=COLOURS["loss"], markersize=9)
        self.bars = self.low.bar(np.arange(steps + 1), np.zeros(steps + 1), width=0.8, color=COLOURS["first"])

    def update(self, history: Trajectory, step: int, borders: np.ndarray, assurance: float) -> None:
        """Show ``history`` up to round ``step``, over the ``borders`` of the levels."""
        rounds = np.arange(step + 1)
        trust, outcome = history.trust[: step + 1], history.outcome[:step]
        self.own.set_data(rounds, trust)
        self.lent.set_data(rounds, trust + assurance * (1 - trust))
        for line, text, border in zip(self.borders, self.names, borders, strict=True):
            line.set_ydata([border, border])
            text.set_y(border)
        for marks, kind in ((self.won, 1), (self.lost, -1)):
            there = np.flatnonzero(outcome == kind) + 1
            marks.set_data(there, history.trust[there])
        for index, bar in enumerate(self.bars):
            bar.set_height(history.level[index] if index <= step else 0)
        self.sentence = self.words(
            "path.sentence" if step else "path.before",
            step=str(step),
            level=str(history.level[step]),
            trust=float(trust[-1]),
            won=str(int((outcome == 1).sum())),
            lost=str(int((outcome == -1).sum())),
            idle=str(int((outcome == 0).sum())),
        )


class Fan(Picture):
    """Trust in many histories: the middle run and the band of eight in ten, with and without an animator."""

    def __init__(self, language: str, steps: int) -> None:
        super().__init__(SLUG, language)
        axes = self.axes = self.figure.add_axes((0.13, 0.19, 0.83, 0.68))
        dress(axes, self.language)
        axes.set(xlim=(0, steps), ylim=(0, 1.0), xlabel=self.words("axis.round"), ylabel=self.words("axis.trust"))
        self.rounds = np.arange(steps + 1)
        flat = np.zeros(steps + 1)
        self.bands, self.lines = [], []
        for name, tone, style in (("with", "first", "-"), ("without", "second", (0, (5, 2)))):
            self.bands.append(axes.fill_between(self.rounds, flat, flat, color=COLOURS[tone], alpha=0.22, linewidth=0))
            self.lines += axes.plot(
                self.rounds, flat, color=COLOURS[tone], linestyle=style, linewidth=2.6, label=self.words(f"runs.{name}")
            )
        self.figure.legend(loc="upper center", ncols=2, frameon=False, fontsize=12, labelcolor=COLOURS["ink"])

    def update(self, helped: np.ndarray, alone: np.ndarray) -> None:
        """Show the trust of two sets of runs, each of shape (runs, steps + 1)."""
        values = {}
        for name, band, line, trust in zip(("h", "a"), self.bands, self.lines, (helped, alone), strict=True):
            low, middle, high = np.percentile(trust, BAND, axis=0)
            band.set_data(self.rounds, low, high)
            line.set_ydata(middle)
            values |= {f"{name}_low": float(low[-1]), f"{name}_mid": float(middle[-1]), f"{name}_high": float(high[-1])}
        self.sentence = self.words("fan.sentence", step=str(self.rounds[-1]), **values)


class Shares(Picture):
    """The share of runs at each level, round by round: without an animator on the left, with one on the right."""

    def __init__(self, language: str, steps: int) -> None:
        super().__init__(SLUG, language)
        self.rounds = np.arange(steps + 1)
        self.panels = [self._panel(left, name) for left, name in ((0.13, "without"), (0.55, "with"))]
        self.panels[1][0].set_yticklabels([])
        self.panels[0][0].set_ylabel(self.words("axis.shares"))

    def _panel(self, left: float, name: str) -> tuple[Axes, list, list]:
        axes = self.figure.add_axes((left, 0.19, 0.35, 0.68))
        dress(axes, self.language, grid="")
        axes.set(xlim=(0, len(self.rounds) - 1), ylim=(0, 100), xlabel=self.words("axis.round"))
        axes.set_title(self.words(f"runs.{name}"), size=12, color=COLOURS["ink"])
        flat = np.zeros(len(self.rounds))
        layers = [
            axes.fill_between(
                self.rounds, flat, flat, color=COLOURS["first"], alpha=depth, edgecolor=COLOURS["paper"], linewidth=0.8
            )
            for depth in DEPTH
        ]
        edge = len(self.rounds) - 0.3
        labels = [axes.text(edge, 0, str(n), va="center", size=11, color=COLOURS["ink"]) for n in range(LEVELS + 1)]
        return axes, layers, labels

    def update(self, helped: np.ndarray, alone: np.ndarray) -> None:
        """Show two arrays of shares, each of shape (5, steps + 1), 0 to 1."""
        for (_, layers, labels), shares in zip(self.panels, (alone, helped), strict=True):
            edges = 100 * np.vstack([np.zeros(len(self.rounds)), np.cumsum(shares, axis=0)])
            for index, (layer, label) in enumerate(zip(layers, labels, strict=True)):
                layer.set_data(self.rounds, edges[index], edges[index + 1])
                label.set(y=(edges[index, -1] + edges[index + 1, -1]) / 2, visible=bool(shares[index, -1] > 0.05))
        self.sentence = self.words(
            "shares.sentence",
            step=str(self.rounds[-1]),
            helped=self._listed(helped[:, -1]),
            alone=self._listed(alone[:, -1]),
        )

    def _listed(self, shares: np.ndarray) -> str:
        rows = [
            self.words("shares.row", level=str(level), percent=self.number(100 * share, 0))
            for level, share in enumerate(shares)
            if share >= 0.005
        ]
        return ", ".join(rows)


def cover(language: str) -> Picture:
    """Return the concept's picture for its card in the gallery: four partners whom an animator lifts by one rung."""
    picture = Ladder(language)
    picture.update(0.5, 0.65, thresholds(4), feasible_level(0.5, 4, 0.3))
    return picture
