"""What may be answered, and what the answers of each kind come to."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.live import script
from course.live.activities import KINDS, RefusedError, clean, cleaned
from course.live.room import Room
from course.live.script import ScriptError
from course.live.tallies import tally

SCRIPT = script.read()
CONFIGS: dict[str, dict[str, Any]] = {
    row["activity"]["kind"]: row["activity"]["config"]
    for row in [*SCRIPT["blocks"], *SCRIPT["spares"].values()]
    if row["activity"]
} | {"choice": SCRIPT["blocks"][4]["activity"]["config"]}
IDS = {kind: [option["id"] for option in config["options"]] for kind, config in CONFIGS.items() if "options" in config}
ROOM = Room("X")
SECTORS = ("public", "civic", "business")


def results(kind: str, values: list[Any], before: list[Any] | None = None, sectors: list[str] | None = None) -> dict:
    """Return what the answers come to, of seats 0, 1, 2, …"""
    room = Room("X")
    spec = {"kind": kind, "config": CONFIGS[kind], "rounds": 2}
    from course.live.state import Activity, Seat

    activity = Activity("b0", spec, round=1 if before is None else 2)
    for number, answers in ((1, before or []), (2, values)) if before is not None else ((1, values),):
        activity.answers[number] = {f"s{n}": clean(kind, CONFIGS[kind], value) for n, value in enumerate(answers)}
    for n in range(len(values)):
        room.seats[f"s{n}"] = Seat(f"s{n}", sector=sectors[n] if sectors else "none")
    return tally(room, activity)


# ---- by hand ----


def test_every_kind_is_in_the_workshop() -> None:
    assert set(CONFIGS) == set(KINDS)


def test_short_answers_that_mean_the_same_number_are_one_bar() -> None:
    found = results("number", [{"value": word} for word in ("5", "5,0", "5.00", "4", "−1")])
    bars = [(bar["label"]["pl"], bar["value"], bar["of"]) for bar in found["picture"]["bars"]]
    assert bars == [("5", 3, 5), ("−1", 1, 5), ("4", 1, 5)]


def test_choice_counts_people_not_marks() -> None:
    found = results("choice", [{"chosen": ["voice", "exit"]}, {"chosen": ["exit"]}])
    assert [(bar["value"], bar["of"]) for bar in found["picture"]["bars"]] == [(1, 2), (0, 2), (0, 2), (2, 2)]
    assert found["sentence"]["en"] == "2 people answered. Most often chosen: “who may leave, and what then” (2 times)."


def test_at_least_half_go_as_deep_as_the_ladder_says() -> None:
    found = results("ladder", [{"level": level} for level in (0, 1, 3, 4)])
    assert found["sentence"]["en"].startswith("4 people answered. At least half of them would go to level 1 or deeper")
    assert [bar["value"] for bar in found["picture"]["bars"]] == [1, 1, 0, 1, 1]
    assert found["picture"]["bars"][0]["label"] == CONFIGS["ladder"]["levels"][-1]["label"], "the deepest is on top"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("2,5 2,5 3", "2 różne odpowiedzi. Najczęściej: 2,5 (2 z 3)."),
        ("2,5 1 3", "3 różne odpowiedzi. Żadna nie padła częściej od pozostałych."),
        ("2,5 1 2,5 1 3", "3 różne odpowiedzi. Najczęściej: 1 i 2,5 (po 2 z 5)."),
        ("4 4", "Wszystkie odpowiedzi (2) są takie same: 4."),
    ],
)
def test_only_an_answer_that_came_more_often_is_said_to_be_the_most_frequent(words: str, sentence: str) -> None:
    assert results("number", [{"value": word} for word in words.split()])["sentence"]["pl"] == sentence


def test_a_tie_for_the_first_place_is_called_a_tie() -> None:
    labels = {option["id"]: option["label"]["en"] for option in CONFIGS["choice"]["options"]}
    tie = results("choice", [{"chosen": ["voice"]}, {"chosen": ["exit"]}])["sentence"]["en"]
    first, second = (label for name, label in labels.items() if name in ("voice", "exit"))
    assert tie == f"2 people answered. A tie for the first place: “{first}” and “{second}” (1 each)."
    everything = results("choice", [{"chosen": list(labels)}] * 2)["sentence"]["pl"]
    assert everything == f"Odpowiedziały 2 osoby. Remis na pierwszym miejscu: {len(labels)} możliwości (po 2)."
    one, other, *rest = IDS["points"]
    shared = results("points", [{"points": {one: 50, other: 50}}])["sentence"]["en"]
    assert shared.startswith("One person answered. A tie, most points went to “")
    one, other, *rest = IDS["ranking"]
    ranked = results("ranking", [{"order": [one, other, *rest]}, {"order": [other, one, *rest]}])["sentence"]
    assert ranked["en"].startswith("2 people answered. A tie for the first place: “")
    assert ranked["pl"].endswith("(średnie miejsce 1,5).")


def test_bars_of_two_rounds_count_everybody_and_moves_those_of_both() -> None:
    def votes(*values: int) -> list[dict[str, int]]:
        return [{"value": value} for value in values]

    found = results("agree", votes(1, 0, 1, -1), before=votes(1, 1, 1))
    picture, said = found["picture"], found["sentence"]["pl"]
    assert [head["pl"] for head in picture["heads"]] == ["Runda 1", "Runda 2"]
    assert [[bar["value"] for bar in picture[side]] for side in ("from", "to")] == [[3, 0, 0], [2, 1, 1]]
    assert picture["moves"] == [[0, 0, 2], [0, 1, 1]]
    assert "przeciw: 1." in said
    assert "W obu rundach głosowały 3 osoby. Zdanie zmieniła jedna osoba. Przejścia" in said
    assert "Przejścia" not in results("agree", votes(1, 0), before=votes(1, 1))["sentence"]["pl"]
    assert "Nikt nie głosował w obu rundach" in results("agree", votes(1), before=[])["sentence"]["pl"]


def test_places_on_the_map_are_hidden_under_five_and_move_between_rounds() -> None:
    one = {"x": 0.5, "y": 0}
    assert results("matrix", [one] * 4)["hidden"] is True
    assert results("matrix", [one] * 4)["picture"] is None
    found = results("matrix", [one] * 5, before=[{"x": 0, "y": 0.5}] * 5)
    assert found["picture"]["mean"] == [0.5, 0]
    assert found["picture"]["before"] == [[0, 0.5]] * 5
    assert "by 0.5 towards “co-operation” and by −0.5 towards “creativity”" in found["sentence"]["en"]
    assert results("matrix", [one] * 5, before=[one])["picture"]["before"] is None


def test_shares_of_the_triangle_are_averaged() -> None:
    found = results("triangle", [{"shares": [100, 0, 0]}] * 3 + [{"shares": [0, 50, 50]}] * 3)
    assert found["picture"]["mean"] == [50, 25, 25]
    assert found["sentence"]["pl"] == "6 znaków. Średnio: publiczny 50%, społeczny 25%, gospodarczy 25%."


def test_points_are_summed_and_places_averaged() -> None:
    ids = IDS["points"]
    found = results("points", [{"points": {ids[0]: 100}}, {"points": {ids[0]: 20, ids[1]: 80}}])
    assert [(bar["value"], bar["of"]) for bar in found["picture"]["bars"]][:2] == [(120, 200), (80, 200)]
    order = IDS["ranking"]
    ranked = results("ranking", [{"order": order}, {"order": [order[1], order[0], *order[2:]]}, {"order": order}])
    assert [item["value"] for item in ranked["picture"]["items"]] == [1.33, 1.67, 3, 4, 5]


def test_sectors_see_a_mean_from_five_raters_on_and_the_widest_gap_where_both_sides_are_shown() -> None:
    people = ["public"] * 5 + ["civic"] * 5 + ["business"] * 4
    values = [{"ratings": {"public": 4, "civic": 5, "business": 1}}] * 5
    values += [{"ratings": {"public": 2, "civic": 3, "business": 1}}] * 5
    values += [{"ratings": {"public": 5, "civic": 5, "business": 5}}] * 4
    found = results("ratings", values, sectors=people)
    assert found["picture"]["cells"] == [[4, 5, 1], [2, 3, 1], [None, None, None]]
    assert "the public sector gives the civic one 5, and gets 2" in found["sentence"]["en"]
    fewer = results("ratings", values[:9], sectors=people)
    assert fewer["picture"]["cells"][1] == [None, None, None]
    assert "widest gap" not in fewer["sentence"]["en"]


def test_nobody_is_a_sentence_too() -> None:
    for kind in CONFIGS:
        found = results(kind, [])
        assert (found["count"], found["picture"], found["texts"]) == (0, None, [])
        assert all(found["sentence"].values())


# ---- for all inputs ----

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
FIELDS = ("value", "reason", "chosen", "level", "x", "y", "shares", "points", "order", "ratings", "what", "by", "share")


@given(kind=st.sampled_from(sorted(KINDS)), value=ANYTHING | st.dictionaries(st.sampled_from(FIELDS), ANYTHING))
def test_anything_is_taken_or_refused_and_what_is_taken_stays_as_it_is(kind: str, value: Any) -> None:
    try:
        taken = clean(kind, CONFIGS[kind], value)
    except RefusedError:
        return
    assert clean(kind, CONFIGS[kind], taken) == taken


@given(st.text(max_size=60), st.integers(0, 40))
def test_a_cleaned_text_is_one_short_line(text: str, most: int) -> None:
    try:
        found = cleaned(text, most)
    except RefusedError:
        return
    assert len(found) <= most
    assert found == cleaned(found, most)
    assert found.isprintable() or not any(c in found for c in "\n\r\t\x00\u202e\ud800")


@given(st.lists(st.permutations(IDS["ranking"]), min_size=1, max_size=8))
def test_mean_places_add_up_whatever_the_orders(orders: list[list[str]]) -> None:
    items = results("ranking", [{"order": order} for order in orders])["picture"]["items"]
    assert sum(item["value"] for item in items) == pytest.approx(15, abs=0.03)


# ---- refused ----


@pytest.mark.parametrize(
    ("kind", "value", "reason"),
    [
        ("number", {"value": ""}, "empty"),
        ("number", {"value": "x" * 21}, "too_long"),
        ("number", {"value": 4}, "wrong_value"),
        ("choice", {"chosen": []}, "wrong_value"),
        ("choice", {"chosen": ["voice", "voice"]}, "wrong_value"),
        ("choice", {"chosen": ["nothing"]}, "wrong_value"),
        ("agree", {"value": 2}, "wrong_value"),
        ("agree", {"value": True}, "wrong_value"),
        ("ladder", {"level": 5}, "wrong_value"),
        ("matrix", {"x": float("nan"), "y": 0}, "wrong_value"),
        ("matrix", {"x": 1.1, "y": 0}, "wrong_value"),
        ("triangle", {"shares": [50, 50, 1]}, "wrong_sum"),
        ("triangle", {"shares": [33.3, 33.3, 33.4]}, "wrong_value"),
        ("points", {"points": {"money": 99}}, "wrong_sum"),
        ("points", {"points": {"money": 150, "bonds": -50}}, "wrong_value"),
        ("ranking", {"order": ["vision"]}, "wrong_value"),
        ("ratings", {"ratings": {"public": 6}}, "wrong_value"),
        ("ratings", {"ratings": {}}, "wrong_value"),
        ("commitments", {"what": "ring", "with_whom": "you", "by": "tomorrow", "share": False}, "wrong_day"),
        ("commitments", {"what": " ", "with_whom": "you", "by": "2027-01-01", "share": False}, "empty"),
        ("cards", {"text": "so"}, "wrong_value"),
    ],
)
def test_wrong_answers_are_refused(kind: str, value: Any, reason: str) -> None:
    with pytest.raises(RefusedError) as refused:
        clean(kind, CONFIGS[kind], value)
    assert refused.value.reason == reason


def test_only_one_may_be_chosen_where_not_several() -> None:
    with pytest.raises(RefusedError):
        clean("choice", CONFIGS["choice"] | {"many": False}, {"chosen": ["voice", "exit"]})


GOOD = """
title = { en = "A", pl = "B" }
[[block]]
name = "one"
title = { en = "A", pl = "B" }
text = { en = "A", pl = "B" }
minutes = { min = 1, plan = 2, max = 3 }
[block.activity]
kind = "choice"
ask = { en = "A", pl = "B" }
options = [{ id = "a", label = { en = "A", pl = "B" } }, { id = "b", label = { en = "A", pl = "B" } }]
"""


@pytest.mark.parametrize(
    ("good", "bad", "fault"),
    [
        ("plan = 2", "plan = 9", "block “one”: the minutes must go from the fewest .* 1, 9, 3"),
        ('kind = "choice"', 'kind = "chess"', "kind must be one of"),
        ('id = "b"', 'id = "a"', "an id of its own"),
        ('text = { en = "A", pl = "B" }', 'text = { en = "A" }', "“text” in both languages"),
        ('name = "one"', "", "block number 1: give it a name"),
        ('kind = "choice"', 'kind = "choice"\nfeeds = "strategies"', "ids must be among"),
        ('kind = "choice"', 'kind = "agree"\nrounds = 3', "1 or 2 after rounds"),
        ("[[block]]", "[block]", "begins with"),
    ],
)
def test_faulty_script_is_refused_and_named(tmp_path: Any, good: str, bad: str, fault: str) -> None:
    path = tmp_path / "own.toml"
    path.write_text(GOOD, encoding="utf-8")
    assert script.read(path)["blocks"][0]["plan"] == 2
    path.write_text(GOOD.replace(good, bad), encoding="utf-8")
    with pytest.raises(ScriptError, match=fault):
        script.read(path)


def test_every_block_of_our_workshop_has_notes_for_the_trainer() -> None:
    assert all(set(block["notes"]) == {"do", "ask", "mistake"} for block in SCRIPT["blocks"])
    assert [block["name"] for block in SCRIPT["blocks"] if block["must"]] == ["summary", "plenary"]
