"""Social capital as a person plays it: the bet, the ties, the one in the middle, two sides of a tie."""

import pytest

from course.cases import case
from widgets import Question
from widgets.social_capital import (
    CASES,
    PAYERS,
    SocialCapital,
    SocialCapitalBet,
    SocialCapitalGaps,
    SocialCapitalHub,
    SocialCapitalTies,
)


def typed(widget, **values):
    widget.set_state({"values": {**widget.values, **values}})


def press(widget, name):
    widget.set_state({"pressed": [name, (widget.pressed[1] if widget.pressed else 0) + 1]})


def block(widget, key):
    title = widget.words(key)
    return next(found for found in widget.report if found.get("title") == title)


def test_the_play_opens_once_a_bet_is_placed():
    whole = SocialCapital("en")
    assert whole.children == (whole.bet,)
    typed(whole.bet, answer="star")
    assert whole.children == (whole.bet, whole.ties, whole.hub, whole.gaps)


@pytest.mark.parametrize("answer", ["complete", "star", "ring", "empty", "skip"])
def test_every_bet_comes_back_as_its_own_verdict_beside_the_ties(answer):
    bet = SocialCapitalBet("pl")
    ties = SocialCapitalTies("pl", bet=bet)
    typed(bet, answer=answer)
    assert block(ties, "verdict.title")["text"] == ties.words(f"verdict.{answer}")


def test_an_unpaid_middle_lets_go_move_by_move_and_the_total_falls():
    ties = SocialCapitalTies("en")
    press(ties, "unpaid")
    totals = []
    for _ in range(5):
        press(ties, "once")
        totals.append(ties.pictures[0]["sentence"].split("All together have ")[1].split(". ")[0].rstrip("."))
        assert block(ties, "told.title")["text"].startswith("Cut: Library – ")
    assert totals == ["2.2", "0.9", "0.1", "−0.2", "0"]
    press(ties, "once")
    assert block(ties, "told.title")["text"] == ties.words("told.nobody")
    assert block(ties, "holds.title")["tone"] == "good"


def test_what_happened_is_said_once():
    ties = SocialCapitalTies("en")
    press(ties, "once")
    typed(ties, cost=0.4)
    assert ties.words("told.title") not in [found.get("title") for found in ties.report]


def test_left_to_decide_a_chain_holds_without_being_the_best():
    ties = SocialCapitalTies("pl", cost=0.4)
    press(ties, "chain")
    press(ties, "settle")
    assert block(ties, "told.title")["text"] == ties.words("told.settled")
    assert block(ties, "holds.title")["tone"] == "good"
    assert "„jeden w środku” (6). Narysowana daje 5,2." in ties.pictures[1]["sentence"]
    press(ties, "settle")
    assert block(ties, "told.title")["text"] == ties.words("told.nobody")


def test_moves_without_an_end_are_said_to_have_none(monkeypatch):
    monkeypatch.setattr("widgets.social_capital.settled", lambda *_: None)
    ties = SocialCapitalTies("en")
    press(ties, "settle")
    assert block(ties, "told.title")["text"] == ties.words("told.unsettled")


@pytest.mark.parametrize(("name", "count"), [("empty", 0), ("chain", 4), ("ring", 5), ("star", 4), ("complete", 10)])
def test_buttons_draw_for_those_in_use(name, count):
    ties = SocialCapitalTies("en", partners=5)
    press(ties, name)
    assert ties.graph.number_of_edges() == count


@pytest.mark.parametrize("name", CASES)
def test_each_case_tells_its_story_until_something_is_changed(name):
    ties = SocialCapitalTies("pl")
    press(ties, name)
    assert block(ties, f"ties.cases.{name}")["text"] == ties.words(f"ties.said.{name}")
    typed(ties, cost=0.35)
    assert ties.words(f"ties.cases.{name}") not in [found.get("title") for found in ties.report]


def test_many_changes_are_counted_after_the_first_few():
    ties = SocialCapitalTies("en", cost=0.1)
    press(ties, "empty")
    items = block(ties, "holds.title")["items"]
    assert len(items) == 5
    assert items[0] == "Library – Municipality: both would agree to a tie. Gains by it: Library 0.4, Municipality 0.4."
    assert items[-1] == "and 11 more changes"


def test_a_tie_typed_into_the_table_is_drawn_and_half_a_tie_is_one():
    ties = SocialCapitalTies("en")
    press(ties, "empty")
    drawn = [list(row) for row in ties.values["drawn"]]
    drawn[0][1] = "1"
    typed(ties, drawn=drawn)
    assert list(ties.graph.edges) == [(0, 1)]
    assert ties.notes == {}
    halved = [["0,5" if mark == "1" else mark for mark in row] for row in drawn]
    typed(ties, drawn=halved)
    assert list(ties.graph.edges) == [(0, 1)]
    assert ties.notes["drawn"]["text"] == ties.words("ties.fractions")


def test_what_is_no_tie_is_refused_and_the_last_good_network_stays():
    ties = SocialCapitalTies("pl")
    drawn = [list(row) for row in ties.values["drawn"]]
    drawn[0][1] = "tak"
    typed(ties, drawn=drawn)
    assert "a wpisano „tak”" in ties.errors["drawn"]
    assert ties.graph.number_of_edges() == 5


