"""The packages: whether they fit the course, and whether they are those it was tried with."""

from __future__ import annotations

import re
import shlex
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

from packaging.requirements import InvalidRequirement, Requirement
from packaging.version import InvalidVersion, Version

from course import catalog
from course.doctor.finding import Finding, State
from course.texts import Words

PACKAGE = "partnership-course"
CONSTRAINTS = "constraints.txt"
SHOWN = 3  # packages named in a sentence


@dataclass(frozen=True, slots=True)
class Other:
    """A package that is there in another version than wanted; ``version`` is empty where it is missing."""

    name: str
    version: str
    wanted: str


def versions(words: Words) -> Iterator[Finding]:
    """Say whether the packages fit the course, and in a clone, whether they are those it was tried with."""
    here = catalog.ROOT if catalog.content() == catalog.ROOT else None
    pip = f"{shlex.quote(sys.executable)} -m pip install"
    if broken := unmet(requires(PACKAGE) or []):
        whole = f"-c {CONSTRAINTS} -e ." if here else f"--upgrade {PACKAGE}"
        line = f"cd {shlex.quote(str(here))} && {pip} {whole}" if here else f"{pip} {whole}"
        yield Finding(State.MEND, _told(words, "versions.broken", broken), words("mend.line"), line)
    elif here and (others := untried(here / CONSTRAINTS)):
        exact = " ".join(f"{one.name}=={one.wanted}" for one in others)
        yield Finding(State.LOOK, _told(words, "versions.other", others), words("versions.mend"), f"{pip} {exact}")
    else:
        yield Finding(State.OK, words("versions.tried" if here else "versions.fit"))


def unmet(requirements: list[str]) -> list[Other]:
    """Return the packages that are missing, or whose version the course does not take.

    Parameters
    ----------
    requirements : list of str
        As a package's metadata have them; those of extras are passed over.

    Examples
    --------
    >>> [(one.name, one.wanted) for one in unmet(["rich>=1", "rich<1", "no-such-package>=2", "nbgrader; extra == 'x'"])]
    [('rich', '<1'), ('no-such-package', '>=2')]
    """
    found = []
    for row in map(Requirement, requirements):
        if row.marker and not row.marker.evaluate({"extra": ""}):
            continue
        there = _version(row.name)
        if not there or not row.specifier.contains(there, prereleases=True):
            found.append(Other(row.name, there, str(row.specifier)))
    return found


def untried(constraints: Path) -> list[Other]:
    """Return the installed packages whose version is not the one of a file of constraints."""
    found = []
    for text in constraints.read_text(encoding="utf-8").splitlines() if constraints.is_file() else ():
        try:
            row = Requirement(text.partition("#")[0])
        except InvalidRequirement:
            continue
        there = _version(row.name)
        if there and not row.specifier.contains(there, prereleases=True):
            found.append(Other(row.name, there, re.sub("^==", "", str(row.specifier))))
    return found


def _told(words: Words, key: str, found: list[Other]) -> str:
    """Return a sentence that counts packages and names the first."""
    named = [
        words(
            "versions.one" if one.version else "versions.missing", name=one.name, there=one.version, wanted=one.wanted
        )
        for one in found[:SHOWN]
    ]
    return words(key, n=len(found), names=", ".join(named) + (", …" if len(found) > SHOWN else ""))


def _version(name: str) -> str:
    """Return the version of an installed package, empty where there is none that can be read."""
    try:
        return str(Version(version(name)))
    except (PackageNotFoundError, InvalidVersion, TypeError):
        return ""
