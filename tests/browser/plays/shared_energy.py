"""How a person plays ``shared_energy``: rounds stepped, another crowd, one person won over."""

from playwright.sync_api import Page, expect

from course.texts import Words

AFTER = {"en": "After round {}", "pl": "Po rundzie {}"}


def by_keyboard(page: Page, words: Words) -> None:
    """Step through two rounds by the slider and one by the button."""
    square = page.get_by_role("region", name=words("square.heading"))
    caption = square.locator("figcaption")
    square.get_by_role("slider", name=words("square.round"), exact=True).focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(caption).to_contain_text(AFTER[words.language].format(2))
    square.get_by_role("button", name=Words("interface", words.language)("control.step")).focus()
    page.keyboard.press("Enter")
    expect(caption).to_contain_text(AFTER[words.language].format(3))


def by_mouse(page: Page, words: Words) -> None:
    """Open the careful crowd and play it, then win over a person of the mill."""
    square = page.get_by_role("region", name=words("square.heading"))
    square.get_by_role("button", name=words("square.cases.careful")).click()
    square.get_by_role("slider", name=words("square.round"), exact=True).fill("10")
    expect(square.locator("figcaption")).to_contain_text(words("square.stops", round=1, there=1, people=10, need=2))
    win = page.get_by_role("region", name=words("win.heading"))
    win.get_by_role("group", name=words("win.person")).get_by_label("4", exact=True).check()
    expect(win.locator("figcaption")).to_contain_text(words("win.after", who=4, there=4, people=8, before=2))
    expect(win.locator(".wp-report")).to_contain_text(words("win.best", n=1))
