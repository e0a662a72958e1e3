"""A partnership of one's own in a real browser: described, kept, opened by a play, saved and brought back."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from course.cases import case
from course.cases.files import dumps, loads
from course.texts import Words

expect.set_options(timeout=45_000)
STORED = "localStorage.getItem('wp:my_partnership')"
SKIPPED = {"bet.answer": "%22skip%22"}


def address(base: str, slug: str, **query: str) -> str:
    return f"{base}/voila/render/{slug}.ipynb?" + "&".join(f"{key}={value}" for key, value in query.items())


def form(page: Page, words: Words) -> Locator:
    return page.get_by_role("region", name=words("describe.heading"))


def opener(page: Page, language: str) -> tuple[Locator, Locator, Locator]:
    """Return the first list of partnerships on the page, its button and the way to a file."""
    frame = Words("interface", language)
    group = page.locator(".wp-load").first
    button = group.get_by_role("button", name=frame("load.ui.open"), exact=True)
    return group.get_by_role("combobox"), button, group.locator("input[type=file]")


def typed(page: Page, field: Locator, text: str) -> None:
    field.focus()
    page.keyboard.press("ControlOrMeta+A")
    page.keyboard.type(text)


@pytest.mark.parametrize("language", ["en", "pl"])
def test_a_partnership_is_described_by_keyboard_and_kept_over_a_reload(page, dashboards, shot, language):
    words = Words("my_partnership", language)
    opened = page(address(dashboards, "my_partnership", lang=language))
    expect(opened.get_by_role("heading", level=1)).to_have_text(words("page.title"))
    here = form(opened, words)
    typed(opened, here.get_by_label(words("describe.title")), "Chór")
    second = here.get_by_role("group", name=f"{words('describe.table')} 2", exact=True)
    typed(opened, second.get_by_label(words("describe.names")), "Biblioteka")
    sector = second.get_by_label(words("describe.sector"))
    sector.focus()
    opened.keyboard.press("ArrowUp")
    typed(opened, second.get_by_label(words("describe.votes")), "3")
    trust = here.get_by_role("textbox", name=words("describe.trust")).first
    typed(opened, trust, {"en": "0.7", "pl": "0,7"}[language])
    caption = here.locator("figcaption")
    expect(caption).to_contain_text({"en": "trust in it is 0.7", "pl": "zaufanie wynosi w niej 0,7"}[language])
    unanimity = here.get_by_label(words("describe.rules.unanimity"))
    unanimity.focus()
    opened.keyboard.press("Space")
    expect(here.locator(".wp-report")).to_contain_text(words("report.votes", n=5, quota="5"))
    opened.wait_for_function(f"{STORED}?.includes('unanimity')")
    assert "Ch%C3%B3r" not in opened.url
    assert "Biblioteka" not in opened.url
    shot(opened, "-".join(("my_partnership", "desktop", language)), whole=True)

    opened.reload()
    expect(form(opened, words).locator("figcaption")).to_contain_text("Biblioteka")
    kept = loads(opened.evaluate(STORED))
    assert (kept.name, kept.rule, kept.partners[1].sector, kept.partners[1].votes) == ("Chór", "unanimity", "public", 3)
    opened.set_viewport_size({"width": 390, "height": 844})
    opened.emulate_media(color_scheme="dark")
    assert opened.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    shot(opened, "-".join(("my_partnership", "phone", language)), whole=True)


@pytest.mark.parametrize(
    ("slug", "part", "seen"),
    [
        ("synergy", "group", "Biblioteka"),
        ("three_sectors", "triangle", "Biblioteka"),
        ("trust_levels", "ladder", "0,5"),
        ("democracy", "statute", "Biblioteka"),
    ],
)
def test_a_play_opens_what_was_described_on_another_page(page, dashboards, slug, part, seen):
    frame, words = Words("interface", "pl"), Words(slug, "pl")
    opened = page(address(dashboards, slug, lang="pl", **SKIPPED))
    chosen, button, _ = opener(opened, "pl")
    chosen.focus()
    chosen.select_option("own")
    button.press("Enter")
    here = opened.get_by_role("region", name=words(f"{part}.heading"))
    expect(here.get_by_role("alert").filter(has_text=frame("load.nothing"))).to_be_visible()

    three = dumps(case("day_care").partnership("pl"))
    opened.evaluate("text => localStorage.setItem('wp:my_partnership', text)", three)
    button.press("Enter")
    expect(here.locator(".wp-report")).to_contain_text(frame("load.own_title"))
    expect(here.get_by_role("alert").filter(has_text=frame("load.nothing"))).to_have_count(0)
    expect(here).to_contain_text(seen)
    chosen.select_option("river")
    button.click()
    report = here.locator(".wp-report")
    expect(report).to_contain_text(frame("load.case_title", title=case("river").title["pl"]))
    expect(report).to_contain_text(case("river").sensitive["pl"])
    opened.wait_for_function(f"location.search.includes('{part}.load=%22river')")
    opened.reload()
    expect(report).to_contain_text(case("river").story["pl"])
    expect(opener(opened, "pl")[0]).to_have_value("river")


def test_the_portfolio_finds_it_by_itself_and_follows_its_changes(page, dashboards):
    words = Words("commitment", "en")
    opened = page(address(dashboards, "commitment", lang="en", **SKIPPED))
    portfolio = opened.get_by_role("region", name=words("portfolio.heading"))
    expect(portfolio.locator(".wp-report")).to_contain_text(words("portfolio.none_title"))
    for slug, said in (("orchard", "6 ties of 21 possible"), ("day_care", "4 ties of 6 possible")):
        text = dumps(case(slug).partnership("en"))
        opened.evaluate("text => localStorage.setItem('wp:my_partnership', text)", text)
        opened.reload()
        expect(portfolio.locator("figcaption").first).to_contain_text(said)
        expect(portfolio.locator(".wp-report")).to_contain_text(Words("interface", "en")("load.own_title"))
    portfolio.get_by_label(words("portfolio.thanks")).fill("the driver")
    opened.wait_for_function("localStorage.getItem('wp:commitment.portfolio')?.includes('the driver')")
    assert "driver" not in opened.url
    opened.reload()
    expect(portfolio.get_by_label(words("portfolio.thanks"))).to_have_value("the driver")
    expect(portfolio.locator("figcaption").first).to_contain_text("4 ties of 6 possible")


def test_a_file_goes_out_and_comes_in_and_a_foreign_one_is_refused(page, dashboards, tmp_path):
    words = Words("my_partnership", "en")
    opened = page(address(dashboards, "my_partnership", lang="en"))
    here = form(opened, words)
    chosen, button, file = opener(opened, "en")
    chosen.select_option("orchard")
    button.click()
    expect(here.locator("figcaption")).to_contain_text("6 ties of 21 possible")
    with opened.expect_download() as coming:
        here.get_by_role("button", name=words("describe.actions.save")).click()
    assert coming.value.suggested_filename == words("describe.filename")
    saved = Path(tmp_path / "saved.json")
    coming.value.save_as(saved)
    assert loads(saved.read_text(encoding="utf-8")) == case("orchard").partnership("en")

    here.get_by_role("button", name=Words("interface", "en")("control.reset")).click()
    expect(here.locator("figcaption")).to_contain_text("no tie between them yet")
    opened.wait_for_function(f"{STORED} === null")
    foreign = tmp_path / "foreign.json"
    foreign.write_text(json.dumps({"format": "somebody else's"}))
    file.set_input_files(foreign)
    expect(here.get_by_role("alert").filter(has_text=words("refused.foreign"))).to_be_visible()
    expect(here.locator("figcaption")).to_contain_text("no tie between them yet")
    file.set_input_files(saved)
    expect(here.locator("figcaption")).to_contain_text("6 ties of 21 possible")
    expect(here.get_by_role("alert").filter(has_text=words("refused.foreign"))).to_have_count(0)

    elsewhere = page(address(dashboards, "trust_levels", lang="en", **SKIPPED))  # a browser that knows nothing of it
    opener(elsewhere, "en")[2].set_input_files(saved)
    ladder = elsewhere.get_by_role("region", name=Words("trust_levels", "en")("ladder.heading"))
    expect(ladder.locator(".wp-report")).to_contain_text(Words("interface", "en")("load.own_title"))
