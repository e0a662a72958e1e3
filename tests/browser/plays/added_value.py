"""How a person plays ``added_value``: partners added, ledgers opened and written, a partnership learnt from."""

from playwright.sync_api import Page, expect

from course.texts import Words


def by_keyboard(page: Page, words: Words) -> None:
    """Add partners until those already there begin to lose."""
    size = page.get_by_role("region", name=words("size.heading"))
    size.get_by_role("slider", name=words("size.partners"), exact=True).focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(size.locator("figcaption")).to_contain_text(
        words("size.sentence", n=5, total=10.0, each=2.0, best_total=22, best_each=5)
    )
    expect(size.locator(".wp-report")).to_contain_text(words("size.tension", whole=1.7, each=0.05))


def by_mouse(page: Page, words: Words) -> None:
    """Open the waste plant, forgive it its lorries, and learn from two partnerships."""
    ledger = page.get_by_role("region", name=words("ledger.heading"))
    ledger.get_by_role("button", name=words("ledger.cases.plant")).click()
    expect(ledger.locator(".wp-report")).to_contain_text(words("ledger.harm"))
    ledger.get_by_role("textbox").nth(8).fill("0")
    expect(ledger.locator(".wp-report")).to_contain_text(words("ledger.good"))
    learning = page.get_by_role("region", name=words("learning.heading"))
    learning.get_by_role("slider", name=words("learning.count")).fill("2")
    expect(learning.locator("figcaption")).to_contain_text({"en": "60.8", "pl": "60,8"}[words.language])
