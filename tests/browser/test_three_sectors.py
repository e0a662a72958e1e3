"""The triangle in a real browser: moved by keyboard, mouse and finger, kept over a reload, saved and loaded."""

import json
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

expect.set_options(timeout=45_000)
SAYINGS = {
    "en": {
        "bet": "two of them",
        "triangle": "The triangle",
        "mark": "Town hall, Money",
        "shares": "public 82%, civic 4%, business 14%",
        "fine": "public 81%, civic 6%, business 13%",
        "name": "Name of partner 1",
        "nameless": "Partner 1 needs a name",
        "add": "Add a partner",
        "remove": "Remove: Partner 5",
        "tie": "Draw or cut this tie",
        "first": "One partner",
        "second": "The other partner",
        "index": "(3 − 1) / 4 = 0.5",
        "money": "Money",
        "empty": "The triangle is empty",
        "download": "Download as a file",
        "foreign": "This file is not a triangle",
    },
    "pl": {
        "bet": "w dwóch",
        "triangle": "Trójkąt",
        "mark": "Urząd miasta, Pieniądze",
        "shares": "publiczny 82%, społeczny 4%, gospodarczy 14%",
        "fine": "publiczny 81%, społeczny 6%, gospodarczy 13%",
        "name": "Nazwa partnera 1",
        "nameless": "Partner nr 1 potrzebuje nazwy",
        "add": "Dodaj partnera",
        "remove": "Usuń: Partner nr 5",
        "tie": "Narysuj lub przetnij tę więź",
        "first": "Jeden partner",
        "second": "Drugi partner",
        "index": "(3 − 1) / 4 = 0,5",
        "money": "Pieniądze",
        "empty": "Trójkąt jest pusty",
        "download": "Pobierz jako plik",
        "foreign": "To nie jest plik z trójkątem",
    },
}
BET = {"bet.answer": "%22two%22"}


def address(base: str, **query: str) -> str:
    return f"{base}/voila/render/three_sectors.ipynb?" + "&".join(f"{key}={value}" for key, value in query.items())


def triangle(opened: Page, language: str) -> Locator:
    found = opened.get_by_role("region", name=SAYINGS[language]["triangle"])
    expect(found.get_by_role("slider")).to_have_count(12)
    return found


@pytest.mark.parametrize("language", ["en", "pl"])
def test_partners_ties_and_layers_by_keyboard(page, dashboards, language):
    said = SAYINGS[language]
    opened = page(address(dashboards, lang=language, **BET))
    board = triangle(opened, language)
    board.get_by_role("button", name=said["add"]).press("Enter")
    expect(board.get_by_role("slider")).to_have_count(15)
    board.get_by_role("button", name=said["remove"]).press("Enter")
    expect(board.get_by_role("slider")).to_have_count(12)
    expect(board.get_by_role("button", name=said["add"])).to_be_focused()
    board.get_by_role("combobox", name=said["first"]).select_option("0")
    board.get_by_role("combobox", name=said["second"]).select_option("2")
    board.get_by_role("button", name=said["tie"]).press("Enter")
    expect(board.locator(".wp-report")).to_contain_text(said["index"])
    board.get_by_role("checkbox", name=said["money"]).press("Space")
    expect(board.get_by_role("slider")).to_have_count(8)
    name = board.get_by_label(said["name"])
    name.fill("")
    expect(board.get_by_role("alert").filter(has_text=said["nameless"])).to_be_visible()
    expect(name).to_have_attribute("aria-invalid", "true")
    name.fill("Gdynia")
    expect(board.get_by_role("alert").filter(has_text=said["nameless"])).to_have_count(0)
    for _ in range(4):
        board.locator(".wp-partners button").first.press("Enter")
    expect(board.locator(".wp-whole figcaption")).to_contain_text(said["empty"])


