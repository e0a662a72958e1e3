"""The five pictures of responsible partnership say in words what they show."""

import numpy as np
import pytest

from course.figures.responsible_partnership import PLANS, Chance, Fit, Loads, Owners, Totals, cover
from course.models.responsible_partnership import greedy, match

VILLAGE = np.array([[10, 9, 2, 0], [8, 0, 0, 6], [0, 1, 9, 5], [0, 3, 2, 10]], dtype=float)
NEEDS, ABILITIES = ["Rides", "Meals", "Accounts", "Hall"], ["Van", "Neighbours", "Bookkeeper", "Canteen"]


def ticked(*pairs):
    table = np.zeros((10, 3), dtype=bool)
    for element, partner in pairs:
        table[element, partner] = True
    return table


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "8 elements of ten have nobody: strategy and action,"),
        ("pl", "8 elementów z dziesięciu nie ma nikogo: strategia i działanie,"),
    ],
)
def test_owners_name_the_gaps_and_count_the_rest(language, said):
    picture = Owners(language, 3)
    picture.update(ticked((1, 0), (3, 0), (3, 2)))
    assert picture.sentence.startswith(said)
    assert picture.sentence.endswith(
        {"en": "One owner: 1; several: 1.", "pl": "Jednego opiekuna: 1; kilku: 1."}[language]
    )


def test_a_gap_has_a_sign_besides_its_colour():
    picture = Owners("en", 3)
    picture.update(ticked((1, 0), (3, 0), (3, 2)))
    shown = [count.get_text() for count in picture.counts]
    assert shown == ["✕", "1", "✕", "2", *["✕"] * 6]
    assert [name.get_weight() for name in picture.names[:2]] == ["bold", "normal"]


@pytest.mark.parametrize(("value", "said"), [(0, "Na razie nikt za nic nie odpowiada."), (1, "Każdy z dziesięciu")])
def test_nothing_and_everything_have_sentences_of_their_own(value, said):
    picture = Owners("pl", 3)
    picture.update(np.full((10, 3), bool(value)))
    assert picture.sentence.startswith(said)


def test_loads_stack_what_hangs_on_one_partner_under_the_rest():
    picture = Loads("en", 3)
    picture.update(["Hall", "Choir", "Mill"], ticked((1, 0), (3, 0), (3, 2)))
    assert [bar.get_width() for bar in picture.alone] == [1, 0, 0]
    assert [bar.get_width() for bar in picture.shared] == [1, 0, 1]
    assert picture.sentence.endswith(
        "Hall: 2 elements, alone for 1; Choir: 0 elements, alone for 0; Mill: one element, alone for 0."
    )


def test_loads_count_in_polish():
    picture = Loads("pl", 3)
    picture.update(["Gmina", "Chór", "Młyn"], ticked(*[(row, 0) for row in range(5)], (1, 1), (2, 1)))
    assert "Gmina: 5 elementów, w pojedynkę 3; Chór: 2 elementy, w pojedynkę 0" in picture.sentence


def test_chance_puts_the_meetings_beside_the_long_run():
    picture = Chance("en")
    picture.update([3, 3, 4, 2], 5, 2)
    np.testing.assert_allclose([bar.get_height() for bar in picture.bars][2:5], [25, 50, 25])
    assert picture.expected.get_ydata()[3] == pytest.approx(39.33, abs=0.01)
    assert picture.sentence == (
        "After 4 meetings: without an owner, on average, 3. In the long run the mean is 3.28; "
        "that every element finds somebody happens in 0.06% of meetings."
    )


@pytest.mark.parametrize(
    ("left", "said"), [([], "Spotkania jeszcze nie było."), ([3], "Po jednym spotkaniu: bez opiekuna 3.")]
)
def test_chance_begins_with_no_meeting(left, said):
    picture = Chance("pl")
    picture.update(left, 5, 2)
    assert picture.sentence.startswith(f"{said} Na dłuższą metę średnia to 3,28;")


def test_fit_frames_the_pairs_of_the_plan_and_marks_who_gets_nothing():
    picture = Fit("en", 4, 4)
    picture.update(NEEDS, ABILITIES, VILLAGE, match(VILLAGE)[0], "best")
    bold = {place for place, text in picture.cells.items() if text.get_weight() == "bold"}
    assert bold == {(0, 1), (1, 0), (2, 2), (3, 3)}
    assert picture.sentence == (
        "Best as a whole: 36 altogether. Rides – Neighbours; Meals – Van; Accounts – Bookkeeper; Hall – Canteen."
    )
    picture.update(NEEDS, ABILITIES, VILLAGE, greedy(VILLAGE)[0], "greedy")
    assert [text.get_text() for text in picture.needs] == ["Rides", "✕ Meals", "Accounts", "Hall"]
    assert "29 altogether" in picture.sentence


def test_an_empty_plan_is_said_to_be_empty():
    picture = Fit("pl", 4, 4)
    picture.update(NEEDS, ABILITIES, VILLAGE, (), "mine")
    assert picture.sentence == "Twój własny plan: nikomu nic nie przydzielono, razem 0."


def test_totals_compare_three_plans():
    picture = Totals("pl")
    picture.update(dict(zip(PLANS, (27.5, 29, 36), strict=True)))
    assert [label.get_text() for label in picture.labels] == ["27,5", "29", "36"]
    assert "najlepsza para najpierw 29, najlepszy w całości 36" in picture.sentence


def test_the_same_figure_is_updated_in_place():
    picture = Owners("en", 3)
    before = picture.figure
    picture.update(ticked((0, 0)))
    first = picture.svg()
    picture.update(ticked((0, 1)))
    assert picture.figure is before
    assert picture.svg() != first


def test_cover_shows_gaps_among_the_ten():
    assert "✕" in cover("en").svg()
