"""``partnership grade …``: each command asks the module that does the work and says what came of it."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from course.grading import place as places
from course.grading.place import GradingError, Place
from course.texts import Language, Words, spoken


class Kind(StrEnum):
    """The tables that marks are exported to."""

    csv = "csv"
    moodle = "moodle"
    canvas = "canvas"


# Help is in the language of the computer, messages in the one asked for.
WORDS = Words("grading_command", spoken())
app = typer.Typer(help=WORDS("help"), no_args_is_help=True)
Spoken = Annotated[Language | None, typer.Option("--lang", help=WORDS("lang"))]
Class = Annotated[Language | None, typer.Option("--only", help=WORDS("only"))]
Slugs = Annotated[list[str] | None, typer.Argument(help=WORDS("slugs"), show_default=False)]
Learners = Annotated[list[str] | None, typer.Option("--learner", help=WORDS("learner"))]
SHARED = "COURSE_GRADERS"  # set on a Hub: the file that says where the gradebooks of all graders are
Unsafe = Annotated[bool, typer.Option("--no-sandbox", help=WORDS("no_sandbox"))]


@app.command(help=WORDS("release.help"))
def release(
    slugs: Annotated[list[str], typer.Argument(help=WORDS("release.slugs"))],
    lang: Spoken = None,
    only: Class = None,
    exchange: Annotated[bool, typer.Option("--exchange", help=WORDS("release.exchange"))] = False,
    no_sandbox: Unsafe = False,
) -> None:
    """Make exercises ready for a class."""
    with telling(lang) as say:
        here = _places(only)
        from course.grading import release as releasing

        if no_sandbox:
            typer.echo(say("warning"), err=True)
        for done in releasing.release(here, slugs, isolated=not no_sandbox, exchange=exchange):
            shown = {"points": done.points, "by_hand": done.by_hand, "file": done.file}
            typer.echo(say("release.done", slug=done.slug, language=done.language, **shown))
            if done.in_exchange:
                typer.echo(say("release.in_exchange"))


@app.command(help=WORDS("collect.help"))
def collect(
    source: Annotated[Path | None, typer.Argument(help=WORDS("collect.source"))] = None,
    lang: Spoken = None,
    only: Class = None,
) -> None:
    """Take in what learners handed in."""
    with telling(lang) as say:
        here = _places(only)
        from course.grading import collect as collecting

        done = collecting.collect(here, source)
        for line in collecting.lines(done, say.language):
            typer.echo(line)


@app.command(help=WORDS("run.help"))
def run(
    slugs: Slugs = None,
    lang: Spoken = None,
    only: Class = None,
    learner: Learners = None,
    again: Annotated[bool, typer.Option("--again", help=WORDS("run.again"))] = False,
    workers: Annotated[int | None, typer.Option(min=1, max=64, help=WORDS("run.workers"))] = None,
    cell_time: Annotated[float, typer.Option(min=1, max=600, help=WORDS("run.cell_time"))] = 20.0,
    no_sandbox: Unsafe = False,
) -> None:
    """Mark what is not marked yet."""
    with telling(lang) as say:
        if no_sandbox and os.environ.get(SHARED):
            raise GradingError("run:shared")
        here = _places(only)
        if no_sandbox:
            typer.echo(say("warning"), err=True)
        if not _run(here, slugs or [], learner or [], again, workers, cell_time, not no_sandbox, say):
            raise typer.Exit(1)


@app.command(help=WORDS("feedback.help"))
def feedback(
    slugs: Slugs = None,
    lang: Spoken = None,
    only: Class = None,
    learner: Learners = None,
    exchange: Annotated[bool, typer.Option("--exchange", help=WORDS("feedback.exchange"))] = False,
) -> None:
    """Write a page for each learner."""
    with telling(lang) as say:
        from course.grading import feedback as pages

        count = 0
        for place in _places(only):
            wanted = [slug for slug in place.assignments() if not slugs or slug in slugs]
            done = list(_shown(pages.feedback_all(place, wanted, learner or None), say("feedback.progress")))
            count += len(done)
            if done:
                typer.echo(say("feedback.done", n=len(done), folder=place.feedback))
            if done and exchange:
                from course.grading.exchange import give_back

                given, others = give_back(place, done)
                typer.echo(say("feedback.given", n=given))
                if others:
                    typer.echo(say("feedback.not_given", learners=", ".join(others)))
        if not count:
            typer.echo(say("feedback.nothing"))


@app.command(help=WORDS("export.help"))
def export(
    kind: Annotated[Kind, typer.Argument(help=WORDS("export.kind"))] = Kind.csv,
    worksheet: Annotated[Path | None, typer.Option(help=WORDS("export.worksheet"))] = None,
    out: Annotated[Path | None, typer.Option(help=WORDS("export.out"))] = None,
    lang: Spoken = None,
) -> None:
    """Write the marks to a table."""
    with telling(lang) as say:
        from course.grading import export as exporting

        done = exporting.export(_places(None), kind.value, out, worksheet, say.language)
        for file in done.files:
            typer.echo(say("export.done", file=file))
        for line in done.said(say.language):
            typer.echo(line)


@app.command(help=WORDS("status.help"))
def status(lang: Spoken = None, only: Class = None) -> None:
    """Say how far the marking is."""
    with telling(lang) as say:
        from course.grading import status as looking

        here = _places(only)
        typer.echo(say("folder", folder=here[0].folder.parent))
        looking.show(here, say.language)


@app.command(help=WORDS("similar.help"))
def similar(
    slugs: Slugs = None,
    threshold: Annotated[float, typer.Option(min=0.5, max=1.0, help=WORDS("similar.threshold"))] = 0.9,
    lang: Spoken = None,
) -> None:
    """List pairs of answers worth a look."""
    with telling(lang) as say:
        from course.grading import similar as comparing

        here = _places(None)
        for slug in slugs or sorted({slug for place in here for slug in place.assignments()}):
            for line in comparing.lines(comparing.similar(here, slug, threshold), say.language):
                typer.echo(line)


@app.command(help=WORDS("demo.help"))
def demo(
    folder: Annotated[Path, typer.Argument(help=WORDS("demo.folder"))],
    lang: Spoken = None,
    no_sandbox: Unsafe = False,
) -> None:
    """Make a class of invented learners and run the whole cycle on it."""
    with telling(lang) as say:
        from course.grading import collect as collecting
        from course.grading import demo as showing
        from course.grading import export as exporting
        from course.grading import feedback as pages
        from course.grading import status as looking

        own = Words("grading_demo", say.language)
        here = showing.places_in(folder, _places(None))
        handed_in = folder.resolve() / "handed-in.zip"
        handed_in.write_bytes(showing.handed_in(here))
        typer.echo(own("step.made"))
        _step(own, here, f"partnership grade collect {handed_in}")
        for line in collecting.lines(collecting.collect(here, handed_in), say.language):
            typer.echo(line)
        _step(own, here, "partnership grade run --cell-time 3")
        _run(here, [], [], False, None, 3.0, not no_sandbox, say)
        _step(own, here, "partnership grade feedback")
        for place in here:
            count = len(list(pages.feedback_all(place, [showing.SLUG])))
            typer.echo(say("feedback.done", n=count, folder=place.feedback))
        _step(own, here, "partnership grade export csv")
        done = exporting.export(here, "csv", language=say.language)
        for file in done.files:
            typer.echo(say("export.done", file=file))
        _step(own, here, "partnership grade status")
        looking.show(here, say.language)
        typer.echo("")
        typer.echo(own("step.look", pages=here[0].feedback, table=done.files[-1], folder=here[0].folder.parent))


def _step(own: Words, here: list[Place], command: str) -> None:
    typer.echo(f"\n{own('step.same')} COURSE_GRADING_DIR={here[0].folder.parent} {command}")


def submit_check(
    file: Annotated[Path, typer.Argument(help=WORDS("submit_check.file"))],
    repair: Annotated[bool, typer.Option("--repair", help=WORDS("submit_check.repair"))] = False,
    lang: Spoken = None,
) -> None:
    """Check an exercise before it is handed in; end with 1 where something does not hold."""
    with telling(lang) as say:
        from course.grading import submit_check as looking

        seen = looking.look(file)
        if repair and seen.repairs:
            typer.echo(Words("grading_submit", say.language)("mended", kept=looking.mend(seen)))
            seen = looking.look(file)
        for line in looking.lines(seen, say.language):
            typer.echo(line)
        if not seen.ready:
            raise typer.Exit(1)


@contextmanager
def telling(lang: Language | None) -> Iterator[Words]:
    """Give the words of the commands; say in one sentence what a person can mend, and end with 1."""
    say = Words("grading_command", spoken(lang))
    try:
        yield say
    except GradingError as error:
        typer.echo(error.said(say.language), err=True)
        raise typer.Exit(1) from error
    except KeyboardInterrupt as error:
        typer.echo(say("stopped"), err=True)
        raise typer.Exit(130) from error


def _places(only: Language | None) -> list[Place]:
    return places.opened(languages=[only.value]) if only else places.opened()


def _shown(items: Iterator[Path], title: str) -> Iterator[Path]:
    """Give the items, with a bar that moves where there is a terminal."""
    from rich.progress import track

    yield from track(items, description=title, transient=True)


def _run(
    here: list[Place],
    slugs: list[str],
    learners: list[str],
    again: bool,
    workers: int | None,
    cell_time: float,
    isolated: bool,
    say: Words,
) -> bool:
    """Mark, with a bar; say what needs a look; return whether all could be marked."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from course.grading import run as running
    from course.grading.sandbox import Limits

    wanted, done = running.tasks(here, slugs, learners, again)
    for place in here:
        running.named(place)
    if not wanted:
        typer.echo(say("run.nothing", done=done) if done else say("run.empty"))
        return True
    typer.echo(say("run.begin", n=len(wanted), done=done))
    console, began, marked, failed = Console(highlight=False, soft_wrap=True), time.monotonic(), 0, 0
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    limits = Limits(cell=cell_time, whole=max(180.0, 9 * cell_time))
    with Progress(*columns, console=console, transient=True) as bar:
        moving = bar.add_task(say("run.progress"), total=len(wanted))
        for outcome in running.run(wanted, limits, isolated, workers):
            bar.advance(moving)
            task = outcome.task
            if outcome.record is None:
                failed += 1
                sentences = [outcome.error.said(say.language)] if outcome.error else []
            else:
                marked += 1
                sentences = [
                    Words("grading_repair", say.language)(f"doubt.{note.kind}", **{"cell": note.cell, **note.values})
                    for note in outcome.record.doubts
                ]
            for sentence in sentences:
                console.print(say("run.note", learner=task.learner, slug=task.slug, sentence=sentence), markup=False)
    typer.echo(say("run.done", n=marked, seconds=f"{time.monotonic() - began:.0f}"))
    key = "run.next_on_hub" if os.environ.get(SHARED) else "run.next"
    for place in here:
        if any(outcome.place == place for outcome in wanted):
            typer.echo(say(key, language=place.language))
    return not failed
