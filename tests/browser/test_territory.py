"""Territory in a real browser: played by keyboard in Voilà, in both languages, and kept over a reload."""

import json
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from course.texts import Words

expect.set_options(timeout=20_000)
VIEWS = {"desktop": (1366, 768), "projector": (1920, 1080), "phone": (390, 844)}
BET = {"bet.answer": "%22five%22"}


def address(base: str, **query: str) -> str:
    return f"{base}/voila/render/territory.ipynb?" + "&".join(f"{key}={value}" for key, value in query.items())


def part(page: Page, words: Words, name: str):
    return page.get_by_role("region", name=words(f"{name}.heading"))


@pytest.mark.parametrize("language", ["en", "pl"])
def test_the_bet_opens_the_play_and_a_switch_moved_by_keyboard_takes_its_result(page, dashboards, language):
    words = Words("territory", language)
    opened = page(address(dashboards, lang=language))
    first = opened.get_by_label(words("bet.options.one"))
    expect(first).to_be_visible()
    expect(part(opened, words, "switches")).to_have_count(0)
    first.focus()
    opened.keyboard.press("Space")
    switches = part(opened, words, "switches")
    caption = switches.locator("figcaption").first
    expect(caption).to_contain_text(words("results.gone_none"))
    switches.get_by_role("group", name=words("switches.power")).get_by_label(words("switches.state.here")).focus()
    opened.keyboard.press("ArrowRight")
    expect(caption).to_contain_text(f"{words('names.territory')}{words('results.and')}{words('names.change')}")
    expect(switches.get_by_text(words("switches.said.mine"))).to_be_visible()
    expect(switches.get_by_text(words("names.quality_of_life") + ",")).to_have_count(2)  # the caption and the note


@pytest.mark.parametrize("language", ["en", "pl"])
def test_a_place_pressed_by_mouse_sets_the_switches(page, dashboards, language):
    words = Words("territory", language)
    opened = page(address(dashboards, lang=language, **BET))
    switches = part(opened, words, "switches")
    switches.get_by_role("button", name=words("switches.cases.square")).click()
    people = switches.get_by_role("group", name=words("switches.inhabitants"))
    expect(people.get_by_label(words("switches.state_many.gone"))).to_be_checked()
    expect(switches.locator("figcaption").first).to_contain_text(words("results.made_none"))
    expect(switches.get_by_text(words("switches.said.square"))).to_be_visible()


@pytest.mark.parametrize("language", ["en", "pl"])
def test_readings_and_sums_answer_the_keyboard_and_the_bet_gets_its_verdict(page, dashboards, language):
    words = Words("territory", language)
    opened = page(address(dashboards, lang=language, **BET))
    readings = part(opened, words, "readings")
    expect(readings.get_by_role("img")).to_have_count(2)
    readings.get_by_label(words("readings.options.nothing"), exact=True).focus()
    for _ in range(4):
        opened.keyboard.press("ArrowDown")
    expect(readings.get_by_text(words("readings.said.inhabitants", a="3", b="0"))).to_be_visible()
    sums = part(opened, words, "sums")
    sums.get_by_label(words("sums.options.ingredients")).focus()
    opened.keyboard.press("ArrowDown")
    opened.keyboard.press("ArrowDown")
    expect(sums.locator("figcaption")).to_contain_text("1 + 1 + 1 + 3 = 6")
    expect(sums.get_by_text(words("sums.irony"))).to_be_visible()
    expect(sums.get_by_text(words("verdict.five"))).to_be_visible()


def test_switches_survive_a_reload_and_a_shared_link(page, dashboards):
    words = Words("territory", "pl")
    opened = page(address(dashboards, lang="pl", **BET))
    part(opened, words, "switches").get_by_role("button", name=words("switches.cases.valley")).click()
    opened.wait_for_function("location.search.includes('switches.space')")
    query = parse_qs(urlsplit(opened.url).query)
    assert json.loads(query["switches.space"][0]) == "gone"
    opened.reload()
    expect(part(opened, words, "switches").get_by_text(words("switches.said.valley"))).to_be_visible()
    shared = page(opened.url)
    expect(part(shared, words, "switches").get_by_text(words("switches.said.valley"))).to_be_visible()


def test_an_option_that_is_none_in_a_link_is_refused_beside_the_switch(page, dashboards):
    words = Words("territory", "pl")
    opened = page(address(dashboards, lang="pl", **BET, **{"switches.time": "%22soon%22"}))
    refused = part(opened, words, "switches").get_by_role("alert").filter(has_text="soon")
    expect(refused).to_be_visible()


@pytest.mark.parametrize("language", ["en", "pl"])
def test_every_control_has_a_name_and_is_large_enough_to_touch(page, dashboards, language):
    width, height = VIEWS["phone"]
    opened = page(address(dashboards, lang=language, **BET), width, height)
    expect(part(opened, Words("territory", language), "sums").get_by_role("img")).to_have_count(1)
    tree = opened.get_by_role("main").aria_snapshot()
    controls = [
        line.strip()
        for line in tree.splitlines()
        if line.strip().startswith(("- radio", "- button", "- img", "- group"))
    ]
    assert len(controls) > 30
    assert not [line for line in controls if '"' not in line]
    small = opened.evaluate(
        """() => [...document.querySelectorAll('.wp button, .wp input')].filter((node) => {
            const box = node.getBoundingClientRect();
            const target = node.type === 'radio' ? node.closest('label').getBoundingClientRect() : box;
            return box.width && (target.height < 43.5 || target.width < 43.5);
        }).map((node) => node.outerHTML)"""
    )
    assert not small
    assert opened.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize(
    ("view", "scheme", "language"), [("desktop", "light", "pl"), ("projector", "dark", "pl"), ("phone", "dark", "en")]
)
def test_pages_fit_their_screens(page, dashboards, shot, view, scheme, language):
    width, height = VIEWS[view]
    extra = {"view": "projector"} if view == "projector" else {}
    words = Words("territory", language)
    opened = page(
        address(dashboards, lang=language, **extra, **BET, **{"switches.power": "%22gone%22"}), width, height, scheme
    )
    for name in ("switches", "readings", "sums"):
        region = part(opened, words, name)
        expect(region.get_by_role("img").first).to_be_visible()
        region.scroll_into_view_if_needed()
        shot(opened, "-".join(("territory", name, view, scheme, language)))
    assert opened.evaluate("document.documentElement.scrollWidth") <= width
