"""How a person plays ``open_coordination``: levels and spillover, a region retyped, rounds of learning, a scene."""

from playwright.sync_api import Page, expect

from course.texts import Words


def by_keyboard(page: Page, words: Words) -> None:
    """Let all decide together, raise the spillover by one step, and walk three rounds of learning."""
    decimal = {"en": ".", "pl": ","}[words.language]
    levels = page.get_by_role("region", name=words("levels.heading"))
    captions = levels.locator("figcaption")
    levels.get_by_label(words("levels.options.local"), exact=True).focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(captions.first).to_contain_text(words("decides.central"))
    expect(captions.nth(1)).to_contain_text(f"1{decimal}05")
    levels.get_by_role("slider", name=words("levels.spillover")).focus()
    page.keyboard.press("ArrowRight")
    expect(captions.nth(1)).to_contain_text(f"2{decimal}21")  # 2.1² / 2
    page.keyboard.press("ArrowLeft")
    learning = page.get_by_role("region", name=words("learning.heading"))
    learning.get_by_role("slider", name=words("learning.step"), exact=True).focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    expect(learning.locator("figcaption").first).to_contain_text(f"64{decimal}1")
    for _ in range(3):
        page.keyboard.press("ArrowLeft")


def by_mouse(page: Page, words: Words) -> None:
    """Open a matter, type half a region and hear of it, start again; open one circle; sort a scene."""
    frame = Words("interface", words.language)
    levels = page.get_by_role("region", name=words("levels.heading"))
    levels.get_by_role("button", name=words("levels.cases.smoke")).click()
    expect(levels.get_by_text(words("levels.stories.smoke"))).to_be_visible()
    expect(levels.locator("figcaption").nth(1)).to_contain_text(words("names.central"))
    region = levels.get_by_role("textbox", name=words("levels.region")).first
    region.fill("1.5")
    expect(levels.get_by_role("alert").filter(has_text=words("levels.whole"))).to_be_visible()
    levels.get_by_role("button", name=frame("control.reset")).click()
    expect(region).to_have_value("1")
    learning = page.get_by_role("region", name=words("learning.heading"))
    learning.get_by_role("button", name=words("learning.cases.strangers")).click()
    expect(learning.locator(".wp-report")).to_contain_text({"en": "75.8", "pl": "75,8"}[words.language])
    scenes = page.get_by_role("region", name=words("sorting.heading"))
    scenes.get_by_label(words("sorting.options.guidelines")).first.check()
    expect(scenes.get_by_text(words("sorting.cards.0.why"))).to_be_visible()
