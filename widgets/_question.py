"""One choice: a bet before the play, whose verdict comes later, and a check question that answers at once."""

from __future__ import annotations

from typing import Any

from widgets._controls import Choice, Control
from widgets._explorer import Explorer


class Bet(Explorer):
    """A bet placed before anything is shown; a concept names its ``slug``, and its texts hold the options.

    The table of texts ``bet`` has ``heading``, ``intro``, ``answer``, ``options`` (one of them ``skip``), ``noted`` and
    ``peek``, said to who skips. The verdict stands beside the play, which observes the bet.
    """

    part = "bet"

    def build(self) -> tuple[Control, ...]:
        """Return the one choice."""
        return (Choice("answer", tuple(self.words.node("bet.options")), None, "options"),)

    def redraw(self) -> None:
        """Take note of the bet."""
        text = self.words("bet.peek" if self.answer == "skip" else "bet.noted")
        self.show([], [{"text": text}] if self.answer else [])

    @property
    def answer(self) -> str | None:
        """The option chosen, None before that."""
        return self.state["answer"]


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
