"""Four levels of trust: a bet, a ladder to climb, one history and many, and stories to be sorted."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

import numpy as np
import traitlets as t

from course.cases.partnership import Partnership
from course.figures.trust_levels import Fan, Ladder, Path, Shares
from course.models.trust_levels import (
    RISKS,
    Trajectory,
    feasible_level,
    lent,
    level_shares,
    replicate,
    simulate,
    thresholds,
)
from widgets._controls import Buttons, Control, Player, Slider
from widgets._explorer import Explorer, Stacked, together
from widgets._load import Load
from widgets._question import Bet
from widgets._sorting import Sorting

SLUG = "trust_levels"
STEPS = 40  # rounds
RUNS = 400
MOST_TRUST = 0.95
SURE = 1.0  # a rung that asks for so much trust is out of everybody's reach


class TrustBet(Bet):
    """A bet on how deep four strangers will go, before anything is shown."""

    slug = "trust_levels"


class TrustLadder(Explorer):
    """The slide's four levels as rungs to climb, each with the trust it asks for.

    Parameters
    ----------
    choice : str, optional
        Language.
    bet : TrustBet, optional
        The bet to give a verdict on.
    **start
        Values to start from: partners, needed, trust, assurance, stakes and level.

    Attributes
    ----------
    standing : int
        The level one stands on, 0 to 4.
    """

    _esm = together("_talk.js", "_load.js", "_ladder.js", "trust_levels.js")
    _css = together("_theme.css", "_explorer.css", "trust_levels.css")
    slug, part = SLUG, "ladder"

    ladder = t.Dict().tag(sync=True)  # rungs from the ground up, standing, reach, trust, together, said

    def __init__(self, choice: str | None = None, bet: TrustBet | None = None, **start: Any) -> None:
        self.bet, self.picture, self.standing = bet, None, 0
        super().__init__(choice, **start)
        if bet:
            bet.observe(self._changed, names="values")

    def build(self) -> tuple[Control, ...]:
        """Return five sliders and the rung one stands on."""
        return (
            Load(),
            Slider("assurance", 0, 0.9, 0.05, 0),
            Slider("trust", 0, MOST_TRUST, 0.05, 0.5),
            Slider("partners", 2, 8, 1, 4),
            Slider("needed", 1, 8, 1, 4),
            Slider("stakes", 0.5, 1.25, 0.05, 1),
            Slider("level", 0, len(RISKS), 1, 0),
        )

    def take(self, partnership: Partnership) -> dict[str, Any]:
        """Return how many there are, all of them needed, and the mean trust of their pairs, to the nearest step."""
        n, mean = len(partnership.partners), partnership.mean_trust
        self.fitted = self.words("ladder.taken", mean=float(mean), n=n * (n - 1) // 2)
        return {"partners": n, "needed": n, "trust": min(round(20 * mean) / 20, MOST_TRUST), "level": 0}

    @property
    def borders(self) -> np.ndarray:
        """The trust that each level asks for, shape (4,)."""
        partners, needed, risks = self._action()
        return thresholds(partners, needed, risks)

    @property
    def reach(self) -> int:
        """The deepest level within reach, 0 to 4."""
        partners, needed, risks = self._action()
        return feasible_level(self.state["trust"], partners, self.state["assurance"], needed=needed, risks=risks)

    @property
    def together(self) -> float:
        """Trust with what the animator lends, 0 to 1."""
        return lent(self.state["trust"], self.state["assurance"])

    def _action(self) -> tuple[int, int, list[float]]:
        """Return partners, how many of them are needed, and each level's risk at these stakes."""
        partners = int(self.state["partners"])
        risks = [min(risk * self.state["stakes"], 1.0) for risk in RISKS]
        return partners, min(int(self.state["needed"]), partners), risks

    def redraw(self) -> None:
        """Show the rungs, and say where one stands and what the next rung asks for."""
        if self.picture is None:
            self.picture = Ladder(self.language)
        borders, reach = self.borders, self.reach
        wanted = round(self.state["level"])
        self.standing = min(wanted, reach)
        if self.state["needed"] > self.state["partners"]:
            counts = {name: str(int(self.state[name])) for name in ("needed", "partners")}
            self.refuse("needed", self.words("ladder.too_many", **counts))
        never = [level for level, border in enumerate(borders, 1) if border >= SURE]
        self.notes = (
            {"stakes": {"text": self.words("ladder.never", level=str(never[0])), "tone": "bad"}} if never else {}
        )
        slipped = self.words("ladder.slipped", level=str(wanted)) + " " if wanted > reach else ""
        self.ladder = {
            "rungs": [self._rung(level, border, reach) for level, border in enumerate([0.0, *borders.tolist()])],
            "standing": self.standing,
            "reach": reach,
            "trust": self.state["trust"],
            "together": self.together,
            "said": slipped + self._said(borders, reach),
        }
        self.picture.update(self.state["trust"], self.together, borders, reach)
        self.drawn = [self.picture]
        self.report = [*self.story(), *self._blocks(reach)]

    def pressed_rung(self) -> None:
        """Climb to the rung that was pressed, or say why nobody follows."""
        level = self.pressed[2] if len(self.pressed) > 2 else None
        if not isinstance(level, int) or not 0 <= level <= len(RISKS):
            return
        if level <= self.reach:
            self.values = dict(self.values, level=level)
            return
        asked = float(self.borders[level - 1])
        key = "ladder.refused_never" if asked >= SURE else "ladder.refused"
        values = {"level": str(level), "here": str(self.standing), "asked": asked, "trust": float(self.together)}
        self.refuse("level", self.words(key, **values))

    def _rung(self, level: int, border: float, reach: int) -> dict[str, Any]:
        state = "within" if level <= reach else "never" if border >= SURE else "out"
        if level == self.standing:
            state = "here"
        asks = self.words("ladder.asks_for", trust=border) if level and border < SURE else ""
        word = self.words(f"ladder.states.{state}")
        return {
            "level": level,
            "name": self.words(f"levels.{level}"),
            "state": state,
            "word": word,
            "asks": asks,
            "border": border,
        }

    def _said(self, borders: np.ndarray, reach: int) -> str:
        if self.standing == len(RISKS):
            return self.words("ladder.top")
        nearest = self.standing + 1
        key = "next" if nearest <= reach else "stop"
        values = {"asked": float(borders[nearest - 1]), "trust": float(self.together)}
        return self.words(f"ladder.{key}", here=str(self.standing), level=str(nearest), **values)

    def _blocks(self, reach: int) -> list[dict[str, Any]]:
        blocks = [{"title": self.words("model.title"), "text": self.words("model.ladder")}]
        if self.bet and self.bet.answer:
            verdict = self.words(f"ladder.verdict.{self.bet.answer}", level=str(reach))
            blocks.insert(0, {"title": self.words("ladder.verdict.title"), "text": verdict})
        return blocks


