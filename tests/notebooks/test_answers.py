"""Closed questions of the exercises: whether the answers that earn points are those that are right.

Every answer of a kind is tried. Those that earn a check's points must be those that the concept's model, or looking at
all cases, finds right; the published answer is among them, and where one is asked for there is one. What a task says is
read from the made notebook, so that a number changed there counts here.
"""

import ast
import re
from contextlib import suppress
from fractions import Fraction
from functools import cache
from itertools import combinations, permutations, product
from pathlib import Path

import nbformat
import numpy as np
import pytest

from course.catalog import ROOT, concepts
from course.checks import CheckError
from course.models.cluster_stages import Scenario
from course.models.empowerment import RUNGS
from course.models.five_points import fair_five, left_out, top_five
from course.models.leverage import ratio
from course.models.local_energy import common_ground, overlap
from course.models.local_resources import spread, weakest
from course.models.position_matrix import dispersion, summary
from course.models.repeated_trust import tournament
from course.models.responsible_partnership import greedy, match
from course.models.shared_energy import cascade, first_to_win, joined, won
from course.models.shared_vision import settled
from course.models.social_capital import efficient_structure, structure, utilities
from course.models.synergy import pairwise
from course.models.territory import EVERYTHING, INGREDIENTS, READINGS, worth
from course.models.three_sectors import LAYERS, SECTORS, missing
from course.models.trust_levels import classify

SLUGS = [row.slug for row in concepts() if "exercise" in row.parts]
NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
WORDS = {word: number for number, word in enumerate(NUMBERS)}


@cache
def cells(path):
    return nbformat.read(ROOT / path, as_version=4).cells


def prose(path):
    return "\n\n".join(cell.source for cell in cells(path) if cell.cell_type == "markdown").replace("−", "-")


@pytest.fixture(autouse=True)
def somebody(monkeypatch):
    """Give a learner for whom own numbers are drawn: the published answers name nobody."""
    monkeypatch.setenv("COURSE_LEARNER", "somebody")


def is_check(cell):
    return cell.cell_type == "code" and cell.metadata.get("nbgrader", {}).get("grade")


class Exercise:
    """An exercise with its published answers."""

    def __init__(self, slug):
        path = f"solutions/en/{slug}/{slug}.ipynb"
        self.text = prose(path)
        self.checks = {cell.id: compile(cell.source, cell.id, "exec") for cell in cells(path) if is_check(cell)}
        self.answers = {}
        for cell in cells(path):
            if cell.cell_type == "code" and not is_check(cell):
                exec(cell.source, self.answers)

    def earning(self, check, name, tried):
        """Return which of the answers tried earn the points of the check; the published one has to be among them."""
        found = []
        for answer in tried:
            with suppress(CheckError):
                exec(self.checks[check], self.answers | {name: answer})
                found.append(answer)
        assert self.answers[name] in found, f"the published {name} earns nothing"
        return found

    def varied(self, check, name, keys, choices):
        """Return which dictionaries earn the points, every one of the choices tried at each of these keys."""
        published, rows = self.answers[name], product(choices, repeat=len(keys))
        return self.earning(check, name, [published | dict(zip(keys, row, strict=True)) for row in rows])


def test_every_check_of_a_closed_question_is_tried_out_here():
    source = Path(__file__).read_text(encoding="utf-8")
    for slug in SLUGS:
        path = f"solutions/en/{slug}/{slug}.ipynb"
        closed = {cell.id for cell in cells(path) if is_check(cell) and "check.true(" in cell.source}
        assert closed, slug
        assert [name for name in closed if f'"{name}"' not in source] == [], slug


def test_added_value_best_sizes_are_the_smallest_of_equals():
    exercise = Exercise("added_value")
    rows = re.findall(r"(\d) partners?: (\d+(?:\.\d+)?)", exercise.text)
    whole = {int(size): Fraction(total) for size, total in rows}
    each = {size: total / size for size, total in whole.items()}
    assert list(whole) == [1, 2, 3, 4, 5, 6]
    assert "of several equal sizes take the smallest" in exercise.text
    assert exercise.earning("sizes-whole", "whole", whole) == [max(whole, key=whole.get)]
    assert exercise.earning("sizes-each", "each", whole) == [max(each, key=each.get)]


