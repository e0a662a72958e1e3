"""The page of the learner's own partnership: described, kept, saved, brought back, started from a case."""

import pytest

from course.cases import CASES, cases
from course.cases.files import dumps, loads
from course.catalog import ROOT, concepts
from widgets import MyPartnership
from widgets._partnership import OPENED_BY, PartnershipForm


def typed(widget, **values):
    widget.set_state({"values": {**widget.values, **values}})


def press(widget, name):
    widget.set_state({"pressed": [name, (widget.pressed[1] if widget.pressed else 0) + 1]})


def opened(widget, what, text=""):
    widget.set_state({"opened": [what, text, (widget.opened[2] if widget.opened else 0) + 1]})


def replaced(values, place, value):
    return [value if index == place else old for index, old in enumerate(values)]


def test_an_empty_form_is_not_yet_a_partnership_of_ones_own():
    form = PartnershipForm("en")
    assert form.shelf == ""
    assert "Nothing is kept yet" in form.report[1]["text"]
    typed(form, title="The choir")
    assert loads(form.shelf).name == "The choir"


@pytest.mark.parametrize("slug", CASES)
@pytest.mark.parametrize("language", ["en", "pl"])
def test_a_case_fills_the_form_and_the_form_gives_the_same_partnership_back(slug, language):
    form = PartnershipForm(language)
    opened(form, slug)
    expected = {found.slug: found.partnership(language) for found in cases()}[slug]
    assert loads(form.shelf) == expected
    assert form.values["load"] == slug


def test_a_case_opened_here_is_told_whole_and_is_called_invented():
    form = PartnershipForm("pl")
    opened(form, "bus_line")
    assert form.report[0]["title"] == "Linia autobusowa (przypadek zmyślony)"
    assert form.report[0]["text"].endswith("Trwa.")
    titles = [block["title"] for block in form.report]
    assert titles[1:5] == ["Kto za co płaci", "Kto decyduje", "Wrażliwy punkt", "Punkt zwrotny"]
    assert form.report[1]["items"][0] == "Miasto: 300 (połowa umowy z przewoźnikiem)"
    assert "razem 600" in form.report[1]["text"]


def test_a_file_comes_in_and_goes_out_unchanged():
    form = PartnershipForm("en")
    text = dumps(cases()[3].partnership("pl"))
    opened(form, "file", text)
    press(form, "save")
    name, kind, saved, count = form.saved
    assert (name, kind, count) == ("my-partnership.json", "application/json", 1)
    assert loads(saved) == loads(text)
    assert form.values["load"] == "own"
    assert form.report[0]["title"] == "How it decides"


@pytest.mark.parametrize("text", ["", "{", "{}", '{"format": "partnership-course/partnership", "version": 9}'])
def test_a_file_that_is_no_partnership_is_refused_in_words_and_nothing_is_lost(text):
    form = PartnershipForm("pl")
    opened(form, "river")
    before = form.values
    opened(form, "file", text)
    assert form.errors["load"].endswith(
        (
            "nic się nie zmieniło. Wybierz plik zapisany na stronie „Moje partnerstwo”.",
            "spróbuj z nią.",
            "spróbuj ponownie.",
        )
    )
    assert form.values == before
    opened(form, "river")
    assert form.errors == {}


@pytest.mark.parametrize(
    ("values", "control", "sentence"),
    [
        ({"title": " "}, "title", "needs a name"),
        ({"names": [""] * 8}, "names", "between 1 and 30"),
        ({"votes": [1.5] * 8}, "votes", "must be a whole number"),
        ({"votes": [21] * 8}, "votes", "between 0 and 20"),
        ({"resources": ["11"] * 8}, "resources", "between 0 and 10"),
        ({"sector": ["state"] * 8}, "sector", "no option “state”"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_control_and_the_last_good_state_stays_on_the_shelf(
    values, control, sentence
):
    form = PartnershipForm("en")
    opened(form, "training")
    shelf = form.shelf
    typed(form, **values)
    assert sentence in form.errors[control]
    assert form.shelf == shelf


def test_votes_typed_as_text_are_whole_numbers_in_the_file():
    form = PartnershipForm("pl")
    typed(form, votes=replaced(form.values["votes"], 0, "3"))
    assert loads(form.shelf).partners[0].votes == 3
    assert "do decyzji trzeba: 3" in form.report[0]["text"]


def test_nobody_with_a_vote_is_asked_about():
    form = PartnershipForm("en")
    typed(form, votes=[0] * 8)
    assert form.report[0]["text"] == "Nobody has a vote. Who decides, then?"


def test_what_was_there_before_a_case_or_a_new_start_can_be_brought_back():
    form = PartnershipForm("en")
    press(form, "undo")
    assert form.errors[""] == "There is nothing to go back to yet."
    typed(form, title="The choir")
    opened(form, "orchard")
    press(form, "undo")
    assert form.values["title"] == "The choir"
    press(form, "undo")
    assert form.values["title"] == "One label on the apples"
    press(form, "reset")
    assert form.shelf == ""
    press(form, "undo")
    assert form.values["load"] == "orchard"


def test_marks_of_a_case_belong_to_its_partner_and_go_with_the_name():
    form = PartnershipForm("en")
    opened(form, "training")
    typed(form, names=replaced(form.values["names"], 0, "Another office"))
    first, second = loads(form.shelf).partners
    assert first.shares is None
    assert second.shares is not None


def test_nothing_of_it_stands_in_an_address(monkeypatch):
    monkeypatch.setenv("QUERY_STRING", "describe.title=%22Planted%22")
    form = PartnershipForm("en")
    assert form.secret
    assert form.values["title"] == "Our partnership"


def test_the_page_has_a_heading_on_a_dashboard_and_a_lesson_has_its_own(monkeypatch):
    assert len(MyPartnership("en").children) == 1
    monkeypatch.setenv("SERVER_SOFTWARE", "voila/0.5.13")
    page = MyPartnership("pl")
    assert "<h1>Moje partnerstwo</h1>" in page.children[0].value


def test_the_page_names_the_plays_that_open_it_and_no_others():
    sources = {row.slug: ROOT / f"widgets/{row.slug}.py" for row in concepts()}
    found = [slug for slug, path in sources.items() if path.is_file() and "Load(" in path.read_text(encoding="utf-8")]
    assert tuple(found) == OPENED_BY
