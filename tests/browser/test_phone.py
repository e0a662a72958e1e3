"""The phone page against the real live server: small, in both languages, by touch, mouse and keyboard."""

import runpy
from pathlib import Path

import pytest
from playwright.sync_api import Page, Response, expect

room = runpy.run_path(str(Path(__file__).with_name("phone_room.py")))
workshop, phone = room["workshop"], room["phone"]
KINDS, OPTIONS, PHONE = room["KINDS"], room["OPTIONS"], room["PHONE"]
sent, shown, words = room["sent"], room["shown"], room["words"]
FIRST_VISIT = 50_000  # bytes, uncompressed
TOUCH = 44  # CSS pixels


def by_hand(phone: Page, kind: str) -> object:
    """Answer with mouse or finger; return the value that has to arrive."""
    send = phone.get_by_role("button", name="Send", exact=True)
    value: object
    match kind:
        case "choice":
            phone.get_by_text("A shared plan").click()
            value = {"chosen": ["plan"]}
        case "number":
            phone.get_by_label("Your answer").fill("5")
            phone.get_by_label("Why?").fill("it grows")
            value = {"value": "5", "reason": "it grows"}
        case "agree":
            phone.get_by_text("Disagree", exact=True).click()
            value = {"value": -1}
        case "ladder":
            phone.get_by_text("Level 3").click()
            value = {"level": 3}
        case "matrix":
            box = phone.locator(".wp-square").bounding_box()
            assert box
            phone.mouse.click(box["x"] + box["width"] * 0.75, box["y"] + box["height"] * 0.25)
            value = {"x": 0.5, "y": 0.5}
        case "triangle":
            box = phone.locator(".wp-mark").bounding_box()
            assert box
            x, y = box["x"] + 24, box["y"] + 24
            phone.mouse.move(x, y)
            phone.mouse.down()
            phone.mouse.move(x, y - 60, steps=3)
            phone.mouse.up()
            value = None
        case "points":
            for _ in range(12):
                phone.get_by_role("button", name="More for: A shared plan").click()
            phone.get_by_role("textbox", name="People who trust").fill("40")
            value = {"points": {"plan": 60, "budget": 0, "people": 40}}
        case "ranking":
            phone.get_by_role("button", name="Up: People").click()
            phone.get_by_role("button", name="Up: People").click()
            value = {"order": ["people", "plan", "budget"]}
        case "ratings":
            for row, rating in enumerate((2, 3, 5)):
                phone.locator("fieldset.row").nth(row).get_by_text(str(rating)).click()
            value = {"ratings": {"public": 2, "civic": 3, "business": 5}}
        case _:
            phone.get_by_label("What will I do?").fill("measure the well")
            phone.get_by_label("With whom?").fill("the anglers")
            phone.get_by_label("By when?").fill("2031-03-31")
            phone.get_by_text("Show it to the room").click()
            value = {"what": "measure the well", "with_whom": "the anglers", "by": "2031-03-31", "share": True}
    send.click()
    return value


@pytest.mark.parametrize("language", ["en", "pl"])
def test_first_visit_with_joining_and_a_poll_weighs_at_most_fifty_kilobytes(workshop, page, language):
    opened = page("about:blank", **PHONE)
    responses: list[Response] = []
    opened.on("response", lambda response: responses.append(response))
    opened.add_init_script(f"if (location.host) localStorage.setItem('wp-live:language', '\"{language}\"')")
    opened.goto(workshop.address)
    opened.locator("main button.main").click()
    expect(opened.locator("#tabs")).to_be_visible()
    workshop.ask("choice")
    opened.locator("label.option").first.click()
    opened.locator("button.main").click()
    sent(opened, language)
    workshop.trainer("reveal", on=True)
    expect(opened.locator("figcaption")).to_be_visible()
    opened.wait_for_load_state("networkidle")
    sizes = {response.url: len(response.body()) for response in responses}
    total = sum(sizes.values())
    assert total <= FIRST_VISIT, sizes
    assert any(url.endswith("/page/bars.js") for url in sizes), sizes
    assert sum("words-" in url for url in sizes) == 1
    print(f"first visit ({language}): {total} bytes in {len(sizes)} requests")