def test_cluster_stages_trust_falls_five_steps_before_the_stage():
    exercise = Exercise("cluster_stages")
    rows = re.findall(r"^\| (mean trust|stage) \|(.*)\|$", exercise.text, re.M)
    trust, stage = ([float(number) for number in numbers.split("|")] for _, numbers in rows)
    first, late = (next(n for n in range(1, 11) if row[n] < row[n - 1]) for row in (trust, stage))
    right = {"trust": first, "stage": late}
    assert exercise.varied("decline-trust", "decline", ["trust"], range(11)) == [right]
    assert exercise.varied("decline-stage", "decline", ["stage"], range(11)) == [right]
    assert late - first == WORDS["five"]
    assert "In the table this is five steps" in exercise.text
    begun = stage.index(3)
    lost = Scenario().slip * max(trust[begun:late])
    assert [n for n in range(begun, 11) if trust[n] < lost] == [late], "the table keeps the rule told above it"


def test_commitment_sentences_lack_one_thing_each_or_nothing():
    exercise = Exercise("commitment")
    words = ("what", "whom", "when", "who", "nothing")
    signs = (r"^(?!.*something)", r"(with|to|ask) the |and I\b", r"\b\d+ [A-Z][a-z]+\b", r"\bI\b")
    right = {}
    for letter, sentence in re.findall(r"^- \*\*([a-f])\.\*\* “(.*)”$", exercise.text, re.M):
        lacking = [word for word, sign in zip(words[:-1], signs, strict=True) if not re.search(sign, sentence)]
        (right[letter],) = lacking or ["nothing"]
    assert exercise.varied("missing-first", "missing", "abc", words) == [right]
    assert exercise.varied("missing-last", "missing", "def", words) == [right]


def test_democracy_choir_has_votes_and_tips_nothing():
    exercise, right, different = Exercise("democracy"), [], []
    published = exercise.answers["statute"]
    rows = product(*([number - 1, number, number + 1] for number in published.values()))
    alone = (12, 5, 4, 2, 12)  # the town has enough votes by itself
    tried = [dict(zip(published, row, strict=True)) for row in (*rows, alone)]
    for statute in tried:
        *others, choir, quota = statute.values()
        most = sum(others) + choir
        groups = [sum(group) for size in range(4) for group in combinations(others, size)]
        if most < 2 * quota <= 2 * most and not any(quota - choir <= votes < quota for votes in groups):
            right.append(statute)
            if choir >= 2 and len(set(others)) == 3 and max(*others, choir) < quota:
                different.append(statute)
    assert exercise.earning("statute-choir", "statute", tried) == right
    assert exercise.earning("statute-different", "statute", tried) == different


def test_empowerment_each_story_stands_on_one_rung():
    exercise = Exercise("empowerment")
    read = ("informing", "consultation", "placation", "partnership", "delegated_power", "citizen_control")
    right = {letter: RUNGS.index(name) + 1 for letter, name in zip("abcdef", read, strict=True)}
    rungs = range(1, len(RUNGS) + 1)
    assert exercise.varied("rungs-token", "rung", "abc", rungs) == [right]
    assert exercise.varied("rungs-power", "rung", "def", rungs) == [right]


def test_five_points_whichever_of_the_best_pairs_is_taken_as_many_are_left_out():
    exercise = Exercise("five_points")
    task = exercise.text.split("## Task 3.")[1].split("## Task 4.")[0]
    room = [
        [str(card) in cards for card in (1, 2, 3, 4)]
        for people, *cards in re.findall(r"(\w+)(?: people)? like cards? (\d)(?: and (\d))?", task)
        for _ in range(WORDS[people])
    ]
    assert f"room of {len(room)} people" in task
    dots = np.sort(np.sum(room, axis=0))
    assert dots[-2] > dots[-3], "no third card has as many dots as the second"
    points = {pair: sum((0, 2, 3)[np.sum(np.take(one, pair))] for one in room) for pair in combinations(range(4), 2)}
    best = [pair for pair in points if points[pair] == max(points.values())]
    (fair,) = {len(left_out(room, pair)) for pair in best}
    assert fair_five(room, 2) == best[0]
    right = {"dots": len(left_out(room, top_five(room, 2))), "fair": fair}
    assert exercise.varied("left-dots", "left", ["dots"], range(14)) == [right]
    assert exercise.varied("left-fair", "left", ["fair"], range(14)) == [right]


