"""Hands that are faster than the kernel: nothing that was done before its answer is lost or undoes the answer."""

import re

from playwright.sync_api import expect

from course.texts import Words

expect.set_options(timeout=45_000)


def test_a_slider_moved_before_a_press_is_answered_keeps_what_the_press_brought(page, dashboards):
    words = Words("shared_energy", "en")
    opened = page(f"{dashboards}/voila/render/shared_energy.ipynb?lang=en&bet.answer=%22skip%22")
    square = opened.get_by_role("region", name=words("square.heading"))
    case = square.get_by_role("button", name=words("square.cases.careful"))
    expect(case).to_be_visible()
    slider = square.get_by_role("slider", name=words("square.round"), exact=True).element_handle()
    case.evaluate(  # in one breath, so that no answer can come between
        """(button, slider) => {
            button.click();
            slider.value = 10;
            slider.dispatchEvent(new Event("input", { bubbles: true }));
        }""",
        slider,
    )
    stops = words("square.stops", round=1, there=1, people=10, need=2)
    expect(square.locator("figcaption")).to_contain_text(stops)


def test_each_of_several_quick_presses_counts(page, dashboards):
    words = Words("shared_energy", "en")
    opened = page(f"{dashboards}/voila/render/shared_energy.ipynb?lang=en&bet.answer=%22skip%22")
    square = opened.get_by_role("region", name=words("square.heading"))
    step = square.get_by_role("button", name=Words("interface", "en")("control.step"))
    expect(step).to_be_visible()
    step.evaluate("button => { for (let press = 0; press < 4; press++) button.click(); }")
    expect(square.locator("figcaption")).to_contain_text(re.compile("After round 4"))
