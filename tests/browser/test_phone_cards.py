"""Cards on the phone: written, approved, the group's five, the wall of all; what anybody wrote stays text."""

import runpy
from pathlib import Path

from playwright.sync_api import expect

room = runpy.run_path(str(Path(__file__).with_name("phone_room.py")))
workshop, phone = room["workshop"], room["phone"]
NASTY = "<script>alert(1)</script><b>Ola</b>"


def test_names_cards_and_messages_are_text_whatever_they_hold(workshop, phone):
    opened = phone()
    opened.get_by_label("What should we call you?").fill(NASTY[:24])
    opened.get_by_role("button", name="Save", exact=True).click()
    expect(opened.get_by_label("What should we call you?")).to_have_count(0)
    workshop.trainer("deal", groups=1)
    workshop.trainer("message", group=None, text=NASTY)
    workshop.ask("cards")
    opened.get_by_label("Your card").fill(NASTY)
    opened.get_by_role("button", name="Put it up").click()
    expect(opened.locator("ul.cards")).to_contain_text(NASTY)
    expect(opened.locator("#banner")).to_contain_text(NASTY)
    opened.get_by_role("button", name="My group").click()
    expect(opened.locator("ul.people")).to_contain_text(NASTY[:24])
    assert opened.locator("main script, main b, #banner script").count() == 0
    opened.get_by_role("button", name="Hide").click()
    expect(opened.locator("#banner")).to_be_empty()


def test_a_card_goes_from_the_hand_to_the_five_and_to_the_wall(workshop, phone, shot):
    opened = phone("pl")
    (other,) = workshop.others(1)
    workshop.trainer("deal", groups=1)
    workshop.ask("cards")
    for text in ("Wspólny kalendarz", "Pieniądze na stole od pierwszego dnia", "Jedna osoba, która odbiera telefon"):
        opened.get_by_label("Twoja karta").fill(text)
        opened.get_by_role("button", name="Powieś kartę").click()
    expect(opened.locator("ul.cards li")).to_have_count(3)
    expect(opened.locator("main")).to_contain_text("Wszystkie twoje karty już wiszą.")
    expect(opened.get_by_label("Twoja karta")).to_be_disabled()
    cards = [f"c{event.seq}" for event in workshop.events("card")]
    workshop.seat(other, "approve", {"card": cards[0], "on": True})
    opened.get_by_label("Wspólny kalendarz").check()
    expect(opened.locator("ul.cards li").first).to_contain_text("2 osoby za")
    opened.get_by_label("Jedna osoba").check()
    expect(opened.locator(".card ol li")).to_have_count(2)
    opened.get_by_label("Jedna osoba").uncheck()
    expect(opened.locator(".card ol li")).to_have_count(1)
    shot(opened, "phone-cards", whole=True)
    workshop.ask("wall")
    # On the wall nobody has approved yet; the box of the hand, which is ticked, may still be there for a moment.
    expect(opened.get_by_label("Wspólny kalendarz")).not_to_be_checked()
    expect(opened.get_by_label("Wspólny kalendarz")).to_be_enabled()
    opened.get_by_label("Wspólny kalendarz").check()
    assert workshop.last("approve", 5)["card"].startswith("w")
    opened.reload()
    expect(opened.get_by_label("Wspólny kalendarz")).to_be_checked()
    shot(opened, "phone-wall", whole=True)


def test_a_card_that_waits_for_the_trainer_and_one_taken_down_are_named_so(workshop, phone):
    opened = phone()
    workshop.trainer("deal", groups=1)
    workshop.trainer("moderation", on=True)
    workshop.ask("cards")
    opened.get_by_label("Your card").fill("one calendar")
    opened.get_by_role("button", name="Put it up").click()
    expect(opened.locator("ul.cards li")).to_contain_text("yours · waits for the trainer")
    card = f"c{workshop.events('card')[0].seq}"
    workshop.trainer("accept", item=card)
    expect(opened.get_by_label("one calendar")).to_be_enabled()
    workshop.trainer("remove", item=card)
    expect(opened.locator("ul.cards li")).to_have_count(0)
    opened.get_by_role("button", name="About me").click()
    expect(opened.locator("main")).to_contain_text("Taken down by the trainer")
    expect(opened.locator("main li").first).to_have_text("one calendar")