def test_leverage_falls_as_much_whichever_of_the_two_lines_is_struck_out():
    exercise = Exercise("leverage")
    lines = dict(re.findall(r"^- \*\*([a-f])\.\*\* (.*)$", exercise.text, re.M))
    amounts = {letter: float(re.search(r"(?:: |worth )(\d+)", line)[1]) for letter, line in lines.items()}
    note = re.search(r"enclosed under (\w) are those which the school refers to under (\w)", exercise.text)
    twice = sorted(note.groups())
    for letter in twice:
        hours, rate = re.search(r"(\d+) hours.* at (\d+) złoty", lines[letter]).groups()
        assert amounts[letter] == int(hours) * int(rate) / 1000 == amounts[twice[0]]
    assert exercise.earning("twice-line", "counted_twice", [*lines, "none"]) == twice
    grant, *beside = amounts.values()
    right = {"written": ratio(grant, sum(beside), 0), "corrected": ratio(grant, sum(beside) - amounts[twice[0]], 0)}
    sums = [number / 50 for number in range(50, 150)]
    assert exercise.varied("twice-written", "found", ["written"], sums) == [right]
    assert exercise.varied("twice-corrected", "found", ["corrected"], sums) == [right]


def test_leverage_own_budget_needs_hours_that_fill_it_up_to_twice_the_grant():
    exercise = Exercise("leverage")
    grant, own, rate = exercise.answers["mine"].values()
    doubled = [{"hours": hours} for hours in range(0, 3000, 10) if ratio(grant, own, 0, hours * rate) == 2]
    assert exercise.varied("own-hours-right", "needed", ["hours"], range(0, 3000, 10)) == doubled


def test_local_energy_lists_are_linked_in_pairs_and_not_all_three():
    exercise = Exercise("local_energy")
    goals = sorted(set().union(*exercise.answers["three_lists"]))
    lists = [set(some) for size in range(len(goals) + 1) for some in combinations(goals, size)]
    tried = [list(row) for row in product(lists, repeat=3)]
    unlike = [row for row in tried if row[0] != row[1] != row[2] != row[0]]
    linked = [row for row in unlike if (overlap(row) > 0).all()]
    assert exercise.earning("three-lists-pairs", "three_lists", tried) == linked
    right = [row for row in linked if not common_ground(row, 3)]
    assert exercise.earning("three-lists-all", "three_lists", tried) == right


def test_local_resources_one_is_most_disputed_and_one_is_weakest():
    exercise = Exercise("local_resources")
    ratings = [ast.literal_eval(row) for row in re.findall(r"^    (\[[\d, ]+\])$", exercise.text, re.M)]
    apart, total = spread(ratings), np.sum(ratings, axis=0)
    assert (len(ratings), len(total)) == (WORDS["three"], WORDS["seven"])
    (disputed,), (weak,) = np.flatnonzero(apart == apart.max()), np.flatnonzero(total == total.min())
    assert exercise.earning("which-talk", "talk_about", range(7)) == [disputed]
    assert exercise.earning("which-link", "weakest_link", range(7)) == [weak] == [weakest(np.mean(ratings, axis=0))]


def test_open_coordination_steps_stand_in_one_order_that_of_the_lesson():
    exercise = Exercise("open_coordination")
    lesson = prose("notebooks/en/open_coordination.ipynb")
    names = tuple(exercise.answers["step"])
    listed = re.findall(r"^(\d)\. .*?\b(guidelines|indicators|targets|review)\b", lesson, re.M)
    tried = [dict(zip(names, order, strict=True)) for order in permutations((1, 2, 3, 4))]
    right = {name: int(number) for number, name in listed}
    begun = [order for order in tried if order["guidelines"] == right["guidelines"]]
    assert exercise.earning("steps-first", "step", tried) == begun
    assert exercise.earning("steps-all", "step", tried) == [right]


