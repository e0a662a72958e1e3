"""“Open a case”: the control that puts a partnership into a play, and what is told of it afterwards.

Opened may be a case of the course, the learner's own partnership as the browser remembers it, or a file.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, ClassVar

from course.cases import CASES, case
from course.cases.files import LARGEST, loads
from course.cases.partnership import Partnership, PartnershipError
from course.texts import Words
from widgets._controls import RefusedError

OWN = "own"  # what is shown is the learner's own partnership, from this browser or from a file


@dataclass(frozen=True, slots=True)
class Load:
    """A list of cases, the learner's own partnership and a file; its value says which of them the play was opened with.

    Attributes
    ----------
    name : str
    own : bool
        Whether the learner's own partnership is offered; not where it is described.
    auto : bool
        Whether the page opens the learner's own by itself where there is one.
    """

    name: str = "load"
    own: bool = True
    auto: bool = False
    start: str | None = None
    kind: ClassVar[str] = "load"

    def clean(self, value: object, label: str, language: str) -> str | None:
        """Return ``value`` where it is a case, the learner's own or nothing."""
        if value is None or value == OWN or value in CASES:
            return value  # type: ignore[return-value]
        raise RefusedError(Words("interface", language)("refused.choice", label=label, value=str(value)[:20]))

    def spec(self, words: Words, part: str) -> dict[str, Any]:
        """Return what the page needs."""
        frame = Words("interface", words.language)
        return {
            "kind": self.kind,
            "name": self.name,
            "label": frame("load.label" if self.own else "load.begin"),
            "own": self.own,
            "auto": self.auto,
            "most": LARGEST,
            "cases": [{"value": slug, "label": case(slug).title[words.language]} for slug in CASES],
            "ui": {key: frame(f"load.ui.{key}") for key in frame.node("load.ui")},
        }


def read(what: object, text: object, language: str) -> Partnership:
    """Return the partnership that the page asks to open, or raise ``RefusedError`` with a sentence for the reader."""
    if isinstance(what, str) and what in CASES:
        return case(what).partnership(language)
    if what == OWN and not text:
        raise RefusedError(Words("interface", language)("load.nothing"))
    try:
        return loads(str(text))
    except PartnershipError as refused:
        raise RefusedError(refused.sentence(language)) from refused


def fitting(partnership: Partnership, least: int, most: int, language: str) -> tuple[Partnership, str]:
    """Return as many of the partners as a play has room for, and a sentence that names those left out.

    Raises
    ------
    RefusedError
        If there are fewer than the play needs.
    """
    words = Words("interface", language)
    kept, left = partnership.partners[:most], partnership.partners[most:]
    if len(kept) < least:
        raise RefusedError(words("load.few", n=least))
    if not left:
        return partnership, ""
    ties = tuple(tie for tie in partnership.ties if tie[1] < most)
    note = words("load.first", n=most, left=", ".join(partner.name for partner in left))
    return replace(partnership, partners=kept, ties=ties), note


def story(what: str | None, note: str, private: bool, language: str) -> list[dict[str, Any]]:
    """Return what a play's report tells of the partnership it was opened with: nothing, a case or the learner's own."""
    words = Words("interface", language)
    if what is None:
        return []
    fitted = [{"title": words("load.fitted"), "text": note}] if note else []
    if what == OWN:
        text = words("load.own_private" if private else "load.own_text")
        return [{"title": words("load.own_title"), "text": text}, *fitted]
    found = case(what)
    return [
        {"title": words("load.case_title", title=found.title[language]), "text": found.story[language]},
        {"title": words("load.sensitive"), "text": found.sensitive[language]},
        *fitted,
    ]
