"""Slide 11: a bet, one place scored by four people, and the strength of seven resources together."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

import numpy as np

from course.figures.local_resources import Curve, Ratings, one_more
from course.models.local_resources import MOST, RESOURCES, spread, strength, weakest
from widgets._controls import Choice, Control, Slider
from widgets._explorer import Explorer, Stacked
from widgets._question import Bet

# Ours, invented: three people's scores of three places, in the order of RESOURCES.
PLACES = MappingProxyType(
    {
        "spa": ((5, 4, 2, 3, 4, 3, 4), (2, 3, 3, 2, 1, 4, 2), (3, 3, 4, 4, 2, 4, 3)),
        "village": ((3, 2, 5, 4, 2, 2, 2), (2, 2, 5, 2, 2, 1, 1), (3, 3, 4, 3, 2, 4, 3)),
        "estate": ((4, 3, 1, 3, 3, 2, 3), (1, 2, 4, 4, 1, 3, 2), (2, 3, 3, 4, 1, 5, 2)),
    }
)
TOWN = np.array([5.0, 5, 5, 5, 1, 5, 5])  # the bet's: nobody has looked back
SAME = 1e-9


class LocalResourcesBet(Bet):
    """A bet on what six strong resources and a weak one make, before anything is shown."""

    slug = "local_resources"


class LocalResourcesRatings(Explorer):
    """One place as three invented people score it, and oneself."""

    slug, part = "local_resources", "ratings"

    def __init__(self, choice: str | None = None, **start: Any) -> None:
        self.picture: Ratings | None = None
        super().__init__(choice, **start)

    def build(self) -> tuple[Control, ...]:
        """Return the place and seven sliders."""
        return (Choice("place", tuple(PLACES), "spa", "places"), *(Slider(name, 1, 5, 1, 3) for name in RESOURCES))

    @property
    def own(self) -> np.ndarray:
        """One's own scores, shape (7,), in the order of `RESOURCES`."""
        return np.array([self.state[name] for name in RESOURCES])

    def redraw(self) -> None:
        """Show all scores and ask about the longest line."""
        if self.picture is None:
            self.picture = Ratings(self.language)
        place = self.state["place"]
        self.picture.update(np.array(PLACES[place], dtype=np.float64), self.own)
        story = {
            "title": self.words("ratings.story"),
            "text": self.words(f"ratings.stories.{place}"),
            "items": [f"● ■ ▲ {self.words(f'ratings.raters.{place}')}", f"◆ {self.words('ratings.you')}"],
        }
        ask = {"title": self.words("ratings.ask"), "text": self._asked()}
        self.show(
            [self.picture], [story, ask, {"title": self.words("model.title"), "text": self.words("model.ratings")}]
        )

    def _asked(self) -> str:
        table = np.vstack([PLACES[self.state["place"]], self.own])
        far = int(np.argmax(spread(table)))
        if spread(table)[far] <= 1:
            return self.words("ratings.agreed")
        column, name = table[:, far], self.words(f"resources.{RESOURCES[far]}")
        low, high = str(int(column.min())), str(int(column.max()))
        return self.words("ratings.asked", name=name, mean=float(column.mean()), low=low, high=high)


class LocalResourcesStrength(Explorer):
    """The strength of seven scores for every belief about substitution, and where a point more would help.

    Parameters
    ----------
    choice : str, optional
        Language.
    ratings : LocalResourcesRatings, optional
        Whose scores can be taken; without it there are only those of the bet.
    bet : LocalResourcesBet, optional
        The bet to give a verdict on.
    **start
        Values of the controls to start from.
    """

    slug, part = "local_resources", "strength"

    def __init__(
        self,
        choice: str | None = None,
        ratings: LocalResourcesRatings | None = None,
        bet: LocalResourcesBet | None = None,
        **start: Any,
    ) -> None:
        self.ratings, self.bet = ratings, bet
        self.picture: Curve | None = None
        super().__init__(choice, **start)
        for other in (ratings, bet):
            if other:
                other.observe(self._changed, names="values")

    def build(self) -> tuple[Control, ...]:
        """Return whose scores, the substitution, and the resource to raise."""
        whose = ("bet", "own") if self.ratings else ("bet",)
        return (
            Choice("whose", whose, "bet", "whose_options"),
            Slider("substitution", -10, 1, 0.5, 1),
            Choice("raised", ("none", *RESOURCES), "none", "raise"),
        )

    @property
    def scores(self) -> np.ndarray:
        """The scores in use, shape (7,)."""
        return self.ratings.own if self.ratings and self.state["whose"] == "own" else TOWN

    def redraw(self) -> None:
        """Show the curve, name the weakest link and say where a point would help most."""
        if self.picture is None:
            self.picture = Curve(self.language)
        raised = self.state["raised"]
        place = None if raised == "none" else RESOURCES.index(raised)
        self.picture.update(self.scores, self.state["substitution"], place)
        report = [
            {"title": self.words("strength.link"), "text": self._weakest()},
            {"title": self.words("strength.effort"), "text": self._effort()},
            {"title": self.words("model.title"), "text": self.words("model.strength")},
        ]
        if self.bet and self.bet.answer:
            values = {"mean": strength(TOWN), "geometric": strength(TOWN, substitution=0), "least": float(TOWN.min())}
            verdict = self.words(f"verdict.{self.bet.answer}", **values)
            report.insert(0, {"title": self.words("verdict.title"), "text": verdict})
        self.show([self.picture], report)

    def _weakest(self) -> str:
        scores = self.scores
        if np.ptp(scores) <= SAME:
            return self.words("strength.even")
        name = RESOURCES[weakest(scores)]
        values = {"score": float(scores.min()), "test": self.words(f"tests.{name}")}
        return self.words("strength.named", name=self.words(f"resources.{name}"), **values)

    def _effort(self) -> str:
        scores, belief = self.scores, self.state["substitution"]
        room = [place for place, score in enumerate(scores) if score < MOST]
        if not room:
            return self.words("strength.full")
        before = strength(scores, substitution=belief)
        after = {place: strength(one_more(scores, place), substitution=belief) for place in room}
        best = max(room, key=lambda place: after[place])
        values = {"before": before, "after": after[best]}
        if len(room) > 1 and after[best] - min(after.values()) <= SAME:
            return self.words("strength.same", **values)
        return self.words("strength.best", name=self.words(f"resources.{RESOURCES[best]}"), **values)


class LocalResources(Stacked):
    """The whole concept: the bet first; once it is placed, the scores and then their strength.

    Parameters
    ----------
    choice : str, optional
        ``en`` or ``pl``; without it ``?lang=``, then ``COURSE_LANGUAGE``, then English.

    Attributes
    ----------
    bet, ratings, strength : LocalResourcesBet, LocalResourcesRatings, LocalResourcesStrength
    """

    def __init__(self, choice: str | None = None) -> None:
        self.bet = LocalResourcesBet(choice)
        self.ratings = LocalResourcesRatings(choice)
        self.strength = LocalResourcesStrength(choice, ratings=self.ratings, bet=self.bet)
        super().__init__()
        self._reveal()
        self.bet.observe(self._reveal, names="values")

    def _reveal(self, _: object = None) -> None:
        self.children = (self.bet, self.ratings, self.strength) if self.bet.answer else (self.bet,)
