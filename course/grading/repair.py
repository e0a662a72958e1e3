"""A notebook put back into the shape of its release: what learners' clicks do to marked cells costs no marks.

Cells are copied, split, deleted, re-typed and edited by accident, and tools lose metadata. What can be mended without
guessing at an answer is mended and noted; the rest is noted as a doubt, for a person. Nothing written is thrown away.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from typing import Any

import nbformat

from course.exercises import FENCES
from course.grading.cell_places import Places
from course.grading.matching_cells import (
    added,
    bare,
    defined,
    grade_id,
    is_check,
    is_locked,
    new_cell,
    parses,
    staying,
)
from course.grading.record import Note

Notebook = nbformat.NotebookNode
LITTLE = 0.25  # the share of a release's cells below which the work looks like something else
PARTS = 20  # cells that may be parts of one answer


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
        Every marked cell of the release once, in its order, with its metadata; without outputs. Work that belongs to
        another exercise stands below the untouched release.
    repairs, doubts : list of Note
        Kinds are keys of ``grading_repair.toml``.
    """
    return _Repair(work, release).done()


class _Repair(Places):
    """The steps of one repair; ``cells`` is the notebook as it becomes."""

    def __init__(self, work: Notebook, release: Notebook) -> None:
        super().__init__(work, release)
        self.release = release
        metadata = work.get("metadata")
        language = metadata.get("language") if isinstance(metadata, dict) else None
        self.language = language if isinstance(language, str) else ""
        self.repairs: list[Note] = []
        self.doubts: list[Note] = []

    def done(self) -> tuple[Notebook, list[Note], list[Note]]:
        spoken = str(self.release.metadata.get("language", ""))
        self.foreign = bool(self.language and spoken and self.language != spoken)
        if self._of_another():
            self._below_the_release()
        else:
            if self.foreign:
                self.doubts.append(Note("other_language", values={"language": self.language[:20]}))
            self._forget_unknown()
            self._recognise()
            for name, cell in self.wanted.items():
                self._fragments(name, cell)
                self._copies(name, cell)
                self._shape(name, cell)
            self._places()
            for name, cell in self.wanted.items():  # what moving brought next to an answer
                self._fragments(name, cell)
        self._ids()
        notebook = nbformat.v4.new_notebook(metadata=deepcopy(self.release.metadata), cells=self.cells)
        notebook.nbformat_minor = max(5, self.release.nbformat_minor)
        return notebook, self.repairs, self.doubts

    def _of_another(self) -> bool:
        """Note where little is of this exercise; return whether more is marked for another than for this one."""
        names = {grade_id(cell) for cell in self.cells} - {""}
        known = names | {cell.get("id") for cell in self.cells}
        texts = {bare(cell.source) for cell in self.cells}
        own = [name for name, cell in self.wanted.items() if name in known or bare(cell.source) in texts]
        prose = [one for text, one in self.prose.items() if one in known or text in texts]
        another = len(names - set(self.wanted)) > len(own)
        if another or len(own) + len(prose) < LITTLE * len(self.release.cells):
            self.doubts.append(Note("other_exercise"))
        return another

    def _below_the_release(self) -> None:
        for cell in self.cells:
            cell.metadata.pop("nbgrader", None)
            cell.pop("id", None)
        self.cells = [*deepcopy(self.release.cells), *self.cells]

    def _forget_unknown(self) -> None:
        for cell in self.cells:
            if grade_id(cell) not in self.wanted:
                cell.metadata.pop("nbgrader", None)

    def _recognise(self) -> None:
        """Find marked cells whose metadata is gone: by cell id, by text where locked, by place where one fits."""
        # Locked cells first: they are known by their text, and answers by the locked cells round them.
        for name, cell in sorted(self.wanted.items(), key=lambda item: not is_locked(item[1])):
            if self.found(name):
                continue
            free = [other for other in self.cells if not grade_id(other)]
            same = [other for other in free if other.get("id") == name]
            if not same and is_locked(cell):
                same = [other for other in free if bare(other.source) == bare(cell.source)][:1]
            if not same and not is_locked(cell):
                same = self.between(name, cell.cell_type)
                if len(same) > 1:
                    # Which of them is the answer is a guess. Code runs in any case; texts are joined, none is lost.
                    self.doubts.append(Note("unmatched", name))
                    same = self._joined(same) if cell.cell_type == "markdown" else []
                elif same:
                    self.repairs.append(Note("metadata", name))
            elif same:
                self.repairs.append(Note("metadata", name))
            for one in same:
                one.metadata["nbgrader"] = deepcopy(cell.metadata.nbgrader)

    def _fragments(self, name: str, cell: Any) -> None:
        """Join what splitting parted: cells that follow a marked one, with its metadata or with none."""
        found = self.found(name)
        if not found:
            return
        first, parts = found[0], list[Any]()
        for other in self.cells[self.at(found[0]) + 1 :]:
            if grade_id(other) != name and not self.is_own(other):
                break
            parts.append(other)
        if is_locked(cell):
            pieces = [part for part in parts if bare(part.source) and not added(part.source, cell.source)]
            self.drop(part for part in pieces if bare(part.source) != bare(cell.source))
        elif cell.cell_type == "markdown":
            texts = [part for part in parts if part.cell_type == "markdown" and bare(part.source)]
            texts = [part for part in texts if bare(part.source) not in (bare(cell.source), bare(first.source))]
            if texts:
                self._joined([one for one in (first, *texts)], bare(cell.source))
                self.repairs.append(Note("split", name))
        elif halves := self._halves(first, parts, name):
            first.source = "\n".join(one.source for one in (first, *halves))
            self.drop(halves)
            self.repairs.append(Note("split", name))
        elif not parses(first.source):
            codes = [part for part in parts if part.cell_type == "code"][:PARTS]
            for count in range(1, len(codes) + 1):
                whole = "\n".join(one.source for one in (first, *codes[:count]))
                if parses(whole):
                    first.source = whole
                    self.drop(codes[:count])
                    self.repairs.append(Note("split", name))
                    break

    def _halves(self, first: Any, parts: Sequence[Any], name: str) -> list[Any]:
        """Return the parts of an answer that splitting marked as well: each is Python and defines other names."""
        names = defined(first.source)
        marked = [part for part in parts if grade_id(part) == name and part.cell_type == "code"][:PARTS]
        halves = []
        for part in marked:
            more = defined(part.source)
            if names is None or more is None or names & more or not added(part.source, self.wanted[name].source):
                return []
            if bare(part.source) == bare(first.source):
                return []
            names |= more
            halves.append(part)
        return halves if added(first.source, self.wanted[name].source) else []

    def _joined(self, texts: Sequence[Any], stub: str = "") -> list[Any]:
        """Write all texts and pictures into the first cell, the handed out line left out, and drop the others."""
        first, *others = texts
        first.source = "\n\n".join(one.source for one in texts if bare(one.source) != stub)
        pictures = {name: bundle for one in reversed(texts) for name, bundle in one.get("attachments", {}).items()}
        if pictures:
            first.attachments = nbformat.from_dict(pictures)
        self.drop(others)
        return [first]

    def _copies(self, name: str, cell: Any) -> None:
        """Leave one cell with the mark, the one with the work in it; other work stays as a cell of its own."""
        found = self.found(name)
        if len(found) < 2:
            return
        stub = bare(cell.source)
        written = list({bare(one.source): one for one in found if added(one.source, cell.source)}.values())
        if is_locked(cell):
            keep = next((one for one in found if bare(one.source) == stub), found[0])
        else:
            keep = self._counts(name, written) if written else found[0]
        if is_locked(cell) or len(written) < 2:
            self.repairs.append(Note("copied", name))
        elif cell.cell_type == "markdown":
            self.doubts.append(Note("two_texts", name))
            keep = self._joined(written)[0]
        else:
            self.doubts.append(Note("two_answers", name))
        for one in found:
            if one is not keep:
                one.metadata.pop("nbgrader")
        others = [one for one in found if one is not keep]
        same = bare(keep.source)
        self.drop(one for one in others if bare(one.source) == same or not added(one.source, cell.source))

    def _counts(self, name: str, written: Sequence[Any]) -> Any:
        """Return the answer that the checks saw: the last one above the first of them, else the last of all."""
        order = list(self.wanted)
        checks = [one for one in order[order.index(name) + 1 :] if is_check(self.wanted[one])]
        at = min((self.at(one) for check in checks[:1] for one in self.found(check)), default=len(self.cells))
        return ([one for one in written if self.at(one) < at] or written)[-1]

    def _shape(self, name: str, cell: Any) -> None:
        """Give a marked cell the release's type, metadata and, where locked, text."""
        for one in self.found(name):
            at = self.at(one)
            if one.cell_type != cell.cell_type:
                made = new_cell(cell.cell_type, one.source)
                if "attachments" in one and cell.cell_type == "markdown":
                    made.attachments = one.attachments
                made.metadata, one = one.metadata, made
                self.cells[at] = one
                self.repairs.append(Note("retyped", name))
            if one.metadata["nbgrader"].get("points") != cell.metadata.nbgrader.get("points"):
                self.repairs.append(Note("points", name))
            one.metadata, one.id = deepcopy(cell.metadata), cell.id
            if is_locked(cell):
                one.pop("attachments", None)
                if bare(one.source) != bare(cell.source):
                    self.repairs.append(Note("restored", name))
                    self._written_into(name, cell, one.source, at)
                one.source = cell.source

    def _written_into(self, name: str, cell: Any, source: str, at: int) -> None:
        """Keep what a learner wrote into a locked cell: an answer in the wrong place, as a cell of its own."""
        own = added(source, cell.source)
        if any(fence in source for fence in FENCES):  # the instructor's own notebook: no learner wrote that
            return
        if cell.cell_type == "markdown" and own and not self.foreign:
            self.cells.insert(at + 1, new_cell("markdown", own))
        elif is_check(cell) and defined(own):
            self.cells.insert(at, new_cell("code", own))
        else:
            return
        self.doubts.append(Note("written_into", name))

    def _places(self) -> None:
        """Bring back what is missing, and move as few cells as can be into the release's order."""
        now = [grade_id(cell) for cell in self.cells if grade_id(cell)]
        stay = staying(now, self.wanted)
        moved = {name: self.taken_out(name) for name in now if name not in stay}
        for name, cell in self.wanted.items():
            if name not in stay:
                spot = self.spot(name, cell)
                self.cells[spot:spot] = moved.get(name) or [deepcopy(cell)]
                if name not in moved:
                    self.repairs.append(Note("deleted", name))
        if moved:
            self.repairs.append(Note("reordered"))

    def _ids(self) -> None:
        seen: set[str] = {cell.id for cell in self.wanted.values()}
        for number, cell in enumerate(self.cells):
            if grade_id(cell):
                continue
            name = cell.get("id")
            if not isinstance(name, str) or name in seen:
                name = f"extra-{number}"
                while name in seen:
                    name += "x"
            cell.id = name
            seen.add(name)
