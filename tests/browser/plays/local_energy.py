"""How a person plays ``local_energy``: two rounds on one key, hands of a room, ticks and cases."""

from playwright.sync_api import Page, expect

from course.texts import Words


def by_keyboard(page: Page, words: Words) -> None:
    """Vote on the third key twice, raise the number of people, and tick a goal with the space bar."""
    vote = page.get_by_role("region", name=words("vote.heading"))
    vote.get_by_role("group", name=words("vote.first3")).get_by_label(words("vote.options.for")).focus()
    page.keyboard.press("Space")
    expect(vote.get_by_text(words("vote.counter.3"))).to_be_visible()
    expect(vote.locator(".wp-report")).to_contain_text(words("vote.thesis"))
    vote.get_by_role("group", name=words("vote.again3")).get_by_label(words("vote.options.for")).focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    sides = {"before": words("vote.options.for"), "after": words("vote.options.against")}
    expect(vote.locator(".wp-report")).to_contain_text(words("vote.change", number="3", **sides))
    room = page.get_by_role("region", name=words("room.heading"))
    room.get_by_role("slider", name=words("room.people")).focus()
    page.keyboard.press("ArrowRight")
    expect(room.locator("figcaption")).to_contain_text("13")
    start = page.get_by_role("region", name=words("start.heading"))
    water = words("start.goal_names.0")
    for place in ("2", "3"):
        start.get_by_role("checkbox", name=f"{water}: {words(f'start.who_names.{place}')}", exact=True).focus()
        page.keyboard.press("Space")
    expect(start.locator("figcaption").first).to_contain_text(words("ground.found", quorum="4", n="4", listed=water))


def by_mouse(page: Page, words: Words) -> None:
    """Type hands, more than there are people and then fewer; open a case and send a partner's goal away."""
    room = page.get_by_role("region", name=words("room.heading"))
    hands = room.get_by_role("textbox").first
    hands.fill("77")
    expect(room.get_by_role("alert").filter(has_text="13")).to_be_visible()
    hands.fill("5")
    expect(room.locator("figcaption")).to_contain_text("5 → 6")
    start = page.get_by_role("region", name=words("start.heading"))
    start.get_by_role("button", name=words("start.case_options.without")).click()
    expect(start.locator(".wp-report")).to_contain_text(words("start.story.without"))
    expect(start.locator(".wp-report")).to_contain_text(words("start.left_title"))
    box = start.get_by_role("checkbox", name=f"{words('start.goal_names.0')}: {words('start.who_names.3')}", exact=True)
    box.check()
    expect(start.locator(".wp-report")).not_to_contain_text(words("start.left_title"))
    start.get_by_role("slider", name=words("start.partners")).fill("3")
    expect(start.get_by_role("checkbox")).to_have_count(24)
