"""How a person plays ``repeated_trust``: rounds with a stranger, a guess, rooms and generations, a next round."""

from playwright.sync_api import Page, expect

from course.texts import Words


def by_keyboard(page: Page, words: Words) -> None:
    """Play two rounds and guess with the keys; then let one player in and walk to the next generation."""
    frame = Words("interface", words.language)
    meeting = page.get_by_role("region", name=words("meeting.heading"))
    caption = meeting.locator("figcaption")
    meeting.get_by_role("button", name=words("meeting.others.again")).press("Enter")
    meeting.get_by_role("button", name=words("meeting.moves.deliver")).focus()
    page.keyboard.press("Enter")
    expect(caption).to_contain_text({"en": "round 1: you deliver", "pl": "runda 1: dotrzymujesz słowa"}[words.language])
    meeting.get_by_role("button", name=words("meeting.moves.hold_back")).press("Enter")
    expect(caption).to_contain_text({"en": "round 2: you hold", "pl": "runda 2: wstrzymujesz"}[words.language])
    meeting.get_by_role("radio").first.focus()
    page.keyboard.press("Space")
    expect(meeting.get_by_role("radio").first).to_be_checked()
    expect(meeting.locator(".wp-note-below").filter(has_text=".")).to_be_visible()
    tournament = page.get_by_role("region", name=words("tournament.heading"))
    tournament.get_by_role("button", name=frame("control.step")).press("Enter")
    captions = tournament.locator("figcaption")
    expect(captions.last).to_contain_text({"en": "Generation 1.", "pl": "Pokolenie 1."}[words.language])
    tournament.get_by_role("button", name=frame("control.rewind")).press("Enter")
    expect(captions.last).to_contain_text({"en": "Generation 0.", "pl": "Pokolenie 0."}[words.language])


def by_mouse(page: Page, words: Words) -> None:
    """Open a room with its story, let coin tossers in, and make the next round likely enough."""
    tournament = page.get_by_role("region", name=words("tournament.heading"))
    tournament.get_by_role("button", name=words("tournament.cases.island")).click()
    expect(tournament.locator(".wp-report")).to_contain_text(words("tournament.said.island"))
    slider = tournament.get_by_role(
        "slider", name=words("tournament.count", name=words("names.tit_for_tat")), exact=True
    )
    slider.fill("3")
    expect(tournament.locator("figcaption").first).to_contain_text(f"{words('names.tit_for_tat')} 25")
    patience = page.get_by_role("region", name=words("patience.heading"))
    patience.get_by_role("button", name=words("patience.cases.bus")).click()
    expect(patience.locator(".wp-report")).to_contain_text(words("patience.pays"))
    patience.get_by_role("slider", name=words("patience.chance"), exact=True).fill("0.1")
    expect(patience.locator(".wp-report")).to_contain_text(words("patience.said.fair"))
