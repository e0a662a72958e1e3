"""What lies in a folder, a zip or a single file, read without trusting it: links are not followed, all is counted."""

from __future__ import annotations

import io
import os
import stat
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from course.grading.archive import ALL, FILE, FILES, SILENT, utc, zipped
from course.grading.item import Item, RefusedError, Unplaced
from course.grading.letters import shown
from course.grading.place import GradingError


@contextmanager
def contents(source: Path) -> Iterator[tuple[list[Item], list[Unplaced]]]:
    """Give the files of a folder, a zip, or a single notebook, and what was refused; readable until it is left.

    Raises
    ------
    GradingError
        If the source is missing, no folder nor zip, or holds more than 5000 files or 500 MB.
    """
    if not source.exists():
        raise GradingError("collect:missing", path=source)
    items: list[Item] = []
    refused: list[Unplaced] = []
    size = 0
    with ExitStack() as stack:
        try:
            for found in _all(source, stack):
                if isinstance(found, Item):
                    items.append(found)
                    size += found.size if found.notebook else 0
                else:
                    refused.append(found)
                if len(items) + len(refused) > FILES or size > ALL:
                    raise GradingError("collect:too_much", path=source, files=FILES, size=ALL // 2**20)
        except PermissionError as error:
            raise GradingError("collect:unreadable", path=error.filename or source) from error
        yield items, refused


def _all(source: Path, stack: ExitStack) -> Iterator[Item | Unplaced]:
    if source.is_dir():
        yield from _folder(source, "", stack)
    elif source.suffix.lower() == ".ipynb":
        info = source.stat()
        yield Item(shown(source.name), lambda: _bytes(source), utc(info.st_mtime), owner=info.st_uid, size=info.st_size)
    else:
        try:
            file = stack.enter_context(source.open("rb"))
            yield from zipped(file, "", stack)
        except RefusedError as error:
            raise GradingError(f"collect:{error.key}", path=source, **error.values) from error


def _folder(folder: Path, before: str, stack: ExitStack) -> Iterator[Item | Unplaced]:
    for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
        name, path = before + shown(entry.name), Path(entry.path)
        if SILENT.fullmatch(entry.name):
            continue
        info = entry.stat(follow_symlinks=False)
        if stat.S_ISLNK(info.st_mode):
            yield Unplaced(name, "link")
        elif stat.S_ISDIR(info.st_mode):
            yield from _folder(path, f"{name}/", stack)
        elif not stat.S_ISREG(info.st_mode):
            yield Unplaced(name, "special")
        elif path.suffix.lower() == ".zip":
            try:
                # Held in memory where they are small: a class of learners' zips is more than a process may hold open.
                file = io.BytesIO(_bytes(path)) if info.st_size <= FILE else stack.enter_context(path.open("rb"))
                yield from zipped(file, f"{name}/", stack)
            except RefusedError as error:
                yield Unplaced(name, error.key, error.values)
        elif info.st_size > FILE:
            yield Unplaced(name, "too_large", {"size": FILE // 2**20})
        else:
            yield Item(name, lambda path=path: _bytes(path), utc(info.st_mtime), owner=info.st_uid, size=info.st_size)


def _bytes(path: Path) -> bytes:
    """Return a regular file's bytes; it may have been changed for something else since it was listed."""
    try:
        number = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
        with os.fdopen(number, "rb") as file:
            if not stat.S_ISREG(os.fstat(number).st_mode):
                raise RefusedError("special")
            content = file.read(FILE + 1)
    except OSError as error:
        raise RefusedError("unreadable") from error
    if len(content) > FILE:
        raise RefusedError("too_large", size=FILE // 2**20)
    return content
