"""How a person plays ``cluster_stages``: step by step, by itself, another story, many valleys."""

from playwright.sync_api import Page, expect

from course.texts import Words

AT = {"en": "With an animator, step {}:", "pl": "Z animatorem, krok {}:"}


def by_keyboard(page: Page, words: Words) -> None:
    """Walk three steps with the slider, one with the button, and back to the start."""
    frame = Words("interface", words.language)
    valley = page.get_by_role("region", name=words("map.heading"))
    expect(valley.get_by_role("img")).to_have_count(4)
    caption = valley.locator("figcaption").first
    valley.get_by_role("slider", name=words("map.step"), exact=True).focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    expect(caption).to_contain_text(AT[words.language].format(3))
    valley.get_by_role("button", name=frame("control.step")).focus()
    page.keyboard.press("Enter")
    expect(caption).to_contain_text(AT[words.language].format(4))
    valley.get_by_role("button", name=frame("control.rewind")).press("Enter")
    expect(caption).to_contain_text(AT[words.language].format(0))


def by_mouse(page: Page, words: Words) -> None:
    """Let it run and pause it, open another story, and let contacts be neglected in many valleys."""
    frame = Words("interface", words.language)
    valley = page.get_by_role("region", name=words("map.heading"))
    caption, slider = (
        valley.locator("figcaption").first,
        valley.get_by_role("slider", name=words("map.step"), exact=True),
    )
    valley.get_by_role("combobox").select_option("4")
    valley.get_by_role("button", name=frame("control.play"), exact=True).click()
    expect(caption).not_to_contain_text(AT[words.language].format(0))
    valley.get_by_role("button", name=frame("control.pause")).click()
    expect(caption).to_contain_text(AT[words.language].format(slider.input_value()))
    valley.get_by_role("button", name={"en": "Another story", "pl": "Inna historia"}[words.language]).click()
    expect(slider).to_have_value("0")
    many = page.get_by_role("region", name=words("many.heading"))
    caption = many.locator("figcaption").last
    before = caption.inner_text()
    many.get_by_label({"en": "contacts are neglected", "pl": "kontakty są zaniedbane"}[words.language]).check()
    expect(caption).not_to_have_text(before)
