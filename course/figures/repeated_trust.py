"""One meeting round by round, who collects what in a tournament, how strategies spread, what a next round is worth."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

import numpy as np
from matplotlib.ticker import MaxNLocator

from course.figures._style import COLOURS, Picture, dress
from course.models.repeated_trust import STRATEGIES, Payoffs, patience, tournament

SLUG = "repeated_trust"
WIDTH = 17  # characters of a strategy's name in a line
ROWS = np.arange(len(STRATEGIES))
LEFT, RIGHT = 0.37, 0.8  # where the names of strategies end and the numbers begin, in parts of the picture


class Meeting(Picture):
    """Two rows of moves, mine and the stranger's, over the points that both have collected so far."""

    def __init__(self, language: str, rounds: int) -> None:
        super().__init__(SLUG, language, (4.9, 3.9))
        self.top, self.low = (
            self.figure.add_axes((0.24, 0.69, 0.68, 0.2)),
            self.figure.add_axes((0.24, 0.14, 0.68, 0.5)),
        )
        for axes in (self.top, self.low):
            dress(axes, self.language, grid="")
            axes.set_xlim(-0.2, rounds + 0.6)
        self.top.set(ylim=(1.6, -0.6), xticks=[])
        self.top.spines[:].set_visible(False)
        names = [self.words("meeting.me"), self.words("meeting.stranger")]
        self.top.set_yticks([0, 1], names, color=COLOURS["ink"])
        marks = {"marker": "o", "linestyle": "", "markersize": 9, "color": COLOURS["gain"]}
        crosses = {"marker": "X", "linestyle": "", "markersize": 9, "color": COLOURS["loss"]}
        (self.kept,) = self.top.plot([], [], label=self.words("meeting.kept"), **marks)
        (self.held,) = self.top.plot([], [], label=self.words("meeting.held"), **crosses)
        (self.slips,) = self.top.plot(
            [],
            [],
            "s",
            markersize=14,
            markerfacecolor="none",
            color=COLOURS["ink"],
            label=self.words("meeting.slipped"),
        )
        self.figure.legend(
            loc="upper center",
            ncols=3,
            frameon=False,
            fontsize=11.5,
            labelcolor=COLOURS["ink"],
            handletextpad=0.2,
            columnspacing=1.2,
        )
        self.low.set_xticks(range(0, rounds + 1, 5))
        self.low.set_xlabel(self.words("axis.round"))
        self.low.set_ylabel(self.words("axis.points"))
        self.low.yaxis.set_major_locator(MaxNLocator(5, integer=True))
        self.low.axhline(0, color=COLOURS["line"], linewidth=1)
        (self.mine,) = self.low.plot([], [], color=COLOURS["first"], linewidth=2.6)
        (self.theirs,) = self.low.plot([], [], color=COLOURS["second"], linewidth=2.6, linestyle=(0, (4, 2)))
        self.ends = [self.low.text(0, 0, "", size=12, va="center", color=COLOURS[tone]) for tone in ("first", "second")]

    def update(
        self, number: int, mine: Sequence[bool], theirs: Sequence[bool], slipped: Sequence[bool], points: np.ndarray
    ) -> None:
        """Show the moves as they came out; ``slipped`` marks my own slips, ``points`` has shape (2, rounds)."""
        moves = np.array([mine, theirs], dtype=bool)
        for artist, kind in ((self.kept, True), (self.held, False)):
            rows, columns = np.nonzero(moves == kind)
            artist.set_data(columns + 1, rows)
        where = np.flatnonzero(slipped) + 1
        self.slips.set_data(where, np.zeros(len(where)))
        total = np.hstack([np.zeros((2, 1)), np.cumsum(points, axis=1)])
        rounds = np.arange(total.shape[1])
        self.mine.set_data(rounds, total[0])
        self.theirs.set_data(rounds, total[1])
        low, high = min(total.min(), 0.0), max(total.max(), 4.0)
        self.low.set_ylim(low - 0.1 * (high - low), high + 0.1 * (high - low))
        near = 0.06 * (high - low) if abs(total[0, -1] - total[1, -1]) < 0.12 * (high - low) else 0.0
        upper = int(total[1, -1] > total[0, -1])
        for index, (end, value) in enumerate(zip(self.ends, total[:, -1], strict=True)):
            end.set(position=(rounds[-1] + 0.4, value + (near if index == upper else -near)), text=self.number(value))
        said = {"number": str(number), "n": len(mine), "own": float(total[0, -1]), "other": float(total[1, -1])}
        if not len(mine):
            self.sentence = self.words("meeting.before", number=str(number))
            return
        did = self.words(f"meeting.i_{'kept' if mine[-1] else 'held'}")
        answered = self.words(f"meeting.they_{'kept' if theirs[-1] else 'held'}")
        self.sentence = self.words("meeting.round", did=did, answered=answered, **said)
        if slipped[-1]:
            self.sentence += " " + self.words("meeting.slip")


