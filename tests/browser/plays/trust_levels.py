"""How a person plays ``trust_levels``: the ladder, one history, many histories, stories to sort."""

from playwright.sync_api import Page, expect

from course.texts import Words

RUNGS = {"en": ("Ground", "1. Joint planning"), "pl": ("Ziemia", "1. Wspólne planowanie")}


def by_keyboard(page: Page, words: Words) -> None:
    """Be refused on the first rung, let the animator lend trust, climb; then play one round."""
    ladder = page.get_by_role("region", name=words("ladder.heading"))
    ground, first = (ladder.get_by_role("button", name=name) for name in RUNGS[words.language])
    expect(first).to_have_attribute("aria-disabled", "true")
    ground.focus()
    page.keyboard.press("ArrowUp")
    expect(ladder.get_by_role("alert").filter(has_text="1")).to_be_visible()
    expect(ground).to_be_focused()
    ladder.get_by_role("slider", name=words("ladder.assurance")).focus()
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    expect(first).to_have_attribute("aria-disabled", "false")
    ground.focus()
    page.keyboard.press("ArrowUp")
    expect(first).to_be_focused()
    expect(first).to_have_attribute("aria-current", "step")
    history = page.get_by_role("region", name=words("path.heading"))
    history.get_by_role("button", name={"en": "One step", "pl": "Jeden krok"}[words.language]).focus()
    page.keyboard.press("Enter")
    expect(history.locator("figcaption")).to_contain_text({"en": "Round 1:", "pl": "Runda 1:"}[words.language])


def by_mouse(page: Page, words: Words) -> None:
    """Step down to the ground, change the many histories, sort a story."""
    ladder = page.get_by_role("region", name=words("ladder.heading"))
    ground = ladder.get_by_role("button", name=RUNGS[words.language][0])
    ground.click()
    expect(ground).to_have_attribute("aria-current", "step")
    runs = page.get_by_role("region", name=words("runs.heading"))
    caption = runs.locator("figcaption").first
    before = caption.inner_text()
    runs.get_by_role("slider").first.fill("0.95")
    expect(caption).not_to_have_text(before)
    stories = page.get_by_role("region", name=words("sorting.heading"))
    stories.get_by_role("radio").first.check()
    expect(stories.locator(".wp-report")).to_contain_text("1")
