"""The lessons as a learner meets them: in JupyterLab, run cell by cell, kept over a reload and without a kernel."""

import itertools
import re
import shutil
import socket
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager
from functools import cache
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import Page, expect

from course.catalog import ROOT, concepts
from course.texts import LANGUAGES, Words

expect.set_options(timeout=40_000)
pytestmark = pytest.mark.timeout(300)
VISITS = map("visit-{}".format, itertools.count())


@contextmanager
def learn(language: str, folder: Path):
    """``partnership learn`` in one language over a learner's empty folder; yields language, address, token, folder."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "course", "learn", "--lang", language, "--no-browser"]
    log = folder.parent / "lab.log"
    with log.open("w") as out:
        process = subprocess.Popen(
            [*command, "--folder", str(folder), "--port", str(port)],
            cwd=folder.parent,
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    try:
        deadline = time.monotonic() + 90
        while not (found := re.search(r"(http://\S+?)/lab/\S+token=(\w+)", log.read_text())):
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < deadline, f"JupyterLab did not start:\n{log.read_text()}"
            time.sleep(0.2)
        yield language, found[1], found[2], folder
    finally:
        process.terminate()
        process.wait(30)


@pytest.fixture(scope="module")
def labs(tmp_path_factory):
    """Give a language's JupyterLab, started when it is first asked for: in whatever order tests come, once."""
    with ExitStack() as stack:
        yield cache(
            lambda language: stack.enter_context(learn(language, tmp_path_factory.mktemp("learner") / "course"))
        )


@pytest.fixture(params=LANGUAGES)
def lab(request, labs):
    """Language, address, token and folder of ``partnership learn``."""
    return labs(request.param)


@pytest.fixture(autouse=True)
def as_handed_out(lab):
    """Lay the lesson out anew: what a test before has saved in it shows pictures of models that are gone."""
    language, _, _, folder = lab
    shutil.copy(ROOT / "notebooks" / language / "synergy.ipynb", folder / "synergy.ipynb")


def run_all(page: Page, shows: str = "section.wp") -> None:
    """Choose “Run all cells” in the menu, whatever it is called in the language, and wait for what that shows."""
    page.locator(".jp-Notebook .jp-Cell").first.click(position={"x": 150, "y": 15})  # the heading: no link there
    before = page.locator(".jp-CodeCell .jp-InputPrompt").first.inner_text()
    for _ in range(3):  # a menu chosen while JupyterLab is still busy with itself is passed over
        asks = page.locator(".jp-Dialog-content")
        assert not asks.count(), f"JupyterLab asks: {asks.inner_text()}"
        page.locator("#jp-MainMenu .lm-MenuBar-item").nth(3).click()
        page.locator(".lm-Menu-item[data-command='runmenu:run-all']").click()
        try:
            expect(page.locator(".jp-CodeCell .jp-InputPrompt").first).not_to_have_text(before, timeout=10_000)
            expect(page.locator(shows).first).to_be_attached(timeout=40_000)
            return
        except AssertionError:
            page.keyboard.press("Escape")
    raise AssertionError("JupyterLab did not run the notebook")


def opened_lesson(page, lab, calm: bool = True, slug: str = "synergy") -> Page:
    # A workspace of its own: JupyterLab would open the notebooks of earlier visits too, in tabs one does not see.
    opened = page(f"{lab[1]}/lab/workspaces/{next(VISITS)}/tree/{slug}.ipynb?token={lab[2]}", calm=calm)
    ready(opened)
    return opened


def ready(opened: Page) -> None:
    """Wait until the one notebook of the window can be run."""
    expect(opened.locator(".jp-Notebook .jp-Cell").first).to_be_visible()
    # Asked to run before there is a kernel, JupyterLab asks which one to take; without one it calls itself idle, too.
    expect(opened.locator(".jp-Toolbar-kernelName").first).to_contain_text("Python 3")
    expect(opened.locator(".jp-Notebook-ExecutionIndicator[data-status='idle']")).to_be_visible()
    expect(opened.locator(".jp-Dialog")).to_have_count(0)


@pytest.fixture(scope="module")
def windows():
    """Windows of JupyterLab with no notebook in them, by language: their pages, and the page."""
    left = {}
    yield left
    for pages, _ in left.values():
        pages.close()


