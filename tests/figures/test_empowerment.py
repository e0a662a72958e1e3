"""Arrows, coins and the ladder say in words what they show."""

import pytest

from course.figures.empowerment import Arrows, Coins, Ladder, cover, percent


def test_arrows_count_themselves_and_name_the_longest():
    picture = Arrows("en")
    picture.update(["I think", "I act", "I ask"], [2, 1, 4], [3, 4, 2])
    assert picture.sentence == "Up: 2, down: 1, unchanged: 0. The longest step: “I act”, from 1 to 4."
    assert [arrow.get_visible() for arrow in picture.arrows] == [True] * 3 + [False] * 5


def test_an_arrow_back_is_dashed_and_a_mark_that_stayed_has_none():
    picture = Arrows("pl")
    picture.update(["Myślę", "Działam", "Pytam"], [2, 4, 3], [3, 2, 3])
    on, back, stayed = picture.arrows[:3]
    assert on.arrow_patch.get_linestyle() == "-"
    assert back.arrow_patch.get_linestyle() != "-"
    assert not stayed.get_visible()


def test_where_no_mark_moved_the_sentence_says_so():
    picture = Arrows("pl")
    picture.update(["Myślę", "Działam"], [2, 2], [2, 2])
    assert picture.sentence.endswith("Żadna ocena się nie zmieniła.")


def test_marks_with_a_decimal_are_written_as_the_language_does():
    picture = Arrows("pl")
    picture.update(["Myślę"], [2], [4.5])
    assert "z 2 na 4,5" in picture.sentence


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "28.9% of groups would split at least this unevenly"), ("pl", "podzieliłoby się 28,9% grup")],
)
def test_coins_say_how_often_chance_would_do_it(language, said):
    picture = Coins(language)
    picture.update(6, 2, 0, 0)
    assert said in picture.sentence
    assert "28" in picture.key.get_texts()[0].get_text()


def test_bars_as_uneven_are_told_by_hatching_and_not_by_colour_alone():
    picture = Coins("en")
    picture.update(6, 2, 3, 0)
    shown = [bar for bar in picture.bars if bar.get_visible()]
    assert len(shown) == 9
    assert [bool(bar.get_hatch()) for bar in shown] == [True] * 3 + [False] * 3 + [True] * 3
    assert "Unchanged and left out: 3." in picture.sentence


def test_one_mood_empties_the_middle():
    picture = Coins("en")
    picture.update(8, 0, 0, 1)
    assert [round(bar.get_height()) for bar in picture.bars[:9]] == [50, *[0] * 7, 50]


@pytest.mark.parametrize(
    ("n", "said"), [(1, "Zmieniła się jedna ocena"), (3, "Zmieniły się 3 oceny"), (5, "Zmieniło się 5 ocen")]
)
def test_marks_are_counted_as_poles_do(n, said):
    picture = Coins("pl")
    picture.update(n, 0, 0, 0)
    assert picture.sentence.startswith(said)


def test_nothing_changed_leaves_nothing_to_count():
    picture = Coins("en")
    picture.update(0, 0, 7, 0)
    assert picture.sentence == "No mark changed, so there is nothing to count. Unchanged and left out: 7."


@pytest.mark.parametrize(("share", "said"), [(0.2890625, "28,9"), (0.0078125, "0,78"), (1e-6, "<0,01"), (1.0, "100")])
def test_per_cent_keep_what_says_something(share, said):
    assert percent(share, "pl") == said


def test_stories_stand_at_their_rungs_and_are_counted_by_part():
    picture = Ladder("en")
    picture.update({1: "informing", 4: "none", 6: "partnership", 8: "power"}, 11)
    assert picture.stories["none"].get_text() == "4"
    assert "4 of 11" in picture.sentence
    assert "rungs 6 to 8: 2; token, rungs 3 to 5: 1; no participation, rungs 1 and 2: 1" in picture.sentence
    assert picture.stories["none"].get_position()[1] < picture.stories["informing"].get_position()[1]


def test_an_empty_ladder_is_read_out_from_below():
    picture = Ladder("pl")
    picture.update({}, 11)
    assert picture.sentence.startswith("Drabina od dołu: manipulacja i terapia")


def test_the_same_figure_is_updated_in_place():
    picture = Coins("en")
    picture.update(6, 2, 0, 0)
    before, first = picture.figure, picture.svg()
    picture.update(20, 20, 0, 0.4)
    assert picture.figure is before
    assert picture.svg() != first


def test_cover_shows_somebody_on_the_way():
    assert "7" in cover("pl").sentence
