"""Three sectors: a bet, a triangle with three marks a partner, awkward actors to sort, and a choice to defend."""

from __future__ import annotations

import json
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, ClassVar

import numpy as np
import traitlets as t

from course.cases.partnership import Partnership
from course.figures import Picture
from course.figures.three_sectors import Bars, Points, chairs, crossings, paper
from course.models.three_sectors import (
    FORMAT,
    LAYERS,
    MOST,
    SECTORS,
    VERSION,
    BoardError,
    clean_board,
    missing,
)
from course.texts import Words
from widgets._controls import Buttons, Choice, Control, RefusedError, Text
from widgets._explorer import Explorer, Stacked, together
from widgets._load import Load
from widgets._question import Bet
from widgets._sorting import Sorting

NUMBERS = MappingProxyType({"three": 3, "two": 2, "one": 1, "none": 0})


def read_board(value: object, language: str) -> dict[str, Any]:
    """Return ``value`` as a clean board, or raise ``RefusedError`` with a sentence for the reader."""
    try:
        return clean_board(value)
    except BoardError as refused:
        words = Words("three_sectors", language)
        values = dict(refused.values)
        if "layer" in values:
            values["layer"] = words(f"layer.{values['layer']}")
        raise RefusedError(words(f"triangle.refused.{refused.rule}", **values)) from refused


@dataclass(frozen=True, slots=True)
class Board:
    """The whole triangle as one value: partners with their marks, ties, and which marks are shown."""

    name: str
    start: dict[str, Any]
    kind: ClassVar[str] = "board"

    def clean(self, value: object, label: str, language: str) -> dict[str, Any]:
        """Return ``value`` as a clean board."""
        return read_board(value, language)

    def spec(self, words: Words, part: str) -> dict[str, Any]:
        """Return what the page needs."""
        return {
            "kind": self.kind,
            "name": self.name,
            "label": words(f"{part}.{self.name}"),
            "most": MOST,
            "layers": [{"name": layer, "label": words(f"layer.{layer}")} for layer in LAYERS],
            "sectors": [{"name": sector, "label": words(f"sector.{sector}")} for sector in SECTORS],
            "ui": {key: words(f"{part}.ui.{key}") for key in words.node(f"{part}.ui")},
        }


class ThreeSectorsBet(Bet):
    """A bet on a partnership the learner knows."""

    slug = "three_sectors"


class Triangle(Explorer):
    """Partners in the triangle of three sectors: marks for money, decisions and work, ties, a file to keep.

    Parameters
    ----------
    choice : str, optional
        Language.
    bet : ThreeSectorsBet, optional
        The bet to give a verdict on.
    **start
        ``board``: a board to start from, as ``triangle.board`` gives it.

    Attributes
    ----------
    board : dict
        The last good state, ready for JSON.
    """

    _esm = together("_talk.js", "_load.js", "_plane.js", "three_sectors.js")
    _css = together("_theme.css", "_explorer.css", "three_sectors.css")

    slug, part = "three_sectors", "triangle"

    board = t.Dict().tag(sync=True)
    asks = (*Explorer.asks, ("upload", 1))
    upload = t.List().tag(sync=True)  # [text of a file, how many files so far]

    def __init__(self, choice: str | None = None, bet: ThreeSectorsBet | None = None, **start: Any) -> None:
        self.bet = bet
        self.pictures_of: tuple[Points, Bars] | None = None
        super().__init__(choice, **start)
        self.observe(self._uploaded, names="upload")
        if bet:
            bet.observe(self._changed, names="values")

    def build(self) -> tuple[Control, ...]:
        """Return the examples and the board."""
        self.cases = {name: {"board": self._example(*example)} for name, example in EXAMPLES.items()}
        board = Board("board", self.cases["square"]["board"])
        return Buttons("case", tuple(self.cases), "cases"), Load(), board

    def _example(self, rows: dict[str, tuple[str, str]], ties: tuple[tuple[int, int], ...]) -> dict[str, Any]:
        partners = []
        for who, (sector, shares) in rows.items():
            marks = [list(map(int, mark.split("/"))) for mark in shares.split()]
            name = self.words(f"triangle.who.{who}")
            partners.append({"name": name, "sector": sector, **dict(zip(LAYERS, marks, strict=True))})
        value = {"format": FORMAT, "version": VERSION, "partners": partners, "ties": [list(pair) for pair in ties]}
        return read_board(value, self.words.language)

    def take(self, partnership: Partnership) -> dict[str, Any]:
        """Return the partners with their marks; where nobody has said, they start in the corner of the sector."""
        rows = []
        for partner in partnership.partners:
            corner = tuple(100 * (sector == partner.sector) for sector in SECTORS)
            marks = dict(zip(LAYERS, map(list, partner.shares or (corner,) * len(LAYERS)), strict=True))
            rows.append({"name": partner.name, "sector": partner.sector, **marks})
        if not any(partner.shares for partner in partnership.partners):
            self.fitted = self.words("triangle.taken")
        ties = [list(tie[:2]) for tie in partnership.ties]
        value = {"format": FORMAT, "version": VERSION, "partners": rows, "ties": ties}
        return {"board": read_board(value, self.language)}

    @property
    def names(self) -> list[str]:
        """The partners."""
        return [partner["name"] for partner in self.board["partners"]]

    @property
    def sectors(self) -> list[str]:
        """The sector of each partner on paper."""
        return [partner["sector"] for partner in self.board["partners"]]

    @property
    def ties(self) -> list[tuple[int, int]]:
        """Who is tied to whom, as places in ``names``."""
        return [(first, second) for first, second in self.board["ties"]]

    @property
    def shares(self) -> np.ndarray:
        """The marks, shape (3, n, 3): money, decisions, work; partners; public, civic, business. Rows add up to 1."""
        rows = [[partner[layer] for partner in self.board["partners"]] for layer in LAYERS]
        marks = np.array(rows, dtype=float).reshape(len(LAYERS), -1, len(SECTORS))
        return marks / marks.sum(axis=2, keepdims=True)

    @property
    def whole(self) -> np.ndarray | None:
        """The partnership by layer and sector, shape (3, 3), every partner counted alike; None where it is empty."""
        return self.shares.mean(axis=1) if self.names else None

    def redraw(self) -> None:
        """Show the marks, the whole and what they say."""
        self.board = self.state["board"]
        if self.pictures_of is None:
            self.pictures_of = Points(self.language), Bars(self.language)
        points, bars = self.pictures_of
        points.update(self.names, self.sectors, self.shares, self.ties, self.board["shown"])
        bars.update(self.whole)
        model = {"title": self.words("model.title"), "text": self.words("model.triangle")}
        found = self._found()
        self.show([points, bars], [*self._verdict(), *found, model])

    def _found(self) -> list[dict[str, Any]]:
        if self.whole is None:
            return []
        return [
            chairs(self.words, self.whole),
            paper(self.words, self.names, self.sectors, self.shares),
            crossings(self.words, self.ties, self.sectors),
        ]

    def show(self, pictures: list[Picture], report: list[dict[str, Any]] | None = None) -> None:
        """Put the sentence of the marks, the bars and the report on the page, which draws the marks itself."""
        points, bars = self.drawn = pictures
        self.pictures = [{"sentence": points.sentence}, {"svg": bars.svg(), "sentence": bars.sentence}]
        self.report = [*self.story(), *(report or [])]

    def _uploaded(self, _: object = None) -> None:
        with self.hold_sync(), self._reporting():
            self._answer()
            try:
                found = read_board(json.loads(self.upload[0]), self.language)
            except RefusedError as refused:
                self.refuse("file", str(refused))
            except (ValueError, TypeError, RecursionError):
                self.refuse("file", self.words("triangle.refused.format"))
            else:
                self.errors = {}
                self.values = {"board": found, "load": None}

    def _verdict(self) -> list[dict[str, Any]]:
        answer = self.bet.answer if self.bet else None
        if answer is None or self.whole is None:
            return []
        found = sum(not empty for empty in missing(self.whole))
        key = "skip" if answer == "skip" else "said"
        text = self.words(f"verdict.{key}", found=found, bet=NUMBERS.get(answer, ""))
        return [{"title": self.words("verdict.title"), "text": text}]


