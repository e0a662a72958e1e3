"""How a person plays ``responsible_partnership``: meetings, boxes ticked, a plan made and a fit retyped."""

from playwright.sync_api import Page, expect

from course.texts import Words

MEETINGS = {"en": "After {} meetings", "pl": "Po {} spotkaniach"}


def by_keyboard(page: Page, words: Words) -> None:
    """Hold two meetings more, then tick a box with the space bar and take the tick away again."""
    chance = page.get_by_role("region", name=words("chance.heading"))
    caption = chance.locator("figcaption").last
    expect(caption).to_contain_text(words("chance.mean", n=1, found="").split(":")[0])
    chance.get_by_role("slider", name=words("chance.meeting"), exact=True).focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(caption).to_contain_text(MEETINGS[words.language].format(3))
    owners = page.get_by_role("region", name=words("owners.heading"))
    caption = owners.locator("figcaption").first
    expect(caption).to_contain_text(words("short.diagnosis"))
    box = owners.get_by_role("checkbox", name=f"{words('elements.diagnosis')}: {words('who.4')}")
    box.focus()
    page.keyboard.press("Space")
    expect(box).to_be_checked()
    expect(caption).not_to_contain_text(words("short.diagnosis"))
    page.keyboard.press("Space")
    expect(caption).to_contain_text(words("short.diagnosis"))


def by_mouse(page: Page, words: Words) -> None:
    """Share the elements out, empty the table, plan for two needs and be told of an ability given twice."""
    owners = page.get_by_role("region", name=words("owners.heading"))
    owners.get_by_role("button", name=words("owners.cases.shared")).click()
    expect(owners.get_by_text(words("owners.stories.shared"))).to_be_visible()
    expect(owners.locator(".wp-report")).to_contain_text(words("owners.no_gap"))
    owners.get_by_role("button", name=words("owners.cases.empty")).click()
    expect(owners.locator("figcaption").first).to_have_text(words("owners.all"))
    needs = page.get_by_role("region", name=words("needs.heading"))
    needs.get_by_role("button", name=words("needs.cases.half")).click()
    expect(needs.locator("figcaption").nth(1)).to_contain_text("18")
    plan = needs.get_by_role("combobox", name=words("needs.plan"))
    plan.first.select_option("B")
    expect(needs.locator("figcaption").first).to_contain_text("9")
    plan.nth(1).select_option("B")
    expect(needs.get_by_role("alert").filter(has_text=words("needs.twice"))).to_be_visible()
    plan.nth(1).select_option("A")
    expect(needs.locator(".wp-report")).to_contain_text(words("needs.yours_best"))
    needs.get_by_label(words("needs.see_options.greedy"), exact=True).check()
    expect(needs.locator("figcaption").first).to_contain_text("10")
    fit = needs.get_by_role("textbox", name=f"{words('need.0')}: {words('ability.0')}")
    fit.fill("11")
    expect(fit).to_have_attribute("aria-invalid", "true")
    needs.get_by_role("button", name=Words("interface", words.language)("control.reset")).click()
    expect(fit).to_have_attribute("aria-invalid", "false")
