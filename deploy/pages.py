"""The Hub's own pages in the reader's language; JupyterHub has them in English, without a way to translate them.

A phrase of its templates becomes a question for ours as the template is read. A person with one course reads in its
language, whoever grades both in the Hub's, and before the login both languages stand beside each other.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from jinja2 import Environment, pass_context
from jinja2.ext import Extension
from jinja2.runtime import Context

from course.texts import LANGUAGES, Words, known
from deploy.courses import Member, member

# What JupyterHub's templates say, and the key of what ours says instead (hub.toml [page]).
PHRASES = {
    "Sign in": "sign_in",
    "Sign in with": "sign_in_with",
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


def translate(c: Any, language: str) -> None:
    """Set JupyterHub up to show its pages through `Tongues`, in ``language`` where nothing says otherwise.

    Parameters
    ----------
    c : traitlets.config.Config
        Changed in place.
    """
    Tongues.language = known(language)
    c.JupyterHub.template_paths = [TEMPLATES]
    c.JupyterHub.jinja_environment_options = {"extensions": [Tongues]}


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

    language = LANGUAGES[0]  # the Hub's own; set as it starts

    def __init__(self, environment: Environment) -> None:
        super().__init__(environment)
        environment.globals["said"] = self._said

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """Put questions in the place of phrases."""
        return translated(source)

    @pass_context
    def _said(self, context: Context, key: str, **values: object) -> str:
        user = context.get("user")
        who = member(group.name for group in user.groups) if user else None
        tongues = [self.language] if user and who is None else tongues_of(who, self.language)
        if key == "language":  # an address or a page has but one
            tongues = tongues[:1]
        return " / ".join(dict.fromkeys(Words("hub", one)(f"page.{key}", **values) for one in tongues))


def tongues_of(who: Member | None, language: str) -> list[str]:
    """Return the languages of a page: before anybody has logged in all, the Hub's first.

    Examples
    --------
    >>> tongues_of(None, "pl")
    ['pl', 'en']
    >>> tongues_of(Member("learner", ("en",)), "pl")
    ['en']
    """
    if who:
        return [who.languages[0] if len(who.languages) == 1 else language]
    return sorted(LANGUAGES, key=lambda one: one != language)
