"""Whose request it is, where proxies of ours stand before the service."""

from __future__ import annotations

import os

from tornado.httputil import HTTPServerRequest
from tornado.netutil import is_valid_ip

PROXIES = "PARTNERSHIP_PROXIES"  # how many stand before the service: the Hub's own, and one with a certificate


def proxies() -> int:
    """Return how many proxies stand before this service: one, where nobody says otherwise."""
    return max(1, int(os.environ.get(PROXIES, "1")))


def restore(request: HTTPServerRequest, count: int) -> None:
    """Give a request its visitor's address and protocol again, in place.

    Each proxy adds who came to it at the end of the list; what stands before that anybody may have written. So it is
    counted from the end, and other headers are not believed: each phone has its own allowance, and only one.

    Parameters
    ----------
    request : HTTPServerRequest
        As the last proxy sent it; with fewer entries than proxies it stays as it is.
    count : int
        How many proxies stand before the service.

    Examples
    --------
    >>> from tornado.httputil import HTTPHeaders, HTTPServerRequest, RequestStartLine
    >>> headers = HTTPHeaders({"Host": "course.example.org", "X-Forwarded-For": "6.6.6.6, 192.0.2.7, 10.0.0.1"})
    >>> came = HTTPServerRequest(start_line=RequestStartLine("GET", "/", "HTTP/1.1"), headers=headers)
    >>> restore(came, 2)
    >>> came.remote_ip
    '192.0.2.7'
    """
    address = _counted(request, "X-Forwarded-For", count)
    if is_valid_ip(address):
        request.remote_ip = address
    protocol = _counted(request, "X-Forwarded-Proto", count)
    if protocol in ("http", "https"):
        request.protocol = protocol


def _counted(request: HTTPServerRequest, header: str, count: int) -> str:
    listed = ",".join(request.headers.get_list(header)).split(",")
    return listed[-count].strip() if len(listed) >= count else ""
