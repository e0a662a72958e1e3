"""The keys of local energy as people play them: bet, two rounds alone, two in a room, the common starting point."""

import json

import pytest

from widgets import Question
from widgets.local_energy import CASES, NUMBERS, LocalEnergy, LocalEnergyRoom, LocalEnergyStart, LocalEnergyVote


def typed(widget, **values):
    widget.set_state({"values": {**widget.values, **values}})


def press(widget, name):
    widget.set_state({"pressed": [name, (widget.pressed[1] if widget.pressed else 0) + 1]})


def titles(widget):
    return [block.get("title") for block in widget.report]


def said(widget, key):
    title = widget.words(key)
    return next((block["text"] for block in widget.report if block.get("title") == title), None)


def tick(start, row, place, value=1):
    ticks = [list(line) for line in start.values["ticks"]]
    ticks[row][place] = value
    typed(start, ticks=ticks)


def test_the_play_opens_once_a_bet_is_placed():
    energy = LocalEnergy("en")
    assert energy.children == (energy.bet,)
    typed(energy.bet, answer="skip")
    assert energy.children == (energy.bet, energy.vote, energy.room, energy.start)


@pytest.mark.parametrize("answer", ["yes", "no", "open", "skip"])
def test_every_bet_comes_back_as_its_own_verdict_beside_the_list_of_goals(answer):
    energy = LocalEnergy("pl")
    typed(energy.bet, answer=answer)
    assert said(energy.start, "verdict.title") == energy.start.words(f"verdict.{answer}")


def test_the_other_side_speaks_only_after_the_first_vote():
    vote = LocalEnergyVote("en")
    assert vote.notes == {}
    assert titles(vote) == [vote.words("model.title")]
    for number in NUMBERS:
        typed(vote, **{f"first{number}": "for"})
        assert vote.notes[f"first{number}"]["text"].startswith("The other side: ")
    assert len(vote.notes) == len(NUMBERS)


def test_the_third_key_is_called_a_thesis_and_only_after_the_vote_on_it():
    vote = LocalEnergyVote("pl")
    typed(vote, first1="against")
    assert said(vote, "vote.thesis_title") is None
    typed(vote, first3="for")
    assert "teza slajdu" in said(vote, "vote.thesis_title")


def test_the_second_vote_is_compared_with_the_first():
    vote = LocalEnergyVote("pl")
    typed(vote, again2="for")
    assert vote.notes["again2"]["tone"] == "bad"
    typed(vote, first2="against")
    assert vote.notes["again2"]["text"] == vote.words("vote.moved")
    assert vote.report[0]["items"] == ["Klucz 2: przeciw → za"]
    assert vote.report[0]["text"] == "Runda 1: za – 0, przeciw – 1. Runda 2: za – 1, przeciw – 0."
    typed(vote, again2="against")
    assert vote.notes["again2"]["text"] == vote.words("vote.stayed")
    assert vote.report[0]["items"] == []


def test_who_never_moves_is_asked_for_the_strongest_argument():
    vote = LocalEnergyVote("en")
    typed(vote, **{f"{name}{number}": "for" for name in ("first", "again") for number in NUMBERS})
    assert vote.words("vote.firm") in vote.report[0]["text"]


def test_hands_give_bounds_on_how_many_changed_their_minds():
    room = LocalEnergyRoom("en")
    typed(room, people=10, before=[7, 7, 0, 10, 4], after=[3, 7, 10, 10, 4])
    items = room.report[0]["items"]
    assert items[0] == "1. A common starting point: 4 to 10 of 10"
    assert items[1].endswith(": 0 to 6 of 10")
    assert items[2].endswith(": exactly 10 of 10")
    assert items[3].endswith(": exactly 0 of 10")
    typed(room, keys=2)
    assert len(room.report[0]["items"]) == 2


def test_more_hands_than_people_and_half_hands_are_answered_beside_the_table():
    room = LocalEnergyRoom("pl")
    typed(room, people=5, before=[6, 1, 1, 1, 1], after=[2.5, 1, 1, 1, 1])
    assert room.errors["before"] == "Więcej rąk niż osób: głosujących jest 5. Obrazek pokazuje 5."
    assert room.errors["after"].startswith("Ręce liczy się całymi liczbami")
    assert "punkt wyjścia: 5 → 2" in room.pictures[0]["sentence"]
    typed(room, before=["dużo", 1, 1, 1, 1])
    assert "punkt wyjścia: 5 → 2" in room.pictures[0]["sentence"]


