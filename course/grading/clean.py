"""What may stand on a learner's page: texts without the parts kept from learners, and without this machine's paths."""

from __future__ import annotations

import re
import sys
import tempfile
from pathlib import Path

from course.exercises import FENCES
from course.grading.place import Place

LEFT_OUT = "…"
ANSI = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-Z\\-_])")
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff]")
# A path that says where a program ran; what a learner's own sentence calls /2 or and/or is none.
ROOTS = "home|Users|root|tmp|var|opt|usr|mnt|media|srv|etc|proc|private|Library|Volumes|run|work|app|workspace|nix|data"
SOMEWHERE = re.compile(
    rf"(?:file://|(?<![\w/.]))/(?:{ROOTS})(?:/[^\s\"'<>|:;,()\[\]]+)+|\b[A-Za-z]:\\(?:[^\s\"'<>|:;,()]+)|\\\\\w[^\s\"'<>]+"
)


def plain(text: str) -> str:
    r"""Return a text that any page and any file can hold: no colour codes, control characters, halves of letters.

    Examples
    --------
    >>> plain("\x1b[31mred\x1b[0m\r\n\x00end")
    'red\nend'
    """
    text = ANSI.sub("", text.replace("\r\n", "\n"))
    return CONTROL.sub("", text.replace("\r", "\n")).encode("utf-8", "replace").decode("utf-8")


def unfenced(text: str) -> str:
    r"""Return the text without solutions, hidden checks and mark schemes, also where such a part never ends.

    Examples
    --------
    >>> unfenced("a = 1\n### BEGIN HIDDEN TESTS\nassert a == 1\n### END HIDDEN TESTS\nb = 2")
    'a = 1\nb = 2'
    """
    for begin in FENCES:
        first, last = (r"#+\s*" + re.sub(r"\s+", r"\\s+", name) for name in (begin, begin.replace("BEGIN", "END")))
        text = re.sub(rf"^[^\n]*{first}.*?(?:{last}[^\n]*(?:\n|\Z)|\Z)", "", text, flags=re.S | re.M | re.I)
    return text


class Cleaner:
    """Takes out of texts what is not for learners.

    Parameters
    ----------
    place : Place
        Its folders are named nowhere.
    """

    def __init__(self, place: Place) -> None:
        folders = [place.root, place.folder, place.folder.parent, Path.home(), Path(tempfile.gettempdir())]
        folders += [Path(sys.prefix), Path(sys.base_prefix), Path(__file__).parents[2]]
        names = {str(one) for folder in folders for one in (folder, folder.resolve())}
        names |= {Path(name).as_posix() for name in names}
        longest = sorted((name for name in names if len(name) > 2), key=len, reverse=True)
        own = "(?:file://|(?<![\\w/]))(?:" + "|".join(map(re.escape, longest)) + r")(?![\w-])"
        self._own = re.compile(own)
        self._below = re.compile(own + r"(?:[/\\][^\s\"'<>|:;,()\[\]]+)+")

    def own(self, text: str) -> str:
        """Return what a learner or the instructor wrote: without fenced parts and this machine's own folders."""
        return self._own.sub(LEFT_OUT, unfenced(plain(text)))

    def said(self, text: str) -> str:
        """Return what a program said: without anything that looks like a path on some machine, but for a file's name.

        Where the text is a traceback, only its last line is left.
        """
        text = plain(text)
        if "Traceback (most recent call last)" in text:
            text = text.strip().rpartition("\n")[2]
        text = SOMEWHERE.sub(_name, unfenced(text))
        return self.own(self._below.sub(_name, text))


def _name(found: re.Match[str]) -> str:
    """Return the last part of a path where it is a file's."""
    name = re.split(r"[/\\]", found[0])[-1]
    return f"{LEFT_OUT}/{name}" if "." in name[1:] else LEFT_OUT