def test_a_partnership_is_taken_with_names_and_ties():
    ties = SocialCapitalTies("pl")
    ties.set_state({"opened": ["orchard", "", 1]})
    found = case("orchard").partnership("pl")
    assert ties.errors == {}
    assert ties.state["names"][:7] == [partner.name for partner in found.partners]
    assert sorted(ties.graph.edges) == [(0, place) for place in range(1, 7)]
    assert ties.report[0]["title"].startswith("Jabłka pod wspólną marką")
    press(ties, "once")
    assert found.partners[0].name in block(ties, "told.title")["text"]


def test_a_partnership_of_two_is_too_small():
    ties = SocialCapitalTies("en")
    ties.set_state({"opened": ["training", "", 1]})
    assert ties.errors["load"].startswith("This play needs at least 3 partners")


@pytest.mark.parametrize(
    ("values", "price", "lasts"),
    [
        ({"cost": 0.1}, "cheap", "free"),
        ({"cost": 0.4}, "free", "free"),
        ({"cost": 0.6}, "paid", "nobody"),
        ({"cost": 0.6, "payer": "others"}, "paid", "others"),
        ({"cost": 0.6, "payer": "programme"}, "paid", "programme"),
        ({"cost": 1.2, "payer": "others"}, "never", "others_never"),
        ({"cost": 1, "payer": "others"}, "never", "others_even"),
        ({"cost": 1.5, "payer": "programme", "partners": 2}, "never", "programme_never"),
    ],
)
def test_the_middle_has_its_price_and_who_pays_decides(values, price, lasts):
    hub = SocialCapitalHub("en", **values)
    begins = hub.words.node(f"hub.{price}")["en"].split("{")[0]
    assert block(hub, "hub.title")["text"].startswith(begins)
    begins = hub.words.node(f"hub.holds.{lasts}")["en"].split("{")[0]
    assert block(hub, "hub.pays_title")["text"].startswith(begins)


def test_price_redone_by_hand():
    hub = SocialCapitalHub("pl", cost=0.8, payer="others")
    # Five ties, each 0.8 − 0.5 short; each of the others has 0.5 + 4 · 0.25 − 0.8.
    assert block(hub, "hub.title")["text"].startswith("Razem 1,5: każda więź kosztuje partnera w środku o 0,3 więcej")
    assert "z 0,7 zostanie mu 0,4" in block(hub, "hub.title")["text"]
    assert "Z zapłatą partner w środku ma 0, a każdy z pozostałych 0,4" in hub.pictures[0]["sentence"]


def test_every_payer_and_size_is_answered():
    hub = SocialCapitalHub("pl")
    for payer in PAYERS:
        for partners in (2, 12):
            for cost in (0, 0.5, 1.5):
                typed(hub, payer=payer, partners=partners, cost=cost)
                assert hub.errors == {}
                assert len(hub.report) == 3


def test_four_answers_show_nothing_and_five_do():
    gaps = SocialCapitalGaps("en")
    press(gaps, "few")
    assert gaps.pictures[0]["sentence"].startswith("Answers so far: 4.")
    assert block(gaps, "gaps.title")["text"] == gaps.words("gaps.said.hidden")
    typed(gaps, answered=5)
    assert gaps.pictures[0]["sentence"].startswith("Pairs with both answers: 10")


def test_a_row_without_any_answer_does_not_count():
    gaps = SocialCapitalGaps("en", answered=5)
    for place in range(1, 7):
        column = list(gaps.values[f"to{place}"])
        column[0] = ""
        typed(gaps, **{f"to{place}": column})
    assert gaps.pictures[0]["sentence"].startswith("Answers so far: 4.")


@pytest.mark.parametrize("mark", ["7", "x", "½"])
def test_what_is_no_answer_is_refused_and_the_last_good_picture_stays(mark):
    gaps = SocialCapitalGaps("pl")
    before = gaps.pictures
    typed(gaps, to2=[mark, *gaps.values["to2"][1:]])
    assert f"a wpisano „{mark}”" in gaps.errors["to2"]
    assert gaps.pictures == before
    press(gaps, "reset")
    assert gaps.errors == {}


def test_agreeing_and_differing_are_told_apart():
    gaps = SocialCapitalGaps("pl")
    assert "Dąb – Wierzba, Buk – Wierzba" in gaps.pictures[0]["sentence"]
    assert block(gaps, "gaps.title")["text"] == gaps.words("gaps.said.wide")
    press(gaps, "close")
    assert block(gaps, "gaps.title")["text"] == gaps.words("gaps.said.near")


def test_answers_never_stand_in_the_address():
    assert SocialCapitalGaps("en").secret


def test_every_answer_to_the_question_gets_its_own_feedback():
    question = Question("social_capital", "pl")
    seen = []
    for answer in question.controls[0]["options"]:
        typed(question, answer=answer["value"])
        seen.append((question.report[0]["text"], question.report[0]["tone"]))
    assert len(set(seen)) == len(seen)
    assert [tone for _, tone in seen].count("good") == 1
