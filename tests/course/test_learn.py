import errno
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from course import catalog, delivery, learn
from course.delivery import Delivery, LearnError, default_folder, deliver, lessons
from course.learn import command, environment


def notebook(text: str, **more: object) -> str:
    cell = {"cell_type": "code", "id": "a-01", "metadata": {}, "source": [text], "outputs": [], **more}
    return json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


@pytest.fixture
def source(tmp_path: Path) -> Path:
    course = tmp_path / "course"
    for language in ("en", "pl"):
        for path in (
            "notebooks/{}/start_here.ipynb",
            "notebooks/{}/synergy.ipynb",
            "exercises/{}/synergy/synergy.ipynb",
        ):
            write(course / path.format(language), notebook(f"# {language} 1"))
    return course


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    return tmp_path / "mine"


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def outcomes(done: list[Delivery]) -> dict[str, str]:
    return {one.file: one.outcome for one in done}


def test_first_visit_delivers_lessons_and_exercises(source: Path, mine: Path) -> None:
    done = deliver(mine, "pl", source)
    assert outcomes(done) == dict.fromkeys(
        ("start_here.ipynb", "synergy.ipynb", "exercises/synergy/synergy.ipynb"), "fresh"
    )
    assert (mine / "synergy.ipynb").read_text() == notebook("# pl 1")
    assert not [path for path in mine.rglob("*.part")]


def test_second_visit_changes_nothing(source: Path, mine: Path) -> None:
    deliver(mine, "en", source)
    before = {path: path.read_bytes() for path in mine.rglob("*.*") if path.is_file()}
    assert set(outcomes(deliver(mine, "en", source)).values()) == {"same"}
    assert before == {path: path.read_bytes() for path in mine.rglob("*.*") if path.is_file()}


def test_untouched_file_is_brought_up_to_date(source: Path, mine: Path) -> None:
    deliver(mine, "en", source)
    write(source / "notebooks/en/synergy.ipynb", notebook("# en 2"))
    assert outcomes(deliver(mine, "en", source))["synergy.ipynb"] == "updated"
    assert (mine / "synergy.ipynb").read_text() == notebook("# en 2")


def test_opening_and_running_a_lesson_does_not_count_as_work(source: Path, mine: Path) -> None:
    deliver(mine, "en", source)
    ran = notebook("# en 1", outputs=[{"output_type": "stream", "name": "stdout", "text": "3"}], execution_count=1)
    write(mine / "synergy.ipynb", ran)
    assert outcomes(deliver(mine, "en", source))["synergy.ipynb"] == "kept"
    assert (mine / "synergy.ipynb").read_text() == ran
    write(source / "notebooks/en/synergy.ipynb", notebook("# en 2"))
    assert outcomes(deliver(mine, "en", source))["synergy.ipynb"] == "updated"


@pytest.mark.parametrize(("language", "copy"), [("en", "synergy.new.ipynb"), ("pl", "synergy.nowy.ipynb")])
def test_touched_file_is_kept_and_the_new_one_laid_beside_it(
    source: Path, mine: Path, language: str, copy: str
) -> None:
    deliver(mine, language, source)
    write(mine / "synergy.ipynb", notebook("my work"))
    assert outcomes(deliver(mine, language, source))["synergy.ipynb"] == "kept"
    write(source / f"notebooks/{language}/synergy.ipynb", notebook("version 2"))
    assert Delivery("synergy.ipynb", "beside", copy) in deliver(mine, language, source)
    assert (mine / "synergy.ipynb").read_text() == notebook("my work")
    assert (mine / copy).read_text() == notebook("version 2")
    assert outcomes(deliver(mine, language, source))["synergy.ipynb"] == "kept"


def test_work_in_the_copy_beside_is_kept_as_well(source: Path, mine: Path) -> None:
    deliver(mine, "en", source)
    write(mine / "synergy.ipynb", notebook("my work"))
    write(source / "notebooks/en/synergy.ipynb", notebook("version 2"))
    deliver(mine, "en", source)
    write(mine / "synergy.new.ipynb", notebook("more of my work"))
    write(source / "notebooks/en/synergy.ipynb", notebook("version 3"))
    assert Delivery("synergy.ipynb", "beside", "synergy.new-2.ipynb") in deliver(mine, "en", source)
    assert (mine / "synergy.new.ipynb").read_text() == notebook("more of my work")


