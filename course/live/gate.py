"""The way in: who may ask from where and how often, and what every answer has."""

from __future__ import annotations

import json
import logging
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from tornado.httputil import HTTPServerRequest
from tornado.web import HTTPError, RequestHandler

from course.live.pages import Pages
from course.live.schemas import RefusalError
from course.live.server import Live
from course.live.showing import Who

HERE = {"127.0.0.1", "::1", "localhost"}
# No page of ours needs an inline script or style, or anything from elsewhere.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self' ws: wss:; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
# A report is one file with its own style: it may run nothing and load nothing.
SHEET = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; sandbox"
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
GONE = {"no_key", "left", "kicked", "banned"}  # after these a token is good for nothing
LONGEST_TOKEN = 200
log = logging.getLogger("partnership.live")


def host_of(netloc: str) -> str:
    """Return the host of ``host:port``, in small letters and without brackets; empty for what is none.

    Examples
    --------
    >>> host_of("127.0.0.1:8890"), host_of("[::1]:80"), host_of("Laptop.local")
    ('127.0.0.1', '::1', 'laptop.local')
    """
    try:
        return urlsplit(f"//{netloc}").hostname or ""
    except ValueError:
        return ""


def check_place(live: Live, request: HTTPServerRequest) -> None:
    """Raise a refusal where the request was meant for another name, or comes from another site, or too often.

    A foreign name is how a foreign page reaches into a room through DNS; a foreign origin is the page itself.
    """
    host = host_of(request.host)
    if host not in HERE and host not in live.hosts():
        raise RefusalError("wrong_host")
    origin = request.headers.get("Origin")
    if origin is not None and (request.method == "POST" or request.headers.get("Upgrade")):
        came = urlsplit(origin)
        own = came.netloc.lower() == request.host.lower()
        laptop = (came.hostname or "") in HERE and request.remote_ip in HERE and host in HERE
        if not (own or laptop) or came.scheme not in ("http", "https"):
            raise RefusalError("other_origin")
    if not exempt(live, request) and not live.buckets["address"].take(request.remote_ip):
        raise RefusalError("too_fast")


def bearer(request: HTTPServerRequest) -> str:
    """Return the token or key of the request, empty where there is none."""
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if kind.lower() == "bearer" and len(token) <= LONGEST_TOKEN else ""


def exempt(live: Live, request: HTTPServerRequest) -> bool:
    """Return whether this is the trainer's own computer with the trainer's key: a rehearsal may be as fast as it can.

    The key comes as the bearer where a request needs none (joining, a socket), else in a header of its own.
    """
    if request.remote_ip not in HERE:
        return False
    given = request.headers.get("Partnership-Key", "") or bearer(request)
    who = live.who(given) if given and len(given) <= LONGEST_TOKEN else None
    return who is not None and who.role == "trainer"


class Plain(RequestHandler):
    """What every answer has: checked place, safe headers, failures as refusals."""

    def initialize(self, live: Live, pages: Pages) -> None:
        """Take what the application hands to each handler."""
        self.live, self.pages = live, pages

    def set_default_headers(self) -> None:
        """Set the headers of every answer."""
        self.clear_header("Server")
        for name, value in HEADERS.items():
            self.set_header(name, value)
        self.set_header("Cache-Control", "no-store")

    def prepare(self) -> None:
        """Refuse what comes from elsewhere."""
        check_place(self.live, self.request)

    def say(self, value: object) -> None:
        """Answer with JSON."""
        self.set_header("Content-Type", "application/json; charset=utf-8")
        self.finish(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))

    async def known(self) -> Who:
        """Return whose token the request carries."""
        return await self.live.known(bearer(self.request))

    def log_exception(self, typ: Any, value: Any, tb: Any) -> None:
        """Say nothing of refusals; the rest is ours to mend."""
        if not isinstance(value, RefusalError | HTTPError):
            log.error("%s %s", self.request.method, self.request.path, exc_info=(typ, value, tb))

    def write_error(self, status_code: int, **more: Any) -> None:
        """Answer with a refusal."""
        error = more.get("exc_info", (None, None))[1]
        if not isinstance(error, RefusalError):
            reasons = {404: "not_found", 405: "not_found", 400: "malformed", 413: "too_large"}
            error = RefusalError(reasons.get(status_code, "broken"))
            if status_code == HTTPStatus.METHOD_NOT_ALLOWED:
                error = RefusalError("not_found")
        self.set_status(error.status)
        self.say(error.body())

    def send_error(self, status_code: int = 500, **more: Any) -> None:
        """Give a refusal its own status instead of 500."""
        error = more.get("exc_info", (None, None))[1]
        super().send_error(error.status if isinstance(error, RefusalError) else status_code, **more)
