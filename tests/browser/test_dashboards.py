"""The frame round every dashboard: language, wait, failure, lost connection, and what is not served."""

import re
from http.client import HTTPConnection
from pathlib import Path

import nbformat
import psutil
import pytest
from playwright.sync_api import expect

from course import catalog, dashboards
from course.texts import Words

SLIDER = "import ipywidgets as ipw\nipw.IntSlider(value=3, description='Partners')"
NOTEBOOKS = {
    "index": [SLIDER, "from IPython.display import HTML\nHTML('<p style=\"height: 3000px\">tall</p>')"],
    "synergy": [SLIDER],
    "failing": ["print('first')", "planted = 1 / 0"],
    "slow": ["import time\ntime.sleep(3)", "print('done')"],
}
KERNELSPEC = {"name": "python3", "display_name": "Python 3", "language": "python"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    place = tmp_path_factory.mktemp("dashboards")
    for name, sources in NOTEBOOKS.items():
        cells = [nbformat.v4.new_code_cell(source) for source in sources]
        notebook = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": KERNELSPEC})
        nbformat.write(notebook, place / f"{name}.ipynb")
    (place / "broken.ipynb").write_text("no notebook at all")
    return place


@pytest.fixture(scope="module")
def server(serving, folder):
    with serving(folder) as running:
        yield running


def status(server, path, **headers):
    connection = HTTPConnection("127.0.0.1", server.port, timeout=10)
    connection.request("GET", path, headers=headers)
    return connection.getresponse().status


def badge(page):
    return page.locator("[data-wp=badge]")


@pytest.mark.parametrize(("asked", "language"), [("pl", "pl"), ("xx", "en")])
def test_page_speaks_the_language_of_its_address(server, page, asked, language):
    opened = page(f"{server.address}/voila/render/synergy.ipynb?lang={asked}&view=projector&theme=dark")
    expect(opened.locator(".widget-slider")).to_be_visible()
    html = opened.locator("html")
    expect(html).to_have_attribute("lang", language)
    expect(html).to_have_attribute("data-wp-address", "1")
    expect(html).to_have_class(re.compile(r"\bwp-view-projector\b"))
    expect(opened.locator("body")).to_have_attribute("data-jp-theme-light", "false")
    title = catalog.concept("synergy").title[language]
    expect(opened).to_have_title(f"{title} · {Words('page', language)('title.course')}")


def test_gallery_keeps_the_query_follows_the_systems_colours_and_scrolls(server, page):
    opened = page(f"{server.address}/?lang=pl", width=390, height=844, scheme="dark")
    expect(opened.locator(".widget-slider")).to_be_visible()
    expect(opened.locator("html")).to_have_attribute("lang", "pl")
    expect(opened.locator("body")).to_have_attribute("data-jp-theme-light", "false")
    ground = opened.evaluate("getComputedStyle(document.body).backgroundColor")
    assert max(map(int, re.findall(r"\d+", ground)[:3])) < 100, "a dark page has a dark ground"
    assert opened.evaluate("document.documentElement.scrollWidth") <= 390
    assert badge(opened).is_hidden()
    opened.keyboard.press("End")
    opened.wait_for_function("scrollY > 1000")


@pytest.mark.parametrize("language", ["en", "pl"])
def test_failed_cell_says_a_sentence_and_no_traceback(server, page, language):
    opened = page(f"{server.address}/voila/render/failing.ipynb?lang={language}")
    expect(opened.locator(".wp-note:visible")).to_contain_text(Words("page", language)("page.failed"))
    assert "ZeroDivisionError" not in opened.content()
    assert "planted" not in opened.content()
    assert "ZeroDivisionError" in server.log.read_text(), "the reason is in the window, as the sentence promises"


def test_long_wait_is_admitted_and_ends_by_itself(server, page):
    opened = page(f"{server.address}/voila/render/slow.ipynb?lang=pl&patience=0.5")
    words = Words("page", "pl")
    expect(opened.locator("#loading")).to_contain_text(words("page.wait", title="slow"))
    expect(opened.locator("[data-wp=late]")).to_be_visible()
    expect(opened.locator("[data-wp=late]")).to_contain_text(words("page.late"))
    expect(opened.get_by_role("button", name=words("page.reload"))).to_be_visible()
    expect(opened.get_by_text("done")).to_be_visible()
    expect(opened.locator("#loading")).to_have_count(0)


def test_badge_shows_a_killed_kernel_and_reloads_the_page(server, page):
    before = server.kernels()
    opened = page(f"{server.address}/voila/render/synergy.ipynb?lang=pl&pulse=0.5", calm=False)
    expect(opened.locator(".widget-slider")).to_be_visible()
    for kernel in server.kernels() - before:
        kernel.kill()
    expect(badge(opened)).to_be_visible()
    expect(badge(opened)).to_contain_text(Words("page", "pl")("page.kernel"))
    badge(opened).get_by_role("button").click()
    expect(badge(opened)).to_be_hidden()
    expect(opened.locator(".widget-slider")).to_be_visible()


def test_badge_goes_away_when_the_connection_comes_back(server, page):
    opened = page(f"{server.address}/voila/render/synergy.ipynb?lang=en&pulse=0.3", calm=False)
    expect(opened.locator(".widget-slider")).to_be_visible()
    opened.context.set_offline(True)
    expect(badge(opened)).to_contain_text(Words("page", "en")("page.server"))
    badge(opened).get_by_role("button").click()
    expect(opened.get_by_text(Words("page", "en")("page.silent"))).to_be_visible()
    opened.context.set_offline(False)
    expect(badge(opened)).to_be_hidden()


def test_leaving_a_page_ends_its_kernel(server, page):
    before = server.kernels()
    opened = page(f"{server.address}/voila/render/synergy.ipynb")
    expect(opened.locator(".widget-slider")).to_be_visible()
    kernels = server.kernels() - before
    assert kernels
    opened.goto("about:blank")
    _, alive = psutil.wait_procs(kernels, timeout=10)
    assert not alive


@pytest.mark.parametrize("path", ["/voila/render/nothing.ipynb", "/voila/tree"])
def test_unknown_address_leads_back_to_the_gallery(server, page, path):
    opened = page(f"{server.address}{path}?lang=pl", calm=False)
    expect(opened.get_by_role("heading", name=Words("page", "pl")("missing.title"))).to_be_visible()
    expect(opened.get_by_role("heading", name=Words("page", "en")("missing.title"))).to_be_visible()
    back = opened.get_by_role("link", name=Words("page", "pl")("missing.back"))
    expect(back).to_have_attribute("href", "/?lang=pl")


def test_unreadable_notebook_gives_a_sentence(server, page):
    opened = page(f"{server.address}/voila/render/broken.ipynb?lang=pl", calm=False)
    expect(opened.get_by_role("heading", name=Words("page", "pl")("broken.title"))).to_be_visible()


def test_only_dashboards_are_served(server):
    for path in ("/voila/tree", "/voila/api/contents", "/voila/api/contents/index.ipynb", "/login", "/api/kernels"):
        assert status(server, path) == 404, path
    for path in ("/voila/files/index.ipynb", "/voila/render/../../solutions/en/synergy/synergy.ipynb"):
        assert status(server, path) in (403, 404), path
    assert status(server, "/voila/render/%2e%2e/%2e%2e/README.md") == 404
    assert status(server, "/", Host="partner.example") == 403, "another machine's name is not answered"


def test_only_this_machine_is_answered(server):
    listening = [c for c in psutil.Process(server.process.pid).net_connections("inet") if c.status == "LISTEN"]
    assert {(c.laddr.ip, c.laddr.port) for c in listening} == {("127.0.0.1", server.port)}


def test_second_start_points_to_the_first(server, capsys):
    assert dashboards.serve(server.port, "pl", browser=False) == 0
    assert Words("page", "pl")("server.already_open", address=f"{server.address}/?lang=pl") in capsys.readouterr().out


def test_ctrl_c_ends_everything_and_the_page_says_so(serving, folder, page):
    with serving(folder, "pl") as server:
        opened = page(f"{server.address}/?pulse=0.5", calm=False)
        expect(opened.locator(".widget-slider")).to_be_visible()
        expect(opened.locator("html")).to_have_attribute("lang", "pl")
        children = psutil.Process(server.process.pid).children(recursive=True)
        sockets = " ".join(one.laddr for kernel in server.kernels() for one in kernel.net_connections("unix"))
        connection = Path(re.search(r"\S*voila_\w+", sockets)[0])
        assert connection.is_dir()
        assert server.stop() == 0
        assert not psutil.wait_procs(children, timeout=5)[1]
        assert not connection.exists()
        words = Words("page", "pl")
        said = server.log.read_text()
        assert words("server.open", address=f"{server.address}/?lang=pl") in said
        assert said.rstrip().endswith(words("server.closed"))
        expect(badge(opened)).to_contain_text(words("page.server"))
