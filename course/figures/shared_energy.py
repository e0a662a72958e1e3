"""A crowd in which each waits for so many others: who is there already, and whom the line has not reached yet."""

from __future__ import annotations

import numpy as np
from matplotlib.ticker import MaxNLocator

from course.figures._style import COLOURS, Picture, dress
from course.models.shared_energy import cascade, won

SLUG = "shared_energy"
MOST = 10  # people a picture has room for
LOW = 0.12  # the height of a bar for who waits for nobody: there, but as good as nothing


class Crowd(Picture):
    """People as bars, as high as the number of others each waits for; the line is how many are there."""

    def __init__(self, language: str) -> None:
        super().__init__(SLUG, language, (5.6, 3.9))
        axes = self.axes = self.figure.add_axes((0.12, 0.15, 0.85, 0.75))
        dress(axes, self.language)
        axes.set(xlim=(-0.6, MOST - 0.4), ylim=(0, MOST + 0.9))
        axes.set_xlabel(self.words("axis.person"))
        axes.set_ylabel(self.words("axis.others"))
        axes.yaxis.set_major_locator(MaxNLocator(5, integer=True))
        self.bars = axes.bar(range(MOST), np.zeros(MOST), width=0.66, linewidth=1.4)
        (self.level,) = axes.plot([], [], color=COLOURS["second"], linewidth=2.4, zorder=4)
        self.count = axes.text(0, 0, "", size=12, color=COLOURS["second"], weight="bold", va="bottom", zorder=4)
        axes.tick_params(axis="x", colors=COLOURS["ink"])

    def update(self, waiting: np.ndarray, inside: np.ndarray) -> None:
        """Show the thresholds ``waiting`` of shape (n,) and who is ``inside``, shape (n,), n at most 10."""
        n, there = len(waiting), int(inside.sum())
        self.axes.set(xlim=(-0.6, n - 0.4), ylim=(0, n + 0.9))
        self.axes.set_xticks(range(n), [str(person + 1) for person in range(n)])
        for bar in self.bars[n:]:
            bar.set_visible(False)
        for bar, need, came in zip(self.bars, waiting, inside, strict=False):
            bar.set(visible=True, height=max(float(need), LOW))
            bar.set(facecolor=COLOURS["gain" if came else "paper"], edgecolor=COLOURS["gain" if came else "muted"])
        self.level.set_data([-0.6, n - 0.4], [there, there])
        self.count.set(text=self.words("square.line", n=there), x=-0.5, y=there + 0.08)

    def tell_round(self, counts: np.ndarray, played: int, waiting: np.ndarray) -> None:
        """Say where the cascade ``counts`` is after ``played`` rounds."""
        people, played = len(waiting), min(played, len(counts))
        there = int(counts[played - 1]) if played else 0
        values = {"round": played, "there": there, "people": people}
        if not played:
            self.sentence = self.words("square.before", n=int(counts[0]), people=people)
        elif there == people:
            self.sentence = self.words("square.all", **values)
        elif played < len(counts):
            self.sentence = self.words("square.going", more=int(counts[played]) - there, **values)
        else:
            self.sentence = self.words("square.stops", need=int(waiting[waiting > there].min()), **values)

    def tell_won(self, waiting: np.ndarray, person: int | None) -> None:
        """Say how many join when ``person``, a place, is won over; None: nobody is."""
        values = {"people": len(waiting), "before": int(cascade(waiting)[-1])}
        if person is None:
            self.sentence = self.words("win.none", there=values["before"], people=values["people"])
            return
        there = int(cascade(won(waiting, person))[-1])
        self.sentence = self.words("win.after", who=person + 1, there=there, **values)


def cover(language: str) -> Picture:
    """Return the concept's picture for its card in the gallery: a chain, half-way."""
    picture = Crowd(language)
    waiting = np.array([0, 0, 1, 2, 4, 5, 7, 8])
    picture.update(waiting, waiting < 4)
    picture.tell_round(cascade(waiting), 3, waiting)
    return picture
