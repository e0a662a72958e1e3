"""Slide 22 and after: a bet, eight sentences to sort, one's own promises, and the portfolio to take away."""

from __future__ import annotations

from datetime import date, timedelta
from types import MappingProxyType
from typing import Any

from course.cases import CASES, case
from course.cases.partnership import Partnership
from course.figures.commitment import MOST, Timeline
from course.models.commitment import LONGEST, VIEWS, gaps, lacking, overdue
from course.models.commitment import Commitment as Promise
from course.texts import day
from widgets._controls import Buttons, Choice, Column, Control, Rows, Slider, Text
from widgets._explorer import Explorer, Stacked
from widgets._load import OWN, Load
from widgets._portfolio import LOOKS, Album, Portfolio, as_page, as_text
from widgets._question import Bet
from widgets._sorting import Sorting

SLUG = "commitment"
WEEKS = 26  # how far ahead one can imagine
LINE = 400  # characters of a finding
ANSWERS = ("no", "yes")
KINDS = MappingProxyType({"page": ("text/html", as_page), "text": ("text/markdown", as_text)})


class CommitmentBet(Bet):
    """A bet on how many sentences of a workshop's end can be checked."""

    slug = SLUG


class CommitmentSentences(Sorting):
    """Eight sentences to sort, and the verdict on the bet once all are sorted.

    Parameters
    ----------
    choice : str, optional
        Language.
    bet : CommitmentBet, optional
        The bet to give a verdict on.
    """

    def __init__(self, choice: str | None = None, bet: CommitmentBet | None = None, **start: Any) -> None:
        self.bet = bet
        super().__init__(SLUG, choice, **start)
        if bet:
            bet.observe(self._changed, names="values")

    def redraw(self) -> None:
        """Answer the cards; after the last one, the bet."""
        super().redraw()
        blocks = list(self.report)
        if self.bet and self.bet.answer and all(value is not None for value in self.state.values()):
            text = self.words(f"verdict.{self.bet.answer}")
            blocks.append({"title": self.words("sorting.verdict"), "text": text})
        self.report = [*blocks, {"title": self.words("model.title"), "text": self.words("model.sorting")}]


class CommitmentPromises(Explorer):
    """Up to four promises of one's own on a line of days, today or some weeks later.

    Parameters
    ----------
    choice : str, optional
        Language.
    today : datetime.date, optional
        The day to count from; without it the day it is.
    """

    slug, part = SLUG, "promises"
    private = True  # who promised what to whom is nobody else's business

    def __init__(self, choice: str | None = None, today: date | None = None, **start: Any) -> None:
        self.fixed = today
        self.picture: Timeline | None = None
        super().__init__(choice, **start)

    def build(self) -> tuple[Control, ...]:
        """Return how many promises there are, the promises, and how far ahead to look."""
        blank = ("",) * MOST
        columns = (
            Column("what", blank, least=0, most=LONGEST["what"], lines=2),
            Column("with_whom", blank, least=0, most=LONGEST["with_whom"]),
            Column("by", blank, least=0, dated=True),
            Column("done", ANSWERS[:1] * MOST, options=ANSWERS, labels="answers"),
        )
        return (
            Choice("count", tuple(range(1, MOST + 1)), 1),
            Rows("table", columns, "count"),
            Slider("weeks", 0, WEEKS, 1, 0),
        )

    @property
    def today(self) -> date:
        """The day to count from."""
        return self.fixed or date.today()

    @property
    def promises(self) -> tuple[Promise, ...]:
        """The promises that have all three parts, as they were typed."""
        rows = zip(*(self.state[name] for name in ("what", "with_whom", "by", "done")), strict=True)
        used = list(rows)[: self.state["count"]]
        return tuple(
            Promise(what, whom, date.fromisoformat(by), done == "yes")
            for what, whom, by, done in used
            if not lacking(what, whom, by)
        )

    def redraw(self) -> None:
        """Show the line of days, and say what is missing and what is overdue."""
        if self.picture is None:
            self.picture = Timeline(self.language)
        then = self.today + timedelta(weeks=int(self.state["weeks"]))
        self.picture.update(self.promises, then)
        report = [self._checkable()]
        if late := overdue(self.promises, then):
            items = [
                self.words("promises.late", what=promise.what, day=day(promise.by, self.language)) for promise in late
            ]
            title = self.words("promises.late_title", day=day(then, self.language))
            text = self.words("promises.late_more")
            report.append({"title": title, "text": text, "items": items, "tone": "bad"})
        report.append({"title": self.words("model.title"), "text": self.words("model.promises")})
        self.show([self.picture], report)

    def _checkable(self) -> dict[str, Any]:
        lines = []
        for place in range(self.state["count"]):
            lacks = lacking(*(self.state[name][place] for name in ("what", "with_whom", "by")))
            if lacks:
                parts = ", ".join(self.words(f"promises.parts.{name}") for name in lacks)
                lines.append(self.words("promises.lacks", place=place + 1, parts=parts))
        if lines:
            return {"title": self.words("promises.lacks_title"), "items": lines, "tone": "bad"}
        return {"title": self.words("promises.whole_title"), "text": self.words("promises.whole"), "tone": "good"}


