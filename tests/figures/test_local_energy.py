"""The three pictures of the keys: what moved, what is common, how much any two share."""

import pytest
from matplotlib.colors import to_hex

from course.figures._style import COLOURS
from course.figures.local_energy import MOST, Ground, Overlap, Shift, cover

NAMES = ("Gmina", "Koło", "Szkoła", "Pole")
GOALS = ("woda", "ścieżka", "goście", "lekcje", "cisza")
HELD = [{0, 1}, {0, 2}, {0, 1, 3}, {2}]


@pytest.mark.parametrize(("language", "said"), [("en", "starting point: 9 → 6"), ("pl", "punkt wyjścia: 9 → 6")])
def test_shift_says_both_rounds_of_every_key(language, said):
    picture = Shift(language)
    picture.update([9, 4], [6, 4], 12)
    assert said in picture.sentence
    assert picture.before.get_offsets().tolist() == [[9, 0], [4, 1]]
    assert picture.after.get_offsets().tolist() == [[6, 0], [4, 1]]


def test_shift_shows_the_change_as_a_number_with_its_sign_and_hides_keys_not_voted_on():
    picture = Shift("pl")
    picture.update([9, 4, 1], [6, 4, 3], 12)
    assert [change.get_text() for change in picture.changes[:3]] == ["−3", "±0", "+2"]
    assert [change.get_visible() for change in picture.changes] == [True] * 3 + [False] * 2
    assert [arrow.get_visible() for arrow in picture.arrows] == [True, False, True, False, False]


def test_ground_puts_the_most_shared_goal_on_top_and_names_its_partners():
    picture = Ground("pl")
    picture.update(GOALS, HELD, 3)
    assert [text.get_text() for text in picture.names] == ["woda", "ścieżka", "goście", "lekcje", "cisza", "", "", ""]
    assert [digit.get_text() for digit in picture.digits[0]] == ["1", "2", "3", "", "", ""]
    assert [text.get_weight() for text in picture.names[:2]] == ["bold", "normal"]
    assert picture.sentence == "Cele, które ma co najmniej 3 z 4 partnerów: woda."


def test_ground_without_a_common_goal_says_how_far_it_is():
    picture = Ground("en")
    picture.update(GOALS, HELD, 4)
    assert picture.sentence == "No goal is shared by 4 of 4 partners. At most 3 partners have the same goal."
    picture.update(GOALS, [{0}, {1}], 2)
    assert picture.sentence.endswith("Every goal belongs to one partner only.")
    picture.update(GOALS, [set(), set()], 2)
    assert picture.sentence == "No goal has been ticked."


def test_ground_cuts_a_long_name_in_the_picture_and_not_in_the_sentence():
    picture = Ground("en")
    picture.update(["a path along the whole bank", "b", "c"], [{0}, {0}], 2)
    assert picture.names[0].get_text() == "a path along the wh…"
    assert "a path along the whole bank" in picture.sentence


def test_a_square_is_filled_as_far_as_two_lists_overlap():
    picture = Overlap("pl")
    picture.update(NAMES, HELD)
    assert picture.values[0, 1].get_text() == picture.values[1, 0].get_text() == "0,33"
    assert picture.fills[0, 1].get_height() == pytest.approx(0.92 / 3)
    assert not picture.frames[0, 0].get_visible()
    assert not picture.frames[0, MOST - 1].get_visible()
    best = "Najbliższe sobie listy: Gmina i Szkoła, 0,67 (różnych celów: 3, w tym wspólnych: 2)."
    assert picture.sentence.startswith(best)
    assert picture.sentence.endswith("Najdalsze: Gmina i Pole, 0.")


def test_lists_that_share_alike_are_said_to():
    picture = Overlap("en")
    picture.update(NAMES[:3], [{0, 1}, {0, 2}, {1, 2}])
    assert picture.sentence == "Any two lists share just as much: 0.33."
    picture.update(NAMES[:2], [{0, 1}, {0}])
    assert "Farthest" not in picture.sentence


def test_the_same_figure_is_updated_in_place():
    picture = Ground("en")
    figure = picture.figure
    picture.update(GOALS, HELD, 3)
    first = picture.svg()
    picture.update(GOALS, HELD, 2)
    assert picture.figure is figure
    assert picture.svg() != first


def test_every_word_takes_a_colour_that_follows_the_theme():
    shift, ground, overlap = Shift("en"), Ground("en"), Overlap("en")
    shift.update([9, 4], [6, 4], 12)
    ground.update(GOALS, HELD, 3)
    overlap.update(NAMES, HELD)
    for picture in (shift, ground, overlap):
        legends = [text for legend in picture.figure.legends for text in legend.get_texts()]
        words = [text for text in (*legends, *picture.figure.texts, *picture.axes.texts) if text.get_text()]
        assert {to_hex(text.get_color()) for text in words} <= set(COLOURS.values())


def test_cover_shows_one_goal_of_all():
    assert cover("en").sentence == "Goals of at least 4 of 4 partners: clean water."
