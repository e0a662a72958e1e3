"""Trust levels in a real browser: the ladder climbed by keyboard and by touch, histories stepped, stories sorted."""

import pytest
from playwright.sync_api import Locator, Page, expect

expect.set_options(timeout=20_000)
SAYINGS = {
    "en": {
        "bet": "They will not even start",
        "ladder": "The ladder",
        "path": "One history, round by round",
        "runs": "Many histories",
        "sorting": "Which level is it?",
        "ground": "Ground",
        "first": "1. Joint planning",
        "animator": "The animator: how much of the missing trust is lent",
        "refused": "Nobody follows you to level 1",
        "stand": "You stand on level 1",
        "never": "no trust is enough",
        "step": "One step",
        "round": "Round 1:",
        "score": "1 of 1",
        "right": "1: joint planning",
    },
    "pl": {
        "bet": "Nawet nie zaczną",
        "ladder": "Drabina",
        "path": "Jedna historia, runda po rundzie",
        "runs": "Wiele historii",
        "sorting": "Który to poziom?",
        "ground": "Ziemia",
        "first": "1. Wspólne planowanie",
        "animator": "Animator: jaką część brakującego zaufania pożycza",
        "refused": "Na poziom 1 nikt za tobą nie pójdzie",
        "stand": "Stoisz na poziomie 1",
        "never": "żadne zaufanie nie wystarczy",
        "step": "Jeden krok",
        "round": "Runda 1:",
        "score": "1 z 1",
        "right": "1: wspólne planowanie",
    },
}
PLACED = {"bet.answer": "%22skip%22"}


def address(base: str, **query: str) -> str:
    return f"{base}/voila/render/trust_levels.ipynb?" + "&".join(f"{key}={value}" for key, value in query.items())


def part(page: Page, language: str, name: str) -> Locator:
    return page.get_by_role("region", name=SAYINGS[language][name])


@pytest.mark.parametrize("language", ["en", "pl"])
def test_the_ladder_is_climbed_by_keyboard_once_the_animator_lends_trust(page, dashboards, language):
    said = SAYINGS[language]
    opened = page(address(dashboards, lang=language))
    opened.get_by_label(said["bet"]).check()
    ladder = part(opened, language, "ladder")
    ground, first = (ladder.get_by_role("button", name=said[name]) for name in ("ground", "first"))
    expect(ground).to_have_attribute("aria-current", "step")
    expect(first).to_have_attribute("aria-disabled", "true")
    ground.focus()
    opened.keyboard.press("ArrowUp")
    expect(ladder.get_by_role("alert").filter(has_text=said["refused"])).to_be_visible()
    expect(ground).to_be_focused()
    slider = ladder.get_by_role("slider", name=said["animator"])
    slider.focus()
    for _ in range(4):
        opened.keyboard.press("ArrowRight")
    expect(slider).to_have_attribute("aria-valuetext", {"en": "0.2", "pl": "0,2"}[language])
    expect(first).to_have_attribute("aria-disabled", "false")
    ground.focus()
    opened.keyboard.press("ArrowUp")
    expect(first).to_be_focused()
    expect(first).to_have_attribute("aria-current", "step")
    expect(ladder.get_by_text(said["stand"])).to_be_visible()
    opened.keyboard.press("ArrowDown")
    expect(ground).to_be_focused()


def test_the_rung_survives_a_reload_and_gives_way_when_the_animator_goes(page, dashboards):
    opened = page(address(dashboards, lang="pl", **PLACED, **{"ladder.assurance": "0.6"}))
    ladder = part(opened, "pl", "ladder")
    ladder.get_by_role("button", name="2. Wspólne finansowanie").click()
    opened.wait_for_function("location.search.includes('ladder.level=2')")
    opened.reload()
    expect(ladder.get_by_role("button", name="2. Wspólne finansowanie")).to_have_attribute("aria-current", "step")
    ladder.get_by_role("slider", name=SAYINGS["pl"]["animator"]).fill("0")
    expect(ladder.get_by_text("Poziom 2 wypadł z zasięgu")).to_be_visible()
    expect(ladder.get_by_role("button", name="Ziemia")).to_have_attribute("aria-current", "step")
    ladder.get_by_role("button", name="Od nowa").click()
    expect(ladder.get_by_text("Poziom 2 wypadł z zasięgu")).to_have_count(0)


