import io
import subprocess
import sys
import types
from pathlib import Path

import pytest
from rich.console import Console
from typer.testing import CliRunner

from course import catalog, check, cli, delivery
from course.check import Step, run, steps

runner = CliRunner()


def said(*arguments: str, code: int = 0) -> str:
    result = runner.invoke(cli.app, list(arguments))
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert result.exit_code == code, result.output
    return result.output


def test_find_prints_every_file_of_a_concept() -> None:
    output = said("find", "synergy")
    for part in catalog.concept("synergy").parts:
        for path in catalog.part_files("synergy", part):
            assert path in output
    assert "not built" not in output


def test_find_prints_other_files_named_after_the_concept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for path in ("course/catalog.toml", "notebooks/bilingual/synergy.md", "tests/browser/test_synergy.py"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text("")
    monkeypatch.setattr(catalog, "ROOT", tmp_path)
    output = said("find", "synergy")
    assert "model: not built yet" in output
    assert "notebooks/en/synergy.ipynb  (not built yet)" in output
    assert "also\n  tests/browser/test_synergy.py" in output


@pytest.mark.parametrize(
    ("typed", "meant"), [("synergi", "synergy"), ("trust-levels", "trust_levels"), ("xyz", "synergy")]
)
def test_unknown_concept_is_one_sentence_with_near_names(typed: str, meant: str) -> None:
    output = said("find", typed, code=1)
    assert output.count("\n") == 1
    assert f"There is no concept called {typed}; did you mean" in output
    assert meant in output


def test_authors_commands_need_the_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalog, "ROOT", tmp_path)
    for command in (["find", "synergy"], ["build"], ["check"]):
        assert "clone of the course's repository" in said(*command, code=1)


def test_build_without_the_authors_tools_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "course.notebooks", raising=False)
    monkeypatch.delattr("course.notebooks", raising=False)
    monkeypatch.setitem(sys.modules, "jupytext", None)
    assert said("build", code=1) == "jupytext is missing; run pip install -e .[dev]\n"


def test_build_names_what_it_wrote(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str | None] = []

    def build(root: Path, only: str | None = None) -> list[Path]:
        asked.append(only)
        return [root / "notebooks/en/synergy.ipynb"]

    fake = types.SimpleNamespace(build=build, stale=lambda root: [root / "notebooks/pl/synergy.ipynb"])
    monkeypatch.setattr("course.notebooks", fake, raising=False)
    monkeypatch.setitem(sys.modules, "course.notebooks", fake)
    assert said("build", "synergy") == "notebooks/en/synergy.ipynb\n1 written\n"
    said("build")
    assert asked == ["synergy", None]
    assert said("build", "--check", code=1) == "notebooks/pl/synergy.ipynb\n1 out of date\n"


