"""How a person plays ``shared_vision``: rounds of talk, other networks, and the table of tasks."""

from playwright.sync_api import Page, expect

from course.texts import Words


def by_keyboard(page: Page, words: Words) -> None:
    """Go one round with the slider and one with the button, go back; then listen to two camps."""
    frame = Words("interface", words.language)
    talk = page.get_by_role("region", name=words("talk.heading"))
    caption = talk.locator("figcaption").first
    step = talk.get_by_role("slider", name=words("talk.step"), exact=True)
    step.focus()
    page.keyboard.press("ArrowRight")
    expect(caption).to_contain_text(words("views.many", step="1", low="1", high="6", gap="5"))
    talk.get_by_role("button", name=frame("control.step")).press("Enter")
    expect(caption).to_contain_text(words("views.many", step="2", low="1", high="5", gap="4"))
    talk.get_by_label(words("talk.networks.bridge"), exact=True).focus()
    page.keyboard.press("ArrowDown")
    expect(talk.get_by_label(words("talk.networks.apart"), exact=True)).to_be_checked()
    expect(talk.locator(".wp-report")).to_contain_text({"en": "9.5", "pl": "9,5"}[words.language])
    talk.get_by_role("button", name=frame("control.rewind")).press("Enter")
    expect(step).to_have_value("0")


def by_mouse(page: Page, words: Words) -> None:
    """Look to the town hall and play to the end; give a task to somebody and to nobody there is, start again."""
    frame = Words("interface", words.language)
    talk = page.get_by_role("region", name=words("talk.heading"))
    talk.get_by_role("button", name=words("talk.cases.leader")).click()
    expect(talk.get_by_label(words("talk.networks.leader"), exact=True)).to_be_checked()
    talk.get_by_role("slider", name=words("talk.step"), exact=True).fill("20")
    expect(talk.get_by_text(words("talk.stories.leader"))).to_be_visible()
    expect(talk.locator(".wp-report")).to_contain_text("50%")
    tasks = page.get_by_role("region", name=words("tasks.heading"))
    caption = tasks.locator("figcaption")
    trees, upkeep = (words(f"tasks.names_of.{index}") for index in (2, 5))
    expect(caption).to_contain_text(words("roles.unowned", n=2, tasks=f"{trees}, {upkeep}"))
    claim = tasks.get_by_role("textbox", name=f"{words('tasks.claim')}, {frame('control.row')} 3")
    claim.fill("4")
    expect(caption).to_contain_text(words("roles.unowned", n=1, tasks=upkeep))
    claim.fill("7")
    expect(tasks.get_by_role("alert").filter(has_text=words("tasks.only", task=trees, most=5))).to_be_visible()
    tasks.get_by_role("button", name=frame("control.reset")).click()
    expect(claim).to_have_value("0")
