"""A cluster in a real browser: it plays by itself, pauses, starts another story; a link with one firm is refused."""

import json
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from course.texts import Words

expect.set_options(timeout=45_000)


def valley(page: Page, language: str):
    return page.get_by_role("region", name=Words("cluster_stages", language)("map.heading"))


def address(base: str, **query: str) -> str:
    placed = {"bet.answer": "%22skip%22", **query}
    return f"{base}/voila/render/cluster_stages.ipynb?" + "&".join(f"{key}={value}" for key, value in placed.items())


def test_play_runs_by_itself_pauses_and_another_story_starts_anew(page, dashboards):
    opened = page(address(dashboards, lang="en"))
    play = valley(opened, "en")
    play.get_by_role("combobox").select_option("4")
    play.get_by_role("button", name="Play", exact=True).press("Enter")
    slider = play.get_by_role("slider", name="Step", exact=True)
    opened.wait_for_function("new URLSearchParams(location.search).get('map.step') > 5")
    play.get_by_role("button", name="Pause").press("Enter")
    stopped = slider.input_value()
    expect(play.locator("figcaption").first).to_contain_text(f"With an animator, step {stopped}:")
    play.get_by_role("button", name="Another story").press("Enter")
    expect(slider).to_have_value("0")
    query = parse_qs(urlsplit(opened.url).query)
    assert json.loads(query["map.luck"][0]) == 2


@pytest.mark.parametrize(("language", "refused"), [("en", "between 2 and 24"), ("pl", "od 2 do 24")])
def test_a_link_with_one_firm_is_refused_in_words_and_the_cluster_stays(page, dashboards, language, refused):
    opened = page(address(dashboards, lang=language, **{"map.firms": "1"}))
    play = valley(opened, language)
    expect(play.get_by_role("alert").filter(has_text=refused)).to_be_visible()
    expect(play.get_by_role("img")).to_have_count(4)
