"""Slide 14: a bet, views that move in rounds of talk, and a table of who answers for what."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import Any

import numpy as np

from course.figures.shared_vision import Roles, Rounds, Views
from course.models.shared_vision import NETWORKS, discuss, is_unique, network, role_gaps, settled
from course.texts import number
from widgets._controls import Buttons, Choice, Column, Control, Player, Slider, Table
from widgets._explorer import Explorer, Stacked
from widgets._question import Bet

SLUG = "shared_vision"
MOST = 6  # partners who talk
ROUNDS = 20
LONG = 2000  # rounds after which even two camps with one bridge stand still
SHARED = 1.0  # points: views as near as this we call a shared one
VIEWS = [4, 1, 6, 9, 10, 8]
ANSWERING = 5  # partners who answer for tasks
TASKS = 8


def talking(hears: str, openness: list[float]) -> dict[str, Any]:
    """Return the values of the controls for one case of five partners, before the first round."""
    filled = [*openness, *[1] * (MOST - len(openness))]
    return {"hears": hears, "openness": filled, "view": list(VIEWS), "all": 1, "partners": 5, "step": 0}


def claimed(text: str) -> list[bool] | None:
    """Return which partners the numbers in ``text`` name, as in "1, 5"; None where it cannot be read."""
    numbers = re.split(r"[\s,;]+", text.strip(" ,;"))
    if not all(number in {str(partner) for partner in range(ANSWERING + 1)} for number in numbers):
        return None
    return [str(partner + 1) in numbers for partner in range(ANSWERING)]


class SharedVisionBet(Bet):
    """A bet on where four fully open partners end beside one who never moves."""

    slug = SLUG


class SharedVisionTalk(Explorer):
    """Partners with views and openness who talk in rounds: where views go, and whose they are.

    Parameters
    ----------
    choice : str, optional
        Language.
    bet : SharedVisionBet, optional
        The bet to give a verdict on.
    **start
        Values of the controls to start from.
    """

    slug, part = SLUG, "talk"
    cases = MappingProxyType(
        {  # ours
            "rock": talking("table", [1, 0, 1, 1, 1]),
            "careful": talking("ring", [0.7] * 5),
            "leader": talking("leader", [1] * 5),
            "bridge": talking("bridge", [1] * 5),
            "apart": talking("apart", [1] * 5),
        }
    )

    def __init__(self, choice: str | None = None, bet: SharedVisionBet | None = None, **start: Any) -> None:
        self.bet = bet
        self.pictures_of: dict[int, tuple[Views, Rounds]] = {}
        super().__init__(choice, **start)
        if bet:
            bet.observe(self._changed, names="values")

    def build(self) -> tuple[Control, ...]:
        """Return the player of rounds, the cases, who listens to whom, and the table of partners."""
        names = tuple(self.words(f"who.{index}") for index in range(MOST))
        rock = self.cases["rock"]
        columns = (
            Column("names", names),
            Column("view", tuple(VIEWS), 0, 10),
            Column("openness", tuple(rock["openness"]), 0, 1),
        )
        return (
            Player("step", ROUNDS),
            Buttons("case", tuple(self.cases), "cases"),
            Choice("hears", NETWORKS, "table", "networks"),
            Slider("all", 0, 1, 0.05, 1),
            Slider("partners", 3, MOST, 1, 5),
            Table("table", columns, "partners"),
        )

    @property
    def room(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Views, weights and openness of the partners in use."""
        n = int(self.state["partners"])
        openness = np.array(self.state["openness"][:n]) * self.state["all"]
        return np.array(self.state["view"][:n]), network(self.state["hears"], n), openness

    def redraw(self) -> None:
        """Show the views in the round that is played, and where talk comes to rest."""
        views, weights, openness = self.room
        n, step = len(views), self.state["step"]
        if n not in self.pictures_of:
            self.pictures_of[n] = Views(self.language, n), Rounds(self.language, ROUNDS, n)
        rows, lines = self.pictures_of[n]
        path = discuss(views, weights, openness, ROUNDS)
        far = discuss(np.column_stack([views, np.eye(n)]), weights, openness, LONG)
        unique = is_unique(weights, openness)
        rest = settled(views, weights, openness) if unique else far[-1, :, 0]
        rows.update(self.state["names"][:n], path, rest, far[step, :, 1:].mean(axis=0), step)
        lines.update(path, step)
        self.show([rows, lines], self._report(rest, far[-1, :, 1:].mean(axis=0), unique))

    def _report(self, rest: np.ndarray, say: np.ndarray, unique: bool) -> list[dict[str, Any]]:
        whose = {"title": self.words("model.title"), "text": self.words("model.talk")}
        if not self.state["step"]:
            return [{"text": self.words("talk.before", last=ROUNDS)}, whose]
        low, high = (number(float(end), self.language) for end in (rest.min(), rest.max()))
        gap = float(np.ptp(rest))
        where = self.words("talk.rest_one" if low == high else "talk.rest_many", low=low, high=high)
        said = self.words(
            "talk.shared" if gap <= SHARED else "talk.split", rest=where, gap=number(gap, self.language, 1)
        )
        text = said if unique else f"{said} {self.words('talk.loose')}"
        tone = "good" if gap <= SHARED else "bad"
        report = [
            {"title": self.words("talk.title"), "text": text, "tone": tone},
            {"title": self.words("talk.voice_title"), "text": self._voice(say)},
            whose,
        ]
        if told := self._told(len(rest)):
            report.insert(2, {"title": self.words("talk.story"), "text": self.words(f"talk.stories.{told}")})
        if self.bet and self.bet.answer:
            verdict = self.words(f"verdict.{self.bet.answer}", rest=where)
            report.insert(0, {"title": self.words("verdict.title"), "text": verdict})
        return report

    def _voice(self, say: np.ndarray) -> str:
        even = round(100 / len(say))
        loudest = int(say.argmax())
        key = "talk.voice_even" if np.ptp(say) < 0.005 else "talk.voice"
        return self.words(key, share=round(100 * say[loudest]), name=self.state["names"][loudest], even=even)

    def _told(self, n: int) -> str | None:
        """Return the case whose values these are, whatever the round; None where something was changed since."""
        for name, case in self.cases.items():
            same = all(self.state[key] == case[key] for key in ("hears", "all", "partners"))
            if same and all(self.state[key][:n] == case[key][:n] for key in ("view", "openness")):
                return name
        return None


