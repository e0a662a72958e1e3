"""The three pictures of votes and power say in words what they show."""

import numpy as np
import pytest

from course.figures.democracy import Groups, Power, Stairs, cover
from course.models.democracy import stairs

NAMES = ["Hall", "Choir", "Mill", "Brigade"]


def shown(picture):
    return [label.get_text() for label in picture.axes.get_yticklabels()]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Votes in all: 10; a decision needs 6. Hall: 30% of the votes, 33.3% of the power; Choir: 10%"),
        ("pl", "Głosów jest razem 10, do decyzji trzeba 6. Hall: 30% głosów, 33,3% siły; Choir: 10% głosów, 0% siły"),
    ],
)
def test_power_stands_beside_votes(language, said):
    picture = Power(language, 4)
    picture.update(NAMES, [3, 1, 3, 3], 6)
    assert said in picture.sentence
    np.testing.assert_allclose([bar.get_width() for bar in picture.votes], [30, 10, 30, 30])
    np.testing.assert_allclose([bar.get_width() for bar in picture.power], [100 / 3, 0, 100 / 3, 100 / 3])


def test_no_power_and_a_veto_have_signs_besides_colours():
    picture = Power("en", 3)
    picture.update(NAMES[:3], [4, 1, 1], 4)
    assert [label.get_text() for label in picture.labels[1]] == ["100%", "0% ✕", "0% ✕"]
    assert shown(picture) == ["Hall ■", "Choir", "Mill"]
    assert "■" in picture.axes.get_xlabel()
    picture.update(NAMES[:3], [1, 1, 1], 2)
    assert "■" not in picture.axes.get_xlabel()


def test_the_other_index_has_a_mark_of_its_own_and_no_number_lies_under_it():
    picture = Power("en", 3)
    picture.update(NAMES[:3], [2, 1, 1], 3)
    np.testing.assert_allclose(picture.other.get_xdata(), [60, 20, 20])
    assert all(
        label.get_position()[0] > x for label, x in zip(picture.labels[1], picture.other.get_xdata(), strict=True)
    )


def test_a_long_name_is_cut_and_a_dollar_is_a_sign_like_any_other():
    picture = Power("en", 2)
    picture.update(["A very long name", "$5 club$"], [1, 1], 2)
    assert shown(picture) == ["A very long n… ■", r"\$5 club\$ ■"]
    assert picture.svg()


@pytest.mark.parametrize(
    ("language", "votes", "said"),
    [
        ("en", [4, 3, 3], "Public: 40% of the votes, 66.7% of the power"),
        ("en", [6, 4, 0], "Over 49%: public."),
        ("pl", [4, 3, 3], "Żaden sektor nie przekracza 49%."),
        ("pl", [5, 5, 0], "Ponad 49%: publiczny, społeczny."),
    ],
)
def test_groups_are_held_against_the_limit(language, votes, said):
    picture = Groups(language)
    picture.update(votes, 7)
    assert said in picture.sentence
    assert set(picture.limit.get_xdata()) == {49}


def test_stairs_stand_where_the_partner_is():
    picture = Stairs("en", 20)
    climb = stairs([3, 1, 3, 3], 1, 20)
    picture.update("Choir", 9, climb, 3)
    np.testing.assert_allclose([picture.here.get_xdata()[0], picture.here.get_ydata()[0]], [3, 25])
    np.testing.assert_allclose(picture.even.get_ydata()[3], 25)
    assert picture.sentence.endswith("One vote more or fewer changes it.")


@pytest.mark.parametrize(
    ("language", "votes", "said"),
    [
        ("en", 1, "Choir: one vote out of 10, which is 10% of the votes and 0% of the power. The power is the same"),
        ("pl", 2, "Choir: 2 głosy z 11, czyli 18,2% głosów i 0% siły. Siła jest taka sama przy każdej liczbie głosów"),
        ("pl", 12, "Choir: 12 głosów z 21, czyli 57,1% głosów i 100% siły. Od 10 aż do końca skali"),
    ],
)
def test_stairs_say_how_far_the_step_reaches(language, votes, said):
    picture = Stairs(language, 20)
    picture.update("Choir", 9, stairs([3, 1, 3, 3], 1, 20), votes)
    assert picture.sentence.startswith(said)


def test_the_same_figure_is_updated_in_place():
    picture = Power("en", 4)
    before = picture.figure
    picture.update(NAMES, [3, 1, 3, 3], 6)
    first = picture.svg()
    picture.update(NAMES, [3, 1, 3, 3], 7)
    assert picture.figure is before
    assert picture.svg() != first


def test_cover_shows_a_vote_without_power():
    assert "0% ✕" in cover("pl").svg()
