"""The checks of exercises: what they accept, and how they speak to a learner who is not there yet."""

import functools
import logging
import sys
import warnings
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

from course.checks import Check, CheckError
from course.models import coalitions
from course.models.coalitions import shapley as renamed
from course.texts import LANGUAGES, Words

GAME = [0, 4, 2, 8, 0, 6, 6, 17]
HINT = "exercise.surplus"


def failure(answer, expected=3, arguments=([4, 9], 16), language="en", **options) -> str:
    with pytest.raises(CheckError) as caught:
        Check("synergy", {"language": language, "surplus": answer}).equal(
            "surplus", arguments, expected, HINT, **options
        )
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__
    return str(caught.value)


@pytest.mark.parametrize("language", LANGUAGES)
def test_right_answer_prints_one_line_in_the_learners_language(language, capsys):
    check = Check("synergy", {"language": language, "surplus": lambda alone, together: together - sum(alone)})
    assert check.equal("surplus", ([4, 9], 16), 3, HINT) is None
    assert (
        capsys.readouterr().out
        == Words("exercise", language)("check.right", call="surplus([4, 9], 16)", expected=3) + "\n"
    )


@pytest.mark.parametrize("answer", [3, 3.0, 3 + 1e-10, np.float64(3), np.array(3), Fraction(3), Decimal(3)])
def test_any_kind_of_number_within_tolerance_is_right(answer):
    Check("synergy", {"language": "en", "surplus": lambda: answer}).equal("surplus", (), 3, HINT)


@pytest.mark.parametrize("answer", [[1, 2], (1, 2), np.array([1.0, 2.0]), [Fraction(1), 2]])
def test_any_kind_of_list_of_numbers_is_right(answer):
    Check("synergy", {"language": "en", "shares": lambda: answer}).equal("shares", (), [1, 2], HINT)


def test_values_that_are_no_numbers_are_compared_as_they_are():
    check = Check("synergy", {"language": "en", "stable": lambda: np.bool_(True), "name": lambda: "star"})
    check.equal("stable", (), True, HINT)
    check.equal("name", (), "star", HINT)
    with pytest.raises(CheckError):
        check.equal("name", (), "empty", HINT)


@pytest.mark.parametrize("language", LANGUAGES)
def test_wrong_answer_is_told_both_numbers_and_the_idea(language):
    message = failure(lambda alone, together: together, language=language)
    assert "surplus([4, 9], 16)" in message
    assert " 16. " in message
    assert message.endswith(Words("synergy", language)(HINT))


def raises(alone, together):
    return together / 0


def leaves(alone, together):
    sys.exit()


def undone(alone, together):
    raise NotImplementedError


