"""How a person plays ``position_matrix``: one partnership moved, a room opened, too few answers."""

from playwright.sync_api import Page, expect

from course.texts import Words

SHIFT = {"en": "0.6 towards co-operation", "pl": "o 0,6 w stronę współpracy"}


def by_keyboard(page: Page, words: Words) -> None:
    """Move the mark of today one step to the right."""
    own = page.get_by_role("region", name=words("own.heading"))
    slider = own.get_by_role("slider", name=words("own.after_x"))
    expect(slider).to_have_value("0.3")
    slider.focus()
    page.keyboard.press("ArrowRight")
    expect(own.locator("figcaption")).to_contain_text(SHIFT[words.language])


def by_mouse(page: Page, words: Words) -> None:
    """Open two camps, then a room of four, then type a mark that is off the map."""
    room = page.get_by_role("region", name=words("room.heading"))
    room.get_by_role("button", name=words("room.cases.camps")).click()
    expect(room.locator("figcaption")).to_contain_text({"en": "1.01", "pl": "1,01"}[words.language])
    expect(room.locator(".wp-report")).to_contain_text(words("room.said.far"))
    room.get_by_role("button", name=words("room.cases.few")).click()
    expect(room.locator("figcaption")).to_have_text(words("room.hidden", n=5))
    mark = room.get_by_role("textbox").first
    mark.fill("3")
    expect(mark).to_have_attribute("aria-invalid", "true")
    room.get_by_role("button", name=words("room.cases.together")).click()
    expect(mark).to_have_attribute("aria-invalid", "false")
