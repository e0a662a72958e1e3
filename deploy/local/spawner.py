"""A person's server: a learner's behind walls, an instructor's with the gradebook; each with a small environment."""

from __future__ import annotations

import asyncio
import json
import os
import resource
import sys
from collections.abc import AsyncGenerator
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil
from jupyterhub.spawner import SimpleLocalProcessSpawner
from traitlets import Bool, Unicode

from course.delivery import HOME
from course.grading.sandbox import SPACE
from course.texts import Words
from deploy.courses import COURSES, chosen_language, language_form, server_variables
from deploy.local import walls
from deploy.local.people import Person, number, people
from deploy.local.state import MARK, ROOT_RUNS, State, end, given, numbered

# A learner's share of the machine. Memory is that of one process: a notebook that asks for more gets a MemoryError.
# Processes and threads are counted where each learner has a user number; a loop that starts them ends at this many.
MEMORY, TASKS, POLITE = 2 << 30, 1024, 5


class PersonSpawner(SimpleLocalProcessSpawner):
    """Starts a server for somebody on the list."""

    folder = Unicode(help="The Hub's folder.").tag(config=True)
    exchange = Unicode(help="Where the exchange is.").tag(config=True)
    walled = Bool(True, help="Whether learners' servers are behind walls.").tag(config=True)

    async def get_options_form(self) -> str:
        """Ask whoever grades two courses which one's formgrader is wanted; everybody else nothing."""
        return language_form(self.person.member)

    def options_from_form(self, form_data: dict[str, list[str]]) -> dict[str, str]:
        """Return what was chosen."""
        return chosen_language(form_data)

    async def progress(self) -> AsyncGenerator[dict[str, Any], None]:
        """Say that it goes on, in the person's language."""
        yield {"progress": 50, "message": Words("hub", self.person.courses[0])("page.step")}

    @property
    def person(self) -> Person:
        """Whoever the server is for."""
        return people(self.state_of_hub)[self.user.name]

    @property
    def state_of_hub(self) -> State:
        """The Hub's folder."""
        return State(Path(self.folder))

    async def start(self) -> tuple[str, int]:
        """Make the home, then the command, and start it."""
        person, user = self.person, number(self.state_of_hub, self.person)
        home = self.state_of_hub.homes / person.id
        self.home_dir = str(home)
        home.mkdir(mode=0o700, exist_ok=True)
        given(home, user)
        if person.role == "instructor":
            front = walls.instructor(home, self.state_of_hub.grading)
        else:
            front = walls.learner(home, user) if self.walled else numbered(user)
        self.cmd = [*front, sys.executable, "-m", "deploy.local.server"]
        start = f"/lab/tree/{HOME[person.courses[0]]}/start_here.ipynb"
        self.default_url = start if person.role == "learner" else "/lab"
        return await super().start()

    async def stop(self, now: bool = False) -> None:
        """End it, and what is behind its walls: without root's rights they cannot take that with them."""
        within: list[psutil.Process] = []
        with suppress(psutil.Error):
            within = psutil.Process(self.pid).children(recursive=True) if self.pid else []
        await super().stop(now=now)
        await asyncio.to_thread(end, within)

    def get_env(self) -> dict[str, str]:
        """Return the server's variables: the Hub's own for it, and ours; nothing of the gradebook for a learner."""
        env = super().get_env()
        env |= server_variables(self.person.member, self.person.id, self.user_options, self.exchange)
        if self.person.role == "instructor":
            env |= grading_variables(self.state_of_hub)
        if ROOT_RUNS or (self.person.role == "learner" and self.walled):
            env["JUPYTER_RUNTIME_DIR"] = f"{SPACE}/jupyter"  # within the walls; a socket's path must be short
        return env | {MARK: self.folder}

    def make_preexec_fn(self, name: str) -> Any:
        """Go into the home before the walls stand, and take no more than a learner's share; home is there already."""
        home, learner = self.home_dir, self.person.role == "learner"

        def prepare() -> None:
            os.chdir(home) if os.access(home, os.X_OK) else os.chdir("/")
            if learner:
                capped()

        return prepare


def capped() -> None:
    """Limit this process, and all it will start, to a learner's share of the machine."""
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    if ROOT_RUNS:
        resource.setrlimit(resource.RLIMIT_NPROC, (TASKS, TASKS))
    os.nice(POLITE)


def grading_variables(state: State) -> dict[str, str]:
    """Return where graders find people's work, and the file that says where the gradebooks are."""
    return {"COURSE_GRADING_DIR": str(state.grading), "COURSE_GRADERS": str(state.grading / "graders.json")}


def graders(state: State, port: int, exchange: str) -> str:
    """Return the text of that file; only graders may read it."""
    courses = {
        language: {"course": course, "gradebook": state.database(f"gradebook_{language}", port)}
        for language, course in COURSES.items()
    }
    return json.dumps({"exchange": exchange, **courses}, indent=1)