@pytest.mark.parametrize("finger", [False, True])
def test_a_mark_is_dragged_by_mouse_and_by_finger_and_stays_in_the_triangle(page, dashboards, finger):
    opened = page(address(dashboards, lang="en", **BET))
    board = triangle(opened, "en")
    mark = board.get_by_role("slider", name="Café, Work")
    mark.scroll_into_view_if_needed()
    box, plane = mark.bounding_box(), board.locator(".wp-plane").bounding_box()
    start = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    end = (plane["x"] + plane["width"] / 2, plane["y"] - 30)  # above the civic corner
    if finger:
        cdp = opened.context.new_cdp_session(opened)
        for kind, place in (("touchStart", start), ("touchMove", end), ("touchEnd", None)):
            points = [{"x": place[0], "y": place[1]}] if place else []
            cdp.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    else:
        opened.mouse.move(*start)
        opened.mouse.down()
        opened.mouse.move(*end, steps=8)
        opened.mouse.up()
    expect(mark).to_have_attribute("aria-valuetext", "public 0%, civic 100%, business 0%")
    expect(board.locator("figcaption").first).to_contain_text("Work 0/100/0")


def test_state_survives_a_reload_and_a_shared_link(page, dashboards):
    opened = page(address(dashboards, lang="pl", **BET))
    board = triangle(opened, "pl")
    board.get_by_role("slider", name=SAYINGS["pl"]["mark"]).press("ArrowRight")
    board.get_by_label(SAYINGS["pl"]["name"]).fill("Gdynia")
    opened.wait_for_function("location.search.includes('Gdynia')")
    kept = json.loads(parse_qs(urlsplit(opened.url).query)["triangle.board"][0])
    assert kept["partners"][0]["money"] == [82, 4, 14]
    board.get_by_label(SAYINGS["pl"]["name"]).fill("")  # a refused name does not push the good one out
    expect(board.get_by_role("alert").filter(has_text="potrzebuje nazwy")).to_be_visible()
    opened.reload()
    for again in (opened, page(opened.url)):
        mark = triangle(again, "pl").get_by_role("slider", name="Gdynia, Pieniądze")
        expect(mark).to_have_attribute("aria-valuetext", SAYINGS["pl"]["shares"])


@pytest.mark.parametrize("language", ["en", "pl"])
def test_a_file_goes_out_and_comes_back_and_a_foreign_one_changes_nothing(page, dashboards, tmp_path, language):
    said = SAYINGS[language]
    opened = page(address(dashboards, lang=language, **BET))
    board = triangle(opened, language)
    mark = board.get_by_role("slider", name=said["mark"])
    mark.press("ArrowRight")
    expect(board.locator("figcaption").first).to_contain_text("82/4/14")
    with opened.expect_download() as download:
        board.get_by_role("button", name=said["download"]).click()
    saved = tmp_path / "saved.json"
    download.value.save_as(saved)
    assert json.loads(saved.read_text(encoding="utf-8"))["partners"][0]["money"] == [82, 4, 14]
    foreign = tmp_path / "foreign.json"
    foreign.write_text('{"nodes": []}', encoding="utf-8")
    chooser = board.locator("input[type=file]").last
    chooser.set_input_files(foreign)
    expect(board.get_by_role("alert").filter(has_text=said["foreign"])).to_be_visible()
    expect(mark).to_have_attribute("aria-valuetext", said["shares"])
    mark.press("ArrowRight")
    expect(board.locator("figcaption").first).to_contain_text("78/4/18")
    chooser.set_input_files(saved)
    expect(mark).to_have_attribute("aria-valuetext", said["shares"])
    expect(board.get_by_role("alert").filter(has_text=said["foreign"])).to_have_count(0)


@pytest.mark.parametrize("size", [(1366, 768), (390, 844)])
def test_marks_stand_where_their_lines_end(page, dashboards, size):
    opened = page(address(dashboards, lang="pl", **BET), *size)
    triangle(opened, "pl")
    apart = opened.evaluate(
        """() => {
            const leg = document.querySelector('.wp-leg'), mark = document.querySelector('.wp-mark');
            const drawn = leg.points[0].matrixTransform(leg.getScreenCTM()), box = mark.getBoundingClientRect();
            return Math.hypot(drawn.x - box.x - box.width / 2, drawn.y - box.y - box.height / 2);
        }"""
    )
    assert apart < 1
