"""The clock of a workshop: when the block that runs should end, what is left for the others, how late the end will be.

Lost minutes are shared out by `course.models.five_points.replan`: blocks marked must are shortened last. The clock
holds no time of its own; whoever asks says what time it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from course.models.five_points import Block, replan

MINUTE = 60.0


def blocks(script: Sequence[Mapping[str, Any]]) -> tuple[Block, ...]:
    """Return the script's blocks with their minutes.

    Raises
    ------
    ValueError
        If a block's minutes are out of order.
    """
    return tuple(Block(row["name"], row["min"], row["plan"], row["max"], bool(row.get("must"))) for row in script)


@dataclass(frozen=True, slots=True)
class Clock:
    """The clock of one workshop; every change gives a new one.

    Attributes
    ----------
    blocks : tuple of Block
    index : int
        The block that runs.
    began, started : float or None
        When the first block of all and the present one began, seconds since the epoch; None before.
    first : int
        The block the workshop began with: those before it are not waited for.
    extra : int
        Minutes the trainer added to the present block.
    spent : dict
        Seconds each block over has taken, by its index.

    Examples
    --------
    >>> clock = Clock((Block("a", 5, 10, 15), Block("b", 5, 20, 30))).entered(0, 0.0).entered(1, 15 * 60.0)
    >>> clock.planned, clock.ends, clock.late(clock.started)
    (15, 1800.0, 0)
    """

    blocks: tuple[Block, ...]
    index: int = 0
    began: float | None = None
    started: float | None = None
    first: int = 0
    extra: int = 0
    spent: dict[int, float] = field(default_factory=dict)

    def entered(self, index: int, at: float) -> Clock:
        """Return the clock with block ``index`` begun at ``at``; the block that runs already goes on."""
        if self.began is None or self.started is None:
            return replace(self, index=index, began=at, started=at, first=index)
        if index == self.index:
            return self
        spent = self.spent | {self.index: self.spent.get(self.index, 0.0) + max(at - self.started, 0.0)}
        return replace(self, index=index, started=at, extra=0, spent=spent)

    def given(self, minutes: int) -> Clock:
        """Return the clock with so many minutes more for the present block, or fewer."""
        return replace(self, extra=self.extra + minutes)

    @property
    def planned(self) -> int:
        """Minutes of the present block, after everything so far, with the extra ones."""
        if self.started is None:
            return self.blocks[self.index].plan
        return max(self._from(self.started, self.index)[self.index].plan + self.extra, 0)

    @property
    def ends(self) -> float | None:
        """When the present block should end; None before the workshop has begun."""
        return None if self.started is None else self.started + MINUTE * self.planned

    def plan(self, now: float) -> list[Block]:
        """Return the blocks with the minutes each now has; those over and the present one as they were begun."""
        if self.started is None or self.ends is None:
            return list(self.blocks)
        coming = list(self._from(max(now, self.ends), self.index + 1))
        coming[self.index] = self._from(self.started, self.index)[self.index]
        return coming

    def end(self, now: float) -> float | None:
        """Return when the whole will end as it looks now, None before it has begun."""
        if self.ends is None:
            return None
        return max(now, self.ends) + MINUTE * sum(block.plan for block in self.plan(now)[self.index + 1 :])

    def late(self, now: float) -> int:
        """Return how many minutes late the whole will end, at least 0."""
        end = self.end(now)
        if end is None or self.began is None:
            return 0
        due = self.began + MINUTE * sum(block.plan for block in self.blocks[self.first :])
        return max(round((end - due) / MINUTE), 0)

    def view(self, now: float) -> dict[str, Any]:
        """Return what the protocol's ``clock`` says."""
        block = self.blocks[self.index]
        return {
            "began": self.began,
            "planned": self.planned,
            "ends": self.ends,
            "min": block.min,
            "max": block.max,
            "late": self.late(now),
            "end": self.end(now),
        }

    def rows(self, now: float) -> list[dict[str, Any]]:
        """Return a row for each block: minutes as they stand now, whether it is over, minutes it took too long."""
        plan = self.plan(now)
        return [
            {
                "index": place,
                "name": block.name,
                "min": block.min,
                "plan": plan[place].plan + (self.extra if place == self.index else 0),
                "max": block.max,
                "must": block.must,
                "done": self.began is not None and self.first <= place < self.index,
                "over": self._over(place, now),
            }
            for place, block in enumerate(self.blocks)
        ]

    def _over(self, place: int, now: float) -> int:
        if place == self.index and self.ends is not None:
            return max(int((now - self.ends) // MINUTE), 0)
        return round(self.spent[place] / MINUTE) - self.blocks[place].plan if place in self.spent else 0

    def _from(self, at: float, done: int) -> tuple[Block, ...]:
        """Return the blocks re-planned at a moment when ``done`` of them are over."""
        assert self.began is not None, "nothing is planned anew before the workshop has begun"
        before = sum(block.plan for block in self.blocks[: self.first])
        return _replanned(self.blocks, before + max(round((at - self.began) / MINUTE), 0), done)


@lru_cache(maxsize=256)
def _replanned(script: tuple[Block, ...], elapsed: int, done: int) -> tuple[Block, ...]:
    """Return `replan`'s blocks; every screen asks for the same ones many times within a minute."""
    return tuple(replan(script, elapsed, done))
