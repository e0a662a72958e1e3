"""The line of days and the sectors of the portfolio say in words what they show."""

from datetime import date

import numpy as np
import pytest

from course.cases import case, cases
from course.cases.partnership import Partner, Partnership
from course.figures.commitment import MOST, Sectors, Timeline, cover, whole_per_cent
from course.models.commitment import Commitment

TODAY = date(2027, 4, 12)
SAID = (
    Commitment("mend the gate", "x", date(2027, 3, 12), True),
    Commitment("ring the carrier", "x", date(2027, 3, 31)),
    Commitment("paint the board", "x", date(2027, 5, 14)),
)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "On 12 April 2027 there are 3 promises; kept: 1, overdue: 1. Next, in 32 days (14 May 2027): paint"),
        ("pl", "W dniu 12 kwietnia 2027 są 3 obietnice; dotrzymane: 1, spóźnione: 1. Najbliższa za 32 dni (14 maja"),
    ],
)
def test_promises_are_counted_and_the_next_one_is_named(language, said):
    picture = Timeline(language)
    picture.update(SAID, TODAY)
    assert said in picture.sentence


def test_kept_overdue_and_open_are_told_by_signs_and_not_by_colour_alone():
    picture = Timeline("en")
    picture.update(SAID, TODAY)
    assert [mark.get_text() for mark in picture.marks[:3]] == ["✓", "✗", "●"]
    assert not picture.marks[3].get_visible()


def test_promises_before_today_lie_left_of_its_line_and_those_to_come_right_of_it():
    picture = Timeline("en")
    picture.update(SAID, TODAY)
    here = picture.today.get_xdata()[0]
    ends = [line.get_xdata()[1] for line in picture.lines[:3]]
    assert ends[0] < ends[1] < here < ends[2]
    assert all(0 <= end <= 1 for end in ends)


def test_on_its_own_day_a_promise_is_still_open():
    picture = Timeline("pl")
    picture.update(SAID[2:], date(2027, 5, 14))
    assert "spóźnione: 0. Termin mija właśnie tego dnia: paint the board." in picture.sentence


def test_no_promise_at_all_is_said_and_the_same_figure_goes_on():
    picture = Timeline("en")
    figure = picture.figure
    picture.update((), TODAY)
    assert picture.nothing.get_visible()
    assert picture.sentence.startswith("No promise yet")
    picture.update(SAID, TODAY)
    assert picture.figure is figure
    assert not picture.nothing.get_visible()


def test_signs_of_mathematics_and_long_promises_do_no_harm():
    picture = Timeline("en")
    picture.update([Commitment(r"pay $\frac{" + 80 * "x", "y", TODAY)] * MOST, TODAY)
    assert picture.names[0].get_text().endswith("…")
    assert "frac" in picture.svg()


def test_sectors_of_the_bus_line_redone_by_hand():
    picture = Sectors("en")
    picture.update(case("bus_line").partnership("en"))
    # Three of five partners, 14 of 22 units and 9 of 10 votes are public.
    assert "Partners: public 60%, civic 20%, business 20%" in picture.sentence
    assert "Resources: public 63%, civic 14%, business 23%" in picture.sentence
    assert "Votes: public 90%, civic 10%, business 0%" in picture.sentence
    np.testing.assert_allclose([bar.get_width() for bar in picture.bars["public"]], [0.6, 14 / 22, 0.9])


def test_votes_and_resources_of_nobody_are_shown_as_nothing():
    picture = Sectors("pl")
    picture.update(Partnership("Two", (Partner("a", "public", 0, 0), Partner("b", "civic", 0, 0))))
    assert "Głosy: sektor publiczny 0%, społeczny 0%, gospodarczy 0%" in picture.sentence


@pytest.mark.parametrize("found", cases(), ids=lambda found: found.slug)
def test_shares_in_words_add_up_to_a_hundred(found):
    for partner in found.partnership("en").partners:
        assert sum(whole_per_cent(np.array(partner.shares[0]) / sum(partner.shares[0]))) == 100
    assert sum(whole_per_cent(np.array([1, 1, 1]) / 3)) == 100


@pytest.mark.parametrize("language", ["en", "pl"])
def test_cover_shows_one_kept_one_overdue_one_open(language):
    assert [mark.get_text() for mark in cover(language).marks[:3]] == ["✓", "✗", "●"]
