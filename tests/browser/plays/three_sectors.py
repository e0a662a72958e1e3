"""How a person plays ``three_sectors``: marks moved by keys and dragged, a tie drawn, an actor sorted."""

from playwright.sync_api import Locator, Page, expect

from course.texts import Words


def board(page: Page, words: Words) -> Locator:
    """Return the triangle with its twelve marks."""
    found = page.get_by_role("region", name=words("triangle.heading"))
    expect(found.get_by_role("slider")).to_have_count(12)
    return found


def by_keyboard(page: Page, words: Words) -> None:
    """Move the town hall's money with arrow keys and hear where it is; add a partner and take it away again."""
    triangle = board(page, words)
    mark = triangle.get_by_role("slider", name=f"{words('triangle.who.hall')}, {words('layer.money')}")
    mark.focus()
    page.keyboard.press("ArrowRight")
    expect(mark).to_have_attribute("aria-valuetext", {
        "en": "public 82%, civic 4%, business 14%", "pl": "publiczny 82%, społeczny 4%, gospodarczy 14%"
    }[words.language])  # fmt: skip
    expect(triangle.locator("figcaption").first).to_contain_text("82/4/14")
    page.keyboard.press("Shift+ArrowUp")
    expect(triangle.locator("figcaption").first).to_contain_text("81/6/13")
    expect(mark).to_be_focused()
    add = triangle.get_by_role("button", name=words("triangle.ui.add"))
    add.press("Enter")
    expect(triangle.get_by_role("slider")).to_have_count(15)
    triangle.locator(".wp-partners button").last.press("Enter")
    expect(triangle.get_by_role("slider")).to_have_count(12)
    expect(add).to_be_focused()


def by_mouse(page: Page, words: Words) -> None:
    """Drag the café's work over the civic corner, draw a tie, and put the first awkward actor somewhere."""
    triangle = board(page, words)
    mark = triangle.get_by_role("slider", name=f"{words('triangle.who.cafe')}, {words('layer.work')}")
    triangle.locator(".wp-plane").scroll_into_view_if_needed()
    mark.scroll_into_view_if_needed()
    box, plane = mark.bounding_box(), triangle.locator(".wp-plane").bounding_box()
    assert box
    assert plane
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(plane["x"] + plane["width"] / 2, plane["y"] - 10, steps=8)
    page.mouse.up()
    expect(triangle.locator("figcaption").first).to_contain_text("0/100/0")
    triangle.get_by_role("combobox", name=words("triangle.ui.first")).select_option("0")
    triangle.get_by_role("combobox", name=words("triangle.ui.second")).select_option("2")
    triangle.get_by_role("button", name=words("triangle.ui.tie")).click()
    expect(triangle.locator(".wp-report")).to_contain_text("(3 − 1) / 4")
    sorting = page.get_by_role("region", name=words("sorting.heading"))
    sorting.get_by_role("radio").first.check()
    expect(sorting.locator(".wp-report")).to_contain_text("1")
