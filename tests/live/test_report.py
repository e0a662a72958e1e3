"""What is handed on after a workshop: report, table, cards and forms on paper, and the server that gives them."""

import csv
import html as markup
import io
import json
import re
import runpy
from html.parser import HTMLParser
from pathlib import Path

import pytest

from course.live import paper, report
from course.live.record import read, record
from course.live.sample import sample
from course.live.script import read as script
from course.live.sheet import csv_text
from course.texts import FORMULAS, LANGUAGES, Words, safe

told = runpy.run_path(str(Path(__file__).with_name("told.py")))
served = runpy.run_path(str(Path(__file__).with_name("room_server.py")))
JOIN = {"address": "http://192.168.0.7:8890", "code": "ABCDE", "qr": "<svg></svg>", "wifi": None}


@pytest.fixture(scope="module")
def document():
    story = told["whole"]()
    return record(story.events, story.now)


def shown(page):
    return markup.unescape(re.sub(r"<[^>]+>", " ", page.split("</style>")[1]))


class Tags(HTMLParser):
    def __init__(self, page):
        super().__init__()
        self.names, self.attributes, self.open = set(), set(), []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.names.add(tag)
        self.attributes |= {name for name, _ in attrs}
        if tag not in ("meta", "br", "rect", "circle", "path"):
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.names.add(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def table(text, language):
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text[1:], newline=""), delimiter={"en": ",", "pl": ";"}[language]))


@pytest.mark.parametrize("language", LANGUAGES)
def test_report_is_one_page_that_runs_and_fetches_nothing(document, language):
    page = report.html(document, language)
    tags = Tags(page)
    assert tags.open == []
    assert not tags.names & {"script", "link", "img", "iframe", "object", "form", "base"}
    assert not {name for name in tags.attributes if name.startswith("on")} | (tags.attributes & {"src", "href"})
    assert "url(" not in page
    assert "@import" not in page
    assert f'<html lang="{language}">' in page


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        ("en", ("12 people were there", "The fair five leaves nobody", "31 March 2027", "took 119", "2 commitments")),
        ("pl", ("Było 12 osób", "Przy sprawiedliwej piątce nikt", "31 marca 2027", "trwały 119", "2 zobowiązania")),
    ],
)
def test_report_says_what_its_pictures_show(document, language, sentences):
    text = shown(report.html(document, language))
    for sentence in sentences:
        assert sentence in text
    for title in (row["title"][language] for row in document["blocks"]):
        assert title in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_people_wrote_is_text_in_the_report(document, language):
    page = report.html(document, language)
    assert markup.escape(told["SCRIPT"]) in page
    assert told["SCRIPT"] not in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_export_has_a_secret_a_name_or_what_was_taken_down(document, language):
    pages = [report.html(document, language), csv_text(document, language), json.dumps(document)]
    for text in pages:
        for secret in (*told["HASHES"].values(), *told["GONE"], "token", "hash", "Nick ", "seat-", "client-"):
            assert secret not in text


def test_report_names_people_only_where_the_whole_room_saw_names():
    story = told["whole"](names=True)
    assert "Nick 0" in report.html(record(story.events, story.now), "en")


@pytest.mark.parametrize(("people", "says"), [(4, False), (5, True)])
def test_report_says_what_those_left_out_liked_only_in_a_group_of_five_and_more(people, says):
    found = json.loads(json.dumps(sample("en")))
    rows = [[1, 1, 1, 1, 1, 0, 0]] * (people - 1) + [[0, 0, 0, 0, 0, 0, 1]]
    found["groups"] = [found["groups"][0] | {"approvals": rows, "people": people, "fair": [0, 1, 2, 3, 4]}]
    page = shown(report.html(found, "en"))
    assert "The fair five leaves one person with nothing." in page
    assert ("What they could have lived with" in page) == says


