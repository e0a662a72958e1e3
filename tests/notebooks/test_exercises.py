"""Every exercise run as it stands: the published answers pass all checks, the untouched release passes none."""

import nbformat
import pytest
from nbclient import NotebookClient

from course.catalog import ROOT

SOLUTIONS = sorted((ROOT / "solutions").glob("[ep][nl]/*/*.ipynb"))
RELEASES = sorted((ROOT / "exercises").glob("[ep][nl]/*/*.ipynb"))


def failed(path) -> dict[str, bool]:
    """Return for each cell with checks whether it ended in an error."""
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(notebook, timeout=120, kernel_name="python3", allow_errors=True).execute()
    marked = [cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade")]
    return {
        cell.metadata["nbgrader"]["grade_id"]: any(output.output_type == "error" for output in cell.outputs)
        for cell in marked
        if cell.cell_type == "code"
    }


@pytest.mark.parametrize("path", SOLUTIONS, ids=lambda path: f"{path.parts[-3]}-{path.stem}")
def test_published_answers_pass_every_check(path):
    outcome = failed(path)
    assert outcome
    assert not any(outcome.values()), outcome


@pytest.mark.parametrize("path", RELEASES, ids=lambda path: f"{path.parts[-3]}-{path.stem}")
def test_untouched_release_passes_no_visible_check(path):
    # A check whose numbers are all hidden only says so here; stock nbgrader's runs show that it gives no points.
    text = {cell.metadata.get("nbgrader", {}).get("grade_id"): cell.source for cell in nbformat.read(path, 4).cells}
    outcome = {name: bad for name, bad in failed(path).items() if "check.later" not in text[name]}
    assert outcome
    assert all(outcome.values()), outcome
