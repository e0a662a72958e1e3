"""ngshare, listening on loopback alone: its last release listens everywhere and offers no choice.

Run by the Python of ngshare's own environment, which has nothing of the course.
"""

import sys
from typing import Any

from ngshare.ngshare import main  # pyright: ignore[reportMissingImports]
from tornado.httpserver import HTTPServer

listen = HTTPServer.listen


def local(server: HTTPServer, port: int, address: str = "", **options: Any) -> None:
    """Listen on loopback, whatever was asked."""
    listen(server, port, "127.0.0.1", **options)


HTTPServer.listen = local  # pyright: ignore[reportAttributeAccessIssue]
main(sys.argv[1:])
