"""Trust levels as a person plays them: the bet, the ladder, histories, stories."""

import pytest

from course.models.trust_levels import classify, threshold
from course.texts import table
from widgets import Question, Sorting, TrustBet, TrustLadder, TrustLevels, TrustPath, TrustRuns


def typed(widget, **values):
    widget.set_state({"values": {**widget.values, **values}})


def press(widget, name, *more):
    widget.set_state({"pressed": [name, (widget.pressed[1] if widget.pressed else 0) + 1, *more]})


def states(ladder):
    return [rung["state"] for rung in ladder.ladder["rungs"]]


def test_the_play_opens_once_a_bet_is_placed():
    concept = TrustLevels("en")
    assert concept.children == (concept.bet,)
    typed(concept.bet, answer="one")
    assert concept.children == (concept.bet, concept.ladder, concept.path, concept.runs, concept.sorting)
    assert "joint planning" in concept.ladder.report[0]["text"]


def test_a_bet_before_it_is_placed_says_nothing():
    bet = TrustBet("en")
    assert bet.answer is None
    assert bet.report == []


def test_nobody_follows_four_strangers_to_the_first_rung():
    ladder = TrustLadder("en")
    press(ladder, "rung", 1)
    assert ladder.errors["level"].startswith("Nobody follows you to level 1")
    assert (ladder.standing, ladder.values["level"]) == (0, 0)
    assert states(ladder) == ["here", "out", "out", "out", "out"]


def test_the_animator_lifts_the_step_that_can_be_stood_on_and_leaves_own_trust_alone():
    ladder = TrustLadder("pl")
    typed(ladder, assurance=0.2)
    press(ladder, "rung", 1)
    assert (ladder.standing, ladder.reach) == (1, 1)
    assert ladder.errors == {}
    assert ladder.ladder["trust"] == 0.5
    assert states(ladder) == ["within", "here", "out", "out", "out"]
    assert ladder.ladder["rungs"][1]["word"] == "● tu stoisz"


def test_marks_move_with_partners_with_those_needed_and_with_the_stakes():
    ladder = TrustLadder("en")

    def mark():
        return ladder.ladder["rungs"][1]["border"]

    assert mark() == pytest.approx(threshold(0.2, 4))
    typed(ladder, partners=6, needed=6)
    assert mark() == pytest.approx(threshold(0.2, 6))
    typed(ladder, needed=3)
    assert mark() == pytest.approx(threshold(0.2, 6, 3))
    typed(ladder, stakes=0.5)
    assert mark() == pytest.approx(threshold(0.1, 6, 3))


def test_a_rung_that_gives_way_takes_one_down_and_says_so():
    ladder = TrustLadder("en")
    typed(ladder, trust=0.95)
    press(ladder, "rung", 4)
    assert ladder.standing == 4
    assert "last rung" in ladder.ladder["said"]
    typed(ladder, trust=0.75)
    assert ladder.standing == 2
    assert ladder.ladder["said"].startswith("Level 4 is no longer within reach")


def test_a_level_that_no_trust_reaches_gets_one_sentence():
    ladder = TrustLadder("en")
    typed(ladder, stakes=1.25, trust=0.95, assurance=0.9)
    assert states(ladder)[4] == "never"
    assert "no trust reaches level 4" in ladder.notes["stakes"]["text"]
    press(ladder, "rung", 4)
    assert ladder.errors["level"].startswith("No trust reaches level 4")
    assert ladder.standing == 0


def test_more_needed_than_there_are_is_refused_and_the_ladder_stays():
    ladder = TrustLadder("pl")
    typed(ladder, partners=3)
    assert "potrzeba 4 partnerów z 3" in ladder.errors["needed"]
    assert ladder.ladder["rungs"][1]["border"] == pytest.approx(threshold(0.2, 3))
    assert ladder.values["needed"] == 4


@pytest.mark.parametrize("level", [None, "4", 5, -1, 1.5])
def test_a_rung_there_is_none_of_changes_nothing(level):
    ladder = TrustLadder("en", trust=0.95)
    press(ladder, "rung", *([] if level is None else [level]))
    assert ladder.standing == 0
    assert ladder.errors == {}


def test_a_shared_link_puts_one_on_its_rung(monkeypatch):
    monkeypatch.setenv("QUERY_STRING", "ladder.assurance=0.6&ladder.level=2&ladder.trust=abc")
    ladder = TrustLadder("en")
    assert ladder.standing == 2
    assert "trust" in ladder.errors


def test_the_ladder_is_saved_with_a_picture():
    still = TrustLadder("en").still()
    assert "<img" in still
    assert "no level is within reach" in still


def test_one_history_is_stepped_and_the_same_seed_brings_the_same():
    path, other = TrustPath("en"), TrustPath("en")
    assert "nothing has happened yet" in path.pictures[0]["sentence"]
    typed(path, step=10)
    typed(other, step=10)
    assert path.pictures[0]["sentence"] == other.pictures[0]["sentence"]
    assert path.pictures[0]["sentence"].startswith("Round 10")
    press(path, "alone")
    assert path.history.level.max() == 0


@pytest.mark.parametrize("case", list(TrustPath.cases))
def test_every_case_sets_controls_that_are_there(case):
    path = TrustPath("pl")
    press(path, case)
    assert path.errors == {}
    assert path.state["assurance"] == TrustPath.cases[case]["assurance"]


def test_many_histories_are_the_same_with_an_animator_who_lends_nothing():
    runs = TrustRuns("en")
    typed(runs, assurance=0)
    said = runs.pictures[1]["sentence"]
    assert "With an animator: level 0: 100%. Without one: level 0: 100%" in said
    typed(runs, assurance=0.5)
    assert runs.pictures[1]["sentence"] != said


def test_partners_outside_their_range_are_refused_beside_the_slider():
    path = TrustPath("pl")
    typed(path, partners=1)
    assert "od 2 do 8" in path.errors["partners"]


@pytest.mark.parametrize("card", table("trust_levels")["sorting"]["cards"], ids=lambda card: card["text"]["en"][:30])
def test_best_answer_to_a_story_is_what_its_practices_amount_to(card):
    assert classify(dict.fromkeys(card["practices"], True)) == int(card["accepted"][0])


def test_stories_cover_all_levels_and_differ_where_people_do():
    cards = table("trust_levels")["sorting"]["cards"]
    assert len(cards) >= 12
    assert {card["accepted"][0] for card in cards} == set("01234")
    assert sum(len(card["accepted"]) > 1 for card in cards) == 5
    sorting = Sorting("trust_levels", "en")
    for answer in ("3", "2"):
        typed(sorting, card9=answer)
        assert sorting.notes["card9"]["tone"] == "good"
    typed(sorting, card9="4")
    assert sorting.notes["card9"]["tone"] == "bad"


def test_every_answer_to_the_question_gets_its_own_feedback():
    question = Question("trust_levels", "pl")
    seen = []
    for answer in question.controls[0]["options"]:
        typed(question, answer=answer["value"])
        seen.append((question.report[0]["text"], question.report[0]["tone"]))
    assert len(set(seen)) == len(seen) == 4
    assert [tone for _, tone in seen].count("good") == 1