def test_language_that_is_shown_already_draws_no_button_anew_under_a_finger(phone):
    opened = phone(joined=False)
    asked: list[str] = []
    opened.on("request", lambda request: asked.append(request.url))
    go = opened.locator("main button.main").element_handle()
    opened.get_by_role("button", name="English").click()
    opened.evaluate("fetch(location.href).then((answer) => answer.text())")
    assert not [address for address in asked if "words-" in address]
    assert go.evaluate("(node) => node.isConnected")
    opened.get_by_role("button", name="polski").click()
    expect(opened.locator("html")).to_have_attribute("lang", "pl")


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in ("cards", "wall")])
def test_every_kind_of_question_is_answered_by_hand_and_can_be_seen_and_changed(workshop, phone, kind, shot):
    opened = phone()
    workshop.ask(kind)
    shown(opened, kind)
    value = by_hand(opened, kind)
    got = workshop.last()
    assert got["activity"] == f"b{KINDS.index(kind)}"
    assert got["round"] == 1
    assert value is None or got["value"] == value
    sent(opened)
    opened.reload()
    shown(opened, kind)
    sent(opened)
    if kind == "triangle":
        public, civic, business = got["value"]["shares"]
        assert public + civic + business == 100
        assert civic > 45
    shot(opened, f"phone-{kind}", whole=True)
    workshop.trainer("close")
    expect(opened.locator("p.status")).to_have_text(words("en")("answer.closed_sent"))
    workshop.trainer("reveal", on=True)
    expect(opened.locator("figcaption")).to_be_visible()


