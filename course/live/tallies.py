"""What the answers of an activity come to: the results of every kind, with a picture to draw and a sentence to read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from decimal import Decimal
from statistics import median_low
from typing import TYPE_CHECKING, Any

import numpy as np

from course.live.activities import HELD_BACK, SECTORS, WALLS
from course.live.acts import is_number
from course.live.cards import WALL
from course.live.said import Text, joined, said
from course.live.state import SHOWN, WAITING, Activity
from course.models.position_matrix import LEAST, shift, summary
from course.models.social_capital import gap
from course.texts import LANGUAGES, number

if TYPE_CHECKING:
    from course.live.room import Room

Picture = dict[str, Any]
Found = tuple[Text, Picture | None]  # a sentence and a picture
MOST_BARS = 12  # different short answers that are shown each for itself
MOST_NAMES = 3  # of a tie that are named; more are counted
LEANS = (1, 0, -1)


def tally(room: Room, activity: Activity) -> dict[str, Any]:
    """Return the results of the activity's present round, as the protocol has them."""
    answers = activity.now
    count = _cards(room, activity) if activity.kind in WALLS else len(answers)
    hidden = activity.kind in HELD_BACK and count < LEAST
    if not count:
        sentence, picture = said("results.none"), None
    elif hidden:
        sentence, picture = said("results.hidden", n=count, least=str(LEAST)), None
    else:
        sentence, picture = TALLIES[activity.kind](room, activity)
    return {
        "count": count,
        "kind": activity.kind,
        "hidden": hidden,
        "sentence": sentence,
        "picture": picture,
        "texts": [row["text"] for row in shown_texts(room, activity)],
    }


def shown_texts(room: Room, activity: Activity, everything: bool = False) -> list[dict[str, Any]]:
    """Return the free texts of the present round that are shown; with ``everything`` those taken down, too."""
    return [
        {
            "item": item.id,
            "name": room.seats[item.seat].nickname if room.names["trainer"] or room.names["all"] else "",
            "text": item.text,
            "shown": item.state == SHOWN,
        }
        for item in room.items.values()
        if (item.activity, item.round) == (activity.id, activity.round)
        and (item.state == SHOWN or (everything and item.state != WAITING))
    ]


def in_numbers(value: float, digits: int = 1) -> Text:
    """Return a number as each language writes it."""
    return {language: number(value, language, digits) for language in LANGUAGES}


def named(labels: Sequence[Any]) -> Text | str:
    """Return labels as a list in words; a single one stays as it is."""
    *first, found = labels
    if first:
        found = said("results.and", one=first.pop(), two=found)
    for label in reversed(first):
        found = said("results.list", one=label, two=found)
    return found


def leading(labels: Sequence[Any], scores: Sequence[int]) -> tuple[bool, Text | str]:
    """Return whether the highest score is shared, and whose it is in words."""
    best = [label for label, score in zip(labels, scores, strict=True) if score == max(scores)]
    if len(best) > MOST_NAMES:
        return True, said("results.several", n=len(best))
    return len(best) > 1, named([said("results.quoted", text=label) for label in best])


def bars(labels: Sequence[Any], values: Sequence[int], of: int) -> Picture:
    """Return a picture of bars."""
    rows = [{"label": label, "value": value, "of": of} for label, value in zip(labels, values, strict=True)]
    return {"form": "bars", "bars": rows}


def _cards(room: Room, activity: Activity) -> int:
    scopes = [WALL] if activity.kind == "wall" else range(room.groups)
    return sum(len(room.cards.on(scope)) for scope in scopes)


def _same(word: str) -> Decimal | str:
    """Return what makes two short answers equal: their number, or their letters whatever the case."""
    return Decimal(word.replace(",", ".").replace("−", "-")) if is_number(word) else word.casefold()


