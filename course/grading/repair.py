"""A notebook put back into the shape of its release: what learners' clicks do to marked cells costs no marks.

Cells are copied, split, deleted, re-typed and edited by accident, and tools lose metadata. What can be mended without
guessing at an answer is mended and noted; the rest is noted as a doubt, for a person. Nothing written is thrown away.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from copy import deepcopy
from typing import Any

import nbformat

from course.grading.record import Note

Notebook = nbformat.NotebookNode


def repaired(work: Notebook, release: Notebook) -> tuple[Notebook, list[Note], list[Note]]:
    """Return the work in the shape of its release, what was mended, and what a person should look at.

    Parameters
    ----------
    work : NotebookNode
        What was handed in, of format 4; stays as it is.
    release : NotebookNode
        The exercise as learners got it.

    Returns
    -------
    notebook : NotebookNode
        Every marked cell of the release once, in its order, with its metadata; without outputs.
    repairs, doubts : list of Note
        Kinds are keys of ``grading_repair.toml``.
    """
    return _Repair(work, release).done()


class _Repair:
    """The steps of one repair; ``cells`` is the notebook as it becomes, ``marked`` maps cells (by ``id()``) to ids."""

    def __init__(self, work: Notebook, release: Notebook) -> None:
        self.release = release
        self.wanted = {_grade_id(cell): cell for cell in release.cells if _grade_id(cell)}
        self.prose = {_bare(cell.source) for cell in release.cells if not _grade_id(cell)}
        self.cells: list[Any] = [_clean(cell) for cell in work.get("cells", []) if isinstance(cell, dict)]
        self.language = str(work.get("metadata", {}).get("language", ""))
        self.repairs: list[Note] = []
        self.doubts: list[Note] = []

    def done(self) -> tuple[Notebook, list[Note], list[Note]]:
        known = [cell for cell in self.cells if _grade_id(cell) in self.wanted or cell.get("id") in self.wanted]
        if self.wanted and not known and not self._prose_shared():
            self.doubts.append(Note("other_exercise"))
        spoken = str(self.release.metadata.get("language", ""))
        if self.language and spoken and self.language != spoken:
            self.doubts.append(Note("other_language", values={"language": self.language}))
        self._forget_unknown()
        self._recognise()
        for name, cell in self.wanted.items():
            self._fragments(name, cell)
            self._copies(name, cell)
            self._shape(name, cell)
        self._missing()
        self._order()
        self._ids()
        notebook = nbformat.v4.new_notebook(metadata=deepcopy(self.release.metadata), cells=self.cells)
        notebook.nbformat_minor = max(5, self.release.nbformat_minor)
        return notebook, self.repairs, self.doubts

    def _prose_shared(self) -> bool:
        return any(_bare(cell.source) in self.prose for cell in self.cells)

    def _forget_unknown(self) -> None:
        for cell in self.cells:
            if "nbgrader" in cell.metadata and _grade_id(cell) not in self.wanted:
                del cell.metadata["nbgrader"]

    def _recognise(self) -> None:
        """Find marked cells whose metadata is gone: by cell id, by text where locked, by place where one fits."""
        # Locked cells first: they are known by their text, and answers by the locked cells round them.
        for name, cell in sorted(self.wanted.items(), key=lambda item: not _locked(item[1])):
            if self._found(name):
                continue
            free = [other for other in self.cells if not _grade_id(other)]
            same = [other for other in free if other.get("id") == name]
            if not same and _locked(cell):
                same = [other for other in free if _bare(other.source) == _bare(cell.source)][:1]
            if not same and not _locked(cell):
                same = self._between(name, cell.cell_type)
            if len(same) == 1:
                same[0].metadata["nbgrader"] = deepcopy(cell.metadata.nbgrader)
                self.repairs.append(Note("metadata", name))

    def _between(self, name: str, kind: str) -> list[Any]:
        """Return the learner's own cells of a kind between the marked cells that stand round a place."""
        order = list(self.wanted)
        spot = order.index(name)
        places = {_grade_id(cell): at for at, cell in enumerate(self.cells) if _grade_id(cell)}
        before = max((places[one] for one in order[:spot] if one in places), default=-1)
        after = min((places[one] for one in order[spot + 1 :] if one in places), default=len(self.cells))
        near = self.cells[before + 1 : after]
        own = [cell for cell in near if not _grade_id(cell) and _bare(cell.source) not in {"", *self.prose}]
        return [cell for cell in own if cell.cell_type == kind]

    def _fragments(self, name: str, cell: Any) -> None:
        """Join what splitting parted: cells that follow a marked one, with its metadata or with none."""
        found = self._found(name)
        if not found:
            return
        at = self._at(found[0])
        run = [found[0]]
        for other in self.cells[at + 1 :]:
            if _grade_id(other) not in ("", name) or (not _grade_id(other) and _bare(other.source) in self.prose):
                break
            run.append(other)
        parts = run[1:]
        if _locked(cell):
            lines = {line.strip() for line in cell.source.splitlines()}
            pieces = [part for part in parts if {line.strip() for line in part.source.splitlines()} <= lines]
            self._drop(part for part in pieces if _bare(part.source) != _bare(cell.source))
        elif cell.cell_type == "markdown":
            texts = [part for part in parts if part.cell_type == "markdown" and _bare(part.source)]
            texts = [part for part in texts if _bare(part.source) not in (_bare(cell.source), _bare(run[0].source))]
            if texts:
                own = [one.source for one in (run[0], *texts) if _bare(one.source) != _bare(cell.source)]
                run[0].source = "\n\n".join(own)
                self._drop(texts)
                self.repairs.append(Note("split", name))
        else:
            codes = [part for part in parts if part.cell_type == "code"]
            for count in range(1, len(codes) + 1):
                whole = "\n".join(one.source for one in (run[0], *codes[:count]))
                if not _parses(run[0].source) and _parses(whole):
                    run[0].source = whole
                    self._drop(codes[:count])
                    self.repairs.append(Note("split", name))
                    break

    def _copies(self, name: str, cell: Any) -> None:
        """Leave one cell with the mark, the one with the work in it; other work stays as a cell of its own."""
        found = self._found(name)
        if len(found) < 2:
            return
        stub = _bare(cell.source)
        written = list({_bare(one.source): one for one in found if _bare(one.source) not in ("", stub)}.values())
        keep = found[0] if _locked(cell) or not written else written[-1]
        if cell.cell_type == "markdown" and not _locked(cell) and len(written) > 1:
            keep.source = "\n\n".join(one.source for one in written)
            self.doubts.append(Note("two_answers", name))
        elif not _locked(cell) and len(written) > 1:
            self.doubts.append(Note("two_answers", name))
        else:
            self.repairs.append(Note("copied", name))
        for one in found:
            if one is not keep:
                del one.metadata["nbgrader"]
        others = [one for one in found if one is not keep]
        joined = cell.cell_type == "markdown" or _locked(cell)
        self._drop(one for one in others if joined or _bare(one.source) in ("", stub, _bare(keep.source)))

    def _shape(self, name: str, cell: Any) -> None:
        """Give a marked cell the release's type, metadata and, where locked, text."""
        for one in self._found(name):
            if one.cell_type != cell.cell_type:
                at = self._at(one)
                make = nbformat.v4.new_code_cell if cell.cell_type == "code" else nbformat.v4.new_markdown_cell
                one = make(one.source, id=one.get("id") or name, metadata=one.metadata)
                self.cells[at] = one
                self.repairs.append(Note("retyped", name))
            if one.metadata["nbgrader"].get("points") != cell.metadata.nbgrader.get("points"):
                self.repairs.append(Note("points", name))
            one.metadata = deepcopy(cell.metadata)
            one.id = cell.id
            if _locked(cell) and one.source != cell.source:
                if _bare(one.source) != _bare(cell.source):
                    self.repairs.append(Note("restored", name))
                one.source = cell.source

    def _missing(self) -> None:
        before = None
        for name, cell in self.wanted.items():
            found = self._found(name)
            if not found:
                at = 0 if before is None else self._at(before) + 1
                found = [_clean(cell)]
                self.cells.insert(at, found[0])
                self.repairs.append(Note("deleted", name))
            before = found[0]

    def _order(self) -> None:
        """Put the marked cells into the release's order, in the places that they have among the learner's own."""
        spots = [at for at, cell in enumerate(self.cells) if _grade_id(cell)]
        now = [_grade_id(self.cells[at]) for at in spots]
        if now == list(self.wanted):
            return
        by_name = {_grade_id(self.cells[at]): self.cells[at] for at in spots}
        for at, name in zip(spots, self.wanted, strict=True):
            self.cells[at] = by_name[name]
        self.repairs.append(Note("reordered"))

    def _ids(self) -> None:
        seen: set[str] = set(self.wanted)
        for number, cell in enumerate(self.cells):
            if _grade_id(cell):
                continue
            name = cell.get("id")
            if not isinstance(name, str) or name in seen:
                name = f"extra-{number}"
                while name in seen:
                    name += "x"
            cell.id = name
            seen.add(name)

    def _found(self, name: str) -> list[Any]:
        return [cell for cell in self.cells if _grade_id(cell) == name]

    def _at(self, cell: Any) -> int:
        return next(at for at, other in enumerate(self.cells) if other is cell)

    def _drop(self, cells: Iterable[Any]) -> None:
        gone = {id(cell) for cell in cells}
        self.cells = [cell for cell in self.cells if id(cell) not in gone]


