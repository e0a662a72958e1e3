"""The gallery in a real browser: it leads to the concepts and fits its screens."""

import pytest
from playwright.sync_api import expect

from course.catalog import concepts

expect.set_options(timeout=45_000)
VIEWS = {"desktop": (1366, 768), "projector": (1920, 1080), "phone": (390, 844)}


@pytest.mark.parametrize("language", ["en", "pl"])
def test_gallery_leads_to_a_concept(page, dashboards, language):
    opened = page(f"{dashboards}/?lang={language}")
    expect(opened.locator("article")).to_have_count(sum(row.built for row in concepts()))
    opened.locator("article a").first.click()
    expect(opened.get_by_role("heading", name=concepts()[0].title[language])).to_be_visible()
    expect(opened.locator("section.wp").first).to_be_visible()


@pytest.mark.parametrize(
    ("view", "scheme", "language"), [("desktop", "light", "pl"), ("projector", "dark", "pl"), ("phone", "dark", "en")]
)
def test_gallery_fits_its_screens(page, dashboards, shot, view, scheme, language):
    width, height = VIEWS[view]
    extra = "&view=projector" if view == "projector" else ""
    opened = page(f"{dashboards}/?lang={language}{extra}", width, height, scheme)
    expect(opened.locator("article").first).to_be_visible()
    shot(opened, f"gallery-{view}-{scheme}-{language}", whole=True)
    assert opened.evaluate("document.documentElement.scrollWidth") <= width
