"""What the place of a file in the source says of its handing in: when, by which account, in whose folder."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from course.grading.item import Item, RefusedError
from course.grading.whose import CANVAS, EXCHANGE, MOODLE, person

STAMP, SECRET = "timestamp.txt", "submission_secret.txt"
STAMP_LENGTH = 200  # bytes


def stamps(items: Iterable[Item]) -> dict[str, datetime]:
    """Return the times in nbgrader's ``timestamp.txt`` files, by folder; those in zips are the learner's own word."""
    found = {}
    for item in items:
        folder, _, name = item.name.rpartition("/")
        if name != STAMP or item.packed or _systems(item.name):
            continue
        try:
            content = item.read()
        except RefusedError:
            continue
        if len(content) <= STAMP_LENGTH and (time := _time(content.decode("utf-8", "replace").strip())):
            found[folder] = time
    return found


def handed_in(item: Item, times: dict[str, datetime]) -> datetime | None:
    """Return when a file was handed in, UTC, where something other than the learner's computer says so.

    That is the name of a folder in nbgrader's exchange, the time in Moodle's own zip, or a ``timestamp.txt`` that an
    earlier collecting wrote. When a file was last changed is no such time.
    """
    for part in item.name.split("/"):
        if found := EXCHANGE.fullmatch(part):
            return _time(found["time"])
        if MOODLE.fullmatch(part):
            return item.packed
    return times.get(item.name.rpartition("/")[0])


def secret(item: Item, items: Iterable[Item]) -> bytes:
    """Return the word by which nbgrader's exchange gives feedback back to the right person alone."""
    folder = item.name.rpartition("/")[0]
    if not EXCHANGE.fullmatch(folder):
        return b""
    for other in items:
        if other.name == f"{folder}/{SECRET}" and not other.packed:
            try:
                content = other.read()
            except RefusedError:
                return b""
            return content if len(content) <= STAMP_LENGTH and content.isalnum() else b""
    return b""


def unlike_owner(item: Item) -> str:
    """Return the account that a folder in the exchange belongs to, where it is not the learner the folder names."""
    try:
        import pwd
    except ModuleNotFoundError:  # Windows, where there is no exchange either
        return ""
    found = EXCHANGE.fullmatch(item.name.split("/", 1)[0])
    if not found or item.owner < 0:
        return ""
    try:
        owner = pwd.getpwuid(item.owner).pw_name
    except KeyError:
        owner = str(item.owner)
    return "" if owner == found["user"] else owner


def flat_folder(files: list[tuple[str, str]]) -> str:
    """Return the folder, with a slash, in which all files lie side by side, each with its own person's name.

    Such a folder is a class, as a drive packs it into a zip, and names nobody.

    Parameters
    ----------
    files : list of (str, str)
        Each notebook's place in the source and its exercise.

    Examples
    --------
    >>> flat_folder([("class/anna.ipynb", "synergy"), ("class/jan.ipynb", "synergy")])
    'class/'
    >>> flat_folder([("anna/synergy.ipynb", "synergy"), ("anna/synergy (1).ipynb", "synergy")])
    ''
    """
    folders = {name.rpartition("/")[0] for name, _ in files}
    if len(files) < 2 or len(folders) != 1:
        return ""
    (folder,) = folders
    people = [person(name.rpartition("/")[2], slug) for name, slug in files]
    if not folder or _systems(f"{folder}/x") or not all(people) or len(set(people)) < 2:
        return ""
    return f"{folder}/"


def _systems(name: str) -> bool:
    """Return whether Moodle, Canvas or the exchange named the file or a folder of it."""
    parts = name.split("/")
    return bool(CANVAS.fullmatch(parts[-1])) or any(
        pattern.fullmatch(part) for part in parts for pattern in (MOODLE, EXCHANGE)
    )


def _time(text: str) -> datetime | None:
    from nbgrader.utils import parse_utc

    try:
        return parse_utc(text).replace(tzinfo=UTC)
    except (ValueError, OverflowError, AttributeError, TypeError):
        return None
