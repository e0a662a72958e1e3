"""A shared vision as a person plays it: the bet, the rounds of talk, the table of tasks."""

import numpy as np
import pytest

from widgets import Question, SharedVision, SharedVisionBet, SharedVisionTalk, SharedVisionTasks

SLUG = "shared_vision"


def typed(widget, **values):
    widget.set_state({"values": {**widget.values, **values}})


def press(widget, name):
    widget.set_state({"pressed": [name, (widget.pressed[1] if widget.pressed else 0) + 1]})


def changed(values, row, value):
    return [value if index == row else old for index, old in enumerate(values)]


def block(widget, key):
    return next(row for row in widget.report if row.get("title") == widget.words(key))


def test_the_play_opens_once_a_bet_is_placed():
    whole = SharedVision("en")
    assert whole.children == (whole.bet,)
    typed(whole.bet, answer="mean")
    assert whole.children == (whole.bet, whole.talk, whole.tasks)


@pytest.mark.parametrize("answer", ["mean", "half", "rock", "never", "skip"])
def test_every_bet_comes_back_as_its_own_verdict_once_the_talk_has_begun(answer):
    whole = SharedVision("pl")
    typed(whole.bet, answer=answer)
    assert "Jeszcze nic nie powiedziano" in whole.talk.report[0]["text"]
    typed(whole.talk, step=1)
    assert whole.talk.report[0]["text"] == whole.talk.words(f"verdict.{answer}", rest="na 1")


def test_talk_without_a_bet_gives_no_verdict():
    talk = SharedVisionTalk("en")
    typed(talk, step=5)
    assert talk.report[0]["title"] == "Is it a shared vision?"
    assert SharedVisionBet("en").report == []


def test_after_one_round_the_four_stand_at_the_mean_and_in_the_end_at_one():
    talk = SharedVisionTalk("en")
    typed(talk, step=1)
    assert "views from 1 to 6" in talk.pictures[0]["sentence"]
    typed(talk, step=20)
    assert "views from 1 to 1.1" in talk.pictures[0]["sentence"]
    assert "come to rest at 1" in block(talk, "talk.title")["text"]
    assert "100%, comes from one first view (Shopkeepers)" in block(talk, "talk.voice_title")["text"]


@pytest.mark.parametrize(
    ("case", "rest", "tone"),
    [
        ("rock", "at 1,", "good"),
        ("careful", "between 3.7 and 7.78", "bad"),
        ("leader", "at 5.25,", "good"),
        ("bridge", "at 5.73,", "good"),
        ("apart", "between 3.67 and 9.5", "bad"),
    ],
)
def test_each_case_comes_to_rest_where_its_story_says(case, rest, tone):
    talk = SharedVisionTalk("en")
    press(talk, case)
    typed(talk, step=7)
    found = block(talk, "talk.title")
    assert f"come to rest {rest}" in found["text"]
    assert found["tone"] == tone
    assert block(talk, "talk.story")["text"] == talk.words(f"talk.stories.{case}")
    typed(talk, all=0.95)
    assert "talk.story" not in [row.get("title") for row in talk.report]
    assert len(talk.report) == 3


def test_a_case_begins_before_the_first_round():
    talk = SharedVisionTalk("en")
    typed(talk, step=12)
    press(talk, "bridge")
    assert talk.state["step"] == 0


@pytest.mark.parametrize(("case", "loose"), [("rock", False), ("careful", False), ("leader", True), ("apart", True)])
def test_a_resting_point_that_hangs_on_the_first_views_alone_is_said_to(case, loose):
    talk = SharedVisionTalk("pl")
    press(talk, case)
    typed(talk, step=1)
    assert (talk.words("talk.loose") in block(talk, "talk.title")["text"]) is loose


def test_a_little_of_ones_own_keeps_the_four_between():
    talk = SharedVisionTalk("en")
    typed(talk, openness=[0.8, 0, 0.8, 0.8, 0.8, 1], step=20)
    rest = talk.drawn[0].marks["rest"].get_xdata()
    np.testing.assert_allclose([rest[0], rest[4]], [3.82, 5.02], atol=0.01)


def test_the_one_in_the_middle_has_half_the_say_and_the_bridge_the_most():
    talk = SharedVisionTalk("en")
    press(talk, "leader")
    typed(talk, step=20)
    assert "50%, comes from one first view (Town hall)" in block(talk, "talk.voice_title")["text"]
    press(talk, "bridge")
    typed(talk, step=20)
    assert "27%, comes from one first view (Bus company)" in block(talk, "talk.voice_title")["text"]


def test_where_nobody_moves_every_first_view_counts_alike():
    talk = SharedVisionTalk("pl")
    typed(talk, all=0, step=10)
    assert "jednakowo: 20%" in block(talk, "talk.voice_title")["text"]
    assert "rozstęp 9" in talk.pictures[0]["sentence"]


