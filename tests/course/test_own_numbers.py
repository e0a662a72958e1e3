"""Numbers drawn from a learner's identifier: the same everywhere, many in a class, and each has a whole answer."""

from itertools import product

import pytest

from course.catalog import ROOT, concepts
from course.checks import Check, CheckError
from course.own_numbers import choices, own_numbers
from course.texts import LANGUAGES, Words

SLUGS = {row.slug for row in concepts()}


def test_exercises_that_draw_numbers_are_the_ones_that_say_so():
    assert set(choices()) <= SLUGS
    for slug, language in product(SLUGS, LANGUAGES):
        source = (ROOT / f"exercises/{language}/{slug}/{slug}.ipynb").read_text(encoding="utf-8")
        assert (".own()" in source) == ("me = " in source) == (slug in choices()), slug


def test_what_was_once_drawn_stays_drawn():
    # Worked out with another tool: sha256 of "anna\nleverage", its remainders by 7, 7 and 4 in turn.
    assert own_numbers("leverage", "anna") == {"grant": 28000, "own": 8000, "rate": 40}


@pytest.mark.parametrize("written", ["Anna", " ANNA ", "anna\t", "ａｎｎａ"])
def test_capitals_blanks_and_wide_letters_make_no_other_person(written):
    assert own_numbers("leverage", written) == own_numbers("leverage", "anna")


def test_a_class_gets_many_budgets_and_every_budget_has_a_whole_answer():
    budgets = {tuple(own_numbers("leverage", f"learner{number}").values()) for number in range(30)}
    assert len(budgets) > 20
    for grant, own, rate in product(*choices()["leverage"].values()):
        assert (grant - own) % rate == 0


def test_nobody_and_an_exercise_without_own_numbers_are_refused():
    with pytest.raises(ValueError, match="got nothing"):
        own_numbers("leverage", " \n")
    with pytest.raises(KeyError):
        own_numbers("synergy", "anna")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_notebook_that_names_nobody_is_asked_for_a_name(language, monkeypatch):
    monkeypatch.delenv("COURSE_LEARNER", raising=False)
    monkeypatch.delenv("JUPYTERHUB_USER", raising=False)
    for me in ("", "  ", 7, None):
        with pytest.raises(CheckError) as told:
            Check("leverage", {"language": language, "me": me}).own()
        assert str(told.value) == Words("exercise", language)("check.no_name")


def test_who_is_logged_in_needs_to_write_nothing_and_what_is_written_goes_first(monkeypatch, capsys):
    monkeypatch.delenv("COURSE_LEARNER", raising=False)
    monkeypatch.setenv("JUPYTERHUB_USER", "anna")
    assert Check("leverage", {"me": ""}).own() == own_numbers("leverage", "anna")
    assert "anna" in capsys.readouterr().out
    assert Check("leverage", {"me": "jan"}).own() == own_numbers("leverage", "jan")
