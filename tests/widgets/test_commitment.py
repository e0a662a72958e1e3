"""Commitment as a person plays it: the bet, the sentences, promises, and the portfolio with the page it leaves."""

import re
from datetime import date
from html import escape
from html.parser import HTMLParser

import pytest

from course.cases import CASES, case
from course.cases.files import dumps
from course.cases.partnership import Partner, Partnership
from course.models.commitment import VIEWS
from widgets import Question
from widgets._portfolio import LOOKS, Album
from widgets.commitment import Commitment, CommitmentPortfolio, CommitmentPromises, CommitmentSentences

TODAY = date(2027, 4, 12)
WHOLE = {
    "what": ["Ring & <ask>", "", "", ""],
    "with_whom": ["the carrier", "", "", ""],
    "by": ["2027-04-30", "", "", ""],
}
LINES = {f"{key}{place}": f"{key} {place} <b>" for key in ("finding", "limits") for place in range(1, VIEWS + 1)}


def typed(widget, **values):
    widget.set_state({"values": {**widget.values, **values}})


def press(widget, name):
    widget.set_state({"pressed": [name, (widget.pressed[1] if widget.pressed else 0) + 1]})


def opened(widget, what, text=""):
    widget.set_state({"opened": [what, text, (widget.opened[2] if widget.opened else 0) + 1]})


def titles(widget):
    return [block["title"] for block in widget.report]