def test_position_matrix_one_room_is_widest_and_one_is_not_shown():
    exercise = Exercise("position_matrix")
    rooms = dict(re.findall(r"^- \*\*([ABC])\.\*\* (.*)$", exercise.text, re.M))
    people = {letter: WORDS[room.split()[0].lower()] for letter, room in rooms.items()}
    marks = re.findall(r"(\w+) at \((-?[\d.]+); (-?[\d.]+)\)", rooms["B"])
    points = [(float(x), float(y)) for number, x, y in marks for _ in range(WORDS[number])]
    radius = float(re.search(r"none farther than ([\d.]+) from", rooms["A"])[1])
    assert len(points) == people["B"]
    assert "all at (" in rooms["C"]
    assert dispersion(points) > radius**2 > 0, "no mean of squares in A is larger than its radius squared"
    assert exercise.earning("rooms-farthest", "farthest", rooms) == ["B"]
    hidden = [letter for letter in rooms if summary([(0, 0)] * people[letter]) is None]
    assert exercise.earning("rooms-hidden", "not_shown", rooms) == hidden
    assert len(hidden) == 1


def test_repeated_trust_points_in_both_rooms_are_those_of_the_tournament():
    exercise = Exercise("repeated_trust")
    rooms = dict(re.findall(r"^- \*\*Room ([AB])\.\*\* (.*)$", exercise.text, re.M))
    assert "**ten rounds**" in exercise.text
    points = {}
    for letter, room in rooms.items():
        players = re.findall(r"(\w+) (?:players? of |who )?(tit for tat|always deliver|always hold back)", room)
        counts = {strategy.replace(" ", "_"): WORDS[number.lower()] for number, strategy in players}
        points[letter] = tournament(counts, rounds=WORDS["ten"])
    for name, letter, keys, check in (
        ("room_a", "A", ["tit_for_tat", "always_hold_back"], "room-a"),
        ("room_b", "B", ["always_hold_back"], "room-b-hard"),
        ("room_b", "B", ["tit_for_tat", "always_deliver"], "room-b-others"),
    ):
        near = sorted({number + d for number in exercise.answers[name].values() for d in range(-9, 10)})
        assert exercise.varied(check, name, keys, near) == [points[letter]]


def test_responsible_partnership_traps_are_those_that_the_greedy_plan_falls_into():
    exercise = Exercise("responsible_partnership")
    rows = [row for row in product((0, 5, 6, 9, 10), repeat=4) if row.count(max(row)) == 1]
    tried = [dict(zip(exercise.answers["fit"], row, strict=True)) for row in rows]
    parts = [greedy([row[:2], row[2:]])[1] / match([row[:2], row[2:]])[1] for row in rows]
    lost = [fit for fit, part in zip(tried, parts, strict=True) if part < 1]
    much = [fit for fit, part in zip(tried, parts, strict=True) if part <= 0.6]
    assert exercise.earning("trap-loses", "fit", tried) == lost
    assert exercise.earning("trap-much", "fit", tried) == much


def test_shared_energy_one_conversation_brings_most_others():
    exercise = Exercise("shared_energy")
    (row,) = re.findall(r"^    (\[[\d, ]+\])$", exercise.text, re.M)
    waiting = ast.literal_eval(row)
    others = [joined(won(waiting, one)) & ~joined(waiting) for one in range(6)]
    brought = [int(found.sum() - found[one]) for one, found in enumerate(others)]
    assert exercise.earning("whom-anyway", "comes_anyway", range(7)) == [int(cascade(waiting)[-1])]
    assert exercise.earning("whom-place", "whom", range(6)) == [first_to_win(waiting)] == [brought.index(max(brought))]


