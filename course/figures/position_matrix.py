"""The map of slide 18 as we read it: one partnership before and now, and the marks of a room."""

from __future__ import annotations

import numpy as np
from matplotlib.patches import Circle

from course.figures._style import COLOURS, Picture, dress
from course.models.position_matrix import AXES, shift, summary

SLUG = "position_matrix"
SAME = 1e-9  # coordinates nearer than this are one place
SIGNS = {1: "p", -1: "m"}


class Ground(Picture):
    """The empty map: two axes crossing in the middle, their ends named."""

    def __init__(self, language: str) -> None:
        super().__init__(SLUG, language, (4.9, 4.9))
        axes = self.axes = self.figure.add_axes((0.1, 0.08, 0.8, 0.84))
        dress(axes, self.language, grid="")
        axes.set(xlim=(-1.12, 1.12), ylim=(-1.12, 1.12), xticks=[], yticks=[], aspect="equal")
        for side in axes.spines.values():
            side.set(visible=True, color=COLOURS["line"])
        for ends in (((-1, 1), (0, 0)), ((0, 0), (-1, 1))):
            axes.plot(*ends, color=COLOURS["line"], linewidth=1.4, zorder=0)
        (left, right), (low, high) = ([self.words(f"ends.{end}") for end in axis] for axis in AXES)
        style = {"size": 12, "color": COLOURS["muted"]}
        axes.text(-1.16, 0, left, ha="right", va="center", rotation=90, **style)
        axes.text(1.16, 0, right, ha="left", va="center", rotation=90, **style)
        axes.text(0, -1.16, low, ha="center", va="top", **style)
        axes.text(0, 1.16, high, ha="center", va="bottom", **style)


class Move(Ground):
    """One partnership a year ago and now."""

    def __init__(self, language: str) -> None:
        super().__init__(language)
        axes = self.axes
        self.arrow = axes.annotate(
            "", (0, 0), (0, 0), arrowprops={"arrowstyle": "-|>", "color": COLOURS["muted"], "shrinkA": 9, "shrinkB": 9}
        )
        size = {"markersize": 15, "markeredgewidth": 2.4, "markeredgecolor": COLOURS["first"]}
        (self.before,) = axes.plot([0], [0], "o", markerfacecolor=COLOURS["paper"], **size)
        (self.after,) = axes.plot([0], [0], "o", markerfacecolor=COLOURS["first"], **size)
        self.names = [axes.text(0, 0, "", ha="center", size=12, color=COLOURS["ink"]) for _ in range(2)]

    def update(self, before: tuple[float, float], after: tuple[float, float]) -> None:
        """Move both marks and the arrow between them."""
        moved = shift([before], [after])
        far = bool(np.abs(moved).max() > SAME)
        self.arrow.set_visible(float(np.hypot(*moved)) > 0.2)
        self.arrow.xy, self.arrow.xyann = after, before
        self.before.set_data([before[0]], [before[1]])
        self.before.set_visible(far)
        self.after.set_data([after[0]], [after[1]])
        # Names stand on the far side of each other, and never on a mark.
        up = 1 if after[1] >= before[1] else -1
        for name, key, (x, y), side in zip(self.names, ("before", "after"), (before, after), (-up, up), strict=True):
            side = -1 if y > 0.85 else 1 if y < -0.85 else side
            name.set(text=self.words(f"own.{key}"), x=float(np.clip(x, -0.85, 0.85)), y=y + 0.1 * side)
            name.set_verticalalignment("bottom" if side > 0 else "top")
        self.names[0].set_visible(far)
        places = {"before": self._place(before), "after": self._place(after)}
        if not far:
            self.sentence = self.words("own.stay", after=places["after"])
            return
        across, along = (self._way(axis, by) for axis, by in zip(("across", "along"), moved, strict=True))
        self.sentence = self.words("own.sentence", across=across, along=along, **places)

    def _place(self, point: tuple[float, float]) -> str:
        signs = "".join(SIGNS[int(np.sign(value))] for value in point if abs(value) > SAME)
        return self.words(f"own.place.{signs if len(signs) == 2 else 'axis'}", x=point[0], y=point[1])

    def _way(self, axis: str, by: float) -> str:
        key = "none" if abs(by) <= SAME else "plus" if by > 0 else "minus"
        return self.words(f"own.{axis}.{key}", by=float(abs(by)))


class Cloud(Ground):
    """The marks of a room with their average and how far apart they lie; nothing where too few answered."""

    def __init__(self, language: str) -> None:
        super().__init__(language)
        (self.marks,) = self.axes.plot(
            [], [], "o", markersize=11, color=COLOURS["first"], alpha=0.55, markeredgecolor=COLOURS["paper"]
        )
        (self.middle,) = self.axes.plot([], [], "X", markersize=16, color=COLOURS["second"], zorder=4)
        self.middle.set_markeredgecolor(COLOURS["paper"])
        self.ring = Circle((0, 0), 0, fill=False, edgecolor=COLOURS["second"], linewidth=1.8, linestyle=(0, (4, 2)))
        self.axes.add_patch(self.ring)

    def update(self, points: np.ndarray) -> None:
        """Show ``points`` of shape (n, 2), each coordinate in [−1, 1]."""
        found = summary(points)
        for artist in (self.marks, self.middle, self.ring):
            artist.set_visible(found is not None)
        if found is None:
            self.sentence = self.words("room.hidden", n=5)
            return
        (x, y), spread = found
        self.marks.set_data(*np.asarray(points).T)
        self.middle.set_data([x], [y])
        self.ring.set(center=(x, y), radius=spread**0.5)
        self.sentence = self.words("room.sentence", n=len(points), x=float(x), y=float(y), d=spread)


def cover(language: str) -> Picture:
    """Return the concept's picture for its card in the gallery: one partnership on its way."""
    picture = Move(language)
    picture.update((-0.5, 0.6), (0.6, -0.2))
    return picture
