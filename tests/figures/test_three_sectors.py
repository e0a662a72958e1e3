"""The triangle and the bars say in words what they show, in both languages."""

import numpy as np
import pytest

from course.figures.three_sectors import Bars, Points, cover, percent
from course.models.three_sectors import LAYERS, MOST

SHARES = np.array([[[90, 5, 5], [20, 20, 60]], [[50, 50, 0], [0, 0, 1]], [[1, 1, 1], [1, 0, 0]]])
NAMES = ["Gmina", "Firma"]
SECTORS = ["public", "business"]


def test_every_mark_is_told_with_its_shares():
    picture = Points("en")
    picture.update(NAMES, SECTORS, SHARES, [])
    assert "Gmina (public): Money 90/5/5, Decisions 50/50/0, Work 34/33/33." in picture.sentence
    assert "Firma (business): Money 20/20/60" in picture.sentence


def test_hidden_layers_have_no_marks_and_the_figure_stays_the_same():
    picture = Points("pl")
    figure = picture.figure
    picture.update(NAMES, SECTORS, SHARES, [[1, 0]], ["work"])
    assert [len(picture.marks[layer].get_xdata()) for layer in LAYERS] == [0, 0, 2]
    assert len(picture.ties[0, 1].get_xdata()) == 2
    picture.update([], [], np.empty((3, 0, 3)), [])
    assert picture.figure is figure
    assert "pusty" in picture.sentence
    assert len(picture.ties[0, 1].get_xdata()) == 0


@pytest.mark.parametrize(("sectors", "line"), [(["public", "civic"], "-"), (["civic", "civic"], "--")])
def test_a_tie_inside_a_sector_is_dashed(sectors, line):
    picture = Points("en")
    picture.update(NAMES, sectors, SHARES, [[0, 1]])
    assert picture.ties[0, 1].get_linestyle() == line


def test_as_many_partners_as_fit_are_drawn():
    picture = Points("en")
    picture.update(["x"] * MOST, ["civic"] * MOST, np.ones((3, MOST, 3)), [[0, MOST - 1]], [])
    assert picture.svg().startswith("<svg")


@pytest.mark.parametrize(
    ("language", "said"), [("en", "business 5% (evenness 0.36)"), ("pl", "gospodarczy 5% (równom")]
)
def test_bars_give_every_number_in_words(language, said):
    bars = Bars(language)
    bars.update(np.array([[0.9, 0.05, 0.05], [1, 0, 0], [1 / 3, 1 / 3, 1 / 3]]))
    assert said in bars.sentence
    assert bars.bars["business"][0].get_x() == pytest.approx(0.95)
    bars.update(None)
    assert bars.sentence.startswith({"en": "The triangle is empty", "pl": "Trójkąt jest pusty"}[language])


@pytest.mark.parametrize("row", [[1, 1, 1], [2, 2, 3], [0, 0, 5], [0.335, 0.335, 0.33], [1e-9, 1, 1]])
def test_per_cent_add_up_to_a_hundred(row):
    assert sum(percent(np.array(row)).values()) == 100


@pytest.mark.parametrize("language", ["en", "pl"])
def test_cover_is_drawn(language):
    assert cover(language).sentence
