"""A whole workshop in real browsers: one trainer, one projector, eight phones in two languages, from the command on."""

import csv
import io
import runpy
import signal
from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from course.live.record import read
from course.texts import Words

first = runpy.run_path(str(Path(__file__).with_name("workshop_play.py")))
room, Opening, block = first["room"], first["Opening"], first["block"]
CODE, DESK, PHONE, WIDE = (room[name] for name in ("CODE", "DESK", "PHONE", "WIDE"))
CARDS, PEOPLE, POLLS, RELOADS = (first[name] for name in ("CARDS", "PEOPLE", "POLLS", "RELOADS"))
SAME = "Spotykamy się co miesiąc, termin zna każdy"  # what the trainer makes of two cards
# Which cards of their group each of two people approves of. In the first group one of them wants nothing but one card.
APPROVES = [([0, 1, 2, 3, 4], [5])] + 3 * [([0, 1, 2, 3], [0, 3, 4, 5])]
PROMISES = [("posprzątam plażę nad stawem", "szkoła", True), ("I will measure the well", "the anglers", False),
            ("zwołam spotkanie trzech sołectw", "rada gminy", True)]  # fmt: skip
DAY = "2031-03-31"


@pytest.fixture(autouse=True)
def patience() -> Iterator[None]:
    expect.set_options(timeout=room["PATIENCE"])
    yield
    expect.set_options(timeout=45_000)