def test_the_mark_moves_with_the_stakes_until_no_trust_is_enough(page, dashboards):
    opened = page(address(dashboards, lang="en", **PLACED))
    ladder = part(opened, "en", "ladder")
    top = ladder.get_by_role("button", name="4. One joint budget")
    place = top.locator(".wp-rung-mark").evaluate("node => parseFloat(node.style.left)")
    assert 92 < place < 94
    ladder.get_by_role("slider", name="How much is at stake").fill("1.25")
    expect(top).to_contain_text(SAYINGS["en"]["never"])
    assert top.locator(".wp-rung-mark").evaluate("node => parseFloat(node.style.left)") == 100


@pytest.mark.parametrize("language", ["en", "pl"])
def test_a_history_is_stepped_and_a_story_sorted_by_keyboard(page, dashboards, language):
    said = SAYINGS[language]
    opened = page(address(dashboards, lang=language, **PLACED))
    history = part(opened, language, "path")
    history.get_by_role("button", name=said["step"]).focus()
    opened.keyboard.press("Enter")
    expect(history.locator("figcaption")).to_contain_text(said["round"])
    expect(part(opened, language, "runs").get_by_role("img")).to_have_count(2)
    stories = part(opened, language, "sorting")
    stories.get_by_role("radio", name=said["right"]).first.focus()
    opened.keyboard.press("Space")
    expect(stories.get_by_text(said["score"])).to_be_visible()


@pytest.mark.parametrize("language", ["en", "pl"])
def test_every_control_has_a_name_and_is_large_enough_to_touch(page, dashboards, language):
    opened = page(address(dashboards, lang=language, **PLACED), 390, 844)
    expect(part(opened, language, "sorting").get_by_role("radio")).to_have_count(70)
    tree = opened.get_by_role("main").aria_snapshot()
    kinds = ("- slider", "- textbox", "- radio", "- button", "- img", "- group")
    lines = [line.strip().replace("- '", "- ") for line in tree.splitlines()]  # names with a colon come in quotes
    controls = [line for line in lines if line.startswith(kinds)]
    assert len(controls) > 100
    assert not [line for line in controls if '"' not in line]
    small = opened.evaluate(
        """() => [...document.querySelectorAll('.wp button, .wp input, .wp .wp-option')].filter((node) => {
            const box = node.getBoundingClientRect();
            const target = node.type === 'radio' ? node.closest('label').getBoundingClientRect() : box;
            return box.width && (target.height < 43.5 || target.width < 43.5);
        }).map((node) => node.outerHTML)"""
    )
    assert not small
    assert opened.evaluate("document.documentElement.scrollWidth") <= 390


def test_whoever_asked_for_less_motion_sees_none(page, dashboards):
    opened = page(address(dashboards, lang="en", **PLACED))
    mark = part(opened, "en", "ladder").locator(".wp-rung-mark").first
    assert mark.evaluate("node => getComputedStyle(node).transitionDuration") != "0s"
    opened.emulate_media(reduced_motion="reduce")
    assert mark.evaluate("node => getComputedStyle(node).transitionDuration") == "0s"


@pytest.mark.parametrize(
    ("view", "size", "scheme", "language"),
    [
        ("desktop", (1366, 768), "light", "pl"),
        ("projector", (1920, 1080), "dark", "pl"),
        ("phone", (390, 844), "dark", "en"),
    ],
)
def test_the_page_fits_its_screen(page, dashboards, shot, view, size, scheme, language):
    extra = {"view": "projector"} if view == "projector" else {}
    where = address(dashboards, lang=language, **PLACED, **extra, **{"ladder.assurance": "0.4", "path.step": "25"})
    opened = page(where, *size, scheme)
    expect(part(opened, language, "runs").get_by_role("img")).to_have_count(2)
    for name in ("ladder", "path", "runs", "sorting"):
        part(opened, language, name).evaluate("node => node.scrollIntoView()")
        shot(opened, "-".join(("trust_levels", name, view, scheme, language)))
    assert opened.evaluate("document.documentElement.scrollWidth") <= size[0]
