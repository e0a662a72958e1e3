"""What an exercise's text says of its marked cells, in nbgrader's terms, and the release made by nbgrader.

A cell is marked with ``grade``: ``{"id": "surplus", "kind": "answer"}``. The id is the cell's name in the gradebook and
never changes once people have handed in their work.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from traitlets.config import Config

from course.texts import Words

# Kind of marked cell: its cell type (None for either), whether it carries points, and nbgrader's three flags.
KINDS: dict[str, tuple[str | None, bool, dict[str, bool]]] = {
    # The learner's code; the solution is taken out of the release.
    "answer": ("code", False, {"grade": False, "solution": True, "locked": False}),
    # Checks of it: marked by running them.
    "tests": ("code", True, {"grade": True, "solution": False, "locked": True}),
    # The learner's text, marked by hand; the model answer is taken out of the release.
    "manual": ("markdown", True, {"grade": True, "solution": True, "locked": False}),
    # A cell put back as it was when the work is marked. A mark scheme in it is taken out of the release, and the
    # person who marks sees it again above the answer.
    "readonly": (None, False, {"grade": False, "solution": False, "locked": True}),
}
SCHEMA = 3
HAND_IN = "hand-in"  # the last cell of an exercise: the button that looks at it before it is handed in
# Parts of a text that are taken out of the release, and the kind of cell they stand in.
FENCES = {"BEGIN SOLUTION": "answer", "BEGIN HIDDEN TESTS": "tests", "BEGIN MARK SCHEME": "readonly"}


def nbgrader_metadata(grade: Mapping[str, Any] | None, cell_type: str, source: str) -> dict[str, Any]:
    """Return a cell's metadata for nbgrader: one key ``nbgrader``, or nothing where the cell is not marked.

    Parameters
    ----------
    grade : mapping or None
        ``id``, ``kind`` (a key of ``KINDS``) and, where the kind carries them, ``points``.
    cell_type : str
        ``code`` or ``markdown``.
    source : str
        The cell's text.

    Raises
    ------
    ValueError
        If the id is not made of letters, digits, ``-`` and ``_``, the kind is unknown or stands on a cell of the
        other type, points are missing or out of place, or the cell holds a fence of another kind.

    Examples
    --------
    >>> nbgrader_metadata({"id": "a", "kind": "tests", "points": 2}, "code", "")["nbgrader"]["points"]
    2
    """
    kind = grade.get("kind") if grade else None
    for fence, wanted in FENCES.items():
        if fence in source and kind != wanted:
            raise ValueError(f"### {fence} must stand in a cell of kind {wanted}, got {kind!r}")
    if not grade:
        return {}
    name, points = grade.get("id"), grade.get("points")
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", str(name)):
        raise ValueError(f"grade.id must be 1 to 64 letters, digits, - or _, got {name!r}")
    if kind not in KINDS:
        raise ValueError(f"grade.kind must be one of {', '.join(KINDS)}, got {kind!r}")
    only, carries, flags = KINDS[kind]
    if only not in (None, cell_type):
        raise ValueError(f"grade.kind {kind!r} must stand on a {only} cell, got {cell_type!r}")
    if carries != (points is not None) or (carries and not (isinstance(points, int | float) and points > 0)):
        raise ValueError(f"grade.points must be {'a number above 0' if carries else 'left out'}, got {points!r}")
    marks = {"schema_version": SCHEMA, "grade_id": name, "task": False, **flags}
    if kind == "tests":
        # A check that fails must not keep "run all cells" from the checks after it.
        return {"nbgrader": {**marks, "points": points}, "tags": ["raises-exception"]}
    return {"nbgrader": {**marks, "points": points} if carries else marks}


def release_settings(language: str) -> Config:
    """Return the settings of nbgrader that shape what learners get; ``nbgrader_config.py`` uses them too."""
    words = Words("exercise", language)
    config = Config()
    config.ClearSolutions.code_stub = {"python": f"# {words('stub.code')}\nraise NotImplementedError()"}
    config.ClearSolutions.text_stub = words("stub.text")
    config.OverwriteCells.missing_cell_notification = words("stub.missing") + "\n\n"
    # Our mark schemes stand in read-only cells, which nbgrader restores for the person who marks.
    config.ClearMarkScheme.enforce_metadata = False
    # Whatever lies beside a source notebook would be copied to learners.
    config.CourseDirectory.ignore = [
        ".ipynb_checkpoints", "__pycache__", "*.pyc", "*.md", "*.py", "bilingual", "feedback"
    ]  # fmt: skip
    return config


def released(answers: Mapping[str, bytes], language: str) -> dict[str, bytes]:
    """Return what nbgrader gives to learners, by slug.

    nbgrader's own ``generate_assignment`` runs in a temporary folder, without any gradebook.

    Parameters
    ----------
    answers : mapping of str to bytes
        Notebooks with answers and hidden checks, by slug.
    language : str
        ``en`` or ``pl``.
    """
    if not answers:
        return {}
    from nbgrader.converters import GenerateAssignment
    from nbgrader.coursedir import CourseDirectory

    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder).resolve()
        config = release_settings(language)
        config.CourseDirectory.root = str(root)
        config.CourseDirectory.source_directory = "solutions"
        config.CourseDirectory.release_directory = "exercises"
        config.GenerateAssignment.no_database = True
        config.SaveCells.enabled = False
        made = {}
        for slug, content in answers.items():
            source = root / "solutions" / slug / f"{slug}.ipynb"
            source.parent.mkdir(parents=True)
            source.write_bytes(content)
            config.CourseDirectory.assignment_id = slug
            GenerateAssignment(coursedir=CourseDirectory(config=config), config=config).start()
            made[slug] = (root / "exercises" / slug / f"{slug}.ipynb").read_bytes()
        return made
