"""The crowd's bars, line and sentences."""

import numpy as np
import pytest

from course.figures.shared_energy import LOW, Crowd, cover
from course.models.shared_energy import cascade
from course.texts import LANGUAGES

CHAIN = np.arange(10)


def told(language, waiting, played):
    picture = Crowd(language)
    counts = cascade(waiting)
    picture.tell_round(counts, played, waiting)
    return picture.sentence


def test_bars_are_as_high_as_what_people_wait_for_and_never_vanish():
    picture = Crowd("en")
    picture.update(np.array([0, 3, 5]), np.array([True, False, False]))
    assert [bar.get_height() for bar in picture.bars[:3]] == [LOW, 3, 5]
    assert [bar.get_visible() for bar in picture.bars] == [True] * 3 + [False] * 7
    assert picture.bars[0].get_facecolor() != picture.bars[1].get_facecolor()
    assert picture.level.get_ydata()[0] == 1
    assert picture.count.get_text() == "there already: 1"


def test_sentence_says_where_the_rounds_are():
    assert told("en", CHAIN, 0).endswith("wait for nobody: 1 of 10.")
    assert told("en", CHAIN, 4) == "After round 4: 4 of 10. The next round brings 1 more."
    assert told("en", CHAIN, 10) == "After round 10 all are there: 10 of 10."
    careful = np.array([0, 2, 2, 3])
    assert told("pl", careful, 3) == (
        "Po rundzie 1 wszystko staje na 1 z 4: osoba, której brakuje najmniej, czeka na 2."
    )


def test_a_person_won_over_is_told_against_what_was_before():
    picture = Crowd("en")
    picture.tell_won(np.array([0, 0, 3, 5, 5]), None)
    assert "2 of 5 join by themselves" in picture.sentence
    picture.tell_won(np.array([0, 0, 3, 5, 5]), 4)
    assert picture.sentence.startswith("Person 5 is won over, and in the end 4 of 5 have joined; without that it was 2")


@pytest.mark.parametrize("language", LANGUAGES)
def test_cover_is_drawn(language):
    assert cover(language).svg().startswith("<svg")
    assert cover(language).sentence