def _number(room: Room, activity: Activity) -> Found:
    counts: Counter[Decimal | str] = Counter()
    spelled: dict[Decimal | str, Any] = {}
    for seat, value in activity.now.items():
        key = _same(value["value"])
        if isinstance(key, Decimal):
            spelled[key] = in_numbers(float(key), 6)
        else:
            item = room.items.get(f"a.{activity.id}.{activity.round}.{seat}")
            if item is None or item.state != SHOWN:
                key = ""  # a word that waits, or was taken down, is counted without being shown
            spelled.setdefault(key, value["value"] if key else said("results.others"))
        counts[key] += 1
    ranked = sorted(counts, key=lambda key: (key == "", -counts[key], isinstance(key, str), str(key)))
    shown = ranked if len(ranked) <= MOST_BARS else ranked[: MOST_BARS - 1]
    labels, values = [spelled[key] for key in shown], [counts[key] for key in shown]
    if len(shown) < len(ranked):
        labels.append(said("results.others"))
        values.append(sum(counts[key] for key in ranked[MOST_BARS - 1 :]))
    best = [spelled[key] for key in ranked if key != "" and counts[key] == values[0]]
    key = "number" if len(best) < 2 else "number_even" if len(best) == len(counts) else "number_tie"
    most = named(best or labels[:1])
    sentence = said(f"results.{key}", n=len(counts), most=most, times=str(values[0]), of=str(len(activity.now)))
    return sentence, bars(labels, values, len(activity.now))


def _choice(room: Room, activity: Activity) -> Found:
    counts = Counter(name for value in activity.now.values() for name in value["chosen"])
    options, n = activity.config["options"], len(activity.now)
    labels, values = [option["label"] for option in options], [counts[option["id"]] for option in options]
    tie, most = leading(labels, values)
    sentence = said(f"results.choice{'_tie' if tie else ''}", n=n, most=most, times=str(max(values)))
    return sentence, bars(labels, values, n)


def _leaning(values: Sequence[int]) -> Picture:
    return bars([said(f"results.lean.{lean}") for lean in LEANS], [values.count(lean) for lean in LEANS], len(values))


def _agree(room: Room, activity: Activity) -> Found:
    now = [value["value"] for value in activity.now.values()]
    for_it, undecided, against = (str(now.count(lean)) for lean in LEANS)
    counted = said("results.agree", n=len(now), agree=for_it, undecided=undecided, against=against)
    if activity.round == 1:
        return counted, _leaning(now)
    before = {seat: value["value"] for seat, value in activity.answers[1].items()}
    both = [(before[seat], value["value"]) for seat, value in activity.now.items() if seat in before]
    moves = Counter((LEANS.index(old), LEANS.index(new)) for old, new in both)
    changed = sum(old != new for old, new in both)
    picture = {
        "form": "flow",
        "heads": [said("results.round", number=str(number)) for number in (1, 2)],
        "from": _leaning(list(before.values()))["bars"],
        "to": _leaning(now)["bars"],
        "moves": [[old, new, moves[old, new]] for old, new in sorted(moves)],
    }
    if not both:
        return joined(counted, said("results.nobody_twice")), picture
    once = len(both) < max(len(before), len(now))
    moved = said("results.both", n=len(both)), said("results.changed", n=changed)
    return joined(counted, *moved, said("results.moves") if once else None), picture


def _ladder(room: Room, activity: Activity) -> Found:
    levels = [value["level"] for value in activity.now.values()]
    rows = sorted(activity.config["levels"], key=lambda row: -row["level"])  # the deepest on top, as on the phones
    middle = median_low(levels)
    label = next(row["label"] for row in rows if row["level"] == middle)
    sentence = said("results.ladder", n=len(levels), level=str(middle), label=label)
    return sentence, bars([row["label"] for row in rows], [levels.count(row["level"]) for row in rows], len(levels))


def _matrix(room: Room, activity: Activity) -> Found:
    points = [[value["x"], value["y"]] for value in activity.now.values()]
    first = [[value["x"], value["y"]] for value in activity.answers[1].values()] if activity.round == 2 else []
    found, before = summary(points), summary(first)
    assert found is not None, "fewer than five answers are hidden before"
    x, y = activity.config["x"], activity.config["y"]
    sentence = said("results.matrix", n=len(points), x=in_numbers(found.centroid[0]), y=in_numbers(found.centroid[1]))
    if before is not None:
        dx, dy = (in_numbers(step) for step in shift(first, points))
        sentence = joined(sentence, said("results.shift", right=x["high"], dx=dx, up=y["high"], dy=dy))
    return sentence, {
        "form": "square",
        "points": points,
        "mean": found.centroid.round(4).tolist(),
        "before": first if before is not None else None,
        "ends": {"left": x["low"], "right": x["high"], "bottom": y["low"], "top": y["high"]},
    }


