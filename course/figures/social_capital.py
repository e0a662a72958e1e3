"""A network with what each has of it, what it brings at any cost, the middle and its price, and gaps between marks."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from course.figures._style import COLOURS, Picture, dress
from course.models.social_capital import SCALE, Graph, density, efficient_structure, moves, structure, utilities

SLUG = "social_capital"
MOST = 8  # partners on the ring
PAIRS = [(i, j) for i in range(MOST) for j in range(i + 1, MOST)]
# A tie that is there, one that somebody would cut, one that both would like to have: told apart by the dashes, too.
LOOKS = {
    "held": {"color": COLOURS["first"], "linestyle": "-", "linewidth": 3.2},
    "cut": {"color": COLOURS["loss"], "linestyle": (0, (2.2, 1.1)), "linewidth": 3.2},
    "draw": {"color": COLOURS["gain"], "linestyle": (0, (0.6, 1.6)), "linewidth": 2.4},
}
DEAREST = 1.5  # the costs a picture shows
BEST = ("complete", "star", "empty")
WIDE = 3  # ours: from this gap on two marks are said to lie far apart


class Web(Picture):
    """Partners on a ring with what each has of the network; ties that would be cut and those that are wanted."""

    def __init__(self, language: str) -> None:
        super().__init__(SLUG, language, (4.9, 4.8))
        axes = self.axes = self.figure.add_axes((0.0, 0.08, 1.0, 0.92))
        axes.set(xlim=(-1.95, 1.95), ylim=(-1.85, 1.85))
        axes.set_axis_off()
        self.lines = {pair: axes.plot([], [], zorder=1)[0] for pair in PAIRS}
        self.marks = [axes.plot([], [], "o", markersize=25, markeredgewidth=2, zorder=2)[0] for _ in range(MOST)]
        style: dict[str, Any] = {"ha": "center", "va": "center", "color": COLOURS["ink"]}
        self.numbers = [axes.text(0, 0, str(n + 1), size=12, weight="bold", zorder=3, **style) for n in range(MOST)]
        self.names = [axes.text(0, 0, "", size=11, zorder=1.5, parse_math=False, **style) for _ in range(MOST)]
        for name in self.names:  # a tie passes behind a name, not through it
            name.set_bbox({"facecolor": COLOURS["paper"], "edgecolor": "none", "pad": 0.8, "alpha": 0.85})
        self.figure.legend(
            [Line2D([], [], **look) for look in LOOKS.values()],
            [self.words(f"web.{kind}") for kind in LOOKS],
            loc="lower center", ncols=3, frameon=False, fontsize=11, labelcolor=COLOURS["ink"],
            handletextpad=0.5, columnspacing=1.2, handlelength=1.9, borderaxespad=0.1,
        )  # fmt: skip

    def update(self, graph: Graph, names: Sequence[str], benefit: float, cost: float) -> None:
        """Show the network ``graph`` of partners 0, 1, 2, …, at most 8, called ``names``."""
        n, found = len(names), moves(graph, benefit, cost)
        kinds = dict.fromkeys(map(tuple, map(sorted, graph.edges)), "held") | {move.pair: move.kind for move in found}
        angle = np.pi / 2 + (np.pi / n if n % 4 == 0 else 0) - 2 * np.pi * np.arange(n) / n
        spots = np.column_stack([1.12 * np.cos(angle), np.sin(angle)])
        for pair, line in self.lines.items():
            line.set_visible(pair in kinds)
            if pair in kinds:
                line.set_data(*spots[list(pair)].T)
                line.set(**LOOKS[kinds[pair]])
        gains = list(utilities(graph, benefit, cost).values())
        for place, artists in enumerate(zip(self.marks, self.numbers, self.names, strict=True)):
            for artist in artists:
                artist.set_visible(place < n)
            if place < n:
                self._place(place, float(spots[place, 0]), float(spots[place, 1]), names[place], gains[place])
        self._say(graph, names, gains, [move.kind for move in found])

    def _place(self, place: int, x: float, y: float, name: str, gain: float) -> None:
        tone = "gain" if gain > 1e-9 else "loss" if gain < -1e-9 else ""
        self.marks[place].set_data([x], [y])
        self.marks[place].set(markerfacecolor=COLOURS[f"{tone}-soft" if tone else "paper"])
        self.marks[place].set_markeredgecolor(COLOURS[tone or "muted"])
        self.numbers[place].set_position((x, y - 0.01))
        above = y > -0.02
        shown = textwrap.fill(name, 16, break_on_hyphens=False)
        self.names[place].set(text=f"{shown}\n{self.signed(gain)}", va="bottom" if above else "top")
        self.names[place].set_position((1.22 * x, y + (0.2 if above else -0.2)))

    def signed(self, gain: float) -> str:
        """Return ``gain`` with its sign."""
        return ("+" if round(gain, 2) > 0 else "") + self.number(gain)

    def _say(self, graph: Graph, names: Sequence[str], gains: list[float], kinds: list[str]) -> None:
        every, ties = len(names) * (len(names) - 1) // 2, graph.number_of_edges()
        share = self.number(100 * density(graph), 0)
        values = {"n": len(names), "ties": ties, "every": every, "density": share, "total": float(sum(gains))}
        said = [self.words("web.size", **values)]
        if max(gains) - min(gains) > 1e-9:
            most, least = float(max(gains)), float(min(gains))
            best, worst = self._who(names, gains, most), self._who(names, gains, least)
            said.append(self.words("web.ends", best=best, most=most, worst=worst, least=least))
        cuts, wishes = kinds.count("cut"), kinds.count("draw")
        said.append(self.words("web.moves" if kinds else "web.holds", cuts=cuts, wishes=wishes))
        self.sentence = " ".join(said)

    def _who(self, names: Sequence[str], gains: list[float], value: float) -> str:
        who = [name for name, gain in zip(names, gains, strict=True) if abs(gain - value) < 1e-9]
        return who[0] if len(who) == 1 else self.words("web.several")


class Costs(Picture):
    """What three networks bring to all together at any cost of a tie, and the one that is drawn."""

    def __init__(self, language: str) -> None:
        super().__init__(SLUG, language, (4.9, 3.7))
        axes = self.axes = self.figure.add_axes((0.14, 0.16, 0.83, 0.8))
        dress(axes, self.language)
        axes.set(xlim=(0, DEAREST), xlabel=self.words("costs.axis"), ylabel=self.words("costs.total"))
        axes.axhline(0, color=COLOURS["muted"], linewidth=0.8)
        (self.envelope,) = axes.plot([], [], color=COLOURS["gain-soft"], linewidth=11, solid_capstyle="butt", zorder=1)
        self.envelope.set_label(self.words("costs.best"))
        looks = zip(BEST, ("second", "first", "muted"), ("-", (0, (5, 2)), (0, (1, 1.2))), strict=True)
        self.lines = {
            name: axes.plot(
                [], [], color=COLOURS[tone], linestyle=dash, linewidth=2.4, label=self.words(f"best.{name}")
            )[0]
            for name, tone, dash in looks
        }
        (self.here,) = axes.plot([], [], "D", markersize=10, color=COLOURS["ink"], label=self.words("costs.here"))
        axes.legend(loc="upper right", frameon=False, fontsize=11, labelcolor=COLOURS["ink"], borderaxespad=0)

    def update(self, graph: Graph, benefit: float, cost: float) -> None:
        """Show the three for as many partners as ``graph`` has, and the graph itself at its cost."""
        n, grid = len(graph), np.linspace(0, DEAREST, 151)
        # Each total falls in a straight line with the cost: two ties' ends less for every tie.
        made = {name: structure(name, n) for name in BEST}
        totals = {name: brought(net, benefit) - 2 * net.number_of_edges() * grid for name, net in made.items()}
        for name, line in self.lines.items():
            line.set_data(grid, totals[name])
        self.envelope.set_data(grid, np.maximum.reduce(list(totals.values())))
        mine = brought(graph, benefit) - 2 * graph.number_of_edges() * cost
        self.here.set_data([cost], [mine])
        top = float(totals["complete"][0])
        self.axes.set_ylim(min(-0.3 * top, mine - 0.06 * top), 1.08 * top)
        best = efficient_structure(n, benefit, cost)
        bring = brought(made[best], benefit) - 2 * made[best].number_of_edges() * cost
        key = "same" if abs(bring - mine) < 1e-9 else "less"
        shown = {"cost": float(cost), "best": self.words(f"best.{best}"), "bring": float(bring), "mine": float(mine)}
        self.sentence = self.words(f"costs.{key}", **shown)


class Roles(Picture):
    """What the middle of a star and each of the others gain, before anybody pays and afterwards."""

    def __init__(self, language: str) -> None:
        super().__init__(SLUG, language, (4.9, 2.9))
        axes = self.axes = self.figure.add_axes((0.27, 0.19, 0.67, 0.66))
        dress(axes, self.language, grid="x")
        axes.set(ylim=(1.5, -0.5), xlabel=self.words("roles.axis"))
        axes.set_yticks(range(2), [self.words(f"roles.{who}") for who in ("hub", "other")], color=COLOURS["ink"])
        axes.axvline(0, color=COLOURS["ink"], linewidth=1)
        axes.xaxis.set_major_locator(MaxNLocator(5))
        edge = COLOURS["muted"]
        self.before = axes.barh(np.arange(2) - 0.2, [0, 0], 0.32, color=COLOURS["paper"], edgecolor=edge, linewidth=1.6)
        self.after = axes.barh(np.arange(2) + 0.2, [0, 0], 0.32, color=COLOURS["first"], edgecolor=COLOURS["first"])
        self.labels = [
            axes.text(0, row, "", va="center", size=12, color=COLOURS["ink"]) for row in (-0.2, 0.8, 0.2, 1.2)
        ]
        self.figure.legend(
            [self.before[0], self.after[0]], [self.words("roles.before"), self.words("roles.after")],
            loc="upper center", ncols=2, frameon=False, fontsize=12, labelcolor=COLOURS["ink"], borderaxespad=0.1,
        )  # fmt: skip

    def update(self, before: tuple[float, float], after: tuple[float, float], others: int) -> None:
        """Show what the middle and each of ``others`` gain ``before`` and ``after`` the payment."""
        for bars, values in ((self.before, before), (self.after, after)):
            for bar, value in zip(bars, values, strict=True):
                bar.set_width(value)
        low, high = min(*before, *after, 0.0), max(*before, *after, 0.0)
        room = max(high - low, 0.5)
        self.axes.set_xlim(low - 0.2 * room * (low < 0) - 0.02 * room, high + 0.2 * room)
        for label, value in zip(self.labels, (*before, *after), strict=True):
            away = 0.03 * room * (1 if value >= 0 else -1)
            label.set(text=self.number(value), x=value + away, ha="left" if value >= 0 else "right")
        rows = {"hub": float(before[0]), "other": float(before[1]), "total": float(before[0] + others * before[1])}
        self.sentence = self.words("roles.said_before", n=others, **rows)
        if not np.allclose(before, after):
            self.sentence += " " + self.words("roles.said_after", hub=float(after[0]), other=float(after[1]))


class Gaps(Picture):
    """A square a pair, with how far its two marks lie apart; or, with too few answers, none at all."""

    def __init__(self, language: str, people: int) -> None:
        super().__init__(SLUG, language, (4.9, 3.9))
        axes = self.axes = self.figure.add_axes((0.3, 0.02, 0.68, 0.86))
        axes.set(xlim=(-0.5, people - 1.5), ylim=(people - 0.5, -0.5))
        axes.set_axis_off()
        self.pairs = [(i, j) for i in range(people) for j in range(i)]
        self.squares = {pair: axes.plot(pair[1], pair[0], "s", markersize=31)[0] for pair in self.pairs}
        style = {"size": 13, "ha": "center", "va": "center", "color": COLOURS["ink"]}
        self.values = {pair: axes.text(pair[1], pair[0], "", **style) for pair in self.pairs}
        self.heads = [axes.text(j, -0.85, str(j + 1), **style) for j in range(people - 1)]
        self.rows = [axes.text(-0.65, i, "", size=11, ha="right", va="center", parse_math=False) for i in range(people)]
        self.hidden = self.figure.text(0.5, 0.5, "", size=13, ha="center", va="center", color=COLOURS["muted"])

    def update(self, found: np.ndarray | None, names: Sequence[str], answered: int) -> None:
        """Show the gaps ``found``, shape (n, n), of which NaN is left out; None: too few have ``answered``."""
        for artist in (*self.squares.values(), *self.values.values(), *self.heads, *self.rows):
            artist.set_visible(found is not None)
        self.hidden.set_text("" if found is not None else self.words("gaps.hidden_short", n=answered))
        if found is None:
            self.sentence = self.words("gaps.hidden", n=answered)
            return
        for row, (text, name) in enumerate(zip(self.rows, names, strict=True)):
            text.set(text=textwrap.fill(f"{row + 1} {name}", 10), color=COLOURS["ink"])
        known = {pair: float(found[pair]) for pair in self.pairs if not np.isnan(found[pair])}
        for pair, square in self.squares.items():
            tone = "paper" if pair not in known else "loss-soft" if known[pair] >= WIDE else "gain-soft"
            square.set(color=COLOURS[tone], markeredgecolor=COLOURS["loss" if tone == "loss-soft" else "line"])
            self.values[pair].set_text(self.number(known[pair]) if pair in known else "–")
        widest = max(known.values(), default=0.0)
        listed = [f"{names[j]} – {names[i]}" for (i, j), value in known.items() if value == widest]
        key = "none" if widest == 0 else "widest" if len(listed) <= 3 else "many"
        mean = float(np.mean(list(known.values()))) if known else 0.0
        shown = {"listed": ", ".join(listed), "count": len(listed), "scale": SCALE}
        self.sentence = self.words(f"gaps.{key}", n=len(known), mean=mean, widest=widest, **shown)


def brought(graph: Graph, benefit: float) -> float:
    """Return what all partners have of the network together before any tie is paid for."""
    return sum(utilities(graph, benefit, 0.0).values())


def cover(language: str) -> Picture:
    """Return the concept's picture for its card in the gallery: a star that its middle would give up."""
    picture = Web(language)
    picture.update(structure("star", 6), [picture.words(f"ties.who.{place}") for place in range(6)], 0.5, 0.6)
    return picture
