"""Cards to be sorted: short stories, each put under one heading, each with its answer at once."""

from __future__ import annotations

from typing import Any

from course.texts import Words
from widgets._controls import Choice, Control
from widgets._explorer import Explorer


class Card(Choice):
    """A choice whose label is the text of a card instead of a key of its own."""

    __slots__ = ()

    def spec(self, words: Words, part: str) -> dict[str, Any]:
        """Return what the page needs."""
        options = [{"value": o, "label": words(f"{part}.{self.labels}.{o}")} for o in self.options]
        label = words(f"{part}.cards.{int(self.name.removeprefix('card')) - 1}.text")
        return {"kind": self.kind, "name": self.name, "label": label, "options": options}


class Sorting(Explorer):
    """Cards of a concept, sorted one by one.

    The table of texts ``part`` has ``heading``, ``intro``, ``options`` and a list ``cards`` of tables: ``text``,
    ``accepted`` (the options a reasonable person may choose, best first) and ``why``, shown whatever was chosen.

    Parameters
    ----------
    slug : str
        The concept whose texts hold the cards.
    choice : str, optional
        Language.
    part : str
        The table of texts.

    Raises
    ------
    TextsError
        If the concept has no such cards.
    """

    def __init__(self, slug: str, choice: str | None = None, part: str = "sorting", **start: Any) -> None:
        self.slug, self.part = slug, part
        super().__init__(choice, **start)
        self.arrangement = "cards"

    def build(self) -> tuple[Control, ...]:
        """Return a choice a card."""
        options = tuple(self.words.node(f"{self.part}.options"))
        cards = self.words.node(f"{self.part}.cards")
        return tuple(Card(f"card{number}", options, None, "options") for number in range(1, len(cards) + 1))

    def redraw(self) -> None:
        """Answer every card that has been put somewhere, and count."""
        notes, right = {}, 0
        for index, card in enumerate(self.words.node(f"{self.part}.cards")):
            chosen = self.state[f"card{index + 1}"]
            if chosen is None:
                continue
            fits = chosen in card["accepted"]
            right += fits
            why = self.words(f"{self.part}.cards.{index}.why")
            notes[f"card{index + 1}"] = {"text": why, "tone": "good" if fits else "bad"}
        self.notes = notes
        frame = Words("interface", self.language)
        score = frame("sorting.score", n=len(notes), right=right)
        self.show([], [{"title": frame("sorting.title"), "text": score}] if notes else [])
