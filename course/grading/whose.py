"""Whose work a file is: by the class list, else by the folder or the name it came in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from course.catalog import concepts
from course.grading.item import RefusedError
from course.grading.letters import plain, plain_words, safe_id, words
from course.grading.place import Learner
from course.grading.which import titles

# Moodle: "Anna Kowalska_123_assignsubmission_file_/x.ipynb" or the same without the folder.
MOODLE = re.compile(r"(?P<name>[^/]+?)_(?P<number>\d+)_assignsubmission_[a-z]+_?(?P<rest>[^/]*)")
# Canvas: "kowalskaanna_1234_567890_x.ipynb", where 1234 is the person.
CANVAS = re.compile(r"(?P<name>[^\W\d_]+)_(?:LATE_)?(?P<number>\d{2,})_\d{5,}_(?P<rest>[^/]+)")
# nbgrader's exchange: a folder a hand-in.
EXCHANGE = re.compile(r"(?P<user>[^/]+)\+(?P<slug>[^/+]+)\+(?P<time>\d{4}-\d\d-\d\d [^/+]+)(\+[^/+]+)?")
ENDINGS = re.compile(r"\.(zip|ipynb.*)$", re.IGNORECASE)
ANONYMOUS = {("participant",), ("uczestnik",)}
EMAIL = re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+")
# What people and programs add to a file's name; none of it is a person.
ADDED = re.compile(
    r"copy|kopia|of|final|finaln[aey]|ostateczn[aey]|wersja|version|poprawk[ai]|poprawion[aey]|corrected|now[aey]|new|old|"
    r"star[aey]|exercise|cwiczeni[ae]|zadani[ae]|task|homework|prac[ae]|domow[ae]|submissions?|submitted|oddane|assignment|"
    r"notebook|notatnik|ipynb|txt|zip|json|untitled"
)


@dataclass(frozen=True)
class Whose:
    """The learner of a file, and how it was told.

    Parameters
    ----------
    learner : str
        The id.
    listed : bool
        Whether the class list has it.
    spelling : tuple of str
        The name's words as they stood in the source.
    box, number : str
        The download and Moodle's number in it: two numbers in one download are two people.
    by_folder : str
        The folder that named the learner, where it was a plain one.
    """

    learner: str
    listed: bool
    spelling: tuple[str, ...]
    box: str = ""
    number: str = ""
    by_folder: str = ""


def whose(name: str, slug: str, roster: Mapping[str, Learner]) -> Whose:
    """Return the learner of a file.

    Parameters
    ----------
    name : str
        The file's place in the source.
    slug : str
        The exercise it is; its title in the name is no part of a person's.
    roster : dict of Learner
        The class list, by id.

    Raises
    ------
    RefusedError
        If nobody can be told, or more than one.
    """
    parts = name.split("/")
    if told := _told(parts, slug):
        # What the system says of a person stands above what the person wrote into a file's name.
        matches = _on_list([told.name], told, slug, roster)
    else:
        matches = _on_list(parts, None, slug, roster)
    if len(matches) > 1:
        raise RefusedError("several_learners", learners=", ".join(sorted(matches)))
    if told:
        spelling = words(told.name)
        if matches:
            return Whose(matches.pop(), True, spelling, told.box, told.number)
        learner = safe_id(f"{told.name}-{told.number}" if spelling in ANONYMOUS else told.name)
        learner = learner or (told.number and f"participant-{told.number}")
        return Whose(_or_refused(learner), False, spelling, told.box, told.number)
    if matches:
        return Whose(matches.pop(), True, ())
    for folder in reversed(parts[:-1]):
        if spelling := person(folder, slug):
            whole = spelling == words(folder.removesuffix(".zip"))
            learner = safe_id(folder.removesuffix(".zip") if whole else "-".join(spelling))
            return Whose(_or_refused(learner), False, spelling, by_folder=folder)
    spelling = person(parts[-1], slug)
    return Whose(_or_refused(safe_id("-".join(spelling))), False, spelling)


def person(part: str, slug: str) -> tuple[str, ...]:
    """Return the words of a folder's or file's name that may be a person's.

    Examples
    --------
    >>> person("Kopia synergy_Żółć Ćma (2).ipynb", "synergy")
    ('żółć', 'ćma')
    """
    bare = re.sub(r"\(\d+\)|\d{4}-\d\d-\d\d|\bv\d+\b", " ", ENDINGS.sub("", part), flags=re.IGNORECASE)
    left = list(words(bare))
    # Also another exercise's: files lie in the wrong folder, or have the wrong name.
    for phrase in map(plain_words, (*(row.slug for row in concepts()), slug)):
        for at in reversed(range(len(left) - len(phrase) + 1)):
            if tuple(map(plain, left[at : at + len(phrase)])) == phrase:
                del left[at : at + len(phrase)]
    own = titles(slug)
    return tuple(word for word in left if plain(word) not in own and not ADDED.fullmatch(plain(word)))


def _or_refused(learner: str) -> str:
    if not learner:
        raise RefusedError("no_learner")
    return learner


@dataclass(frozen=True)
class _Told:
    """What a system says of a file's person; ``box`` is the download, ``number`` the person's in it."""

    system: str
    name: str
    box: str = ""
    number: str = ""


def _told(parts: list[str], slug: str) -> _Told | None:
    for where, part in enumerate(parts):
        if found := EXCHANGE.fullmatch(part):
            return _Told("exchange", found["user"])
        if found := MOODLE.fullmatch(part):
            return _Told("moodle", found["name"], "/".join(parts[:where]), found["number"])
    if (found := CANVAS.fullmatch(parts[-1])) and person(found["name"], slug):
        return _Told("canvas", found["name"], "/".join(parts[:-1]), found["number"])
    return None


def _on_list(texts: list[str], told: _Told | None, slug: str, roster: Mapping[str, Learner]) -> set[str]:
    """Return the learners of the class list whom the texts name.

    Certain signs must agree: where a number says one person and a name another, both are returned.
    """
    people = list(roster.values())
    if told and told.system == "exchange":
        return {one.id for one in people if one.id == told.name}
    stems = [ENDINGS.sub("", text) for text in texts]
    wholes = {plain(stem) for stem in stems}
    mails = {found[0].casefold() for text in stems for found in EMAIL.finditer(text)}
    spelled = [plain_words(stem) for stem in stems]
    signs = [
        {one.id for one in people if told and told.number == (one.lms_id if told.system == "canvas" else one.moodle)},
        {one.id for one in people if one.email and one.email.casefold() in mails},
        {one.id for one in people if plain(one.id) in wholes},
        _by_name(spelled, people),
    ]
    left: set[str] = set()
    for found in filter(None, signs):
        both = left & found
        left = (both or left | found) if left else found
    persons = {tuple(map(plain, person(text, slug))) for text in texts}
    return left or {one.id for one in people if plain_words(one.id) in persons or _login(one.id, spelled)}


def _login(name: str, spelled: list[tuple[str, ...]]) -> bool:
    """Return whether an id that can hardly be a word, such as a student's number, stands in one of the texts."""
    short = plain_words(name)
    telling = len(name) > 3 and any(letter.isdigit() for letter in name)
    return telling and any(_within(short, text) for text in spelled)


def _by_name(spelled: list[tuple[str, ...]], people: list[Learner]) -> set[str]:
    """Return those whose first and last name stand in one of the texts, in either order, apart or joined."""
    found: dict[str, set[str]] = {}
    for one in people:
        first, last = plain_words(one.first_name), plain_words(one.last_name)
        if not first or not last:
            continue
        joined = {"".join(first + last), "".join(last + first), first[0] + "".join(last), "".join(last) + first[0]}
        for text in spelled:
            if {first[0], *last} <= set(text) or joined & set(text):
                found.setdefault(one.id, set()).update(set(text) & {*first, *last, *joined})
    return {one for one in found if not any(found[one] < other for other in found.values())}


def _within(short: tuple[str, ...], long: tuple[str, ...]) -> bool:
    return any(long[at : at + len(short)] == short for at in range(len(long) - len(short) + 1)) if short else False
