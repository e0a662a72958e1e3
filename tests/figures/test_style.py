"""What every picture must do on its way to a page."""

import re
import xml.etree.ElementTree as ET

import pytest

from course.figures import Picture
from course.figures._style import COLOURS, dress


@pytest.fixture
def picture() -> Picture:
    made = Picture("interface", "pl")
    axes = made.figure.add_axes((0.2, 0.2, 0.7, 0.7))
    dress(axes, "pl")
    axes.plot([0, 1], [0, 0.5], color=COLOURS["gain"])
    axes.set_title("<b>Zażółć</b>", color=COLOURS["ink"])
    return made


def test_svg_is_well_formed_scales_and_escapes_texts(picture):
    svg = picture.svg()
    root = ET.fromstring(svg)
    assert root.get("viewBox")
    assert root.get("width") is None
    assert "&lt;b&gt;Zażółć" in svg


def test_svg_colours_are_variables_of_the_theme(picture):
    svg = picture.svg()
    assert f"var(--wp-gain, {COLOURS['gain']})" in svg
    bare = set(re.findall(r"(?<!, )#[0-9a-f]{6}", svg))
    assert not bare & set(COLOURS.values())


def test_svg_styles_nothing_outside_itself(picture):
    assert "<style" not in picture.svg()


def test_axis_numbers_are_written_in_the_language(picture):
    assert ">0,2<" in picture.svg()


def test_drawing_twice_gives_equal_bytes(picture):
    assert picture.svg() == picture.svg()


def test_png_stands_for_the_picture_without_a_kernel(picture):
    assert picture.png().startswith(b"\x89PNG")


def test_style_sheet_names_the_same_colours():
    from pathlib import Path

    sheet = (Path(__file__).parents[2] / "widgets" / "_theme.css").read_text(encoding="utf-8")
    light, dark = sheet.split('[data-jp-theme-light="false"]', 1)
    for name, value in COLOURS.items():
        assert f"--wp-{name}: {value};" in light
        assert f"--wp-{name}: #" in dark, f"{name} has no dark twin"
