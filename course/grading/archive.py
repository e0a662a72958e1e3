"""What lies in a zip, read without trusting it: nothing is unpacked to disk."""

from __future__ import annotations

import io
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from typing import IO

from course.grading.item import Item, RefusedError, Unplaced
from course.grading.letters import entry_name, extra_fields, shown

FILE, ALL, FILES = 20 * 2**20, 500 * 2**20, 5000  # bytes of a file, bytes and files in all
OWN_ALL, OWN_FILES = 100 * 2**20, 200  # of one learner's own zip
RATIO, SMALL = 500, 2**20  # a file that unpacks to so many times its size is a trap, unless it is small
SILENT = re.compile(r"__MACOSX|\.DS_Store|\.ipynb_checkpoints|\._.*|Thumbs\.db|desktop\.ini|__pycache__|\.git")
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError)
TIME_FIELD = 0x5455


def zipped(
    file: IO[bytes], before: str, stack: ExitStack, packed: datetime | None = None, depth: int = 1
) -> Iterator[Item | Unplaced]:
    """Yield what is in a zip, and in the zips in it.

    Parameters
    ----------
    file : binary file
    before : str
        What stands before every name.
    stack : ExitStack
        Closes the zips when the files have been read.
    packed : datetime, optional
        The time of the outer zip's file that this zip is.
    depth : int
        1 for a zip, 2 for a zip in it.

    Raises
    ------
    RefusedError
        If the whole zip cannot be taken.
    """
    try:
        opened = stack.enter_context(zipfile.ZipFile(file))
    except BROKEN as error:
        raise RefusedError("no_zip") from error
    entries = [entry for entry in opened.infolist() if not entry.is_dir()]
    most, size = (FILES, ALL) if depth == 1 else (OWN_FILES, OWN_ALL)
    if len(entries) > most or sum(entry.file_size for entry in entries) > size:
        raise RefusedError("too_much", files=most, size=size // 2**20)
    for entry in sorted(entries, key=entry_name):
        inside = entry_name(entry).replace("\\", "/")
        parts = inside.split("/")
        name = before + shown(inside)
        if any(SILENT.fullmatch(part) for part in parts):
            continue
        if reason := _refusal(entry, inside):
            yield Unplaced(name, reason, {"size": FILE // 2**20} if reason == "too_large" else {})
            continue
        changed = _time(entry)
        item = Item(name, lambda entry=entry: _bytes(opened, entry), changed, packed or changed, size=entry.file_size)
        if not inside.lower().endswith(".zip"):
            yield item
        elif depth > 1:
            yield Unplaced(name, "nested")
        else:
            try:
                yield from zipped(io.BytesIO(item.read()), f"{name}/", stack, changed, depth + 1)
            except RefusedError as error:
                yield Unplaced(name, error.key, error.values)


def _refusal(entry: zipfile.ZipInfo, name: str) -> str:
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind == stat.S_IFLNK:
        return "link"
    if kind not in (0, stat.S_IFREG):
        return "special"
    if name.startswith("/") or ".." in name.split("/") or re.match(r"[A-Za-z]:", name) or "\x00" in name:
        return "outside"
    if entry.flag_bits & 1:
        return "encrypted"
    if entry.file_size > SMALL and entry.file_size > RATIO * max(entry.compress_size, 1):
        return "bomb"
    return "too_large" if entry.file_size > FILE else ""


def _bytes(opened: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    try:
        with opened.open(entry) as file:
            content = file.read(FILE + 1)
    except BROKEN as error:
        raise RefusedError("damaged") from error
    if len(content) > FILE:
        raise RefusedError("too_large", size=FILE // 2**20)
    return content


def utc(seconds: float) -> datetime | None:
    """Return a file's time, or None where it is beyond any calendar."""
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _time(entry: zipfile.ZipInfo) -> datetime | None:
    """Return when a file in a zip was changed: exact where the zip says so, else by this computer's own clock zone."""
    for kind, content in extra_fields(entry.extra):
        if kind == TIME_FIELD and len(content) >= 5 and content[0] & 1:
            return utc(struct.unpack("<L", content[1:5])[0])
    try:
        return datetime(*entry.date_time).astimezone(UTC) if entry.date_time[0] > 1980 else None
    except (ValueError, OverflowError, OSError):
        return None
