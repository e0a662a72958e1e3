"""A cluster as a person plays it: the bet, the map step by step, many runs."""

import numpy as np
import pytest

from widgets import Question
from widgets.cluster_stages import RUNS, STEPS, ClusterStages, ClusterStagesBet, ClusterStagesMany, ClusterStagesMap


def typed(widget, **values):
    widget.set_state({"values": {**widget.values, **values}})


def press(widget, name):
    widget.set_state({"pressed": [name, (widget.pressed[1] if widget.pressed else 0) + 1]})


def test_the_play_opens_once_a_bet_is_placed():
    cluster = ClusterStages("en")
    assert cluster.children == (cluster.bet,)
    typed(cluster.bet, answer="same")
    assert cluster.children == (cluster.bet, cluster.map, cluster.many)


@pytest.mark.parametrize("answer", ["with", "without", "same", "depends", "skip"])
def test_the_bet_comes_back_as_a_verdict_beside_many_runs(answer):
    bet = ClusterStagesBet("pl")
    many = ClusterStagesMany("pl", bet=bet)
    before = len(many.report)
    typed(bet, answer=answer)
    assert len(many.report) == before + 1
    assert many.report[0]["title"] == "Twój zakład"


def test_every_step_shows_both_versions_of_the_story():
    play = ClusterStagesMap("en")
    typed(play, step=STEPS)
    with_animator, without, trust, income = (picture["sentence"] for picture in play.pictures)
    assert with_animator.startswith("With an animator, step 60: stage 3")
    assert without.startswith("Without an animator, step 60: ")
    assert trust.startswith("Mean trust at step 60")
    assert income.startswith("By step 60")
    first, second = play.histories
    np.testing.assert_array_equal(first.place, second.place)
    assert first.trust[-1] > second.trust[-1]


def test_another_story_has_other_luck_and_starts_at_the_start():
    play = ClusterStagesMap("en")
    typed(play, step=20, luck=99)
    before = play.histories[0].place
    press(play, "next")
    assert (play.state["step"], play.state["luck"]) == (0, 1)
    assert not np.array_equal(play.histories[0].place, before)


def test_decline_begins_after_step_30_and_not_before():
    play = ClusterStagesMap("en")
    calm = play.histories[0].trust
    typed(play, decline="idle")
    neglected = play.histories[0].trust
    np.testing.assert_array_equal(calm[:31], neglected[:31])
    assert neglected[-1] < calm[-1]
    typed(play, decline="shock")
    assert play.histories[0].income[31:55].mean() < 0.5


@pytest.mark.parametrize("firms", [0, 1])
def test_a_cluster_of_nobody_or_one_is_refused_and_the_last_one_stays(firms):
    play = ClusterStagesMap("pl")
    before = play.pictures
    typed(play, firms=firms)
    assert "od 2 do 24" in play.errors["firms"]
    assert play.state["firms"] == 12
    assert play.pictures == before


def test_many_runs_count_who_came_first():
    many = ClusterStagesMany("en")
    assert "With an animator, 400 valleys at step 60" in many.pictures[0]["sentence"]
    assert f"Of {RUNS} valleys" in many.report[0]["text"]
    assert many.report[0]["tone"] == "good"
    assert sum(many.runs[0].shares[:, -1]) == pytest.approx(1)


def test_without_success_nobody_gets_anywhere():
    many = ClusterStagesMany("en")
    typed(many, success=0)
    assert all("100% in stage 1" in picture["sentence"] for picture in many.pictures)
    assert many.report[0]["tone"] == "bad"


def test_the_lesson_can_read_the_history():
    play = ClusterStagesMap("en")
    assert play.histories[0].stage.shape == (STEPS + 1,)
    assert play.histories[0].income.shape == (STEPS + 1, 12)


def test_every_answer_to_the_question_gets_its_own_feedback():
    question = Question("cluster_stages", "pl")
    seen = []
    for answer in question.controls[0]["options"]:
        typed(question, answer=answer["value"])
        seen.append((question.report[0]["text"], question.report[0]["tone"]))
    assert len(set(seen)) == len(seen)
    assert [tone for _, tone in seen].count("good") == 1


def test_a_link_opens_the_story_at_its_step(monkeypatch):
    monkeypatch.setenv("QUERY_STRING", "map.step=12&map.luck=4")
    assert "step 12:" in ClusterStagesMap("en").pictures[0]["sentence"]
