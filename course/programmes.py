"""Ready programmes for a trainer: which concepts, in which order, for how long."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from course.catalog import concept
from course.texts import read_toml

FILE = Path(__file__).parent / "programmes.toml"
BEGIN = 9 * 60  # minutes after midnight


@dataclass(frozen=True, slots=True)
class Block:
    """One stretch of a programme.

    Attributes
    ----------
    title, do : dict of str
        By language; the title of a concept's block is the concept's own.
    least, plan, most : int
        Minutes; ``least <= plan <= most``.
    concept : str
        Slug, empty where the block is none (a welcome, a break).
    day : int
        The day on which it is.
    """

    title: dict[str, str]
    do: dict[str, str]
    least: int
    plan: int
    most: int
    concept: str
    day: int


@dataclass(frozen=True, slots=True)
class Programme:
    """A list of blocks whose planned minutes add up to ``minutes``."""

    slug: str
    title: dict[str, str]
    intro: dict[str, str]
    minutes: int
    blocks: tuple[Block, ...]

    @property
    def days(self) -> int:
        """How many days it takes."""
        return self.blocks[-1].day

    def begins(self, at: int = BEGIN) -> list[str]:
        """Return when each block begins, each day from ``at`` (minutes after midnight).

        Examples
        --------
        >>> programmes()[0].begins()[:3]
        ['9:00', '9:05', '9:23']
        """
        shown, clock, day = [], at, 1
        for block in self.blocks:
            if block.day != day:
                clock, day = at, block.day
            shown.append(f"{clock // 60}:{clock % 60:02}")
            clock += block.plan
        return shown


def programmes() -> tuple[Programme, ...]:
    """Return the programmes, shortest first."""
    made = []
    for row in read_toml(FILE)["programme"]:
        blocks: list[Block] = []
        for block in row["block"]:
            slug, minutes = block.get("concept", ""), block["minutes"]
            title = concept(slug).title if slug else block["title"]
            day = block.get("day", blocks[-1].day if blocks else 1)
            blocks.append(Block(title, block["do"], minutes["min"], minutes["plan"], minutes["max"], slug, day))
        made.append(Programme(row["slug"], row["title"], row["intro"], row["minutes"], tuple(blocks)))
    return tuple(made)
