"""Every lesson runs from its first cell to its last, in both languages, without a word on stderr."""

import os

import nbformat
import pytest
from nbclient import NotebookClient
from traitlets.config import Config

from course.catalog import ROOT

LESSONS = sorted((ROOT / "notebooks").glob("[ep][nl]/*.ipynb"))


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_lesson_runs(path, tmp_path):
    notebook = nbformat.read(path, as_version=4)
    # Over TCP, two kernels that start at once may be given the same port.
    sockets = {"transport": "ipc", "ip": str(tmp_path / "k")} if os.name == "posix" else {}
    NotebookClient(notebook, timeout=120, config=Config(KernelManager=sockets)).execute()
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    outputs = [output for cell in code for output in cell.outputs]
    assert outputs or not code
    assert [output for output in outputs if output.output_type == "stream" and output.name == "stderr"] == []


def test_there_are_lessons_in_both_languages():
    assert {path.parent.name for path in LESSONS} == {"en", "pl"}
