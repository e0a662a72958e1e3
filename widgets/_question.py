"""A check question: one choice, and an answer to each answer."""

from __future__ import annotations

from typing import Any

from widgets._controls import Choice, Control
from widgets._explorer import Explorer


class Question(Explorer):
    """The check question of a concept, with feedback for every answer.

    Parameters
    ----------
    slug : str
        The concept whose texts hold it.
    choice : str, optional
        Language.
    part : str
        The table of texts: ``right``, ``heading``, ``intro``, ``answer``, ``options`` and ``feedback`` by option.

    Raises
    ------
    TextsError
        If the concept has no such question.
    """

    def __init__(self, slug: str, choice: str | None = None, part: str = "question", **start: Any) -> None:
        self.slug, self.part = slug, part
        super().__init__(choice, **start)

    def build(self) -> tuple[Control, ...]:
        """Return the one choice."""
        return (Choice("answer", tuple(self.words.node(f"{self.part}.options")), None, "options"),)

    def redraw(self) -> None:
        """Answer the answer."""
        answer = self.state["answer"]
        if answer is None:
            self.show([])
            return
        right = answer == self.words.node(f"{self.part}.right")
        text = self.words(f"{self.part}.feedback.{answer}")
        self.show([], [{"text": text, "tone": "good" if right else "bad"}])
