"""A cluster in a real browser: played by keyboard and by the player's buttons in Voilà, in both languages."""

import json
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

expect.set_options(timeout=20_000)
VIEWS = {"desktop": (1366, 768), "projector": (1920, 1080), "phone": (390, 844)}
SAYINGS = {
    "en": {
        "bet": "The firms with an animator, nearly always",
        "map": "One valley, told twice",
        "many": "Four hundred valleys",
        "step": "Step",
        "one": "One step",
        "play": "Play",
        "pause": "Pause",
        "first": "To the start",
        "another": "Another story",
        "at": "With an animator, step {}:",
        "idle": "contacts are neglected",
        "verdict": "Your bet",
        "refused": "between 2 and 24",
    },
    "pl": {
        "bet": "Firmy z animatorem, prawie zawsze",
        "map": "Jedna dolina, dwie wersje",
        "many": "Czterysta dolin",
        "step": "Krok",
        "one": "Jeden krok",
        "play": "Odtwarzaj",
        "pause": "Pauza",
        "first": "Na początek",
        "another": "Inna historia",
        "at": "Z animatorem, krok {}:",
        "idle": "kontakty są zaniedbane",
        "verdict": "Twój zakład",
        "refused": "od 2 do 24",
    },
}


def address(base: str, **query: str) -> str:
    return f"{base}/voila/render/cluster_stages.ipynb?" + "&".join(f"{key}={value}" for key, value in query.items())


def region(page: Page, language: str, part: str):
    return page.get_by_role("region", name=SAYINGS[language][part])


@pytest.mark.parametrize("language", ["en", "pl"])
def test_a_story_is_played_by_keyboard_step_by_step(page, dashboards, language):
    said = SAYINGS[language]
    opened = page(address(dashboards, lang=language))
    opened.get_by_label(said["bet"]).focus()
    opened.keyboard.press("Space")
    play = region(opened, language, "map")
    expect(play.get_by_role("img")).to_have_count(4)
    expect(region(opened, language, "many").get_by_role("heading", name=said["verdict"])).to_be_visible()
    caption = play.locator("figcaption").first
    slider = play.get_by_role("slider", name=said["step"], exact=True)
    slider.focus()
    for _ in range(3):
        opened.keyboard.press("ArrowRight")
    expect(caption).to_contain_text(said["at"].format(3))
    play.get_by_role("button", name=said["one"]).focus()
    opened.keyboard.press("Enter")
    expect(caption).to_contain_text(said["at"].format(4))
    play.get_by_role("button", name=said["first"]).press("Enter")
    expect(caption).to_contain_text(said["at"].format(0))


def test_play_runs_by_itself_pauses_and_another_story_starts_anew(page, dashboards):
    said = SAYINGS["en"]
    opened = page(address(dashboards, lang="en", **{"bet.answer": "%22skip%22"}))
    play = region(opened, "en", "map")
    play.get_by_role("combobox").select_option("4")
    play.get_by_role("button", name=said["play"], exact=True).press("Enter")
    slider = play.get_by_role("slider", name=said["step"], exact=True)
    opened.wait_for_function("new URLSearchParams(location.search).get('map.step') > 5")
    play.get_by_role("button", name=said["pause"]).press("Enter")
    stopped = slider.input_value()
    expect(play.locator("figcaption").first).to_contain_text(said["at"].format(stopped))
    play.get_by_role("button", name=said["another"]).press("Enter")
    expect(slider).to_have_value("0")
    query = parse_qs(urlsplit(opened.url).query)
    assert json.loads(query["map.luck"][0]) == 2


@pytest.mark.parametrize("language", ["en", "pl"])
def test_decline_is_let_in_by_keyboard_and_changes_the_shares(page, dashboards, language):
    opened = page(address(dashboards, lang=language, **{"bet.answer": "%22skip%22"}))
    many = region(opened, language, "many")
    caption = many.locator("figcaption").last
    before = caption.inner_text()
    choice = many.get_by_label(SAYINGS[language]["idle"])
    choice.focus()
    opened.keyboard.press("Space")
    expect(choice).to_be_checked()
    expect(caption).not_to_have_text(before)


@pytest.mark.parametrize("language", ["en", "pl"])
def test_a_link_with_one_firm_is_refused_in_words_and_the_cluster_stays(page, dashboards, language):
    opened = page(address(dashboards, lang=language, **{"bet.answer": "%22skip%22", "map.firms": "1"}))
    play = region(opened, language, "map")
    expect(play.get_by_role("alert").filter(has_text=SAYINGS[language]["refused"])).to_be_visible()
    expect(play.get_by_role("img")).to_have_count(4)


@pytest.mark.parametrize(
    ("view", "scheme", "language"), [("desktop", "light", "en"), ("projector", "dark", "pl"), ("phone", "light", "pl")]
)
def test_page_fits_its_screen(page, dashboards, shot, view, scheme, language):
    width, height = VIEWS[view]
    extra = {"view": "projector"} if view == "projector" else {}
    query = {"bet.answer": "%22with%22", "map.step": "33", "map.luck": "5", **extra}
    opened = page(address(dashboards, lang=language, **query), width, height, scheme)
    expect(region(opened, language, "many").get_by_role("img")).to_have_count(2)
    for part in ("map", "many"):
        region(opened, language, part).scroll_into_view_if_needed()
        region(opened, language, part).evaluate("node => node.scrollIntoView()")
        shot(opened, "-".join(("cluster_stages", part, view, scheme, language)))
    assert opened.evaluate("document.documentElement.scrollWidth") <= width
    small = opened.evaluate(
        """() => [...document.querySelectorAll('.wp button, .wp input, .wp select')].filter((node) => {
            const target = (node.type === 'radio' ? node.closest('label') : node).getBoundingClientRect();
            return target.width && (target.height < 43.5 || target.width < 43.5);
        }).map((node) => node.outerHTML)"""
    )
    assert view != "phone" or not small
