"""Open co-ordination as a person plays it: the bet, the levels, the learning, the scenes."""

import pytest

from widgets import OpenCoordination, OpenCoordinationBet, OpenCoordinationLearning, OpenCoordinationLevels, Question

SLUG = "open_coordination"


def typed(widget, **values):
    widget.set_state({"values": {**widget.values, **values}})


def press(widget, name):
    widget.set_state({"pressed": [name, (widget.pressed[1] if widget.pressed else 0) + 1]})


def changed(values, row, value):
    return [value if index == row else old for index, old in enumerate(values)]


def test_the_play_opens_once_a_bet_is_placed():
    whole = OpenCoordination("en")
    assert whole.children == (whole.bet,)
    typed(whole.bet, answer="local")
    assert whole.children == (whole.bet, whole.levels, whole.learning, whole.sorting)


@pytest.mark.parametrize("answer", ["local", "regional", "central", "depends", "skip"])
def test_every_bet_comes_back_as_its_own_verdict_with_what_the_model_shows(answer):
    whole = OpenCoordination("pl")
    typed(whole.bet, answer=answer)
    assert whole.levels.report[0]["title"] == "A zakład?"
    assert "gdy decyduje każdy region" in whole.levels.report[0]["text"]
    typed(whole.levels, spillover=0.5)
    assert "gdy każda gmina decyduje sama" in whole.levels.report[0]["text"]


def test_levels_without_a_bet_give_no_verdict():
    assert OpenCoordinationLevels("en").report[0]["title"] == "Where is the least lost?"
    assert OpenCoordinationBet("en").report == []


@pytest.mark.parametrize(
    ("case", "best"),
    [
        ("river", "where each region decides"),
        ("library", "where each municipality decides for itself"),
        ("smoke", "where all decide together"),
        ("training", "where all decide together"),
    ],
)
def test_each_matter_has_its_own_best_level_and_story(case, best):
    levels = OpenCoordinationLevels("en")
    press(levels, case)
    assert f"the least is lost {best}" in levels.report[0]["text"]
    assert levels.report[2]["text"] == levels.words(f"levels.stories.{case}")
    typed(levels, spillover=1.7)
    assert len(levels.report) == 3


def test_regions_drawn_across_the_needs_are_the_worst_level():
    levels = OpenCoordinationLevels("en")
    press(levels, "training")
    alone, regional, together = [float(text.get_text().split()[0]) for text in levels.prices.totals][:3]
    assert regional > alone > together
    assert "never the best of the three" in levels.report[1]["text"]


def test_needs_drawn_together_call_for_deciding_together():
    levels = OpenCoordinationLevels("pl")
    typed(levels, differ=0)
    assert "gdy wszystkie decydują razem" in levels.report[0]["text"]
    assert "najlepiej decydować razem" in levels.report[1]["text"]


def test_nothing_spills_over_and_one_region_have_sentences_of_their_own():
    levels = OpenCoordinationLevels("en")
    typed(levels, spillover=0)
    assert levels.report[0]["text"].startswith("Nothing spills over")
    typed(levels, spillover=3, region=[2] * 8)
    assert "only one region" in levels.report[1]["text"]


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({}, "only if each keeps more than 27%"),
        ({"spillover": 0.5}, "as soon as anything of the guideline is kept"),
        ({"differ": 0}, "cannot do better than the best level"),
    ],
)
def test_the_open_method_is_measured_against_the_best_level(values, said):
    levels = OpenCoordinationLevels("en")
    typed(levels, **values)
    assert said in levels.report[0]["text"]


def test_choosing_who_decides_changes_the_first_picture_only():
    levels = OpenCoordinationLevels("en")
    second = levels.pictures[1]
    typed(levels, decides="central")
    assert levels.pictures[0]["sentence"].startswith("All decide together")
    assert levels.pictures[1] == second


