"""The button under an exercise: which file it means, and what a learner reads where it cannot say anything."""

import html
import re
import subprocess
from pathlib import Path

import nbformat
import pytest

from course.catalog import ROOT, concepts
from course.texts import LANGUAGES, Words
from widgets._hand_in import HandIn, notebook


def said(widget: HandIn) -> str:
    return html.unescape(re.sub("<[^>]+>", "\n", widget.children[1].value)).strip()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_exercise_ends_with_it(language):
    for row in concepts():
        release = nbformat.read(ROOT / "exercises" / language / row.slug / f"{row.slug}.ipynb", as_version=4)
        last = release.cells[-1]
        assert (last.id, last.source) == ("hand-in", "from widgets import HandIn\n\nHandIn(language)"), row.slug


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_says_what_the_command_says(language, tmp_path):
    file = tmp_path / "moja praca.ipynb"
    answers = nbformat.read(ROOT / "solutions" / language / "synergy" / "synergy.ipynb", as_version=4)
    work = nbformat.read(ROOT / "exercises" / language / "synergy" / "synergy.ipynb", as_version=4)
    for cell, answer in zip(work.cells, answers.cells, strict=True):
        cell.source = answer.source if cell.metadata.get("nbgrader", {}).get("solution") else cell.source
    nbformat.write(work, file)
    button = HandIn(language, file)
    button.children[0].click()
    assert Words("grading_submit", language)("ready") in said(button)
    assert not button.children[0].disabled


def test_what_is_said_stays_text(tmp_path):
    file = tmp_path / "<b>none.ipynb"
    button = HandIn("en", file)
    button.children[0].click()
    assert "<b>none" not in button.children[1].value
    assert said(button) == Words("grading_submit", "en")("missing", file=file)


def test_the_notebook_is_the_kernels_own_or_the_only_one_beside_it(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    assert notebook() is None
    (tmp_path / "one.ipynb").touch()
    assert notebook() == tmp_path / "one.ipynb"
    (tmp_path / "two.ipynb").touch()
    assert notebook() is None
    monkeypatch.setenv("JPY_SESSION_NAME", str(tmp_path / "two.ipynb"))
    assert notebook() == tmp_path / "two.ipynb"
    monkeypatch.setenv("JPY_SESSION_NAME", str(tmp_path / "renamed.ipynb"))
    assert notebook() is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_where_it_cannot_tell_it_says_what_to_do(language, monkeypatch, tmp_path):
    words = Words("exercise", language)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    button = HandIn(language)
    button.children[0].click()
    assert said(button) == words("hand_in.no_file")

    def silent(*_, **__):
        return subprocess.CompletedProcess([], 1, "", "Traceback (most recent call last):\n  …")

    def late(*_, **__):
        raise subprocess.TimeoutExpired([], 1)

    for broken in (silent, late):
        monkeypatch.setattr(subprocess, "run", broken)
        button = HandIn(language, Path("mine.ipynb"))
        button.children[0].click()
        assert said(button) == words("hand_in.failed", file="mine.ipynb")
        assert not button.children[0].disabled
