"""What nbgrader's gradebook says of one submission, for the learner's page."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nbgrader.api import Gradebook

# What nbgrader itself writes beside an answer left as it was, in English whatever the course's language.
NO_RESPONSE = "No response."


@dataclass(frozen=True)
class Given:
    """The points of one cell.

    Parameters
    ----------
    score : float or None
        None where nobody has decided yet.
    possible : float
    extra : float
        Extra points, counted in ``score``.
    by_hand : bool
        Whether a person gave them.
    waiting : bool
        Whether a person is still to look at it.
    """

    score: float | None
    possible: float
    extra: float = 0.0
    by_hand: bool = False
    waiting: bool = False


@dataclass(frozen=True)
class Marks:
    """The marks of one submission: points and comments by grade_id."""

    cells: dict[str, Given] = field(default_factory=dict)
    comments: dict[str, str] = field(default_factory=dict)
    penalty: float = 0.0
    late: bool = False
    handed_in: date | None = None

    @property
    def possible(self) -> float:
        """All points there are."""
        return sum(one.possible for one in self.cells.values())

    @property
    def got(self) -> float:
        """The points given so far, less what lateness costs."""
        return max(0.0, sum(one.score or 0.0 for one in self.cells.values()) - self.penalty)

    @property
    def waiting(self) -> float:
        """The points that nobody has decided on yet."""
        return sum(one.possible for one in self.cells.values() if one.score is None)


def marks(gradebook: Gradebook, slug: str, learner: str) -> Marks | None:
    """Return the marks, or None where nbgrader knows of no such submission."""
    from nbgrader.api import MissingEntry

    try:
        submission: Any = gradebook.find_submission(slug, learner)
        notebook: Any = gradebook.find_submission_notebook(slug, slug, learner)
    except MissingEntry:
        return None
    at = submission.timestamp
    due = submission.assignment.duedate
    if due is not None and submission.extension is not None:
        due += submission.extension
    return Marks(
        {grade.name: _given(grade) for grade in notebook.grades},
        {one.name: text for one in notebook.comments if (text := _comment(one))},
        float(notebook.late_submission_penalty or 0.0),
        at is not None and due is not None and at > due,
        at.replace(tzinfo=UTC).astimezone().date() if at is not None else None,
    )


def _given(grade: Any) -> Given:
    score = grade.auto_score if grade.manual_score is None else grade.manual_score
    extra = float(grade.extra_credit or 0.0) if score is not None else 0.0
    total = None if score is None else float(score) + extra
    waiting = bool(grade.needs_manual_grade) or score is None
    return Given(total, float(grade.max_score or 0.0), extra, grade.manual_score is not None, waiting)


def _comment(comment: Any) -> str:
    text = (comment.comment or "").strip()
    return "" if text == NO_RESPONSE and comment.manual_comment is None else text
