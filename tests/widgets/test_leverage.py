"""Leverage as a person plays it: the bet, the budget, the lines counted twice, the effort, the purse."""

import pytest

from widgets import Question
from widgets.leverage import (
    LINES,
    Leverage,
    LeverageAudit,
    LeverageBudget,
    LeverageEffort,
    LeveragePurse,
)


def typed(widget, **values):
    widget.set_state({"values": {**widget.values, **values}})


def press(widget, name):
    widget.set_state({"pressed": [name, (widget.pressed[1] if widget.pressed else 0) + 1]})


def test_the_play_opens_once_a_bet_is_placed():
    leverage = Leverage("en")
    assert leverage.children == (leverage.bet,)
    typed(leverage.bet, answer="unknown")
    assert leverage.children == (leverage.bet, leverage.budget, leverage.audit, leverage.effort, leverage.purse)


@pytest.mark.parametrize("answer", ["money", "work", "beside", "unknown", "skip"])
def test_every_bet_comes_back_as_its_own_verdict(answer):
    leverage = Leverage("pl")
    typed(leverage.bet, answer=answer)
    (verdict,) = [block for block in leverage.budget.report if block["title"] == "A zakład?"]
    assert verdict["text"] == leverage.budget.words(f"verdict.{answer}")


def test_the_verdicts_numbers_are_what_the_budget_shows():
    budget = LeverageBudget("en")
    for anyway, added in ((0, "1.8"), (32, "1")):
        typed(budget, anyway=anyway)
        assert f"1.5 counting money alone, 1.8 counting work too, {added} added" in budget.pictures[1]["sentence"]


@pytest.mark.parametrize(
    ("anyway", "said", "tone"),
    [
        (20, "More than itself: 1.3", "good"),
        (32, "Exactly itself", "plain"),
        (60, "Less than itself: 0.3", "bad"),
        (80, "Less than nothing", "bad"),
    ],
)
def test_what_the_grant_added_is_said_with_its_tone(anyway, said, tone):
    budget = LeverageBudget("en", anyway=anyway)
    assert budget.report[0]["text"].startswith(said)
    assert budget.report[0]["tone"] == tone


@pytest.mark.parametrize(
    ("name", "numbers"),
    [
        ("garden", "1.5 counting money alone, 1.8 counting work too, 1.3"),
        ("river", "1.5 counting money alone, 6 counting work too, 1.5"),
        ("square", "1.2 counting money alone, 1.2 counting work too, 0.1"),
        ("choir", "4 counting money alone, 7.6 counting work too, 7.6"),
    ],
)
def test_each_case_has_its_numbers_and_its_story(name, numbers):
    budget = LeverageBudget("en")
    press(budget, name)
    assert numbers in budget.pictures[1]["sentence"]
    assert budget.report[2]["text"] == budget.words(f"budget.said.{name}")


def test_every_line_of_every_budget_is_answered_and_either_twin_may_go():
    audit = LeverageAudit("en")
    assert audit.report == []
    twins = []
    for place, card in enumerate(audit.words.node("audit.cards")):
        right = []
        for line in (*LINES, "none"):
            typed(audit, **{f"budget{place}": line})
            note = audit.notes[f"budget{place}"]
            if note["tone"] == "good":
                right.append(line)
            assert "ratio" in note["text"]
        assert right == card["accepted"]
        if right != ["none"]:
            first, second = (LINES.index(line) for line in right)
            twins.append(card["amounts"][first] == card["amounts"][second])
    assert all(twins)
    assert audit.report[0]["text"].startswith("Answered as we would:")


@pytest.mark.parametrize(
    ("place", "line", "said"),
    [
        (0, "b", "from 1.65 to 1.4."),
        (1, "d", "from 1.77 to 1.47."),
        (2, "none", "is 1.66 and stays so."),
        (3, "c", "from 1.53 to 1.33."),
    ],
)
def test_a_struck_line_changes_the_ratio(place, line, said):
    audit = LeverageAudit("en")
    typed(audit, **{f"budget{place}": line})
    assert audit.notes[f"budget{place}"]["text"].endswith(said)
    assert audit.report[0]["text"] == "Answered as we would: 1 of 1."


