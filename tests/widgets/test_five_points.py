"""Five points as a person plays them: the bet, the wall, the room, the plan and the stories."""

import numpy as np
import pytest

from course.models.five_points import STAGES
from course.texts import LANGUAGES, Words
from widgets import FivePoints, FivePointsBet, FivePointsPlan, FivePointsRoom, FivePointsWall, Question, Sorting
from widgets.five_points import ROOMS, numbers


def typed(widget, **values):
    widget.set_state({"values": {**widget.values, **values}})


def press(widget, name):
    widget.set_state({"pressed": [name, (widget.pressed[1] if widget.pressed else 0) + 1]})


def test_play_waits_for_the_bet():
    play = FivePoints("en")
    assert play.children == (play.bet,)
    typed(play.bet, answer="skip")
    assert play.children == (play.bet, play.wall, play.room, play.plan, play.sensitive)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_bet_gets_its_verdict_on_the_room_that_was_bet_on(language):
    words = Words("five_points", language)
    for answer in words.node("bet.options"):
        wall = FivePointsWall(language, bet=FivePointsBet(language, answer=answer))
        press(wall, "small")
        assert wall.report[0]["text"] == words(f"verdict.{answer}", out=12, people=24)


@pytest.mark.parametrize(
    ("room", "top", "fair"),
    [
        ("half", (12, "1, 2, 3, 4, 5"), (0, "1, 2, 3, 6, 8")),
        ("bridge", (6, "1, 2, 3, 6, 9"), (0, "1, 2, 6, 8, 9")),
        ("agree", (0, "1, 2, 4, 9, 10"), (0, "1, 2, 4, 9, 10")),
        ("small", (8, "1, 2, 3, 6, 7"), (4, "1, 2, 3, 6, 8")),
    ],
)
def test_each_room_tells_its_story(room, top, fair):
    wall = FivePointsWall("en")
    press(wall, room)
    assert wall.report[0]["title"] == wall.words(f"wall.cases.{room}")
    for picture, (lost, cards) in zip(wall.pictures, (top, fair), strict=True):
        assert f"cards {cards}." in picture["sentence"]
        said = f"{lost} people of 24" if lost else "Everybody finds"
        assert said in picture["sentence"]


def test_cards_that_gave_way_are_named_and_where_fives_agree_nothing_is():
    wall = FivePointsWall("en")
    price = next(block for block in wall.report if block["title"] == wall.words("wall.price"))
    assert "4: What is agreed is written down; 5:" in price["text"]
    press(wall, "agree")
    assert wall.words("wall.same") in [block.get("text") for block in wall.report]
    assert wall.words("wall.price") not in [block["title"] for block in wall.report]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("1, 4–6", [1, 4, 5, 6]),
        ("1-3; 7", [1, 2, 3, 7]),
        ("2 - 4", [2, 3, 4]),
        (" ", []),
        ("3 3", [3, 3]),
        ("5,", [5]),
        ("one", None),
        ("1, x", None),
        ("1–", None),
    ],
)
def test_cards_are_read_as_people_write_them(text, found):
    assert numbers(text) == found


def test_what_is_no_card_is_refused_and_the_last_good_picture_stays():
    wall = FivePointsWall("pl")
    before = wall.pictures
    typed(wall, ballot=["1, 9", *wall.values["ballot"][1:]])
    assert wall.errors["ballot"] == "Urząd: karty 9 nie ma na ścianie, są tylko od 1 do 8."
    typed(wall, ballot=["wszystkie", *wall.values["ballot"][1:]])
    assert wall.errors["ballot"].startswith("Urząd: wpisz numery kart")
    assert wall.pictures == before
    typed(wall, ballot=["1", *wall.values["ballot"][1:]])
    assert wall.errors == {}
    assert wall.pictures != before


def test_an_empty_room_is_refused_and_an_empty_group_is_nobody_left_out():
    wall = FivePointsWall("en")
    typed(wall, people=[0] * 8)
    assert "nobody in the room" in wall.errors["people"]
    typed(wall, people=[12, 0, 0, *[0] * 5])
    assert wall.errors == {}
    assert "Left out by" not in wall.report[0]["text"]
    assert all("Everybody finds" in picture["sentence"] for picture in wall.pictures)


