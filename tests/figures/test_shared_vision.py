"""The three pictures of a shared vision say in words what they show."""

import numpy as np
import pytest

from course.figures.shared_vision import Roles, Rounds, Views, cover
from course.models.shared_vision import discuss, network, settled

NAMES = ["Town hall", "Shopkeepers", "Bus company", "Library", "Residents"]
FIRST = [4.0, 1, 6, 9, 10]
ROCK = network("table", 5), [1, 0, 1, 1, 1]
SAY = np.array([0.07, 0.74, 0.07, 0.07, 0.05])


def shown(picture, step):
    picture.update(NAMES, discuss(FIRST, *ROCK, 20), settled(FIRST, *ROCK), SAY, step)
    return picture


def test_views_move_from_the_first_to_the_present_round():
    picture = shown(Views("en", 5), 5)
    np.testing.assert_allclose(picture.marks["first"].get_xdata(), FIRST)
    np.testing.assert_allclose(picture.marks["now"].get_xdata(), [3.048, 1, 3.048, 3.048, 3.048])
    np.testing.assert_allclose(picture.marks["rest"].get_xdata(), 1)
    np.testing.assert_allclose([bar.get_width() for bar in picture.bars], 100 * SAY)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Round 1: views from 1 to 6, 5 apart. How much of each first view is in the common mean: Town hall 7%"),
        ("pl", "Runda 1: poglądy od 1 do 6, rozstęp 5. Ile każdego z pierwszych poglądów jest we wspólnej średniej"),
    ],
)
def test_views_say_how_far_apart_they_are_and_whose_they_are(language, said):
    assert said in shown(Views(language, 5), 1).sentence


def test_nobody_sees_the_end_before_playing():
    picture = shown(Views("en", 5), 0)
    assert not picture.marks["rest"].get_visible()
    assert shown(picture, 1).marks["rest"].get_visible()


def test_one_common_view_is_said_to_be_one():
    picture = Views("pl", 3)
    path = discuss([5, 5, 5], network("table", 3), [1, 1, 1], 2)
    picture.update(NAMES[:3], path, path[-1], np.full(3, 1 / 3), 2)
    assert picture.sentence.startswith("Runda 2: wszystkie poglądy na 5.")


def test_rounds_are_drawn_only_as_far_as_they_are_played():
    picture = Rounds("en", 20, 5)
    picture.update(discuss(FIRST, *ROCK, 20), 3)
    assert [len(line.get_xdata()) for line in picture.lines] == [4] * 5
    assert picture.sentence.startswith("In 3 rounds the gap between the views has gone from 9 to 3.2.")
    picture.update(discuss(FIRST, *ROCK, 20), 0)
    assert picture.sentence.startswith("Before the first round the views are 9 apart.")


def test_lines_are_told_apart_by_their_dashes_and_share_a_number_where_they_begin_together():
    picture = Rounds("en", 20, 5)
    assert len({str(line._unscaled_dash_pattern) for line in picture.lines}) == 5
    picture.update(discuss([4, 1, 4.2, 9, 10], *ROCK, 20), 0)
    assert [text.get_text() for text in picture.numbers] == ["1, 3", "2", "4", "5", ""]


def test_roles_mark_tasks_without_anybody_and_tasks_with_several():
    picture = Roles("en", 3, 5)
    claims = np.array([[1, 0, 0, 0, 1], [0, 0, 1, 0, 0], [0, 0, 0, 0, 0]])
    picture.update(["Plan", "Parking", "Trees"], NAMES, claims)
    assert [mark.get_text() for mark in picture.marks] == ["× 2", "✓ 1", "nobody"]
    assert len(picture.dots.get_offsets()) == 3
    assert picture.sentence == ("For one task nobody answers: Trees. For one task more than one partner answers: Plan.")


@pytest.mark.parametrize(
    ("count", "said"),
    [(1, "Za jedno zadanie nie"), (3, "Za 3 zadania nie odpowiada nikt"), (5, "Za 5 zadań nie odpowiada nikt")],
)
def test_roles_count_tasks_as_poles_do(count, said):
    picture = Roles("pl", 6, 2)
    claims = np.array([[0, 0]] * count + [[1, 0]] * (6 - count))
    picture.update(list("abcdef"), ["Urząd", "Kupcy"], claims)
    assert said in picture.sentence


def test_roles_in_order_are_said_to_be_so():
    picture = Roles("pl", 2, 2)
    picture.update(["a", "b"], ["Urząd", "Kupcy"], np.eye(2, dtype=int))
    assert picture.sentence == "Za każde zadanie odpowiada dokładnie jeden partner."


def test_long_names_are_cut_to_fit():
    picture = Roles("en", 1, 1)
    picture.update(["A task with a very long name in"], ["A very long partner"], np.ones((1, 1), dtype=int))
    assert picture.tasks[0].get_text() == "A task with a very long…"
    assert picture.heads[0].get_text() == "A very long…"


def test_the_same_figure_is_updated_in_place():
    picture = shown(Views("en", 5), 0)
    before, first = picture.figure, picture.svg()
    shown(picture, 4)
    assert picture.figure is before
    assert picture.svg() != first


def test_cover_stands_on_the_way():
    assert "Round 5: views from 1 to 3, 2 apart." in cover("en").sentence
    assert "Kupcy 74%" in cover("pl").sentence