@pytest.fixture
def reading(pages, windows):
    """``with reading(lab, slug) as opened``: a lesson in the language's window, with a kernel of its own, then closed.

    JupyterLab costs as much to load as a lesson to be played. The first lesson of a window is opened by its
    address, as ``partnership learn`` does, each other from the list of files, as a learner does. A window in which
    something went wrong is not used again.
    """

    @contextmanager
    def read(lab, slug: str):
        here, opened = windows.pop(lab[0], None) or (pages(), None)
        try:
            if opened:
                opened.evaluate("localStorage.clear()")  # what a play has kept is not for the next one
                opened.locator(".jp-DirListing-item").get_by_text(f"{slug}.ipynb", exact=True).dblclick()
                ready(opened)
            else:
                opened = opened_lesson(here, lab, slug=slug)
            expect(opened.get_by_role("tab", name=f"{slug}.ipynb")).to_be_visible()
            yield opened
            put_away(opened)
            here.check()
        except BaseException as error:
            error.add_note("\n".join(here.faults))
            here.close()
            raise
        windows[lab[0]] = here, opened

    return read


def put_away(opened: Page) -> None:
    """Close the notebook and its kernel from the menu, nothing saved."""
    opened.locator("#jp-MainMenu .lm-MenuBar-item").first.click()
    opened.locator(".lm-Menu-item[data-command='filemenu:close-and-cleanup']").click()
    opened.locator(".jp-Dialog-button.jp-mod-accept").click()
    expect(opened.locator(".jp-Notebook")).to_have_count(0)
    expect(opened.locator(".jp-Dialog")).to_have_count(0)


def test_the_button_under_an_exercise_says_what_is_missing(page, lab, shot):
    language, _, _, folder = lab
    words, told = Words("exercise", language), Words("grading_submit", language)
    exercise = nbformat.read(ROOT / "exercises" / language / "synergy" / "synergy.ipynb", as_version=4)
    answer = next(cell for cell in exercise.cells if cell.id == "bad-match")
    answer.source = "bad_match = {}"  # unwritten it raises, and JupyterLab would run no cell below it
    nbformat.write(exercise, folder / "exercise.ipynb")
    opened = opened_lesson(page, lab, slug="exercise")
    run_all(opened, shows=".jp-OutputArea-output")
    button = opened.get_by_role("button", name=words("hand_in.button"))
    for _ in range(60):  # the last cell is chosen now, but JupyterLab draws what is far down only when somebody moves
        if button.is_visible():
            break
        for key in "kj":
            opened.keyboard.press(key)
        opened.wait_for_timeout(500)
    button.click()
    said = opened.get_by_role("status").filter(has_text=told("not_ready"))
    expect(said).to_be_visible()
    expect(said).to_contain_text(f"{words('check.undone', name='surplus')}")
    expect(said).to_contain_text(told("empty", cell="explain"))
    expect(button).to_be_enabled()
    assert button.bounding_box()["height"] >= 44
    said.scroll_into_view_if_needed()
    shot(opened, f"hand-in-{language}")


PAIR = {"en": "Two partners", "pl": "Dwóch partnerów"}
TRUST = {"en": "Trust between them", "pl": "Zaufanie między nimi"}


def trust_slider(opened: Page, language: str):
    return opened.get_by_role("region", name=PAIR[language]).get_by_role("slider", name=TRUST[language])


# Boards made by hand are played in JupyterLab in both languages, every other lesson in one of them, in turn: the
# dashboards' tests play them all in both, and each costs a quarter of a minute.
BY_HAND = {"synergy", "territory", "three_sectors", "trust_levels", "cluster_stages", "responsible_partnership"}
LESSONS = [
    (language, row.slug)
    for language in LANGUAGES
    for place, row in enumerate(concepts())
    if row.slug in BY_HAND or language == LANGUAGES[place % len(LANGUAGES)]
]


