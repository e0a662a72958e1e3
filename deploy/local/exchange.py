"""The exchange from the operator's side: is what it says it stored really there, and who belongs to which course."""

from __future__ import annotations

import base64
import json
import secrets
import time
from collections.abc import Iterable
from contextlib import suppress
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlencode
from urllib.request import Request, urlopen

from deploy.courses import COURSES
from deploy.local.people import Person
from deploy.local.state import HubError, Plan, State

PROBE = "probe-"  # a course of that name is ours and lives for a second
PATIENCE = 60.0


class Exchange:
    """The exchange as seen by one service, or person, of the Hub.

    Parameters
    ----------
    address : str
        Of the exchange, behind the Hub's proxy.
    token : str
        By which the exchange knows who asks.
    """

    def __init__(self, address: str, token: str) -> None:
        self.address, self.token = address, token

    def ask(self, method: str, *path: str, **fields: str) -> dict[str, Any]:
        """Return what the exchange answers.

        Raises
        ------
        HubError
            If it does not answer, or refuses.
        """
        place = "/".join(quote(part, safe="") for part in path)
        request = Request(f"{self.address}/{place}", method=method, headers={"Authorization": f"token {self.token}"})
        if fields:
            request.data = urlencode(fields).encode()
        try:
            with urlopen(request, timeout=30) as answer:
                told = json.load(answer)
        except HTTPError as error:
            reason = f"{error.code} {error.read(200).decode('utf-8', 'replace')}"
            raise HubError("exchange", reason=f"{method} {place}: {reason}") from error
        except (URLError, OSError, ValueError) as error:
            raise HubError("exchange", reason=f"{method} {place}: {error}") from error
        if not told.get("success"):
            raise HubError("exchange", reason=f"{method} {place}: {told.get('message')}")
        return told


def exchange(state: State, plan: Plan, service: str) -> Exchange:
    """Return the exchange as one of the Hub's services sees it."""
    return Exchange(f"{plan.local}/services/ngshare", state.secrets[service])


def awaited(keeper: Exchange, patience: float = PATIENCE) -> list[str]:
    """Wait until the exchange answers and return its courses."""
    until = time.monotonic() + patience
    while True:
        try:
            return keeper.ask("GET", "courses")["courses"]
        except HubError:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)


def probe(keeper: Exchange, learner: Exchange, name: str = "probe") -> None:
    """Release an exercise and fetch it as a learner, in a course that is gone afterwards.

    The exchange's last release says "success" with SQLAlchemy 2, and stores nothing: only a look tells.

    Raises
    ------
    HubError
        If what comes back is not what was released.
    """
    for left in awaited(keeper):
        if left.startswith(PROBE):
            _gone(keeper, left)
    course, content = f"{PROBE}{secrets.token_hex(4)}", secrets.token_bytes(4096)
    files = json.dumps([{"path": "probe.ipynb", "content": base64.b64encode(content).decode()}])
    try:
        keeper.ask("POST", "course", course, instructors="[]")
        keeper.ask("POST", "student", course, name, first_name="", last_name="", email="")
        keeper.ask("POST", "assignment", course, "probe", files=files)
        fetched = learner.ask("GET", "assignment", course, "probe")["files"]
        found = [(file["path"], base64.b64decode(file["content"])) for file in fetched]
    except HubError as error:
        raise HubError("probe", reason=error.values["reason"]) from error
    finally:
        with suppress(HubError):
            _gone(keeper, course)
    if found != [("probe.ipynb", content)]:
        raise HubError("probe", reason=f"{len(found)} files, other bytes")


def enrol(keeper: Exchange, people: Iterable[Person]) -> None:
    """Bring the courses of the exchange in line with the list; what people handed in stays, whoever leaves."""
    known = keeper.ask("GET", "courses")["courses"]
    people = list(people)
    for language, course in COURSES.items():
        if course not in known:
            keeper.ask("POST", "course", course, instructors="[]")
        for role, one, many in (("instructor", "instructor", "instructors"), ("learner", "student", "students")):
            wanted = {person.id: person for person in people if person.role == role and language in person.courses}
            present = {row["username"] for row in keeper.ask("GET", many, course)[many]}
            for name in present - set(wanted):
                keeper.ask("DELETE", one, course, name)
            for name, person in wanted.items():
                names = {"first_name": person.first_name, "last_name": person.last_name, "email": person.email}
                if name not in present:
                    keeper.ask("POST", one, course, name, **names)


def _gone(keeper: Exchange, course: str) -> None:
    for row in keeper.ask("GET", "assignments", course)["assignments"]:
        keeper.ask("DELETE", "assignment", course, row)
    keeper.ask("DELETE", "course", course)
