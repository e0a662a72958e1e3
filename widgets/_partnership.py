"""The learner's own partnership: described once, kept in the browser and in a file, opened by any play."""

from __future__ import annotations

import json
from typing import Any

import ipywidgets as ipw

from course.cases import case
from course.cases.files import dumps
from course.cases.partnership import (
    FEWEST,
    LAYERS,
    LONGEST,
    MOST,
    RESOURCES,
    RULES,
    SECTORS,
    TITLE,
    VOTES,
    Partner,
    Partnership,
    PartnershipError,
)
from course.catalog import concept
from course.figures._partnership import Network
from widgets._controls import Buttons, Choice, Column, Control, Hidden, Matrix, Rows, Slider, Text
from widgets._explorer import Explorer, Stacked
from widgets._language import in_voila, language
from widgets._load import OWN, Load
from widgets._page import e, sheet

SLUG = "my_partnership"
# Concepts whose plays open a partnership; a test asks each of them.
OPENED_BY = (
    "synergy",
    "three_sectors",
    "democracy",
    "responsible_partnership",
    "trust_levels",
    "social_capital",
    "commitment",
)
# Where the sentence of each refusal stands.
BESIDE = {"title": "title", "nameless": "names", "resources": "resources", "votes": "votes"}


class PartnershipForm(Explorer):
    """The form and the picture: partners, their votes and resources, and the trust in each pair.

    Attributes
    ----------
    partnership : Partnership
        The last good state.
    """

    slug, part = SLUG, "describe"
    private = True  # trust ratings are nobody's business but the learner's: they never stand in an address

    def __init__(self, choice: str | None = None, **start: Any) -> None:
        self.picture: Network | None = None
        self.before: dict[str, Any] | None = None  # the values before the last time all of them were replaced
        super().__init__(choice, **start)

    def build(self) -> tuple[Control, ...]:
        """Return what to open, the name, the partners, the rule of decision, the matrix of trust and the file."""
        names = tuple(self.words("describe.fresh", n=place) for place in range(1, MOST + 1))
        columns = (
            Column("names", names, most=LONGEST),
            Column("sector", (*SECTORS, *SECTORS[1:2] * (MOST - len(SECTORS))), options=SECTORS, labels="sectors"),
            Column("resources", (2,) * MOST, 0, RESOURCES),
            Column("votes", (1,) * MOST, 0, VOTES),
        )
        return (
            Load(own=False),
            Text("title", TITLE, self.words("describe.name"), lines=1),
            Slider("partners", FEWEST, MOST, 1, 3),
            Rows("table", columns, "partners"),
            Choice("rule", RULES, RULES[0], "rules"),
            Matrix("trust", ((0.0,) * MOST,) * MOST, 0, 1, "partners", "names"),
            Hidden("marks", 9000, "{}"),
            Buttons("file", ("save", "undo"), "actions"),
        )

    def described(self) -> Partnership:
        """Return the partnership of the form as it stands, or raise ``PartnershipError``."""
        state, n = self.state, int(self.state["partners"])
        marks = _marks(state["marks"])
        rows = zip(state["names"][:n], state["sector"], state["resources"], state["votes"], strict=False)
        partners = tuple(
            Partner(name, sector, units, int(votes) if votes == int(votes) else votes, marks.get(name))
            for name, sector, units, votes in rows
        )
        pairs = ((i, j, state["trust"][i][j]) for i in range(n) for j in range(i + 1, n))
        return Partnership(state["title"], partners, tuple(pair for pair in pairs if pair[2] > 0), state["rule"])

    def redraw(self) -> None:
        """Show the network, put the partnership on the browser's shelf, and say how it decides."""
        if self.picture is None:
            self.picture = Network(self.language)
        try:
            self.partnership = self.described()
        except PartnershipError as refused:
            self.refuse(BESIDE.get(refused.rule, ""), refused.sentence(self.language))
        assert self.partnership, "the form starts with a partnership"
        self.picture.update(self.partnership)
        empty = self.values == self.start
        self.shelf = "" if empty else dumps(self.partnership)
        kept = self.words("report.kept_nothing" if empty else "report.kept")
        self.show(
            [self.picture],
            [
                self._decides(),
                {"title": self.words("report.kept_title"), "text": kept},
                {
                    "title": self.words("report.open_title"),
                    "text": self.words("report.open_text"),
                    "items": [concept(slug).title[self.language] for slug in OPENED_BY],
                },
                {"title": self.words("report.model_title"), "text": self.words("report.model")},
            ],
        )

    def _decides(self) -> dict[str, Any]:
        assert self.partnership
        title, total = self.words("report.votes_title"), sum(partner.votes for partner in self.partnership.partners)
        if not total:
            return {"title": title, "text": self.words("report.no_votes"), "tone": "bad"}
        return {"title": title, "text": self.words("report.votes", n=total, quota=str(self.partnership.quota))}

    def take(self, partnership: Partnership) -> dict[str, Any]:
        """Return the form filled in from a case or a file; what stood there can be brought back."""
        self.before = dict(self.values)
        n = len(partnership.partners)
        trust = [[0.0] * MOST for _ in range(MOST)]
        for i, j, value in partnership.ties:
            trust[i][j] = trust[j][i] = value
        columns = {
            "names": [partner.name for partner in partnership.partners],
            "sector": [partner.sector for partner in partnership.partners],
            "resources": [partner.resources for partner in partnership.partners],
            "votes": [partner.votes for partner in partnership.partners],
        }
        marks = {partner.name: partner.shares for partner in partnership.partners if partner.shares}
        filled = {name: [*column, *self.start[name][n:]] for name, column in columns.items()}
        return {
            **filled,
            "title": partnership.name,
            "partners": n,
            "rule": partnership.rule,
            "trust": trust,
            "marks": json.dumps(marks, ensure_ascii=False),
        }

    def story(self) -> list[dict[str, Any]]:
        """Return everything that is told of a case; nothing of the learner's own, which is on the page already."""
        what = self.state["load"]
        if what in (None, OWN):
            return []
        found = case(what)
        names = [partner.name for partner in found.partnership(self.language).partners]
        payments = [
            self.words("case.payment", name=names[row.who], amount=row.amount, what=row.what[self.language])
            for row in found.money
        ]
        outcome = self.words(f"case.outcome.{found.outcome}")
        first, *_ = super().story()
        return [
            {**first, "text": f"{first['text']} {outcome}"},
            {
                "title": self.words("case.money_title"),
                "text": self.words("case.money", total=found.budget),
                "items": payments,
            },
            *(
                {"title": self.words(f"case.{key}_title"), "text": getattr(found, key)[self.language]}
                for key in ("decides", "sensitive", "turning")
            ),
        ]

    def pressed_save(self) -> None:
        """Give the browser the file."""
        assert self.partnership
        self.save(self.words("describe.filename"), "application/json", dumps(self.partnership))

    def pressed_undo(self) -> None:
        """Go back to what stood here before a case, a file or a new start, and forth again."""
        if self.before is None:
            self.refuse("", self.words("describe.nothing_before"))
            return
        self.before, self.values = dict(self.values), self.before

    def pressed_reset(self) -> None:
        """Start with the empty form; what stood there can be brought back."""
        self.before = dict(self.values)
        super().pressed_reset()


def _marks(text: str) -> dict[str, tuple[tuple[float, ...], ...]]:
    """Return the three marks of partners by name, as a case gave them; a partner renamed has none."""
    try:
        found = json.loads(text)
        return {name: tuple(map(tuple, rows)) for name, rows in found.items() if len(rows) == len(LAYERS)}
    except (ValueError, TypeError, AttributeError):
        return {}


class MyPartnership(Stacked):
    """The page of the learner's own partnership.

    Parameters
    ----------
    choice : str, optional
        ``en`` or ``pl``; without it ``?lang=``, then ``COURSE_LANGUAGE``, then English.

    Attributes
    ----------
    form : PartnershipForm
    """

    def __init__(self, choice: str | None = None) -> None:
        tongue = language(choice)
        self.form = PartnershipForm(tongue)
        words = self.form.words
        head = f"<h1>{e(words('page.title'))}</h1><p>{e(words('page.intro'))}</p>"
        heading = (ipw.HTML(sheet(head, tongue)),) if in_voila() else ()  # a lesson has its own
        super().__init__([*heading, self.form])
