"""A learner's page in parts: the tasks of the release, with this learner's answers, points and reasons in them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from course.exercises import HAND_IN
from course.grading import outputs
from course.grading.clean import Cleaner
from course.grading.feedback_cells import Part, Task, added, grade_id, kind_of, state_of, unchanged, whole
from course.grading.feedback_marks import Given, Marks
from course.grading.prose import line, prose
from course.grading.record import Mark, Record
from course.texts import Words, number

HEADING = re.compile(r"\A\s*(#{1,6})[ \t]+(.+?)[ \t]*#*[ \t]*(?:\n|\Z)")
# "(3 points, marked by a person)" at the end of a heading: the page says what was earned instead.
WORTH = re.compile(r"\s*\([^()]*(?:punkt|pkt|point)[^()]*\)$")
SIGNS = {"passed": "✓", "part": "◐", "by_hand": "…"}  # the others: ✗
FENCE = re.compile(r"#+\s*BEGIN\s+SOLUTION", re.IGNORECASE)
LONGEST = 20_000  # characters of an answer


class Parts:
    """Reads one submission into parts.

    Parameters
    ----------
    release : list of cells
        What the learner was given: the tasks come from here.
    graded : list of cells
        The marked notebook: answers and outputs come from here.
    marks : Marks
    record : Record or None
        Why each check ended as it did.
    cleaner : Cleaner
    words : Words
        ``grading_feedback``.
    """

    def __init__(
        self,
        release: Sequence[Any],
        graded: Sequence[Any],
        marks: Marks,
        record: Record | None,
        cleaner: Cleaner,
        words: Words,
    ) -> None:
        self.release, self.marks, self.cleaner, self.words = release, marks, cleaner, words
        self.work = {name: cell for cell in graded if (name := grade_id(cell))}
        self.said = record.cells if record else {}
        self.added = added(release, graded)
        later = Words("exercise", words.language)("check.later", name="\0")
        self.later = re.compile(re.escape(later).replace(re.escape("\0"), ".+"))

    def title(self) -> str:
        """Return the exercise's name, as Markdown; empty where the release begins without one."""
        found = next((HEADING.match(cell.source) for cell in self.release if cell.cell_type == "markdown"), None)
        return self.cleaner.own(found[2]) if found and len(found[1]) == 1 else ""

    def tasks(self) -> list[Task]:
        """Return the tasks in the release's order."""
        tasks: list[Task] = []
        marked = (place for place, cell in enumerate(self.release) if grade_id(cell) not in ("", HAND_IN))
        last = max(marked, default=-1)
        for cell in self.release[: last + 1]:
            name = grade_id(cell)
            kind = kind_of(cell)
            if cell.cell_type == "markdown" and kind in ("", "readonly"):
                self._prose(cell, tasks)
            elif kind in ("answer", "manual", "tests"):
                if not tasks:
                    tasks.append(Task(Markup.escape(self.words("page.without_heading"))))
                getattr(self, f"_{kind}")(tasks[-1], cell, name)
            if more := [source for source in self.added.get(name, []) if tasks]:
                cells = [outputs.code(self._cut(source)) for source in more]
                tasks[-1].parts.append(Part("more", values={"cells": cells}))
        return tasks

    def points(self, got: float | None, possible: float) -> str:
        """Return ``2 of 3 points``, or that nobody has decided yet."""
        if got is None:
            return self.words("points.not_yet")
        return self.words("points.of", got=number(got, self.words.language), n=whole(possible))

    def _prose(self, cell: Any, tasks: list[Task]) -> None:
        source = self.cleaner.own(cell.source)
        found = HEADING.match(source)
        if found and len(found[1]) == 1:
            return  # the exercise's name, and how to work with it
        rest = source[found.end() :].strip() if found else source.strip()
        if found:
            title = line(WORTH.sub("", found[2]), self.words)
            if len(found[1]) == 2 or not tasks:
                tasks.append(Task(title))
            else:
                tasks[-1].parts.append(Part("heading", title))
        if rest and tasks:
            tasks[-1].parts.append(Part("text" if found else "note", prose(rest, self.words)))

    def _answer(self, task: Task, cell: Any, name: str) -> None:
        work, given = self.work.get(name), self.marks.cells.get(name)
        values: dict[str, Any] = {"extra": "", "again": "", "said": "", "pictures": [], **self._beside(name)}
        if given:
            values |= self._counted(task, given)
        html = Markup()
        if work is None or unchanged(work, cell):
            values["missing"] = self.words("page.lost_answer" if work is None else "page.no_answer")
        else:
            html = outputs.code(self._cut(work.source))
            values["said"] = self._cut(outputs.texts(work.get("outputs", ()), self.cleaner), outputs.TEXT)
            values["pictures"] = outputs.pictures(work.get("outputs", ()))
        task.parts.append(Part("code", html, values))

    def _manual(self, task: Task, cell: Any, name: str) -> None:
        work = self.work.get(name)
        given = self.marks.cells.get(name) or Given(
            None, float(cell.metadata["nbgrader"].get("points", 0)), waiting=True
        )
        values = {**self._beside(name), **self._counted(task, given)}
        html = Markup()
        if work is None or unchanged(work, cell) or not work.source.strip():
            values["missing"] = self.words("page.lost_answer" if work is None else "page.no_answer")
        elif work.cell_type == "markdown":
            html = prose(self._cut(work.source), self.words)
        else:
            html = Markup("<pre><code>{}</code></pre>").format(outputs.code(self._cut(work.source)))
        task.parts.append(Part("writing", html, values))

    def _tests(self, task: Task, cell: Any, name: str) -> None:
        given = self.marks.cells.get(name) or Given(
            None, float(cell.metadata["nbgrader"].get("points", 0)), waiting=True
        )
        mark = self.said.get(name) or self._guessed(name, given)
        state = state_of(mark.state, given)
        lines = [text.strip().removeprefix("✓").strip() for text in self.cleaner.said(mark.said).splitlines()]
        lines = list(dict.fromkeys(text for text in lines if text and not self.later.fullmatch(text)))
        if not lines and state in ("passed", "failed"):
            lines = [self.words("check.all_well" if state == "passed" else "check.no_reason")]
        task.checks += 1
        values = {
            **self._beside(name),
            "name": self.words("check.name", number=task.checks),
            "id": name,
            "state": state,
            "sign": SIGNS.get(state, "✗"),
            "verdict": self.words(f"check.{state}"),
            "changed": self.words("check.changed") if given.by_hand else "",
            "lines": [self._cut(text, outputs.TEXT) for text in lines[:20]],
            **self._counted(task, given),
        }
        task.parts.append(Part("check", values=values))

    def _guessed(self, name: str, given: Given) -> Mark:
        """Return how a check ended where only the marked notebook says so."""
        cell = self.work.get(name)
        shown = [one for one in (cell.get("outputs", ()) if cell else ()) if one.get("output_type") != "execute_result"]
        failed = [one for one in shown if one.get("output_type") == "error"]
        said = outputs.error(failed[-1]) if failed else outputs.texts(shown, self.cleaner)
        return Mark("failed" if failed else "passed", said)

    def _counted(self, task: Task, given: Given) -> dict[str, Any]:
        """Add the points to the task's; return how they are said."""
        task.possible += given.possible
        task.got += given.score or 0.0
        task.waiting += given.possible if given.score is None else 0.0
        return {
            "points": self.points(given.score, given.possible),
            "extra": self.words("points.extra", n=whole(given.extra)) if given.extra else "",
            "again": self.words("points.again") if given.waiting and given.score is not None else "",
        }

    def _beside(self, name: str) -> dict[str, Any]:
        """Return what stands below an answer: the comment, and that copied parts are left out."""
        text, work = self.marks.comments.get(name, ""), self.work.get(name)
        copied = work is not None and kind_of(work) in ("answer", "manual") and FENCE.search(work.source)
        return {
            "comment": prose(self.cleaner.own(text), self.words) if text else Markup(),
            "published": self.words("page.published") if copied else "",
        }

    def _cut(self, text: str, most: int = LONGEST) -> str:
        text = self.cleaner.own(text).strip("\n")
        return text if len(text) <= most else f"{text[:most]}\n{self.words('cut')}"
