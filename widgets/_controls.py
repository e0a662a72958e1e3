"""The controls an explorer can have: what each accepts, and the sentence when it does not.

A control is a frozen value. ``clean`` returns what was typed as the type the model wants, or raises ``RefusedError``
with a sentence in the reader's language; ``spec`` is what the page needs to build the control.
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import Any, ClassVar

from course.texts import Words


class RefusedError(ValueError):
    """A value a control cannot take; the message is a sentence for the reader, in the reader's language."""


def as_number(value: object, label: str, low: float, high: float, language: str) -> float:
    """Return ``value``, typed with a point or a comma, as a float in [low, high], or raise ``RefusedError``."""
    words = Words("interface", language)
    try:
        found = float(str(value).strip().removesuffix("%").replace(",", ".").replace("−", "-"))
    except ValueError:
        found = math.nan
    if not math.isfinite(found):
        raise RefusedError(words("refused.number", label=label, value="" if value is None else str(value)[:20]))
    if not low <= found <= high:
        raise RefusedError(words("refused.range", label=label, low=float(low), high=float(high), value=found))
    return found


def as_numbers(values: object, label: str, low: float, high: float, count: int, language: str) -> list[float]:
    """Return ``count`` values as floats in [low, high], or raise ``RefusedError``."""
    if not isinstance(values, list) or len(values) != count:
        raise RefusedError(Words("interface", language)("refused.list", label=label, n=count))
    return [as_number(value, label, low, high, language) for value in values]


