"""Many submissions graded: a pool of workers, progress, and going on where it stopped."""

from __future__ import annotations

import multiprocessing
import os
import threading
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.context import BaseContext
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psutil

from course.grading.place import GradingError, Place, ask_here, roster
from course.grading.record import Record, digest, read_record
from course.grading.sandbox import Limits, bubblewrap

AHEAD = 2  # submissions given out per worker: the one at work, and the next


@dataclass(frozen=True)
class Task:
    """One submission to grade."""

    place: Place
    slug: str
    learner: str


@dataclass(frozen=True)
class Outcome:
    """What came of a task: a record, or the reason why there is none."""

    task: Task
    record: Record | None = None
    error: GradingError | None = None


def tasks(
    places: Iterable[Place], slugs: Iterable[str] = (), learners: Iterable[str] = (), again: bool = False
) -> tuple[list[Task], int]:
    """Return what is to be graded, and how many submissions are graded already and unchanged since.

    Parameters
    ----------
    slugs, learners : iterable of str
        Only these; all where there are none.
    again : bool
        Whether to grade also what is graded already.
    """
    from course.grading.autograde import source_digest

    found, done = [], 0
    slugs, learners = set(slugs), set(learners)
    for place in places:
        for slug in place.assignments():
            if slugs and slug not in slugs:
                continue
            source = source_digest(place, slug)
            for learner in place.handed_in(slug):
                if learners and learner not in learners:
                    continue
                record = None if again else read_record(place, slug, learner)
                graded = (place.autograded / learner / slug / f"{slug}.ipynb").is_file()
                handed_in = digest(place.submitted / learner / slug)
                if record and graded and (record.source, record.digest) == (source, handed_in):
                    done += 1
                    continue
                found.append(Task(place, slug, learner))
    return found, done


def workers(limits: Limits) -> int:
    """Return how many submissions this machine grades at a time: one a core, fewer where memory is short."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    # Few submissions come near their limit, so a third of it is set aside for each, beside the worker itself.
    room = int(psutil.virtual_memory().available // (limits.memory // 3 + (200 << 20)))
    return max(1, min(cores, room))


def run(
    wanted: list[Task], limits: Limits | None = None, isolated: bool = True, count: int | None = None
) -> Iterator[Outcome]:
    """Grade the tasks and give each outcome as it comes; ended early, it leaves what is done done.

    Raises
    ------
    GradingError
        If the sandbox is wanted and cannot be made.
    """
    limits = limits or Limits()
    if isolated:
        bubblewrap()
    if not wanted:
        return
    for place, slug in dict.fromkeys((task.place, task.slug) for task in wanted):
        entered(place, slug)
    count = min(count or workers(limits), len(wanted))
    left, suspects = list(wanted), list[Task]()
    while left or suspects:
        # Where a worker died, nobody knows under which submission: those it may have been go one at a time.
        batch, at_a_time = (suspects[:1], 1) if suspects else (left, count)
        done: set[Task] = set()
        for outcome in _pooled(batch, limits, isolated, at_a_time):
            done.add(outcome.task)
            yield outcome
        if suspects:
            if not done:
                error = GradingError("run:worker_died", learner=batch[0].learner, slug=batch[0].slug)
                yield Outcome(batch[0], error=error)
            suspects = suspects[1:]
            continue
        left = [task for task in left if task not in done]
        suspects, left = left[: AHEAD * count], left[AHEAD * count :]


def _pooled(batch: list[Task], limits: Limits, isolated: bool, count: int) -> Iterator[Outcome]:
    """Grade a batch in one pool of workers, in order; where a worker dies, end early."""
    pool = ProcessPoolExecutor(count, mp_context=_context(), initializer=_watch, initargs=(os.getpid(),))
    running: set[Future[Outcome]] = set()
    waiting = iter(batch)
    try:
        while True:
            # No more than the workers will want next: where one dies, few submissions are under suspicion.
            while len(running) < AHEAD * count and (task := next(waiting, None)) is not None:
                running.add(pool.submit(_one, task, limits, isolated))
            if not running:
                return
            ready, running = wait(running, return_when=FIRST_COMPLETED)
            for future in ready:
                yield future.result()
    except BrokenProcessPool:
        return
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _context() -> BaseContext:
    """Return how workers start: from one process that has read nbgrader once, where there is such a way."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["course.grading.autograde"])
    return context


def _one(task: Task, limits: Limits, isolated: bool) -> Outcome:
    """Grade one submission in a worker."""
    from course.grading.autograde import graded

    try:
        return Outcome(task, record=graded(task.place, task.slug, task.learner, limits, isolated))
    except GradingError as error:
        return Outcome(task, error=error)
    except Exception as error:  # noqa: BLE001 - one submission must not end the evening
        reason = f"{type(error).__name__}: {error}"[:300]
        failed = GradingError("run:not_entered", learner=task.learner, slug=task.slug, reason=reason)
        return Outcome(task, error=failed)


def _watch(parent: int) -> None:
    """End this worker, and with it the sandbox it has open, when the command that started it is gone."""

    def look() -> None:
        while psutil.pid_exists(parent):
            time.sleep(0.5)
        with suppress(psutil.Error):
            for child in psutil.Process().children(recursive=True):
                child.kill()
        os._exit(1)

    threading.Thread(target=look, daemon=True).start()


def entered(place: Place, slug: str) -> None:
    """Enter the assignment in nbgrader's gradebook, where it is not there in its present state.

    Raises
    ------
    GradingError
        If nbgrader refuses it.
    """
    from course.grading.autograde import source_digest

    mark, kept = source_digest(place, slug), place.records / slug / "entered.txt"
    if kept.is_file() and kept.read_text(encoding="utf-8") == mark and _in_gradebook(place, slug):
        return
    from nbgrader.apps import NbGraderAPI

    ask_here()
    config = place.config()
    with TemporaryDirectory(prefix="partnership-") as folder:  # the release is committed; making it anew could break it
        config.CourseDirectory.release_directory = str(Path(folder).resolve())
        done = NbGraderAPI(config=config).generate_assignment(slug)
    if not done["success"]:
        reason = str(done.get("log") or done.get("error") or "?").strip().splitlines()[-1]
        raise GradingError("run:not_released", slug=slug, reason=reason)
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.write_text(mark, encoding="utf-8")


def named(place: Place) -> None:
    """Tell nbgrader the names on the class list, for its formgrader; whoever has handed in nothing is left out.

    Raises
    ------
    GradingError
        If the class list cannot be read.
    """
    here = {learner for slug in place.assignments() for learner in place.handed_in(slug)}
    people = [person for name, person in roster(place.folder.parent).items() if name in here]
    if not people:
        return
    with place.gradebook() as gradebook:
        known: dict[str, Any] = {str(student.id): student for student in gradebook.students}
        for person in people:
            told = {name: getattr(person, name) for name in ("first_name", "last_name", "email")}
            new = {name: value for name, value in told.items() if value}
            student = known.get(person.id)
            if new and (student is None or any(getattr(student, name) != value for name, value in new.items())):
                gradebook.update_or_create_student(person.id, **new)


def _in_gradebook(place: Place, slug: str) -> bool:
    from nbgrader.api import MissingEntry

    with place.gradebook() as gradebook:
        try:
            return bool(gradebook.find_notebook(slug, slug))
        except MissingEntry:
            return False
