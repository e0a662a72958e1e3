"""Seven resources as several people score them, and what their strength is for every belief about substitution."""

from __future__ import annotations

import numpy as np

from course.figures._style import COLOURS, Picture, dress
from course.models.local_resources import LEAST, MOST, RESOURCES, spread, strength

SLUG = "local_resources"
SHAPES = ("o", "s", "^")  # one an invented rater
FROM, TO = -10.0, 1.0
BELIEFS = np.linspace(FROM, TO, 67)


class Ratings(Picture):
    """A line a resource from the lowest to the highest score; three raters by shape, the diamond is one's own."""

    def __init__(self, language: str) -> None:
        super().__init__(SLUG, language, (6.2, 4.3))
        axes = self.axes = self.figure.add_axes((0.45, 0.12, 0.52, 0.83))
        dress(axes, self.language, grid="x")
        places = np.arange(len(RESOURCES))
        axes.set(xlim=(LEAST - 0.3, MOST + 0.3), ylim=(len(RESOURCES) - 0.4, -0.6), xticks=range(1, 6))
        names = [self.words(f"resources.{name}") for name in RESOURCES]
        axes.set_yticks(places, names, color=COLOURS["ink"], fontsize=12)
        self.lines = axes.hlines(places, 1, 1, color=COLOURS["line"], linewidth=12, zorder=1)
        self.marks = [
            axes.plot(
                np.ones(7), places + shift, shape, markersize=9, color=COLOURS["muted"], zorder=2, linestyle="none"
            )[0]
            for shape, shift in zip(SHAPES, (-0.27, -0.09, 0.09), strict=True)
        ]
        (self.own,) = axes.plot(np.ones(7), places + 0.27, "D", markersize=9, color=COLOURS["first"], linestyle="none")
        self.own.set(markeredgecolor=COLOURS["paper"], zorder=3)
        axes.tick_params(axis="y", colors=COLOURS["ink"])

    def update(self, ratings: np.ndarray, own: np.ndarray) -> None:
        """Show ``ratings`` of shape (3, 7) and one's ``own``, shape (7,)."""
        table = np.vstack([ratings, own])
        low, high = table.min(axis=0), table.max(axis=0)
        self.lines.set_segments([[(a, place), (b, place)] for place, (a, b) in enumerate(zip(low, high, strict=True))])
        for mark, scores in zip(self.marks, ratings, strict=True):
            mark.set_xdata(scores)
        self.own.set_xdata(own)
        far, near = int(np.argmax(spread(table))), int(np.argmin(spread(table)))
        shown = {"low": low[far], "high": high[far], "near_low": low[near], "near_high": high[near]}
        names = {"name": self._name(far), "near": self._name(near)}
        values = {key: self.number(value) for key, value in shown.items()}
        self.sentence = self.words("ratings.sentence", **names, **values)

    def _name(self, place: int) -> str:
        return self.words(f"resources.{RESOURCES[place]}")


class Curve(Picture):
    """The strength of the same scores for every substitution, between the weakest link and the mean."""

    def __init__(self, language: str) -> None:
        super().__init__(SLUG, language, (5.4, 3.7))
        axes = self.axes = self.figure.add_axes((0.12, 0.17, 0.84, 0.78))
        dress(axes, self.language)
        axes.set(xlim=(FROM - 0.2, TO + 0.3), ylim=(LEAST - 0.15, MOST + 0.15), yticks=range(1, 6))
        axes.set_xticks([-10, -5, 0, 1])
        axes.set_xlabel(self.words("strength.axis_substitution"))
        axes.set_ylabel(self.words("strength.axis_strength"))
        (self.curve,) = axes.plot([], [], color=COLOURS["first"], linewidth=2.6)
        (self.raised,) = axes.plot([], [], color=COLOURS["gain"], linewidth=2.2, linestyle=(0, (4, 2)))
        (self.here,) = axes.plot([], [], "o", markersize=12, color=COLOURS["first"], markeredgecolor=COLOURS["paper"])

    def update(self, scores: np.ndarray, belief: float, raised: int | None) -> None:
        """Show ``scores`` of shape (n,) at substitution ``belief``, and with one point more at place ``raised``."""
        self.curve.set_data(BELIEFS, [strength(scores, substitution=p) for p in BELIEFS])
        now = strength(scores, substitution=belief)
        self.here.set_data([belief], [now])
        values = {"p": float(belief), "s": now, "least": float(scores.min()), "mean": float(scores.mean())}
        self.sentence = self.words("strength.sentence", **values)
        self.raised.set_visible(raised is not None)
        if raised is not None:
            more = one_more(scores, raised)
            self.raised.set_data(BELIEFS, [strength(more, substitution=p) for p in BELIEFS])
            name = self.words(f"resources.{RESOURCES[raised]}")
            after = strength(more, substitution=belief)
            self.sentence += " " + self.words("strength.raised_sentence", name=name, after=after)


def one_more(scores: np.ndarray, place: int) -> np.ndarray:
    """Return ``scores`` with one point more at ``place``, 5 at most."""
    more = np.array(scores, dtype=np.float64)
    more[place] = min(more[place] + 1, MOST)
    return more


def cover(language: str) -> Picture:
    """Return the concept's picture for its card in the gallery: four people who do not agree."""
    picture = Ratings(language)
    ratings = np.array([[5, 4, 2, 3, 4, 3, 4], [2, 3, 3, 2, 1, 4, 2], [3, 3, 4, 4, 2, 4, 3]], dtype=np.float64)
    picture.update(ratings, np.array([3.0, 3, 5, 3, 1, 4, 2]))
    return picture
