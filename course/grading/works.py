"""The notebooks of a class between reading and placing, and those that may be two people's."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from course.grading.item import Item, RefusedError
from course.grading.which import Exercise
from course.grading.whose import Whose, person

BEGINNING = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Work:
    """A notebook of a learner: what it is, whose, when it was handed in, and the exchange's word for feedback."""

    item: Item
    content: bytes
    exercise: Exercise
    who: Whose
    at: datetime | None = None
    secret: bytes = b""

    @property
    def age(self) -> tuple[datetime, datetime]:
        """Return what orders a learner's versions: when handed in, else when changed; then when changed."""
        changed = self.item.changed or BEGINNING
        return self.at or changed, changed


def grouped(works: Iterable[Work], key: Callable[[Work], Hashable]) -> list[list[Work]]:
    """Return the works in groups that have the same key, each in the order they came in."""
    groups: dict[Hashable, list[Work]] = defaultdict(list)
    for work in works:
        groups[key(work)].append(work)
    return list(groups.values())


def doubtful(works: list[Work], taken: set[str]) -> list[tuple[Work, RefusedError]]:
    """Return the works that may be two people's under one id: nobody's marks are guessed.

    Parameters
    ----------
    works : list of Work
    taken : set of str
        The ids of the class list in small letters, which no stranger may have.
    """
    found: dict[int, tuple[Work, RefusedError]] = {}
    for group in grouped([work for work in works if not work.who.listed], lambda work: work.who.learner.casefold()):
        spellings = {work.who.spelling for work in group}
        ids = {work.who.learner for work in group}
        if len(spellings) > 1 or len(ids) > 1 or group[0].who.learner.casefold() in taken:
            found |= {id(work): (work, RefusedError("shared_id", id=work.who.learner)) for work in group}
    for group in grouped(works, lambda work: (work.who.learner, work.who.box, work.exercise)):
        if len({work.who.number for work in group}) > 1:
            found |= {id(work): (work, RefusedError("shared_name", id=work.who.learner)) for work in group}
    for group in grouped(works, lambda work: (work.item.name.rpartition("/")[0], work.exercise)):
        names = [person(work.item.name.rpartition("/")[2], work.exercise.slug) for work in group]
        if group[0].who.by_folder and len(group) > 1 and all(names) and len(set(names)) == len(names):
            folder = group[0].who.by_folder
            found |= {id(work): (work, RefusedError("folder_of_many", folder=folder)) for work in group}
    return list(found.values())
