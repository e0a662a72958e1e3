"""How a person plays ``democracy``: the rule and the votes of a statute, one vote more, a scene."""

from playwright.sync_api import Page, expect

from course.texts import Words

DECIMAL = {"en": ".", "pl": ","}


def by_keyboard(page: Page, words: Words) -> None:
    """Raise the threshold until the association has a say, take it back, and give the association two votes more."""
    said = {"en": "Association: 10% of the votes, {}% of the power", "pl": "Stowarzyszenie: 10% głosów, {}% siły"}
    statute = page.get_by_role("region", name=words("statute.heading"), exact=True)
    caption = statute.locator("figcaption").first
    expect(caption).to_contain_text(said[words.language].format("0"))
    rule = statute.get_by_role("slider", name=words("statute.above"))
    rule.focus()
    for _ in range(10):
        page.keyboard.press("ArrowRight")
    expect(rule).to_have_value("60")
    expect(caption).to_contain_text(said[words.language].format("25"))
    page.keyboard.press("Home")
    expect(caption).to_contain_text(said[words.language].format("0"))
    steps = page.get_by_role("region", name=words("steps.heading"))
    steps.get_by_role("slider", name=words("steps.votes")).focus()
    for _ in range(2):
        page.keyboard.press("ArrowRight")
    power = {"en": "25% of the power", "pl": "25% siły"}[words.language]
    expect(steps.locator("figcaption").first).to_contain_text(power)
    page.keyboard.press("ArrowLeft")
    none = {"en": "0% of the power", "pl": "0% siły"}[words.language]
    expect(steps.locator("figcaption").first).to_contain_text(none)


def by_mouse(page: Page, words: Words) -> None:
    """Open a statute, put the mill into another sector, take all votes away, start again, and sort a scene."""
    frame = Words("interface", words.language)
    statute = page.get_by_role("region", name=words("statute.heading"), exact=True)
    captions = statute.locator("figcaption")
    statute.get_by_role("button", name=words("statute.cases.half")).click()
    expect(statute.get_by_text(words("statute.stories.half"))).to_be_visible()
    votes = statute.get_by_role("textbox", name=words("statute.votes"))
    votes.first.fill("9")
    expect(captions.first).to_contain_text(f"33{DECIMAL[words.language]}3%")
    statute.get_by_role("combobox", name=words("statute.group")).nth(1).select_option("public")
    expect(statute.locator(".wp-report")).to_contain_text(words("limit.over"))
    votes.first.fill("9.5")
    expect(statute.get_by_role("alert").filter(has_text=words("statute.whole"))).to_be_visible()
    statute.get_by_role("button", name=frame("control.reset")).click()
    expect(votes.first).to_have_value("3")
    scenes = page.get_by_role("region", name=words("sorting.heading"))
    scenes.get_by_label(words("sorting.options.representative")).first.check()
    expect(scenes.get_by_text(words("sorting.cards.0.why"))).to_be_visible()
