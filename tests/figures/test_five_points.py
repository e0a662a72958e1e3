"""The wall, the room and the plan: what is lit, crossed and said, in both languages."""

from itertools import pairwise

import numpy as np
import pytest

from course.figures.five_points import MOST_CARDS, MOST_GROUPS, Plan, Room, Wall, cover
from course.models.five_points import STAGES, replan
from course.texts import LANGUAGES

PEOPLE = np.array([12, 7, 5])
BALLOTS = np.zeros((3, 8), dtype=bool)
BALLOTS[0, :5] = BALLOTS[1, 5:7] = BALLOTS[2, 7] = True
NAMES = ("Office", "Parents", "Shops")


def test_chosen_cards_are_lit_and_groups_without_one_are_crossed():
    picture = Wall("en", "top")
    picture.update(NAMES, PEOPLE, BALLOTS, (0, 1, 2, 3, 4))
    assert [band.get_visible() for band in picture.bands] == [True] * 5 + [False] * (MOST_CARDS - 5)
    assert [found.get_text() for found in picture.found[:3]] == ["5", "× 0", "× 0"]
    assert [dot.get_text() for dot in picture.dots[:8]] == ["12"] * 5 + ["7", "7", "5"]
    assert picture.sentence == ("The five with most dots: cards 1, 2, 3, 4, 5. Nothing of theirs: 12 people of 24.")


def test_full_and_hollow_marks_tell_chosen_from_other_approvals():
    picture = Wall("en", "fair")
    picture.update(NAMES, PEOPLE, BALLOTS, (0, 1, 2, 5, 7))
    assert set(zip(*picture.hits.get_data(), strict=True)) == {(0, 0), (1, 0), (2, 0), (5, 1), (7, 2)}
    assert set(zip(*picture.misses.get_data(), strict=True)) == {(3, 0), (4, 0), (6, 1)}
    assert picture.misses.get_fillstyle() == "none"
    assert picture.sentence.endswith("Everybody finds something of theirs.")


def test_a_five_that_was_not_looked_for_exactly_is_named_so():
    picture = Wall("pl", "greedy")
    picture.update(NAMES, PEOPLE, BALLOTS, (0, 1, 2, 5, 7))
    assert picture.sentence.startswith("Piątka dobierana po jednej karcie: karty 1, 2, 3, 6, 8.")
    assert picture.title.get_text() == "Piątka dobierana po jednej karcie"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_full_wall_stays_on_the_picture_whatever_people_type(language):
    picture = Wall(language, "top")
    names = ["Very long $ a name"] * MOST_GROUPS
    picture.update(names, np.full(MOST_GROUPS, 12), np.ones((MOST_GROUPS, MOST_CARDS), dtype=bool), range(5))
    boxes = [text.get_window_extent() for text in (*picture.names, *picture.found, picture.title, picture.own)]
    assert all(box.x0 >= 0 and box.x1 <= 490 for box in boxes)
    rows = [text.get_window_extent() for text in picture.names]
    assert all(above.y0 > below.y1 for above, below in pairwise(rows))
    columns = [dot.get_window_extent() for dot in picture.dots]
    assert all(left.x1 < right.x0 for left, right in pairwise(columns))


@pytest.mark.parametrize(("n", "people"), [(1, "1 osoba"), (3, "3 osoby"), (7, "7 osób"), (22, "22 osoby")])
def test_polish_counts_those_left_out(n, people):
    picture = Wall("pl", "top")
    picture.update(("A", "B"), np.array([30, n]), np.array([[True, False], [False, True]]), (0,))
    assert f"Bez niczego swojego: {people} na {30 + n}." in picture.sentence


def test_a_room_has_a_mark_for_each_person_in_the_shape_of_the_sector():
    picture = Room("en")
    counts = np.array([[2, 1, 0], [1, 2, 3]])
    picture.update(counts)
    for place, sector in enumerate(("public", "civic", "business")):
        assert len(picture.marks[sector].get_xdata()) == counts[:, place].sum()
    assert len({line.get_marker() for line in picture.marks.values()}) == 3
    spots = {spot for line in picture.marks.values() for spot in zip(*line.get_data(), strict=True)}
    assert len(spots) == counts.sum()
    assert picture.sentence == (
        "Groups: 2. People in a group: 3 to 6. Of them from the public sector: 1 to 2; civic: 1 to 2; business: 0 to 3."
    )


def test_a_sector_without_anybody_is_no_error():
    picture = Room("pl")
    picture.update(np.array([[2, 0, 0], [2, 0, 0]]))
    assert "ze społecznego: 0" in picture.sentence


def test_a_plan_that_slips_names_who_pays_and_when_it_ends():
    picture = Plan("en")
    picture.update(STAGES, replan(STAGES, 40, 2), 40, 2)
    assert picture.sentence == "New plan, in minutes: conditions 35 → 25. It ends on time."
    assert picture.lost.get_visible()
    assert (picture.lost.get_x(), picture.lost.get_width()) == (30, 10)
    assert [bar.get_x() for bar in picture.now[2:5]] == [40, 65, 85]
    assert [label.get_text() for label in picture.labels[:5]] == ["over", "over", "35 → 25", "20", "20"]


def test_a_plan_that_cannot_be_kept_says_how_late_it_ends():
    picture = Plan("pl")
    picture.update(STAGES, replan(STAGES, 70, 2), 70, 2)
    assert picture.sentence.endswith("Koniec z opóźnieniem 12 minut: niczego nie da się już skrócić.")
    assert picture.axes.get_xlim()[1] > 117


def test_minutes_saved_shorten_what_is_over():
    picture = Plan("en")
    picture.update(STAGES, replan(STAGES, 20, 2), 20, 2)
    assert picture.now[1].get_width() == 10
    assert not picture.lost.get_visible()


def test_the_same_figure_is_updated_in_place():
    picture = Plan("en")
    before, first = picture.figure, picture.svg()
    picture.update(STAGES, replan(STAGES, 40, 2), 40, 2)
    assert picture.figure is before
    assert picture.svg() != first


@pytest.mark.parametrize("language", LANGUAGES)
def test_cover_is_a_fair_five(language):
    picture = cover(language)
    assert isinstance(picture, Wall)
    assert "1, 2, 3, 6, 8" in picture.sentence
