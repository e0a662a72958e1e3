"""How a person plays ``empowerment``: a mark retyped, coins moved by keys, a group opened, a story on a rung."""

from playwright.sync_api import Page, expect

from course.texts import Words


def by_keyboard(page: Page, words: Words) -> None:
    """Add one mark that went up, then let one mood move all of them by a tenth, and take both back."""
    decimal = {"en": ".", "pl": ","}[words.language]
    coins = page.get_by_role("region", name=words("coins.heading"))
    caption = coins.locator("figcaption")
    expect(caption).to_contain_text(f"28{decimal}9%")
    slider = coins.get_by_role("slider", name=words("coins.up"))
    slider.focus()
    page.keyboard.press("ArrowRight")
    expect(caption).to_contain_text("18%")
    mood = coins.get_by_role("slider", name=words("coins.together"))
    mood.focus()
    page.keyboard.press("ArrowRight")
    expect(coins.locator(".wp-report")).to_contain_text(words("coins.mood_title"))
    page.keyboard.press("ArrowLeft")
    slider.focus()
    page.keyboard.press("ArrowLeft")
    expect(caption).to_contain_text(f"28{decimal}9%")


def by_mouse(page: Page, words: Words) -> None:
    """Open somebody's marks and retype one, hear of a mark off the scale; open a group; put a story on a rung."""
    frame = Words("interface", words.language)
    steps = page.get_by_role("region", name=words("steps.heading"))
    steps.get_by_role("button", name=words("steps.cases.trained")).click()
    expect(steps.get_by_text(words("steps.said.trained"))).to_be_visible()
    mark = steps.get_by_role("textbox", name=words("steps.after")).last
    mark.fill("5")
    expect(steps.locator("figcaption")).to_contain_text(words("arrows.counts", up=7, down=0, same=1))
    mark.fill("7")
    expect(mark).to_have_attribute("aria-invalid", "true")
    steps.get_by_role("button", name=frame("control.reset")).click()
    expect(mark).to_have_value("2")
    coins = page.get_by_role("region", name=words("coins.heading"))
    coins.get_by_role("button", name=words("coins.cases.head")).click()
    expect(coins.get_by_text(words("coins.stories.head"))).to_be_visible()
    coins.get_by_role("button", name=frame("control.reset")).click()
    ladder = page.get_by_role("region", name=words("ladder.heading"))
    ladder.get_by_label(words("ladder.options.informing")).first.check()
    expect(ladder.get_by_text(words("ladder.cards.0.why"))).to_be_visible()
    expect(ladder.locator("figcaption")).to_contain_text("11")
