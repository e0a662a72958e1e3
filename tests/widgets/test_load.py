"""“Open a case” in every play that has it: a case, the learner's own, a file, and what is told afterwards."""

import pytest

from course.cases import CASES, case
from course.cases.files import dumps
from course.cases.partnership import Partner, Partnership
from widgets._load import fitting, story
from widgets._partnership import PartnershipForm
from widgets.synergy import SynergyGroup
from widgets.three_sectors import Triangle
from widgets.trust_levels import TrustLadder

OWN = Partnership(
    "Ours",
    (Partner("Hall", "public", 6, 3), Partner("Choir", "civic", 2, 1), Partner("Café", "business", 4, 1)),
    ((0, 1, 0.8), (0, 2, 0.4)),
)
PLAYS = (SynergyGroup, Triangle, TrustLadder)


def opened(widget, what, text=""):
    widget.set_state({"opened": [what, text, (widget.opened[2] if widget.opened else 0) + 1]})


def press(widget, name):
    widget.set_state({"pressed": [name, (widget.pressed[1] if widget.pressed else 0) + 1]})


@pytest.mark.parametrize("play", PLAYS)
@pytest.mark.parametrize("slug", CASES[1:])
def test_a_case_is_opened_and_told_with_its_sensitive_point_and_that_it_is_invented(play, slug):
    widget, found = play("pl"), case(slug)
    opened(widget, slug)
    assert widget.errors == {}
    assert widget.values["load"] == slug
    first, second, *_ = widget.report
    assert first == {"title": f"{found.title['pl']} (przypadek zmyślony)", "text": found.story["pl"]}
    assert second == {"title": "Wrażliwy punkt", "text": found.sensitive["pl"]}


@pytest.mark.parametrize("play", PLAYS)
def test_ones_own_comes_from_the_browser_or_a_file_and_goes_with_a_new_start(play):
    for what in ("own", "file"):
        widget = play("en")
        opened(widget, what, dumps(OWN))
        assert widget.values["load"] == "own"
        assert widget.report[0]["title"] == "Your own partnership"
        assert widget.partnership == OWN
        press(widget, "reset")
        assert widget.values["load"] is None
        assert widget.report[0]["title"] != "Your own partnership"


@pytest.mark.parametrize("play", PLAYS)
def test_where_there_is_none_yet_one_sentence_says_where_to_describe_it(play):
    widget = play("pl")
    before = widget.values
    opened(widget, "own", "")
    assert "„Moje partnerstwo”" in widget.errors["load"]
    assert widget.values == before
    opened(widget, "file", "[]")
    assert widget.errors["load"].startswith("To nie jest plik z partnerstwem z tego kursu")
    opened(widget, "river")
    assert "load" not in widget.errors


def test_the_group_takes_three_to_six_and_names_who_is_left_out():
    group = SynergyGroup("en")
    opened(group, "training")
    assert group.errors["load"].startswith("This play needs at least 3 partners")
    opened(group, "heritage_trail")
    assert group.state["partners"] == 6
    fitted = next(block for block in group.report if block["title"] == "How it was fitted in")
    assert fitted["text"].endswith("Left out: Cycling club, Forest district.")


def test_the_group_gets_names_resources_trust_and_an_equal_split():
    group = SynergyGroup("pl")
    opened(group, "own", dumps(OWN))
    assert group.state["names"][:3] == ["Hall", "Choir", "Café"]
    assert group.state["units"][:3] == [6, 2, 4]
    assert group.state["trust"][0][1:3] == [0.8, 0.4]
    assert group.state["split"][:3] == [33.3] * 3
    press(group, "river")
    assert group.values["load"] is None  # an example of the play itself tells no story of a case


def test_the_triangle_takes_a_cases_marks_and_starts_ones_own_in_the_corners():
    triangle = Triangle("en")
    opened(triangle, "river")
    assert triangle.names == [partner.name for partner in case("river").partnership("en").partners]
    assert len(triangle.ties) == 10
    opened(triangle, "own", dumps(OWN))
    assert triangle.shares[:, 1].tolist() == [[0, 1, 0]] * 3
    assert triangle.ties == [(0, 1), (0, 2)]
    assert "all three marks start in the corner" in triangle.report[1]["text"]


def test_the_ladder_takes_the_number_of_partners_and_their_mean_trust():
    ladder = TrustLadder("en")
    opened(ladder, "own", dumps(OWN))
    assert ladder.state["partners"] == ladder.state["needed"] == 3
    assert ladder.state["trust"] == pytest.approx(0.4)  # (0.8 + 0.4 + 0) / 3
    assert "over its 3 pairs, those without a tie counted as 0, is 0.4" in ladder.report[1]["text"]


def test_a_link_brings_the_story_back_and_keeps_what_was_changed(monkeypatch):
    monkeypatch.setenv("QUERY_STRING", "lang=en&ladder.load=%22river%22&ladder.partners=3&group.load=%22opera%22")
    ladder = TrustLadder()
    assert ladder.report[0]["title"] == "A clean river (an invented case)"
    assert ladder.state["partners"] == 3
    assert "no option “opera”" in SynergyGroup().errors["load"]


def test_one_opened_twice_tells_of_its_change():
    ladder = TrustLadder("en")
    opened(ladder, "own", dumps(OWN))
    opened(ladder, "own", dumps(case("river").partnership("en")))
    assert ladder.state["partners"] == 5


def test_fitting_keeps_the_ties_between_those_who_stay():
    kept, note = fitting(case("heritage_trail").partnership("pl"), 2, 5, "pl")
    assert len(kept.partners) == 5
    assert kept.ties == ((0, 1, 0.5), (0, 4, 0.5), (2, 3, 0.7))
    assert "Nadleśnictwo" in note


def test_nothing_opened_tells_nothing():
    assert story(None, "", False, "en") == []
    assert PartnershipForm("en").story() == []