def test_shared_vision_talk_comes_to_rest_in_one_place():
    exercise = Exercise("shared_vision")
    begin = re.search(r"begins at (\d+) and a choir at (\d+)", exercise.text).groups()
    halves = [number / 2 for number in range(20)]
    for name, openness, check in (("both_half", [0.5, 0.5], "rest-half"), ("choir_fixed", [0.5, 0], "rest-fixed")):
        hall, choir = settled([float(view) for view in begin], [[0, 1], [1, 0]], openness).round(9).tolist()
        assert exercise.varied(check, name, ["hall", "choir"], halves) == [{"hall": hall, "choir": choir}]


def test_social_capital_one_network_is_best_for_each_place():
    exercise = Exercise("social_capital")
    words, right = ("complete", "star", "empty"), {}
    place = r"^- `(\w+)`: (\w+) .* gives ([\d.]+) directly and costs ([\d.]+)\.$"
    for name, number, benefit, cost in re.findall(place, exercise.text, re.M):
        rule = WORDS[number], float(benefit), float(cost)
        total = {word: sum(utilities(structure(word, rule[0]), *rule[1:]).values()) for word in words}
        right[name] = max(words, key=total.get)
        assert [word for word in words if total[word] > total[right[name]] - 0.1] == [right[name]]
        assert efficient_structure(*rule) == right[name]
    assert exercise.varied("best-near", "best", ["stairs"], words) == [right]
    assert exercise.varied("best-far", "best", ["isles", "choirs"], words) == [right]


def test_synergy_bad_matches_are_those_that_the_model_says_lose():
    exercise = Exercise("synergy")
    rows = list(product((0.0, 0.4, 0.5, 0.9, 1.0), (0.0, 0.2, 0.5, 1.0), (0.0, 1.08, 2.5, 3.0, 6.0)))
    tried = [dict(zip(("trust", "complementarity", "cost"), row, strict=True)) for row in rows]
    pairs = [pairwise([4, 9], np.full((2, 2), trust), fit, cost) for trust, fit, cost in rows]
    right = [match for match, pair in zip(tried, pairs, strict=True) if pair[3] < pair[1] + pair[2]]
    assert exercise.earning("bad-match-loses", "bad_match", tried) == right
    right = [pair for pair in right if pair["trust"] >= 0.5]
    assert exercise.earning("bad-match-trusts", "bad_match", tried) == right


def test_territory_what_is_left_without_one_ingredient():
    exercise = Exercise("territory")
    without = {name: EVERYTHING - (1 << bit) for bit, name in enumerate(INGREDIENTS)}
    left_a, left_b = ({name: worth(reading)[rest] for name, rest in without.items()} for reading in READINGS)
    assert exercise.varied("left-emergent", "left_a", INGREDIENTS, range(6)) == [left_a]
    assert exercise.varied("left-three", "left_b", ["space", "time", "power"], range(6)) == [left_b]
    assert exercise.varied("left-inhabitants", "left_b", ["inhabitants"], range(6)) == [left_b]


def test_three_sectors_one_chair_is_empty():
    exercise = Exercise("three_sectors")
    rows = re.findall(r'^\| `"(\w+)"` \| (\d+)% \| (\d+)% \| (\d+)% \|$', exercise.text, re.M)
    assert tuple(row[0] for row in rows) == LAYERS
    empty = dict(zip(LAYERS, missing([[float(share) for share in row[1:]] for row in rows]), strict=True))
    ((layer, sector),) = [(layer, sector) for layer, sectors in empty.items() for sector in sectors]
    assert exercise.earning("empty-chair-layer", "empty_chair", LAYERS) == [layer]
    assert exercise.earning("empty-chair-sector", "who_is_missing", SECTORS) == [sector]


def test_trust_levels_each_partnership_stands_on_one_level():
    exercise = Exercise("trust_levels")
    read = {
        "a": ["own_projects"],
        "b": ["joint_finance", "individual_veto"],
        "c": ["joint_finance", "separate_fund"],
        "d": [],
        "e": ["joint_finance", "common_criteria"],
        "f": ["joint_finance", "common_criteria", "individual_veto"],
    }
    right = {letter: classify(dict.fromkeys(practices, True)) for letter, practices in read.items()}
    for letters, check in (("ab", "levels-ab"), ("cd", "levels-cd"), ("ef", "levels-ef")):
        assert exercise.varied(check, "levels", letters, range(5)) == [right]
