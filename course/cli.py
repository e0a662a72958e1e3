"""The command ``partnership``: a thin door to the modules that do the work, imported when they are needed."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer

from course import catalog
from course.grading import commands as grading
from course.texts import Language, TextsError, Words, spoken

# Help is in the language of the computer; a command's own messages are in the language asked for.
WORDS = Words("command", spoken())
app = typer.Typer(help=WORDS("app.help"), no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)


def fail(sentence: str) -> typer.Exit:
    """Print one sentence on the error stream and return the exit to raise."""
    typer.echo(sentence, err=True)
    return typer.Exit(1)


def repository() -> Path:
    """Return the repository's folder, or end with one sentence where the course was installed without it."""
    if catalog.content() != catalog.ROOT:
        raise fail("This command works in a clone of the course's repository, installed with pip install -e .[dev]")
    return catalog.ROOT


@contextmanager
def authors_tools() -> Iterator[None]:
    """Turn a missing tool of the authors' into one sentence."""
    try:
        yield
    except ModuleNotFoundError as error:
        if (error.name or "").split(".")[0] in ("course", "widgets"):
            raise
        raise fail(f"{error.name} is missing; run pip install -e .[dev]") from error


def show_version(wanted: bool) -> None:
    """Print the version and end."""
    if wanted:
        typer.echo(f"partnership {version('partnership-course')}")
        raise typer.Exit


