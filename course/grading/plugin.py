"""The marks of the class as an exporter of nbgrader's own ``nbgrader export``."""

from __future__ import annotations

import os
from pathlib import Path

from nbgrader.api import Gradebook
from nbgrader.plugins import ExportPlugin

from course.grading.export import long
from course.grading.place import opened
from course.grading.sheets import written
from course.grading.tally import tally
from course.texts import known


class ClassExport(ExportPlugin):
    """Both languages in one safe table: ``nbgrader export --exporter=course.grading.plugin.ClassExport``."""

    def export(self, gradebook: Gradebook) -> None:
        """Write the table to ``to``; the gradebooks of all languages are read, whichever is given."""
        language = known(os.environ.get("COURSE_LANGUAGE"))
        root = self.config.CourseDirectory.get("root")
        rows, _ = tally(opened(Path(root) if root else None))
        wanted = [
            row
            for row in rows
            if (not self.assignment or row.slug in map(str, self.assignment))
            and (not self.student or row.learner.id in map(str, self.student))
        ]
        written(Path(self.to or "grades.csv"), long(wanted, language), ";" if language == "pl" else ",")
