"""Promises on a line of days; and, for the portfolio, what each sector brings and decides."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
from matplotlib.ticker import FuncFormatter

from course.cases.partnership import SECTORS, Partnership
from course.figures._partnership import TONES
from course.figures._style import COLOURS, Picture, dress
from course.models.commitment import Commitment, overdue
from course.texts import day

SLUG = "commitment"
MOST = 4  # promises
MARGIN = 0.06  # of the line's length, left of the first day and right of the last
HEAD, ROW = 0.5, 0.78  # inches: the day above, and each promise
SHORT = 40  # characters of a promise that fit above its line


class Timeline(Picture):
    """A line a promise, from today to its day; what is overdue is crossed, what is kept is ticked."""

    def __init__(self, language: str) -> None:
        super().__init__(SLUG, language)
        axes = self.axes = self.figure.add_axes((0, 0, 1, 1))
        axes.set_xlim(0, 1)
        axes.set_axis_off()
        self.today = axes.axvline(0, color=COLOURS["ink"], linewidth=2)
        self.label = self.figure.text(0, 0, "", size=12, weight="bold", color=COLOURS["ink"])
        self.lines = [axes.plot([], [], linewidth=3, solid_capstyle="butt", zorder=1)[0] for _ in range(MOST)]
        self.marks = [
            axes.text(0, row, "", ha="center", va="center", size=15, weight="bold", zorder=3) for row in range(MOST)
        ]
        self.names = [
            axes.text(0.01, row - 0.3, "", size=11.5, va="center", color=COLOURS["ink"]) for row in range(MOST)
        ]
        self.days = [axes.text(0, row + 0.24, "", size=11, va="center", color=COLOURS["muted"]) for row in range(MOST)]
        for name in (*self.names, *self.days):  # the line of the day passes behind the words
            name.set_parse_math(False)
            name.set_bbox({"facecolor": COLOURS["paper"], "edgecolor": "none", "pad": 0.6, "alpha": 0.85})
        self.nothing = axes.text(0.5, 0.4, self.words("timeline.nothing"), ha="center", va="center", size=13)
        self.nothing.set(color=COLOURS["muted"], wrap=True)

    def update(self, promises: Sequence[Commitment], today: date) -> None:
        """Show up to four ``promises`` as they stand on the day ``today``."""
        days = [promise.by for promise in promises]
        first, last = min([today, *days]), max([today, *days])
        span = max((last - first).days, 7) * (1 + 2 * MARGIN)
        begin = first - timedelta(days=span * MARGIN / (1 + 2 * MARGIN))

        def place(value: date) -> float:
            return (value - begin).days / span

        rows = max(len(promises), 2)
        height = HEAD + ROW * rows
        self.figure.set_size_inches(4.9, height)
        self.axes.set_position((0.03, 0.02, 0.94, ROW * rows / height))
        self.axes.set_ylim(rows - 0.45, -0.6)
        late = overdue(promises, today)
        here = place(today)
        self.today.set(xdata=[here, here], visible=bool(promises))
        side = "left" if here < 0.5 else "right"
        self.label.set(
            text=self.words("timeline.today", day=day(today, self.language)), ha=side, visible=bool(promises)
        )
        self.label.set_position((0.03 + 0.94 * here, 1 - 0.75 * HEAD / height))
        self.nothing.set_visible(not promises)
        for row in range(MOST):
            artists = (self.lines[row], self.marks[row], self.names[row], self.days[row])
            for artist in artists:
                artist.set_visible(row < len(promises))
            if row >= len(promises):
                continue
            promise, end = promises[row], place(promises[row].by)
            state = "done" if promise.done else "late" if promise in late else "open"
            tone = COLOURS[{"done": "gain", "late": "loss", "open": "first"}[state]]
            self.lines[row].set_data([here, end], [row, row])
            self.lines[row].set(color=tone, linestyle=(0, (2, 1.2)) if state == "late" else "-")
            self.marks[row].set(text={"done": "✓", "late": "✗", "open": "●"}[state], x=end, color=tone)
            self.names[row].set_text(f"{row + 1}. {_short(promise.what)}")
            side = "left" if end < 0.5 else "right"
            self.days[row].set(text=day(promise.by, self.language), x=end, ha=side)
        self.sentence = self._said(promises, late, today)

    def _said(self, promises: Sequence[Commitment], late: Sequence[Commitment], today: date) -> str:
        if not promises:
            return self.words("timeline.nothing")
        done = sum(promise.done for promise in promises)
        counts = {"n": len(promises), "done": done, "late": len(late)}
        said = [self.words("timeline.counted", day=day(today, self.language), **counts)]
        waiting = [promise for promise in promises if not promise.done and promise not in late]
        if waiting:
            nearest = min(waiting, key=lambda promise: promise.by)
            left = (nearest.by - today).days
            key = "next" if left else "next_today"
            said.append(self.words(f"timeline.{key}", n=left, what=nearest.what, day=day(nearest.by, self.language)))
        return " ".join(said)


class Sectors(Picture):
    """Three bars by sector: how many partners, what they bring, how many votes."""

    def __init__(self, language: str) -> None:
        super().__init__(SLUG, language, (4.9, 2.6))
        axes = self.axes = self.figure.add_axes((0.24, 0.22, 0.72, 0.6))
        dress(axes, self.language, grid="x")
        axes.set(xlim=(0, 1), ylim=(2.5, -0.5), xlabel=self.words("sectors.axis"))
        axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: self.number(100 * value, 0)))
        rows = ("partners", "resources", "votes")
        axes.set_yticks(range(3), [self.words(f"sectors.{row}") for row in rows], color=COLOURS["ink"])
        self.bars = {
            sector: axes.barh(range(3), [0] * 3, height=0.7, color=COLOURS[tone], label=self.words(f"sectors.{sector}"))
            for sector, tone in TONES.items()
        }
        self.texts = {
            (sector, row): axes.text(0, row, "", ha="center", va="center", size=11, color=COLOURS["paper"])
            for sector in SECTORS
            for row in range(3)
        }
        self.figure.legend(
            loc="upper center", ncols=3, frameon=False, fontsize=12, labelcolor=COLOURS["ink"], handlelength=1.2
        )

    def update(self, partnership: Partnership) -> None:
        """Show the shares of the three sectors among partners, resources and votes."""
        weights = [[1.0, partner.resources, float(partner.votes)] for partner in partnership.partners]
        member = np.array([[partner.sector == sector for sector in SECTORS] for partner in partnership.partners])
        sums = np.array(weights).T @ member  # a row for each bar, a column for each sector
        totals = sums.sum(axis=1, keepdims=True)
        shares = np.divide(sums, totals, out=np.zeros_like(sums), where=totals > 0)
        shown = [whole_per_cent(row) for row in shares]
        left = np.zeros(3)
        for column, sector in enumerate(SECTORS):
            for row, bar in enumerate(self.bars[sector]):
                share = float(shares[row, column])
                bar.set(x=left[row], width=share)
                self.texts[sector, row].set(text=str(shown[row][column]), x=left[row] + share / 2, visible=share >= 0.1)
            left = left + shares[:, column]
        said = (
            self.words(
                "sectors.row",
                row=self.words(f"sectors.{name}"),
                **dict(zip(SECTORS, row, strict=True)),
            )
            for name, row in zip(("partners", "resources", "votes"), shown, strict=True)
        )
        self.sentence = self.words("sectors.sentence", rows="; ".join(said))


def whole_per_cent(shares: np.ndarray) -> list[int]:
    """Return a row of shares as whole per cent that add up to 100; a row of zeros as zeros.

    Examples
    --------
    >>> whole_per_cent(np.array([0.375, 0.375, 0.25]))
    [38, 37, 25]
    """
    exact = 100 * np.asarray(shares, dtype=float)
    whole = np.floor(exact + 1e-9).astype(int)
    rest = round(float(exact.sum())) - int(whole.sum())
    for place in np.argsort(whole - exact, kind="stable")[:rest]:
        whole[place] += 1
    return whole.tolist()


def _short(text: str) -> str:
    return text if len(text) <= SHORT else text[: SHORT - 1].rstrip() + "…"


def cover(language: str) -> Picture:
    """Return the concept's picture for its card in the gallery: one promise kept, one overdue, one still ahead."""
    picture = Timeline(language)
    said = [picture.words(f"cover.{place}") for place in range(3)]
    days = (date(2027, 3, 12), date(2027, 3, 31), date(2027, 5, 14))
    promises = [
        Commitment(what, "…", by, done) for what, by, done in zip(said, days, (True, False, False), strict=True)
    ]
    picture.update(promises, date(2027, 4, 12))
    return picture
