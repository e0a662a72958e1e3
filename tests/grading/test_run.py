"""A class marked: what the gradebook then says, going on after a stop, and what a person gave by hand."""

import json
import os
import signal
import subprocess
import sys
import time
import tomllib
from pathlib import Path

import nbformat
import psutil
import pytest
from nbgrader.apps import NbGraderAPI
from typer.testing import CliRunner

from course.catalog import ROOT
from course.cli import app
from course.grading.autograde import graded
from course.grading.place import GradingError, Place
from course.grading.record import read_record
from course.grading.run import run, tasks
from course.grading.sandbox import Limits
from course.texts import LANGUAGES, Words

WORKS = {
    "full": {"from": "solutions", "cells": {}},
    "untouched": {"cells": {}},
    **tomllib.loads((ROOT / "tests" / "notebooks" / "works" / "synergy.toml").read_text(encoding="utf-8")),
}


def cells(work: dict) -> tuple[dict[str, str], str]:
    return work["cells"], work.get("from", "exercises")


def grades(place: Place, learner: str) -> dict[str, tuple]:
    with place.gradebook() as gradebook:
        found = gradebook.find_submission_notebook("synergy", "synergy", learner).grades
        return {one.name: (one.auto_score, one.manual_score, one.needs_manual_grade, one.max_score) for one in found}


def comments(place: Place, learner: str) -> dict[str, tuple]:
    with place.gradebook() as gradebook:
        found = gradebook.find_submission_notebook("synergy", "synergy", learner).comments
        return {one.name: (one.auto_comment, one.manual_comment) for one in found}


def test_formgrader_has_the_names_of_the_class_list(place: Place, hand_in) -> None:
    def students() -> dict[str, tuple]:
        with place.gradebook() as gradebook:
            return {one.id: (one.first_name, one.last_name, one.email) for one in gradebook.students}

    listed = place.folder.parent / "learners.csv"
    listed.write_text("id,first_name,last_name,email\na,Zofia,,z@example.org\nb,,,\nc,C,C,\n", encoding="utf-8")
    for learner in ("a", "b", "d"):
        hand_in(learner)
    before = CliRunner().invoke(app, ["grade", "run", "--only", "pl"], catch_exceptions=False)
    assert before.exit_code == 0
    assert students() == {"a": ("Zofia", None, "z@example.org"), "b": (None,) * 3, "d": (None,) * 3}
    listed.write_text("id;first_name;last_name\nd;Dobrawa;Żak\n", encoding="utf-8")
    CliRunner().invoke(app, ["grade", "run", "--only", "pl"], catch_exceptions=False)  # nothing is left to mark
    assert students()["d"] == ("Dobrawa", "Żak", None)
    assert students()["a"][0] == "Zofia"  # what nbgrader was told once stays


def test_gradebook_is_what_stock_nbgrader_leaves(place: Place, hand_in, tmp_path: Path) -> None:
    other = Place(place.language, place.root, tmp_path / "stock" / "pl")
    for learner, work in WORKS.items():
        for one in (place, other):
            changed, source = cells(work)
            path = one.submitted / learner / "synergy" / "synergy.ipynb"
            path.parent.mkdir(parents=True)
            notebook = nbformat.read(place.root / source / "pl" / "synergy" / "synergy.ipynb", as_version=4)
            for cell in notebook.cells:
                cell.source = changed.get(cell.id, cell.source)
            nbformat.write(notebook, path)
            (path.parent / "timestamp.txt").write_text("2026-11-02 18:30:00 UTC")
    stock = NbGraderAPI(config=other.config())
    assert stock.generate_assignment("synergy")["success"]
    for learner in WORKS:
        assert stock.autograde("synergy", learner)["success"]
    outcomes = {outcome.task.learner: outcome for outcome in run(tasks([place])[0])}
    assert set(outcomes) == set(WORKS)
    assert all(outcome.record and outcome.record.isolated for outcome in outcomes.values())
    for learner in WORKS:
        assert grades(place, learner) == grades(other, learner), learner
        assert comments(place, learner) == comments(other, learner), learner
        for name, one in (("ours", place), ("stock", other)):
            with one.gradebook() as gradebook:
                submission = gradebook.find_submission("synergy", learner)
                assert (name, submission.timestamp.hour, submission.total_seconds_late) == (name, 18, 0)


def test_marked_once_and_again_where_work_or_checks_changed(place: Place, hand_in) -> None:
    hand_in("demo-01", source="solutions")
    hand_in("demo-02")
    assert len(list(run(tasks([place])[0]))) == 2
    assert tasks([place]) == ([], 2)
    hand_in("demo-02", source="solutions")
    (again,), done = tasks([place])
    assert (again.learner, done) == ("demo-02", 1)
    (outcome,) = run([again])
    assert outcome.record
    assert outcome.record.cells["surplus-pair"].state == "passed"
    assert len(tasks([place], again=True)[0]) == 2
    assert tasks([place], learners=["demo-01"], again=True)[0][0].learner == "demo-01"
    (place.autograded / "demo-01" / "synergy" / "synergy.ipynb").unlink()
    assert [task.learner for task in tasks([place])[0]] == ["demo-01"]


