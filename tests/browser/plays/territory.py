"""How a person plays ``territory``: switches, places, readings and sums."""

from playwright.sync_api import Page, expect

from course.texts import Words


def by_keyboard(page: Page, words: Words) -> None:
    """Take power away with an arrow key, then walk through the readings."""
    switches = page.get_by_role("region", name=words("switches.heading"))
    caption = switches.locator("figcaption").first
    expect(caption).to_contain_text(words("results.gone_none"))
    switches.get_by_role("group", name=words("switches.power")).get_by_label(words("switches.state.here")).focus()
    page.keyboard.press("ArrowRight")
    expect(caption).to_contain_text(f"{words('names.territory')}{words('results.and')}{words('names.change')}")
    expect(switches.get_by_text(words("switches.said.mine"))).to_be_visible()
    readings = page.get_by_role("region", name=words("readings.heading"))
    readings.get_by_label(words("readings.options.nothing"), exact=True).focus()
    for _ in range(4):
        page.keyboard.press("ArrowDown")
    expect(readings.get_by_text(words("readings.said.inhabitants", a="3", b="0"))).to_be_visible()


def by_mouse(page: Page, words: Words) -> None:
    """Open a made-up place, then add up the left sides."""
    switches = page.get_by_role("region", name=words("switches.heading"))
    switches.get_by_role("button", name=words("switches.cases.square")).click()
    people = switches.get_by_role("group", name=words("switches.inhabitants"))
    expect(people.get_by_label(words("switches.state_many.gone"))).to_be_checked()
    expect(switches.locator("figcaption").first).to_contain_text(words("results.made_none"))
    sums = page.get_by_role("region", name=words("sums.heading"))
    sums.get_by_label(words("sums.options.sides")).check()
    expect(sums.locator("figcaption")).to_contain_text("1 + 1 + 1 + 3 = 6")
