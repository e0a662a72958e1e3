"""Every concept as a Voilà page, in both languages: bet and play, by keyboard and by mouse; names, sizes, fit."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from course.catalog import concepts
from course.texts import LANGUAGES

expect.set_options(timeout=45_000)
SLUGS = [row.slug for row in concepts() if row.built]
KINDS = ("- slider", "- textbox", "- radio", "- checkbox", "- button", "- combobox", "- img", "- group")
# Whoever touches a radio button or a check box touches its label.
SMALL = """() => [...document.querySelectorAll(
    '.wp button, .wp input, .wp select, .wp textarea, .wp-mark'
)].filter((node) => {
    const label = ['radio', 'checkbox', 'file'].includes(node.type) && node.closest('label');
    const box = (label || node).getBoundingClientRect();
    return box.width && (box.height < 43.5 || box.width < 43.5);
}).map((node) => node.outerHTML)"""


def address(base: str, slug: str, **query: str) -> str:
    return f"{base}/voila/render/{slug}.ipynb?" + "&".join(f"{key}={value}" for key, value in query.items())


def fits(page: Page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


class Window:
    """One window in which page follows page, as a trainer goes from one to the next.

    A new one for each would read the same program anew, which is half of what a page costs the browser.
    """

    def __init__(self, pages) -> None:
        self.pages, self.page = pages, None

    def __call__(self, address: str, width: int = 1366, height: int = 768, scheme: str = "light") -> Page:
        if self.page:
            self.page.set_viewport_size({"width": width, "height": height})
            self.page.emulate_media(color_scheme=scheme)
            self.page.evaluate("localStorage.clear()")  # what one has written is kept for oneself, not for the next
            self.page.goto(address, wait_until="commit")
        else:
            self.page = self.pages(address, width, height, scheme)
        return self.page


@pytest.fixture(scope="module")
def window(pages) -> Iterator[Window]:
    window = Window(pages())
    yield window
    window.pages.close()


@pytest.fixture
def visit(window) -> Iterator[Window]:
    """The window, and at the end of the test, what went wrong in it unseen."""
    yield window
    window.pages.check()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("slug", SLUGS)
def test_a_concept_is_played_and_fits_desktop_and_phone(visit, dashboards, play, shot, slug, language):
    opened = visit(address(dashboards, slug, lang=language))
    explorers = opened.locator("section.wp")
    answer = explorers.first.get_by_role("radio").first
    expect(answer).to_be_visible()
    expect(explorers).to_have_count(1)  # the play waits for the bet
    answer.focus()
    opened.keyboard.press("Space")
    expect(explorers.nth(1)).to_be_visible()
    play(slug, opened, language)
    shot(opened, "-".join((slug, "desktop", language)), whole=True)
    assert fits(opened)

    opened.set_viewport_size({"width": 390, "height": 844})
    opened.emulate_media(color_scheme={"en": "dark", "pl": "light"}[language])
    tree = opened.get_by_role("main").aria_snapshot()
    lines = [line.strip().replace("- '", "- ") for line in tree.splitlines()]  # names with a colon come in quotes
    controls = [line for line in lines if line.startswith(KINDS)]
    assert len(controls) > 8
    assert not [line for line in controls if '"' not in line]
    assert not opened.evaluate(SMALL)
    shot(opened, "-".join((slug, "phone", language)), whole=True)
    assert fits(opened)


@pytest.mark.parametrize("slug", SLUGS)
def test_a_concept_fits_the_projector_and_the_trainers_page_has_its_notes(visit, dashboards, shot, slug):
    skipped = {"bet.answer": "%22skip%22"}
    opened = visit(address(dashboards, slug, lang="pl", view="projector", **skipped), 1920, 1080, "dark")
    expect(opened.locator("section.wp").nth(1)).to_be_visible()
    expect(opened.locator(".wp-notes")).to_have_count(0)
    shot(opened, "-".join((slug, "projector", "pl")), whole=True)
    assert fits(opened)
    visit(address(dashboards, slug, lang="en", view="trainer"), 1920, 1080, "dark")
    expect(opened.locator(".wp-notes section").first).to_be_visible()
    shot(opened, "-".join((slug, "trainer", "en")), whole=True)
    assert fits(opened)
