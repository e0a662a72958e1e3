"""What learners handed in, put where nbgrader looks for it: matched by what is in the files and by the class list."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path

from course.grading.exchange import inbound
from course.grading.handed import SECRET, STAMP, flat_folder, handed_in, secret, stamps, unlike_owner
from course.grading.item import OTHER_ARCHIVES, Item, RefusedError, Unplaced
from course.grading.place import GradingError, Place, roster
from course.grading.placing import Collected, put
from course.grading.setaside import keep_unplaced
from course.grading.source import contents
from course.grading.which import Exercise, notebook, signs, which
from course.grading.whose import whose
from course.grading.works import Work, doubtful, grouped
from course.texts import Words

TAKE = ("newest", "first")


def collect(
    places: Sequence[Place],
    source: Path | None = None,
    take: str = "newest",
    told: Callable[[int, int], object] | None = None,
) -> Collected:
    """Put what learners handed in where nbgrader looks for it, and say what could not be placed.

    No code is run, nothing is written outside the grading folder, and the same source again changes nothing.

    Parameters
    ----------
    places : sequence of Place
        The languages to collect.
    source : Path, optional
        A folder, a zip (Moodle's, with folders or without), or one notebook; without it nbgrader's exchange.
    take : {"newest", "first"}
        Which of a learner's versions counts. With ``first``, work that was collected before is never replaced.
    told : callable, optional
        Is told after each file how many are done, and of how many.

    Raises
    ------
    GradingError
        If the source is missing or unusable as a whole, or the disk does not take the files.
    """
    if take not in TAKE:
        raise GradingError("collect:take", take=take, known=", ".join(TAKE))
    grading = places[0].folder.parent
    known = roster(grading)
    done = Collected()
    with ExitStack() as stack:
        owners = False
        if source is None:
            source, owners = stack.enter_context(inbound(places))
        elif _inside(source.resolve(), grading.resolve()):
            raise GradingError("collect:own_folder", path=source)
        items, done.unplaced = stack.enter_context(contents(source))
        read = _read(items, places, done, told)
        top = flat_folder([(item.name, exercise.slug) for item, _, exercise in read])
        works: list[Work] = []
        times = stamps(items)
        for item, content, exercise in read:
            try:
                who = whose(item.name.removeprefix(top), exercise.slug, known)
                if owners and (owner := unlike_owner(item)):
                    raise RefusedError("owner", owner=owner, learner=who.learner)
            except RefusedError as error:
                done.unplaced.append(_aside(grading, item, content, error))
                continue
            at = handed_in(item, times)
            works.append(Work(item, content, exercise, who, at, secret(item, items)))
        taken = {name.casefold() for name in known}
        doubts = doubtful(works, taken)
        done.unplaced += [_aside(grading, work.item, work.content, error) for work, error in doubts]
        left = [work for work in works if not any(work is other for other, _ in doubts)]
        by_language = {place.language: place for place in places}
        for group in grouped(left, lambda work: (work.who.learner, work.exercise)):
            put(by_language[group[0].exercise.language], group, take, done)
    done.placed.sort(key=lambda one: (one.learner, one.slug, one.language))
    done.unplaced.sort(key=lambda one: one.file)
    return done


def lines(collected: Collected, language: str) -> list[str]:
    """Return what is said on the command line: how many were placed, then each file that was not, and why."""
    say = Words("grading_collect", language)
    new = [one for one in collected.placed if not one.same and not one.replaced]
    counts = {
        "new": len(new),
        "replaced": sum(one.replaced is not None for one in collected.placed),
        "same": sum(one.same for one in collected.placed),
        "unplaced": len(collected.unplaced),
    }
    said = [say(f"said.{name}", n=count) for name, count in counts.items() if count] or [say("said.nothing")]
    for one in collected.unplaced:
        said.append(f"{one.file}: {one.why(language)}")
        if one.kept:
            said.append(say("said.kept", path=one.kept))
    strangers = sorted({one.learner for one in collected.placed if not one.listed})
    if strangers and any(one.listed for one in collected.placed):
        said.append(say("said.strangers", learners=", ".join(strangers)))
    return said


def _inside(source: Path, grading: Path) -> bool:
    """Return whether the source holds the grading folder or lies in it: marked work would be handed in again."""
    return source == grading or grading in source.parents or source in grading.parents


def _read(
    items: list[Item], places: Sequence[Place], done: Collected, told: Callable[[int, int], object] | None
) -> list[tuple[Item, bytes, Exercise]]:
    """Return the notebooks that are exercises of the course; what is none goes on the list."""
    known, found = signs(places[0].root), []
    languages = {place.language for place in places}
    for number, item in enumerate(items, 1):
        content = b""
        try:
            if item.notebook:
                content = item.read()
                read, content = notebook(content)
                exercise = which(read, known, item.name)
                if exercise.language not in languages:
                    raise RefusedError("other_language", slug=exercise.slug)
                found.append((item, content, exercise))
            elif item.name.rsplit("/", 1)[-1] not in (STAMP, SECRET):
                raise RefusedError("other_archive" if item.name.lower().endswith(OTHER_ARCHIVES) else "extra")
        except RefusedError as error:
            done.unplaced.append(_aside(places[0].folder.parent, item, content, error))
        if told:
            told(number, len(items))
    return found


def _aside(grading: Path, item: Item, content: bytes, error: RefusedError) -> Unplaced:
    kept = keep_unplaced(grading, item.name, content) if content else None
    return Unplaced(item.name, error.key, error.values, kept)