def test_a_group_of_ones_own_can_be_added():
    wall = FivePointsWall("en")
    likes = list(wall.values["ballot"])
    likes[3] = "7"
    typed(wall, groups=4, ballot=likes, who=[*wall.values["who"][:3], "Me", *wall.values["who"][4:]])
    assert "Me (1)" in next(b["text"] for b in wall.report if b["title"] == wall.words("wall.compare"))


def test_as_people_sit_groups_lack_sectors_and_our_rule_mends_it():
    room = FivePointsRoom("en")
    assert room.report[0]["tone"] == "bad"
    assert "Group 1 has nobody from: the civic sector, business." in room.report[0]["items"]
    typed(room, way="deal")
    assert room.report[0]["text"] == room.words("room.fine")
    assert np.ptp(room.counts, axis=0).max() <= 1


def test_deal_again_deals_otherwise_and_the_same_number_deals_the_same():
    room = FivePointsRoom("en", way="lot")
    first = room.counts
    press(room, "again")
    assert room.values["seed"] == 2
    assert (room.counts != first).any()
    typed(room, seed=1)
    np.testing.assert_array_equal(room.counts, first)
    typed(room, seed=99)
    press(room, "again")
    assert room.values["seed"] == 1


@pytest.mark.parametrize("way", ["seats", "lot", "deal"])
def test_every_way_puts_everybody_somewhere(way):
    room = FivePointsRoom("pl", way=way, public=5, civic=0, business=3, groups=3)
    np.testing.assert_array_equal(room.counts.sum(axis=0), [5, 0, 3])
    assert np.ptp(room.counts.sum(axis=1)) <= 1


def test_fewer_people_than_groups_are_refused():
    room = FivePointsRoom("pl")
    typed(room, public=1, civic=1, business=1)
    assert room.errors["groups"] == room.words("room.too_few")
    typed(room, groups=3)
    assert room.errors == {}


@pytest.mark.parametrize(
    ("done", "late", "key"),
    [(2, 0, "calm"), (2, 10, "soft"), (2, 40, "hard"), (2, -5, "spare"), (5, 5, "nobody"), (0, 12, "soft")],
)
def test_who_pays_is_said(done, late, key):
    plan = FivePointsPlan("en")
    typed(plan, done=done, late=late)
    assert plan.errors == {}
    assert plan.report[0]["text"] == plan.words(f"plan.answer.{key}")


def test_a_plan_that_makes_no_sense_is_refused_in_one_sentence():
    plan = FivePointsPlan("pl")
    typed(plan, plan=[4, *plan.values["plan"][1:]])
    assert plan.errors["plan"].startswith("1. Kto jest kim: „najmniej” nie może")
    press(plan, "reset")
    typed(plan, done=0, late=-5)
    assert plan.errors["late"] == plan.words("plan.refused.ahead")
    typed(plan, done=6, late=0)
    assert plan.errors["done"] == plan.words("plan.refused.done")
    assert plan.pictures


def test_stages_are_those_of_the_model_and_a_sixth_can_be_added():
    plan = FivePointsPlan("en")
    assert plan.blocks is not None
    assert [block.plan for block in plan.blocks] == [block.plan for block in STAGES]
    assert [block.must for block in plan.blocks] == [block.must for block in STAGES]
    typed(plan, stages=6)
    assert plan.blocks[-1].name == "Coffee"


def test_every_story_has_its_answer():
    stories = Sorting("five_points", "pl", part="sensitive")
    for place, card in enumerate(stories.words.node("sensitive.cards")):
        typed(stories, **{f"card{place + 1}": card["accepted"][0]})
    assert all(note["tone"] == "good" for note in stories.notes.values())
    assert len(stories.notes) == 6


def test_rooms_name_only_cards_on_their_wall():
    for groups, cards in ROOMS.values():
        assert sum(people for people, _ in groups) == 24
        assert all(1 <= card <= cards for _, text in groups for card in numbers(text))


def test_every_answer_to_the_question_gets_its_own_feedback():
    question = Question("five_points", "pl")
    tones = []
    for answer in question.controls[0]["options"]:
        typed(question, answer=answer["value"])
        tones.append(question.report[0]["tone"])
    assert tones.count("good") == 1