class Play(Opening):
    """A workshop to its end."""

    def writing(self) -> None:
        self.opens("conditions")
        sections = self.show.page.locator(".wp-show-groups > section")
        for group, texts in enumerate(CARDS):
            for n, phone in enumerate(self.groups[group]):
                self.puts_up(phone, texts[3 * n : 3 * n + 3])
                # Of cards with as many approvals those come first that were first there: the next person waits.
                expect(sections.nth(group)).to_contain_text(self.show.words("n.cards", n=3 * n + 3))
        self.show.counts(8, 8, "written")
        for group in range(4):
            others = [text for number, texts in enumerate(CARDS) if number != group for text in texts]
            for phone in self.groups[group]:
                expect(phone.page.locator(".cards > li:visible")).to_have_count(6)
                assert not phone.got(*others)
                phone.hides(*others)
        self.show.hides(*chain(*CARDS))
        self.look(self.show.page, "writing", WIDE, DESK)
        self.look(self.groups[0][0].page, "phone-writing", whole=True)
        self.lead.press("close", "close")

    def puts_up(self, phone: Any, own: list[str]) -> None:
        phone.puts_up(own[0])
        if phone is self.phones[RELOADS]:
            phone.page.locator(".field textarea").fill(own[1])
            phone.page.reload()
            expect(phone.page.locator(".field textarea")).to_have_value(own[1])
            expect(phone.page.locator(".cards > li:visible", has_text=own[0])).to_be_visible()
            expect(self.show.foot).to_contain_text(self.show.words("join.count", n=8))
        for text in own[1:]:
            phone.puts_up(text)
        expect(phone.page.locator(".field textarea")).to_be_disabled()

    def approving(self) -> None:
        self.opens("summary")
        for group, texts, marks in zip(self.groups, CARDS, APPROVES, strict=True):
            for phone, own in zip(group, marks, strict=True):
                for card in own:
                    phone.marks(texts[card])
        self.show.counts(8, 8, "approved")
        expect(self.show.page.locator(".wp-five")).to_have_count(0)
        self.show.hides(*chain(*CARDS))
        for phone in self.groups[0]:
            phone.turn("group")
            five = phone.page.locator(".card:visible", has_text=phone.words("cards.five"))
            expect(five).to_contain_text(phone.room("five.fair_all"))
            expect(five).to_contain_text(phone.room("five.top", n=1))
        self.look(self.groups[0][0].page, "phone-five", whole=True)
        self.shows()
        expect(self.show.page.locator(".wp-five")).to_have_count(8)
        section, texts = self.show.page.locator(".wp-show-groups > section").first, CARDS[0]
        both = section.locator(".wp-five")
        expect(section.locator(".wp-five-both li")).to_have_text(texts[:4])
        expect(both.nth(0).locator("li")).to_have_text([texts[5]])
        expect(both.nth(1).locator("li")).to_have_text([texts[4]])
        expect(both.nth(0)).to_contain_text(self.show.words("show.nothing", n=0, people=2))
        expect(both.nth(1)).to_contain_text(self.show.words("show.nothing", n=1, people=2))
        self.look(self.show.page, "fives", WIDE, DESK)
        self.look(self.show.page, "fives", WIDE, scheme="dark")
        self.lead.turn("groups")
        self.lead.page.locator("summary", has_text=self.lead.words("groups.fives")).first.click()
        expect(self.lead.page.locator(".wp-five:visible")).to_have_count(2)
        self.look(self.lead.page, "lead-fives", DESK, PHONE, whole=True)

    def wall(self) -> None:
        self.goes("plenary")
        cards = self.show.page.locator(".wp-show-card")
        expect(cards).to_have_count(20)
        self.look(self.show.page, "wall-begins", WIDE, DESK)
        self.lead.turn("texts")
        self.lead.page.locator("summary", has_text=self.lead.words("texts.similar")).click()
        pair = self.lead.page.locator("li", has_text=CARDS[0][0]).filter(has_text=CARDS[1][0])
        pair.get_by_role("textbox").fill(SAME)
        self.look(self.lead.page, "lead-texts", DESK, PHONE)
        pair.get_by_role("button").click()
        self.lead.done("merge")
        expect(cards).to_have_count(19)
        merged = cards.filter(has_text=SAME)
        expect(merged).to_contain_text(self.show.words("show.from", list="1, 2"))
        self.lead.press("open", "open")
        shared = [SAME, CARDS[1][3], CARDS[2][0], CARDS[3][0], CARDS[3][3]]
        # Two want one other point, and one of these nothing else: only the five by votes leaves somebody with nothing.
        votes = [*6 * [shared], [CARDS[0][5]], [SAME, CARDS[0][5]]]
        for n, (phone, texts) in enumerate(zip(self.phones, votes, strict=True), 1):
            for text in texts:
                phone.marks(text)
            self.show.counts(n, 8, "approved")
        expect(self.show.page.locator(".wp-chosen, .wp-five")).to_have_count(0)
        expect(merged).not_to_contain_text(self.show.words("n.approvals", n=7))
        self.look(self.phones[1].page, "phone-wall", whole=True)
        self.shows()
        self.sentence("results.wall", n=19)
        expect(merged).to_contain_text(self.show.words("n.approvals", n=7))
        expect(merged).to_contain_text(self.show.words("show.fair"))
        expect(self.show.page.locator(".wp-chosen")).to_have_count(5)
        expect(self.show.page.locator(".wp-five")).to_have_text(
            [f"{self.show.words(f'show.{name}')}{self.show.words('show.nothing', n=n, people=8)}"
             for name, n in (("fair", 0), ("top", 1))]
        )  # fmt: skip
        self.look(self.show.page, "wall", WIDE, DESK)
        self.look(self.show.page, "wall", DESK, scheme="dark")
        self.look(self.phones[2].page, "phone-wall-results", whole=True, scheme="dark")

    def commitments(self) -> None:
        self.opens("commitments")
        for n, (phone, (what, whom, share)) in enumerate(zip(self.phones, PROMISES, strict=False), 1):
            for key, text in (("what", what), ("with_whom", whom), ("by", DAY)):
                phone.page.get_by_label(phone.words(f"commitments.{key}"), exact=True).fill(text)
            phone.page.get_by_role("checkbox", name=phone.words("commitments.share")).set_checked(share)
            phone.sends()
            self.show.counts(n, 8)
        texts = [what for what, _, _ in PROMISES]
        self.show.hides(*texts)
        self.look(self.phones[0].page, "phone-commitments", whole=True)
        self.shows()
        expect(self.show.page.locator(".wp-show-promises b")).to_have_text([texts[0], texts[2]])
        self.show.hides(texts[1])
        for place, phone in enumerate(self.phones):
            assert place == 1 or not phone.got(texts[1])
        self.look(self.show.page, "commitments", WIDE, DESK)

    def over(self) -> None:
        self.goes("close")
        self.look(self.lead.page, "lead-close", DESK, PHONE)
        self.lead.steps.get_by_role("button", name=self.lead.words("go.finish"), exact=True).click()
        self.lead.page.get_by_role("button", name=self.lead.words("room.finish_yes"), exact=True).click()
        self.lead.done("finish")
        expect(self.lead.page.get_by_text(self.lead.words("now.finished"))).to_be_visible()
        expect(self.show.page.locator("header h1")).to_have_text(self.show.words("show.finished"))
        for text in (SAME, PROMISES[0][0]):
            expect(self.show.main).to_contain_text(text)
        for phone in self.phones:
            expect(phone.page.locator("h1:visible")).to_have_text(phone.words("ended.title"))
        self.look(self.show.page, "finished", WIDE, DESK)
        self.look(self.phones[0].page, "phone-finished", whole=True)

    def files(self) -> dict[str, str]:
        """Save what the room has to give; return the reports by language."""
        self.lead.turn("room")
        self.look(self.lead.page, "lead-files", DESK, PHONE)
        self.look(self.lead.page, "lead-files", DESK, scheme="dark")
        reports = {"pl": self.lead.file("report", f"{CODE}.html")}
        rows = list(csv.reader(io.StringIO(self.lead.file("csv", f"{CODE}.csv")), delimiter=";"))
        found = read(self.lead.file("json", f"{CODE}.json"))
        rounds = {one["kind"]: [turn["results"]["count"] for turn in one["rounds"]] for one in found["activities"]}
        assert rounds["number"] == rounds["ladder"] == [8]
        assert rounds["agree"] == [8, 8]  # the vote that was kept on a phone has come once
        assert found["sectors"] == {"public": 3, "civic": 3, "business": 2, "none": 0}
        assert [len(group["cards"]) for group in found["groups"]] == [6, 6, 6, 6]
        assert len(found["wall"]["cards"]) == 19
        assert max(map(sum, zip(*found["wall"]["approvals"], strict=True))) == 7
        assert [row["what"] for row in found["commitments"]] == [PROMISES[0][0], PROMISES[2][0]]
        thesis = next(one for one in found["activities"] if one["kind"] == "agree")
        part = f"{thesis['block'] + 1}. {thesis['title']['pl']}"
        assert len([row for row in rows if row[0] == part and row[1] == "2"]) == 8
        english = self.lead.speaks("English", "en")
        english.turn("room")
        reports["en"] = english.file("report", f"{CODE}.html")
        self.look(english.page, "lead-files-en", DESK)
        for language, report in reports.items():
            words = Words("live_report", language)
            assert f'lang="{language}"' in report
            for key in ("wall", "commitments", "time"):
                assert words(f"report.{key}") in report
            assert PROMISES[1][0] not in report
        return reports


@pytest.mark.timeout(900)
def test_a_whole_workshop(
    tmp_path: Path, page: Callable[..., Page], shot: Callable[..., Path], chromium: Browser
) -> None:
    with room["opened"](tmp_path) as it:
        play = Play(it, page, room["camera"](shot))
        try:
            play.joining()
            play.number()
            play.ladder()
            play.thesis()
            play.dealing()
            play.writing()
            play.approving()
            play.wall()
            play.commitments()
            play.over()
            reports = play.files()
        finally:
            for each in play.everybody():
                each.page.goto("about:blank")  # a page that is left does not miss its server
        assert play.phones[POLLS].sockets == 0
        assert not play.faults
        it.process.send_signal(signal.SIGINT)
        assert it.process.wait(60) == 0
        assert "Traceback" not in it.log.read_text(encoding="utf-8")
    for language, report in reports.items():
        seen = room["stranger"](chromium, report)
        expect(seen.locator("body")).to_contain_text(SAME)
        shot(seen, f"workshop-report-{language}", whole=True)
        seen.context.close()