def test_marks_by_hand_stay(place: Place, hand_in) -> None:
    hand_in("demo-01", source="solutions")
    graded(place, "synergy", "demo-01", Limits(), True)
    assert grades(place, "demo-01")["explain"] == (None, None, True, 3)
    with place.gradebook() as gradebook:
        grade = gradebook.find_grade("explain", "synergy", "synergy", "demo-01")
        grade.manual_score, grade.needs_manual_grade = 2.5, False
        gradebook.find_comment("explain", "synergy", "synergy", "demo-01").manual_comment = "Dobry przykład."
        gradebook.db.commit()
    graded(place, "synergy", "demo-01", Limits(), True)
    assert grades(place, "demo-01")["explain"][:2] == (None, 2.5)
    assert comments(place, "demo-01")["explain"] == (None, "Dobry przykład.")


def test_bad_work_is_told_in_a_sentence_and_the_rest_is_marked(place: Place, hand_in) -> None:
    hand_in("demo-01", source="solutions")
    for number, content in enumerate([b"", b"{}", b"PK\x03\x04", b'{"cells": 3, "nbformat": 4}', b"\xff\xfe"]):
        path = hand_in(f"broken-{number}") / "synergy.ipynb"
        path.write_bytes(content)
    (place.submitted / "empty" / "synergy").mkdir(parents=True)
    outcomes = {outcome.task.learner: outcome for outcome in run(tasks([place])[0])}
    assert len(outcomes) == 7
    assert outcomes.pop("demo-01").record
    for learner, outcome in outcomes.items():
        assert outcome.error, learner
        for language in ("en", "pl"):
            assert "Traceback" not in outcome.error.said(language)
            assert learner in outcome.error.said(language)


def test_worker_that_dies_twice_costs_one_submission(place: Place, hand_in, monkeypatch) -> None:
    for number in range(4):
        hand_in(f"demo-0{number}", source="solutions")
    monkeypatch.setattr("course.grading.run._one", dies)
    outcomes = {outcome.task.learner: outcome for outcome in run(tasks([place])[0], count=1)}
    assert [learner for learner, outcome in sorted(outcomes.items()) if outcome.error] == ["demo-02"]
    assert outcomes["demo-02"].error.key == "run:worker_died"


def dies(task, limits, isolated):
    """Stand in for a worker's work: one submission kills it."""
    if task.learner == "demo-02":
        os.kill(os.getpid(), signal.SIGKILL)
    from course.grading.run import _one

    return _one(task, limits, isolated)


def test_killed_in_the_middle_it_goes_on_where_it_was(place: Place, hand_in) -> None:
    for number in range(8):
        hand_in(f"demo-0{number}", source="solutions")
    command = [sys.executable, "-m", "course", "grade", "run", "--lang", "en"]
    environment = os.environ | {"COURSE_GRADING_DIR": str(place.folder.parent)}
    process = subprocess.Popen(command, cwd=place.root, env=environment, stdout=subprocess.DEVNULL)
    records = place.records / "synergy"
    until = time.monotonic() + 60
    while len(list(records.glob("*.json"))) < 2 and time.monotonic() < until:
        time.sleep(0.02)
    family = psutil.Process(process.pid).children(recursive=True)
    process.kill()
    process.wait()
    psutil.wait_procs(family, timeout=15)
    assert not [one for one in family if one.is_running() and one.status() != psutil.STATUS_ZOMBIE]
    done = {path.stem: path.stat().st_mtime_ns for path in records.glob("*.json")}
    assert 2 <= len(done) < 8
    finished = subprocess.run(command, cwd=place.root, env=environment, capture_output=True, text=True, check=False)
    assert finished.returncode == 0, finished.stderr
    assert f"({len(done)} marked already)" in finished.stdout
    for number in range(8):
        learner = f"demo-0{number}"
        assert sum(score or 0 for score, *_ in grades(place, learner).values()) == 9
        if learner in done:
            assert (records / f"{learner}.json").stat().st_mtime_ns == done[learner], "not marked twice"
    assert tasks([place]) == ([], 8)


def test_record_that_cannot_be_read_is_made_anew(place: Place, hand_in) -> None:
    hand_in("demo-01", source="solutions")
    list(run(tasks([place])[0]))
    path = place.records / "synergy" / "demo-01.json"
    kept = json.loads(path.read_text(encoding="utf-8"))
    for broken in ("", "[]", json.dumps(kept | {"version": 99}), json.dumps(kept | {"extra": 1})):
        path.write_text(broken, encoding="utf-8")
        assert read_record(place, "synergy", "demo-01") is None
        assert len(tasks([place])[0]) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_on_a_hub_there_is_no_marking_without_the_sandbox(monkeypatch, tmp_path: Path, language: str) -> None:
    monkeypatch.setenv("COURSE_GRADERS", str(tmp_path / "graders.json"))
    done = CliRunner().invoke(app, ["grade", "run", "--no-sandbox", "--lang", language])
    assert done.exit_code == 1
    assert done.output == Words("grading_run", language)("shared") + "\n"


def test_without_bubblewrap_it_refuses_with_the_line_that_mends_it(place: Place, hand_in, monkeypatch) -> None:
    from course.grading import sandbox

    hand_in("demo-01", source="solutions")
    sandbox.bubblewrap.cache_clear()
    monkeypatch.setattr(sandbox.shutil, "which", lambda _: None)
    with pytest.raises(GradingError) as refused:
        list(run(tasks([place])[0]))
    sandbox.bubblewrap.cache_clear()
    assert "apt-get install bubblewrap" in refused.value.said("pl")
    assert read_record(place, "synergy", "demo-01") is None
    (outcome,) = run(tasks([place])[0], isolated=False)
    assert outcome.record
    assert not outcome.record.isolated
    assert sum(score or 0 for score, *_ in grades(place, "demo-01").values()) == 9
