"""A cluster that grows: firms on a territory with the ties between them, what they earn, and many runs at once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.ticker import MaxNLocator

from course.figures._style import COLOURS, Picture, dress
from course.models.cluster_stages import History, Runs, first_step_at, simulate

SLUG = "cluster_stages"
MARKERS = ("o", "s", "^")  # one a speciality
TONES = ("line", "gain-soft", "gain")  # of stages 1, 2, 3
FAINT = 0.04  # trust below which a tie is not drawn
THICKS = np.array(
    [FAINT, 0.1, 0.2, 0.35, 0.5, 0.7]
)  # a tie of at least this trust is drawn as thick as 0.6 + 7 times it
ROOM, TRIES = 0.095, 12  # least distance on the picture, and how often firms that lie closer are pushed apart
AS_MANY = 5  # firms of an action are named one by one up to this number


class Map(Picture):
    """The territory at one step of a run: ties as thick as trust, the step's joint actions, the stage as a band."""

    def __init__(self, language: str, animator: bool, steps: int) -> None:
        super().__init__(SLUG, language, (4.5, 5.3))
        self.who = "with" if animator else "without"
        axes = self.axes = self.figure.add_axes((0.03, 0.245, 0.94, 0.7))
        axes.set(xlim=(-0.06, 1.06), ylim=(-0.05, 1.05), xticks=[], yticks=[])
        axes.patch.set_alpha(0)
        for spine in axes.spines.values():
            spine.set_color(COLOURS["line"])
        self.title = self.figure.text(0.03, 0.965, self.words(f"map.{self.who}"), size=12, weight="bold")
        self.title.set_color(COLOURS["ink"])
        self.ties = [
            axes.plot([], [], color=COLOURS["first"], linewidth=0.6 + 7 * trust, zorder=1, alpha=0.65)[0]
            for trust in THICKS
        ]  # one path a thickness: hundreds of paths would cost more time than the rest of the page
        self.won = LineCollection([], colors=COLOURS["gain"], linewidths=3, zorder=2)
        self.lost = LineCollection([], colors=COLOURS["loss"], linewidths=2.4, linestyles=(0, (2, 1.5)), zorder=2)
        for lines in (self.won, self.lost):
            axes.add_collection(lines)
        style = {"facecolor": COLOURS["paper"], "edgecolor": COLOURS["ink"], "linewidth": 1.5, "zorder": 3}
        self.firms = [axes.scatter([], [], marker=m, s=380 if m == "^" else 240, **style) for m in MARKERS]
        self.names = [
            axes.text(0, 0, "", ha="center", va="center", size=9, color=COLOURS["ink"], zorder=4) for _ in range(24)
        ]
        band = self.band = self.figure.add_axes((0.1, 0.075, 0.87, 0.13))
        dress(band, self.language)
        band.set(xlim=(0, steps), ylim=(0, 3.15), xticks=range(0, steps + 1, 20), yticks=[1, 2, 3])
        self.levels = [PolyCollection([], facecolors=COLOURS[tone]) for tone in TONES]
        for level in self.levels:
            band.add_collection(level)
        self.now = band.axvline(0, color=COLOURS["ink"], linewidth=1.6)

    def update(self, run: History, step: int) -> None:
        """Show ``run`` at ``step``."""
        place = apart(run.place)
        for trade, dots in enumerate(self.firms):
            dots.set_offsets(place[run.trade == trade])
        for number, name in enumerate(self.names):
            name.set_visible(number < len(place))
            if number < len(place):
                low = 0.014 if run.trade[number] == 2 else 0.004  # a triangle's middle lies low
                name.set(text=str(number + 1), x=place[number, 0], y=place[number, 1] - low)
        one, other = np.triu_indices(len(place), 1)
        thick = np.searchsorted(THICKS, run.ties[step][one, other], side="right") - 1
        for index, line in enumerate(self.ties):
            line.set_data(*segments(place, one[thick == index], other[thick == index]))
        now = [action for action in run.actions if action.step == step]
        for lines, success in ((self.won, True), (self.lost, False)):
            lines.set_segments([ring(place[list(a.firms)]) for a in now if a.success == success])
        for stage, level in enumerate(self.levels, start=1):
            level.set_verts(blocks(run.stage[: step + 1], stage))
        self.now.set_xdata([step, step])
        done = [action.success for action in run.actions if action.step <= step]
        self.sentence = " ".join(
            [
                self.words(f"map.said.{self.who}", step=step, stage=self.words(f"stage.{run.stage[step]}")),
                self.words("map.numbers", trust=float(run.trust[step]), won=sum(done), lost=len(done) - sum(done)),
                *(self.words(f"map.{'won' if a.success else 'lost'}", firms=self._listed(a.firms)) for a in now),
            ]
        )

    def _listed(self, firms: Sequence[int]) -> str:
        if len(firms) > AS_MANY:
            return self.words("map.several", n=len(firms))
        return ", ".join(str(firm + 1) for firm in sorted(firms))