class SharedVisionTasks(Explorer):
    """Tasks and who says of each: for this I answer. Which nobody does, and which more than one."""

    slug, part = SLUG, "tasks"
    cases = MappingProxyType(
        {  # ours
            "first": {"claim": ["1, 5", "3", "0", "2", "1, 2", "0", "1, 4, 5", "4"]},
            "everyone": {"claim": ["1, 2, 3, 4, 5"] * TASKS},
            "second": {"claim": ["1", "3", "5", "2", "1", "1", "4", "4"]},
        }
    )

    def __init__(self, choice: str | None = None, **start: Any) -> None:
        self.pictures_of: dict[int, Roles] = {}
        self.said = np.zeros((TASKS, ANSWERING), dtype=bool)  # the last answers that could be read
        super().__init__(choice, **start)

    def build(self) -> tuple[Control, ...]:
        """Return the cases, the number of tasks, the table of tasks and the names of the partners."""
        tasks = tuple(self.words(f"tasks.names_of.{index}") for index in range(TASKS))
        names = tuple(self.words(f"who.{index}") for index in range(ANSWERING))
        columns = Column("task", tasks), Column("claim", tuple(self.cases["first"]["claim"]))
        return (
            Buttons("case", tuple(self.cases), "cases"),
            Slider("count", 3, TASKS, 1, 6),
            Table("table", columns, "count"),
            Table("who", (Column("names", names),), ""),  # all its rows are in use, so no control counts them
        )

    def redraw(self) -> None:
        """Show the dots, and say what to ask next."""
        n = int(self.state["count"])
        for row, text in reversed(list(enumerate(self.values["claim"][:n]))):  # of several refused the first is named
            if (said := claimed(str(text))) is not None:
                self.said[row] = said
            else:
                self.refuse("claim", self.words("tasks.only", task=self.state["task"][row], most=ANSWERING))
        if n not in self.pictures_of:
            self.pictures_of[n] = Roles(self.language, n, ANSWERING)
        tasks, names, said = self.state["task"][:n], self.state["names"], self.said[:n]
        picture = self.pictures_of[n]
        picture.update(tasks, names, said)
        listed = ", ".join(f"{name} {int(count)}" for name, count in zip(names, said.sum(axis=0), strict=True))
        report = [
            self._next(tasks, names, said),
            {"title": self.words("tasks.load_title"), "text": self.words("tasks.load", listed=listed)},
            {"title": self.words("model.title"), "text": self.words("model.tasks")},
        ]
        self.show([picture], report)

    def _next(self, tasks: list[str], names: list[str], said: np.ndarray) -> dict[str, Any]:
        unowned, contested = role_gaps(said)
        title = self.words("tasks.title")
        if not unowned and not contested:
            return {"title": title, "text": self.words("tasks.clear"), "tone": "good"}
        lines = [self.words("tasks.ask_none", task=tasks[row]) for row in unowned]
        for row in contested:
            who = ", ".join(name for name, claim in zip(names, said[row], strict=True) if claim)
            lines.append(self.words("tasks.ask_many", task=tasks[row], names=who))
        return {"title": title, "items": lines, "tone": "bad"}


class SharedVision(Stacked):
    """The whole concept: the bet first; once it is placed, the talk and the tasks.

    Parameters
    ----------
    choice : str, optional
        ``en`` or ``pl``; without it ``?lang=``, then ``COURSE_LANGUAGE``, then English.

    Attributes
    ----------
    bet, talk, tasks : SharedVisionBet, SharedVisionTalk, SharedVisionTasks
    """

    def __init__(self, choice: str | None = None) -> None:
        self.bet = SharedVisionBet(choice)
        self.talk = SharedVisionTalk(choice, bet=self.bet)
        self.tasks = SharedVisionTasks(choice)
        super().__init__()
        self._reveal()
        self.bet.observe(self._reveal, names="values")

    def _reveal(self, _: object = None) -> None:
        self.children = (self.bet, self.talk, self.tasks) if self.bet.answer else (self.bet,)
