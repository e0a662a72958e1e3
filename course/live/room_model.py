"""The model of this room: what people answered becomes the parameters of two models of the course.

The poll of slide 9's levels gives a mean trust to `course.models.trust_levels`, the choice of a way to deal with
partners gives the players of a tournament to `course.models.repeated_trust`. How an answer is read as a number is ours,
and so is every threshold. It leaves out why people chose as they did and whether they would do as they say.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import numpy as np

from course.live.said import Text, joined, said
from course.live.state import Activity
from course.live.tallies import in_numbers
from course.models.position_matrix import LEAST
from course.models.repeated_trust import STRATEGIES, evolve, tournament
from course.models.trust_levels import feasible_level, thresholds
from course.texts import LANGUAGES, Words

if TYPE_CHECKING:
    from course.live.room import Room

PARTNERS = 4  # ours: as in the lesson's bet, four partners of whom all are needed
STEP, MOST_TRUST = 0.05, 0.95  # of the dashboard's slider: the sentence and the dashboard speak of the same number
ROUNDS, TURNOVER, GENERATIONS = 10, 3, 20  # ours: the tournament the dashboard opens with, and how far it is played
MOST_PLAYERS = 20  # of one strategy, on the dashboard's slider


def room_model(room: Room) -> dict[str, Any] | None:
    """Return what the revealed polls make of the two models, None where none has been revealed with five answers.

    Returns
    -------
    dict or None
        ``trust`` and ``strategies``, each None or a dict with ``answers``, ``sentence`` and ``query``, the address's
        query for the dashboard of the same name as the model, ``dashboard``; and ``note``, what is ours.
    """
    trust = _latest(room, lambda one: one.kind == "ladder")
    strategies = _latest(room, lambda one: one.kind == "choice" and one.config.get("feeds") == "strategies")
    found = {
        "trust": trust and room.known("model trust", _version(trust), lambda: of_levels(_levels(trust))),
        "strategies": strategies
        and room.known("model strategies", _version(strategies), lambda: of_strategies(_counts(strategies))),
    }
    return {**found, "note": said("model.note", least=str(LEAST))} if any(found.values()) else None


def of_levels(levels: Sequence[int]) -> dict[str, Any] | None:
    """Return what `trust_levels` says of a room whose people would go to these levels.

    Whoever would go to level l is taken to trust exactly as much as four partners need for it, and nothing where they
    would not start. The room's trust is the mean, to the nearest twentieth.

    Parameters
    ----------
    levels : sequence of int
        0 to 4, one a person.

    Returns
    -------
    dict or None
        None under five answers. ``trust``, ``level`` the model's, ``median`` the room's, ``assurance`` what an animator
        would have to lend for the median, None where nothing would have to be lent.

    Notes
    -----
    Source: [slides], 9, for the levels; all else is ours.
    """
    if len(levels) < LEAST:
        return None
    borders = np.array([0.0, *thresholds(PARTNERS)])
    trust = round(min(round(float(borders[list(levels)].mean()) / STEP) * STEP, MOST_TRUST), 2)
    level, median = feasible_level(trust, PARTNERS), int(np.sort(levels)[(len(levels) - 1) // 2])
    missing = float(borders[median]) - trust
    assurance = missing / (1 - trust) if median > level else None
    names = {f"level{place}": _named("trust_levels", f"levels.{place}") for place in {level, median}}
    sentence = said(
        "model.trust",
        n=len(levels),
        trust=in_numbers(trust, 2),
        partners=str(PARTNERS),
        level=names[f"level{level}"],
        median=names[f"level{median}"],
    )
    lent = said("model.enough") if assurance is None else said("model.lent", percent=str(-int(-100 * assurance // 1)))
    query = {"ladder.trust": trust, "ladder.partners": PARTNERS, "ladder.needed": PARTNERS, "ladder.level": level}
    return {
        "answers": len(levels),
        "levels": [list(levels).count(place) for place in range(len(borders))],
        "median": median,
        "trust": trust,
        "level": level,
        "assurance": None if assurance is None else round(assurance, 4),
        "sentence": joined(sentence, lent),
        "dashboard": "trust_levels.ipynb",
        "query": urlencode(query),
    }


def of_strategies(counts: Mapping[str, int]) -> dict[str, Any] | None:
    """Return what `repeated_trust` says of a room in which so many people chose each strategy.

    Everybody meets everybody else for ten rounds without slips; then, generation by generation, the three players with
    the fewest points make way for three who copy the best.

    Parameters
    ----------
    counts : mapping
        Strategy -> people. Where one has more than 20, all are scaled down, because the dashboard's sliders end there.

    Returns
    -------
    dict or None
        None under five answers. ``counts`` as played, ``points``, ``best`` the strategies that collect most, ``last``
        how many players of each there are after 20 generations.

    Notes
    -----
    Source: [Axelrod1984] for the tournament; [Rapoport2015]: who wins depends on how it is set up.
    """
    answers = sum(counts.values())
    if answers < LEAST:
        return None
    scale = min(1.0, MOST_PLAYERS / max(counts.values()))
    played = {name: max(round(counts[name] * scale), 1) for name in STRATEGIES if counts.get(name, 0)}
    points = tournament(played, ROUNDS)
    most = max(points.values())
    best = [name for name, value in points.items() if value > most - 1e-9]
    turnover = min(TURNOVER, sum(played.values()))
    history = evolve(played, GENERATIONS, turnover, ROUNDS)[-1]
    last = {name: int(number) for name, number in zip(STRATEGIES, history, strict=True) if number}
    first = max(last, key=lambda name: last[name])
    sentence = said(
        "model.strategies",
        n=answers,
        best=_listed(best),
        points=in_numbers(most),
        generations=str(GENERATIONS),
        last=_named("repeated_trust", f"names.{first}"),
        many=str(last[first]),
        of=str(sum(last.values())),
    )
    query = {f"tournament.{name}": played.get(name, 0) for name in STRATEGIES}
    query |= {"tournament.rounds": ROUNDS, "tournament.noise": 0, "tournament.turnover": turnover}
    return {
        "answers": answers,
        "counts": played,
        "points": points,
        "best": best,
        "last": last,
        "sentence": joined(sentence, said("model.scaled", of=str(sum(played.values()))) if scale < 1 else None),
        "dashboard": "repeated_trust.ipynb",
        "query": urlencode(query),
    }


def _named(slug: str, key: str) -> Text:
    """Return a word of a concept, as its lesson has it."""
    return {language: Words(slug, language)(key) for language in LANGUAGES}


def _listed(strategies: Sequence[str]) -> Text:
    names = [_named("repeated_trust", f"names.{name}") for name in strategies]
    return {language: ", ".join(f"{name[language]}" for name in names) for language in LANGUAGES}


def _latest(room: Room, fits: Any) -> Activity | None:
    """Return the activity of that kind that was on last, if everybody may see what it brought."""
    found = [one for one in room.activities.values() if fits(one) and one.revealed]
    return found[-1] if found else None


def _version(activity: Activity) -> tuple[str, int, int]:
    return activity.id, activity.version, activity.round


def _levels(activity: Activity) -> list[int]:
    return [value["level"] for value in activity.now.values()]


def _counts(activity: Activity) -> Counter[str]:
    chosen = [name for value in activity.now.values() for name in value["chosen"]]
    return Counter(name for name in chosen if name in STRATEGIES)