class _Rows(Picture):
    """A picture with a row for each strategy, its name on the left."""

    def __init__(self, language: str, size: tuple[float, float]) -> None:
        super().__init__(SLUG, language, size)
        self.axes = self.figure.add_axes((LEFT, 0.13, RIGHT - LEFT, 0.79))
        dress(self.axes, self.language, grid="x")
        self.axes.set_ylim(len(STRATEGIES) - 0.4, -0.6)
        self.names = [self.words(f"names.{name}") for name in STRATEGIES]
        wrapped = [textwrap.fill(name, WIDTH) for name in self.names]
        self.axes.set_yticks(ROWS, wrapped, color=COLOURS["ink"], linespacing=0.95)
        self.values = [
            self.figure.text(RIGHT + 0.015, 0, "", va="center", size=12, color=COLOURS["ink"]) for _ in STRATEGIES
        ]
        box = self.axes.get_position()
        for row, text in enumerate(self.values):
            text.set_y(box.y1 - box.height * (row + 0.6) / (len(STRATEGIES) + 0.2))


class Standing(_Rows):
    """What one player of each strategy collects in a tournament; the most is starred."""

    def __init__(self, language: str) -> None:
        super().__init__(language, (4.9, 4.2))
        self.bars = self.axes.barh(ROWS, 0.0 * ROWS, height=0.6)
        self.axes.axvline(0, color=COLOURS["muted"], linewidth=1)
        self.axes.xaxis.set_major_locator(MaxNLocator(4))
        self.axes.set_xlabel(self.words("axis.points"))

    def update(self, generation: int, points: dict[str, float]) -> None:
        """Show the ``points`` of the strategies that are there, in a given generation."""
        best, worst = max(points.values()), min(points.values())
        for row, (bar, text, name) in enumerate(zip(self.bars, self.values, STRATEGIES, strict=True)):
            value = points.get(name)
            first = value is not None and np.isclose(value, best)
            bar.set(width=value or 0.0, color=COLOURS["gain" if first else "first"])
            shown = self.words("tournament.nobody") if value is None else self.number(value, int(abs(value) < 1000))
            text.set(text=f"★ {shown}" if first else shown, color=COLOURS["muted" if value is None else "ink"])
            self.axes.get_yticklabels()[row].set_color(COLOURS["muted" if value is None else "ink"])
        self.axes.set_xlim(min(1.08 * worst, 0.0), max(1.08 * best, 1.0))
        ranked = sorted(points, key=lambda name: -points[name])
        listed = "; ".join(f"{self.words(f'names.{name}')} {self.number(points[name], 1)}" for name in ranked)
        self.sentence = self.words("tournament.standing", generation=str(generation), listed=listed)


