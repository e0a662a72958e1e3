"""What the graders of a course share on a Hub: the exchange, a gradebook a language, and marking outside the server."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from course.catalog import ROOT
from course.texts import Words, spoken


def shared(c: Any, language: str, file: str) -> None:
    """Set nbgrader up for one language's course, as ``file`` says.

    Parameters
    ----------
    c : traitlets.config.Config
        Changed in place.
    """
    told = json.loads(Path(file).read_text(encoding="utf-8"))
    os.environ.setdefault("USER", "grader")  # the exchange's client asks for a name when it is read
    from ngshare_exchange import ExchangeCollect, ExchangeReleaseAssignment, configureExchange

    class Collect(ExchangeCollect):
        """Asks only for what has been released; for the rest the exchange has a refusal, which looks like a failure."""

        def init_src(self) -> None:
            """Look what was handed in."""
            coursedir: Any = self.coursedir
            released = self.ngshare_api_get(f"/assignments/{coursedir.course_id}")
            if released is not None and coursedir.assignment_id not in released["assignments"]:
                self.src_records = []
                return
            super().init_src()

    class Release(ExchangeReleaseAssignment):
        """Releases again only what nobody has handed in yet: the exchange deletes the work along with the release."""

        def assignment_exists(self) -> bool:
            """Look whether the exercise is there, and whether it may be replaced."""
            coursedir: Any = self.coursedir
            course, slug = coursedir.course_id, coursedir.assignment_id
            released = self.ngshare_api_get(f"/assignments/{course}")
            if released is None:
                self.fail(Words("hub", spoken())("release.no_answer"))
            elif slug in released["assignments"]:
                work = self.ngshare_api_get(f"/submissions/{course}/{slug}")
                if work is None or work["submissions"]:
                    count = len(work["submissions"]) if work else 0
                    self.fail(Words("hub", spoken())("release.has_work", slug=slug, n=count))
                self.force = True
            return super().assignment_exists()

    configureExchange(c, told["exchange"])
    c.ExchangeFactory.release_assignment = Release
    c.ExchangeFactory.collect = Collect
    c.CourseDirectory.course_id = told[language]["course"]
    c.CourseDirectory.db_url = told[language]["gradebook"]


def mark_outside() -> None:
    """Let the formgrader's button run ``partnership grade run``: by itself it would run the work in its own process."""
    from nbgrader.apps import NbGraderAPI

    def autograde(self: Any, assignment_id: str, student_id: str, *_: Any, **__: Any) -> dict[str, Any]:
        command = [sys.executable, "-m", "course", "grade", "run", assignment_id, "--learner", student_id, "--again"]
        command += ["--only", os.environ["COURSE_LANGUAGE"]]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
        said = done.stdout + done.stderr
        return {"success": not done.returncode, "log": said, **({"error": said} if done.returncode else {})}

    NbGraderAPI.autograde = autograde