def test_learn_tells_in_the_learners_language_what_it_did(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done = [
        delivery.Delivery("a.ipynb", "fresh"),
        delivery.Delivery("b.ipynb", "fresh"),
        delivery.Delivery("c.ipynb", "beside", "c.nowy.ipynb"),
    ]
    opened: list[object] = []
    monkeypatch.setattr(cli.signal, "signal", lambda *_: None)
    monkeypatch.setattr(delivery, "deliver", lambda *_: done)
    monkeypatch.setattr("course.learn.jupyter", lambda *asked: opened.extend(asked[:4]) or 0)
    output = said("learn", "--lang", "pl", "--folder", str(tmp_path), "--no-browser", "--port", "9000")
    assert "2 nowe pliki" in output
    assert "c.nowy.ipynb" in output
    assert opened == [tmp_path, "pl", 9000, False]


def test_learn_in_the_repository_is_one_sentence() -> None:
    output = said("learn", "--lang", "pl", "--folder", str(catalog.ROOT), code=1)
    assert "wskaż inny folder" in output
    assert output.count("\n") == 1


def test_language_is_the_one_asked_for_else_the_computers(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("COURSE_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    assert cli.spoken() == "en"
    monkeypatch.setenv("LANG", "pl_PL.UTF-8")
    assert cli.spoken() == "pl"
    monkeypatch.setenv("COURSE_LANGUAGE", "en")
    assert cli.spoken() == "en"
    assert cli.spoken(cli.Language.pl) == "pl"


def test_dashboards_are_served_as_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: dict[str, object] = {}
    fake = types.SimpleNamespace(serve=lambda **options: asked.update(options) or 3)
    monkeypatch.setitem(sys.modules, "course.dashboards", fake)
    said("dashboards", "--lang", "pl", "--no-browser", "--port", "9001", code=3)
    assert asked == {"port": 9001, "language": "pl", "browser": False, "folder": None, "attached": False}


def test_workshop_is_opened_as_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    from course.live import workshop

    asked: list[workshop.Options] = []
    monkeypatch.setattr(workshop, "run", lambda options, say: asked.append(options) or 4)
    said("workshop", "--lang", "pl", "--no-browser", "--port", "8900", code=4)
    said("workshop", "--resume", "--code", "ABC", "--wifi", "Sala", "--delete-after", "7", "--no-dashboards", code=4)
    assert asked[0] == workshop.Options(language="pl", port=8900, browser=False)
    assert (asked[1].resume, asked[1].code, asked[1].wifi, asked[1].days) == (True, "ABC", "Sala", 7)
    assert not asked[1].dashboards


def test_rehearsal_is_run_as_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: dict[str, object] = {}
    fake = types.SimpleNamespace(run=lambda **options: asked.update(options) or 2)
    monkeypatch.setitem(sys.modules, "course.live.rehearse", fake)
    said("rehearse", "--seats", "40", "--lang", "pl", code=2)
    assert asked == {"seats": 40, "language": "pl"}


def test_doctor_is_asked_as_it_should_be(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, bool]] = []
    monkeypatch.setattr(cli.signal, "signal", lambda *_: None)
    fake = types.SimpleNamespace(run=lambda *options: asked.append(options) or 1)
    monkeypatch.setitem(sys.modules, "course.doctor.report", fake)
    said("doctor", "--lang", "pl", code=1)
    said("doctor", "--lang", "en", "--no-measure", code=1)
    assert asked == [("pl", True), ("en", False)]


@pytest.mark.parametrize(
    "arguments", [["learn", "--lang", "de"], ["learn", "--port", "0"], ["workshop", "--port", "0"], ["dance"]]
)
def test_wrong_use_is_told_without_a_traceback(arguments: list[str]) -> None:
    assert "Traceback" not in said(*arguments, code=2)


def test_every_option_has_help() -> None:
    from typer.main import get_command

    group = get_command(cli.app)
    for command in group.commands.values():  # pyright: ignore[reportAttributeAccessIssue]
        assert command.help
        assert all(getattr(option, "help", None) for option in command.params), command.name


def test_python_m_course_is_the_same_command_and_quick_to_help() -> None:
    heavy = "numpy", "matplotlib", "jupytext", "jupyterlab", "voila", "IPython"
    code = (
        "import sys; sys.argv = ['partnership', '--version']\n"
        "try:\n    import runpy; runpy.run_module('course', run_name='__main__')\n"
        f"finally:\n    print(sorted(set({heavy!r}) & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
    assert done.stdout.startswith("partnership 0")


def plan(*codes: int) -> tuple[Step, ...]:
    return tuple(Step(f"step{n}", "sys", ("-c", f"print('said', {n}); exit({code})")) for n, code in enumerate(codes))


def test_check_shows_the_output_of_a_failed_step_and_goes_on(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert run(tmp_path, plan=plan(0, 1, 0)) == 1
    output = capsys.readouterr().out
    assert "said 1" in output
    assert "said 0" not in output
    assert "failed: step1" in output
    assert run(tmp_path, plan=plan(0, 0)) == 0


def test_check_that_is_stopped_begins_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def pressed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    console = Console(file=io.StringIO())
    monkeypatch.setattr(console, "print", pressed)  # while the first result is told, two others are at work
    codes = ("0", "import time; time.sleep(1)", "import time; time.sleep(1)", "open('begun', 'w')")
    with pytest.raises(KeyboardInterrupt):
        run(tmp_path, console=console, plan=tuple(Step("step", "sys", ("-c", code)) for code in codes))
    assert not (tmp_path / "begun").exists()


def test_check_covers_everything_and_quick_leaves_the_browser_out() -> None:
    assert [step.name for step in steps()] == ["types", "format", "lint", "contracts", "notebooks", "tests"]
    assert "--ignore=tests/browser" in steps(quick=True)[-1].arguments
    assert "--ignore=tests/browser" not in steps()[-1].arguments


def test_check_without_the_authors_tools_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check, "steps", lambda quick: (Step("types", "no_such_tool", ()),))
    assert said("check", code=1) == "no_such_tool is missing; run pip install -e .[dev]\n"
