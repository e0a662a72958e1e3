"""Who may import whom: the contracts of import-linter hold, and each is seen to break on a planted import."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from course.catalog import ROOT

LINT = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as lint; lint()", "--no-cache"]


def lint(root: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(LINT, cwd=root, capture_output=True, text=True)


def test_contracts_hold() -> None:
    done = lint(ROOT)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("path", "line", "broken"),
    [
        ("course/helpers.py", "", "helpers"),
        ("course/models/unplanned.py", "", "unplanned"),
        ("course/figures/unplanned.py", "", "unplanned"),
        ("widgets/_unplanned.py", "", "unplanned"),
        ("course/models/synergy.py", "import course.texts", "course.models"),
        ("course/models/synergy.py", "import matplotlib", "matplotlib"),
        ("course/models/coalitions.py", "import course.models.synergy", "course.models.synergy"),
        ("course/models/synergy.py", "import course.figures.synergy", "course.figures"),
        ("course/figures/synergy.py", "import ipywidgets", "ipywidgets"),
        ("course/figures/synergy.py", "import course.cli", "course.cli"),
        ("course/catalog.py", "import course.models.synergy", "course.catalog"),
        ("course/texts/__init__.py", "import course.catalog", "course.texts"),
        ("course/cases/__init__.py", "import course.models.synergy", "course.cases"),
        ("widgets/_load.py", "import widgets._explorer", "widgets._explorer"),
        ("course/checks.py", "import course.models.synergy", "course.checks"),
        ("course/dashboards.py", "import jupytext", "jupytext"),
        ("course/dashboards.py", "import course.notebooks", "course.dashboards"),
        ("course/notebooks.py", "import widgets", "widgets"),
        ("course/learn.py", "import nbgrader", "nbgrader"),
        ("widgets/synergy.py", "import course.cli", "course.cli"),
        ("widgets/synergy.py", "import course.notebooks", "course.notebooks"),
        ("widgets/_explorer.py", "import widgets.synergy", "widgets.synergy"),
        ("course/live/unplanned.py", "", "unplanned"),
        ("course/live/room.py", "import course.live.server", "course.live.server"),
        ("course/live/server.py", "import IPython", "IPython"),
        ("course/live/report.py", "import course.figures.synergy", "course.figures"),
        ("widgets/_live.py", "import course.live.server", "course.live.server"),
        ("widgets/synergy.py", "import course.grading.place", "course.grading"),
        ("course/grading/unplanned.py", "", "unplanned"),
        ("course/grading/place.py", "import course.grading.session", "course.grading.session"),
        ("course/grading/feedback.py", "import course.figures.synergy", "course.figures"),
        ("course/grading/which.py", "import nbgrader", "nbgrader"),
        ("course/doctor/unplanned.py", "", "unplanned"),
        ("course/doctor/trial.py", "import course.doctor.report", "course.doctor.report"),
        ("course/learn.py", "import course.doctor.report", "course.doctor"),
        ("course/grading/place.py", "import deploy.shared", "deploy"),
        ("deploy/remote.py", "import deploy.local.state", "deploy.local.state"),
        ("deploy/local/unplanned.py", "", "unplanned"),
        ("deploy/local/state.py", "import deploy.local.hub", "deploy.local.hub"),
        ("deploy/courses.py", "import deploy.local.state", "deploy.local.state"),
        ("deploy/kubernetes/unplanned.py", "", "unplanned"),
    ],
)
def test_planted_import_breaks_a_contract(tmp_path: Path, path: str, line: str, broken: str) -> None:
    for name in ("course", "widgets", "deploy"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    old = (tmp_path / path).read_text() if (tmp_path / path).is_file() else ""
    (tmp_path / path).write_text(f"{old}\n{line}\n")
    done = lint(tmp_path)
    assert done.returncode != 0, done.stdout
    assert broken in done.stdout
