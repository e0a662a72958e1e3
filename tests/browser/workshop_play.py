"""The first half of a workshop as its people play it: joining, questions, groups; and what everybody brings along."""

import runpy
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

room = runpy.run_path(str(Path(__file__).with_name("workshop_room.py")))
CODE, DESK, PHONE, WIDE = (room[name] for name in ("CODE", "DESK", "PHONE", "WIDE"))
block = room["block"]
PEOPLE = [
    (("pl", "en")[place % 2], sector)
    for place, sector in enumerate(["public", "public", "civic", "civic", "business", "business", "public", "civic"])
]
SAYS = ["5", "5", "5", "5", "4", "4", "3", "5,0"]
WHY = "bo każde z nas zna kogoś innego"
LEVELS = [0, 1, 1, 2, 2, 2, 3, 1]
FIRST, SECOND = [1, 1, 1, 0, 0, -1, -1, -1], [1, 1, 1, 1, 0, -1, -1, 1]
LEAN = {1: "agree.yes", 0: "agree.unsure", -1: "agree.no"}
RELOADS, POLLS, OFFLINE = 2, 4, 6  # whose phone it is
# Three cards of the one and three of the other, for each group.
CARDS = [
    [
        "Spotykamy się co miesiąc, a termin zna każdy",
        "Budżet jest jawny od pierwszego dnia",
        "Gmina daje salę i prąd",
        "Każdy może odejść, ale mówi o tym pół roku wcześniej",
        "Decyzje zapadają przy wszystkich",
        "Rolnicy mają w zarządzie tyle samo głosów co urząd",
    ],
    [
        "Spotykamy się co miesiąc i termin zna każdy",
        "Ktoś dostaje pieniądze za prowadzenie papierów",
        "Szkoła wie o wszystkim pierwsza",
        "Nikt nie podpisuje niczego sam",
        "Sukces ma nazwiska wszystkich",
        "Firmy płacą składkę w naturze",
    ],
    [
        "A person is paid to keep it going",
        "We can say no without being left out",
        "Young people decide on part of the money",
        "The mayor comes and stays to the end",
        "One page a month on what was spent",
        "Meetings end on time",
    ],
    [
        "Wspólna mapa: kto co już robi",
        "Najpierw mała rzecz, potem duża",
        "Spór rozstrzyga ktoś spoza gminy",
        "We meet at another partner's place each time",
        "Mistakes may be told aloud",
        "Po roku sprawdzamy, czy to ma sens",
    ],
]
MESSAGE = ("Za dziesięć minut przerwa, kawa czeka na korytarzu.", "Wasz stół stoi pod oknem.")