class ThreeSectorsDefence(Explorer):
    """One awkward actor, the learner's reason in free text, and the best argument of the other side."""

    slug, part = "three_sectors", "defence"

    def build(self) -> tuple[Control, ...]:
        """Return the actor and the reason."""
        actors = tuple(self.words.node("defence.actors"))
        return Choice("actor", actors, None, "actors"), Text("reason", 600)

    def redraw(self) -> None:
        """Let the other side speak once there is a reason."""
        actor = self.state["actor"]
        if actor is None:
            self.show([])
        elif not self.state["reason"]:
            self.show([], [{"text": self.words("defence.first")}])
        else:
            items = [self.words("defence.own")]
            counter = self.words(f"defence.counter.{actor}")
            self.show([], [{"title": self.words("defence.title"), "text": counter, "items": items}])


class ThreeSectors(Stacked):
    """The whole concept: the bet first; once it is placed, the triangle, the awkward actors and the defence.

    Parameters
    ----------
    choice : str, optional
        ``en`` or ``pl``; without it ``?lang=``, then ``COURSE_LANGUAGE``, then English.

    Attributes
    ----------
    bet, triangle, sorting, defence : ThreeSectorsBet, Triangle, Sorting, ThreeSectorsDefence
    """

    def __init__(self, choice: str | None = None) -> None:
        self.bet = ThreeSectorsBet(choice)
        self.triangle = Triangle(choice, bet=self.bet)
        self.sorting = Sorting("three_sectors", choice)
        self.defence = ThreeSectorsDefence(choice)
        super().__init__()
        self._reveal()
        self.bet.observe(self._reveal, names="values")

    def _reveal(self, _: object = None) -> None:
        parts = (self.bet, self.triangle, self.sorting, self.defence)
        self.children = parts if self.bet.answer else parts[:1]


# Ours, invented: partner -> sector on paper, then money, decisions and work as public/civic/business in per cent.
EXAMPLES: dict[str, tuple[dict[str, tuple[str, str]], tuple[tuple[int, int], ...]]] = {
    "square": (
        {
            "hall": ("public", "86/4/10 68/26/6 30/30/40"),
            "association": ("civic", "64/30/6 16/80/4 4/92/4"),
            "cafe": ("business", "8/12/80 4/16/80 6/34/60"),
            "cooperative": ("civic", "44/8/48 10/70/20 10/45/45"),
        },
        ((0, 1), (1, 2), (1, 3)),
    ),
    "facade": (
        {
            "hall": ("public", "98/0/2 96/2/2 20/72/8"),
            "association": ("civic", "90/8/2 82/16/2 2/96/2"),
            "firm": ("business", "88/2/10 90/2/8 14/78/8"),
        },
        ((0, 1), (0, 2)),
    ),
    "circle": (
        {
            "association": ("civic", "30/64/6 4/94/2 2/96/2"),
            "brigade": ("civic", "62/34/4 18/80/2 2/96/2"),
            "group": ("civic", "2/92/6 2/96/2 2/94/4"),
            "library": ("public", "94/4/2 50/48/2 40/58/2"),
        },
        ((0, 1), (0, 2), (1, 2), (0, 3)),
    ),
}
