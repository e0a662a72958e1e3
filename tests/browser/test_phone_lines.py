"""The phone page on bad lines: reloads, no connection, no socket, a restart; nothing lost, nothing sent twice."""

import runpy
from pathlib import Path

import pytest
from playwright.sync_api import expect

room = runpy.run_path(str(Path(__file__).with_name("phone_room.py")))
workshop, phone = room["workshop"], room["phone"]
PHONE, sent, shown, words = (room[name] for name in ("PHONE", "sent", "shown", "words"))


def test_a_reload_keeps_seat_and_draft_and_a_switch_of_language_too(workshop, phone):
    opened = phone()
    workshop.ask("number")
    opened.get_by_label("Your answer").fill("5")
    opened.get_by_label("Why?").fill("half a sente")
    expect(opened.locator("p.status")).to_have_text(words("en")("answer.draft"))
    opened.reload()
    expect(opened.get_by_label("Why?")).to_have_value("half a sente")
    opened.get_by_role("button", name="polski").click()
    expect(opened.get_by_label("Dlaczego?")).to_have_value("half a sente")
    opened.reload()
    expect(opened.locator("html")).to_have_attribute("lang", "pl")
    expect(opened.get_by_label("Twoja odpowiedź")).to_have_value("5")
    opened.get_by_role("button", name="Wyślij").click()
    sent(opened, "pl")
    assert len(workshop.events("joined")) == 1
    assert workshop.last()["value"] == {"value": "5", "reason": "half a sente"}


def test_what_is_done_offline_is_shown_kept_and_sent_once(workshop, phone):
    opened = phone(calm=False)
    workshop.ask("choice")
    shown(opened, "choice")
    expect(opened.get_by_label("A shared plan")).to_be_enabled()
    opened.context.set_offline(True)
    expect(opened.locator("#badge")).to_have_text(words("en")("badge.off"))
    opened.get_by_text("A shared plan").click()
    opened.get_by_role("button", name="Send").click()
    expect(opened.locator("p.status")).to_have_text(words("en")("answer.kept"))
    opened.context.set_offline(False)
    expect(opened.locator("#badge")).to_have_text(words("en")("badge.live"))
    sent(opened)
    opened.wait_for_timeout(500)
    assert [event.body["value"] for event in workshop.events("answer")] == [{"chosen": ["plan"]}]


def test_an_act_whose_answer_was_lost_is_sent_again_after_a_reload_and_counts_once(workshop, phone):
    opened = phone(query="&poll=1", calm=False)
    workshop.ask("choice")
    shown(opened, "choice")
    opened.route("**/api/act", lambda route: (route.fetch(), route.abort()))  # it arrives, the answer does not
    opened.get_by_text("A shared plan").click()
    opened.get_by_role("button", name="Send").click()
    opened.wait_for_timeout(1500)
    assert workshop.last()["value"] == {"chosen": ["plan"]}
    opened.unroute("**/api/act")
    opened.reload()
    sent(opened)
    opened.wait_for_timeout(2500)
    assert len(workshop.events("answer")) == 1
    assert opened.evaluate("Object.keys(localStorage).filter((name) => name.includes(':act:')).length") == 0


@pytest.mark.parametrize("how", ["forced", "blocked"])
def test_without_a_socket_the_page_polls_and_says_so(workshop, phone, page, how):
    if how == "forced":
        opened = phone(query="&poll=1")
    else:
        opened = page("about:blank", **PHONE, calm=False)
        opened.add_init_script(
            "window.WebSocket = class { constructor() { setTimeout(() => this.onclose?.()); } close() {} }"
        )
        opened.goto(workshop.address)
        opened.locator("main button.main").click()
    expect(opened.locator("#badge")).to_have_text(words("en")("badge.slow"))
    workshop.ask("choice")
    shown(opened, "choice")
    opened.get_by_text("A shared plan").click()
    opened.get_by_role("button", name="Send").click()
    sent(opened)
    assert len(workshop.events("answer")) == 1


def test_a_restart_of_the_server_is_survived(workshop, phone):
    opened = phone(calm=False)
    workshop.ask("choice")
    shown(opened, "choice")
    for screen in list(workshop.live.screens):
        workshop.loop.call_soon_threadsafe(screen.close)
    opened.get_by_text("A shared plan").click()
    opened.get_by_role("button", name="Send").click()
    sent(opened)
    expect(opened.locator("#badge")).to_have_text(words("en")("badge.live"))
    assert len(workshop.events("answer")) == 1


def test_nobody_is_torn_away_from_a_sentence(workshop, phone):
    opened = phone()
    workshop.ask("number")
    expect(opened.get_by_label("Your answer")).to_be_enabled()
    opened.get_by_label("Your answer").press_sequentially("fi")
    workshop.ask("choice")
    expect(opened.locator(".moved")).to_be_visible()
    expect(opened.get_by_label("Your answer")).to_be_focused()
    opened.get_by_role("button", name="Show").click()
    shown(opened, "choice")
    expect(opened.locator(".moved")).to_have_count(0)
    expect(opened.locator("#voice")).to_have_text("What about choice?")


def test_a_refusal_is_said_and_the_answer_stays_on_the_phone(workshop, phone):
    opened = phone()
    workshop.ask("points")
    opened.get_by_role("textbox", name="People who trust").fill("40")
    opened.get_by_role("button", name="Send").click()
    expect(opened.get_by_role("alert").last).to_have_text(words("en")("answer.missing"))
    expect(opened.locator(".left")).to_have_text("60 points left to give")
    assert not workshop.events("answer")
    opened.locator("h1:visible").click()
    workshop.ask("cards")
    expect(opened.locator("p.status")).to_have_text(words("en")("group.none"))


def test_who_was_sent_out_is_told_and_may_join_again_and_who_leaves_leaves(workshop, phone):
    opened = phone()
    seat = workshop.events("joined")[0].seat
    workshop.trainer("kick", seat=seat)
    expect(opened.locator("h1:visible")).to_have_text(words("en")("ended.out"))
    opened.get_by_role("button", name="Join again").click()
    opened.get_by_role("button", name="Join", exact=True).click()
    expect(opened.locator("#tabs")).to_be_visible()
    assert len(workshop.events("joined")) == 2
    opened.get_by_role("button", name="About me").click()
    opened.get_by_role("button", name="Leave the workshop").click()
    opened.get_by_role("button", name="Yes, leave").click()
    expect(opened.locator("h1:visible")).to_have_text(words("en")("ended.out"))
    assert len(workshop.events("leave")) == 1