def _triangle(room: Room, activity: Activity) -> Found:
    points = [value["shares"] for value in activity.now.values()]
    first = [value["shares"] for value in activity.answers[1].values()] if activity.round == 2 else []
    mean, corners = np.mean(points, axis=0), activity.config["corners"]
    shares = {f"share{place}": in_numbers(share, 0) for place, share in enumerate(mean)}
    names = {f"corner{place}": corner for place, corner in enumerate(corners)}
    picture = {
        "form": "triangle",
        "points": points,
        "mean": mean.round(2).tolist(),
        "before": first if len(first) >= LEAST else None,
        "ends": dict(zip(SECTORS, corners, strict=True)),
    }
    return said("results.triangle", n=len(points), **shares, **names), picture


def _points(room: Room, activity: Activity) -> Found:
    options, n, total = activity.config["options"], len(activity.now), activity.config.get("total", 100)
    sums = [sum(value["points"][option["id"]] for value in activity.now.values()) for option in options]
    labels, mean = [option["label"] for option in options], in_numbers(max(sums) / n)
    tie, most = leading(labels, sums)
    sentence = said(f"results.points{'_tie' if tie else ''}", n=n, most=most, mean=mean, total=str(total))
    return sentence, bars(labels, sums, total * n)


def _ranking(room: Room, activity: Activity) -> Found:
    options, n = activity.config["options"], len(activity.now)
    places = {
        option["id"]: sum(value["order"].index(option["id"]) + 1 for value in activity.now.values())
        for option in options
    }
    ranked = sorted(options, key=lambda option: places[option["id"]])
    items = [{"label": option["label"], "value": round(places[option["id"]] / n, 2)} for option in ranked]
    tie, most = leading([item["label"] for item in items], [-places[option["id"]] for option in ranked])
    key = f"results.ranking{'_tie' if tie else ''}"
    sentence = said(key, n=n, most=most, mean=in_numbers(items[0]["value"]))
    return sentence, {"form": "rank", "items": items}


def _ratings(room: Room, activity: Activity) -> Found:
    """Return mean ratings, raters' sectors down, rated ones across; a cell is empty under five raters."""
    means = np.full((len(SECTORS), len(SECTORS)), np.nan)
    for row, own in enumerate(SECTORS):
        for column, other in enumerate(SECTORS):
            given = [
                value["ratings"][other]
                for seat, value in activity.now.items()
                if room.seats[seat].sector == own and other in value["ratings"]
            ]
            if len(given) >= LEAST:
                means[row, column] = round(sum(given) / len(given), 2)
    names = [said(f"sectors.{sector}") for sector in SECTORS]
    cells = [[None if np.isnan(mean) else float(mean) for mean in row] for row in means]
    picture = {"form": "table", "rows": names, "columns": names, "cells": cells}
    n, apart = len(activity.now), gap(means)
    first, second = np.unravel_index(np.argmax(np.nan_to_num(apart, nan=-1)), apart.shape)
    if not apart[first, second] > 0:  # no pair of sectors of which both sides are shown differs
        return said("results.ratings", n=n, least=str(LEAST)), picture
    one, other = names[first], names[second]
    there, back = in_numbers(means[first, second]), in_numbers(means[second, first])
    return said("results.gap", n=n, one=one, other=other, there=there, back=back, least=str(LEAST)), picture


def _commitments(room: Room, activity: Activity) -> Found:
    shared = sum(value["share"] for value in activity.now.values())
    return said("results.commitments", n=len(activity.now), shared=str(shared)), None


def _wall(room: Room, activity: Activity) -> Found:
    cards = room.cards.on(WALL)
    approvals = [len(room.cards.approvers(card)) for card in cards]
    return said("results.wall", n=len(cards)), bars([card.text for card in cards], approvals, len(room.present()))


TALLIES: dict[str, Callable[[Room, Activity], Found]] = {
    "number": _number,
    "choice": _choice,
    "agree": _agree,
    "ladder": _ladder,
    "matrix": _matrix,
    "triangle": _triangle,
    "points": _points,
    "ranking": _ranking,
    "cards": lambda room, activity: (said("results.cards", n=_cards(room, activity)), None),
    "wall": _wall,
    "ratings": _ratings,
    "commitments": _commitments,
}
