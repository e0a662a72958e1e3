"""The computer itself: what its window can show, memory, disk, browser, fonts."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
import webbrowser
from collections.abc import Iterator
from pathlib import Path

import psutil

from course.doctor.finding import Finding, State
from course.texts import Words

LETTERS = "ąćęłńóśźżĄĆĘŁŃÓŚŹŻ"
SIGNS = f"{LETTERS}„”“…█"  # with those that sentences and a QR code in the window are made of
GIGABYTE = 1e9  # bytes
# Bytes: the gallery with a few pages open, the live server and a browser want the first, the server alone the second.
ROOMY_MEMORY, LEAST_MEMORY = 1.5 * GIGABYTE, 0.4 * GIGABYTE
# Bytes: a class's work takes the first, a workshop's database with room for its log the second.
ROOMY_DISK, LEAST_DISK = 1.0 * GIGABYTE, 0.1 * GIGABYTE
PLAIN = {"www-browser", "links", "elinks", "lynx", "w3m"}  # browsers without pictures, which webbrowser offers, too


def terminal(words: Words) -> Iterator[Finding]:
    """Say whether this window can show what the course writes."""
    encoding = getattr(sys.stdout, "encoding", None) or "ascii"
    try:
        SIGNS.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        line = "set PYTHONUTF8=1" if sys.platform == "win32" else "export LC_ALL=C.UTF-8 PYTHONIOENCODING=utf-8"
        yield Finding(State.MEND, words("terminal.bad", encoding=encoding), words("terminal.mend"), line)
    else:
        yield Finding(State.OK, words("terminal.ok"))


def memory(words: Words) -> Iterator[Finding]:
    """Say how much memory is free."""
    seen = psutil.virtual_memory()
    state = sized(seen.available, ROOMY_MEMORY, LEAST_MEMORY)
    text = words("memory.free", free=gigabytes(seen.available), total=gigabytes(seen.total))
    yield Finding(state, text, "" if state is State.OK else words("memory.mend"))


def disk(words: Words) -> Iterator[Finding]:
    """Say how much room there is where workshops and submissions are kept, and whether anything can be kept there."""
    from course.live.folder import data_folder

    kept = os.environ.get("COURSE_GRADING_DIR") or Path.home() / "partnership-grading"
    folders = {"workshops": data_folder(), "works": Path(kept).expanduser()}
    there = {what: existing(folder) for what, folder in folders.items()}
    for what, place in there.items():
        if not os.access(place, os.W_OK | os.X_OK):
            text, line = words(f"disk.locked.{what}", folder=place), f'sudo chown -R "$USER" {shlex.quote(str(place))}'
            yield Finding(State.MEND if what == "workshops" else State.LOOK, text, words("disk.open"), line)
    free, place = min((shutil.disk_usage(place).free, place) for place in there.values())
    state = sized(free, ROOMY_DISK, LEAST_DISK)
    mend = "" if state is State.OK else words("disk.mend", folder=place)
    yield Finding(state, words("disk.free", free=gigabytes(free)), mend)


def browser(words: Words) -> Iterator[Finding]:
    """Say whether the course can open its pages in a browser."""
    try:
        name = getattr(webbrowser.get(), "name", "")
    except webbrowser.Error:
        name = None
    if name is not None and name not in PLAIN:
        yield Finding(State.OK, words("browser.ok"))
        return
    desktop = sys.platform in ("win32", "darwin") or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    kind = "none" if desktop else "no_desktop"
    yield Finding(State.LOOK, words(f"browser.{kind}"), words(f"browser.mend_{kind}"))


def fonts(words: Words) -> Iterator[Finding]:
    """Say whether pictures can have Polish letters."""
    from matplotlib.font_manager import FontProperties, findfont, get_font

    from course.kernels.spec import reinstalling

    try:
        font = get_font(findfont(FontProperties(family="DejaVu Sans"), fallback_to_default=False))
        font.set_text(LETTERS)
        font.draw_glyphs_to_bitmap()
        whole = all(font.get_char_index(ord(letter)) for letter in LETTERS)
    except (OSError, RuntimeError, ValueError):
        whole = False
    if whole:
        yield Finding(State.OK, words("fonts.ok"))
    else:
        yield Finding(State.MEND, words("fonts.bad"), words("mend.line"), reinstalling("matplotlib"))


def sized(value: float, roomy: float, least: float) -> State:
    """Return how so much room is.

    Examples
    --------
    >>> [sized(value, 10, 3).value for value in (10, 3, 2.9)]
    ['ok', 'look', 'mend']
    """
    return State.OK if value >= roomy else State.LOOK if value >= least else State.MEND


def gigabytes(count: float) -> float:
    """Return bytes in gigabytes as they are told: one decimal below ten.

    Examples
    --------
    >>> gigabytes(23.4e9), gigabytes(1.26e9)
    (23.0, 1.3)
    """
    return float(round(count / GIGABYTE, 1 if count < 10 * GIGABYTE else 0))


def existing(folder: Path) -> Path:
    """Return the folder, or the nearest above it that there is: inside that the course will make it."""
    return next((place for place in (folder, *folder.parents) if place.is_dir()), Path(folder.anchor or "."))