def test_chasing_money_looks_like_success_at_first():
    effort = LeverageEffort("en")
    press(effort, "hunters")
    assert "At first the partnership does 190%" in effort.pictures[0]["sentence"]
    assert "settles at 19%" in effort.pictures[1]["sentence"]
    assert effort.report[0]["tone"] == "bad"
    press(effort, "even")
    assert effort.report[0]["tone"] == "good"
    press(effort, "club")
    assert effort.report[0]["text"].startswith("The bonds grow")


def test_everything_given_is_doubled_and_whoever_keeps_back_gains():
    purse = LeveragePurse("en")
    assert purse.report[0]["text"] == "Together they had 40 and now have 80: 40 more."
    assert "0.5 comes back" in purse.report[1]["text"]
    press(purse, "one")
    assert "Municipality 10 → 25; Library 10 → 15" in purse.pictures[0]["sentence"]
    press(purse, "nothing")
    assert purse.report[0]["text"] == "Together they have as much as before: 40."
    press(purse, "half")
    assert "Together 40 → 60." in purse.pictures[0]["sentence"]


@pytest.mark.parametrize(
    ("values", "said", "tone"),
    [
        ({"chance": 0.2}, "pays only from a chance of 0.33 on. Here the chance is 0.2", "bad"),
        ({"chance": 0.5}, "pays from a chance of 0.33 on. Here the chance is 0.5", "good"),
        ({"partners": 8, "chance": 0.4}, "pays only from a chance of 0.43 on.", "bad"),
        ({"multiplier": 4}, "even in a single round", None),
        ({"multiplier": 1}, "no chance of another round makes giving pay", None),
    ],
)
def test_a_next_time_is_weighed(values, said, tone):
    purse = LeveragePurse("en")
    typed(purse, **values)
    assert said in purse.report[2]["text"]
    assert purse.report[2].get("tone") == tone


def test_a_purse_that_loses_says_so():
    purse = LeveragePurse("pl", multiplier=0.5)
    assert (
        purse.report[0]["text"]
        == "Razem mieli 40, a teraz mają 20: o 20 mniej. Ta kasa traci to, co się do niej wkłada."
    )
    assert purse.report[0]["tone"] == "bad"


def test_more_given_than_there_is_keeps_the_last_purse():
    purse = LeveragePurse("pl")
    before = purse.pictures
    typed(purse, gives=[10, 12, 10, 10, 10, 10, 10, 10])
    assert (
        purse.errors["gives"] == "Biblioteka: daje 12, a ma tylko 10. Dopóki to się nie zgadza, widać poprzednią kasę."
    )
    assert purse.pictures == before
    typed(purse, has=[0] * 8, gives=[0] * 8)
    assert purse.errors["gives"].startswith("Nikt tu nic nie ma.")
    press(purse, "reset")
    assert purse.errors == {}


def test_a_purse_of_others_can_be_typed_in():
    purse = LeveragePurse("en")
    rest = [10] * 5
    typed(
        purse,
        partners=3,
        names=["Orchard", "Mill", "Inn", *"efghi"],
        has=["20", "5,5", 2, *rest],
        gives=[20, 0, 1, *rest],
    )
    assert purse.errors == {}
    assert "Orchard 20 → 14; Mill 5.5 → 19.5; Inn 2 → 15." in purse.pictures[0]["sentence"]


def test_what_is_no_number_is_refused_in_the_language():
    purse = LeveragePurse("pl")
    typed(purse, gives=["dużo", *[10] * 7])
    assert purse.errors["gives"] == "daje: tu ma być liczba, a wpisano „dużo”."


def test_a_link_carries_the_budget(monkeypatch):
    monkeypatch.setenv("QUERY_STRING", "budget.anyway=32")
    assert LeverageBudget("en").report[0]["text"].startswith("Exactly itself")


def test_every_answer_to_the_question_gets_its_own_feedback():
    question = Question("leverage", "pl")
    seen = []
    for answer in question.controls[0]["options"]:
        typed(question, answer=answer["value"])
        seen.append((question.report[0]["text"], question.report[0]["tone"]))
    assert len(set(seen)) == len(seen)
    assert [tone for _, tone in seen].count("good") == 1
