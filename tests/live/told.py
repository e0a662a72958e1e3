"""A workshop told event by event, for tests of what remains of one; loaded with runpy, because tests are no package.

`whole()` is a workshop of twelve people with every kind of activity, a card that is a script, texts that are formulas,
a card and a reason taken down, somebody put out, and the keys' and tokens' hashes that no export may show.
"""

from typing import Any

from course.live.script import read as script
from course.live.store import Event

BEGAN = 1_800_000_000.0
SCRIPT = "<script>alert(1)</script>"
FORMULA = '=HYPERLINK("http://example.org";"x")'
GONE = ("A card taken down", "A reason taken down", "Somebody put out")
HASHES = {"trainer_key_hash": "hash-of-the-trainers-key", "projector_key_hash": "hash-of-the-projectors-key"}
SECTORS = ("public", "civic", "business")
TEXT = {"en": "Text", "pl": "Tekst"}


class Story:
    """Events in the making; a minute passes with each block."""

    def __init__(self, names: bool = False, blocks: list | None = None, **body: Any) -> None:
        self.events: list[Event] = []
        self.minute = 0.0
        frozen = script()
        if blocks is not None:
            frozen = {"title": TEXT, "blocks": blocks, "spares": {}}
        switches = {"ask": names, "trainer": names, "all": names}
        self.tell("", "began", **frozen, **HASHES, code="ROOM", language="pl", names=switches, **body)

    def tell(self, seat: str, kind: str, /, **body: Any) -> int:
        seq = len(self.events) + 1
        at = BEGAN + 60 * self.minute
        self.events.append(Event("ROOM", kind, seat, f"client-{seq}", body, seq, at))
        return seq

    def lead(self, kind: str, /, **body: Any) -> int:
        return self.tell("trainer", kind, **body)

    def join(self, *seats: str) -> None:
        for place, seat in enumerate(seats):
            more = {"token_hash": f"hash-of-a-token-{seat}", "nickname": f"Nick {place}"}
            self.tell(seat, "joined", sector=SECTORS[place % 3], language="pl", **more)

    def answer(self, seat: str, activity: str, value: dict, number: int = 1) -> None:
        self.tell(seat, "answer", activity=activity, round=number, value=value)

    def turn(self, index: int, minutes: float = 0) -> str:
        """Go to a block after so many minutes, open its activity, and return the activity's id."""
        self.minute += minutes
        self.lead("block", index=index)
        self.lead("open")
        return f"b{index}"

    @property
    def now(self) -> float:
        return BEGAN + 60 * self.minute


def people(n: int) -> list[str]:
    return [f"seat-{place}-of-somebody" for place in range(n)]


def whole(names: bool = False) -> Story:
    """Return a workshop with everything in it."""
    story, seats = Story(names, delete_after="2027-03-31"), people(12)
    story.join(*seats, "seat-put-out")
    index = {block["name"]: place for place, block in enumerate(script()["blocks"])}

    number = story.turn(index["two_and_two"])
    for place, seat in enumerate(seats):
        story.answer(seat, number, {"value": "5" if place else FORMULA[:20], "reason": FORMULA if place == 1 else ""})
    story.answer(seats[2], number, {"value": "4", "reason": GONE[1]})
    story.answer("seat-put-out", number, {"value": "7", "reason": GONE[2]})
    story.lead("remove", item=f"a.{number}.1.{seats[2]}")
    story.lead("kick", seat="seat-put-out")
    story.lead("reveal", on=True)

    ladder = story.turn(index["trust"], 8)
    for place, seat in enumerate(seats):
        story.answer(seat, ladder, {"level": place % 4})
    story.lead("reveal", on=True)

    thesis = story.turn(index["thesis"], 6)
    for place, seat in enumerate(seats):
        story.answer(seat, thesis, {"value": place % 3 - 1})
    story.lead("reveal", on=True)
    story.lead("round", round=2)
    for seat in seats[:6]:
        story.answer(seat, thesis, {"value": 1}, 2)
    story.lead("reveal", on=True)

    story.turn(index["examples"], 10)
    for name, spare in script()["spares"].items():
        activity = spare["activity"]
        story.lead("spare", name=name)
        for place, seat in enumerate(seats):
            story.answer(seat, f"s{index['examples']}.{name}", value(activity, place))
        story.lead("reveal", on=True)

    story.lead("block", index=index["introduce"])
    story.lead("deal", groups=2)
    story.turn(index["conditions"], 30)
    cards = [story.tell(seat, "card", text=text) for seat, text in zip(seats, (SCRIPT, FORMULA, GONE[0]), strict=False)]
    cards += [story.tell(seat, "card", text=f"Condition {place}") for place, seat in enumerate(seats)]
    story.lead("remove", item=f"c{cards[2]}")
    story.turn(index["summary"], 35)
    for place, seat in enumerate(seats):
        for card in cards[place % 3 :: 3]:
            story.tell(seat, "approve", card=f"c{card}", on=True)
    story.turn(index["plenary"], 20)
    for seat in seats[:7]:
        for card in cards:
            story.tell(seat, "approve", card=f"wc{card}", on=True)
    promises = story.turn(index["commitments"], 10)
    for place, seat in enumerate(seats[:6]):
        promise = {"what": f"@Promise {place}", "with_whom": "the school", "by": "2027-05-01", "share": place < 2}
        story.answer(seat, promises, promise)
    story.lead("finish")
    for seat in seats:
        story.tell(seat, "leave")
    return story


def value(activity: dict, place: int) -> dict:
    """Return an answer of somebody to an activity of any kind that is not one of cards."""
    kind, config = activity["kind"], activity["config"]
    ids = [option["id"] for option in config.get("options", [])]
    return {
        "number": lambda: {"value": "5", "reason": ""},
        "choice": lambda: {"chosen": [ids[place % len(ids)]]},
        "agree": lambda: {"value": place % 3 - 1},
        "ladder": lambda: {"level": place % 4},
        "matrix": lambda: {"x": -0.5, "y": place / 12},
        "triangle": lambda: {"shares": [50, 30 + place, 20 - place]},
        "points": lambda: {"points": {ids[0]: 60, ids[1]: 40}},
        "ranking": lambda: {"order": ids[place % len(ids) :] + ids[: place % len(ids)]},
        "ratings": lambda: {"ratings": {"public": 3, "civic": 4, "business": 1 + place % 5}},
    }[kind]()
