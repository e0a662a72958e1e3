"""How a person plays ``local_resources``: a score moved, another place, the weakest link, one's own scores."""

from playwright.sync_api import Page, expect

from course.texts import Words


def by_keyboard(page: Page, words: Words) -> None:
    """Give political will two points less and see the line grow; then let the weakest link decide."""
    ratings = page.get_by_role("region", name=words("ratings.heading"))
    slider = ratings.get_by_role("slider", name=words("ratings.political_will"))
    slider.focus()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    expect(ratings.locator("figcaption")).to_contain_text({"en": "from 1 to 5", "pl": "od 1 do 5"}[words.language])
    strength = page.get_by_role("region", name=words("strength.heading"))
    strength.get_by_role("slider", name=words("strength.substitution")).focus()
    page.keyboard.press("Home")
    expect(strength.locator("figcaption")).to_contain_text({"en": "1.21", "pl": "1,21"}[words.language])


def by_mouse(page: Page, words: Words) -> None:
    """Open the village, take one's own scores, raise a resource."""
    ratings = page.get_by_role("region", name=words("ratings.heading"))
    ratings.get_by_label(words("ratings.places.village")).check()
    expect(ratings.locator(".wp-report")).to_contain_text(words("ratings.stories.village"))
    strength = page.get_by_role("region", name=words("strength.heading"))
    strength.get_by_label(words("strength.whose_options.own")).check()
    expect(strength.locator(".wp-report")).to_contain_text(words("tests.political_will"))
    strength.get_by_label(words("strength.raise.political_will")).check()
    name = words("resources.political_will")
    expect(strength.locator("figcaption")).to_contain_text(name)