@dataclass(frozen=True, slots=True)
class Slider:
    """One number in [low, high]."""

    name: str
    low: float
    high: float
    step: float
    start: float
    kind: ClassVar[str] = "slider"

    def clean(self, value: object, label: str, language: str) -> float:
        """Return ``value`` as a float in range."""
        return as_number(value, label, self.low, self.high, language)

    def spec(self, words: Words, part: str) -> dict[str, Any]:
        """Return what the page needs."""
        help_key = f"{self.name}_help"
        hint = words(f"{part}.{help_key}") if help_key in words.node(part) else ""
        return {**asdict(self), "kind": self.kind, "label": words(f"{part}.{self.name}"), "help": hint}


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a few named options; ``labels`` is the table of their texts, ``numbers`` shows the options themselves."""

    name: str
    options: tuple[str | int, ...]
    start: str | int | None
    labels: str = ""
    kind: ClassVar[str] = "choice"

    def clean(self, value: object, label: str, language: str) -> str | int | None:
        """Return ``value`` where it is one of the options."""
        if (value is None and self.start is None) or value in self.options:
            return value  # type: ignore[return-value]
        raise RefusedError(Words("interface", language)("refused.choice", label=label, value=str(value)[:20]))

    def spec(self, words: Words, part: str) -> dict[str, Any]:
        """Return what the page needs."""
        shown = [words(f"{part}.{self.labels}.{o}") if self.labels else str(o) for o in self.options]
        options = [{"value": o, "label": label} for o, label in zip(self.options, shown, strict=True)]
        return {"kind": self.kind, "name": self.name, "label": words(f"{part}.{self.name}"), "options": options}


@dataclass(frozen=True, slots=True)
class Player:
    """A whole number of steps, from 0 to ``high``, that can run by itself: play, pause, one step, back to the start."""

    name: str
    high: int
    start: int = 0
    kind: ClassVar[str] = "player"

    def clean(self, value: object, label: str, language: str) -> int:
        """Return ``value`` as a whole number of steps."""
        return round(as_number(value, label, 0, self.high, language))

    def spec(self, words: Words, part: str) -> dict[str, Any]:
        """Return what the page needs."""
        label = words(f"{part}.{self.name}")
        return {
            "kind": self.kind,
            "name": self.name,
            "label": label,
            "low": 0,
            "high": self.high,
            "step": 1,
            "help": "",
        }


@dataclass(frozen=True, slots=True)
class Text:
    """Free text of at most ``most`` characters."""

    name: str
    most: int = 300
    start: str = ""
    kind: ClassVar[str] = "text"

    def clean(self, value: object, label: str, language: str) -> str:
        """Return ``value`` without the spaces round it."""
        if not isinstance(value, str) or len(value) > self.most:
            raise RefusedError(Words("interface", language)("refused.text", label=label, n=self.most))
        return value.strip()

    def spec(self, words: Words, part: str) -> dict[str, Any]:
        """Return what the page needs."""
        return {"kind": self.kind, "name": self.name, "label": words(f"{part}.{self.name}"), "most": self.most}


@dataclass(frozen=True, slots=True)
class Buttons:
    """A row of buttons under the label ``name``; ``labels`` is the table of their texts.

    Each sets the values of the explorer's case of that name, or calls its method ``pressed_<name>``.
    """

    name: str
    names: tuple[str, ...]
    labels: str
    kind: ClassVar[str] = "buttons"

    def spec(self, words: Words, part: str) -> dict[str, Any]:
        """Return what the page needs."""
        buttons = [{"name": n, "label": words(f"{part}.{self.labels}.{n}")} for n in self.names]
        return {"kind": self.kind, "label": words(f"{part}.{self.name}"), "buttons": buttons}


@dataclass(frozen=True, slots=True)
class Column:
    """A list with one entry a row of a table: numbers in [low, high], or texts where there are no bounds."""

    name: str
    start: tuple[Any, ...]
    low: float | None = None
    high: float | None = None
    kind: ClassVar[str] = "column"

    def clean(self, value: object, label: str, language: str) -> list[Any]:
        """Return ``value`` as a list of floats in range, or of texts of 1 to 30 characters."""
        if self.low is not None and self.high is not None:
            return as_numbers(value, label, self.low, self.high, len(self.start), language)
        words = Words("interface", language)
        if not isinstance(value, list) or len(value) != len(self.start):
            raise RefusedError(words("refused.list", label=label, n=len(self.start)))
        names = [str(item).strip() for item in value]
        if not all(0 < len(name) <= 30 for name in names):
            raise RefusedError(words("refused.name", label=label))
        return names


@dataclass(frozen=True, slots=True)
class Table:
    """Columns side by side; ``rows`` names the control that says how many rows are in use."""

    name: str
    columns: tuple[Column, ...]
    rows: str
    kind: ClassVar[str] = "table"

    def spec(self, words: Words, part: str) -> dict[str, Any]:
        """Return what the page needs."""
        columns = [
            {"name": c.name, "label": words(f"{part}.{c.name}"), "number": c.low is not None} for c in self.columns
        ]
        label = words(f"{part}.{self.name}")
        return {"kind": self.kind, "name": self.name, "label": label, "rows": self.rows, "columns": columns}


@dataclass(frozen=True, slots=True)
class Matrix:
    """A symmetric table of numbers in [low, high], one a pair; ``labels`` names the column with the rows' names."""

    name: str
    start: tuple[tuple[float, ...], ...]
    low: float
    high: float
    rows: str
    labels: str
    kind: ClassVar[str] = "matrix"

    def clean(self, value: object, label: str, language: str) -> list[list[float]]:
        """Return ``value`` as a symmetric matrix read from its upper triangle."""
        n = len(self.start)
        if not isinstance(value, list) or len(value) != n:
            raise RefusedError(Words("interface", language)("refused.list", label=label, n=n))
        rows = [as_numbers(row, label, self.low, self.high, n, language) for row in value]
        return [[rows[min(i, j)][max(i, j)] for j in range(n)] for i in range(n)]

    def spec(self, words: Words, part: str) -> dict[str, Any]:
        """Return what the page needs."""
        return {
            "kind": self.kind,
            "name": self.name,
            "label": words(f"{part}.{self.name}"),
            "rows": self.rows,
            "labels": self.labels,
        }


Control = Slider | Choice | Player | Text | Buttons | Table | Matrix
Kept = Slider | Choice | Player | Text | Column | Matrix


def kept(controls: tuple[Control, ...]) -> dict[str, Kept]:
    """Return the controls that hold a value, by name; a table's columns stand for the table."""
    found: dict[str, Kept] = {}
    for control in controls:
        if isinstance(control, Table):
            found.update({column.name: column for column in control.columns})
        elif not isinstance(control, Buttons):
            found[control.name] = control
    return found
