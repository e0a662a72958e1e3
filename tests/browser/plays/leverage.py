"""How a person plays ``leverage``: the budget, a line counted twice, effort and the joint purse."""

from playwright.sync_api import Page, expect

from course.texts import Words


def by_keyboard(page: Page, words: Words) -> None:
    """Raise what would have been there anyway to the end of its row, strike out a line, and write more applications."""
    budget = page.get_by_role("region", name=words("budget.heading"), exact=True)
    slider = budget.get_by_role("slider", name=words("budget.anyway"), exact=True)
    slider.focus()
    page.keyboard.press("End")
    expect(budget.locator(".wp-report")).to_contain_text(words("budget.displaced"))
    page.keyboard.press("Home")
    expect(budget.locator("figcaption").last).to_contain_text({"en": "1.8 added", "pl": "1,8 dodane"}[words.language])
    audit = page.get_by_role("region", name=words("audit.heading"))
    audit.get_by_role("radio").first.focus()
    page.keyboard.press("ArrowDown")
    expect(audit.get_by_text(words("audit.cards.0.why"))).to_be_visible()
    effort = page.get_by_role("region", name=words("effort.heading"))
    effort.get_by_role("slider", name=words("effort.share"), exact=True).focus()
    page.keyboard.press("End")
    expect(effort.locator("figcaption").first).to_contain_text("200%")


def by_mouse(page: Page, words: Words) -> None:
    """Open the market square; let one partner keep back, then let it give more than it has and start again."""
    frame = Words("interface", words.language)
    budget = page.get_by_role("region", name=words("budget.heading"), exact=True)
    budget.get_by_role("button", name=words("budget.cases.square")).click()
    expect(budget.locator(".wp-report")).to_contain_text(words("budget.said.square"))
    purse = page.get_by_role("region", name=words("purse.heading"))
    purse.get_by_role("button", name=words("purse.sets.one"), exact=True).click()
    expect(purse.locator("figcaption").first).to_contain_text(f"{words('purse.who.0')} 10 → 25")
    purse.get_by_role("textbox", name=f"{words('purse.gives')}, {frame('control.row')} 1").fill("11")
    expect(purse.get_by_role("alert").filter(has_text="11")).to_be_visible()
    purse.get_by_role("button", name=frame("control.reset")).click()
    expect(purse.locator("figcaption").first).to_contain_text(f"{words('purse.who.0')} 10 → 20")