def test_partners_come_and_go_and_have_names_of_their_own():
    talk = SharedVisionTalk("en")
    for partners in (3, 6):
        for hears in ("table", "ring", "leader", "bridge", "apart"):
            typed(talk, partners=partners, hears=hears, names=changed(talk.values["names"], 0, "Żłobek"), step=2)
            assert "Żłobek" in talk.pictures[0]["sentence"]
            assert len(talk.drawn[0].rows) == partners


def test_openness_outside_its_range_is_refused_beside_the_table():
    talk = SharedVisionTalk("pl")
    typed(talk, openness=changed(talk.values["openness"], 2, "1,4"))
    assert "od 0 do 1" in talk.errors["openness"]
    assert talk.state["openness"][2] == 1


def test_after_the_first_meeting_two_tasks_have_nobody_and_two_have_several():
    tasks = SharedVisionTasks("en")
    assert "For 2 tasks nobody answers: Watering the trees, Upkeep after" in tasks.pictures[0]["sentence"]
    assert tasks.report[0]["tone"] == "bad"
    assert (
        "Plan of the square: Town hall, Residents. Who has the last word when they disagree?"
        in (tasks.report[0]["items"])
    )
    assert "Library 0" in tasks.report[1]["text"]


def test_after_the_second_meeting_everything_has_one_and_everyone_for_everything_is_no_order():
    tasks = SharedVisionTasks("pl")
    press(tasks, "second")
    typed(tasks, count=8)
    assert tasks.report[0]["tone"] == "good"
    press(tasks, "everyone")
    assert len(tasks.report[0]["items"]) == 8


@pytest.mark.parametrize("text", ["6", "me", "1.5", "1-3", "-1"])
def test_what_is_no_partners_number_is_answered_and_the_last_good_picture_stays(text):
    tasks = SharedVisionTasks("en")
    before = tasks.pictures[0]["sentence"]
    typed(tasks, claim=changed(tasks.values["claim"], 1, text))
    assert tasks.errors["claim"].startswith("Beside “Parking during the works” put numbers from 1 to 5")
    assert tasks.pictures[0]["sentence"] == before


@pytest.mark.parametrize(("text", "names"), [("2 4", "Shopkeepers, Library"), ("4;2,", "Shopkeepers, Library")])
def test_numbers_may_be_parted_as_people_part_them(text, names):
    tasks = SharedVisionTasks("en")
    typed(tasks, claim=changed(tasks.values["claim"], 2, text))
    assert tasks.errors == {}
    assert f"Watering the trees: {names}. Who has the last word" in " ".join(tasks.report[0]["items"])


def test_an_empty_claim_is_refused_in_place():
    tasks = SharedVisionTasks("pl")
    typed(tasks, claim=changed(tasks.values["claim"], 1, " "))
    assert tasks.errors["claim"].startswith("Przy zadaniu „Parkowanie w czasie prac” wpisz numery od 1 do 5")
    assert "Za 2 zadania nie odpowiada nikt" in tasks.pictures[0]["sentence"]


def test_a_link_with_a_claim_that_cannot_be_read_still_draws_the_rest(monkeypatch):
    monkeypatch.setenv("QUERY_STRING", "tasks.claim=%5B%22all%22%2Cnull%2Cnull%2Cnull%2Cnull%2Cnull%2Cnull%2Cnull%5D")
    tasks = SharedVisionTasks("en")
    assert "claim" in tasks.errors
    assert "For 3 tasks nobody answers" in tasks.pictures[0]["sentence"]


def test_tasks_and_partners_have_names_of_their_own():
    tasks = SharedVisionTasks("en")
    typed(tasks, task=changed(tasks.values["task"], 2, "Benches"), names=["A", "B", "C", "D", "E"])
    assert "Benches" in tasks.pictures[0]["sentence"]
    assert "A 2, B 2, C 1, D 0, E 1" in tasks.report[1]["text"]


def test_a_link_carries_who_listens_to_whom(monkeypatch):
    monkeypatch.setenv("QUERY_STRING", "talk.hears=%22apart%22&talk.step=3")
    talk = SharedVisionTalk("pl")
    assert "między 1 a 9,5" in talk.report[0]["text"]


def test_every_answer_to_the_question_gets_its_own_feedback():
    question = Question(SLUG, "pl")
    seen = []
    for answer in question.controls[0]["options"]:
        typed(question, answer=answer["value"])
        seen.append((question.report[0]["text"], question.report[0]["tone"]))
    assert len(set(seen)) == len(seen)
    assert [tone for _, tone in seen].count("good") == 1
