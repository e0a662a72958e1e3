"""The ladder in a real browser: a rung kept over a reload, marks that move, motion that stops when asked to."""

from playwright.sync_api import Locator, Page, expect

from course.texts import Words

expect.set_options(timeout=45_000)
PLACED = {"bet.answer": "%22skip%22"}


def address(base: str, **query: str) -> str:
    return f"{base}/voila/render/trust_levels.ipynb?" + "&".join(f"{key}={value}" for key, value in query.items())


def ladder_of(page: Page, language: str) -> Locator:
    return page.get_by_role("region", name=Words("trust_levels", language)("ladder.heading"))


def test_the_rung_survives_a_reload_and_gives_way_when_the_animator_goes(page, dashboards):
    opened = page(address(dashboards, lang="pl", **PLACED, **{"ladder.assurance": "0.6"}))
    ladder = ladder_of(opened, "pl")
    ladder.get_by_role("button", name="2. Wspólne finansowanie").click()
    opened.wait_for_function("location.search.includes('ladder.level=2')")
    opened.reload()
    expect(ladder.get_by_role("button", name="2. Wspólne finansowanie")).to_have_attribute("aria-current", "step")
    ladder.get_by_role("slider", name=Words("trust_levels", "pl")("ladder.assurance")).fill("0")
    expect(ladder.get_by_text("Poziom 2 wypadł z zasięgu")).to_be_visible()
    expect(ladder.get_by_role("button", name="Ziemia")).to_have_attribute("aria-current", "step")
    ladder.get_by_role("button", name="Od nowa").click()
    expect(ladder.get_by_text("Poziom 2 wypadł z zasięgu")).to_have_count(0)


def test_the_mark_moves_with_the_stakes_until_no_trust_is_enough(page, dashboards):
    opened = page(address(dashboards, lang="en", **PLACED))
    ladder = ladder_of(opened, "en")
    top = ladder.get_by_role("button", name="4. One joint budget")
    place = top.locator(".wp-rung-mark").evaluate("node => parseFloat(node.style.left)")
    assert 92 < place < 94
    ladder.get_by_role("slider", name="How much is at stake").fill("1.25")
    expect(top).to_contain_text("no trust is enough")
    assert top.locator(".wp-rung-mark").evaluate("node => parseFloat(node.style.left)") == 100


def test_whoever_asked_for_less_motion_sees_none(page, dashboards):
    opened = page(address(dashboards, lang="en", **PLACED))
    mark = ladder_of(opened, "en").locator(".wp-rung-mark").first
    assert mark.evaluate("node => getComputedStyle(node).transitionDuration") != "0s"
    opened.emulate_media(reduced_motion="reduce")
    assert mark.evaluate("node => getComputedStyle(node).transitionDuration") == "0s"
