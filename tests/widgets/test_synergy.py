"""Synergy as a person plays it: the bet, the pair, the group."""

import numpy as np
import pytest

from course.models.coalitions import in_core, shapley
from widgets import Question, Synergy, SynergyBet, SynergyGroup, SynergyPair


def typed(widget, **values):
    widget.set_state({"values": {**widget.values, **values}})


def press(widget, name):
    widget.set_state({"pressed": [name, (widget.pressed[1] if widget.pressed else 0) + 1]})


def test_the_play_opens_once_a_bet_is_placed():
    synergy = Synergy("en")
    assert synergy.children == (synergy.bet,)
    typed(synergy.bet, answer="less")
    assert synergy.children == (synergy.bet, synergy.pair, synergy.group)


def test_the_bet_comes_back_as_a_verdict_beside_the_play():
    synergy = Synergy("pl")
    typed(synergy.bet, answer="more")
    assert "Twój zakład: 3" in synergy.pair.report[0]["text"]
    assert len(SynergyPair("pl").report) == 1


@pytest.mark.parametrize(("button", "total"), [("three", 3), ("two", 2), ("less", 1.5), ("slide", 5)])
def test_presets_show_the_sums_they_promise(button, total):
    pair = SynergyPair("en")
    press(pair, button)
    assert pair.pictures[0]["sentence"].split(":")[0].endswith(f"= {total}")


def test_one_and_a_half_needs_no_less_trust_than_three():
    assert SynergyPair.cases["less"]["trust"] == SynergyPair.cases["three"]["trust"]


def test_pair_without_resources_is_only_cost():
    pair = SynergyPair("en")
    typed(pair, first=8, second=0, cost=1)
    assert "1 less" in pair.pictures[0]["sentence"]
    assert "At no trust" in pair.pictures[1]["sentence"]


def test_equal_split_of_the_river_lets_the_firm_walk_away_and_shapley_keeps_it():
    group = SynergyGroup("en")
    assert group.report[0]["tone"] == "bad"
    assert any("Firm" in line for line in group.report[0]["items"])
    press(group, "fair")
    assert group.report[0]["tone"] == "good"


def test_the_hub_case_has_a_split_that_keeps_everybody_but_equal_is_not_it():
    group = SynergyGroup("en")
    press(group, "hub")
    assert group.report[0]["tone"] == "bad"
    assert group.report[1]["tone"] == "good"


def test_the_crowd_has_no_split_that_keeps_everybody():
    group = SynergyGroup("pl")
    press(group, "crowd")
    assert group.state["partners"] == 6
    assert "rdzeń jest pusty" in group.report[1]["text"]


@pytest.mark.parametrize("case", ["river", "quarrel", "hub", "crowd"])
@pytest.mark.parametrize("rule", ["equal", "proportional", "fair"])
def test_filled_in_shares_add_up_to_a_hundred(case, rule):
    group = SynergyGroup("en")
    press(group, case)
    press(group, rule)
    split = group.state["split"][: group.state["partners"]]
    assert sum(split) == pytest.approx(100, abs=0.3)
    assert group.errors == {}


def test_a_split_that_does_not_add_up_is_refused_and_the_last_good_one_stays():
    group = SynergyGroup("pl")
    press(group, "fair")
    before = group.agreed.copy()
    typed(group, split=["50", "20", "10,5", *group.values["split"][3:]])
    assert "te dają 80,5%" in group.errors["split"]
    np.testing.assert_allclose(group.agreed, before)
    assert group.values["split"][0] == "50"


def test_a_new_number_of_partners_starts_from_equal_shares():
    group = SynergyGroup("en")
    typed(group, partners=5)
    assert group.errors == {}
    np.testing.assert_allclose(group.agreed, np.full(5, 20))


def test_shapley_of_nothing_is_refused():
    group = SynergyGroup("en")
    typed(group, units=[0] * 6, cost=5)
    press(group, "fair")
    assert group.errors["split"].startswith("There is nothing to share")


def test_trust_outside_its_range_is_refused_beside_the_matrix():
    group = SynergyGroup("en")
    trust = [list(row) for row in group.values["trust"]]
    trust[0][1] = "1.4"
    typed(group, trust=trust)
    assert "between 0 and 1" in group.errors["trust"]


def test_names_are_the_readers_own():
    group = SynergyGroup("pl")
    typed(group, names=["Żłobek", "Klub", "Huta", "d", "e", "f"])
    assert "Żłobek" in group.pictures[1]["sentence"]


def test_the_lesson_can_read_the_game():
    group = SynergyGroup("en")
    assert group.game.shape == (8,)
    assert in_core(group.game, shapley(group.game))


def test_a_bet_before_it_is_placed_says_nothing():
    bet = SynergyBet("en")
    assert bet.answer is None
    assert bet.report == []


def test_every_answer_to_the_question_gets_its_own_feedback():
    question = Question("synergy", "pl")
    seen = []
    for answer in question.controls[0]["options"]:
        typed(question, answer=answer["value"])
        seen.append((question.report[0]["text"], question.report[0]["tone"]))
    assert len(set(seen)) == len(seen)
    assert [tone for _, tone in seen].count("good") == 1


def test_a_link_with_six_partners_draws_six(monkeypatch):
    monkeypatch.setenv("QUERY_STRING", "group.partners=6")
    group = SynergyGroup("en")
    assert len(group.pictures) == 2
    assert len(group.agreed) == 6