def _grade_id(cell: Any) -> str:
    marks = cell.metadata.get("nbgrader")
    name = marks.get("grade_id") if isinstance(marks, dict) else None
    return name if isinstance(name, str) else ""


def _locked(cell: Any) -> bool:
    return bool(cell.metadata.nbgrader.get("locked")) and not cell.metadata.nbgrader.get("solution")


def _bare(source: str) -> str:
    return "\n".join(line.rstrip() for line in source.strip().splitlines())


def _parses(source: str) -> bool:
    """Return whether the lines are Python, those of IPython's own left aside."""
    plain = "\n".join("pass" if line.lstrip()[:1] in ("%", "!") else line for line in source.splitlines())
    try:
        ast.parse(plain)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


def _clean(cell: Any) -> Any:
    """Return a copy of a cell with texts and metadata of the right kinds, and without what running it left."""
    source = cell.get("source", "")
    source = "".join(map(str, source)) if isinstance(source, list) else str(source)
    kind = cell.get("cell_type")
    make = {"code": nbformat.v4.new_code_cell, "raw": nbformat.v4.new_raw_cell}.get(kind, nbformat.v4.new_markdown_cell)
    made = make(source)
    metadata = cell.get("metadata")
    made.metadata = nbformat.from_dict(deepcopy(dict(metadata))) if isinstance(metadata, dict) else made.metadata
    made.pop("id", None)
    if isinstance(cell.get("id"), str) and re.fullmatch(r"[A-Za-z0-9_-]{1,64}", cell["id"]):
        made.id = cell["id"]
    return made
