"""The way into the gallery: everything that can stand in its way is said in one sentence, then it is served."""

from __future__ import annotations

import errno
import json
import os
import signal
import socket
import sys
import threading
import webbrowser
from contextlib import suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from rich.console import Console
from tornado.netutil import bind_sockets

from course import catalog
from course.gallery import IDENTITY, Gallery, lend_template, settings
from course.kernels import spec
from course.kernels.warm import CHOICE, NAME, WARM, available
from course.texts import Words, spoken

HOST = "127.0.0.1"
NEAR = 50  # ports tried where somebody else has the first
SHIPPED = Path(__file__).parent / "shipped" / "notebooks" / "dashboards"


class RefusalError(Exception):
    """The gallery cannot open; the message is one sentence for the person who asked."""


def serve(
    port: int = 8866,
    language: str | None = None,
    browser: bool = True,
    folder: str | Path | None = None,
    attached: bool = False,
) -> int:
    """Serve the gallery until Ctrl-C and return an exit code.

    Where the course already answers on the port, the gallery is not started twice: its address is said,
    and opened in the browser.

    Parameters
    ----------
    port : int
        Port on 127.0.0.1, from 1 to 65535.
    language : str, optional
        ``en`` or ``pl``, for the messages and for pages whose address has no ``?lang=``; without it
        ``COURSE_LANGUAGE``, else the locale, else English.
    browser : bool
        Whether to open the gallery in the person's browser.
    folder : str or Path, optional
        A folder of dashboards to show instead of the course's own.
    attached : bool
        Whether another program of ours starts the gallery: it takes the next free port where ``port`` is
        taken, says its bare address on standard output once it answers, and ends when standard input closes.

    Returns
    -------
    int
        0 after a clean end or where the gallery was open already; 1 where it cannot open, with one
        sentence on standard error.
    """
    language = spoken(language)
    words = Words("page", language)
    os.environ.setdefault(CHOICE, NAME)
    say = Console(highlight=False, soft_wrap=True).print
    try:
        place = _with_notebooks(Path(folder) if folder else own_folder(), words)
        _check_kernel(words)
        sockets = _claim_next(port, words) if attached else _claim(port, words)
    except RefusalError as refusal:
        print(refusal, file=sys.stderr)
        return 1
    port = sockets[0].getsockname()[1] if sockets else port
    address = f"http://{HOST}:{port}/?lang={language}"
    if not sockets:
        say(words("server.already_open", address=f"[bold]{address}[/bold]"))
        if browser:
            webbrowser.open(address)
        return 0

    def welcome() -> None:
        if attached:  # only now can the gallery be interrupted in good order
            threading.Thread(target=_end_with_input, daemon=True).start()
            print(address, flush=True)
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # nobody reads on: a full pipe would stop a kernel that prints
        if available() and os.environ[CHOICE] == NAME:
            WARM.language = language
            WARM.start()
        if attached:
            return
        say(words("server.open", address=f"[bold]{address}[/bold]"))
        say(words("server.stop"))
        if browser:
            threading.Thread(target=webbrowser.open, args=[address], daemon=True).start()

    os.environ["COURSE_LANGUAGE"] = language
    lend_template()
    gallery = Gallery.instance(root_dir=str(place), ip=HOST, port=port, config=settings())
    gallery.sockets, gallery.welcome = sockets, welcome
    with suppress(KeyboardInterrupt):  # while it was still being prepared
        gallery.initialize([])
        gallery.start()
    WARM.close()
    Gallery.clear_instance()
    say(words("server.closed"))
    return 0


def _end_with_input() -> None:
    while os.read(0, 4096):  # sys.stdin has a lock, which a daemon thread would take with it into the end of Python
        pass
    os.kill(os.getpid(), signal.SIGINT)


def own_folder() -> Path:
    """Return where the course's own dashboards lie."""
    return SHIPPED if SHIPPED.is_dir() else catalog.ROOT / "notebooks" / "dashboards"


def _with_notebooks(folder: Path, words: Words) -> Path:
    if not any(folder.glob("*.ipynb")):
        raise RefusalError(words("server.no_notebooks", folder=folder))
    return folder


def _check_kernel(words: Words) -> None:
    if fault := spec.fault():
        raise RefusalError(words(f"server.{fault.key}", program=fault.program, line=fault.line))


def _claim(port: int, words: Words) -> list[socket.socket]:
    """Return the bound sockets; none where the course itself already answers there."""
    if not 1 <= port <= 65535:
        raise RefusalError(words("server.port_refused", port=port))
    try:
        return bind_sockets(port, HOST)
    except OSError as error:
        if error.errno not in (errno.EADDRINUSE, getattr(errno, "WSAEADDRINUSE", None)):
            raise RefusalError(words("server.port_refused", port=port)) from error
        if _answers(port):
            return []
        other = port + 1 if port < 65535 else port - 1
        raise RefusalError(words("server.port_taken", port=port, other=other)) from error


def _claim_next(port: int, words: Words) -> list[socket.socket]:
    """Return the sockets of the first free port from ``port`` on, bound at once, so that nobody comes between."""
    for other in range(port, min(port + NEAR, 65535)):
        with suppress(OSError):
            return bind_sockets(other, HOST)
    return _claim(port, words)


def _answers(port: int) -> bool:
    """Return whether the course answers on the port."""
    connection = HTTPConnection(HOST, port, timeout=3)
    try:
        connection.request("GET", "/partnership")
        return json.loads(connection.getresponse().read(1000)) == IDENTITY
    except (OSError, HTTPException, ValueError):
        return False
    finally:
        connection.close()
