"""One version of a learner's work, put where nbgrader looks for it; the others are kept aside."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path

from course.grading.handed import SECRET, STAMP, stamps
from course.grading.item import Item, Unplaced
from course.grading.place import Place
from course.grading.setaside import keep_version, write
from course.grading.works import Work

STAMP_FORMAT = "%Y-%m-%d %H:%M:%S.%f %Z"  # nbgrader's


@dataclass(frozen=True)
class Placed:
    """A file that is now somebody's work.

    Parameters
    ----------
    learner, slug, language : str
    file : str
        Its place in the source.
    listed : bool
        Whether the class list has the learner.
    same : bool
        Whether this very work stood there already.
    replaced : Path or None
        Where the other work that stood there before is kept.
    """

    learner: str
    slug: str
    language: str
    file: str
    listed: bool
    same: bool = False
    replaced: Path | None = None


@dataclass
class Collected:
    """What became of a source: every file of it is in one of the lists, save the leavings of systems."""

    placed: list[Placed] = field(default_factory=list)
    unplaced: list[Unplaced] = field(default_factory=list)


def put(place: Place, works: list[Work], take: str, done: Collected) -> None:
    """Place one of a learner's versions of an exercise, and set the others aside.

    Parameters
    ----------
    place : Place
    works : list of Work
        All of the learner's, of one exercise in the place's language.
    take : {"newest", "first"}
    done : Collected
        Is told what became of each.
    """
    # The same content handed in twice was in at the earlier time.
    versions = list({work.content: work for work in sorted(works, key=lambda work: work.age, reverse=True)}.values())
    versions.sort(key=lambda work: work.age, reverse=take == "newest")
    first, others = versions[0], versions[1:]
    learner, slug = first.who.learner, first.exercise.slug
    path = place.submitted / learner / slug / f"{slug}.ipynb"

    def aside(work: Work, key: str) -> None:
        kept = keep_version(place, learner, slug, work.content)
        done.unplaced.append(Unplaced(work.item.name, key, {"learner": learner, "slug": slug}, kept))

    if others and first.age == others[0].age:
        for work in versions:
            aside(work, "which_version")
        return
    for work in others:
        aside(work, "older" if take == "newest" else "later")
    placed = Placed(learner, slug, place.language, first.item.name, first.who.listed)
    before = path.read_bytes() if path.is_file() else None
    if before == first.content:
        done.placed.append(replace(placed, same=True))
        return
    if before is not None:
        stamp = path.with_name(STAMP)
        standing = stamps([Item(STAMP, stamp.read_bytes)]).get("") if stamp.is_file() else None
        if take == "first":
            aside(first, "later")
            return
        if standing and first.at and first.at < standing:
            aside(first, "older")
            return
        placed = replace(placed, replaced=keep_version(place, learner, slug, before))
    # The time goes first: should the machine stop in between, the next collecting still finds the work to be new.
    if first.at:
        write(path.with_name(STAMP), first.at.strftime(STAMP_FORMAT).encode())
    else:
        path.with_name(STAMP).unlink(missing_ok=True)
    if first.secret:
        write(path.with_name(SECRET), first.secret)
    write(path, first.content)
    done.placed.append(placed)
