"""Partners in the triangle of three sectors, each with three marks, and the whole partnership as three bars."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.ticker import FuncFormatter

from course.figures._style import COLOURS, Picture, dress
from course.models.three_sectors import CORNERS, FLOOR, LAYERS, MOST, SECTORS, ei_index, evenness, missing, position
from course.texts import Words

SLUG = "three_sectors"
SHAPES = {"money": "o", "decisions": "s", "work": "^"}
TONES = {"money": "second", "decisions": "first", "work": "gain"}
DARK = 0.14  # a narrower part of a bar has no room for its number


class Points(Picture):
    """The triangle: each partner's three marks, joined, and the ties between partners."""

    def __init__(self, language: str) -> None:
        super().__init__(SLUG, language, (4.9, 4.3))
        axes = self.axes = self.figure.add_axes((0.02, 0.02, 0.96, 0.96))
        axes.set(xlim=(-0.2, 1.2), ylim=(-0.22, 1.02), aspect="equal")
        axes.set_axis_off()
        axes.fill(*CORNERS.T, facecolor="none", edgecolor=COLOURS["muted"], linewidth=1.6)
        places = ((0, -0.05, "top"), (0.5, CORNERS[1, 1] + 0.03, "bottom"), (1, -0.05, "top"))
        for name, (x, y, side) in zip(SECTORS, places, strict=True):
            label = self.words(f"sector.{name}")
            axes.text(x, y, label, ha="center", va=side, size=13, weight="bold", color=COLOURS["ink"])
        pairs = [(i, j) for i in range(MOST) for j in range(i + 1, MOST)]
        self.ties = {pair: axes.plot([], [], color=COLOURS["muted"], linewidth=1.8, zorder=1)[0] for pair in pairs}
        self.legs = [axes.plot([], [], color=COLOURS["line"], linewidth=1.4, zorder=2)[0] for _ in range(MOST)]
        self.marks = {
            layer: axes.plot([], [], SHAPES[layer], markersize=14, color=COLOURS[TONES[layer]], zorder=3)[0]
            for layer in LAYERS
        }
        self.numbers = {
            (layer, index): axes.text(0, 0, str(index + 1), ha="center", va="center", size=9, zorder=4)
            for layer in LAYERS
            for index in range(MOST)
        }
        for text in self.numbers.values():
            text.set(color=COLOURS["paper"], weight="bold")
        handles = [self.marks[layer] for layer in LAYERS]
        names = [self.words(f"layer.{layer}") for layer in LAYERS]
        self.figure.legend(
            handles, names, loc="lower center", ncols=3, frameon=False, fontsize=11, labelcolor=COLOURS["ink"],
            markerscale=0.75, handletextpad=0.2,
        )  # fmt: skip

    def update(
        self,
        names: Sequence[str],
        sectors: Sequence[str],
        shares: np.ndarray,
        ties: Sequence[Sequence[int]],
        shown: Sequence[str] = LAYERS,
    ) -> None:
        """Show partners with their ``shares``, an array of shape (3, n, 3) by layer, partner and sector."""
        n = len(names)
        points = np.stack([position(layer) for layer in shares])
        visible = [index for index, layer in enumerate(LAYERS) if layer in shown]
        middles = points[visible or [1]].mean(axis=0)
        for index, layer in enumerate(LAYERS):
            self.marks[layer].set_data(*(points[index].T if index in visible else ([], [])))
            for partner in range(MOST):
                text = self.numbers[layer, partner]
                text.set_visible(partner < n and index in visible)
                if partner < n:
                    text.set_position(tuple(points[index, partner]))
        for partner, leg in enumerate(self.legs):
            corners = points[[*visible, *visible[:1]], partner].T if partner < n and visible else ([], [])
            leg.set_data(*corners)
        drawn = {(min(pair), max(pair)) for pair in ties}
        for pair, line in self.ties.items():
            line.set_data(*(middles[list(pair)].T if pair in drawn else ([], [])))
            if pair in drawn:
                line.set_linestyle("--" if sectors[pair[0]] == sectors[pair[1]] else "-")
        self.sentence = self.words("points.sentence", rows=" ".join(self._rows(names, sectors, shares)))
        if not n:
            self.sentence = self.words("bars.empty")

    def _rows(self, names: Sequence[str], sectors: Sequence[str], shares: np.ndarray) -> list[str]:
        rows = []
        for partner, name in enumerate(names):
            marks = ", ".join(
                self.words("points.mark", layer=self.words(f"layer.{layer}"), **percent(shares[index, partner]))
                for index, layer in enumerate(LAYERS)
            )
            sector = self.words(f"sector.{sectors[partner]}")
            rows.append(self.words("points.row", name=name, sector=sector, marks=marks))
        return rows


