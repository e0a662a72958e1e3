"""The four pictures of ties, costs, the middle and the gaps say in words what they show."""

import numpy as np
import pytest

from course.figures.social_capital import LOOKS, Costs, Gaps, Roles, Web, cover
from course.models.social_capital import gap, structure

NAMES = ["Mill", "Choir", "School", "Bus", "Inn", "Club"]


def web(language, name, cost, n=6):
    picture = Web(language)
    picture.update(structure(name, n), NAMES[:n], 0.5, cost)
    return picture


def looks(picture, pair):
    line = picture.lines[pair]
    return next((kind for kind, look in LOOKS.items() if look["color"] == line.get_color()), None)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Partners: 6, ties: 5 of 15 possible (density 33%). All together have 4. Most: several partners (0.9)"),
        ("pl", "Partnerów: 6, więzi: 5 z 15 możliwych (gęstość 33%). Wszyscy razem mają 4. Najwięcej: kilku partnerów"),
    ],
)
def test_web_counts_ties_and_names_both_ends(language, said):
    picture = web(language, "star", 0.6)
    assert picture.sentence.startswith(said)
    assert "Mill (−0.5)" in picture.sentence or "Mill (−0,5)" in picture.sentence
    assert picture.names[0].get_text() in ("Mill\n−0.5", "Mill\n−0,5")


def test_ties_that_would_be_cut_and_those_both_want_are_dashed_each_in_its_way():
    star, empty = web("en", "star", 0.6), web("en", "empty", 0.4)
    assert looks(star, (0, 3)) == "cut"
    assert not star.lines[1, 2].get_visible()
    assert looks(empty, (1, 2)) == "draw"
    assert len({str(look["linestyle"]) for look in LOOKS.values()}) == len(LOOKS)
    assert "would be cut: 5; new ones both sides would agree to: 0" in star.sentence


def test_a_network_that_holds_says_so_and_an_even_one_names_nobody():
    ring = web("pl", "ring", 0.6)
    assert ring.sentence.endswith("Sieć trzyma się sama.")
    assert "Najwięcej" not in ring.sentence
    assert looks(ring, (0, 1)) == "held"


def test_web_has_room_for_fewer_and_for_eight_and_is_drawn_in_place():
    picture = Web("en")
    picture.update(structure("chain", 8), ["A"] * 8, 0.5, 0.3)
    figure, before = picture.figure, picture.svg()
    assert sum(mark.get_visible() for mark in picture.marks) == 8
    picture.update(structure("chain", 3), ["$x$"] * 3, 0.5, 0.3)
    assert sum(mark.get_visible() for mark in picture.marks) == 3
    assert picture.figure is figure
    assert picture.svg() != before
    assert "$x$" in picture.svg()


def test_costs_compare_what_is_drawn_with_the_best():
    picture = Costs("en")
    picture.update(structure("ring", 6), 0.5, 0.6)
    assert "“one in the middle” (4). The one drawn brings 2.55." in picture.sentence
    np.testing.assert_allclose(np.asarray(picture.here.get_xydata(), dtype=float), [[0.6, 2.55]])
    picture.update(structure("complete", 6), 0.5, 0.1)
    assert "no better network" in picture.sentence


def test_the_best_there_is_lies_on_top_of_all_three():
    picture = Costs("pl")
    picture.update(structure("star", 5), 0.7, 0.2)
    tops = np.array(picture.envelope.get_ydata())
    for line in picture.lines.values():
        assert (tops >= np.array(line.get_ydata()) - 1e-9).all()


def test_costs_keep_a_network_far_below_in_the_picture():
    picture = Costs("en")
    picture.update(structure("complete", 8), 0.5, 1.5)
    assert picture.axes.get_ylim()[0] < 56 * (0.5 - 1.5) < 0


def test_roles_tell_the_gains_before_and_after():
    picture = Roles("pl")
    picture.update((-0.5, 0.9), (0, 0.8), 5)
    assert "ma −0,5, a pozostali (5) po 0,9; razem 4." in picture.sentence
    assert picture.sentence.endswith("Z zapłatą partner w środku ma 0, a każdy z pozostałych 0,8.")
    assert [bar.get_width() for bar in picture.after] == [0, 0.8]
    picture.update((0.5, 0.9), (0.5, 0.9), 1)
    assert "zapłatą" not in picture.sentence


def test_gaps_are_drawn_a_square_a_pair_and_hidden_below_five_answers():
    ratings = np.full((6, 6), 3.0)
    ratings[0, 1] = 5
    ratings[4, 2] = np.nan
    picture = Gaps("en", 6)
    picture.update(gap(ratings), NAMES, 6)
    assert picture.values[1, 0].get_text() == "2"
    assert picture.values[4, 2].get_text() == "–"
    assert picture.sentence.startswith(
        "Pairs with both answers: 14, mean gap 0.14. The widest, 2 out of 5: Mill – Choir"
    )
    picture.update(None, NAMES, 4)
    assert not any(square.get_visible() for square in picture.squares.values())
    assert picture.sentence.startswith("Answers so far: 4.")


def test_gaps_everywhere_and_nowhere_have_sentences_of_their_own():
    picture = Gaps("pl", 6)
    picture.update(gap(np.full((6, 6), 3.0)), NAMES, 6)
    assert picture.sentence.endswith("Wszędzie obie strony mówią to samo.")
    picture.update(gap(np.triu(np.ones((6, 6)))), NAMES, 6)
    assert "w kilku parach (15)" in picture.sentence


def test_cover_shows_a_star_that_its_middle_would_give_up():
    assert "density 33%" in cover("en").sentence
    assert "Biblioteka (−0,5)" in cover("pl").sentence
