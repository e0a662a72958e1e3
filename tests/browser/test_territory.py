"""Territory in a real browser: the verdict on the bet, state kept over a reload, a link that asks for what is not."""

import json
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from course.texts import Words

expect.set_options(timeout=45_000)
BET = {"bet.answer": "%22five%22"}


def address(base: str, **query: str) -> str:
    return f"{base}/voila/render/territory.ipynb?" + "&".join(f"{key}={value}" for key, value in query.items())


def part(page: Page, words: Words, name: str):
    return page.get_by_role("region", name=words(f"{name}.heading"))


@pytest.mark.parametrize("language", ["en", "pl"])
def test_the_bet_gets_its_verdict_beside_the_sums(page, dashboards, language):
    words = Words("territory", language)
    opened = page(address(dashboards, lang=language, **BET))
    sums = part(opened, words, "sums")
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
