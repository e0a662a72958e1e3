"""The cards of the groups and the wall of all: who wrote, who approves, what was merged into what.

Approvals stay with the cards as they were written. A merged card has those of all its parts, so that taking the merge
back gives everybody's approvals back, too.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from rapidfuzz import fuzz, process, utils

from course.live.state import REMOVED, SHOWN, WAITING

WALL = "wall"
Scope = int | str  # a group's number, or WALL
LIKEST = 5  # others that a card is said to be like, at most: in a large room nearly all may be alike
ALIKE = 72  # ours: from this likeness on, of 100, two cards are put before the trainer as perhaps the same


@dataclass(slots=True)
class Card:
    """One card, or several that the trainer made one.

    Attributes
    ----------
    id, text, seat : str
        ``seat`` is who wrote it, ``trainer`` where the trainer did.
    groups : tuple of int
        Whose it is; a card on the wall may come from several.
    wall : bool
        Whether it hangs on the wall of all.
    state : str
        ``shown``, ``waiting`` or ``removed``.
    approvals : set of str
        Seats; empty for a merged card.
    parts : tuple of str
        Cards it was merged from.
    into : str or None
        The card it went into.
    source : str
        On the wall: the group's card.
    """

    id: str
    text: str
    seat: str
    groups: tuple[int, ...]
    wall: bool = False
    state: str = SHOWN
    approvals: set[str] = field(default_factory=set)
    parts: tuple[str, ...] = ()
    into: str | None = None
    source: str = ""

    @property
    def scope(self) -> Scope:
        """Where it hangs."""
        return WALL if self.wall else self.groups[0]


class Cards:
    """All cards of a room; every change raises ``version`` of the scope it belongs to."""

    def __init__(self) -> None:
        self.all: dict[str, Card] = {}
        self.version: Counter[Scope] = Counter()
        self._in: defaultdict[Scope, list[str]] = defaultdict(list)
        self._of: defaultdict[str, list[str]] = defaultdict(list)
        self._approved: defaultdict[str, set[str]] = defaultdict(set)
        self._alike: dict[tuple[str, str], int] = {}
        self._sorted: dict[str, str] = {}

    def add(self, card: Card) -> None:
        """Put a card up."""
        self.all[card.id] = card
        # The order of words does not count; they are sorted once a card, not once a comparison.
        self._sorted[card.id] = " ".join(sorted(utils.default_process(card.text).split()))
        self._in[card.scope].append(card.id)
        if not card.parts:
            self._of[card.seat].append(card.id)
        self.version[card.scope] += 1
        if card.state == SHOWN:
            self._compare(card)

    def on(self, scope: Scope) -> list[Card]:
        """Return the cards to be seen there, in the order in which they came."""
        return [card for name in self._in[scope] if (card := self.all[name]).state == SHOWN and card.into is None]

    def waiting(self) -> list[Card]:
        """Return the cards that wait for the trainer, the oldest first."""
        return [card for card in self.all.values() if card.state == WAITING]

    def of(self, seat: str) -> list[Card]:
        """Return what a seat has written and nobody took down, as it was written."""
        return [card for name in self._of[seat] if (card := self.all[name]).state != REMOVED]

    def taken_down(self, seat: str) -> list[str]:
        """Return the texts of a seat's cards that the trainer removed."""
        return [card.text for name in self._of[seat] if (card := self.all[name]).state == REMOVED]

    def top(self, name: str) -> Card:
        """Return the card, or the one it was merged into."""
        card = self.all[name]
        while card.into is not None:
            card = self.all[card.into]
        return card

    def leaves(self, card: Card) -> list[Card]:
        """Return the cards, as they were written, that make up ``card``."""
        if not card.parts:
            return [card]
        return [leaf for name in card.parts for leaf in self.leaves(self.all[name])]

    def approvers(self, card: Card) -> set[str]:
        """Return who approves of the card, or of any of its parts."""
        if not card.parts:
            return card.approvals
        return set().union(*(leaf.approvals for leaf in self.leaves(card)))

    def approved(self, seat: str) -> list[str]:
        """Return the cards to be seen that a seat approves of, in the order of their ids' first letters and numbers."""
        tops = {top.id for name in self._approved[seat] if (top := self.top(name)).state == SHOWN}
        return sorted(tops, key=lambda name: (name.rstrip("0123456789"), len(name), name))

    def approve(self, seat: str, name: str, on: bool) -> Card:
        """Write an approval down or strike it out; return the card it counts for."""
        card = self.top(name)
        for leaf in self.leaves(card):
            (leaf.approvals.add if on else leaf.approvals.discard)(seat)
            (self._approved[seat].add if on else self._approved[seat].discard)(leaf.id)
        self.version[card.scope] += 1
        return card

    def forget(self, seat: str) -> None:
        """Strike out all approvals of a seat."""
        for name in self._approved.pop(seat, ()):
            self.all[name].approvals.discard(seat)
            self.version[self.all[name].scope] += 1

    def strike(self, scopes: Iterable[Scope]) -> set[str]:
        """Strike out everybody's approvals there; return whose they were."""
        seats: set[str] = set()
        for scope in scopes:
            for name in self._in[scope]:
                card = self.all[name]
                seats |= card.approvals
                for seat in card.approvals:
                    self._approved[seat].discard(name)
                card.approvals.clear()
            self.version[scope] += 1
        return seats

    def clear(self, scopes: Iterable[Scope]) -> set[str]:
        """Take all cards away as if nobody had written them; return whose they were and who approved."""
        seats = self.strike(scopes)
        for scope in scopes:
            for name in self._in.pop(scope, []):
                card = self.all.pop(name)
                seats.add(card.seat)
                if not card.parts:
                    self._of[card.seat].remove(name)
        self._alike = {pair: ratio for pair, ratio in self._alike.items() if self.all.keys() >= set(pair)}
        return seats - {"trainer"}

    def accept(self, name: str) -> Card:
        """Show a card that waited or was removed, and with it the merged card it is part of."""
        top = self.top(name)
        for card in (top, *self.leaves(top)):
            card.state = SHOWN
        self.version[top.scope] += 1
        self._compare(top)
        return top

    def remove(self, name: str) -> list[Card]:
        """Hide a card, its parts with it, and what was taken from them to the wall; return all of them."""
        found = {card.id: card for card in (self.all[name], *self.leaves(self.all[name]))}
        found |= {card.id: card for card in self.on(WALL) if card.source in found}
        for card in found.values():
            card.state = REMOVED
            self.version[card.scope] += 1
        return list(found.values())

    def merge(self, name: str, names: Sequence[str], text: str) -> Card:
        """Make one card of several to be seen in the same place; return it."""
        parts = [self.all[part] for part in names]
        groups = tuple(sorted({group for part in parts for group in part.groups}))
        card = Card(name, text or parts[0].text, "trainer", groups, parts[0].wall, parts=tuple(names))
        for part in parts:
            part.into = name
        self.add(card)
        return card

    def split(self, name: str) -> Card:
        """Take a merge back; return the card that is no more."""
        card = self.all.pop(name)
        self._in[card.scope].remove(name)
        self._alike = {pair: ratio for pair, ratio in self._alike.items() if name not in pair}
        for part in card.parts:
            self.all[part].into = None
        self.version[card.scope] += 1
        return card

    def alike(self) -> list[tuple[str, str, int]]:
        """Return pairs of cards to be seen that say nearly the same, the likest first, with their likeness to 100."""
        seen = [(*pair, ratio) for pair, ratio in self._alike.items() if self._seen(pair[0]) and self._seen(pair[1])]
        return sorted(seen, key=lambda row: -row[2])

    def _seen(self, name: str) -> bool:
        card = self.all[name]
        return card.state == SHOWN and card.into is None

    def _compare(self, card: Card) -> None:
        """Note which of the other cards there the new one is like: once a card, so that looking is cheap."""
        others = {other.id: self._sorted[other.id] for other in self.on(card.scope) if other.id != card.id}
        found = process.extract(self._sorted[card.id], others, scorer=fuzz.ratio, score_cutoff=ALIKE, limit=LIKEST)
        for _, score, other in found:
            if (card.id, other) not in self._alike:
                self._alike[other, card.id] = round(score)
