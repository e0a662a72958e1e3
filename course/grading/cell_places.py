"""Where the cells of a learner's notebook stand, in terms of the release."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from course.grading.matching_cells import bare, cleaned, grade_id, is_check, is_locked


class Places:
    """A learner's cells beside their release.

    Parameters
    ----------
    work : mapping
        What was handed in; whatever in it is no cell is left out.
    release : NotebookNode
    """

    def __init__(self, work: Any, release: Any) -> None:
        self.wanted = {grade_id(cell): cell for cell in release.cells if grade_id(cell)}
        self.rank = {grade_id(cell) or cell.id: number for number, cell in enumerate(release.cells)}
        self.prose = {bare(cell.source): cell.id for cell in release.cells if not grade_id(cell)}
        given = work.get("cells")
        given = given if isinstance(given, list) else []
        self.cells: list[Any] = [cleaned(cell) for cell in given if isinstance(cell, dict)]
        # A copy of one of the release's texts that was written in is the learner's own, whatever id it still bears.
        taken = set[str]()
        for cell in self.cells:
            if cell.get("id") in taken:
                del cell["id"]
            elif cell.get("id") in self.prose.values():
                taken.add(cell.id)

    def between(self, name: str, kind: str) -> list[Any]:
        """Return the learner's own cells of a kind between the marked cells that stand round a place."""
        order = list(self.wanted)
        spot = order.index(name)
        places = {grade_id(cell): at for at, cell in enumerate(self.cells) if grade_id(cell)}
        before = max((places[one] for one in order[:spot] if one in places), default=-1)
        after = min((places[one] for one in order[spot + 1 :] if one in places), default=len(self.cells))
        near = self.cells[before + 1 : after]
        return [cell for cell in near if self.is_own(cell) and bare(cell.source) and cell.cell_type == kind]

    def taken_out(self, name: str) -> list[Any]:
        """Take a marked cell out; an answer takes the learner's own code next to it along, which it may need."""
        start = self.at(self.found(name)[0])
        end = start + 1
        if not is_locked(self.wanted[name]) and self.wanted[name].cell_type == "code":
            while start and self.is_own(self.cells[start - 1]) and self.cells[start - 1].cell_type == "code":
                start -= 1
            while end < len(self.cells) and self.is_own(self.cells[end]) and self.cells[end].cell_type == "code":
                end += 1
        taken = self.cells[start:end]
        del self.cells[start:end]
        return taken

    def spot(self, name: str, cell: Any) -> int:
        """Return where a marked cell belongs: below what stands above it in the release.

        An answer's code comes back above the learner's own cells, which may hold it; checks and texts below them.
        """
        order = list(self.wanted)
        above = self.found(order[order.index(name) - 1]) if name != order[0] else []
        spot = self.at(above[0]) + 1 if above else 0
        end = next((at for at in range(spot, len(self.cells)) if grade_id(self.cells[at])), len(self.cells))
        for at in range(spot, end):
            if self.rank.get(self.prose_id(self.cells[at]), len(self.rank)) < self.rank[name]:
                spot = at + 1
        below = is_check(cell) or (cell.cell_type == "markdown" and not is_locked(cell))
        while below and spot < end and self.is_own(self.cells[spot]):
            spot += 1
        return spot

    def prose_id(self, cell: Any) -> str:
        """Return which of the release's own texts a cell is, also where it was edited; empty where it is none."""
        if cell.get("id") in self.prose.values():
            return str(cell.id)
        return self.prose.get(bare(cell.source), "")

    def is_own(self, cell: Any) -> bool:
        """Return whether the learner added the cell."""
        return not grade_id(cell) and not self.prose_id(cell)

    def found(self, name: str) -> list[Any]:
        """Return the cells that bear a name."""
        return [cell for cell in self.cells if grade_id(cell) == name]

    def at(self, cell: Any) -> int:
        """Return where a cell stands."""
        return next(at for at, other in enumerate(self.cells) if other is cell)

    def drop(self, cells: Iterable[Any]) -> None:
        """Take cells out."""
        gone = {id(cell) for cell in cells}
        self.cells = [cell for cell in self.cells if id(cell) not in gone]
