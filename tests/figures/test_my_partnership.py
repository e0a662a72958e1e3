"""The network of a partnership says in words what it shows."""

import pytest

from course.cases import case, cases
from course.cases.partnership import Partner, Partnership
from course.figures._partnership import Network


def shown(picture):
    return [name.get_text().replace("\n", " ") for name in picture.names if name.get_visible()]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Partners: 7 (public 1, civic 1, business 5). 6 ties of 21 possible; mean trust in them is 0.7."),
        ("pl", "6 więzi na 21 możliwych; zaufanie wynosi w nich średnio 0,7."),
    ],
)
def test_a_star_is_told_in_numbers_and_its_middle_is_named(language, said):
    picture = Network(language)
    star = case("orchard").partnership(language)
    picture.update(star)
    assert said in picture.sentence
    assert picture.sentence.endswith(f"{star.partners[0].name}.")


def test_ties_are_as_thick_as_the_trust_and_only_those_there_are():
    picture = Network("en")
    picture.update(case("day_care").partnership("en"))
    widths = {pair: line.get_linewidth() for pair, line in picture.lines.items() if line.get_visible()}
    assert set(widths) == {(0, 1), (0, 3), (1, 2), (1, 3)}
    assert widths[0, 3] > widths[1, 2] == widths[1, 3] > widths[0, 1]


def test_sectors_are_told_by_shape_as_well_as_by_colour():
    picture = Network("en")
    picture.update(case("day_care").partnership("en"))
    assert [mark.get_marker() for mark in picture.marks[:4]] == ["s", "o", "^", "s"]


def test_the_same_figure_shows_a_smaller_partnership_after_a_larger_one():
    picture = Network("pl")
    picture.update(case("heritage_trail").partnership("pl"))
    assert len(shown(picture)) == 8
    picture.update(case("training").partnership("pl"))
    assert shown(picture) == ["Powiatowy urząd pracy", "Fabryka mebli"]
    assert "Każda para jest połączona" in picture.sentence


def test_who_has_no_tie_is_named_and_no_ties_at_all_is_said():
    two = (Partner("Hall", "public", 1, 1), Partner("Choir", "civic", 1, 1))
    picture = Network("en")
    picture.update(Partnership("Three", (*two, Partner("Café", "business", 1, 1)), ((0, 1, 0.4),)))
    assert "1 tie of 3 possible; trust in it is 0.4." in picture.sentence
    assert picture.sentence.endswith("Without any tie: Café.")
    picture.update(Partnership("Two", two))
    assert picture.sentence.endswith("There is no tie between them yet.")


def test_signs_of_mathematics_in_a_name_are_only_signs():
    picture = Network("en")
    picture.update(Partnership("Odd", (Partner(r"$\broken$", "public", 1, 1), Partner("a_b^c", "civic", 1, 1))))
    assert "broken" in picture.svg()


@pytest.mark.parametrize("language", ["en", "pl"])
def test_no_name_of_a_case_leaves_the_picture(language):
    picture = Network(language)
    for found in cases():
        picture.update(found.partnership(language))
        picture.png()  # lays the texts out
        for name in picture.names:
            if name.get_visible():
                box = name.get_window_extent()
                assert box.x0 >= 0, name.get_text()
                assert box.x1 <= picture.figure.bbox.x1, name.get_text()
