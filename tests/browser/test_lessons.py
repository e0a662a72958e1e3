"""The lessons as a learner meets them: in JupyterLab, run cell by cell, kept over a reload and without a kernel."""

import json
import re
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from playwright.sync_api import Page, expect

ROOT = Path(__file__).resolve().parents[2]
expect.set_options(timeout=40_000)


@pytest.fixture(scope="module", params=["en", "pl"])
def lab(request, tmp_path_factory):
    """``partnership learn`` in one language over a learner's empty folder; yields language, address, token, folder."""
    folder = tmp_path_factory.mktemp("learner") / "course"
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "course", "learn", "--lang", request.param, "--no-browser"]
    log = folder.parent / "lab.log"
    with log.open("w") as out:
        process = subprocess.Popen(
            [*command, "--folder", str(folder), "--port", str(port)], cwd=ROOT, stdout=out, stderr=subprocess.STDOUT
        )
    try:
        deadline = time.monotonic() + 90
        while not (found := re.search(r"(http://\S+?)/lab/\S+token=(\w+)", log.read_text())):
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < deadline, f"JupyterLab did not start:\n{log.read_text()}"
            time.sleep(0.2)
        yield request.param, found[1], found[2], folder
    finally:
        process.terminate()
        process.wait(30)


def run_all(page: Page) -> None:
    """Choose “Run all cells” in the menu, whatever it is called in the language."""
    page.locator(".jp-Notebook .jp-Cell").first.click()
    page.locator("#jp-MainMenu .lm-MenuBar-item").nth(3).click()
    page.locator(".lm-Menu-item[data-command='runmenu:run-all']").click()


def opened_lesson(page, lab) -> Page:
    language, address, token, _ = lab
    opened = page(f"{address}/lab/tree/synergy.ipynb?token={token}")
    expect(opened.locator(".jp-Notebook .jp-Cell").first).to_be_visible()
    expect(opened.locator(".jp-Dialog")).to_have_count(0)
    return opened


PAIR = {"en": "Two partners", "pl": "Dwóch partnerów"}
TRUST = {"en": "Trust between them", "pl": "Zaufanie między nimi"}


def test_the_lesson_runs_and_its_slider_moves_by_keyboard(page, lab, shot):
    language = lab[0]
    opened = opened_lesson(page, lab)
    run_all(opened)
    pair = opened.get_by_role("region", name=PAIR[language])
    slider = pair.get_by_role("slider", name=TRUST[language])
    expect(slider).to_be_visible()
    caption = pair.locator("figcaption").first
    before = caption.inner_text()
    slider.focus()
    opened.keyboard.press("ArrowRight")
    expect(caption).not_to_have_text(before)
    expect(opened.locator(".jp-OutputArea-output[data-mime-type='application/vnd.jupyter.stderr']")).to_have_count(0)
    shot(opened, f"lesson-{language}")