class Generations(_Rows):
    """How many players each strategy has, generation by generation: a strip each, all to one scale."""

    def __init__(self, language: str, generations: int) -> None:
        super().__init__(language, (4.9, 4.2))
        self.axes.set_xlim(-0.5, generations + 0.5)
        self.axes.set_xlabel(self.words("axis.generation"))
        flat = np.zeros(2)
        self.strips = [
            self.axes.fill_between(flat, flat, flat, color=COLOURS["first"], linewidth=0) for _ in STRATEGIES
        ]
        for row in ROWS:
            self.axes.axhline(row + 0.42, color=COLOURS["line"], linewidth=0.8)

    def update(self, generation: int, history: np.ndarray) -> None:
        """Show ``history``, of shape (generations + 1, strategies), up to one of its generations."""
        now = history[generation]
        edges = np.repeat(np.arange(generation + 2) - 0.5, 2)[1:-1]
        for row, (strip, text, count) in enumerate(zip(self.strips, self.values, now, strict=True)):
            height = 0.84 * np.repeat(history[: generation + 1, row], 2) / history.max()
            strip.set_data(edges, np.full(len(edges), row + 0.42), row + 0.42 - height)
            text.set(text=self.number(count), color=COLOURS["ink" if count else "muted"])
            self.axes.get_yticklabels()[row].set_color(COLOURS["ink" if count else "muted"])
        there = sorted(np.flatnonzero(now), key=lambda index: -now[index])
        listed = "; ".join(f"{self.names[index]} {self.number(now[index])}" for index in there)
        self.sentence = self.words("tournament.players", generation=str(generation), listed=listed)


class Shadow(Picture):
    """What a round brings on average, by the chance of another one: keeping one's word, or holding back for good."""

    def __init__(self, language: str) -> None:
        super().__init__(SLUG, language)
        axes = self.axes = self.figure.add_axes((0.14, 0.19, 0.82, 0.66))
        dress(axes, self.language)
        axes.set(xlim=(0, 1), xlabel=self.words("axis.chance"), ylabel=self.words("axis.mean"))
        (self.keep,) = axes.plot([], [], color=COLOURS["first"], linewidth=2.6, label=self.words("patience.keep"))
        (self.hold,) = axes.plot(
            [], [], color=COLOURS["second"], linewidth=2.6, linestyle=(0, (4, 2)), label=self.words("patience.hold")
        )
        self.border = axes.axvline(0, color=COLOURS["muted"], linewidth=1.4, linestyle=":")
        self.mark = axes.text(0, 0, "", size=12, color=COLOURS["muted"], va="top")
        (self.here,) = axes.plot([], [], "o", color=COLOURS["ink"], markersize=9, zorder=3)
        self.figure.legend(loc="upper center", ncols=2, frameon=False, fontsize=11.5, labelcolor=COLOURS["ink"])

    def update(self, payoffs: Payoffs, chance: float) -> None:
        """Show both plans against a partner who never forgives, and where they stand at this ``chance``."""
        ends = np.array([0.0, 1.0])
        keep = np.full(2, payoffs.reward)
        hold = payoffs.temptation * (1 - ends) + payoffs.punishment * ends
        border = patience(payoffs)
        self.keep.set_data(ends, keep)
        self.hold.set_data(ends, hold)
        self.here.set_data([chance, chance], [np.interp(chance, ends, keep), np.interp(chance, ends, hold)])
        top = 1.15 * payoffs.temptation
        self.axes.set_ylim(min(0.0, payoffs.punishment) - 0.04 * top, top)
        self.border.set_xdata([border, border])
        right = border < 0.6
        self.mark.set(
            text=self.words("patience.border", border=float(border)),
            position=(border + (0.02 if right else -0.02), top),
            ha="left" if right else "right",
        )
        lasts = 1 / (1 - chance)
        self.sentence = self.words(
            "patience.sentence",
            chance=float(chance),
            rounds=float(lasts),
            keep=float(payoffs.reward * lasts),
            hold=float(payoffs.temptation + payoffs.punishment * chance * lasts),
            border=float(border),
        )


def cover(language: str) -> Picture:
    """Return the concept's picture for its card in the gallery: the tournament of the bet."""
    picture = Standing(language)
    picture.update(0, tournament(dict.fromkeys(STRATEGIES, 3), rounds=10))
    return picture
