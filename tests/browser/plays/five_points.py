"""How a person plays ``five_points``: a wall of cards, a room dealt again, a plan that slips, a story sorted."""

from playwright.sync_api import Page, expect

from course.texts import Words


def by_keyboard(page: Page, words: Words) -> None:
    """Make the workshop a minute late, and sort a story."""
    plan = page.get_by_role("region", name=words("plan.heading"))
    caption = plan.locator("figcaption")
    expect(caption).to_contain_text(words("plan.end.time"))
    plan.get_by_role("slider", name=words("plan.late")).focus()
    page.keyboard.press("ArrowRight")
    expect(caption).to_contain_text("35 → 34")
    expect(plan.locator(".wp-report")).to_contain_text(words("plan.answer.soft"))
    page.keyboard.press("ArrowLeft")
    expect(caption).to_contain_text(words("plan.unchanged"))
    stories = page.get_by_role("region", name=words("sensitive.heading"))
    stories.get_by_label(words("sensitive.options.money")).first.focus()
    page.keyboard.press("Space")
    expect(stories.get_by_text(words("sensitive.cards.0.why"))).to_be_visible()


def by_mouse(page: Page, words: Words) -> None:
    """Open a room, give a group a card that is not there, and deal people evenly."""
    wall = page.get_by_role("region", name=words("wall.heading"))
    expect(wall.locator("figcaption").first).to_contain_text(words("wall.left", n=12, people=24))
    expect(wall.locator("figcaption").last).to_contain_text(words("wall.nobody"))
    wall.get_by_role("button", name=words("wall.cases.small")).click()
    expect(wall.locator(".wp-report")).to_contain_text(words("wall.said.small"))
    likes = wall.get_by_role("textbox", name=words("wall.ballot")).first
    likes.fill("1, 99")
    who = words("wall.group.office")
    expect(wall.get_by_text(words("wall.refused.beyond", who=who, card=99, cards=11))).to_be_visible()
    wall.get_by_role("button", name=words("wall.cases.half")).click()
    expect(wall.locator("figcaption").first).to_contain_text(words("wall.left", n=12, people=24))
    room = page.get_by_role("region", name=words("room.heading"))
    expect(room.locator(".wp-report")).not_to_contain_text(words("room.fine"))
    room.get_by_label(words("room.ways.deal")).check()
    expect(room.locator(".wp-report")).to_contain_text(words("room.fine"))
    room.get_by_role("button", name=words("room.buttons.again")).click()
    expect(room.get_by_role("slider", name=words("room.seed"))).to_have_value("2")
    expect(room.locator(".wp-report")).to_contain_text(words("room.fine"))
