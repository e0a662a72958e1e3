"""Three stages of a cluster: a bet, one cluster with and without an animator, then many at once."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import numpy as np

from course.figures.cluster_stages import Lines, Map, Shares
from course.models.cluster_stages import History, Runs, Scenario, first_step_at, replicate, simulate
from widgets._controls import Buttons, Choice, Control, Player, Slider
from widgets._explorer import Explorer, Stacked
from widgets._question import Bet

STEPS = 60  # months, say
RUNS = 400
SEED = 17  # of the many runs: the slide's number
# Ours: what a branch of decline changes after step 30.
DECLINES: Mapping[str, dict[str, Any]] = MappingProxyType(
    {"none": {}, "idle": {"late_decay": 0.1}, "shock": {"shock": 0.9, "shock_steps": 24}}
)


class ClusterStagesBet(Bet):
    """A bet on who reaches stage 3 sooner, before anything is shown."""

    slug = "cluster_stages"


class ClusterStagesMap(Explorer):
    """One cluster on its territory, step by step, with and without an animator on the same random numbers."""

    slug, part = "cluster_stages", "map"

    def __init__(self, choice: str | None = None, **start: Any) -> None:
        self.pictures_of: tuple[Map, Map, Lines, Lines] | None = None
        self.played: tuple[tuple[Any, ...], tuple[History, History]] | None = None
        super().__init__(choice, **start)

    def build(self) -> tuple[Control, ...]:
        """Return time, the number of the try, the firms, the animator's assurance and the branch of decline."""
        return (
            Player("step", STEPS),
            Buttons("again", ("next",), "again_options"),
            Slider("luck", 1, 99, 1, 1),
            Slider("firms", 2, 24, 1, 12),
            Slider("assurance", 0, 0.6, 0.05, 0.15),
            Choice("decline", tuple(DECLINES), "none", "declines"),
        )

    def pressed_next(self) -> None:
        """Take other random numbers and go back to the start."""
        self.values = dict(self.values, luck=int(self.state["luck"]) % 99 + 1, step=0)

    @property
    def histories(self) -> tuple[History, History]:
        """The two runs, with and without an animator."""
        key = tuple(self.state[name] for name in ("luck", "firms", "assurance", "decline"))
        if self.played is None or self.played[0] != key:
            rules = {"assurance": self.state["assurance"], **DECLINES[self.state["decline"]]}
            firms, luck = round(self.state["firms"]), round(self.state["luck"])
            made = [simulate(firms, STEPS, np.random.default_rng(luck), who, **rules) for who in (True, False)]
            self.played = key, (made[0], made[1])
        return self.played[1]

    def redraw(self) -> None:
        """Show both territories, and how trust and income went up to the step."""
        if self.pictures_of is None:
            maps = [Map(self.language, who, STEPS) for who in (True, False)]
            lines = [Lines(self.language, what, STEPS) for what in ("trust", "income")]
            self.pictures_of = maps[0], maps[1], lines[0], lines[1]
        *maps, trust, income = self.pictures_of
        step = self.state["step"]
        for picture, run in zip(maps, self.histories, strict=True):
            picture.update(run, step)
        trust.update([run.trust for run in self.histories], step)
        alone = Scenario().base * np.arange(STEPS + 1)
        income.update([run.income.mean(axis=1).cumsum() - alone for run in self.histories], step)
        whose = {"title": self.words("model.title"), "text": self.words("model.map")}
        self.show([*self.pictures_of], [whose])


class ClusterStagesMany(Explorer):
    """Many clusters at once: the share of them in each stage, with and without an animator.

    Parameters
    ----------
    choice : str, optional
        Language.
    bet : ClusterStagesBet, optional
        The bet to give a verdict on.
    **start
        Values of the controls to start from.
    """

    slug, part = "cluster_stages", "many"

    def __init__(self, choice: str | None = None, bet: ClusterStagesBet | None = None, **start: Any) -> None:
        self.bet = bet
        self.pictures_of: tuple[Shares, Shares] | None = None
        super().__init__(choice, **start)
        if bet:
            bet.observe(self._changed, names="values")

    def build(self) -> tuple[Control, ...]:
        """Return four sliders and the branch of decline."""
        return (
            Slider("firms", 2, 24, 1, 12),
            Slider("assurance", 0, 0.6, 0.05, 0.15),
            Slider("success", 0, 1, 0.05, 0.6),
            Slider("start", 0, 1, 0.05, 0.05),
            Choice("decline", tuple(DECLINES), "none", "declines"),
        )

    @property
    def runs(self) -> tuple[Runs, Runs]:
        """The runs with and without an animator, on the same random numbers."""
        rules = {name: self.state[name] for name in ("assurance", "success", "start")}
        rules |= {"firms": round(self.state["firms"]), "steps": STEPS, **DECLINES[self.state["decline"]]}
        made = [replicate(Scenario(animator=who, **rules), RUNS, np.random.default_rng(SEED)) for who in (True, False)]
        return made[0], made[1]

    def redraw(self) -> None:
        """Show the shares, the pairs of runs compared and the verdict on the bet."""
        if self.pictures_of is None:
            self.pictures_of = Shares(self.language, True, STEPS), Shares(self.language, False, STEPS)
        runs = self.runs
        for picture, made in zip(self.pictures_of, runs, strict=True):
            picture.update(made)
        never = STEPS + 1
        first = [[first_step_at(stages, 3) or never for stages in made.stage] for made in runs]
        gap = np.array(first[0]) - np.array(first[1])
        counts = {"sooner": int((gap < 0).sum()), "later": int((gap > 0).sum()), "same": int((gap == 0).sum())}
        tone = "good" if counts["sooner"] > counts["later"] else "bad"
        report = [
            {"title": self.words("many.race"), "text": self.words("many.counts", n=RUNS, **counts), "tone": tone},
            {"title": self.words("model.title"), "text": self.words("model.many")},
        ]
        if answer := self.bet.answer if self.bet else None:
            verdict = self.words(f"many.verdict.{answer}", **counts)
            report.insert(0, {"title": self.words("many.verdict.title"), "text": verdict})
        self.show([*self.pictures_of], report)


class ClusterStages(Stacked):
    """The whole concept: the bet first; once it is placed, one cluster on its map and then many.

    Parameters
    ----------
    choice : str, optional
        ``en`` or ``pl``; without it ``?lang=``, then ``COURSE_LANGUAGE``, then English.

    Attributes
    ----------
    bet, map, many : ClusterStagesBet, ClusterStagesMap, ClusterStagesMany
    """

    def __init__(self, choice: str | None = None) -> None:
        self.bet = ClusterStagesBet(choice)
        self.map = ClusterStagesMap(choice)
        self.many = ClusterStagesMany(choice, bet=self.bet)
        super().__init__()
        self._reveal()
        self.bet.observe(self._reveal, names="values")

    def _reveal(self, _: object = None) -> None:
        self.children = (self.bet, self.map, self.many) if self.bet.answer else (self.bet,)
