"""Responsible partnership as a person plays it: the bet, chance, the owners, needs and abilities."""

import pytest

from course.cases.files import dumps
from course.cases.partnership import Partner, Partnership
from widgets import (
    Question,
    ResponsiblePartnership,
    ResponsiblePartnershipBet,
    ResponsiblePartnershipChance,
    ResponsiblePartnershipNeeds,
    ResponsiblePartnershipOwners,
)

SLUG = "responsible_partnership"


def typed(widget, **values):
    widget.set_state({"values": {**widget.values, **values}})


def press(widget, name):
    widget.set_state({"pressed": [name, (widget.pressed[1] if widget.pressed else 0) + 1]})


def opened(widget, what, text=""):
    widget.set_state({"opened": [what, text, (widget.opened[2] if widget.opened else 0) + 1]})


def changed(rows, row, column, value):
    return [[value if (i, j) == (row, column) else old for j, old in enumerate(line)] for i, line in enumerate(rows)]


def block(widget, title):
    (found,) = [row for row in widget.report if row["title"] == widget.words(title)]
    return found


def test_the_play_opens_once_a_bet_is_placed():
    whole = ResponsiblePartnership("en")
    assert whole.children == (whole.bet,)
    typed(whole.bet, answer="one")
    assert whole.children == (whole.bet, whole.chance, whole.owners, whole.needs)


@pytest.mark.parametrize("answer", ["none", "one", "three", "five", "skip"])
def test_every_bet_comes_back_as_its_own_verdict_with_what_the_model_counts(answer):
    whole = ResponsiblePartnership("pl")
    typed(whole.bet, answer=answer)
    assert whole.chance.report[0]["title"] == "A zakład?"
    assert "3,3" in whole.chance.report[0]["text"]
    assert ("raz na 1600" in whole.chance.report[0]["text"]) == (answer == "none")


def test_chance_without_a_bet_gives_no_verdict():
    assert ResponsiblePartnershipChance("en").report[0]["title"] == "Hands and things"
    assert ResponsiblePartnershipBet("en").report == []


def test_meetings_go_on_from_one_another_and_a_series_is_always_the_same():
    chance = ResponsiblePartnershipChance("en")
    typed(chance, meeting=3)
    three = [table.tolist() for table in chance.tables]
    typed(chance, meeting=5)
    assert [table.tolist() for table in chance.tables[:3]] == three
    typed(chance, series=2)
    assert [table.tolist() for table in chance.tables[:3]] != three
    assert chance.pictures[1]["sentence"].startswith("After 5 meetings:")
    press(chance, "reset")
    assert [table.tolist() for table in chance.tables] == three[:1]


def test_no_meeting_yet_draws_an_empty_table():
    chance = ResponsiblePartnershipChance("en")
    typed(chance, meeting=0)
    assert chance.pictures[0]["sentence"] == "Nobody answers for anything yet."
    assert chance.pictures[1]["sentence"].startswith("No meeting yet.")


def test_more_for_each_leaves_less_in_the_long_run():
    chance = ResponsiblePartnershipChance("pl")
    typed(chance, each=4)
    assert "średnia to 0,78" in chance.pictures[1]["sentence"]
    assert "obsadzają 20 miejsc" in block(chance, "chance.hands")["text"]


@pytest.mark.parametrize(
    ("case", "gaps", "gone"), [("nice", 5, 1), ("one", 0, 1), ("everyone", 0, 0), ("shared", 0, 5), ("empty", 10, 0)]
)
def test_each_table_has_its_story_its_gaps_and_what_goes_with_whom(case, gaps, gone):
    owners = ResponsiblePartnershipOwners("en")
    press(owners, case)
    assert block(owners, "owners.story")["text"] == owners.words(f"owners.stories.{case}")
    assert len(block(owners, "owners.nobody").get("items", [])) == gaps
    leaves = block(owners, "owners.leaves")["items"]
    assert leaves == [owners.words("owners.no_loss")] if not gone else len(leaves) == gone


def test_the_municipality_that_does_everything_takes_eight_elements_with_it():
    owners = ResponsiblePartnershipOwners("pl")
    press(owners, "one")
    assert "Gmina: 10 elementów, w pojedynkę 8" in owners.pictures[1]["sentence"]


def test_a_tick_closes_a_gap_and_the_story_is_gone():
    owners = ResponsiblePartnershipOwners("en")
    assert "Permanent diagnosis of the area" in block(owners, "owners.nobody")["items"]
    typed(owners, owners=changed(owners.values["owners"], 7, 4, 1))
    assert "Permanent diagnosis of the area" not in block(owners, "owners.nobody")["items"]
    assert not [row for row in owners.report if row["title"] == "What this table shows"]


def test_ticks_of_rows_not_in_use_do_not_count():
    owners = ResponsiblePartnershipOwners("en")
    press(owners, "shared")
    typed(owners, partners=2)
    assert len(block(owners, "owners.nobody")["items"]) == 6