def test_deleted_file_is_delivered_again(source: Path, mine: Path) -> None:
    deliver(mine, "en", source)
    (mine / "synergy.ipynb").unlink()
    assert outcomes(deliver(mine, "en", source))["synergy.ipynb"] == "fresh"


def test_work_is_safe_where_the_manifest_is_lost(source: Path, mine: Path) -> None:
    write(mine / "synergy.ipynb", notebook("my work"))
    assert outcomes(deliver(mine, "en", source))["synergy.ipynb"] == "beside"
    assert (mine / "synergy.ipynb").read_text() == notebook("my work")


@pytest.mark.parametrize(
    ("manifest", "said"),
    [
        ("not json", "manifest.json"),
        ("[]", "manifest.json"),
        ('{"format": 1, "language": "en", "files": {"a": [["x", "y"]]}}', "manifest.json"),
        ('{"format": 1, "language": "en", "files": {"a": [1]}}', "manifest.json"),
        ('{"format": 2}', "manifest.json"),
        ('{"format": 2, "language": "en", "files": {}}', "newer version"),
        ('{"format": 1, "language": "pl", "files": {}}', "another language"),
    ],
)
def test_foreign_manifest_is_told_and_touches_nothing(source: Path, mine: Path, manifest: str, said: str) -> None:
    write(mine / ".partnership/manifest.json", manifest)
    with pytest.raises(LearnError, match=said) as error:
        deliver(mine, "en", source)
    assert "\n" not in str(error.value)
    assert [path.name for path in mine.rglob("*") if path.is_file()] == ["manifest.json"]


def test_repository_and_folders_in_it_are_refused(source: Path, tmp_path: Path) -> None:
    for folder in (catalog.ROOT, catalog.ROOT / "notebooks" / "en"):
        with pytest.raises(LearnError, match="--folder"):
            deliver(folder, "en", source)
    write(tmp_path / "clone/course/catalog.toml", "")
    with pytest.raises(LearnError, match="zawiera sam kurs"):
        deliver(tmp_path / "clone" / "work", "pl", source)


def test_file_in_place_of_the_folder_is_refused(source: Path, mine: Path) -> None:
    write(mine, "")
    with pytest.raises(LearnError, match="is a file"):
        deliver(mine, "en", source)


def test_course_without_lessons_is_told(tmp_path: Path, mine: Path) -> None:
    with pytest.raises(LearnError, match="install the course again"):
        deliver(mine, "en", tmp_path)


