"""Who may log in: a list that a person edits, and a password for each, drawn once and kept as a hash."""

from __future__ import annotations

import asyncio
import csv
import hashlib
import hmac
import io
import json
import re
import secrets
from dataclasses import dataclass
from functools import partial
from typing import Any

from jupyterhub.auth import Authenticator
from traitlets import Unicode

from deploy.courses import COURSES, SERVICES, Member, groups
from deploy.local.state import GRADING, LEARNING, HubError, State, disk, private

COLUMNS = ("id", "role", "courses", "first_name", "last_name", "email")
# A name in addresses and of a folder; JupyterHub knows people in small letters only.
ID = re.compile(r"[a-z][a-z0-9_.-]{0,31}")
LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"  # none that is read as another
FIRST = (("instructor", "instructor", "en pl"), ("learner-en", "learner", "en"), ("learner-pl", "learner", "pl"))
WRONG = 1.0  # seconds a wrong password costs


@dataclass(frozen=True, slots=True)
class Person:
    """A row of the list."""

    id: str
    role: str
    courses: tuple[str, ...]
    first_name: str = ""
    last_name: str = ""
    email: str = ""

    @property
    def groups(self) -> list[str]:
        """The Hub's groups: instructors grade, learners take part."""
        return groups(self.role, self.courses)

    @property
    def member(self) -> Member:
        """What the person is, and where."""
        return Member(self.role, self.courses)


def people(state: State) -> dict[str, Person]:
    """Return everybody on the list, by id; a first list is written where there is none.

    Raises
    ------
    HubError
        If a line of the list cannot be used.
    """
    path = state.folder / "people.csv"
    if not path.is_file():
        rows = [",".join(COLUMNS), *(",".join((*row, "", "", "")) for row in FIRST)]
        private(path, "\n".join(rows) + "\n")
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise HubError("people_unreadable", path=path) from error
    first = text.split("\n", 1)[0]
    table = csv.DictReader(io.StringIO(text), delimiter=";" if first.count(";") > first.count(",") else ",")
    if not {"id", "role", "courses"} <= set(table.fieldnames or ()):
        raise HubError("people_header", path=path, columns=",".join(COLUMNS))
    found: dict[str, Person] = {}
    for line, row in enumerate(table, start=2):
        values = {name: (row.get(name) or "").strip() for name in COLUMNS}
        courses = tuple(dict.fromkeys(values.pop("courses").split()))
        person = Person(courses=courses, **values)
        fit = ID.fullmatch(person.id) and person.id not in SERVICES and person.id not in found
        if not fit or person.role not in ("learner", "instructor") or not courses or not set(courses) <= set(COURSES):
            raise HubError("people_line", path=path, line=line, id=person.id)
        found[person.id] = person
    return found


def slips(state: State, listed: dict[str, Person]) -> int:
    """Return how many passwords of people on the list wait to be handed out."""
    path = state.folder / "passwords.csv"
    rows = path.read_text(encoding="utf-8").splitlines()[1:] if path.is_file() else []
    return sum(row.split(",")[0] in listed for row in rows)


def accounts(state: State, listed: dict[str, Person]) -> None:
    """Draw a password and a user number for everybody who has none.

    New passwords are added to ``passwords.csv``, to be handed out and then deleted; the Hub needs the hashes alone.
    """
    path, handed = state.folder / "accounts.json", state.folder / "passwords.csv"
    kept: dict[str, dict[str, Any]] = json.loads(path.read_text()) if path.is_file() else {}
    new = [name for name in listed if name not in kept]
    drawn = {name: "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(4)) for name in new}
    number = max((account["number"] for account in kept.values()), default=LEARNING - 1)
    for name in new:
        number += 1
        salt = secrets.token_hex(16)
        kept[name] = {"salt": salt, "hash": hashed(drawn[name], salt), "number": number}
    if new:
        try:
            before = handed.read_text(encoding="utf-8") if handed.is_file() else "id,password\n"
        except OSError as error:
            raise disk(error, handed) from error
        # First the slips: a password that nobody was told would be lost.
        private(handed, before + "".join(f"{name},{drawn[name]}\n" for name in new))
        private(path, json.dumps(kept, indent=1))


def number(state: State, person: Person) -> int:
    """Return the user number of a person's server; instructors share one, as they share a gradebook."""
    if person.role == "instructor":
        return GRADING
    return json.loads((state.folder / "accounts.json").read_text())[person.id]["number"]


def class_list(state: State, listed: dict[str, Person]) -> None:
    """Write the learners where grading looks for its class list."""
    rows = [",".join(COLUMNS[:1] + COLUMNS[3:])]
    for person in listed.values():
        if person.role == "learner":
            out = io.StringIO()
            csv.writer(out).writerow((person.id, person.first_name, person.last_name, person.email))
            rows.append(out.getvalue().strip())
    private(state.grading / "learners.csv", "\n".join(rows) + "\n", GRADING)


def hashed(password: str, salt: str) -> str:
    """Return what is kept of a password."""
    return hashlib.scrypt(password.encode("utf-8", "surrogatepass"), salt=salt.encode(), n=2**14, r=8, p=1).hex()


class ListAuthenticator(Authenticator):
    """Lets in who is on the list with the right password, and puts them into their groups."""

    folder = Unicode(help="The Hub's folder.").tag(config=True)
    _one_at_a_time = asyncio.Semaphore(2)  # scrypt takes memory and time; a crowd of guesses shall not take it all

    async def authenticate(  # pyright: ignore[reportIncompatibleMethodOverride]
        self, handler: Any, data: dict[str, str]
    ) -> dict[str, Any] | None:
        """Return the person; None, after a while, where name or password is wrong."""
        name, password = data["username"].strip().lower(), data["password"].strip()
        state = self._state()
        known = json.loads((state.folder / "accounts.json").read_text())
        account = known.get(name) or {"salt": "nobody", "hash": ""}
        async with self._one_at_a_time:
            work = partial(hashed, password[:200], account["salt"])
            given = await asyncio.get_running_loop().run_in_executor(None, work)
        person = people(state).get(name)
        if person is None or not hmac.compare_digest(given, account["hash"]):
            await asyncio.sleep(WRONG)
            return None
        return {"name": name, "groups": person.groups}

    async def refresh_user(  # pyright: ignore[reportIncompatibleMethodOverride]
        self, user: Any, handler: Any = None, **_: Any
    ) -> bool | dict[str, Any]:
        """Return what a person may now; whoever has been taken off the list is out."""
        person = people(self._state()).get(user.name)
        return {"name": user.name, "groups": person.groups} if person else False

    def _state(self) -> State:
        from pathlib import Path

        return State(Path(self.folder))
