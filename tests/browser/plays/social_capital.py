"""How a person plays ``social_capital``: ties typed and cut, the middle paid, answers below five."""

from playwright.sync_api import Page, expect

from course.texts import Words

TOTAL = {"en": "All together have {}.", "pl": "Wszyscy razem mają {}."}
GAINS = {"en": "With the payment", "pl": "Z zapłatą"}


def by_keyboard(page: Page, words: Words) -> None:
    """Let the middle make one move, raise the cost by a key, type a tie, and let the others pay."""
    ties = page.get_by_role("region", name=words("ties.heading"))
    caption = ties.locator("figcaption").first
    expect(caption).to_contain_text(TOTAL[words.language].format(4))
    ties.get_by_role("button", name=words("ties.moves.once")).focus()
    page.keyboard.press("Enter")
    expect(ties.locator(".wp-report")).to_contain_text(words("told.title"))
    expect(caption).to_contain_text(TOTAL[words.language].format({"en": "2.2", "pl": "2,2"}[words.language]))
    names = f"{words('ties.who.0')} – {words('ties.who.1')}"
    ties.get_by_role("textbox", name=f"{words('ties.drawn')}: {names}").focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("1")
    expect(caption).to_contain_text(TOTAL[words.language].format(4))
    hub = page.get_by_role("region", name=words("hub.heading"))
    hub.get_by_label(words("hub.payers.nobody"), exact=True).focus()
    page.keyboard.press("ArrowDown")
    expect(hub.locator("figcaption")).to_contain_text(GAINS[words.language])


def by_mouse(page: Page, words: Words) -> None:
    """Open the ring that holds, draw nothing, then look at four answers and at all six."""
    ties = page.get_by_role("region", name=words("ties.heading"))
    ties.get_by_role("button", name=words("ties.cases.valley")).click()
    expect(ties.locator("figcaption").first).to_contain_text(words("web.holds"))
    expect(ties.locator(".wp-report")).to_contain_text(words("ties.said.valley"))
    ties.get_by_role("button", name=words("ties.draws.empty"), exact=True).click()
    expect(ties.locator("figcaption").first).to_contain_text(TOTAL[words.language].format(0))
    ties.get_by_role("button", name=words("ties.cases.unpaid")).click()
    gaps = page.get_by_role("region", name=words("gaps.heading"))
    gaps.get_by_role("button", name=words("gaps.cases.few")).click()
    expect(gaps.locator("figcaption")).to_have_text(words("gaps.hidden", n=4))
    gaps.get_by_role("button", name=words("gaps.cases.close")).click()
    expect(gaps.locator(".wp-report")).to_contain_text(words("gaps.said.near"))