def test_a_room_starts_empty_or_made_up():
    room = LocalEnergyRoom("en")
    press(room, "blank")
    assert room.state["before"] == room.state["after"] == [0] * 5
    press(room, "example")
    assert room.state["before"] == [9, 10, 8, 7, 4]


@pytest.mark.parametrize(
    ("case", "common"),
    [("pairs", None), ("one", "clean water"), ("word", "a better life"), ("without", "clean water, a path by the")],
)
def test_each_case_has_its_starting_point_and_its_story(case, common):
    start = LocalEnergyStart("en")
    press(start, case)
    found = start.report[0]
    assert (found["tone"] == "good") == (common is not None)
    assert (common or "there is none") in found["text"]
    assert start.words(f"start.story.{case}") in [block["text"] for block in start.report]


def test_any_two_lists_of_the_bets_case_share_a_goal_and_all_four_none():
    start = LocalEnergyStart("pl")
    assert start.words("start.pairs_only") in start.report[0]["text"]
    assert start.pictures[1]["sentence"] == "Każde dwie listy mają tyle samo wspólnego: 0,2."
    press(start, "one")
    assert start.words("start.pairs_only") not in start.report[0]["text"]


def test_two_camps_agree_until_the_quorum_asks_for_a_third():
    start = LocalEnergyStart("en")
    press(start, "camps")
    assert start.report[0]["text"].startswith("6 goals would do:")
    typed(start, quorum=3)
    assert start.report[0]["tone"] == "bad"


def test_whoever_is_left_outside_is_named():
    start = LocalEnergyStart("pl")
    press(start, "without")
    assert said(start, "start.left_title").startswith("Pole namiotowe: na tej liście nie ma")
    typed(start, partners=6)
    tick(start, 3, 4, value=0)
    assert said(start, "start.left_title").startswith("Pole namiotowe, Biblioteka: na ich listach")
    assert said(start, "start.case_options.without") is None


def test_a_tick_more_makes_a_goal_of_all():
    start = LocalEnergyStart("en")
    tick(start, 0, 2)
    tick(start, 0, 3)
    assert start.report[0]["text"] == "One goal would do: clean water."
    tick(start, 0, 3, value=0)
    assert start.report[0]["tone"] == "bad"


def test_goals_cut_off_the_list_and_partners_sent_away_no_longer_count():
    start = LocalEnergyStart("en")
    typed(start, count=3, partners=2)
    assert start.held == [{0, 1, 2}, {0}]
    assert start.errors["quorum"] == "There are only 2 partners. The picture shows what all 2 share."
    assert "clean water" in start.report[0]["text"]


def test_an_empty_table_is_said_to_be_empty():
    start = LocalEnergyStart("pl")
    typed(start, ticks=[[0] * 6 for _ in range(8)])
    assert start.report[0]["text"] == "Nikt jeszcze niczego nie zaznaczył."
    assert start.pictures[0]["sentence"] == "Żaden cel nie jest zaznaczony."


def test_own_partners_and_goals_are_named_in_the_pictures():
    start = LocalEnergyStart("en")
    typed(start, partners=2, quorum=2, names=["Choir", "Band", *start.values["names"][2:]])
    typed(start, goals=["a hall", *start.values["goals"][1:]])
    assert "a hall" in start.pictures[0]["sentence"]
    assert "Choir and Band" in start.pictures[1]["sentence"]


@pytest.mark.parametrize("wrong", [[[1]], "all", None, [[0] * 6] * 7])
def test_a_table_of_another_size_is_refused_and_the_last_good_one_stays(wrong):
    start = LocalEnergyStart("en")
    before = start.state["ticks"]
    typed(start, ticks=wrong)
    assert "Whose goal is it?" in start.errors["ticks"]
    assert start.state["ticks"] == before


def test_a_link_carries_the_ticks(monkeypatch):
    start = LocalEnergyStart("en")
    press(start, "one")
    monkeypatch.setenv("QUERY_STRING", "start.ticks=" + json.dumps(start.values["ticks"]).replace(" ", ""))
    assert LocalEnergyStart("en").state["ticks"] == start.state["ticks"]


def test_cases_differ():
    assert len(set(CASES.values())) == len(CASES)


def test_every_answer_to_the_question_gets_its_own_feedback():
    question = Question("local_energy", "pl")
    seen = []
    for answer in question.controls[0]["options"]:
        typed(question, answer=answer["value"])
        seen.append((question.report[0]["text"], question.report[0]["tone"]))
    assert len(set(seen)) == len(seen)
    assert [tone for _, tone in seen].count("good") == 1
