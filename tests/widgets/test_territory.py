"""Territory as a person plays it: the bet, the switches, the readings, the sums."""

import pytest

from course.models.territory import EVERYTHING, INGREDIENTS, TALLIES
from widgets import Question
from widgets.territory import CASES, Territory, TerritoryBet, TerritoryReadings, TerritorySums, TerritorySwitches


def typed(widget, **values):
    widget.set_state({"values": {**widget.values, **values}})


def press(widget, name):
    widget.set_state({"pressed": [name, (widget.pressed[1] if widget.pressed else 0) + 1]})


def test_the_play_opens_once_a_bet_is_placed():
    territory = Territory("en")
    assert territory.children == (territory.bet,)
    typed(territory.bet, answer="cannot")
    assert territory.children == (territory.bet, territory.switches, territory.readings, territory.sums)


@pytest.mark.parametrize("answer", ["one", "four", "five", "six", "cannot", "skip"])
def test_every_bet_comes_back_as_its_own_verdict_beside_the_sums(answer):
    territory = Territory("pl")
    typed(territory.bet, answer=answer)
    assert territory.sums.report[1]["title"] == "A zakład?"
    assert territory.sums.report[1]["text"] == territory.sums.words(f"verdict.{answer}")


def test_sums_without_a_bet_give_no_verdict():
    assert len(TerritorySums("en").report) == 3
    assert TerritoryBet("en").report == []


@pytest.mark.parametrize(
    ("gone", "stays"),
    [
        ("space", "change and quality of life"),
        ("time", "territory and quality of life"),
        ("power", "territory and change"),
    ],
)
def test_one_switch_takes_its_result_and_both_feelings(gone, stays):
    switches = TerritorySwitches("en")
    typed(switches, **{gone: "gone"})
    assert f"This comes of it: {stays}." in switches.pictures[0]["sentence"]
    assert "co-ownership, a feeling of co-responsibility" in switches.notes[gone]["text"]
    assert set(switches.notes) == {gone}
    assert switches.report[0]["text"] == "2 results of five are left."


def test_without_inhabitants_nothing_is_left():
    switches = TerritorySwitches("pl")
    typed(switches, inhabitants="gone")
    assert switches.report[0]["text"] == "Z pięciu wyników nie zostaje żaden."
    assert switches.notes["inhabitants"]["text"].startswith("Razem z tym znika: terytorium, zmiana, jakość życia")


@pytest.mark.parametrize("name", CASES)
def test_each_place_sets_the_switches_and_tells_its_story(name):
    switches = TerritorySwitches("en")
    press(switches, name)
    assert switches.present == CASES[name]
    assert switches.report[1]["title"].startswith("A made-up place: ")
    assert switches.report[1]["text"] == switches.words(f"switches.said.{name}")


def test_places_differ_and_a_set_that_is_no_place_has_no_story():
    assert len(set(CASES.values())) == len(CASES)
    switches = TerritorySwitches("en")
    typed(switches, **dict.fromkeys(INGREDIENTS, "gone"))
    assert switches.present == 0
    assert len(switches.report) == 2


def test_start_again_brings_everything_back():
    switches = TerritorySwitches("en")
    press(switches, "square")
    press(switches, "reset")
    assert switches.present == EVERYTHING
    assert switches.notes == {}


def test_readings_part_where_the_inhabitants_go():
    readings = TerritoryReadings("en")
    assert "the inhabitants get 2 and each of the others 1" in readings.report[0]["text"]
    typed(readings, gone="time")
    assert "In A 3 of 5 is left, in B 2." in readings.report[0]["text"]
    typed(readings, gone="inhabitants")
    assert "In B 0 is left" in readings.report[0]["text"]
    assert len(readings.pictures) == 2


def test_every_way_of_adding_is_answered_and_the_heading_is_quoted_with_its_question_mark():
    sums = TerritorySums("pl")
    seen = set()
    for way in TALLIES:
        typed(sums, way=way)
        seen.add(sums.report[0]["text"])
        assert "„Z naukową precyzją?”" in sums.report[1]["text"]
    assert len(seen) == len(TALLIES)


def test_what_is_no_option_is_refused_and_the_last_good_choice_stays():
    switches = TerritorySwitches("pl")
    typed(switches, power="gone")
    typed(switches, power="może")
    assert switches.errors["power"] == "Władza: nie ma opcji „może”."
    assert switches.state["power"] == "gone"


def test_a_link_carries_the_switches(monkeypatch):
    monkeypatch.setenv("QUERY_STRING", "switches.inhabitants=%22gone%22")
    assert TerritorySwitches("en").present == 0b0111


def test_every_answer_to_the_question_gets_its_own_feedback():
    question = Question("territory", "pl")
    seen = []
    for answer in question.controls[0]["options"]:
        typed(question, answer=answer["value"])
        seen.append((question.report[0]["text"], question.report[0]["tone"]))
    assert len(set(seen)) == len(seen)
    assert [tone for _, tone in seen].count("good") == 1