@pytest.mark.parametrize(
    ("number", "language", "said"),
    [
        (errno.ENOSPC, "pl", "Dysk jest pełny"),
        (errno.EACCES, "en", "Cannot write to"),
        (errno.EROFS, "pl", "Nie można zapisać"),
    ],
)
def test_failing_disk_is_told_and_loses_nothing(
    source: Path, mine: Path, monkeypatch: pytest.MonkeyPatch, number: int, language: str, said: str
) -> None:
    deliver(mine, language, source)
    for path in (source / f"notebooks/{language}").glob("*"):
        write(path, notebook("version 2"))
    before = {path.name: path.read_bytes() for path in mine.rglob("*.*") if path.is_file()}

    def fail(_descriptor: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(delivery.os, "fsync", fail)
    with pytest.raises(LearnError, match=said):
        deliver(mine, language, source)
    assert before == {path.name: path.read_bytes() for path in mine.rglob("*.*") if path.is_file()}


def test_full_disk_half_way_leaves_the_next_visit_whole(
    source: Path, mine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deliver(mine, "en", source)
    for name in ("start_here", "synergy"):
        write(source / f"notebooks/en/{name}.ipynb", notebook("version 2"))
    whole, calls = os.fsync, []

    def fill(descriptor: int) -> None:
        calls.append(descriptor)
        if len(calls) > 1:
            raise OSError(errno.ENOSPC, "full")
        whole(descriptor)

    with monkeypatch.context() as patch:
        patch.setattr(delivery.os, "fsync", fill)
        with pytest.raises(LearnError, match="full"):
            deliver(mine, "en", source)
    assert sorted(outcomes(deliver(mine, "en", source)).values()) == ["same", "same", "updated"]


def test_each_language_has_its_own_default_folder() -> None:
    assert default_folder("pl").name == "kurs-partnerstwa"
    assert default_folder("en") == Path.home() / "partnership-course"


def test_installed_course_reads_its_shipped_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "site-packages" / "course"
    write(package / "catalog.toml", "")
    write(package / "shipped/notebooks/en/start_here.ipynb", notebook("shipped"))
    monkeypatch.setattr(catalog, "ROOT", package.parent)
    monkeypatch.setattr(catalog, "FILE", package / "catalog.toml")
    assert lessons("en") == {"start_here.ipynb": package / "shipped/notebooks/en/start_here.ipynb"}


def test_jupyterlab_opens_the_first_lesson_quietly_on_this_machine_alone(tmp_path: Path) -> None:
    line = command(tmp_path, 8888, False)
    assert line[:3] == [sys.executable, "-m", "jupyterlab"]
    assert {"--ServerApp.ip=127.0.0.1", "--LabApp.news_url=None", "--LabApp.extension_manager=readonly"} <= set(line)
    assert "--LabApp.default_url=/lab/tree/start_here.ipynb" in line


def test_jupyterlab_speaks_polish_where_its_pack_is_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Pack:
        name = "pl_PL"

    def defaults() -> str:
        return (tmp_path / "labconfig/default_setting_overrides.json").read_text()

    monkeypatch.setattr(learn, "entry_points", lambda group: [])
    assert environment("pl", tmp_path)["COURSE_LANGUAGE"] == "pl"
    assert "locale" not in defaults()
    monkeypatch.setattr(learn, "entry_points", lambda group: [Pack])
    environment("pl", tmp_path)
    assert json.loads(defaults())["@jupyterlab/translation-extension:plugin"] == {"locale": "pl_PL"}
    environment("en", tmp_path)
    assert "locale" not in defaults()


@pytest.mark.parametrize("code", [0, 3])
def test_end_of_jupyterlab_is_told(mine: Path, monkeypatch: pytest.MonkeyPatch, code: int) -> None:
    (mine / ".partnership").mkdir(parents=True)
    monkeypatch.setattr(learn, "command", lambda *_: [sys.executable, "-c", f"print('why'); raise SystemExit({code})"])
    said: list[str] = []
    assert learn.jupyter(mine, "pl", 8888, False, said.append) == code
    assert (mine / ".partnership/jupyter.log").read_text().strip() == "why"
    assert ["kod wyjścia 3" in line for line in said] == ([True] if code else [])


def test_address_is_told_once_jupyterlab_answers(mine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (mine / ".partnership").mkdir(parents=True)
    server = (
        "import json, os, pathlib, time; run = pathlib.Path(os.environ['JUPYTER_RUNTIME_DIR']); run.mkdir();"
        "(run / 'jpserver-1.json').write_text(json.dumps({'url': 'http://127.0.0.1:8890/', 'token': 't'}));"
        "time.sleep(0.5)"
    )
    monkeypatch.setattr(learn, "command", lambda *_: [sys.executable, "-c", server])
    said: list[str] = []
    assert learn.jupyter(mine, "en", 8888, False, said.append) == 0
    assert "http://127.0.0.1:8890/lab/tree/start_here.ipynb?token=t" in said[0]


def test_interrupted_course_leaves_no_jupyterlab_behind(mine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (mine / ".partnership").mkdir(parents=True)
    started: list[subprocess.Popen[bytes]] = []

    def interrupt(_runtime: Path, process: subprocess.Popen[bytes]) -> str:
        started.append(process)
        raise KeyboardInterrupt

    monkeypatch.setattr(learn, "GRACE", 0.1)
    monkeypatch.setattr(learn, "_address", interrupt)
    monkeypatch.setattr(learn, "command", lambda *_: [sys.executable, "-c", "import time; time.sleep(60)"])
    assert learn.jupyter(mine, "en", 8888, False, print) == 0
    assert started[0].poll() is not None
