"""How a person plays ``commitment``: a sentence sorted, a promise written, a case looked at, a page saved."""

from datetime import date

from playwright.sync_api import Page, expect

from course.cases import case
from course.texts import Words, day


def by_keyboard(page: Page, words: Words) -> None:
    """Sort the first sentence, then write a promise and look half a year ahead."""
    sentences = page.get_by_role("region", name=words("sorting.heading"))
    sentences.get_by_role("radio").first.focus()
    page.keyboard.press("ArrowDown")
    expect(sentences.get_by_text(words("sorting.cards.0.why"))).to_be_visible()
    promises = page.get_by_role("region", name=words("promises.heading"))
    first = promises.get_by_role("group", name=f"{words('promises.table')} 1", exact=True)
    first.get_by_label(words("promises.what")).focus()
    page.keyboard.press("ControlOrMeta+A")
    page.keyboard.type("Klucz")
    page.keyboard.press("Tab")
    page.keyboard.press("ControlOrMeta+A")
    page.keyboard.type("szkoła")
    first.get_by_label(words("promises.by")).fill("2027-03-31")  # a browser's own calendar has keys of its own
    caption = promises.locator("figcaption")
    expect(caption).to_contain_text("Klucz")
    expect(promises.locator(".wp-report")).to_contain_text(words("promises.whole"))
    slider = promises.get_by_role("slider", name=words("promises.weeks"))
    before = caption.inner_text()
    slider.focus()
    page.keyboard.press("ArrowRight")
    expect(caption).not_to_have_text(before)
    page.keyboard.press("Home")
    expect(caption).to_have_text(before)


def by_mouse(page: Page, words: Words) -> None:
    """Open a case in the portfolio, choose a look, write a line, and save the page that still lacks the others."""
    frame = Words("interface", words.language)
    portfolio = page.get_by_role("region", name=words("portfolio.heading"))
    portfolio.get_by_role("combobox", name=frame("load.label")).select_option("bus_line")
    portfolio.get_by_role("button", name=frame("load.ui.open"), exact=True).click()
    expect(portfolio.locator("figcaption")).to_have_count(4)
    report = portfolio.locator(".wp-report")
    expect(report).to_contain_text(frame("load.case_title", title=case("bus_line").title[words.language]))
    third = portfolio.get_by_role("group", name=words("portfolio.view3"))
    third.get_by_label(words("portfolio.views.democracy")).check()
    expect(portfolio.locator("figcaption").last).to_contain_text("33")
    expect(report).to_contain_text(words("portfolio.gaps.finding1"))
    portfolio.get_by_label(words("portfolio.finding1")).fill("5 < 6 & 7")
    expect(report).not_to_contain_text(words("portfolio.gaps.finding1"))
    with page.expect_download() as coming:
        portfolio.get_by_role("button", name=words("portfolio.actions.page")).click()
    saved = coming.value
    assert saved.suggested_filename == words("portfolio.page_name")
    text = saved.path().read_text(encoding="utf-8")
    assert "5 &lt; 6 &amp; 7" in text
    assert day(date(2027, 3, 31), words.language) in text
    expect(report).to_contain_text(words("portfolio.saved"))
