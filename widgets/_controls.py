"""The controls an explorer can have: what each accepts, and the sentence when it does not.

A control is a frozen value. ``clean`` returns what was typed as the type the model wants, or raises ``RefusedError``
with a sentence in the reader's language; ``spec`` is what the page needs to build the control.
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, ClassVar, Protocol, runtime_checkable

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
    """Free text of at most ``most`` characters, in a field of ``lines``."""

    name: str
    most: int = 300
    start: str = ""
    lines: int = 3
    kind: ClassVar[str] = "text"

    def clean(self, value: object, label: str, language: str) -> str:
        """Return ``value`` without the spaces round it."""
        if not isinstance(value, str) or len(value) > self.most:
            raise RefusedError(Words("interface", language)("refused.text", label=label, n=self.most))
        return value.strip()

    def spec(self, words: Words, part: str) -> dict[str, Any]:
        """Return what the page needs."""
        label = words(f"{part}.{self.name}")
        return {"kind": self.kind, "name": self.name, "label": label, "most": self.most, "lines": self.lines}


@dataclass(frozen=True, slots=True)
class Hidden(Text):
    """A text that is kept with the other values and that nobody sees or types."""

    kind: ClassVar[str] = "hidden"

    def spec(self, words: Words, part: str) -> dict[str, Any]:
        """Return what the page needs."""
        return {"kind": self.kind, "name": self.name, "label": self.name}


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
    """A list with one entry a row of a table: numbers in [low, high], or texts where there are no bounds.

    A text has ``least`` to ``most`` characters; ``options``, named by the table of texts ``labels``, are all it may be;
    ``dated`` makes it a day as 2026-12-01, or nothing. ``lines`` is how high its field is.
    """

    name: str
    start: tuple[Any, ...]
    low: float | None = None
    high: float | None = None
    least: int = 1
    most: int = 30
    options: tuple[str, ...] = ()
    labels: str = ""
    dated: bool = False
    lines: int = 1
    kind: ClassVar[str] = "column"

    def clean(self, value: object, label: str, language: str) -> list[Any]:
        """Return ``value`` as a list of floats in range, or of texts of the length, options or days there may be."""
        if self.low is not None and self.high is not None:
            return as_numbers(value, label, self.low, self.high, len(self.start), language)
        words = Words("interface", language)
        if not isinstance(value, list) or len(value) != len(self.start):
            raise RefusedError(words("refused.list", label=label, n=len(self.start)))
        names = [str(item).strip() for item in value]
        if unknown := [name for name in names if self.options and name not in self.options]:
            raise RefusedError(words("refused.choice", label=label, value=unknown[0][:20]))
        if wrong := [name for name in names if self.dated and name and not _is_day(name)]:
            raise RefusedError(words("refused.day", label=label, value=wrong[0][:20]))
        if not all(self.least <= len(name) <= self.most for name in names):
            key = "refused.name" if self.least else "refused.text"
            raise RefusedError(words(key, label=label, n=self.most))
        return names

    def column(self, words: Words, part: str) -> dict[str, Any]:
        """Return what the page needs; ``options`` only where there are some."""
        options = [{"value": option, "label": words(f"{part}.{self.labels}.{option}")} for option in self.options]
        return {
            "name": self.name,
            "label": words(f"{part}.{self.name}"),
            "number": self.low is not None,
            "most": self.most,
            "dated": self.dated,
            "lines": self.lines,
            "options": options,
        }


@dataclass(frozen=True, slots=True)
class Table:
    """Columns side by side; ``rows`` names the control that says how many rows are in use."""

    name: str
    columns: tuple[Column, ...]
    rows: str
    kind: ClassVar[str] = "table"

    def spec(self, words: Words, part: str) -> dict[str, Any]:
        """Return what the page needs."""
        columns = [column.column(words, part) for column in self.columns]
        label = words(f"{part}.{self.name}")
        return {"kind": self.kind, "name": self.name, "label": label, "rows": self.rows, "columns": columns}


@dataclass(frozen=True, slots=True)
class Rows(Table):
    """A table whose rows stand one under the other, a field a line: for texts too long for columns."""

    kind: ClassVar[str] = "rows"


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


class Control(Protocol):
    """Anything that can stand among an explorer's controls: a frozen value that tells the page how to build it."""

    @property
    def name(self) -> str:
        """What the control is called in state and texts."""
        ...

    def spec(self, words: Words, part: str) -> dict[str, Any]:
        """Return what the page needs."""
        ...


@runtime_checkable
class Kept(Protocol):
    """A control, or a column of a table, that holds a value."""

    @property
    def name(self) -> str:
        """What the value is called."""
        ...

    @property
    def start(self) -> Any:
        """Where it starts."""
        ...

    def clean(self, value: object, label: str, language: str) -> Any:
        """Return ``value`` as the model wants it, or raise ``RefusedError``."""
        ...


def kept(controls: tuple[Control, ...]) -> dict[str, Kept]:
    """Return the controls that hold a value, by name; a table's columns stand for the table."""
    found: dict[str, Kept] = {}
    for control in controls:
        if isinstance(control, Table):
            found.update({column.name: column for column in control.columns})
        elif isinstance(control, Kept):
            found[control.name] = control
    return found


def _is_day(text: str) -> bool:
    try:
        return len(text) == 10 and bool(date.fromisoformat(text))
    except ValueError:
        return False
