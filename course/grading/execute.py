"""A notebook run in its order: the learner's cells in a session, the checks outside it."""

from __future__ import annotations

from typing import Any

import nbformat

from course.exercises import HAND_IN
from course.grading.checking import Checked, checked
from course.grading.own_name import OwnName
from course.grading.session import Session

ALWAYS = {"language", "me"}  # what checks may ask for without naming it


def executed(notebook: nbformat.NotebookNode, session: Session, name: OwnName | None = None) -> dict[str, Checked]:
    """Fill in the outputs of all code cells, in place, and return what came of the checks, by grade_id.

    Parameters
    ----------
    notebook : NotebookNode
        With nbgrader's metadata; its locked cells are taken to be the instructor's.
    session : Session
        A program in which nothing has run yet.
    name : OwnName, optional
        Whose numbers count, where the exercise draws them.
    """
    carried: dict[str, Any] = {}
    done: dict[str, Checked] = {}
    codes = [cell for cell in notebook.cells if cell.cell_type == "code"]
    for number, cell in enumerate(codes, 1):
        marks = cell.metadata.get("nbgrader", {})
        if marks.get("grade") and marks.get("locked") and not marks.get("solution"):
            one = checked(cell.source, float(marks["points"]), session, carried, ALWAYS, name)
            outputs = one.outputs
            done[marks["grade_id"]] = one
        else:
            # Nobody is here to press the button.
            told = cell.source.strip() and marks.get("grade_id") != HAND_IN
            outputs = session.run(cell.source) if told else []
        for output in outputs:
            if output["output_type"] == "execute_result":
                output["execution_count"] = number
        cell.execution_count = number
        cell.outputs = [nbformat.from_dict(output) for output in outputs]
    return done
