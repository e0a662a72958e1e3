"""An invented workshop, told as the events of a real one: for lessons where nobody has brought a file of their own."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from course.live.reading import FILE, RecordError, read, sentence
from course.live.record import record
from course.texts import Words, known

if TYPE_CHECKING:
    from course.live.store import Event

BEGAN = 1_799_916_000.0  # a morning in January 2027; it is invented like the rest
SECTORS = ("public", "civic", "business")
# A group is: the cards it puts up, by their numbers among the lesson's, and for each way to like them how many people
# do, by the places of the cards in the group. The second group agrees; in the others a majority has many cards.
GROUPS = (
    ((1, 2, 3, 4, 5, 6, 7), (((0, 1, 2, 3, 4), 4), ((5, 6), 2), ((6,), 1))),
    ((9, 3, 10, 12, 8, 4), (((0, 1, 2), 3), ((0, 2, 3), 3), ((0, 4, 5), 1))),
    ((8, 9, 11, 2, 6, 1, 5), (((0, 3, 4, 5, 6), 3), ((1, 2), 2), ((2,), 1), ((0, 4), 1))),
    ((10, 4, 6, 7, 12, 1, 3, 9), (((0, 1, 4, 5, 6), 4), ((2, 3), 2), ((7,), 1))),
)
PEOPLE = sum(number for _, likes in GROUPS for _, number in likes)


class _Told(NamedTuple):
    """An event as far as a room looks at it; a lesson need not load a database for that."""

    seq: int
    at: float
    kind: str
    seat: str
    body: dict[str, Any]
    room: str = "SAMPLE"
    client_id: str = ""


def sample(language: str = "en") -> dict[str, Any]:
    """Return the document of an invented workshop of 28 people in four groups.

    Parameters
    ----------
    language : str
        In which its cards are written.

    Examples
    --------
    >>> [len(group["cards"]) for group in sample("en")["groups"]]
    [7, 6, 7, 8]
    """
    return _sample(known(language))


@cache
def _sample(language: str) -> dict[str, Any]:
    told = [
        _Told(seq, BEGAN + 60.0 * minute, kind, seat, body)
        for seq, (minute, kind, seat, body) in enumerate(_told(language), 1)
    ]
    return record(cast("list[Event]", told), told[-1].at)


def _told(language: str) -> Iterator[tuple[int, str, str, dict[str, Any]]]:
    """Yield minute, kind, seat and body of everything that happened."""
    words = Words("five_points", language)
    cards = {"kind": "cards", "ask": sentence("sample.ask"), "config": {"approve": True}}
    blocks = [
        {"name": "conditions", "title": sentence("sample.block"), "min": 20, "plan": 35, "max": 45, "activity": cards}
    ]
    yield 0, "began", "", {"language": language, "title": sentence("sample.title"), "blocks": blocks}
    for place in range(PEOPLE):
        yield 1, "joined", f"s{place}", {"sector": SECTORS[place % 3]}
    yield 5, "deal", "trainer", {"groups": len(GROUPS)}
    yield 6, "block", "trainer", {"index": 0}
    yield 7, "open", "trainer", {}
    seat, event = 0, PEOPLE + 4
    for group, (texts, likes) in enumerate(GROUPS):
        for text in texts:
            yield 15, "card_for", "trainer", {"group": group, "text": words(f"wall.text.{text}")}
        names = [f"c{event + place + 1}" for place in range(len(texts))]
        event += len(texts)
        for liked, number in likes:
            for _ in range(number):
                yield 20, "move", "trainer", {"seat": f"s{seat}", "group": group}
                for place in liked:
                    yield 30, "approve", f"s{seat}", {"card": names[place], "on": True}
                event += 1 + len(liked)
                seat += 1
    yield 44, "close", "trainer", {}
    yield 45, "finish", "trainer", {}


def load(path: str | Path = FILE, language: str = "en") -> dict[str, Any]:
    """Return the document of a workshop from a file, or an invented one where there is no such file.

    Parameters
    ----------
    path : str or Path
        By default ``workshop.json`` beside the notebook.
    language : str
        In which the invented cards are written.

    Raises
    ------
    RecordError
        If there is a file and it is no document of a workshop.
    """
    file = Path(path)
    if not file.is_file():
        return sample(language)
    try:
        return read(file.read_text(encoding="utf-8"))
    except UnicodeDecodeError as error:
        raise RecordError("json") from error