@app.callback()
def root(
    _version: Annotated[
        bool, typer.Option("--version", callback=show_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Hold the options of the command itself."""


@app.command()
def find(slug: Annotated[str, typer.Argument(help="A concept, such as synergy.")]) -> None:
    """Print every file of a concept, part by part."""
    here = repository()
    slugs = [row.slug for row in catalog.concepts()]
    if slug not in slugs:
        import difflib

        near = difflib.get_close_matches(slug.lower().replace("-", "_"), slugs, n=3, cutoff=0.5) or slugs
        raise fail(f"There is no concept called {slug}; did you mean {' or '.join(near[:3])}?")
    row = catalog.concept(slug)
    typer.echo(f"{slug}: {row.title['en']} / {row.title['pl']} · {row.minutes} min · unit {row.unit}")
    shown: set[str] = set()
    for part in catalog.PARTS:
        paths = catalog.part_files(slug, part)
        built = [path for path in paths if (here / path).is_file()]
        typer.echo(f"{part}" if built else f"{part}: not built yet")
        for path in paths:
            typer.echo(f"  {path}{'' if path in built or not built else '  (not built yet)'}")
        shown.update(built)
    others = [path for path in catalog.files(here) if slug in path and path not in shown]
    if others:
        typer.echo("also")
    for path in others:
        typer.echo(f"  {path}")


@app.command()
def build(
    slugs: Annotated[list[str] | None, typer.Argument(help="Concepts to build; all when none is named.")] = None,
    check_only: Annotated[
        bool, typer.Option("--check", help="Write nothing; list the notebooks that are out of date.")
    ] = False,
) -> None:
    """Write the notebooks of both languages from the bilingual texts."""
    here = repository()
    with authors_tools():
        from course import notebooks

        try:
            if check_only:
                paths = notebooks.stale(here)
            else:
                paths = [path for slug in slugs or [None] for path in notebooks.build(here, only=slug)]
        except ValueError as error:
            raise fail(str(error)) from error
    for path in paths:
        typer.echo(path.relative_to(here).as_posix())
    typer.echo(f"{len(paths)} {'out of date' if check_only else 'written'}")
    if check_only and paths:
        raise typer.Exit(1)


@app.command()
def check(
    quick: Annotated[bool, typer.Option("--quick", help="Leave out the tests in a real browser.")] = False,
) -> None:
    """Run formatting, types, contracts, up-to-date notebooks and tests."""
    here = repository()
    with authors_tools():
        from course.check import run

        raise typer.Exit(run(here, quick=quick))


@app.command(help=WORDS("learn.help"))
def learn(
    lang: Annotated[Language | None, typer.Option(help=WORDS("learn.lang"))] = None,
    folder: Annotated[
        Path | None, typer.Option(help=WORDS("learn.folder", folder="partnership-course / kurs-partnerstwa"))
    ] = None,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help=WORDS("learn.browser"))] = True,
    port: Annotated[int, typer.Option(min=1, max=65535, help=WORDS("learn.port"))] = 8888,
) -> None:
    """Lay the course out for a learner and open it."""
    from course import delivery
    from course.learn import jupyter

    language = spoken(lang)
    words = Words("command", language)
    folder = folder or delivery.default_folder(language)
    try:
        done = delivery.deliver(folder, language)
    except delivery.LearnError as error:
        raise fail(str(error)) from error
    typer.echo(words("learn.ready", folder=folder))
    for outcome in ("fresh", "updated"):
        if count := sum(one.outcome == outcome for one in done):
            typer.echo(words(f"learn.{outcome}", n=count))
    for one in done:
        if one.outcome == "beside":
            typer.echo(words("learn.beside", file=one.file, copy=one.copy))
    typer.echo(words("learn.starting"))
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        code = jupyter(folder, language, port, browser, typer.echo)
    except delivery.LearnError as error:
        raise fail(str(error)) from error
    raise typer.Exit(code)


@app.command(help=WORDS("dashboards.help"))
def dashboards(
    lang: Annotated[Language | None, typer.Option(help=WORDS("dashboards.lang"))] = None,
    port: Annotated[int, typer.Option(min=1, max=65535, help=WORDS("dashboards.port"))] = 8866,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help=WORDS("dashboards.browser"))] = True,
    folder: Annotated[Path | None, typer.Option(help=WORDS("dashboards.folder"))] = None,
    attached: Annotated[bool, typer.Option("--attached", help=WORDS("dashboards.attached"))] = False,
) -> None:
    """Serve the gallery for a trainer."""
    from course.dashboards import serve

    raise typer.Exit(serve(port=port, language=lang and lang.value, browser=browser, folder=folder, attached=attached))


@app.command(help=WORDS("workshop.help"))
def workshop(
    lang: Annotated[Language | None, typer.Option(help=WORDS("workshop.lang"))] = None,
    port: Annotated[int, typer.Option(min=1, max=65535, help=WORDS("workshop.port"))] = 8890,
    address: Annotated[str | None, typer.Option(help=WORDS("workshop.address"))] = None,
    code: Annotated[str | None, typer.Option(help=WORDS("workshop.code"))] = None,
    resume: Annotated[bool, typer.Option("--resume", help=WORDS("workshop.resume"))] = False,
    database: Annotated[str | None, typer.Option(help=WORDS("workshop.database"))] = None,
    wifi: Annotated[str | None, typer.Option(help=WORDS("workshop.wifi"))] = None,
    wifi_password: Annotated[str | None, typer.Option(help=WORDS("workshop.wifi_password"))] = None,
    delete_after: Annotated[int, typer.Option(min=0, max=3650, help=WORDS("workshop.delete_after"))] = 30,
    script: Annotated[Path | None, typer.Option(help=WORDS("workshop.script"))] = None,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help=WORDS("workshop.browser"))] = True,
    dashboards: Annotated[bool, typer.Option("--dashboards/--no-dashboards", help=WORDS("workshop.dashboards"))] = True,
) -> None:
    """Open a live workshop: phones, projector, trainer."""
    from course.live.workshop import Options, run

    options = Options(
        language=spoken(lang),
        port=port,
        address=address,
        code=code,
        resume=resume,
        database=database,
        wifi=wifi,
        wifi_password=wifi_password,
        days=delete_after,
        script=script,
        browser=browser,
        dashboards=dashboards,
    )
    raise typer.Exit(run(options, typer.echo))


@app.command(help=WORDS("rehearse.help"))
def rehearse(
    lang: Annotated[Language | None, typer.Option(help=WORDS("rehearse.lang"))] = None,
    seats: Annotated[int, typer.Option(min=1, max=1000, help=WORDS("rehearse.seats"))] = 60,
) -> None:
    """Try out how many people this computer can serve."""
    from course.live.rehearse import run

    raise typer.Exit(run(seats=seats, language=spoken(lang)))


@app.command(help=WORDS("doctor.help"))
def doctor(
    lang: Annotated[Language | None, typer.Option(help=WORDS("doctor.lang"))] = None,
    measure: Annotated[bool, typer.Option("--measure/--no-measure", help=WORDS("doctor.measure"))] = True,
) -> None:
    """Look at this computer and measure how many people it carries."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    from course.doctor.report import run

    raise typer.Exit(run(spoken(lang), measure))


app.add_typer(grading.app, name="grade")
app.command("submit-check", help=grading.WORDS("submit_check.help"))(grading.submit_check)


def main() -> None:
    """Run the command line; a broken file of texts ends it with one sentence."""
    try:
        app()
    except TextsError as error:
        sys.exit(WORDS("app.trouble", reason=error))