@pytest.mark.parametrize(("lab", "slug"), LESSONS, indirect=["lab"])
def test_every_lesson_is_played_in_jupyterlab_by_keyboard_and_by_mouse(reading, lab, play, shot, slug):
    with reading(lab, slug) as opened:
        run_all(opened)
        bet = opened.locator("section.wp").first
        answer = bet.get_by_role("radio").nth(1)
        expect(answer).to_be_visible()
        answer.focus()
        opened.keyboard.press("Space")
        expect(answer).to_be_checked()
        expect(bet.locator(".wp-block").first).to_be_visible()
        # The last of a lesson is its check question: once it is there, every cell before it has run.
        expect(opened.locator("section.wp").last.get_by_role("radio").first).to_be_visible()
        cells = opened.locator(".jp-Notebook .jp-Cell:visible").count()
        play(slug, opened, lab[0])
        assert opened.locator(".jp-Notebook .jp-Cell:visible").count() == cells  # JupyterLab folds headings with arrows
        expect(opened.locator("[data-mime-type='application/vnd.jupyter.error']")).to_have_count(0)
        expect(opened.locator("[data-mime-type='application/vnd.jupyter.stderr']")).to_have_count(0)
        shot(opened, "-".join(("lesson", slug, lab[0])))


def test_a_kernel_that_was_restarted_is_not_passed_over_in_silence(page, lab):
    language, address, token, _ = lab
    opened = opened_lesson(page, lab, calm=False)
    run_all(opened)
    slider = trust_slider(opened, language)
    expect(slider).to_be_visible()
    for session in opened.request.get(f"{address}/api/sessions?token={token}").json():
        key = next(cookie["value"] for cookie in opened.context.cookies() if cookie["name"] == "_xsrf")
        kernel = session["kernel"]["id"]
        opened.request.post(f"{address}/api/kernels/{kernel}/restart?token={token}", headers={"X-XSRFToken": key})
    slider.fill("0.2")
    said = {"en": "Run this cell again", "pl": "Uruchom tę komórkę jeszcze raz"}[language]
    expect(opened.get_by_role("alert").filter(has_text=said).first).to_be_visible()


def test_nothing_is_lost_on_a_reload_or_when_the_kernel_starts_anew(page, lab, shot):
    language, address, token, folder = lab
    opened = opened_lesson(page, lab, calm=False)  # without a kernel ipywidgets reports each missing model
    run_all(opened)
    slider = trust_slider(opened, language)
    slider.fill("0.15")
    caption = opened.get_by_role("region", name=PAIR[language]).locator("figcaption").nth(1)
    expect(caption).to_contain_text({"en": "0.15", "pl": "0,15"}[language])
    expect(opened.locator(".wp-still").first).to_be_hidden()
    opened.keyboard.press("Control+s")
    saved = folder / "synergy.ipynb"
    deadline = time.monotonic() + 20
    while "wp-still" not in saved.read_text(encoding="utf-8") and time.monotonic() < deadline:
        time.sleep(0.2)
    opened.reload()
    expect(trust_slider(opened, language)).to_have_value("0.15")

    # The kernel ends; the notebook as saved still shows its pictures with their sentences.
    sessions = opened.request.get(f"{address}/api/sessions?token={token}").json()
    key = next(cookie["value"] for cookie in opened.context.cookies() if cookie["name"] == "_xsrf")
    for session in sessions:
        opened.request.delete(f"{address}/api/sessions/{session['id']}?token={token}", headers={"X-XSRFToken": key})
    opened.reload()
    expect(opened.locator(".wp-still").first).to_be_visible()
    expect(opened.locator(".wp-still img").first).to_be_visible()
    shot(opened, f"lesson-without-kernel-{language}")
    for said in opened.get_by_text("model not found").all():
        expect(said).to_be_hidden()
    run_all(opened)
    expect(trust_slider(opened, language)).to_have_value("0.15")


def test_a_citation_leads_to_its_source_and_a_term_to_the_glossary(page, lab):
    opened = opened_lesson(page, lab)
    words = {"en": ("surplus", "Shapley 1953"), "pl": ("nadwyżka", "Shapley 1953")}[lab[0]]
    for word, tab in zip(words, ("glossary.ipynb", "sources.ipynb"), strict=True):
        opened.get_by_role("tab", name="synergy.ipynb").click()
        opened.get_by_role("link", name=word, exact=True).first.click()
        expect(opened.get_by_role("tab", name=tab)).to_be_visible()
        expect(opened.get_by_role("heading", name=word, exact=True).first).to_be_in_viewport()
