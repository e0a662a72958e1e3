"""The four pictures of synergy say in words what they show."""

import numpy as np
import pytest

from course.figures.synergy import Curve, Shares, Sum, Ties, cover, short

GRID = np.linspace(0, 1, 5)


@pytest.mark.parametrize(
    ("together", "english", "polish"),
    [(3.0, "1 more", "1 więcej"), (2.0, "exactly as much", "dokładnie tyle"), (1.5, "0.5 less", "0,5 mniej")],
)
def test_sum_says_gain_even_and_loss(together, english, polish):
    for language, expected in (("en", english), ("pl", polish)):
        picture = Sum(language)
        picture.update(1, 1, together)
        assert expected in picture.sentence


def test_sum_draws_a_loss_out_of_the_top_and_a_gain_above():
    picture = Sum("en")
    picture.update(1, 1, 3)
    assert (picture.change.get_y(), picture.change.get_height()) == (2, 1)
    picture.update(1, 1, 1.5)
    assert (picture.change.get_y(), picture.change.get_height()) == (1.5, 0.5)
    assert picture.change.get_hatch()


def test_the_same_figure_is_updated_in_place():
    picture = Sum("en")
    before = picture.figure
    first = picture.svg()
    picture.update(2, 2, 5)
    assert picture.figure is before
    assert picture.svg() != first


def test_curve_tells_where_it_pays_always_or_never():
    curve = Curve("en")
    curve.update(0.5, 1.5 + GRID, GRID, 2, 2.0, 0.5)
    assert "above trust 0.5" in curve.sentence
    curve.update(0.5, 2 + GRID, GRID, 2, 2.5, 0.0)
    assert curve.sentence.startswith("At any trust")
    curve.update(0.5, 0.5 + GRID, GRID, 2, 1.0, None)
    assert curve.sentence.startswith("At no trust")
    assert not curve.border.get_visible()
    curve.update(0.5, 1 + GRID, GRID, 2, 1.5, 1.0)
    assert curve.sentence.startswith("Only at complete trust")


def test_shares_give_every_number_in_words():
    picture = Shares("pl", 3)
    picture.update(["Gmina", "Szkoła", "Firma"], np.array([1, 2, 3.0]), np.array([2, 3, 4.5]), np.array([3, 3, 3.5]))
    assert "Gmina: osobno 1, Shapley 2, umowa 3" in picture.sentence
    assert "4,5" in picture.sentence


@pytest.mark.parametrize(("losing", "form"), [(1, "traci: "), (2, "tracą: "), (5, "5 par na współpracy traci")])
def test_ties_count_losing_pairs_with_polish_plurals(losing, form):
    gains = np.ones((4, 4))
    for i, j in [(0, 1), (0, 2), (0, 3), (1, 2), (1, 3)][:losing]:
        gains[i, j] = -1
    picture = Ties("pl", 4)
    picture.update(["A", "B", "C", "D"], gains)
    assert form in picture.sentence
    assert sum(line.get_linestyle() != "-" for line in picture.lines) == losing


def test_cover_shows_the_slides_sum():
    assert "1 + 1 = 3" in cover("en").svg()


def test_long_names_are_cut_for_the_axis_only():
    assert short("Spółdzielnia mieszkaniowa") == "Spółdzielnia m…"