class CommitmentPortfolio(Explorer):
    """A partnership looked at with three models, the learner's lines on each, and the page to keep.

    Parameters
    ----------
    choice : str, optional
        Language.
    promises : CommitmentPromises, optional
        The promises that go into it.
    """

    slug, part = SLUG, "portfolio"
    private = True

    def __init__(self, choice: str | None = None, promises: CommitmentPromises | None = None, **start: Any) -> None:
        self.promises = promises
        self.album: Album | None = None
        self.seen: tuple[Any, ...] | None = None  # what the pictures on the page were drawn from
        super().__init__(choice, **start)
        if promises:
            promises.observe(self._changed, names="values")

    def build(self) -> tuple[Control, ...]:
        """Return what to open, three looks with two lines each, two lines more, and the ways to keep it."""
        looks = [
            control
            for place, view in zip(range(1, VIEWS + 1), LOOKS, strict=False)
            for control in (
                Choice(f"view{place}", LOOKS, view, "views"),
                Text(f"finding{place}", LINE),
                Text(f"limits{place}", LINE),
            )
        ]
        more = (Text("sensitive", LINE), Text("thanks", LINE, lines=2))
        return (Load(auto=True), *looks, *more, Buttons("file", tuple(KINDS), "actions"))

    def take(self, partnership: Partnership) -> dict[str, Any]:
        """Change no line: the partnership itself is what is looked at."""
        return {}

    def story(self) -> list[dict[str, Any]]:
        """Return what is told of the partnership, once it is there: one's own comes from the page a moment later."""
        return super().story() if self._found() else []

    def gathered(self) -> Portfolio:
        """Return the portfolio as it stands."""
        if self.album is None:
            self.album = Album(self.language)
        album, found = self.album, self._found()
        lines = {key: [self.state[f"{key}{place}"] for place in range(1, VIEWS + 1)] for key in ("finding", "limits")}
        views = [self.state[f"view{place}"] for place in range(1, VIEWS + 1)]
        looks = zip(views, lines["finding"], lines["limits"], strict=True)
        promises = self.promises.promises if self.promises else ()
        missing = gaps(found is not None, views, lines["finding"], lines["limits"], len(promises))
        return Portfolio(
            partnership=found,
            network=album.network(found) if found else None,
            invented=self.state["load"] not in (None, OWN),
            looks=tuple(album.look(view, found, finding, limits) for view, finding, limits in looks),
            sensitive=self.state["sensitive"],
            thanks=self.state["thanks"],
            promises=promises,
            missing=tuple(self.words(f"portfolio.gaps.{name}") for name in missing),
            today=self.promises.today if self.promises else date.today(),
        )

    def _found(self) -> Partnership | None:
        """Return what is looked at; a case chosen at the last visit is there at once, one's own the page sends."""
        what = self.state["load"]
        return case(what).partnership(self.language) if what in CASES else self.partnership

    def redraw(self) -> None:
        """Show the partnership and the looks, and say what is missing."""
        found = self.gathered()
        seen = (found.partnership, tuple(look.view for look in found.looks))
        if seen == self.seen:  # only words were typed: the drawings need not be written anew
            self.report = [*self.story(), *self._told(found)]
            return
        self.seen = seen
        pictures = [picture for picture in (found.network, *(look.picture for look in found.looks)) if picture]
        self.show(list(dict.fromkeys(pictures)), self._told(found))

    def _told(self, found: Portfolio) -> list[dict[str, Any]]:
        blocks = []
        if found.partnership is None:
            blocks.append({"title": self.words("portfolio.none_title"), "text": self.words("portfolio.none")})
        elif "democracy" in [look.view for look in found.looks] and not found.partnership.quota:
            title = self.words("looks.democracy.title")
            blocks.append({"title": title, "text": self.words("looks.democracy.no_votes"), "tone": "bad"})
        if found.missing:
            title, text = self.words("portfolio.missing_title"), self.words("portfolio.missing_more")
            blocks.append({"title": title, "text": text, "items": list(found.missing), "tone": "bad"})
        else:
            title, text = self.words("portfolio.whole_title"), self.words("portfolio.whole")
            blocks.append({"title": title, "text": text, "tone": "good"})
        settings = [
            f"{self.words(f'looks.{look.view}.title')}: {look.settings} {self.words(f'looks.{look.view}.leaves_out')}"
            for look in {look.view: look for look in found.looks}.values()
            if look.settings
        ]
        if self.saved:
            blocks.append({"title": self.words("portfolio.file"), "text": self.words("portfolio.saved")})
        blocks.append({"title": self.words("model.title"), "text": self.words("model.portfolio"), "items": settings})
        return blocks

    def _keep(self, kind: str) -> None:
        media, written = KINDS[kind]
        self.save(self.words(f"portfolio.{kind}_name"), media, written(self.gathered(), self.language))
        self.redraw()

    def pressed_page(self) -> None:
        """Give the browser the page to print."""
        self._keep("page")

    def pressed_text(self) -> None:
        """Give the browser the text for the exercise."""
        self._keep("text")


class Commitment(Stacked):
    """The whole concept: the bet first; once it is placed, the sentences, the promises and the portfolio.

    Parameters
    ----------
    choice : str, optional
        ``en`` or ``pl``; without it ``?lang=``, then ``COURSE_LANGUAGE``, then English.

    Attributes
    ----------
    bet, sentences, promises, portfolio
    """

    def __init__(self, choice: str | None = None) -> None:
        self.bet = CommitmentBet(choice)
        self.sentences = CommitmentSentences(choice, bet=self.bet)
        self.promises = CommitmentPromises(choice)
        self.portfolio = CommitmentPortfolio(choice, promises=self.promises)
        super().__init__()
        self._reveal()
        self.bet.observe(self._reveal, names="values")

    def _reveal(self, _: object = None) -> None:
        opened = (self.sentences, self.promises, self.portfolio) if self.bet.answer else ()
        self.children = (self.bet, *opened)