def test_results_of_a_full_room_are_drawn_with_their_sentence(workshop, phone, shot):
    seats = workshop.others(12)
    opened = phone("pl", scheme="dark")
    answers = {
        "choice": lambda i: {"chosen": [OPTIONS[i % 3]["id"]]},
        "number": lambda i: {"value": str(3 + i % 3), "reason": "bo tak"},
        "agree": lambda i: {"value": i % 3 - 1},
        "matrix": lambda i: {"x": (i - 6) / 7, "y": (i % 4) / 4 - 0.3},
        "triangle": lambda i: {"shares": [30 + i, 40, 30 - i]},
        "points": lambda i: {"points": {"plan": 50, "budget": 10 + i, "people": 40 - i}},
        "ranking": lambda i: {"order": ["plan", "budget", "people"][i % 3 :] + ["plan", "budget", "people"][: i % 3]},
        "ratings": lambda i: {"ratings": {"public": 1 + i % 5, "civic": 4, "business": 2}},
    }
    for kind, answer in answers.items():
        workshop.ask(kind)
        place = f"b{KINDS.index(kind)}"
        for i, seat in enumerate(seats):
            workshop.seat(seat, "answer", {"activity": place, "round": 1, "value": answer(i)})
        if kind == "agree":
            workshop.trainer("round", round=2)
            workshop.trainer("open")
            for i, seat in enumerate(seats):
                workshop.seat(seat, "answer", {"activity": place, "round": 2, "value": {"value": (i + 1) // 6 - 1}})
        workshop.trainer("reveal", on=True)
        sentence = workshop.live.room.part("public", 0.0)["activity"]["results"]["sentence"]["pl"]
        expect(opened.locator("figcaption")).to_have_text(sentence)
        width = opened.evaluate("document.documentElement.scrollWidth")
        assert width <= PHONE["width"], kind
        shot(opened, f"phone-results-{kind}", whole=True)


def tab_to(phone: Page, name: str) -> None:
    """Press Tab until the control of that name has the focus."""
    for _ in range(40):
        phone.keyboard.press("Tab")
        focused = phone.evaluate(
            "() => { const e = document.activeElement; return e.getAttribute('aria-label')"
            " || (e.labels && e.labels[0] ? e.labels[0].textContent : e.textContent); }"
        )
        if focused.startswith(name):
            return
    raise AssertionError(f"{name} cannot be reached with Tab")


def test_a_whole_workshop_needs_no_mouse(workshop, phone):
    opened = phone(joined=False)
    press = opened.keyboard.press
    tab_to(opened, "I would rather not say")
    press("ArrowUp")
    tab_to(opened, "Join")
    press("Enter")
    expect(opened.locator("#tabs")).to_be_visible()
    assert workshop.last("joined")["sector"] == "business"

    workshop.ask("choice")
    expect(opened.locator("h1:visible")).to_be_focused()
    tab_to(opened, "A shared plan")
    press("Space")
    press("ArrowDown")
    tab_to(opened, "Send")
    press("Enter")
    assert workshop.last()["value"] == {"chosen": ["budget"]}

    workshop.ask("ladder")
    expect(opened.locator("h1:visible")).to_be_focused()
    tab_to(opened, "Level 4")
    tab_to(opened, "Level 1")
    press("Enter")
    press("ArrowUp")
    tab_to(opened, "Send")
    press("Enter")
    assert workshop.last(many=2)["value"] == {"level": 2}

    for place, kind in enumerate(("matrix", "triangle")):
        workshop.ask(kind)
        expect(opened.locator("h1:visible")).to_be_focused()
        expect(opened.locator(".wp-mark")).to_be_visible()
        tab_to(opened, f"What about {kind}?")
        for _ in range(3):
            press("ArrowUp")
        tab_to(opened, "Send")
        press("Enter")
        value = workshop.last(many=3 + place)["value"]
        assert value == {"x": 0, "y": 0.3} if kind == "matrix" else value["shares"][1] > 40

    workshop.ask("ranking")
    expect(opened.locator("ol.ranking")).to_be_visible()
    tab_to(opened, "Down: A shared plan")
    press("Enter")
    press("Enter")  # the focus stays with the item
    tab_to(opened, "Send")
    press("Enter")
    assert workshop.last(many=5)["value"] == {"order": ["budget", "people", "plan"]}

    workshop.trainer("deal", groups=1)
    workshop.ask("cards")
    expect(opened.get_by_label("Your card")).to_be_visible()
    tab_to(opened, "Your card")
    opened.keyboard.type("one calendar")
    tab_to(opened, "Put it up")
    press("Enter")
    expect(opened.locator("ul.cards li")).to_have_count(1)
    tab_to(opened, "one calendar")
    press("Space")
    assert workshop.last("approve")["on"] is True
    tab_to(opened, "My group")
    press("Enter")
    expect(opened.locator("h1:visible")).to_have_text("Group 1")
    expect(opened.locator("h1:visible")).to_be_focused()


@pytest.mark.parametrize("language", ["en", "pl"])
def test_every_control_is_named_in_the_language_and_as_large_as_a_finger(workshop, phone, language, shot):
    opened = phone(language, joined=False, scheme="light" if language == "en" else "dark")

    def look(where: str) -> None:
        shot(opened, f"phone-{language}-{where}", whole=True)
        faults = opened.evaluate(
            """(least) => [...document.querySelectorAll("button, input, textarea, [role=slider]")].flatMap((node) => {
              if (!node.getClientRects().length) return [];
              const target = node.matches("[type=radio], [type=checkbox]") ? node.closest("label") : node;
              const box = target.getBoundingClientRect();
              const name = node.getAttribute("aria-label") || node.labels?.[0]?.textContent || node.textContent;
              return [...(name.trim() ? [] : [`no name: ${node.outerHTML}`]),
                ...(Math.min(box.width, box.height) < least ? [`${box.width} ${box.height} ${node.outerHTML}`] : [])];
            })""",
            TOUCH,
        )
        assert not faults, where
        assert opened.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], where

    expect(opened.locator("main form")).to_be_visible()
    look("join")
    opened.locator("main button.main").click()
    expect(opened.get_by_label(words(language)("name.ask"))).to_be_visible()
    look("lobby")
    workshop.others(2)
    workshop.trainer("deal", groups=1)
    workshop.trainer("message", group=None, text="Kawa za pięć minut")
    for kind in KINDS:
        workshop.ask(kind)
        shown(opened, kind, language)
        expect(opened.locator("main form, main ul.cards").first).to_be_attached()
        opened.wait_for_load_state("networkidle")
        look(kind)
    for tab in ("group", "me"):
        opened.get_by_role("button", name=words(language)(f"tab.{tab}"), exact=True).click()
        expect(opened.locator("h1:visible")).to_be_focused()
        look(tab)
    workshop.trainer("finish")
    expect(opened.locator("h1:visible")).to_have_text(words(language)("ended.title"))
    look("ended")
