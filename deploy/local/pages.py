"""The Hub's own pages in the reader's language; JupyterHub has them in English, without a way to translate them.

A phrase of its templates becomes a question for ours as the template is read. A person with one course reads in its
language, whoever grades both in the Hub's, and before the login both languages stand beside each other.
"""

from __future__ import annotations

import re
from pathlib import Path

from jinja2 import Environment, pass_context
from jinja2.ext import Extension
from jinja2.runtime import Context

from course.texts import LANGUAGES, Words
from deploy.local.people import Person, people
from deploy.local.state import Plan, State

# What JupyterHub's templates say, and the key of what ours says instead (hub.toml [page]).
PHRASES = {
    "Sign in": "sign_in",
    "Username:": "name",
    "Password:": "password",
    "Show password": "show",
    "Hide password": "hide",
    "Warning: JupyterHub seems to be served over an unsecured HTTP connection. "
    "We strongly recommend enabling HTTPS for JupyterHub.": "unsecured",
    "JupyterHub requires JavaScript.": "script",
    "Please enable it to proceed.": "script_on",
    "Login": "sign_in",
    "Logout": "sign_out",
    "Successfully logged out.": "signed_out",
    "Toggle dark mode": "dark",
    "Toggle navigation": "menu",
    "Home": "home",
    "Close": "close",
    "Start": "start",
    "Server Options": "options",
    "Your server is starting up.": "starting",
    "You will be redirected automatically when it's ready for you.": "goes_on",
    "Complete": "complete",
    "Event log": "log",
    "Stop Server": "stop",
    "Stopping...": "stopping",
    "Stopping server...": "stopping",
    "Server stopped successfully!": "stopped",
    "Error stopping server": "not_stopped",
    "Your server is stopping.": "stopping",
    "You will be able to start it again once it has finished stopping.": "again",
    "refresh": "look",
}

# Not a phrase of a template, but what the Hub's login hands to one.
WRONG = "Invalid username or password"
TEMPLATES = str(Path(__file__).with_name("templates"))
# A phrase stands between tags, in quotes or beside a tag of the template, whatever the line breaks in it.
PHRASE = "|".join(r"\s+".join(map(re.escape, one.split())) for one in PHRASES)
FOUND = re.compile(rf"""(?<=[>"'}}])(\s*)({PHRASE})(\s*)(?=[<"'{{])""")


def translated(source: str) -> str:
    """Return a template's source in which each phrase asks for its translation.

    Examples
    --------
    >>> translated("<h1>Sign in</h1>")
    "<h1>{{ said('sign_in') }}</h1>"
    """

    def question(found: re.Match[str]) -> str:
        return f"{found[1]}{{{{ said('{PHRASES[' '.join(found[2].split())]}') }}}}{found[3]}"

    source = source.replace('<html lang="en">', "<html lang=\"{{ said('language') }}\">")
    source = source.replace(
        "{{ login_error }}", f"{{{{ said('wrong') if login_error == '{WRONG}' else login_error }}}}"
    )
    return FOUND.sub(question, source)


class Tongues(Extension):
    """Reads JupyterHub's templates through `translated` and gives them ``said``."""

    state: State
    plan: Plan

    def __init__(self, environment: Environment) -> None:
        super().__init__(environment)
        environment.globals["said"] = self._said

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """Put questions in the place of phrases."""
        return translated(source)

    @pass_context
    def _said(self, context: Context, key: str, **values: object) -> str:
        user = context.get("user")
        tongues = tongues_of(people(self.state).get(user.name) if user else None, self.plan, known=bool(user))
        if key == "language":  # an address or a page has but one
            tongues = tongues[:1]
        return " / ".join(dict.fromkeys(Words("hub", one)(f"page.{key}", **values) for one in tongues))


def tongues_of(person: Person | None, plan: Plan, *, known: bool) -> list[str]:
    """Return the languages of a page: one for whoever is logged in, before that all, the Hub's first.

    Examples
    --------
    >>> tongues_of(None, Plan("pl"), known=False)
    ['pl', 'en']
    >>> tongues_of(Person("ola", "learner", ("en",)), Plan("pl"), known=True)
    ['en']
    """
    if known:
        return [person.courses[0] if person and len(person.courses) == 1 else plan.language]
    return sorted(LANGUAGES, key=lambda one: one != plan.language)