class Opening:
    """Everybody in the room, and what they do there step by step."""

    def __init__(self, it: Any, page: Callable[..., Page], look: Callable[..., None]) -> None:
        self.look, self.faults = look, []
        self.show = room["Show"](page(it.show, *WIDE))
        self.lead = room["Lead"](page(it.lead, *DESK))
        self.phones = []
        for place, (language, sector) in enumerate(PEOPLE):
            address = it.phones + ("&poll=1" if place == POLLS else "")
            opened = page(address, *PHONE, calm=place != OFFLINE)
            self.phones.append(room["Phone"](opened, language, sector))
        self.phones[OFFLINE].page.on("console", self._heard)

    def _heard(self, said: Any) -> None:
        if said.type == "error" and "ERR_INTERNET_DISCONNECTED" not in said.text:
            self.faults.append(said.text)

    def everybody(self) -> list[Any]:
        return [self.show, self.lead, *self.phones]

    def goes(self, name: str) -> None:
        """Go on to a block, and see that its notes are on the trainer's page alone."""
        self.lead.goes(name)
        for phone in self.phones:
            expect(phone.page.locator("h1:visible")).to_have_text(
                (block(name).get("activity") or {"ask": block(name)["title"]})["ask"][phone.language]
            )
        for each in (self.show, *self.phones):
            each.hides(*self.lead.notes(name))

    def opens(self, name: str) -> None:
        self.goes(name)
        self.show.asks(name)
        expect(self.show.main).to_contain_text(self.show.words("show.before"))
        self.lead.press("open", "open")
        expect(self.show.main).to_contain_text(self.show.words("show.open"))

    def shows(self) -> None:
        """Close, and only then reveal."""
        self.lead.press("close", "close")
        expect(self.show.main).to_contain_text(self.show.words("show.closed"))
        self.lead.press("reveal", "reveal")

    def unseen(self, *texts: str) -> None:
        """See to it that before the reveal no phone and no projector has results, and that no phone was sent any."""
        expect(self.lead.page.locator(".wp-lead-results")).to_contain_text(self.lead.words("now.results_only"))
        expect(self.show.results).to_have_count(0)
        for phone in self.phones:
            expect(phone.page.locator("figcaption")).to_have_count(0)
        for phone in self.phones[1:]:  # the first has written them itself
            assert not phone.got(*texts)
        self.show.hides(*texts)

    def sentence(self, key: str, **values: Any) -> None:
        """See the same sentence on every screen, each in its language."""
        expect(self.show.results).to_contain_text(self.show.room(key, **values))
        for phone in self.phones:
            expect(phone.page.locator("figcaption")).to_contain_text(phone.room(key, **values))
            phone.wide()

    def joining(self) -> None:
        self.show.opens()
        expect(self.show.page.locator(".wp-show-code")).to_contain_text(CODE)
        for n, phone in enumerate(self.phones, 1):
            phone.joins()
            expect(self.show.foot).to_contain_text(self.show.words("join.count", n=n))
            phone.badge("slow" if n - 1 == POLLS else "live")
        for sector, n in (("public", 3), ("civic", 3), ("business", 2)):
            expect(self.show.foot).to_contain_text(f"{self.show.words(f'sector.{sector}')} {n}")
        for note in self.lead.notes("arrival"):
            expect(self.lead.page.locator(".wp-lead-notes")).to_contain_text(note)
            self.show.hides(note)
        self.look(self.show.page, "lobby", WIDE, DESK)
        self.look(self.show.page, "lobby", WIDE, scheme="dark")
        self.lead.press("begin", "block", title=block("arrival")["title"]["pl"])

    def number(self) -> None:
        self.opens("two_and_two")
        self.look(self.show.page, "number-open", WIDE, DESK)
        for n, (phone, value) in enumerate(zip(self.phones, SAYS, strict=True), 1):
            phone.page.get_by_label(phone.words("number.value"), exact=True).fill(value)
            if n == 1:
                phone.page.get_by_label(phone.words("number.reason"), exact=True).fill(WHY)
            phone.sends()
            self.show.counts(n, 8)
        self.unseen(WHY)
        expect(self.lead.page.locator(".wp-lead-answers")).to_contain_text(WHY)
        self.look(self.lead.page, "lead-number", DESK, PHONE)
        self.shows()
        self.sentence("results.number", n=3, most="5", times="5", of="8")
        expect(self.show.main).to_contain_text(WHY)
        self.look(self.show.page, "number", WIDE, DESK)
        self.look(self.phones[1].page, "phone-number", whole=True)
        self.look(self.phones[0].page, "phone-number-pl", scheme="dark", whole=True)

    def ladder(self) -> None:
        self.opens("trust")
        for phone, level in zip(self.phones, LEVELS, strict=True):
            label = block("trust")["activity"]["config"]["levels"][level]["label"][phone.language]
            phone.page.locator(".wp-rung", has_text=label).click()
            phone.sends()
        self.show.counts(8, 8)
        self.unseen()
        self.shows()
        expect(self.show.page.locator(".wp-show-model")).to_contain_text(self.show.words("show.model"))
        self.lead.writes(MESSAGE[0], self.lead.words("groups.all"))
        expect(self.show.page.locator(".wp-show-message")).to_have_text(MESSAGE[0])
        for phone in self.phones:
            expect(phone.page.locator("#banner")).to_contain_text(MESSAGE[0])
        self.look(self.show.page, "ladder", WIDE, DESK)
        self.look(self.show.page, "ladder", DESK, scheme="dark")
        self.look(self.phones[3].page, "phone-ladder", whole=True)
        self.lead.takes_down(MESSAGE[0])
        expect(self.show.page.locator(".wp-show-message")).to_be_empty()

    def thesis(self) -> None:
        self.opens("thesis")
        away = self.phones[OFFLINE]
        away.asked("thesis")
        expect(away.page.get_by_role("radio").first).to_be_enabled()
        away.page.context.set_offline(True)
        away.badge("off")
        self.agree(FIRST, kept=OFFLINE)
        self.show.counts(7, 8)
        self.look(away.page, "phone-offline")
        away.page.context.set_offline(False)
        away.badge("live")
        away.says("answer.sent")
        self.show.counts(8, 8)
        self.unseen()
        self.shows()
        self.sentence("results.agree", n=8, agree="3", undecided="2", against="3")
        self.lead.page.get_by_role("button", name=self.lead.words("now.second"), exact=True).click()
        self.lead.done("round", n=2)
        expect(self.show.main).to_contain_text(self.show.words("show.round", n=2))
        expect(self.show.results).to_have_count(0)
        for phone, lean in zip(self.phones, FIRST, strict=True):
            before = phone.words("answer.before", text=phone.words(LEAN[lean]))
            expect(phone.page.get_by_text(before, exact=True)).to_be_visible()
        self.agree(SECOND)
        self.show.counts(8, 8)
        self.shows()
        self.sentence("results.changed", n=2, both="8")
        self.look(self.show.page, "thesis", WIDE, DESK)
        self.look(self.phones[0].page, "phone-thesis", whole=True)

    def agree(self, leans: list[int], kept: int | None = None) -> None:
        for place, (phone, lean) in enumerate(zip(self.phones, leans, strict=True)):
            phone.chooses(phone.words(LEAN[lean]))
            phone.sends("answer.kept" if place == kept else "answer.sent")

    def dealing(self) -> None:
        self.goes("introduce")
        expect(self.show.page.locator(".wp-show-groups > section")).to_have_count(4)
        for section in self.show.page.locator(".wp-show-groups > section").all():
            expect(section).to_contain_text(self.show.words("n.people", n=2))
        for phone in self.phones:
            phone.turn("group")
            expect(phone.page.locator(".people li:visible")).to_have_count(2)
            expect(phone.page.locator(".people:visible")).to_contain_text(phone.words(f"short.{phone.sector}"))
            names = [phone.room("group.name", number=str(number)) for number in range(1, 5)]
            phone.group = names.index(phone.page.locator("h1:visible").inner_text())
        self.groups = [[phone for phone in self.phones if phone.group == group] for group in range(4)]
        assert [len(group) for group in self.groups] == [2, 2, 2, 2]
        self.look(self.show.page, "groups", WIDE, DESK)
        self.look(self.phones[0].page, "phone-group")
        self.lead.writes(MESSAGE[1], self.lead.room("group.name", number="2"))
        for phone in self.groups[1]:
            expect(phone.page.locator("#banner")).to_contain_text(MESSAGE[1])
        for each in (self.show, *self.groups[0], *self.groups[2], *self.groups[3]):
            each.hides(MESSAGE[1])
        self.look(self.lead.page, "lead-groups", DESK, PHONE)
        self.lead.takes_down(MESSAGE[1])
        self.goes("understand")
