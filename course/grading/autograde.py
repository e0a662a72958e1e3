"""One submission graded: mended, run in the sandbox, checked outside, and entered where nbgrader enters it."""

from __future__ import annotations

import hashlib
import io
import logging
import shutil
import time
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import nbformat
from nbgrader.converters import Autograde
from nbgrader.converters.base import NbGraderException
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import NbGraderPreprocessor, SaveAutoGrades
from nbgrader.preprocessors.execute import Execute

from course.grading.checking import Checked
from course.grading.execute import executed
from course.grading.own_name import OwnName
from course.grading.place import GradingError, Place
from course.grading.record import Note, Record, digest, write_record
from course.grading.repair import repaired
from course.grading.sandbox import MEGABYTE, Limits
from course.grading.session import Session
from course.own_numbers import choices

LARGEST = 20 * MEGABYTE  # bytes of a notebook
BESIDE = 5 * MEGABYTE  # bytes of all files beside it


@dataclass
class Job:
    """What is known of the submission at work in this process: nbgrader makes its preprocessors itself."""

    language: str = "en"
    name: OwnName | None = None
    limits: Limits = field(default_factory=Limits)
    isolated: bool = True
    files: dict[str, bytes] = field(default_factory=dict)
    checked: dict[str, Checked] = field(default_factory=dict)
    doubts: list[Note] = field(default_factory=list)


class SafeExecute(NbGraderPreprocessor):
    """Runs the learner's cells in a session and the checks outside it, in the notebook's order."""

    job = Job()

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Fill in the outputs of all code cells."""
        job = self.job
        learner = job.name.learner if job.name else ""
        session = Session(job.language, job.limits, job.isolated, job.files, learner)
        try:
            job.checked = executed(nb, session, job.name)
            if job.name and job.name.doubt:
                job.doubts.append(job.name.doubt)
            if session.losses:
                job.doubts.append(Note("lost_session"))
        finally:
            session.close()
        for name, done in job.checked.items():
            if done.points is None:
                shown = str(done.outputs[-1]["data"]["text/plain"])[:60]
                job.doubts.append(Note("number_value", name, {"value": shown}))
        return nb, resources


class SaveMarks(SaveAutoGrades):
    """nbgrader's own, but for the points of checks: they were given where the check ran, not read off its outputs."""

    job = Job()

    def _add_score(self, cell: Any, resources: Any) -> None:
        super()._add_score(cell, resources) if cell.cell_type != "code" else self._add_checked(cell)

    def _add_checked(self, cell: Any) -> None:
        name = cell.metadata["nbgrader"]["grade_id"]
        grade: Any = self.gradebook.find_grade(name, self.notebook_id, self.assignment_id, self.student_id)
        done = self.job.checked.get(name)
        grade.auto_score = done.points if done else 0.0
        grade.needs_manual_grade = grade.manual_score is not None or grade.auto_score is None
        self.gradebook.db.commit()


def source_digest(place: Place, slug: str) -> str:
    """Return the SHA-256 of the notebook with the checks."""
    return hashlib.sha256(place.source(slug).read_bytes()).hexdigest()


def graded(place: Place, slug: str, learner: str, limits: Limits, isolated: bool) -> Record:
    """Grade one submission and return what was done, which is also written beside the gradebook.

    Raises
    ------
    GradingError
        If there is no notebook that can be read, or nbgrader cannot enter it; nothing else was lost.
    """
    began = time.monotonic()
    folder = place.submitted / learner / slug
    mark = digest(folder)
    with TemporaryDirectory(prefix="partnership-") as staging:
        base = Path(staging).resolve()
        stage = base / learner / slug
        repairs, doubts, files = _staged(place, slug, folder, stage)
        name = OwnName(learner, place.handed_in(slug)) if slug in choices() else None
        job = Job(place.language, name, limits, isolated, files, doubts=doubts)
        _convert(place, slug, learner, base, job)
    record = Record(
        learner,
        slug,
        place.language,
        mark,
        source_digest(place, slug),
        repairs,
        job.doubts,
        {name: done.mark for name, done in job.checked.items()},
        round(time.monotonic() - began, 2),
        isolated,
    )
    write_record(place, record)
    return record


def _staged(place: Place, slug: str, folder: Path, stage: Path) -> tuple[list[Note], list[Note], dict[str, bytes]]:
    """Copy what was handed in to ``stage``, mended, without links; return notes, and the files beside the notebook."""
    stage.mkdir(parents=True)
    work = folder / f"{slug}.ipynb"
    if work.is_symlink() or not work.is_file():
        raise GradingError("run:no_notebook", path=work)
    if work.stat().st_size > LARGEST:
        raise GradingError("run:large_notebook", path=work, megabytes=LARGEST // MEGABYTE)
    try:
        notebook = nbformat.reads(work.read_text(encoding="utf-8-sig"), as_version=4)
        nbformat.validate(notebook, relax_add_props=True) if not notebook.get("cells") else None
        release = nbformat.read(place.release(slug), as_version=4)
    except GradingError:
        raise
    except Exception as error:
        raise GradingError("run:unreadable", path=work) from error
    mended, repairs, doubts = repaired(notebook, release)
    (stage / f"{slug}.ipynb").write_text(nbformat.writes(mended), encoding="utf-8")
    files, left = {}, BESIDE
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path == work or (path.is_dir() and not path.is_symlink()):
            continue
        if path.is_symlink() or not path.is_file():
            doubts.append(Note("linked_file", values={"file": name}))
        elif (left := left - path.stat().st_size) < 0:
            doubts.append(Note("large_file", values={"file": name}))
        else:
            files[name] = path.read_bytes()
            (stage / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, stage / name)
    return repairs, doubts, files


def _convert(place: Place, slug: str, learner: str, base: Path, job: Job) -> None:
    """Let nbgrader sanitize, save and enter the work, with our own way of running it."""
    config = place.config()
    config.CourseDirectory.submitted_directory = str(base)
    config.CourseDirectory.assignment_id = slug
    config.CourseDirectory.student_id = learner
    SafeExecute.job = SaveMarks.job = job
    converter = Autograde(coursedir=CourseDirectory(config=config), config=config)
    ours = {Execute: SafeExecute, SaveAutoGrades: SaveMarks}
    converter.autograde_preprocessors = [ours.get(one, one) for one in converter.autograde_preprocessors]
    converter.force = True
    said = io.StringIO()
    converter.log = _log(said)
    try:
        converter.start()
    except (NbGraderException, SystemExit) as error:
        reason = [line for line in said.getvalue().splitlines() if line.strip()][-1:] or [str(error)]
        raise GradingError("run:not_entered", learner=learner, slug=slug, reason=reason[0]) from error


def _log(said: io.StringIO) -> logging.Logger:
    log = logging.Logger("partnership.grading", logging.ERROR)
    log.addHandler(logging.StreamHandler(said))
    return log
