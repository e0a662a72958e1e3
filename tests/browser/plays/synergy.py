"""How a person plays ``synergy``: the sliders of two partners, the table of several."""

from playwright.sync_api import Page, expect

from course.texts import Words


def by_keyboard(page: Page, words: Words) -> None:
    """Raise the trust between two partners by one step and take it back by two."""
    pair = page.get_by_role("region", name=words("pair.heading"))
    slider = pair.get_by_role("slider", name=words("pair.trust"))
    caption = pair.locator("figcaption").nth(1)
    decimal = {"en": ".", "pl": ","}[words.language]
    slider.focus()
    page.keyboard.press("ArrowRight")
    expect(caption).to_contain_text(f"0{decimal}65")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    expect(slider).to_have_attribute("aria-valuetext", f"0{decimal}55")


def by_mouse(page: Page, words: Words) -> None:
    """Agree a split that does not add up, hear of it, and start again."""
    group = page.get_by_role("region", name=words("group.heading"))
    share = group.get_by_role("textbox", name=words("group.split")).first
    share.click()
    share.fill("90")
    expect(group.get_by_role("alert").filter(has_text="100%")).to_be_visible()
    group.get_by_role("button", name={"en": "Start again", "pl": "Od nowa"}[words.language]).click()
    expect(share).to_have_attribute("aria-invalid", "false")
