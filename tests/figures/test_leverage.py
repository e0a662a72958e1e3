"""The pictures of leverage say in words what they show."""

import numpy as np
import pytest

from course.figures.leverage import Border, Hill, Numbers, Path, Purse, Sources, cover
from course.models.leverage import public_good


@pytest.mark.parametrize(
    ("language", "said", "numbers"),
    [
        (
            "en",
            "work in kind 12; together 72. Without the grant there would have been 20.",
            "1.5 counting money alone, 1.8",
        ),
        ("pl", "praca 12; razem 72. Bez dotacji byłoby 20.", "1,5 licząc same pieniądze, 1,8 licząc także pracę, 1,3"),
    ],
)
def test_a_budget_is_told_by_its_parts_and_its_numbers(language, said, numbers):
    parts, three = Sources(language), Numbers(language)
    for picture in (parts, three):
        picture.update(40, 10, 10, 12, 20)
    assert said in parts.sentence
    assert numbers in three.sentence
    assert [bar.get_x() for bar in parts.bars] == [0, 40, 50, 60, 0]
    assert [bar.get_width() for bar in three.bars] == pytest.approx([1.5, 1.8, 1.3])


def test_what_was_added_has_a_pattern_and_may_be_less_than_nothing():
    picture = Numbers("en")
    picture.update(10, 2, 3, 45, 80)
    assert picture.bars[2].get_hatch()
    assert picture.values[2].get_text() == "−2"
    assert picture.axes.get_xlim()[0] < -2


def test_the_hill_is_highest_half_and_half():
    picture = Hill("pl")
    picture.update(0.8)
    assert "idzie 80% wysiłku, praca ustala się na poziomie 64%" in picture.sentence
    assert picture.here.get_ydata()[0] == pytest.approx(64)
    before = picture.figure
    picture.update(0.5)
    assert picture.here.get_ydata()[0] == 100
    assert picture.figure is before


@pytest.mark.parametrize(
    ("share", "decay", "said"),
    [
        (1.0, 0.1, "At first the partnership does 200% of what half and half brings. From month 7 on it does less."),
        (0.55, 0.02, "In three years it has not yet fallen below"),
        (0.2, 0.1, "At first the partnership does 40% of what half and half brings, and it never catches up."),
        (0.5, 0.1, "nothing changes"),
    ],
)
def test_a_path_tells_when_it_falls_below_half_and_half(share, decay, said):
    picture = Path("en", 36)
    picture.update(share, decay)
    assert said in picture.sentence
    assert len(picture.turn.get_xdata()) == (share == 1.0)


def test_a_purse_tells_what_each_had_and_has():
    picture = Purse("pl", 4)
    has = np.full(4, 10.0)
    picture.update(["Gmina", "Biblioteka", "Chór", "Piekarnia"], has, public_good([0, 10, 10, 10], 2, has))
    assert "Gmina 10 → 25; Biblioteka 10 → 15" in picture.sentence
    assert "Razem 40 → 70." in picture.sentence
    assert picture.marks.get_xdata().tolist() == [10] * 4


@pytest.mark.parametrize(
    ("multiplier", "said"), [(2, "from a chance of 0.33"), (1, "returns no more"), (4.5, "even in a single round")]
)
def test_the_border_has_a_sentence_on_each_side(multiplier, said):
    picture = Border("en", 6)
    picture.update(4, multiplier, 0.5)
    assert said in picture.sentence
    assert picture.here.get_xdata()[0] == multiplier
    assert picture.keep.get_hatch()


def test_long_names_are_shortened_in_the_picture_and_whole_in_the_sentence():
    picture = Purse("en", 2)
    picture.update(["The Association of Old Orchards", "Choir"], np.ones(2), np.ones(2))
    assert picture.axes.get_yticklabels()[0].get_text() == "The Associati…"
    assert "The Association of Old Orchards 1 → 1" in picture.sentence


def test_cover_shows_the_three_numbers_of_the_bet():
    assert "1.3" in cover("en").svg()