def _scenario() -> tuple[Control, ...]:
    return (
        Slider("assurance", 0, 0.9, 0.05, 0.3),
        Slider("quality", 0.5, 1, 0.05, 0.9),
        Slider("partners", 2, 8, 1, 4),
        Slider("penalty", 0, 6, 1, 3),
        Slider("seed", 1, 99, 1, 7),
    )


def _histories(state: dict[str, Any], runs: int, assurance: float) -> Trajectory:
    """Return the runs of the sliders' scenario; the same seed brings the same luck with and without an animator."""
    rng = np.random.default_rng(int(state["seed"]))
    partners, penalty = int(state["partners"]), state["penalty"]
    if runs == 1:
        return simulate(state["quality"], partners, STEPS, rng, assurance, penalty=penalty)
    return replicate(state["quality"], partners, STEPS, runs, rng, assurance, penalty=penalty)


class TrustPath(Explorer):
    """One history, round by round: to be stepped, run and started again."""

    slug, part = SLUG, "path"
    cases = MappingProxyType(
        {
            "alone": {"assurance": 0, "quality": 0.9, "partners": 4, "penalty": 3},
            "helped": {"assurance": 0.3, "quality": 0.9, "partners": 4, "penalty": 3},
            "pair": {"assurance": 0, "quality": 0.9, "partners": 2, "penalty": 3},
            "forgiving": {"assurance": 0.3, "quality": 0.9, "partners": 4, "penalty": 1},
        }
    )

    def __init__(self, choice: str | None = None, **start: Any) -> None:
        self.picture: Path | None = None
        super().__init__(choice, **start)

    def build(self) -> tuple[Control, ...]:
        """Return the player of rounds, the cases and the sliders."""
        return (Player("step", STEPS), Buttons("case", tuple(self.cases), "case_options"), *_scenario())

    @property
    def history(self) -> Trajectory:
        """The whole history, all rounds of it, of the sliders as they stand."""
        return _histories(self.state, 1, self.state["assurance"])

    def redraw(self) -> None:
        """Show the history up to the round that is played."""
        if self.picture is None:
            self.picture = Path(self.language, STEPS)
        borders = thresholds(int(self.state["partners"]))
        self.picture.update(self.history, self.state["step"], borders, self.state["assurance"])
        self.show([self.picture], [{"title": self.words("model.title"), "text": self.words("model.path")}])


class TrustRuns(Explorer):
    """Hundreds of histories with an animator and without, on the same luck."""

    slug, part = SLUG, "runs"

    def __init__(self, choice: str | None = None, **start: Any) -> None:
        self.pictures_of: tuple[Fan, Shares] | None = None
        super().__init__(choice, **start)

    def build(self) -> tuple[Control, ...]:
        """Return the sliders."""
        return _scenario()

    def redraw(self) -> None:
        """Show the fan of trust and the shares of runs at each level."""
        if self.pictures_of is None:
            self.pictures_of = Fan(self.language, STEPS), Shares(self.language, STEPS)
        fan, shares = self.pictures_of
        helped = _histories(self.state, RUNS, self.state["assurance"])
        alone = _histories(self.state, RUNS, 0.0)
        fan.update(helped.trust, alone.trust)
        shares.update(level_shares(helped.level), level_shares(alone.level))
        self.show([fan, shares], [{"title": self.words("model.title"), "text": self.words("model.runs", n=RUNS)}])


class TrustLevels(Stacked):
    """The whole concept: the bet first; once it is placed, the ladder, the histories and the stories.

    Parameters
    ----------
    choice : str, optional
        ``en`` or ``pl``; without it ``?lang=``, then ``COURSE_LANGUAGE``, then English.

    Attributes
    ----------
    bet, ladder, path, runs, sorting
    """

    def __init__(self, choice: str | None = None) -> None:
        self.bet = TrustBet(choice)
        self.ladder = TrustLadder(choice, bet=self.bet)
        self.path = TrustPath(choice)
        self.runs = TrustRuns(choice)
        self.sorting = Sorting(SLUG, choice)
        super().__init__()
        self._reveal()
        self.bet.observe(self._reveal, names="values")

    def _reveal(self, _: object = None) -> None:
        play = (self.ladder, self.path, self.runs, self.sorting)
        self.children = (self.bet, *play) if self.bet.answer else (self.bet,)
