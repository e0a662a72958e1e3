"""Which language and which view a widget is for."""

from __future__ import annotations

import os
from urllib.parse import parse_qs

from course.texts import known

VIEWS = ("plain", "projector", "trainer")


def query() -> dict[str, str]:
    """Return what the page's address asks for; empty outside Voilà, which passes it in the environment."""
    return {key: found[-1] for key, found in parse_qs(os.environ.get("QUERY_STRING", "")).items()}


def language(choice: str | None = None) -> str:
    """Return the explicit ``choice``, else ``?lang=``, else ``COURSE_LANGUAGE``, else English.

    Examples
    --------
    >>> language("pl"), language("xx")
    ('pl', 'en')
    """
    return known(choice or query().get("lang") or os.environ.get("COURSE_LANGUAGE"))


def view() -> str:
    """Return the view the address asks for: ``plain``, ``projector`` or ``trainer``; plain where it asks for none."""
    asked = query().get("view", "plain")
    return asked if asked in VIEWS else "plain"


def in_voila() -> bool:
    """Return whether this kernel serves a Voilà page."""
    return "voila" in os.environ.get("SERVER_SOFTWARE", "")


def rendering() -> str:
    """Return the path below which Voilà renders dashboards; the gallery may live below the address of a Hub.

    Examples
    --------
    >>> rendering()
    '/voila/render/'
    """
    base = os.environ.get("SCRIPT_NAME", "/").partition("voila/render/")[0]
    return f"{base if base.endswith('/') else '/'}voila/render/"
