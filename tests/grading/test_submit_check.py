"""A learner looks at an exercise before handing it in, by the command as typed."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from course.catalog import ROOT
from course.texts import Words

SAY = {language: Words("grading_submit", language) for language in ("en", "pl")}


def asked(*arguments: object, language: str = "pl") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "course", "submit-check", "--lang", language, *map(str, arguments)]
    return subprocess.run(
        command, capture_output=True, text=True, check=False, env=os.environ | {"COURSE_LANGUAGE": language}
    )


@pytest.mark.parametrize("language", ["en", "pl"])
def test_full_answers_are_ready_and_the_untouched_exercise_is_not(tmp_path: Path, language: str) -> None:
    work = tmp_path / "My homework FINAL.ipynb"
    shutil.copy(ROOT / "solutions" / language / "synergy" / "synergy.ipynb", work)
    # The published answers hold the mark scheme, which learners never get.
    notebook = nbformat.read(work, as_version=4)
    release = nbformat.read(ROOT / "exercises" / language / "synergy" / "synergy.ipynb", as_version=4)
    given = {cell.id: cell.source for cell in release.cells}
    for cell in notebook.cells:
        if not cell.metadata.get("nbgrader", {}).get("solution"):
            cell.source = given[cell.id]
    nbformat.write(notebook, work)
    done = asked(work, language=language)
    assert done.returncode == 0, done.stdout + done.stderr
    assert SAY[language]("ready") in done.stdout
    assert SAY[language]("later", cell="surplus-others") in done.stdout
    shutil.copy(ROOT / "exercises" / language / "synergy" / "synergy.ipynb", work)
    done = asked(work, language=language)
    assert (done.returncode, done.stderr) == (1, "")
    assert SAY[language]("empty", cell="explain") in done.stdout
    assert Words("exercise", language)("check.undone", name="surplus") in done.stdout


def test_torn_notebook_is_mended_and_the_old_one_kept(tmp_path: Path) -> None:
    work = tmp_path / "synergy.ipynb"
    notebook = nbformat.read(ROOT / "exercises/pl/synergy/synergy.ipynb", as_version=4)
    notebook.cells = [cell for cell in notebook.cells if cell.id != "shares-river"]
    nbformat.write(notebook, work)
    before = work.read_bytes()
    done = asked(work)
    assert Words("grading_repair", "pl")("repair.deleted", cell="shares-river") in done.stdout
    assert SAY["pl"]("mend", file=work) in done.stdout
    assert work.read_bytes() == before
    done = asked("--repair", work)
    kept = tmp_path / "synergy.before-repair.ipynb"
    assert SAY["pl"]("mended", kept=kept) in done.stdout
    assert kept.read_bytes() == before
    assert "shares-river" in [cell.id for cell in nbformat.read(work, as_version=4).cells]
    work.write_bytes(before)
    asked("--repair", work)
    assert (tmp_path / "synergy.before-repair-2.ipynb").read_bytes() == before


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (None, SAY["pl"]("missing", file="{file}")),
        (b"", Words("grading_collect", "pl")("why.empty")),
        (b"{", Words("grading_collect", "pl")("why.no_json")),
        ((ROOT / "notebooks/pl/synergy.ipynb").read_bytes(), Words("grading_collect", "pl")("why.no_exercise")),
    ],
    ids=["missing", "empty", "broken", "lesson"],
)
def test_wrong_file_gets_one_sentence(tmp_path: Path, content: bytes | None, sentence: str) -> None:
    file = tmp_path / "work.ipynb"
    if content is not None:
        file.write_bytes(content)
    done = asked(file)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == sentence.replace("{file}", str(file)) + "\n"


def test_no_nbgrader_is_needed() -> None:
    work = ROOT / "exercises/pl/synergy/synergy.ipynb"
    program = (
        "import sys; sys.modules['nbgrader'] = None; from course.cli import main; "
        f"sys.argv = ['partnership', 'submit-check', {str(work)!r}, '--lang', 'pl']; main()"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (1, "")
    assert SAY["pl"]("not_ready") in done.stdout