@pytest.mark.parametrize(
    ("counts", "says"),
    [
        ((2, 1, 1), {"en": "Most came from the public sector: 2.", "pl": "Najliczniejszy sektor: publiczny (2)."}),
        ((1, 2, 2), {"en": "from each: civic, business (2 each)", "pl": "osób: społeczny, gospodarczy (po 2)"}),
        ((1, 1, 1), {"en": "from all three sectors: 1 each", "pl": "trzy sektory są równie liczne (po 1)"}),
    ],
)
def test_report_calls_no_sector_the_largest_where_others_are_as_large(document, counts, says):
    found = document | {"sectors": dict(zip(("public", "civic", "business", "none"), (*counts, 5), strict=True))}
    for language in LANGUAGES:
        page = shown(report.html(found, language))
        assert says[language] in page
        assert ("Most came" in page or "Najliczniejszy sektor:" in page) == (counts == (2, 1, 1))


@pytest.mark.parametrize("language", LANGUAGES)
def test_blocks_that_may_still_come_are_not_called_left_out(language):
    words = Words("live_report", language)
    story = told["Story"]()
    story.join(*told["people"](5))
    story.turn(2, 4)
    story.minute += 3
    blocks = len(script()["blocks"])

    def said():
        page = report.html(record(story.events, story.now), language)
        table = page[page.index(f"<h2>{words('report.time')}") :]
        assert words("report.bar_planned") in table
        assert words("report.bar_real") in table
        return [table.count(f"<br>{words(f'report.{key}')}") for key in ("ahead", "skipped")]

    began = sum(row["real"] is None for row in record(story.events, story.now)["blocks"][:2])
    assert said() == [blocks - 3, began]
    story.lead("finish")
    assert said() == [0, blocks - 3 + began]