def test_a_region_that_is_no_whole_number_is_answered_and_the_last_good_one_stays():
    levels = OpenCoordinationLevels("pl")
    typed(levels, region=changed(levels.values["region"], 0, "2"))
    before = levels.pictures[1]["sentence"]
    typed(levels, region=changed(levels.values["region"], 0, "1,5"))
    assert levels.errors["region"].startswith("Regiony mają numery")
    assert levels.pictures[1]["sentence"] == before
    typed(levels, region=changed(levels.values["region"], 0, "4"))
    assert "od 1 do 3" in levels.errors["region"]


def test_more_and_fewer_places_and_names_of_ones_own():
    levels = OpenCoordinationLevels("en")
    for places in (3, 8):
        typed(levels, places=places, names=changed(levels.values["names"], 0, "Żabno"), decides="central")
        assert len(levels.drawn[0].rows) == places
        assert "Żabno" in levels.pictures[0]["sentence"]


def test_near_recipes_are_quick_and_far_ones_have_the_higher_ceiling():
    learning = OpenCoordinationLearning("en")
    means = {}
    for case in ("neighbours", "strangers"):
        press(learning, case)
        for step in (3, 12):
            typed(learning, step=step)
            means[case, step] = float(learning.pictures[0]["sentence"].split("mean is ")[1].split(",")[0])
    assert means["neighbours", 3] > means["strangers", 3]
    assert means["neighbours", 12] < means["strangers", 12]


def test_each_case_of_learning_tells_its_story_in_the_numbers_of_the_model():
    learning = OpenCoordinationLearning("pl")
    assert "z 47,5 do 64,1; po dwunastu wynosi 69,9" in learning.report[0]["text"]
    press(learning, "alone")
    assert "wynosi 47,5" in learning.report[0]["text"]
    press(learning, "misfit")
    typed(learning, step=12)
    assert "25 (Bród)" in learning.pictures[0]["sentence"]
    typed(learning, rate=0.9)
    assert learning.report[0]["title"] == "Sufit"


def test_a_circle_that_is_no_whole_number_is_answered_in_place():
    learning = OpenCoordinationLearning("en")
    typed(learning, circle=changed(learning.values["circle"], 2, "2.5"))
    assert "whole numbers" in learning.errors["circle"]
    press(learning, "reset")
    assert learning.errors == {}


def test_a_link_carries_the_spillover(monkeypatch):
    monkeypatch.setenv("QUERY_STRING", "levels.spillover=4.5")
    assert "gdy wszystkie decydują razem" in OpenCoordinationLevels("pl").report[0]["text"]


def test_a_link_with_half_a_region_still_draws_and_says_so(monkeypatch):
    monkeypatch.setenv("QUERY_STRING", "levels.region=%5B1.5%2Cnull%2Cnull%2Cnull%2Cnull%2Cnull%2Cnull%2Cnull%5D")
    levels = OpenCoordinationLevels("en")
    assert len(levels.pictures) == 2
    assert "numbered 1, 2 and 3" in levels.errors["region"]


def test_every_scene_has_its_answer_and_two_of_them_have_two():
    whole = OpenCoordination("en")
    cards = whole.sorting.words.node("sorting.cards")
    typed(whole.sorting, **{f"card{index + 1}": card["accepted"][-1] for index, card in enumerate(cards)})
    assert {note["tone"] for note in whole.sorting.notes.values()} == {"good"}
    assert sum(len(card["accepted"]) == 2 for card in cards) == 2
    typed(whole.sorting, card1="none")
    assert whole.sorting.notes["card1"]["tone"] == "bad"


def test_every_answer_to_the_question_gets_its_own_feedback():
    question = Question(SLUG, "pl")
    seen = []
    for answer in question.controls[0]["options"]:
        typed(question, answer=answer["value"])
        seen.append((question.report[0]["text"], question.report[0]["tone"]))
    assert len(set(seen)) == len(seen)
    assert [tone for _, tone in seen].count("good") == 1
