"""Where a course and its class list lie, and what may be amiss there."""

import subprocess
import sys
from pathlib import Path

import pytest
from nbgrader.dbutil import _temp_alembic_ini

from course.grading.place import GradingError, Learner, Place, opened, roster, tables
from course.texts import LANGUAGES


def test_two_languages_lie_apart_and_outside_the_course(ground: Path, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("COURSE_GRADING_DIR", str(tmp_path / "marks"))
    found = opened(ground)
    assert [place.folder for place in found] == [tmp_path / "marks" / language for language in LANGUAGES]
    for place in found:
        assert place.database.endswith(f"/marks/{place.language}/gradebook.db")
        assert str(place.config().CourseDirectory.source_directory) == f"solutions/{place.language}"


def test_folder_without_a_course_is_told(tmp_path: Path) -> None:
    with pytest.raises(GradingError, match="place:no_course") as refused:
        opened(tmp_path)
    assert str(tmp_path) in refused.value.said("pl")


def test_what_is_no_learners_folder_is_nobodys_work(place: Place) -> None:
    for name in ("demo-01", "with space", "ż"):
        (place.submitted / name / "synergy").mkdir(parents=True)
    assert place.handed_in("synergy") == ["demo-01"]
    assert place.assignments() == ["synergy"]


def test_new_gradebook_has_the_version_that_nbgrader_itself_would_write(place: Place, monkeypatch) -> None:
    with _temp_alembic_ini("sqlite://") as settings:
        asked = [sys.executable, "-m", "alembic.config", "-c", settings, "heads"]
        own = subprocess.run(asked, capture_output=True, text=True, check=True).stdout.split()[0]
    monkeypatch.setattr(subprocess, "Popen", None)  # no program is started for it
    tables.cache_clear()
    new = Place(place.language, place.root, place.folder.parent / "new" / place.language)
    new.folder.mkdir(parents=True)
    with new.gradebook() as gradebook, gradebook.engine.connect() as line:
        assert line.exec_driver_sql("SELECT version_num FROM alembic_version").scalar() == own


@pytest.mark.parametrize("separator", [",", ";"])
def test_class_list_is_read_from_any_spreadsheet(tmp_path: Path, separator: str) -> None:
    rows = ["email,id,first_name,other", "a@example.org,anna-k,Zażółć,x"]
    text = "\ufeff" + "\r\n".join(row.replace(",", separator) for row in rows)
    (tmp_path / "learners.csv").write_text(text, encoding="utf-8")
    assert roster(tmp_path) == {"anna-k": Learner("anna-k", first_name="Zażółć", email="a@example.org")}
    assert roster(tmp_path / "none") == {}


@pytest.mark.parametrize(
    ("content", "key"),
    [
        ("name\nAnna\n", "roster_header"),
        ("", "roster_header"),
        ("id\nanna k\n", "roster_id"),
        ("id\n../up\n", "roster_id"),
        ("id\n..\n", "roster_id"),
        ("id\nanna\nanna\n", "roster_twice"),
        (b"id\n\xff\xfe\n", "roster_unreadable"),
    ],
)
def test_broken_class_list_is_told_with_its_line(tmp_path: Path, content: str | bytes, key: str) -> None:
    path = tmp_path / "learners.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(GradingError, match=f"place:{key}") as refused:
        roster(tmp_path)
    for language in LANGUAGES:
        assert str(path) in refused.value.said(language)
