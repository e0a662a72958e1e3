"""The one base of what people touch: controls, one redraw, pictures with their sentences, errors in place."""

from __future__ import annotations

import base64
import html
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import Any

import anywidget
import ipywidgets as ipw
import traitlets as t
from IPython.display import display

from course.cases import CASES
from course.cases.partnership import FEWEST, MOST, Partnership
from course.figures import Picture
from course.texts import Words
from widgets._controls import Control, RefusedError, kept
from widgets._language import in_voila, language, query
from widgets._load import OWN, Load, fitting, read, story

HERE = Path(__file__).parent
# Beside a still, the English words of Jupyter for a widget without a kernel say nothing that helps.
LOST = ".jp-OutputArea:has(.wp-still) .jupyter-widgets-view:not(:has(*)) { display: none }"


def together(*names: str) -> str:
    """Return the files of this folder as one text: a widget's module can have no address of another."""
    return "\n".join((HERE / name).read_text(encoding="utf-8") for name in names)


class Explorer(anywidget.AnyWidget):
    """Controls on one side, pictures with their sentences on the other; a subclass says what to draw.

    A subclass names its ``slug`` and ``part`` (the table of its texts), builds ``controls`` in ``build`` and draws
    in ``redraw`` from ``state``. The page sends ``values``, exactly as typed; ``state`` holds what was understood,
    and keeps the last good value of a control whose new one was refused. With a `Load` among its controls it says in
    ``take`` which values a partnership gives; ``partnership`` is the one opened last.

    Parameters
    ----------
    choice : str, optional
        ``en`` or ``pl``; see ``widgets._language.language`` for what happens without one.
    **start
        Values to start from, by control; they also switch off the memory of the last visit.

    Raises
    ------
    ValueError
        If ``start`` names a control there is none of, or holds a value it refuses.
    """

    _esm = together("_talk.js", "_load.js", "_controls.js", "_explorer.js")
    _css = together("_theme.css", "_explorer.css")

    slug: str
    part: str
    cases: Mapping[str, Mapping[str, Any]] = MappingProxyType({})  # button -> values it sets
    private = False  # whether the page keeps the values to this browser, out of its address
    asks: tuple[tuple[str, int], ...] = (("pressed", 1), ("opened", 2))  # trait, and where in it the count stands
    partnership: Partnership | None = None
    room = (FEWEST, MOST)  # how many partners a play with a Load can take
    fitted = ""  # what was left out or added when the partnership was taken; ``take`` may say more

    language = t.Unicode().tag(sync=True)
    key = t.Unicode().tag(sync=True)  # under which the page remembers the values; empty: not at all
    arrangement = t.Unicode("side").tag(sync=True)  # side: controls beside pictures; cards: controls side by side
    labels = t.Dict().tag(sync=True)  # words of the frame
    controls = t.List().tag(sync=True)
    start = t.Dict().tag(sync=True)
    values = t.Dict().tag(sync=True)
    errors = t.Dict().tag(sync=True)  # control -> sentence; "" is the whole explorer
    notes = t.Dict().tag(sync=True)  # control -> {text, tone}: an answer to what was chosen there
    pictures = t.List().tag(sync=True)  # {svg, sentence}
    report = t.List().tag(sync=True)  # {title, text, items, tone}
    pressed = t.List().tag(sync=True)  # [button, how many presses so far]
    opened = t.List().tag(sync=True)  # [case, "own" or "file", text, how many so far]: what a Load asks for
    saved = t.List().tag(sync=True)  # [name, type, text, how many so far]: a file for the browser to keep
    shelf = t.Unicode().tag(sync=True)  # the learner's own partnership, for every page of this browser
    secret = t.Bool().tag(sync=True)
    heard = t.Int().tag(sync=True)  # how often the kernel has answered
    answered = t.Int().tag(sync=True)  # how many of what was asked have been dealt with

    def __init__(self, choice: str | None = None, **start: Any) -> None:
        tongue = language(choice)
        self.words = Words(self.slug, tongue)
        frame = Words("interface", tongue)
        parts: tuple[Control, ...] = self.build()
        self._kept = kept(parts)
        if unknown := set(start) - set(self._kept):
            raise ValueError(f"start must name controls ({', '.join(self._kept)}), got {', '.join(sorted(unknown))}")
        first = {name: _plain(control.start) for name, control in self._kept.items()} | start
        super().__init__(
            language=tongue,
            key="" if start else f"{self.slug}.{self.part}",
            labels={
                "heading": self.words(f"{self.part}.heading"),
                "intro": self.words(f"{self.part}.intro"),
                **{key: frame(f"control.{key}") for key in frame.node("control")},
            },
            controls=[control.spec(self.words, self.part) for control in parts],
            start=first,
            secret=self.private,
        )
        self.state: dict[str, Any] = {}
        self.drawn: list[Picture] = []
        self._understand(first)
        if self.errors:
            raise ValueError("; ".join(self.errors.values()))
        self.observe(self._changed, names="values")
        self.observe(self._pressed, names="pressed")
        self.observe(self._opened, names="opened")
        shared, refused = self._from_address()
        self.values = {**first, **shared}
        self.errors = {**self.errors, **refused}

    def build(self) -> tuple[Control, ...]:
        """Return the controls, in the order of the page."""
        raise NotImplementedError

    def redraw(self) -> None:
        """Draw ``state``: call ``show`` once."""
        raise NotImplementedError

    def show(self, pictures: list[Picture], report: list[dict[str, Any]] | None = None) -> None:
        """Put ``pictures`` and blocks of ``report`` (title, text, items, tone) on the page."""
        self.drawn = pictures
        self.pictures = [{"svg": picture.svg(), "sentence": picture.sentence} for picture in pictures]
        self.report = [*self.story(), *(report or [])]

    def take(self, partnership: Partnership) -> dict[str, Any]:
        """Return the values that a partnership gives, or raise ``RefusedError`` with a sentence for the reader."""
        raise NotImplementedError

    def story(self) -> list[dict[str, Any]]:
        """Return the report's blocks on the partnership the play was opened with, none where it was not."""
        load = self._load()
        return story(self.state[load.name], self.fitted, self.private, self.language) if load else []

    def save(self, name: str, kind: str, text: str) -> None:
        """Give the browser a file to keep: its name, its media type and its text."""
        self.saved = [name, kind, text, (self.saved[3] if self.saved else 0) + 1]

    def refuse(self, name: str, sentence: str) -> None:
        """Show ``sentence`` beside the control called ``name``."""
        self.errors = {**self.errors, name: sentence}

    def pressed_reset(self) -> None:
        """Go back to where this explorer started."""
        self.values = dict(self.start)

    def _understand(self, values: dict[str, Any]) -> None:
        errors = {}
        labels = self._labels()
        for name, control in self._kept.items():
            try:
                self.state[name] = control.clean(values.get(name), labels[name], self.language)
            except RefusedError as refused:
                errors[name] = str(refused)
        self.errors = errors

    def _labels(self) -> dict[str, str]:
        rows = [column for control in self.controls for column in control.get("columns", [control])]
        return {row["name"]: row["label"] for row in rows if "name" in row}

    def _from_address(self) -> tuple[dict[str, Any], dict[str, str]]:
        """Return the values a shared link carries, and a sentence for each that its control refuses."""
        found: dict[str, Any] = {}
        refused: dict[str, str] = {}
        labels = self._labels()
        for key, text in query().items() if self.key and not self.private else ():
            part, _, name = key.partition(".")
            if part != self.part or name not in self._kept:
                continue
            try:
                value = json.loads(text)
            except json.JSONDecodeError:
                value = text
            begin = self.start[name]
            if isinstance(value, list) and isinstance(begin, list) and len(value) == len(begin):
                value = [old if new is None else new for new, old in zip(value, begin, strict=True)]
            try:
                self._kept[name].clean(value, labels[name], self.language)
                found[name] = value
            except RefusedError as error:
                refused[name] = str(error)
        return found, refused

    def _changed(self, _: object = None) -> None:
        with self.hold_sync(), self._reporting():
            self._understand(self.values)
            self.heard += 1
            self.redraw()

    def _pressed(self, _: object = None) -> None:
        with self.hold_sync(), self._reporting():
            self._answer()
            name = self.pressed[0]
            if name in self.cases:
                load = self._load()
                told = {load.name: None} if load else {}  # an example has a story of its own, or none
                self.values = {**self.values, **told, **self.cases[name]}
            else:
                getattr(self, f"pressed_{name}")()

    def _answer(self) -> None:
        """Tell the page, together with what comes of it, that a press was dealt with: it holds back until then."""
        self.heard += 1
        self.answered = sum(asked[place] for trait, place in self.asks if (asked := getattr(self, trait)))

    def _load(self) -> Load | None:
        return next((control for control in self._kept.values() if isinstance(control, Load)), None)

    def _opened(self, _: object = None) -> None:
        load = self._load()
        assert load, "only a Load opens"
        what, text = self.opened[:2]
        with self.hold_sync(), self._reporting():
            self._answer()
            try:
                partnership, note = fitting(read(what, text, self.language), *self.room, self.language)
                self.fitted = note
                values = self.take(partnership)
            except RefusedError as refused:
                self.refuse(load.name, str(refused))
                return
            self.partnership = partnership
            wanted = {**self.values, **values, load.name: what if what in CASES else OWN}
            if wanted == self.values:
                self._changed()
            else:
                self.values = wanted

    @contextmanager
    def _reporting(self) -> Iterator[None]:
        """Say on the page that something broke: errors in callbacks vanish otherwise. They are raised all the same."""
        try:
            yield
        except Exception:
            self.errors = {**self.errors, "": Words("interface", self.language)("refused.broken")}
            raise

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        """Show the widget, and a still of it for a notebook read without a kernel."""
        show_still([self])
        return super()._repr_mimebundle_(**kwargs)

    def still(self) -> str:
        """Return the explorer as it stands, as HTML that needs neither kernel nor script."""
        heading, intro = html.escape(self.labels["heading"]), html.escape(self.labels["intro"])
        note = html.escape(Words("interface", self.language)("still"))
        parts = [f"<p><strong>{heading}</strong></p><p>{intro}</p>"]
        for picture in self.drawn:
            data = base64.b64encode(picture.png()).decode()
            sentence = html.escape(picture.sentence)
            parts.append(f'<p><img src="data:image/png;base64,{data}" alt="{sentence}"></p><p>{sentence}</p>')
        return f'<div class="wp-still"><style>{LOST}</style>{"".join(parts)}<p><em>{note}</em></p></div>'


class Stacked(ipw.VBox):
    """Explorers one under the other."""

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        """Show the widgets, and a still of them for a notebook read without a kernel."""
        show_still([child for child in self.children if isinstance(child, Explorer)])
        return super()._repr_mimebundle_(**kwargs)


def show_still(explorers: list[Explorer]) -> None:
    """Put out the explorers as plain HTML, hidden by the style sheet while the widgets live."""
    if explorers and not in_voila():
        sentences = [picture.sentence for explorer in explorers for picture in explorer.drawn]
        stills = "".join(explorer.still() for explorer in explorers)
        display({"text/html": stills, "text/plain": "\n".join(sentences)}, raw=True)


def _plain(value: Any) -> Any:
    """Return tuples as lists, which is what comes back from a page."""
    return [_plain(item) for item in value] if isinstance(value, tuple) else value
