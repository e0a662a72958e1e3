"""Synergy in a real browser: played by keyboard in Voilà, in both languages, and kept over a reload."""

import json
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

expect.set_options(timeout=20_000)
VIEWS = {"desktop": (1366, 768), "projector": (1920, 1080), "phone": (390, 844)}
SAYINGS = {
    "en": {
        "bet": "3: together they can do what neither could",
        "trust": "Trust between them",
        "pair": "Two partners",
        "group": "Three to six partners",
        "share": "Agreed share, %, Row 1",
        "refused": "must add up to 100%",
        "again": "Start again",
    },
    "pl": {
        "bet": "3: razem zrobią to, czego nikt nie zrobi sam",
        "trust": "Zaufanie między nimi",
        "pair": "Dwóch partnerów",
        "group": "Od trzech do sześciu partnerów",
        "share": "Uzgodniony udział, %, Wiersz 1",
        "refused": "muszą dać razem 100%",
        "again": "Od nowa",
    },
}


def address(base: str, **query: str) -> str:
    return f"{base}/voila/render/synergy.ipynb?" + "&".join(f"{key}={value}" for key, value in query.items())


def bet(page: Page, language: str) -> None:
    page.get_by_label(SAYINGS[language]["bet"]).check()
    expect(page.get_by_role("region", name=SAYINGS[language]["pair"]).get_by_role("img")).to_have_count(2)


@pytest.mark.parametrize("language", ["en", "pl"])
def test_a_slider_moved_by_keyboard_changes_picture_and_sentence(page, dashboards, language):
    opened = page(address(dashboards, lang=language))
    bet(opened, language)
    expect(opened.locator("html")).to_have_attribute("lang", language)
    pair = opened.get_by_role("region", name=SAYINGS[language]["pair"])
    slider = pair.get_by_role("slider", name=SAYINGS[language]["trust"])
    caption = pair.locator("figcaption").first
    picture = pair.get_by_role("img").first
    before, drawn = caption.inner_text(), picture.inner_html()
    slider.focus()
    opened.keyboard.press("ArrowRight")
    expect(caption).not_to_have_text(before)
    assert picture.inner_html() != drawn
    expect(slider).to_have_attribute("aria-valuetext", {"en": "0.65", "pl": "0,65"}[language])


def test_bet_state_and_split_survive_a_reload_and_a_shared_link(page, dashboards):
    opened = page(address(dashboards, lang="pl"))
    bet(opened, "pl")
    opened.get_by_role("slider", name=SAYINGS["pl"]["trust"]).fill("0.3")
    for row, share in enumerate(("50", "30", "20"), start=1):
        opened.get_by_label(f"Uzgodniony udział, %, Wiersz {row}").fill(share)
    opened.wait_for_function("location.search.includes('group.split')")
    expect(opened.locator("figcaption").filter(has_text="opłaca się")).to_contain_text("0,3")
    query = parse_qs(urlsplit(opened.url).query)
    assert json.loads(query["pair.trust"][0]) == 0.3
    opened.reload()
    expect(opened.get_by_role("slider", name=SAYINGS["pl"]["trust"])).to_have_value("0.3")
    expect(opened.get_by_label("Uzgodniony udział, %, Wiersz 1")).to_have_value("50")
    expect(opened.get_by_label(SAYINGS["pl"]["bet"])).to_be_checked()
    shared = page(opened.url)
    expect(shared.get_by_label("Uzgodniony udział, %, Wiersz 3")).to_have_value("20")


@pytest.mark.parametrize("language", ["en", "pl"])
def test_a_split_that_does_not_add_up_is_refused_beside_the_control(page, dashboards, language):
    opened = page(address(dashboards, lang=language, **{"bet.answer": "%22skip%22"}))
    group = opened.get_by_role("region", name=SAYINGS[language]["group"])
    share = group.get_by_label(SAYINGS[language]["share"])
    share.fill("90")
    expect(group.get_by_role("alert").filter(has_text=SAYINGS[language]["refused"])).to_be_visible()
    expect(share).to_have_attribute("aria-invalid", "true")
    expect(share).to_have_value("90")
    group.get_by_role("button", name=SAYINGS[language]["again"]).click()
    expect(share).to_have_attribute("aria-invalid", "false")


@pytest.mark.parametrize("language", ["en", "pl"])
def test_every_control_has_a_name_and_is_large_enough_to_touch(page, dashboards, language):
    width, height = VIEWS["phone"]
    opened = page(address(dashboards, lang=language, **{"bet.answer": "%22skip%22"}), width, height)
    expect(opened.get_by_role("region", name=SAYINGS[language]["group"]).get_by_role("img")).to_have_count(2)
    tree = opened.get_by_role("main").aria_snapshot()
    controls = [
        line.strip()
        for line in tree.splitlines()
        if line.strip().startswith(("- slider", "- textbox", "- radio", "- button", "- img", "- group"))
    ]
    assert len(controls) > 25
    nameless = [line for line in controls if '"' not in line]
    assert not nameless
    small = opened.evaluate(
        """() => [...document.querySelectorAll('.wp button, .wp input, .wp .wp-option')].filter((node) => {
            const box = node.getBoundingClientRect();
            const target = node.type === 'radio' ? node.closest('label').getBoundingClientRect() : box;
            return box.width && (target.height < 43.5 || target.width < 43.5);
        }).map((node) => node.outerHTML)"""
    )
    assert not small
    assert opened.evaluate("document.documentElement.scrollWidth") <= width


def test_trainers_page_alone_shows_the_notes(page, dashboards):
    projector = page(address(dashboards, lang="pl", view="projector"), *VIEWS["projector"])
    expect(projector.get_by_label(SAYINGS["pl"]["bet"])).to_be_visible()
    expect(projector.get_by_text("Notatki dla prowadzącego")).to_have_count(0)
    trainer = page(address(dashboards, lang="pl", view="trainer"))
    expect(trainer.get_by_text("Notatki dla prowadzącego")).to_be_visible()


def test_an_unknown_language_falls_back_to_english(page, dashboards):
    opened = page(address(dashboards, lang="xx"))
    expect(opened.get_by_label(SAYINGS["en"]["bet"])).to_be_visible()


@pytest.mark.parametrize("language", ["en", "pl"])
def test_gallery_leads_to_the_concept(page, dashboards, language):
    opened = page(f"{dashboards}/?lang={language}")
    expect(opened.locator("article")).to_have_count(20)
    opened.locator("article a").first.click()
    expect(opened.get_by_label(SAYINGS[language]["bet"])).to_be_visible()


@pytest.mark.parametrize(
    ("view", "scheme", "language"), [("desktop", "light", "pl"), ("projector", "dark", "pl"), ("phone", "dark", "en")]
)
def test_pages_fit_their_screens(page, dashboards, shot, view, scheme, language):
    width, height = VIEWS[view]
    extra = {"view": "projector"} if view == "projector" else {}
    for name, where, ready in (
        ("gallery", f"{dashboards}/?lang={language}" + "".join(f"&{k}={v}" for k, v in extra.items()), "article"),
        ("synergy", address(dashboards, lang=language, **extra, **{"bet.answer": "%22more%22"}), ".wp-matrix"),
    ):
        opened = page(where, width, height, scheme)
        expect(opened.locator(ready).first).to_be_visible()
        shot(opened, f"{name}-{view}-{scheme}-{language}")
        assert opened.evaluate("document.documentElement.scrollWidth") <= width
