"""A class graded by stock nbgrader and by ours, sandbox on: time and memory at 10, 30 and 100 submissions.

python tests/benchmarks/bench_grading.py [10 30 100]
"""

import itertools
import logging
import os
import shutil
import sys
import threading
import time
import tomllib
import warnings
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import nbformat
import psutil
from nbgrader.apps import NbGraderAPI

from course.catalog import ROOT
from course.grading.place import Place, opened
from course.grading.run import entered, run, tasks, workers
from course.grading.sandbox import Limits

SLUG = "synergy"
MEGABYTE = 1 << 20


def class_of(place: Place, count: int) -> None:
    """Hand in right, partial, noisy and untouched work in turn."""
    kept = tomllib.loads((ROOT / f"tests/notebooks/works/{SLUG}.toml").read_text(encoding="utf-8"))
    works = [{"from": "solutions", "cells": {}}, *kept.values(), {"cells": {}}]
    for number, work in zip(range(count), itertools.cycle(works), strict=False):
        start = ROOT / work.get("from", "exercises") / place.language / SLUG / f"{SLUG}.ipynb"
        notebook = nbformat.read(start, as_version=4)
        notebook.cells = [cell for cell in notebook.cells if cell.id not in work.get("deleted", ())]
        for cell in notebook.cells:
            cell.source = work["cells"].get(cell.id, cell.source)
        folder = place.submitted / f"learner-{number:03}" / SLUG
        folder.mkdir(parents=True)
        nbformat.write(notebook, folder / f"{SLUG}.ipynb")


def measured(work: Callable[[], None]) -> tuple[float, float]:
    """Return the seconds the work takes, and the most memory it and its children hold meanwhile, in MB."""
    most, over = [0], threading.Event()

    def look() -> None:
        me = psutil.Process()
        while not over.wait(1.0):  # counting shared memory fairly is slow, and must not slow what is measured
            total = 0
            for one in [me, *me.children(recursive=True)]:
                try:
                    total += one.memory_full_info().pss
                except psutil.Error:
                    continue
            most[0] = max(most[0], total)

    watcher = threading.Thread(target=look, daemon=True)
    watcher.start()
    began = time.perf_counter()
    work()
    seconds = time.perf_counter() - began
    over.set()
    watcher.join()
    return seconds, most[0] / MEGABYTE


def stock(place: Place) -> None:
    """Grade as nbgrader's own interface does, one after another in one process: its best case."""
    interface = NbGraderAPI(config=place.config())
    for learner in place.handed_in(SLUG):
        done = interface.autograde(SLUG, learner)
        if not done["success"]:
            raise RuntimeError(done.get("error"))


def ours(place: Place) -> None:
    """Grade as ``partnership grade run`` does."""
    for outcome in run(tasks([place])[0]):
        if outcome.record is None:
            raise RuntimeError(outcome.error)


def points(place: Place) -> list[float]:
    """Return the automatic points of the class, by learner."""
    with place.gradebook() as gradebook:
        return [
            sum(grade.auto_score or 0 for grade in gradebook.find_submission_notebook(SLUG, SLUG, learner).grades)
            for learner in place.handed_in(SLUG)
        ]


def main(sizes: list[int]) -> None:
    """Print one row a class."""
    warnings.simplefilter("ignore")
    os.environ["PYTHONWARNINGS"] = "ignore"
    logging.disable(logging.ERROR)
    print(f"Grading {SLUG}: stock nbgrader beside ours ({workers(Limits())} workers, each learner in a sandbox)")
    print("class   stock s   per work   memory MB      ours s   per work   memory MB      times as fast")
    for size in sizes:
        with TemporaryDirectory() as folder:
            root = Path(folder)
            shutil.copy(ROOT / "nbgrader_config.py", root)
            for part in ("solutions", "exercises"):
                shutil.copytree(ROOT / part / "pl" / SLUG, root / part / "pl" / SLUG)
            found = []
            for name, way in (("stock", stock), ("ours", ours)):
                os.environ["COURSE_GRADING_DIR"] = str(root / name)
                place = opened(root, ["pl"])[0]
                class_of(place, size)
                entered(place, SLUG)
                found.append((*measured(lambda way=way, place=place: way(place)), points(place)))
            (slow, heavy, theirs), (fast, light, own) = found
            if theirs != own:
                raise RuntimeError("the two ways give different marks")
            print(
                f"{size:5} {slow:9.1f} {slow / size:10.2f} {heavy:11.0f} {fast:11.1f} {fast / size:10.2f} {light:11.0f}"
                f" {slow / fast:18.1f}"
            )


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or [10, 30, 100])
