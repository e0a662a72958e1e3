"""The three pictures of territory say in words what they show."""

import pytest

from course.figures.territory import SETS, Results, Tally, Worth, cover
from course.models.territory import EVERYTHING, INGREDIENTS, tally

NO_POWER = 0b1011


@pytest.mark.parametrize(
    ("language", "made", "gone"),
    [
        ("en", "This comes of it: territory and change.", "Gone: quality of life, a feeling of co-ownership and"),
        ("pl", "Powstaje: terytorium i zmiana.", "Znika: jakość życia, poczucie współwłasności i"),
    ],
)
def test_results_name_what_is_made_and_what_is_gone(language, made, gone):
    picture = Results(language)
    picture.update(NO_POWER)
    assert made in picture.sentence
    assert gone in picture.sentence


def test_what_is_missing_is_told_by_a_sign_and_not_by_colour_alone():
    picture = Results("en")
    picture.update(NO_POWER)
    crossed = {name for name, label in picture.labels.items() if label.get_text().startswith("×")}
    assert crossed == {"power", "quality_of_life", "co_ownership", "co_responsibility"}


def test_everything_and_nothing_have_sentences_of_their_own():
    picture = Results("pl")
    picture.update(EVERYTHING)
    assert picture.sentence.endswith("Nic nie ginie.")
    picture.update(0)
    assert "Nic z tego nie powstaje." in picture.sentence


def test_the_same_figure_is_updated_in_place():
    picture = Results("en")
    before, first = picture.figure, picture.svg()
    picture.update(NO_POWER)
    assert picture.figure is before
    assert picture.svg() != first


def test_worth_gives_the_shapley_split_in_words():
    for reading, english in (("emergent", "inhabitants 1.25"), ("pairs", "power 1, inhabitants 2")):
        picture = Worth("en", reading)
        picture.update(None)
        assert english in picture.sentence


@pytest.mark.parametrize(("reading", "gone", "left"), [("emergent", "time", 3), ("pairs", "time", 2)])
def test_worth_without_an_ingredient_hollows_every_set_that_holds_it(reading, gone, left):
    picture = Worth("pl", reading)
    picture.update(gone)
    bit = INGREDIENTS.index(gone)
    for mask, bar in zip(SETS, picture.bars, strict=True):
        assert (bar.get_linestyle() == ":") == bool(mask >> bit & 1)
    assert f"z 5 zostaje {left}, czyli o {5 - left} mniej" in picture.sentence


@pytest.mark.parametrize(
    ("way", "headline"), [("ingredients", "1 + 1 + 1 + 1 = 4"), ("sides", "1 + 1 + 1 + 3 = 6"), ("results", "= 3")]
)
def test_tally_shows_the_sum_beside_the_slides_five(way, headline):
    picture = Tally("en")
    picture.update(tally(way))
    assert headline in picture.headline.get_text()
    assert "the slide writes 5" in picture.sentence


def test_the_only_five_is_said_to_count_results():
    picture = Tally("pl")
    picture.update(tally("everything"))
    assert "policzone są wyniki, a nie składniki" in picture.sentence


def test_cover_shows_everything_made():
    assert "×" not in cover("en").svg()
