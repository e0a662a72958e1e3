"""The four pictures of open co-ordination say in words what they show."""

import numpy as np
import pytest

from course.figures.open_coordination import Means, Places, Prices, Scores, cover
from course.models.open_coordination import LEVELS, decisions, peer_learning

NAMES = ["Spring", "Mill", "Meadow", "Ford", "Weir", "Delta"]
RIVER = np.array([2.0, 3, 4, 6, 7, 8])
VALLEYS = [1, 1, 1, 2, 2, 2]


@pytest.mark.parametrize("level", LEVELS)
def test_places_mark_what_the_level_decides(level):
    picture = Places("en", 6)
    picture.update(NAMES, RIVER, 2, VALLEYS, level)
    wanted = decisions(RIVER, 2, VALLEYS)[LEVELS.index(level)]
    np.testing.assert_allclose(picture.marks["decided"].get_xdata(), wanted)
    np.testing.assert_allclose(picture.marks["best"].get_xdata(), RIVER + 2)


@pytest.mark.parametrize(
    ("language", "level", "said"),
    [
        ("en", "central", "Farthest from what is best for all: Spring, by 3. Mean loss: 2.33."),
        ("pl", "regional", "Najdalej od tego, co najlepsze dla wszystkich: Meadow, o 2,2. Średnia strata: 1,05."),
        ("en", "local", "Every place is equally far from what is best for all, by 2."),
    ],
)
def test_places_say_where_the_gap_is_largest(language, level, said):
    picture = Places(language, 6)
    picture.update(NAMES, RIVER, 2, VALLEYS, level)
    assert said in picture.sentence


def test_places_without_a_gap_lose_nothing():
    picture = Places("pl", 3)
    picture.update(NAMES[:3], np.full(3, 4.0), 1, [1, 1, 1], "central")
    assert picture.sentence.endswith("Strat nie ma.")


def test_a_name_is_shown_with_its_region_and_cut_to_fit():
    picture = Places("en", 3)
    picture.update(["A very long name", "b", "c"], RIVER[:3], 1, [2, 1, 3], "local")
    shown = [label.get_text() for label in picture.axes.get_yticklabels()]
    assert shown == ["A very lo… · 2", "b · 1", "c · 3"]


def test_prices_stack_misfit_and_neighbours_and_tick_the_least():
    picture = Prices("en")
    picture.update(RIVER, 2.0, VALLEYS, 0.5, "regional")
    misfit, neighbours = ([bar.get_width() for bar in bars] for bars in picture.bars)
    np.testing.assert_allclose(misfit, [0, 1 / 3, 7 / 3, 0])
    np.testing.assert_allclose(neighbours, [2, 0.72, 0, 0.5])
    assert [text.get_text() for text in picture.totals] == ["2", "1.05 ✓", "2.33", "0.5"]
    assert "each alone 2, each region 1.05, all together 2.33" in picture.sentence


def test_the_strip_covers_all_spillovers_and_a_narrow_span_is_not_labelled():
    picture = Prices("pl")
    for needs, labelled in ((RIVER, [True, True, True]), (RIVER / 4, [False, False, True]), (RIVER * 0 + 5, None)):
        picture.update(needs, 2.0, VALLEYS, 0.2, "central")
        assert sum(span.get_width() for span in picture.spans) == pytest.approx(5)
        if labelled:
            assert [text.get_visible() for text in picture.spoken] == labelled


def test_scores_move_from_the_start_towards_the_best_of_the_circle():
    picture = Scores("pl", 6)
    path = peer_learning([30, 50, 80, 25, 40, 60], [0.9] * 6, VALLEYS, 12, 0.4)
    picture.update(NAMES, path, VALLEYS, 3)
    np.testing.assert_allclose(picture.marks["top"].get_xdata(), [80, 80, 80, 60, 60, 60])
    np.testing.assert_allclose(picture.marks["now"].get_xdata(), path[3])
    assert picture.sentence == "Runda 3: średnia 64,1, najniższy wynik 50,8 (Ford), najwyższy 80 (Meadow)."


def test_means_say_how_far_the_mean_and_the_gap_have_gone():
    picture = Means("en", 12)
    picture.update(peer_learning([30, 50, 80, 25, 40, 60], [0.9] * 6, VALLEYS, 12, 0.4), 5)
    assert "from 47.5 to 69.9" in picture.sentence
    assert "from 55 to 20.2" in picture.sentence
    assert list(picture.now.get_xdata()) == [5, 5]


def test_the_same_figure_is_updated_in_place():
    picture = Prices("en")
    picture.update(RIVER, 2.0, VALLEYS, 0.5, "regional")
    before, first = picture.figure, picture.svg()
    picture.update(RIVER, 0.5, VALLEYS, 0.5, "local")
    assert picture.figure is before
    assert picture.svg() != first


def test_cover_shows_the_river():
    assert "1.05" in cover("en").sentence
    assert "1,05" in cover("pl").sentence
