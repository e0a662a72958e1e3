"""The page on which a trainer enters answers from paper, against the real live server, by keyboard alone."""

import runpy
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from course.texts import LANGUAGES, Words

room = runpy.run_path(str(Path(__file__).with_name("phone_room.py")))
workshop, CONFIGS = room["workshop"], room["CONFIGS"]
TYPED = [
    ("number", "5; it grows", {"value": "5", "reason": "it grows"}),
    ("number", "six", {"value": "six", "reason": ""}),
    ("choice", "b", {"chosen": ["budget"]}),
    ("agree", "c", {"value": -1}),
    ("ladder", "3", {"level": 3}),
    ("matrix", "5 -2,5", {"x": 0.5, "y": -0.25}),
    ("triangle", "50 30 20", {"shares": [50, 30, 20]}),
    ("points", "60 0 40", {"points": {"plan": 60, "budget": 0, "people": 40}}),
    ("ranking", "C a b", {"order": ["people", "plan", "budget"]}),
    ("ratings", "4 2 x", {"ratings": {"public": 4, "civic": 2}}),
    (
        "commitments",
        "Call; the school; 2999-03-31 +",
        {"what": "Call", "with_whom": "the school", "by": "2999-03-31", "share": True},
    ),
]
WRONG = [
    ("choice", "ab"), ("choice", "d"), ("agree", "ac"), ("ladder", "5"), ("matrix", "11 0"), ("matrix", "1"),
    ("triangle", "50 30 19"), ("points", "50 50"), ("ranking", "ab"), ("ratings", "4 2"), ("ratings", "6 1 1"),
    ("commitments", "Call; the school; soon"), ("number", " ; why"),
]  # fmt: skip


def opened(page, workshop, language: str = "en") -> Page:
    return page(f"http://127.0.0.1:{workshop.port}/page/entry.html?lang={language}#key={workshop.keys.trainer}")


def typed(entry: Page, *lines: str) -> None:
    for line in lines:
        entry.keyboard.type(line)
        entry.keyboard.press("Enter")


def entered(workshop, kind: str) -> list[dict]:
    return [event.body for event in workshop.store.since(workshop.code) if event.kind == kind]


def test_every_kind_is_read_as_it_is_typed_and_nothing_else_is(page, workshop):
    entry = opened(page, workshop)
    read = "async ([kind, config, text]) => (await import('/page/codes.js')).read(kind, config, text)"
    for kind, text, value in TYPED:
        assert entry.evaluate(read, [kind, CONFIGS[kind], text]) == value, (kind, text)
    for kind, text in WRONG:
        assert entry.evaluate(read, [kind, CONFIGS[kind], text]) is None, (kind, text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_answers_of_several_people_are_entered_by_keyboard_alone(page, workshop, language):
    words = Words("live_report", language)
    workshop.ask("choice")
    entry = opened(page, workshop, language)
    expect(entry.locator("html")).to_have_attribute("lang", language)
    expect(entry.locator("ol.codes li")).to_have_count(3)
    typed(entry, "7", "c")  # an answer where the sector is asked for makes no seat
    expect(entry.get_by_role("alert")).to_have_text(words("entry.wrong", how=words("entry.sector_help")))
    entry.keyboard.press("Backspace")
    typed(entry, "2", "b", "", "1", "z")  # person 7; person 8 stands there already, and mistypes
    expect(entry.get_by_role("alert")).to_have_text(words("entry.wrong", how=words("entry.how.choice")))
    typed(entry, "a")
    expect(entry.locator(".log .done")).to_have_count(4)
    assert [(row["seat"], row["sector"]) for row in entered(workshop, "paper")] == [("k7", "civic"), ("k8", "public")]
    answers = {row["seat"]: row["value"]["chosen"] for row in entered(workshop, "answer_for")}
    assert answers == {"k7": ["budget"], "k8": ["plan"]}

    workshop.ask("agree")
    expect(entry.locator("h1")).to_contain_text("agree")
    typed(entry, "7", "a")  # the seat is there: no sector is asked for
    expect(entry.locator(".log .done")).to_have_count(5)
    assert entered(workshop, "answer_for")[-1]["value"] == {"value": 1}


def test_new_seat_says_that_it_has_no_answer_until_one_is_in_and_in_the_language_of_the_page(page, workshop):
    english, polish = (Words("live_report", language) for language in LANGUAGES)
    workshop.ask("choice")
    entry = opened(page, workshop)
    expect(entry.locator("ol.codes li")).to_have_count(3)
    typed(entry, "7", "0")
    expect(entry.locator(".log .done")).to_have_text(f"7: {english('entry.made_bare')}")
    entry.get_by_role("button", name="PL").click()
    expect(entry.locator(".log .done")).to_have_text(f"7: {polish('entry.made_bare')}")
    typed(entry, "7", "c")
    expect(entry.locator(".log .done")).to_have_text(
        [f"7: c · {polish('entry.done')}", f"7: {polish('entry.made')} · {polish('entry.done')}"]
    )
    assert [row["sector"] for row in entered(workshop, "paper")] == ["none"]


def test_link_from_the_trainers_page_has_the_language_of_that_page(page, workshop):
    here = f"http://127.0.0.1:{workshop.port}"
    lead = page(f"{here}/trainer?lang=pl#key={workshop.keys.trainer}")
    link = lead.locator("a[href*='/page/entry.html']")
    lead.get_by_role("button", name=Words("live_screens", "pl")("tab.room"), exact=True).click()
    expect(link).to_have_attribute("href", f"{here}/page/entry.html?lang=pl#key={workshop.keys.trainer}")
    lead.get_by_role("button", name="English").click()
    lead.get_by_role("button", name=Words("live_screens", "en")("tab.room"), exact=True).click()
    expect(link).to_have_attribute("href", f"{here}/page/entry.html?lang=en#key={workshop.keys.trainer}")


def test_cards_and_approvals_from_paper_go_to_the_persons_group(page, workshop):
    workshop.trainer("paper", seat="k3", nickname="", sector="civic")
    workshop.trainer("deal", groups=1)
    workshop.ask("cards")
    entry = opened(page, workshop)
    expect(entry.locator("h1")).to_contain_text("cards")
    typed(entry, "3", "<b>Open accounts</b>", "Meet after six")
    expect(entry.locator("ol.codes li")).to_have_count(2)
    assert entry.locator("ol.codes b").count() == 0
    typed(entry, "1 2")
    expect(entry.locator(".log .done")).to_have_count(4)
    assert [row["on"] for row in entered(workshop, "approve_for")] == [True, True]
    typed(entry, "3", "-2")
    expect(entry.locator(".log .done")).to_have_count(5)
    assert entered(workshop, "approve_for")[-1]["on"] is False


def test_page_without_a_key_says_what_to_do(page, workshop):
    entry = page(f"http://127.0.0.1:{workshop.port}/page/entry.html?lang=pl")
    expect(entry.get_by_role("alert")).to_have_text(Words("live_report", "pl")("entry.no_key"))
