"""Synergy in a real browser: bet, sliders and shares are kept over a reload and travel in a link."""

import json
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import expect

from course.texts import Words

expect.set_options(timeout=45_000)


def test_bet_state_and_split_survive_a_reload_and_a_shared_link(page, dashboards):
    words = Words("synergy", "pl")
    opened = page(f"{dashboards}/voila/render/synergy.ipynb?lang=pl")
    opened.get_by_label(words("bet.options.more")).check()
    opened.get_by_role("slider", name=words("pair.trust")).fill("0.3")
    for row, share in enumerate(("50", "30", "20"), start=1):
        opened.get_by_label(f"Uzgodniony udział, %, Wiersz {row}").fill(share)
    opened.wait_for_function("location.search.includes('group.split')")
    expect(opened.locator("figcaption").filter(has_text="opłaca się")).to_contain_text("0,3")
    query = parse_qs(urlsplit(opened.url).query)
    assert json.loads(query["pair.trust"][0]) == 0.3
    opened.reload()
    expect(opened.get_by_role("slider", name=words("pair.trust"))).to_have_value("0.3")
    expect(opened.get_by_label("Uzgodniony udział, %, Wiersz 1")).to_have_value("50")
    expect(opened.get_by_label(words("bet.options.more"))).to_be_checked()
    shared = page(opened.url)
    expect(shared.get_by_label("Uzgodniony udział, %, Wiersz 3")).to_have_value("20")


def test_an_unknown_language_falls_back_to_english(page, dashboards):
    opened = page(f"{dashboards}/voila/render/synergy.ipynb?lang=xx")
    expect(opened.get_by_label(Words("synergy", "en")("bet.options.more"))).to_be_visible()
