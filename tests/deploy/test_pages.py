"""JupyterHub's own pages, as its templates are rendered for somebody who reads one language, or for nobody yet."""

from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import jupyterhub
import pytest
from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PrefixLoader
from jupyterhub._data import DATA_FILES_PATH

from course.texts import LANGUAGES, Words, table
from deploy.courses import groups
from deploy.pages import FOUND, PHRASES, TEMPLATES, WRONG, Tongues

THEIRS = Path(DATA_FILES_PATH) / "templates"
PAGES = ("login", "home", "spawn", "spawn_pending", "stop_pending", "not_running", "error", "404", "logout")
PEOPLE = {"ola": groups("learner", ["pl"]), "tom": groups("learner", ["en"]), "ewa": groups("instructor")}
SPOKEN = ("title", "aria-label", "value", "placeholder", "alt")
ROOM = {
    **dict.fromkeys(("url", "xsrf", "username", "spawner_options_form"), ""),
    **{"base_url": "/hub/", "prefix": "/", "login_url": "/hub/login", "logout_url": "/hub/logout"},
    **{"status_code": 404, "status_message": "Not Found", "parsed_scopes": ()},
    "authenticator": SimpleNamespace(request_otp=False),
    "default_server": SimpleNamespace(active=True),
    "services": [SimpleNamespace(name=name, href=f"/{name}") for name in ("ngshare", "dashboards", "workshop")],
}
# Names, numbers, and what a page shows only where a script has put something else into its place.
NAMES = {"JupyterHub", "JupyterHub logo", "Error", "OK", "The error", "0%", "100", "0", "ola", "tom", "ewa"}


class Spoken(HTMLParser):
    """Every text of a page that somebody sees or hears."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.texts, self.inside = list[str](), ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.inside = tag
        self.texts += [" ".join(value.split()) for name, value in attrs if name in SPOKEN and value]

    def handle_endtag(self, tag: str) -> None:
        self.inside = ""

    def handle_data(self, data: str) -> None:
        if self.inside not in ("script", "style") and data.strip():
            self.texts.append(" ".join(data.split()))


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> Environment:
    """The Hub's templates, ours before JupyterHub's, as the Hub itself puts them together."""
    monkeypatch.setattr(Tongues, "language", "pl")
    loader = ChoiceLoader([FileSystemLoader(TEMPLATES), FileSystemLoader(THEIRS)])
    both = ChoiceLoader([PrefixLoader({"templates": FileSystemLoader(THEIRS)}), loader])
    return Environment(loader=both, autoescape=True, extensions=[Tongues])


def shown(environment: Environment, page: str, name: str | None, **more: Any) -> list[str]:
    server = SimpleNamespace(options_form="")
    belongs = [SimpleNamespace(name=group) for group in PEOPLE.get(name or "", [])]
    user = SimpleNamespace(name=name, json_escaped_name=name, spawner=server, groups=belongs) if name else None
    room = {**ROOM, "user": user, "static_url": lambda *_, **__: "/static", **more}
    return Spoken(environment.get_template(f"{page}.html").render(**room)).texts


def test_every_phrase_still_stands_in_jupyterhubs_templates() -> None:
    sources = [path.read_text(encoding="utf-8") for path in THEIRS.glob("*.html")]
    found = {" ".join(hit[2].split()) for source in sources for hit in FOUND.finditer(source)}
    said = (Path(jupyterhub.__file__).parent / "handlers" / "login.py").read_text(encoding="utf-8")
    assert set(PHRASES) == found
    assert WRONG in said
    assert "{{ login_error }}" in "".join(sources)


@pytest.mark.parametrize("page", PAGES)
def test_a_polish_learner_reads_polish_alone(environment: Environment, page: str) -> None:
    polish = {text["pl"] for text in table("hub")["page"].values()}
    texts = shown(environment, page, "ola")
    assert len(texts) > 5
    assert set(texts) - polish <= NAMES


def test_an_english_learner_of_a_polish_hub_reads_english(environment: Environment) -> None:
    texts = shown(environment, "home", "tom")
    assert Words("hub", "en")("page.stop") in texts
    assert Words("hub", "pl")("page.stop") not in texts


def test_whoever_grades_both_courses_reads_in_the_hubs_language(environment: Environment) -> None:
    assert Words("hub", "pl")("page.stop") in shown(environment, "home", "ewa")


def test_before_the_login_both_languages_stand_there_the_hubs_first(environment: Environment) -> None:
    texts = shown(environment, "login", None, login_error=WRONG)
    for key in ("sign_in", "name", "password", "wrong"):
        assert " / ".join(Words("hub", one)(f"page.{key}") for one in ("pl", "en")) in texts


def test_the_exchange_is_no_place_for_people(environment: Environment) -> None:
    for language, name in zip(LANGUAGES, ("tom", "ola"), strict=True):
        texts = shown(environment, "home", name)
        assert Words("hub", language)("page.workshop") in texts
        assert "ngshare" not in texts
