"""All checks an author runs before handing work over, two at a time, with their times."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

AT_ONCE = 2  # checks; the tests, the last and longest of them, take two processors by themselves


@dataclass(frozen=True, slots=True)
class Step:
    """One check: its name, the module it needs and the arguments of ``python``."""

    name: str
    needs: str
    arguments: tuple[str, ...]


def steps(quick: bool = False) -> tuple[Step, ...]:
    """Return the checks in the order in which they begin; ``quick`` leaves the tests in a real browser out."""
    browser = ("--ignore=tests/browser",) if quick else ()
    # A file at a time, the long ones first (tests/conftest.py): what a module sets up is then set up once.
    two = ("-q", "-n", "2", "--dist", "loadfile", "--no-loadscope-reorder", "--durations=40", "--durations-min=5")
    contracts = "from importlinter.cli import lint_imports_command as command; command()"
    return (
        Step("types", "pyright", ("-m", "pyright", "--pythonpath", sys.executable)),  # on one processor for a minute
        Step("format", "ruff", ("-m", "ruff", "format", "--check", ".")),
        Step("lint", "ruff", ("-m", "ruff", "check", ".")),
        Step("contracts", "importlinter", ("-c", contracts)),
        Step("notebooks", "jupytext", ("-m", "course", "build", "--check")),
        Step("tests", "xdist", ("-m", "pytest", *two, *browser)),
    )


def run(root: Path, quick: bool = False, console: Console | None = None, plan: tuple[Step, ...] | None = None) -> int:
    """Run every check in ``root``, show what failed, and return 0 if nothing did, else 1.

    Raises
    ------
    ModuleNotFoundError
        If a tool of the authors' is not installed; nothing has been run then.
    """
    console = console or Console()
    show = console.print
    plan = plan or steps(quick)
    for step in plan:
        if importlib.util.find_spec(step.needs) is None:
            raise ModuleNotFoundError(f"No module named {step.needs!r}", name=step.needs)
    failed = []
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with ThreadPoolExecutor(AT_ONCE) as pool, Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task(", ".join(step.name for step in plan), total=len(plan))
        for step, (done, seconds) in zip(plan, pool.map(lambda step: _done(step, root), plan), strict=True):
            verdict = "[red]failed[/]" if done.returncode else "[green]ok[/]"
            show(f"{step.name:<10} {seconds:6.1f} s  {verdict}")
            if done.returncode:
                failed.append(step.name)
                show(done.stdout + done.stderr, markup=False, highlight=False, soft_wrap=True)
            elif step.name == "tests":  # how many there were: none would be no success
                show(done.stdout.strip().splitlines()[-1], markup=False, highlight=False, soft_wrap=True)
            progress.advance(task)
    show(f"[red]failed: {', '.join(failed)}[/]" if failed else "[green]all checks passed[/]")
    return 1 if failed else 0


def _done(step: Step, root: Path) -> tuple[subprocess.CompletedProcess[str], float]:
    """Return how a check ended, and after how many seconds."""
    start = time.monotonic()
    done = subprocess.run([sys.executable, *step.arguments], cwd=root, capture_output=True, text=True)
    return done, time.monotonic() - start
