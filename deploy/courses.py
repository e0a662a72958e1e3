"""The courses of a Hub, on one machine or on many: their names, who belongs to them, who may do what."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

from course.texts import Words, spoken

# The exchange and the gradebook know one exercise by one name, so each language is a course of its own.
COURSES = {"en": "partnership", "pl": "partnerstwo"}
# Hub services; nobody may be called like one, because the exchange tells people by their names alone.
SERVICES = ("ngshare", "caretaker", "probe", "dashboards", "gallery", "workshop")
KINDS = {"instructor": "formgrade", "learner": "nbgrader"}  # what the group of a role is called before the course
JUPYTER = Path(__file__).parent / "local" / "jupyter"  # the settings of everybody's server


def groups(role: str, languages: Iterable[str] = tuple(COURSES)) -> list[str]:
    """Return the Hub's groups of a role.

    Examples
    --------
    >>> groups("learner", ["pl"])
    ['nbgrader-partnerstwo']
    """
    return [f"{KINDS[role]}-{COURSES[language]}" for language in languages]


ROLES: list[dict[str, Any]] = [
    # What a person's server may: be there for its owner, and say to the exchange who that is.
    {"name": "server", "scopes": ["users:activity!user", "access:servers!server", "read:users:name!user"]},
    {
        "name": "dashboards",
        "groups": groups("instructor") + groups("learner"),
        "scopes": ["access:services!service=dashboards"],
    },
    {"name": "workshop", "groups": groups("instructor"), "scopes": ["access:services!service=workshop"]},
]


class Member(NamedTuple):
    """What somebody is, and in which courses; by language, the first one counts where one must."""

    role: str
    languages: tuple[str, ...]


def member(belongs: Iterable[str]) -> Member | None:
    """Return what somebody in these groups is; None where none of them is ours.

    Whoever grades one course and learns in the other is an instructor: a server has one role.

    Examples
    --------
    >>> member(["nbgrader-partnership", "formgrade-partnerstwo", "choir"])
    Member(role='instructor', languages=('pl',))
    """
    found = set(belongs)
    for role in KINDS:
        if languages := tuple(language for language in COURSES if groups(role, [language])[0] in found):
            return Member(role, languages)
    return None


def language_form(who: Member | None) -> str:
    """Return the form in which whoever grades two courses chooses a formgrader; nothing for everybody else."""
    if who is None or who.role != "instructor" or len(who.languages) < 2:
        return ""
    words = Words("hub", spoken())
    first = sorted(who.languages, key=lambda code: code != spoken())  # the Hub's own before the other
    options = "".join(f'<option value="{code}">{COURSES[code]} ({code})</option>' for code in first)
    return (
        f'<label for="language">{words("spawn.language")}</label>'
        f'<select id="language" name="language" class="form-control">{options}</select>'
    )


def chosen_language(form: dict[str, list[str]]) -> dict[str, str]:
    """Return what was chosen in that form."""
    return {"language": form.get("language", [""])[0]}


def server_variables(who: Member, name: str, options: dict[str, Any], exchange: str) -> dict[str, str]:
    """Return what somebody's server is told; nothing of a gradebook.

    An instructor of two courses has the formgrader of one at a time, and says which on the way in.
    """
    wanted = options.get("language")
    return {
        "COURSE_LANGUAGE": wanted if wanted in who.languages else who.languages[0],
        "COURSE_LANGUAGES": " ".join(who.languages),
        "COURSE_ROLE": who.role,
        "COURSE_EXCHANGE": exchange,
        "COURSE_LEARNER": name if who.role == "learner" else "",
        "JUPYTER_CONFIG_PATH": str(JUPYTER),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