class Bars(Picture):
    """Three bars, one a layer: what part of the whole partnership is public, civic and business."""

    def __init__(self, language: str) -> None:
        super().__init__(SLUG, language, (4.9, 2.4))
        axes = self.axes = self.figure.add_axes((0.22, 0.24, 0.75, 0.6))
        dress(axes, self.language, grid="x")
        axes.set(xlim=(0, 1), ylim=(2.5, -0.5), xlabel=self.words("bars.axis"))
        axes.set_yticks(range(3), [self.words(f"layer.{layer}") for layer in LAYERS], color=COLOURS["ink"])
        axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: self.number(100 * value, 0)))
        tones = dict(zip(SECTORS, ("first", "gain", "second"), strict=True))
        self.bars = {
            name: axes.barh(
                range(3), [0] * 3, height=0.7, color=COLOURS[tones[name]], label=self.words(f"sector.{name}")
            )
            for name in SECTORS
        }
        self.texts = {
            (name, row): axes.text(0, row, "", ha="center", va="center", size=11, color=COLOURS["paper"])
            for name in SECTORS
            for row in range(3)
        }
        self.figure.legend(
            loc="upper center", ncols=3, frameon=False, fontsize=12, labelcolor=COLOURS["ink"], handlelength=1.2
        )

    def update(self, whole: np.ndarray | None) -> None:
        """Show the ``whole`` partnership, an array of shape (3, 3) by layer and sector; None where nobody is there."""
        rows = np.zeros((3, 3)) if whole is None else whole
        left = np.zeros(3)
        shown = [percent(row) if whole is not None else {} for row in rows]
        for column, name in enumerate(SECTORS):
            for row, bar in enumerate(self.bars[name]):
                share = float(rows[row, column])
                bar.set(x=left[row], width=share)
                text = self.texts[name, row]
                text.set(x=left[row] + share / 2, text=str(shown[row].get(name, "")), visible=share >= DARK)
            left = left + rows[:, column]
        if whole is None:
            self.sentence = self.words("bars.empty")
            return
        said = (
            self.words("bars.row", layer=self.words(f"layer.{layer}"), even=float(even), **percent(row))
            for layer, row, even in zip(LAYERS, whole, evenness(whole), strict=True)
        )
        self.sentence = self.words("bars.sentence", rows=" ".join(said))


def percent(shares: np.ndarray) -> dict[str, int]:
    """Return a row of shares as whole per cent that add up to 100, by sector."""
    exact = 100 * np.asarray(shares, dtype=float) / np.sum(shares)
    whole = np.floor(exact + 1e-9).astype(int)
    for place in np.argsort(whole - exact, kind="stable")[: 100 - int(whole.sum())]:
        whole[place] += 1
    return dict(zip(SECTORS, whole.tolist(), strict=True))


def chairs(words: Words, whole: np.ndarray) -> dict[str, Any]:
    """Return in words whose chair is empty in the ``whole`` partnership, shape (3, 3) by layer and sector."""
    floor, title = round(100 * FLOOR), words("chairs.title")
    lines = [
        words("chairs.row", layer=words(f"layer.{layer}"), floor=floor, sectors=_listed(words, "sector", empty))
        for layer, empty in zip(LAYERS, missing(whole), strict=True)
        if empty
    ]
    if not lines:
        return {"title": title, "text": words("chairs.full", floor=floor), "tone": "good"}
    return {"title": title, "items": lines, "tone": "bad"}


def paper(words: Words, names: Sequence[str], sectors: Sequence[str], shares: np.ndarray) -> dict[str, Any]:
    """Return in words which partners have their largest share elsewhere than their sector on paper."""
    lines = []
    for partner, (name, sector) in enumerate(zip(names, sectors, strict=True)):
        marks = shares[:, partner]
        away = marks[:, SECTORS.index(sector)] < marks.max(axis=1) - 1e-9
        if away.any():
            layers = _listed(words, "layer", [layer for layer, moved in zip(LAYERS, away, strict=True) if moved])
            lines.append(words("paper.row", name=name, sector=words(f"sector.{sector}"), layers=layers.lower()))
    title = words("paper.title")
    return {"title": title, "items": lines} if lines else {"title": title, "text": words("paper.same")}


def crossings(words: Words, ties: Sequence[Sequence[int]], sectors: Sequence[str]) -> dict[str, Any]:
    """Return in words how many ties cross a border between sectors, and the E–I index."""
    title = words("ties.title")
    if not ties:
        return {"title": title, "text": words("ties.none")}
    external = sum(sectors[first] != sectors[second] for first, second in ties)
    index = float(ei_index(ties, sectors))
    text = words("ties.index", external=external, internal=len(ties) - external, total=len(ties), index=index)
    return {"title": title, "text": text}


def _listed(words: Words, table: str, names: Sequence[str]) -> str:
    return words("chairs.joined").join(words(f"{table}.{name}") for name in names)


def cover(language: str) -> Picture:
    """Return the concept's picture for its card in the gallery: three partners, each lopsided in its own way."""
    picture = Points(language)
    shares = np.array(
        [
            [[90, 5, 5], [55, 40, 5], [10, 15, 75]],
            [[75, 20, 5], [25, 70, 5], [15, 5, 80]],
            [[60, 35, 5], [5, 90, 5], [5, 35, 60]],
        ]
    )
    names = [picture.words(f"triangle.who.{who}") for who in ("hall", "association", "cafe")]
    picture.update(names, SECTORS, shares, [(0, 1), (1, 2)])
    return picture