def test_report_holds_back_what_the_document_does():
    story = told["Story"]()
    story.join(*told["people"](4))
    name = story.turn(1)
    for seat in told["people"](4):
        story.answer(seat, name, {"value": "A rare word", "reason": "A rare reason"})
    found = record(story.events, story.now)
    for language in LANGUAGES:
        for text in (report.html(found, language), csv_text(found, language)):
            assert "rare" not in text
    assert "under 5 answers" in shown(report.html(found, "en"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_table_holds_every_answer_and_no_formula(document, language):
    rows = table(csv_text(document, language), language)
    assert {len(row) for row in rows} == {7}
    assert len(set(rows[0])) == 7
    for row in rows[1:]:
        for cell in row[:2] + row[4:]:
            number = cell.replace(",", ".").lstrip("-").replace(".", "", 1).isdecimal()
            assert number or not cell.lstrip().startswith(FORMULAS)
    assert f"'{told['FORMULA']}" in {row[6] for row in rows}
    titles = {
        one["kind"]: f"{one['block'] + 1}. {one['title'][language]}"
        for one in document["activities"]
        if one["id"] in ("b2", "s4.matrix")
    }
    ladder = [row for row in rows if row[0] == titles["ladder"]]
    levels = next(one["config"]["levels"] for one in document["activities"] if one["id"] == "b2")
    names = [row["label"][language] for row in levels[:4]]
    names[0] = f"0. {names[0]}"  # the others begin with their numbers already
    assert sorted(row[6] for row in ladder) == sorted(names * 3)
    assert len({row[2] for row in ladder}) == 12
    matrix = {row[6] for row in rows if row[0] == titles["matrix"]}
    assert ("-0.5" if language == "en" else "-0,5") in matrix


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@a", "\tx", "\rx", " =1", "\u00a0=1", "\uff1d1"])
def test_text_that_may_begin_a_formula_gets_an_apostrophe(text):
    assert safe(text) == f"'{text}"


def test_quotes_breaks_and_separators_stay_inside_their_cell():
    found = json.loads(json.dumps(sample("en")))
    nasty = 'a "b"; c, d\r\n=e'
    found["groups"][0]["cards"][0]["text"] = nasty
    for language in LANGUAGES:
        assert nasty in {row[5] for row in table(csv_text(found, language), language)}


def test_report_of_a_file_that_was_read_and_of_an_empty_room(document):
    assert report.html(read(json.dumps(document)), "pl") == report.html(document, "pl")
    story = told["Story"]()
    empty = record(story.events, story.now)
    assert "No block has begun yet" in report.html(empty, "en")
    assert len(table(csv_text(empty, "pl"), "pl")) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_cards_on_paper_are_numbered_and_carry_address_and_code(language):
    page = paper.cards(JOIN, 7, language, script()["blocks"])
    assert Tags(page).open == []
    assert page.count('<div class="seat">') == page.count(JOIN["qr"]) == 7
    assert page.count(JOIN["address"]) == 7
    screens = Words("live_screens", language)
    assert f"{screens('tab.room')} → {screens('room.entry')}" in shown(page)
    assert "entry.html" not in page
    for block in script()["blocks"]:
        if block["activity"]:
            assert block["activity"]["ask"][language] in markup.unescape(page)


def test_form_has_a_place_for_every_kind_of_activity():
    spares = list(script()["spares"].values())
    for language in LANGUAGES:
        page = shown(paper.cards(JOIN, 0, language, spares))
        for spare in spares:
            for option in spare["activity"]["config"].get("options", []):
                assert option["label"][language] in page


@pytest.mark.parametrize("seats", [-1, 601])
def test_too_many_cards_are_refused(seats):
    with pytest.raises(ValueError, match=r"seats must be in \[0, 600\]"):
        paper.cards(JOIN, seats, "en")


def test_card_shows_nothing_as_markup():
    page = paper.cards(JOIN | {"address": "<b>x</b>", "code": "<i>"}, 1, "en")
    assert "<b>x</b>" not in page
    assert "<i>" not in page


def test_server_gives_all_of_it_to_the_trainer_alone():
    async def scene(it):
        mine = await it.join("phone-one", nickname="Ala")
        await it.ready(1)
        answer = {"activity": "b1", "round": 1, "value": {"value": "=5", "reason": told["SCRIPT"]}}
        await it.act(mine["token"], "answer", "answer-one", **answer)
        assert (await it.lead("reveal", "reveal-one", on=True)).status == 200
        document = (await it.ask("/api/export", token=it.keys.trainer)).body
        assert read(json.dumps(document))["code"] == served["CODE"]
        sheet = (await it.ask("/api/export?as=csv&lang=pl", token=it.keys.trainer)).body
        assert table(sheet, "pl")[1][6] == "'=5"
        page = (await it.ask("/api/export?as=html&lang=pl", token=it.keys.trainer)).body
        assert told["SCRIPT"] not in page
        assert markup.escape(told["SCRIPT"]) in page
        cards = await it.ask("/api/cards?lang=en", token=it.keys.trainer)
        assert served["CODE"] in cards.body
        assert "script-src" not in cards.headers["Content-Security-Policy"]
        for text in (json.dumps(document), sheet, page, cards.body):
            for secret in (*it.keys, *it.keys.hashes().values(), mine["token"], mine["seat"]):
                assert secret not in text
        for path in ("/api/export?as=json", "/api/export?as=csv", "/api/export?as=html", "/api/cards"):
            assert (await it.ask(path)).status == 401
            assert (await it.ask(path, token=mine["token"])).status == 403
            assert (await it.ask(path, token=it.keys.projector)).status == 403

    served["play"](scene)


def test_server_gives_the_entry_page_and_its_words():
    async def scene(it):
        for name in ("entry.html", "entry.js", "entry.css", "codes.js"):
            assert (await it.ask(f"/page/{name}")).status == 200
        for language in LANGUAGES:
            words = (await it.ask(f"/page/words-entry-{language}.json")).body
            assert set(words["entry"]["how"]) >= {"number", "choice", "many", "agree", "ladder", "matrix", "cards"}
            assert set(words["lean"]) == {"1", "0", "-1"}

    served["play"](scene)
