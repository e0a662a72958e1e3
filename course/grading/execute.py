"""A notebook run in its order: the learner's cells in a session, the checks outside it."""

from __future__ import annotations

from typing import Any

import nbformat

from course.grading.checking import Checked, checked
from course.grading.session import Session

ALWAYS = {"language"}  # what checks may ask for without naming it


def executed(notebook: nbformat.NotebookNode, session: Session) -> dict[str, Checked]:
    """Fill in the outputs of all code cells, in place, and return what came of the checks, by grade_id.

    Parameters
    ----------
    notebook : NotebookNode
        With nbgrader's metadata; its locked cells are taken to be the instructor's.
    session : Session
        A program in which nothing has run yet.
    """
    carried: dict[str, Any] = {}
    done: dict[str, Checked] = {}
    codes = [cell for cell in notebook.cells if cell.cell_type == "code"]
    for number, cell in enumerate(codes, 1):
        marks = cell.metadata.get("nbgrader", {})
        if marks.get("grade") and marks.get("locked") and not marks.get("solution"):
            one = checked(cell.source, float(marks["points"]), session, carried, ALWAYS)
            outputs = one.outputs
            done[marks["grade_id"]] = one
        else:
            outputs = session.run(cell.source) if cell.source.strip() else []
        for output in outputs:
            if output["output_type"] == "execute_result":
                output["execution_count"] = number
        cell.execution_count = number
        cell.outputs = [nbformat.from_dict(output) for output in outputs]
    return done