class Reader(HTMLParser):
    """Check that tags close in order, and gather tags and addresses."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.addresses: list[str] = []

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.addresses += [value for name, value in attrs if name in ("src", "href", "xlink:href")]
        if tag not in ("meta", "link", "br", "img", "path", "use"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        if tag not in ("path", "use"):
            assert self.open.pop() == tag


def test_the_play_opens_once_a_bet_is_placed():
    whole = Commitment("en")
    assert whole.children == (whole.bet,)
    typed(whole.bet, answer="half")
    assert whole.children == (whole.bet, whole.sentences, whole.promises, whole.portfolio)


def test_three_sentences_of_eight_have_everything_by_our_own_answers():
    cards = CommitmentSentences("en").words.node("sorting.cards")
    assert [place for place, row in enumerate(cards, start=1) if row["accepted"] == ["all"]] == [2, 5, 8]
    assert [place for place, row in enumerate(cards, start=1) if "all" in row["accepted"]] == [2, 4, 5, 8]


@pytest.mark.parametrize("answer", ["most", "half", "three", "few", "skip"])
def test_every_bet_gets_its_own_verdict_after_the_last_sentence_and_not_before(answer):
    whole = Commitment("pl")
    typed(whole.bet, answer=answer)
    cards = whole.sentences.values
    typed(whole.sentences, **{name: "all" for name in list(cards)[:-1]})
    assert "A zakład?" not in titles(whole.sentences)
    typed(whole.sentences, card8="all")
    told = {block["title"]: block["text"] for block in whole.sentences.report}
    assert told["A zakład?"] == whole.sentences.words(f"verdict.{answer}")
    assert told["Na razie"] == "Zgodnych z naszą odpowiedzią: 4 z 8."


def test_a_draft_is_told_what_it_lacks_and_a_whole_promise_is_shown():
    promises = CommitmentPromises("pl", today=TODAY)
    assert promises.report[0]["items"] == ["Obietnica 1: nie wiadomo jeszcze, co, z kim, do kiedy."]
    typed(promises, **WHOLE)
    assert promises.report[0]["title"] == "Do sprawdzenia"
    assert "Najbliższa za 18 dni (30 kwietnia 2027)" in promises.pictures[0]["sentence"]
    typed(promises, count=2)
    assert promises.report[0]["items"] == ["Obietnica 2: nie wiadomo jeszcze, co, z kim, do kiedy."]
    assert len(promises.promises) == 1


def test_weeks_later_a_promise_is_overdue_until_it_is_kept():
    promises = CommitmentPromises("en", today=TODAY)
    typed(promises, **WHOLE, weeks=3)
    assert promises.report[1]["title"] == "Overdue on 3 May 2027"
    assert promises.report[1]["items"] == ["Ring & <ask> (30 April 2027)"]
    typed(promises, done=["yes", "no", "no", "no"])
    assert "Overdue" not in " ".join(titles(promises))
    assert "kept: 1, overdue: 0" in promises.pictures[0]["sentence"]


@pytest.mark.parametrize("by", ["30.04.2027", "2027-02-30", "soon"])
def test_what_is_no_day_is_refused_beside_the_promise(by):
    promises = CommitmentPromises("en", today=TODAY)
    typed(promises, **WHOLE)
    typed(promises, by=[by, "", "", ""])
    assert promises.errors["by"].startswith("By which day?: this must be a day, as 2027-03-31")
    assert len(promises.promises) == 1


def test_without_a_day_of_its_own_the_play_counts_from_today():
    assert CommitmentPromises("en").today == date.today()


def test_promises_and_lines_never_stand_in_an_address(monkeypatch):
    monkeypatch.setenv("QUERY_STRING", "promises.what=%5B%22x%22%5D&portfolio.thanks=%22planted%22")
    assert CommitmentPromises("en").secret
    portfolio = CommitmentPortfolio("en")
    assert portfolio.secret
    assert portfolio.state["thanks"] == ""


def filled(language="en"):
    promises = CommitmentPromises(language, today=TODAY)
    portfolio = CommitmentPortfolio(language, promises=promises)
    opened(portfolio, "bus_line")
    typed(portfolio, **LINES, sensitive="Who pays?\nNobody says.", thanks="The driver & the clerk")
    typed(promises, **WHOLE)
    return portfolio


def saved(portfolio, kind="page"):
    press(portfolio, kind)
    return portfolio.saved[2]


def test_an_empty_portfolio_says_where_to_begin_and_what_is_missing():
    portfolio = CommitmentPortfolio("pl")
    assert portfolio.pictures == []
    assert titles(portfolio)[:2] == ["Które partnerstwo?", "Brakuje jeszcze"]
    assert len(portfolio.report[1]["items"]) == 8  # a partnership, two lines for each of three looks, a promise


def test_a_full_portfolio_lacks_nothing_and_shows_the_network_and_three_looks():
    portfolio = filled()
    assert "Nothing is missing" in titles(portfolio)
    assert len(portfolio.pictures) == 1 + VIEWS
    assert portfolio.gathered().missing == ()


def test_typing_a_line_draws_nothing_anew():
    portfolio = filled()
    before = portfolio.pictures
    typed(portfolio, finding1="another line", thanks="")
    assert portfolio.pictures is before
    typed(portfolio, view3="democracy")
    assert portfolio.pictures is not before


def test_the_same_look_twice_is_told_and_drawn_once():
    portfolio = filled()
    typed(portfolio, view2="synergy")
    missing = next(block for block in portfolio.report if block["title"] == "Still missing")
    assert missing["items"] == ["three different looks (two are the same now)"]
    assert len(portfolio.pictures) == VIEWS


@pytest.mark.parametrize("slug", CASES)
def test_every_case_can_be_looked_at_with_every_model(slug):
    album, partnership = Album("pl"), case(slug).partnership("pl")
    for view in LOOKS:
        look = album.look(view, partnership, "", "")
        assert look.picture
        assert look.picture.sentence
        assert "{" not in look.settings + look.picture.sentence
    assert album.look("synergy", None, "a", "b").picture is None


@pytest.mark.parametrize("language", ["en", "pl"])
def test_the_page_is_whole_escaped_and_needs_nothing_besides_itself(language):
    page = saved(filled(language))
    reader = Reader()
    reader.feed(page)
    assert reader.open == []
    assert page.startswith("<!DOCTYPE html>")
    assert f'<html lang="{language}">' in page
    assert not reader.tags & {"script", "link", "img", "iframe", "object", "form", "input"}
    assert all(address.startswith("#") for address in reader.addresses)
    assert not re.search(r"https?://(?!www\.w3\.org/)", page)
    assert "var(" not in page
    assert "@media print" in page
    assert page.count("<svg") == 1 + VIEWS
    assert "finding 1 &lt;b&gt;" in page
    assert "Ring &amp; &lt;ask&gt;" in page
    assert "Who pays?\nNobody says." in page
    assert "<b>" not in page
    words = filled(language).words
    assert escape(words("report.invented")) in page
    assert words("report.missing") not in page


def test_a_half_filled_page_says_what_is_missing_and_is_saved_all_the_same():
    portfolio = CommitmentPortfolio("pl", promises=CommitmentPromises("pl", today=TODAY))
    page = saved(portfolio)
    assert portfolio.saved[:2] == ["moje-portfolio.html", "text/html"]
    assert "To portfolio nie jest skończone." in page
    assert "Partnerstwa jeszcze nie opisano." in page
    assert page.count("(jeszcze nie napisane)") == 2 * VIEWS
    assert "Nie ma jeszcze obietnicy" in page
    Reader().feed(page)


def test_the_text_for_the_exercise_has_the_same_parts():
    text = saved(filled("pl"), "text")
    assert text.startswith("# Portfolio partnerstwa: Linia autobusowa\n\nTo partnerstwo jest jednym ze zmyślonych")
    assert "**Co widzę.** finding 1 <b>" in text
    assert "- Ring & <ask> · the carrier · 30 kwietnia 2027 · jeszcze nie" in text
    assert "The driver & the clerk" in text
    assert "<svg" not in text


def test_ones_own_partnership_is_not_called_invented_and_its_change_is_seen():
    own = Partnership("Ours", (Partner("A & B", "public", 3, 0), Partner("C", "civic", 2, 0)), ((0, 1, 0.9),))
    portfolio = CommitmentPortfolio("en")
    opened(portfolio, "own", dumps(own))
    typed(portfolio, view3="democracy")
    assert len(portfolio.pictures) == VIEWS  # no votes, no picture of power
    assert "Nobody has a vote in this partnership" in next(
        b["text"] for b in portfolio.report if b["title"] == "Votes and power"
    )
    page = saved(portfolio)
    assert "invented" not in page
    assert "A &amp; B" in page
    assert "Nobody has a vote in this partnership" in page
    opened(portfolio, "own", dumps(Partnership("Ours", (*own.partners, Partner("D", "business", 1, 2)))))
    assert "Partners: 3" in portfolio.pictures[0]["sentence"]
    assert len(portfolio.pictures) == 1 + VIEWS


def test_a_page_that_is_loaded_again_knows_its_case_at_once():
    portfolio = CommitmentPortfolio("en")
    typed(portfolio, load="river")
    assert case("river").title["en"] in portfolio.pictures[0]["sentence"]


def test_ones_own_is_told_of_when_it_has_come_and_not_before():
    portfolio = CommitmentPortfolio("en")
    typed(portfolio, load="own")
    assert "Your own partnership" not in titles(portfolio)
    opened(portfolio, "own", dumps(case("river").partnership("en")))
    assert portfolio.report[0]["text"].endswith("they stay in this browser.")


def test_every_answer_to_the_question_gets_its_own_feedback():
    question = Question("commitment", "pl")
    tones = []
    for answer in question.controls[0]["options"]:
        typed(question, answer=answer["value"])
        tones.append(question.report[0]["tone"])
    assert tones == ["bad", "good", "bad", "bad"]