class Lines(Picture):
    """Mean trust, or income beyond working alone, with and without an animator; ``what`` is the table of texts."""

    def __init__(self, language: str, what: str, steps: int) -> None:
        super().__init__(SLUG, language, (4.5, 2.9))
        self.what = what
        axes = self.axes = self.figure.add_axes((0.13, 0.19, 0.83, 0.59))
        dress(axes, self.language)
        axes.set(xlim=(0, steps), xticks=range(0, steps + 1, 20))
        axes.yaxis.set_major_locator(MaxNLocator(4))
        # Texts of the figure: an axis looks for the place of its own label anew each time, which costs a fifth of all.
        style = {"size": 11, "color": COLOURS["muted"]}
        self.figure.text(0.545, 0.02, self.words("axis.step"), ha="center", **style)
        self.figure.text(0.03, 0.935, self.words(f"{what}.title"), **style)
        axes.axhline(0, color=COLOURS["muted"], linewidth=0.8)
        self.lines = [
            axes.plot([], [], color=COLOURS[tone], linewidth=2.4, linestyle=dash, label=self.words(f"map.{who}"))[0]
            for who, tone, dash in (("with", "first", "-"), ("without", "second", (0, (4, 2))))
        ]
        axes.legend(
            loc="lower left", bbox_to_anchor=(-0.02, 0.98), ncols=2, frameon=False, fontsize=10.5, borderaxespad=0,
            labelcolor=COLOURS["ink"], columnspacing=1.4, handlelength=1.8,
        )  # fmt: skip

    def update(self, totals: Sequence[np.ndarray], step: int) -> None:
        """Show two arrays of shape (steps + 1,), with and without an animator, up to ``step``."""
        for line, total in zip(self.lines, totals, strict=True):
            line.set_data(np.arange(step + 1), total[: step + 1])
        low, high = min(0.0, *(float(total.min()) for total in totals)), max(float(total.max()) for total in totals)
        room = max(high - low, 0.1) * 0.08
        self.axes.set_ylim(low - room, high + room)
        shown = {who: float(total[step]) for who, total in zip(("first", "second"), totals, strict=True)}
        self.sentence = self.words(f"{self.what}.sentence", step=step, **shown)


class Shares(Picture):
    """Shares of many runs in each stage, step by step."""

    def __init__(self, language: str, animator: bool, steps: int) -> None:
        super().__init__(SLUG, language)
        self.who = "with" if animator else "without"
        axes = self.axes = self.figure.add_axes((0.13, 0.19, 0.83, 0.62))
        dress(axes, self.language)
        axes.set(xlim=(0, steps), ylim=(0, 100))
        axes.set_xlabel(self.words("axis.step"))
        axes.set_ylabel(self.words("axis.share"))
        self.figure.text(0.03, 0.945, self.words(f"map.{self.who}"), size=12, weight="bold", color=COLOURS["ink"])
        self.areas = [
            PolyCollection([], facecolors=COLOURS[tone], edgecolors=COLOURS["muted"], linewidths=0.5, label=label)
            for tone, label in zip(TONES, (self.words(f"stage.short.{n}") for n in (1, 2, 3)), strict=True)
        ]
        for area in self.areas:
            axes.add_collection(area)
        axes.legend(
            loc="lower left", bbox_to_anchor=(-0.02, 1.0), ncols=3, frameon=False, fontsize=10.5, borderaxespad=0.2,
            labelcolor=COLOURS["ink"], columnspacing=1.2, handlelength=1.2,
        )  # fmt: skip

    def update(self, runs: Runs) -> None:
        """Show the shares of ``runs``."""
        shares = 100 * runs.shares
        tops = np.cumsum(shares[::-1], axis=0)[::-1]  # stage 3 at the bottom
        steps = np.arange(shares.shape[1])
        for index, area in enumerate(self.areas):
            low = tops[index + 1] if index < 2 else 0 * steps
            there, back = np.column_stack([steps, tops[index]]), np.column_stack([steps, low])[::-1]
            area.set_verts([np.concatenate([there, back])])
        half = first_step_at(shares[2] >= 50, wanted=True)
        percents = {f"s{n}": self.number(shares[n - 1, -1], 0) for n in (1, 2, 3)}
        said = self.words(f"shares.{self.who}", step=len(steps) - 1, n=len(runs.stage), **percents)
        best = self.words("shares.half", step=half) if half is not None else self.words("shares.never")
        self.sentence = f"{said} {best}"


def apart(place: np.ndarray) -> np.ndarray:
    """Return ``place`` of shape (n, 2) with points closer than ``ROOM`` pushed apart, so that each can be read."""
    moved = place.copy()
    for _ in range(TRIES):
        gap = moved[:, None] - moved[None]
        far = np.hypot(gap[..., 0], gap[..., 1])
        push = np.where(far < ROOM, 0.5 * (ROOM - far) / np.maximum(far, 1e-9), 0.0)
        np.fill_diagonal(push, 0)
        moved += (gap * push[..., None]).sum(axis=1)
    return np.clip(moved, 0, 1)


def segments(place: np.ndarray, one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Return x and y, shape (2, 3 m), of ``m`` lines between ``place[one]`` and ``place[other]``, with gaps between."""
    gaps = np.full((len(one), 2), np.nan)
    return np.stack([place[one], place[other], gaps], axis=1).reshape(-1, 2).T


def ring(points: np.ndarray) -> np.ndarray:
    """Return ``points`` of shape (n, 2) in the order of a walk round their middle, closed."""
    from_middle = points - points.mean(axis=0)
    walk = points[np.argsort(np.arctan2(from_middle[:, 1], from_middle[:, 0]))]
    return np.concatenate([walk, walk[:1]])


def blocks(stages: np.ndarray, stage: int) -> list[np.ndarray]:
    """Return a rectangle, ``stage`` high, for every stretch of ``stages`` spent in it."""
    inside = np.concatenate([[False], stages[1:] == stage, [False]])
    edges = np.flatnonzero(np.diff(inside.astype(int)))
    pairs = zip(edges[::2], edges[1::2], strict=True)
    return [np.array([(left, 0), (left, stage), (right, stage), (right, 0)]) for left, right in pairs]


def cover(language: str) -> Picture:
    """Return the concept's picture for its card in the gallery: a cluster with its animator, well on its way."""
    picture = Map(language, True, 60)
    picture.update(simulate(12, 60, np.random.default_rng(7)), 40)
    return picture
