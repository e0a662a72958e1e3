"""Brings the exchange's courses in line with the Hub's groups; a job runs it every few minutes.

It also releases an exercise and fetches it as a learner, in a course of its own: an exchange that only says "success"
is found out, and the job fails.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from urllib.error import HTTPError
from urllib.parse import quote
from urllib.request import Request, urlopen

from course.texts import spoken
from deploy.courses import COURSES, KINDS, groups
from deploy.local.exchange import Exchange, enrol, probe
from deploy.local.people import Person
from deploy.local.state import HubError


def people(ask: Callable[[str], list[str]]) -> list[Person]:
    """Return everybody in the groups; whoever grades one course and learns in the other is there twice.

    Parameters
    ----------
    ask : callable
        Returns the names in a group.
    """
    found: dict[tuple[str, str], list[str]] = {}
    for role in KINDS:
        for language in COURSES:
            for name in ask(groups(role, [language])[0]):
                found.setdefault((name, role), []).append(language)
    return [Person(name, role, tuple(languages)) for (name, role), languages in found.items()]


def in_group(group: str) -> list[str]:
    """Return the names that the Hub knows in a group; none where it has not seen the group yet."""
    address = f"{os.environ['JUPYTERHUB_API_URL']}/groups/{quote(group, safe='')}"
    request = Request(address, headers={"Authorization": f"token {os.environ['JUPYTERHUB_API_TOKEN']}"})
    try:
        with urlopen(request, timeout=30) as answer:
            return json.load(answer)["users"]
    except HTTPError as error:
        if error.code == 404:
            return []
        raise


def main() -> int:
    """Do it once and return an exit code."""
    address = os.environ["COURSE_EXCHANGE"]
    keeper = Exchange(address, os.environ["JUPYTERHUB_API_TOKEN"])
    try:
        probe(keeper, Exchange(address, os.environ["PROBE_TOKEN"]))
        found = people(in_group)
        if found:  # a Hub that has forgotten everybody must not empty the courses
            enrol(keeper, found)
    except HubError as error:
        print(error.said(spoken()), file=sys.stderr)
        return 1
    except OSError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