@pytest.mark.parametrize(
    ("answer", "key"),
    [
        (undone, "undone"),
        (raises, "raised"),
        (leaves, "raised"),
        (lambda: 3, "raised"),
        (lambda alone, together: None, "nothing"),
        (lambda alone, together: "3", "number"),
        (lambda alone, together: True, "number"),
        (lambda alone, together: [3], "number"),
        (lambda alone, together: {"surplus": 3}, "number"),
        (lambda alone, together: [[3], [3, 4]], "number"),
        (lambda alone, together: float("nan"), "not_finite"),
        (3, "not_function"),
    ],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_unusable_answer_gets_one_friendly_sentence(answer, key, language):
    telling = Words("exercise", language).node(f"check.{key}")[language].split("{call}")[-1].split("{")[0]
    message = failure(answer, language=language)
    assert telling in message
    assert "\n" not in message


def test_list_of_another_length_is_told_how_many_numbers_were_expected():
    assert "(3 in all)" in failure(lambda worth: [1, 2], expected=[7, 6, 4], arguments=(GAME,))


@pytest.mark.parametrize("language", LANGUAGES)
def test_answer_that_is_not_there_is_asked_for_by_name(language):
    with pytest.raises(CheckError, match="surplus"):
        Check("synergy", {"language": language}).equal("surplus", ([4, 9], 16), 3, HINT)


@pytest.mark.parametrize("answer", [lambda *_: 7.25, raises, leaves, lambda *_: [7.25], lambda *_: None, undone])
def test_hidden_check_gives_away_no_number(answer):
    message = failure(answer, hidden=True)
    assert not any(sign.isdigit() for sign in message)


def test_hidden_check_drops_what_the_function_prints(capsys):
    check = Check("synergy", {"language": "en", "surplus": lambda alone, together: print(alone) or 3})
    check.equal("surplus", ([4, 9], 16), 3, HINT, hidden=True)
    assert not any(sign.isdigit() for sign in capsys.readouterr().out)


def test_error_shows_its_sentence_in_short_lines_and_no_traceback():
    assert CheckError("Not yet.")._render_traceback_() == ["Not yet."]
    assert max(map(len, CheckError("Not yet. " * 20)._render_traceback_())) <= 80


def test_changing_the_arguments_in_place_does_no_harm():
    alone = [4, 9]

    def surplus(alone, together):
        return together - alone.pop() - alone.pop()

    check = Check("synergy", {"language": "en", "surplus": surplus})
    check.equal("surplus", (alone, 16), 3, HINT)
    check.equal("surplus", (alone, 16), 3, HINT)
    assert alone == [4, 9]


def test_warnings_and_log_lines_of_the_function_reach_nobody(capsys):
    def surplus(alone, together):
        warnings.warn("mind the gap", stacklevel=1)
        logging.getLogger("learner").error("mind the gap")
        print("mind the gap", file=sys.stderr)
        np.float64(1) / np.float64(0)
        return together - sum(alone)

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        Check("synergy", {"language": "en", "surplus": surplus}).equal("surplus", ([4, 9], 16), 3, HINT)
    assert capsys.readouterr().err == ""
    assert logging.root.manager.disable == logging.NOTSET


def hides_the_call(worth):
    try:
        return coalitions.shapley(worth)
    except BaseException:  # noqa: BLE001 - what a learner might try
        return [7, 6, 4]


@pytest.mark.parametrize(
    "answer",
    [
        coalitions.shapley,
        renamed,
        functools.partial(renamed),
        lambda worth: list(renamed(worth)),
        lambda worth: (share for share in renamed(worth)),
        hides_the_call,
    ],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_answer_that_calls_the_courses_model_is_caught(answer, language):
    message = failure(answer, expected=[7, 6, 4], arguments=(GAME,), language=language)
    assert message == Words("exercise", language)("check.model", name="surplus")


def test_profiler_that_ran_before_runs_on():
    def profiler(*_):
        return None

    sys.setprofile(profiler)
    try:
        failure(raises)
        assert sys.getprofile() is profiler
    finally:
        sys.setprofile(None)


def test_dictionary_of_numbers_comes_back_as_floats():
    assert Check("synergy", {"language": "en", "pair": {"trust": 1, "more": "x"}}).numbers("pair", ("trust",)) == {
        "trust": 1.0
    }


@pytest.mark.parametrize(
    "pair", [None, [0.5], {}, {"cost": 1}, {"trust": "0.5"}, {"trust": None}, {"trust": ...}, {"trust": float("nan")}]
)
def test_anything_but_a_dictionary_of_numbers_is_refused_by_name(pair):
    with pytest.raises(CheckError, match="trust"):
        Check("synergy", {"language": "pl", "pair": pair}).numbers("pair", ("trust",))


@pytest.mark.parametrize("language", LANGUAGES)
def test_condition_that_fails_is_answered_with_the_hint(language, capsys):
    check = Check("synergy", {"language": language})
    assert check.true(True, "exercise.trust_range") is None
    assert capsys.readouterr().out.startswith("✓")
    with pytest.raises(CheckError) as caught:
        check.true(False, "exercise.loses", together=14.5)
    assert str(caught.value) == Words("synergy", language)("exercise.loses", together=14.5)
