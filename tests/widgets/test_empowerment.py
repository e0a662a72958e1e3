"""Growing into partnership as a person plays it: the bet, eight marks, coins, the ladder."""

import pytest

from course.figures.empowerment import PLACES
from course.models.empowerment import RUNGS
from widgets import Question
from widgets.empowerment import PEOPLE, ROOMS, Empowerment, EmpowermentCoins, EmpowermentLadder, EmpowermentSteps


def typed(widget, **values):
    widget.set_state({"values": {**widget.values, **values}})


def press(widget, name):
    widget.set_state({"pressed": [name, (widget.pressed[1] if widget.pressed else 0) + 1]})


def blocks(widget):
    return {block["title"]: block["text"] for block in widget.report}


def test_the_play_opens_once_a_bet_is_placed():
    whole = Empowerment("en")
    assert whole.children == (whole.bet,)
    typed(whole.bet, answer="skip")
    assert whole.children == (whole.bet, whole.steps, whole.coins, whole.ladder)


@pytest.mark.parametrize("answer", ["hundred", "twenty", "ten", "four", "skip"])
def test_every_bet_gets_its_verdict_with_what_the_coins_really_do(answer):
    whole = Empowerment("pl")
    typed(whole.bet, answer=answer)
    press(whole.coins, "five")
    assert whole.coins.report[0]["title"] == "A zakład?"
    assert whole.coins.report[0]["text"] == whole.coins.words(f"verdict.{answer}", percent="28,9")


@pytest.mark.parametrize(
    ("name", "counts"),
    [
        ("choir", "Up: 7, down: 0, unchanged: 1."),
        ("doubter", "Up: 2, down: 2, unchanged: 4."),
        ("trained", "Up: 6, down: 0, unchanged: 2."),
    ],
)
def test_each_person_tells_a_story_that_fits_the_arrows(name, counts):
    steps = EmpowermentSteps("en")
    press(steps, name)
    assert steps.pictures[0]["sentence"].startswith(counts)
    assert steps.report[0]["text"] == steps.words(f"steps.said.{name}")
    assert steps.report[0]["title"] == steps.words(f"steps.cases.{name}")


@pytest.mark.parametrize(("after", "key"), [([4] * 8, "all"), ([4, 2, 3, 3, 3, 3, 3, 3], "mixed"), ([3] * 8, "none")])
def test_ones_own_marks_are_answered_as_they_are(after, key):
    steps = EmpowermentSteps("pl")
    typed(steps, before=[3] * 8, after=after)
    assert blocks(steps)["Co mówią strzałki"] == steps.words(f"steps.said.{key}")
    assert ("Na ile to pewne?" in blocks(steps)) == (key != "none")


def test_fewer_sentences_are_fewer_rows_and_a_rewritten_one_is_shown():
    steps = EmpowermentSteps("en")
    sentences = ["I drive the bus", *steps.values["sentence"][1:]]
    typed(steps, items=3, sentence=sentences, before=["1,5", *[3] * 7], after=[5, *[3] * 7])
    assert "“I drive the bus”, from 1.5 to 5" in steps.pictures[0]["sentence"]
    assert steps.pictures[0]["sentence"].startswith("Up: 1, down: 0, unchanged: 2.")


def test_a_mark_off_the_scale_is_refused_in_place_and_the_last_good_marks_stay():
    steps = EmpowermentSteps("pl")
    before = steps.pictures[0]["sentence"]
    typed(steps, after=[9, 3, 4, 3, 3, 4, 3, 2])
    assert steps.errors["after"] == "Dziś: wartość musi być od 1 do 5, a wpisano 9."
    assert steps.pictures[0]["sentence"] == before


@pytest.mark.parametrize("name", ROOMS)
def test_each_group_sets_the_sliders_and_tells_its_story(name):
    coins = EmpowermentCoins("en")
    press(coins, name)
    assert blocks(coins)["A made-up group"] == coins.words(f"coins.stories.{name}")
    typed(coins, same=3)
    assert "A made-up group" not in blocks(coins)


@pytest.mark.parametrize(
    ("up", "down", "key"), [(6, 2, "often"), (5, 0, "sometimes"), (6, 0, "seldom"), (0, 0, "nothing")]
)
def test_what_to_say_depends_on_how_often_coins_would_do_it(up, down, key):
    coins = EmpowermentCoins("en")
    typed(coins, up=up, down=down)
    assert blocks(coins)["How to say it at a meeting"] == coins.words(f"coins.said.{key}")


def test_one_mood_is_compared_with_coins_of_their_own():
    coins = EmpowermentCoins("en")
    assert "One mood for all" not in blocks(coins)
    press(coins, "head")
    assert blocks(coins)["One mood for all"].startswith("As coins of their own: 0.78%. With one mood: 10%.")
    typed(coins, up=15, down=5, together=0.3)
    assert "4.14%. With one mood: 24.6%." in blocks(coins)["One mood for all"]


def test_numbers_told_in_the_stories_are_those_of_the_model():
    coins = EmpowermentCoins("en")
    press(coins, "room")
    assert "4.14% of groups" in coins.pictures[0]["sentence"]
    press(coins, "five")
    assert "6.25% of groups" in coins.pictures[0]["sentence"]  # one of 16


def test_a_story_put_somewhere_is_answered_and_stands_on_the_ladder():
    ladder = EmpowermentLadder("en")
    assert ladder.report[0]["title"] == "Whose idea is this?"
    typed(ladder, card5="placation", card10="placation")
    assert ladder.notes["card5"]["tone"] == "good"
    assert ladder.notes["card10"] == {"text": ladder.words("ladder.cards.9.why"), "tone": "bad"}
    assert ladder.report[0]["text"] == "Answered as we would: 1 of 2."
    assert "2 of 11" in ladder.pictures[0]["sentence"]
    assert ladder.picture.stories["placation"].get_text() == "5 · 10"


def test_stories_cover_every_option_and_as_many_are_open_as_the_intro_says():
    ladder = EmpowermentLadder("en")
    cards = ladder.words.node("ladder.cards")
    assert len(cards) == 11
    assert {card["accepted"][0] for card in cards} == set(ladder.words.node("ladder.options")) == set(PLACES)
    assert sum(len(card["accepted"]) == 2 for card in cards) == 3
    assert all(card["text"]["pl"].startswith(f"{place}. ") for place, card in enumerate(cards, start=1))


def test_options_name_the_rungs_they_stand_for():
    ladder = EmpowermentLadder("pl")
    names = " ".join(ladder.words(f"ladder.options.{option}") for option in PLACES)
    for place, rung in enumerate(RUNGS, start=1):
        assert str(place) in names
        assert ladder.words(f"rungs.{rung}").lower() in names


def test_people_and_groups_differ_and_start_again_goes_back():
    assert len(set(PEOPLE.values())) == len(PEOPLE)
    assert len(set(ROOMS.values())) == len(ROOMS)
    coins = EmpowermentCoins("en")
    start = dict(coins.values)
    press(coins, "room")
    press(coins, "reset")
    assert coins.values == start


def test_every_answer_to_the_question_gets_its_own_feedback():
    question = Question("empowerment", "pl")
    seen = []
    for answer in question.controls[0]["options"]:
        typed(question, answer=answer["value"])
        seen.append((question.report[0]["text"], question.report[0]["tone"]))
    assert len(set(seen)) == len(seen)
    assert [tone for _, tone in seen].count("good") == 1