def test_what_is_no_tick_is_refused_and_the_last_good_table_stays():
    owners = ResponsiblePartnershipOwners("pl")
    before = owners.pictures
    for wrong in ([[1]], changed(owners.values["owners"], 0, 0, "tak"), changed(owners.values["owners"], 0, 0, 2)):
        typed(owners, owners=wrong)
        assert owners.errors["owners"].startswith("Kto za to odpowiada")
        assert owners.pictures == before
    press(owners, "reset")
    assert owners.errors == {}


def test_a_partnership_gives_its_names_and_an_empty_table():
    owners = ResponsiblePartnershipOwners("en")
    own = Partnership("Ours", (Partner("Hall", "public", 1, 1), Partner("Choir", "civic", 1, 1)))
    opened(owners, "file", dumps(own))
    assert owners.pictures[1]["sentence"] == (
        "Who answers for how many. Hall: 0 elements, alone for 0; Choir: 0 elements, alone for 0."
    )
    assert any("Only the names" in row.get("text", "") for row in owners.report)
    opened(owners, "heritage_trail")
    assert owners.errors == {}
    assert len(owners.ticked.T) == 6


def test_best_pair_first_leaves_the_meals_undone():
    needs = ResponsiblePartnershipNeeds("en")
    assert "loses 19%" in block(needs, "needs.gap")["text"]
    typed(needs, see="greedy")
    assert "Best pair first: 29 altogether." in needs.pictures[0]["sentence"]
    assert "Meals for the elderly" not in needs.pictures[0]["sentence"]
    typed(needs, see="best")
    assert "Best as a whole: 36 altogether." in needs.pictures[0]["sentence"]


@pytest.mark.parametrize(
    ("case", "said"), [("half", "loses 44%"), ("lucky", "gets as much as the best plan"), ("short", "loses 15%")]
)
def test_each_example_has_its_story_and_its_gap(case, said):
    needs = ResponsiblePartnershipNeeds("en")
    press(needs, case)
    assert said in block(needs, "needs.gap")["text"]
    assert not [row for row in needs.report if row["title"] == "What this example shows"]  # it would give the plan away
    typed(needs, see="greedy")
    assert block(needs, "needs.story")["text"] == needs.words(f"needs.stories.{case}")


def test_who_is_left_out_is_named():
    needs = ResponsiblePartnershipNeeds("en")
    press(needs, "short")
    assert block(needs, "needs.left.title")["text"] == (
        "Unmet even in the best plan: A place to meet, A grant application."
    )
    press(needs, "lucky")
    assert "every need is met and every ability is used" in block(needs, "needs.left.title")["text"]
    typed(needs, abilities=4)
    assert block(needs, "needs.left.title")["text"].endswith("School canteen.")
    typed(needs, fit=[[0.0] * 5] * 5)
    assert block(needs, "needs.left.title")["text"].startswith("Unmet even in the best plan: Rides")
    assert block(needs, "needs.gap")["text"].startswith("Here “best pair first” gets as much")


def test_a_plan_of_ones_own_is_measured_against_the_best():
    needs = ResponsiblePartnershipNeeds("pl")
    assert "jeszcze pusty" in block(needs, "needs.gap")["text"]
    typed(needs, plan=["A", "D", "C", "B", "-"])
    assert "brakuje do najlepszego 8" in block(needs, "needs.gap")["text"]
    assert needs.pictures[0]["sentence"].startswith("Twój własny plan: razem 28.")
    typed(needs, plan=["B", "A", "C", "D", "-"])
    assert block(needs, "needs.gap")["tone"] == "good"


@pytest.mark.parametrize(
    ("plan", "said"),
    [(["A", "A", "-", "-", "-"], "stands in the plan twice"), (["E", "-", "-", "-", "-"], "no such ability")],
)
def test_a_plan_that_cannot_be_carried_out_is_answered_and_the_last_good_one_stays(plan, said):
    needs = ResponsiblePartnershipNeeds("en")
    typed(needs, plan=["B", "-", "-", "-", "-"])
    before = needs.pictures
    typed(needs, plan=plan)
    assert said in needs.errors["plan"]
    assert needs.pictures == before


def test_a_fit_out_of_range_is_refused_and_a_comma_is_a_point():
    needs = ResponsiblePartnershipNeeds("pl")
    typed(needs, fit=changed(needs.values["fit"], 0, 0, "11"))
    assert "od 0 do 10" in needs.errors["fit"]
    typed(needs, fit=changed(needs.start["fit"], 0, 1, "8,5"))
    assert needs.errors == {}
    assert "najlepszy w całości 35,5" in needs.pictures[1]["sentence"]


def test_a_link_carries_ticks_and_numbers(monkeypatch):
    row = "%5B" + "%2C".join(["1"] * 6) + "%5D"
    monkeypatch.setenv("QUERY_STRING", f"owners.owners=%5B{row}" + "%2Cnull" * 9 + "%5D")
    assert ResponsiblePartnershipOwners("en").ticked[0].all()


def test_every_answer_to_the_question_gets_its_own_feedback():
    question = Question(SLUG, "pl")
    seen = []
    for answer in question.controls[0]["options"]:
        typed(question, answer=answer["value"])
        seen.append((question.report[0]["text"], question.report[0]["tone"]))
    assert len(set(seen)) == len(seen)
    assert [tone for _, tone in seen].count("good") == 1
