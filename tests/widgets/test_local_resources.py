"""The play with resources: scores, places, substitution, whose scores, what does not fit."""

import numpy as np
import pytest

from course.models.local_resources import RESOURCES, strength
from course.texts import LANGUAGES, Words
from widgets import LocalResources, LocalResourcesBet, LocalResourcesRatings, LocalResourcesStrength
from widgets.local_resources import PLACES, TOWN


def test_play_waits_for_the_bet():
    play = LocalResources("en")
    assert play.children == (play.bet,)
    play.bet.values = {"answer": "skip"}
    assert play.children == (play.bet, play.ratings, play.strength)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_bet_gets_its_verdict_with_the_models_numbers(language):
    words = Words("local_resources", language)
    for answer in words.node("bet.options"):
        play = LocalResourcesStrength(language, bet=LocalResourcesBet(language, answer=answer))
        values = {"mean": strength(TOWN), "geometric": strength(TOWN, substitution=0), "least": 1.0}
        assert play.report[0]["text"] == words(f"verdict.{answer}", **values)


def test_every_place_has_three_people_who_scored_all_seven():
    for scores in PLACES.values():
        assert np.array(scores).shape == (3, len(RESOURCES))
        assert {1, 5} & set(np.ravel(scores).tolist())


def test_the_question_goes_to_the_two_ends_of_the_longest_line():
    ratings = LocalResourcesRatings("en")
    assert "political will" in ratings.report[1]["text"]
    assert "gave 2" in ratings.report[1]["text"]
    ratings.values = {**ratings.values, "memory_capital": 5, "place": "estate"}
    assert "“memory capital”" in ratings.report[1]["text"]
    assert "gave 1 and whoever gave 5" in ratings.report[1]["text"]


def test_own_scores_are_taken_over_as_they_change():
    ratings = LocalResourcesRatings("en")
    play = LocalResourcesStrength("en", ratings=ratings)
    np.testing.assert_allclose(play.scores, TOWN)
    play.values = {**play.values, "whose": "own"}
    ratings.values = {**ratings.values, "evaluation": 1}
    assert play.scores[RESOURCES.index("evaluation")] == 1
    assert "evaluation of earlier work, with 1" in play.report[0]["text"]


def test_where_a_point_helps_most_depends_on_substitution():
    play = LocalResourcesStrength("en")
    play.values = {**play.values, "substitution": -10}
    assert "evaluation of earlier work" in play.report[1]["text"]
    ratings = LocalResourcesRatings("en", **dict(zip(RESOURCES, (2, 3, 4, 3, 4, 3, 4), strict=True)))
    own = LocalResourcesStrength("en", ratings=ratings, whose="own")
    assert "makes no difference" in own.report[1]["text"]
    own.values = {**own.values, "substitution": -3}
    assert "political will" in own.report[1]["text"]


def test_equal_and_full_scores_are_told_plainly():
    ratings = LocalResourcesRatings("en", **dict.fromkeys(RESOURCES, 5))
    play = LocalResourcesStrength("en", ratings=ratings, whose="own")
    assert "no weakest link" in play.report[0]["text"]
    assert play.report[1]["text"] == "Every resource stands at 5 already."


def test_a_score_off_the_scale_is_refused_and_the_last_good_one_stays():
    ratings = LocalResourcesRatings("pl")
    ratings.values = {**ratings.values, "evaluation": 9}
    assert "od 1 do 5" in ratings.errors["evaluation"]
    assert ratings.own[4] == 3
