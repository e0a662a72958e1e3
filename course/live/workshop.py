"""``partnership workshop``: the live server for the room and the gallery for the trainer, from start to Ctrl-C."""

from __future__ import annotations

import asyncio
import os
import re
import secrets
import shlex
import signal
import subprocess
import sys
import threading
import webbrowser
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import urljoin

import segno

from course.catalog import ROOT
from course.live import network, script
from course.live.apart import more_files
from course.live.handlers import serve
from course.live.keys import Keys, forget, keep, kept, key_file
from course.live.server import Live
from course.live.showing import Wifi
from course.live.store import Draft, Store, StoreError
from course.texts import Words, day

DAYS = 30
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"  # no I and no O: on a screen they look like digits
HERE = "127.0.0.1"
GRACE = 8.0  # seconds the gallery gets to end by itself


class StopError(Exception):
    """The workshop cannot open; ``key`` and ``values`` are a text of ``live_server.toml`` [stop]."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key)
        self.key, self.values = key, values


@dataclass(frozen=True, slots=True)
class Options:
    """What the command was asked for."""

    language: str = "en"
    port: int = network.PORT
    address: str | None = None
    code: str | None = None
    resume: bool = False
    database: str | None = None
    wifi: str | None = None
    wifi_password: str | None = None
    days: int = DAYS
    script: Path | None = None
    browser: bool = True
    dashboards: bool = True


def run(options: Options, say: Callable[[str], None] = print) -> int:
    """Open the workshop, keep it open until Ctrl-C and return an exit code.

    Parameters
    ----------
    options : Options
        What is wanted.
    say : callable
        Told what the trainer is to know, line by line.

    Returns
    -------
    int
        0 after a clean end; 1 where the workshop cannot open, with one sentence on standard error.
    """
    words = Words("live_server", options.language)
    try:
        with ExitStack() as stack:
            more_files()
            address = _address(options)
            frozen = None if options.resume else _script(options)
            sockets = network.claim(options.port, HERE if network.is_loopback(address) else "0.0.0.0")
            for one in sockets:
                stack.callback(one.close)
            store = Store(options.database)
            stack.callback(store.close)
            _erase(store, words, say)
            left = None
            if frozen is None:
                code, keys = resumed(store, options.code)
            else:
                left = next((row.code for row in store.rooms() if not row.finished), None)
                code, keys = begin(store, frozen, options.language, options.code, options.days)
            place = f"http://{address}" + (f":{options.port}" if options.port != 80 else "")
            wifi = Wifi(options.wifi, options.wifi_password) if options.wifi else None
            live = Live(store, code, keys=keys, address=place, wifi=wifi, hosts=network.Names(address))
            if left is not None:
                again = line(replace(options, code=left), resume=True)
                say(words("open.unfinished", code=left, line=again))
            asyncio.run(_open(live, keys, sockets, options, words, say))
    except StopError as stop:
        values = stop.values | ({"line": line(options, resume=True)} if stop.key == "code_used" else {})
        sentence = words(f"stop.{stop.key}", **values)
    except network.PortError as error:
        other = network.PORT if error.key == "port_refused" else error.other
        sentence = words(f"stop.{error.key}", port=error.port, line=line(replace(options, port=other)))
    except StoreError as error:
        sentence = error.say(options.language)
    else:
        say(words("open.closed", line=line(options, resume=True)))
        return 0
    print(sentence, file=sys.stderr)
    return 1


def line(options: Options, resume: bool | None = None) -> str:
    """Return what the trainer types to have these options: the language, the room, where it is and its data.

    Examples
    --------
    >>> line(Options(language="pl", code="ABC"), resume=True).partition("--")[2]
    'lang pl --resume --code ABC"'
    """
    asked = ["--lang", options.language]
    if options.resume if resume is None else resume:
        asked.append("--resume")
    if options.code:
        asked += ["--code", options.code]
    if options.port != network.PORT:
        asked += ["--port", str(options.port)]
    if options.address:
        asked += ["--address", options.address]
    if options.database and "@" not in options.database:  # a password stands before the @
        asked += ["--database", options.database]
    if options.script and not resume:
        asked += ["--script", str(options.script)]
    arguments = shlex.join(asked)
    return f'make workshop ARGS="{arguments}"' if (ROOT / "Makefile").is_file() else f"partnership workshop {arguments}"


def begin(
    store: Store,
    frozen: dict,
    language: str = "en",
    code: str | None = None,
    days: int = DAYS,
    secret: bytes | None = None,
) -> tuple[str, Keys]:
    """Write the first event of a new room and return its code and keys.

    Parameters
    ----------
    store : Store
        Where the room is to live.
    frozen : dict
        The script, as `course.live.script.read` gives it.
    language : str
        The language the trainer speaks.
    code : str, optional
        The room's code; by default five letters drawn by lot.
    days : int
        How many days from today the room is kept.
    secret : bytes, optional
        What the keys are made from; with it none are kept here, and whoever has it can serve the room.

    Raises
    ------
    StopError
        If the code is none or is used already, or the keys cannot be kept.
    """
    used = {row.code for row in store.rooms()}
    wanted = code.strip().upper() if code else ""
    if code is not None and not re.fullmatch(r"[A-Z0-9]{3,12}", wanted):
        raise StopError("bad_code", code=code)
    if wanted in used:
        raise StopError("code_used", code=wanted)
    while not wanted or wanted in used:
        wanted = "".join(secrets.choice(LETTERS) for _ in range(5))
    salt = {"key_salt": secrets.token_urlsafe(16)} if secret else {}
    keys = Keys.derived(secret, wanted, salt["key_salt"]) if secret else Keys.fresh()
    if not secret:
        try:
            keep(wanted, keys)
        except OSError as error:
            raise StopError("unwritable", path=error.filename, reason=error.strerror) from error
    body = {
        "names": {"ask": False, "trainer": False, "all": False},
        **frozen,
        **keys.hashes(),
        **salt,
        "code": wanted,
        "language": language,
        "delete_after": (date.today() + timedelta(days=days)).isoformat(),
    }
    [(_, new)] = store.append([Draft(wanted, "began", "", "began", body)])
    if not new:  # another process had the same idea
        raise StopError("code_used", code=wanted)
    return wanted, keys


def resumed(store: Store, code: str | None = None) -> tuple[str, Keys]:
    """Return code and keys of the last unfinished room, or of the one called ``code``.

    Raises ``StopError`` if there is none, or its keys are not on this computer.
    """
    wanted = code.strip().upper() if code else None
    row = next((row for row in store.rooms() if not row.finished and wanted in (None, row.code)), None)
    if row is None:
        raise StopError("nothing_called", code=wanted) if wanted else StopError("nothing")
    hashes = store.since(row.code)[0].body
    keys = kept(row.code, hashes)
    if keys is None:
        raise StopError("no_keys", code=row.code, path=key_file(row.code, hashes.get("trainer_key_hash", "")))
    return row.code, keys


async def _open(
    live: Live, keys: Keys, sockets: list, options: Options, words: Words, say: Callable[[str], None]
) -> None:
    over = asyncio.Event()
    on_interrupt(over.set)
    await live.start()
    http = serve(live, sockets)
    port = sockets[0].getsockname()[1]
    gallery, watch = None, None
    try:
        if options.dashboards:
            gallery = _gallery(port, keys, options.language)
            watch = asyncio.create_task(_watched(gallery, options.language, words, say))
        mine = f"http://{HERE}:{port}/trainer?lang={options.language}#key={keys.trainer}"
        _welcome(live, mine, keys, options, words, say)
        if options.browser:
            threading.Thread(target=webbrowser.open, args=[mine], daemon=True).start()
        await over.wait()
        say(words("open.closing"))
    finally:
        if watch is not None:
            watch.cancel()
        http.stop()
        await live.stop()
        await http.close_all_connections()
        if gallery is not None:
            await asyncio.to_thread(_end, gallery)


def _welcome(
    live: Live,
    mine: str,
    keys: Keys,
    options: Options,
    words: Words,
    say: Callable[[str], None],
) -> None:
    say(words("open.again" if options.resume else "open.room", code=live.code))
    say(words("open.phones", address=live.address))
    segno.make(f"{live.address}/?code={live.code}", micro=False).terminal(compact=True, border=2)
    if options.wifi:
        say(words("open.wifi", name=options.wifi))
        segno.make(Wifi(options.wifi, options.wifi_password).data(), micro=False).terminal(compact=True, border=2)
    say(words("open.trainer", address=mine))
    say(words("open.phone", address=f"{live.address}/trainer?lang={options.language}#key={keys.trainer}"))
    if live.room.delete_after:
        kept = date.fromisoformat(live.room.delete_after)
        say(words("open.kept", day=day(kept, options.language)))
    if hint := network.firewall():
        say(words(f"firewall.{hint}", port=options.port))
    say(words("open.stop"))
    if options.dashboards:
        say(words("open.soon"))


def _address(options: Options) -> str:
    if options.address is not None:
        if not network.is_address(options.address):
            raise StopError("bad_address", address=options.address)
        if not network.is_here(options.address):
            raise StopError("not_here", address=options.address, addresses=", ".join(network.own_addresses()))
        return options.address.lower()
    address = network.room_address(network.interfaces(), network.way_out())
    if address is None:
        raise StopError("no_network")
    return address


def _script(options: Options) -> dict:
    try:
        return script.read(options.script)
    except script.ScriptError as error:
        raise StopError("script", reason=error.say(options.language)) from error


def _erase(store: Store, words: Words, say: Callable[[str], None]) -> None:
    codes = store.erase_due(date.today())
    for code in codes:
        forget(code)
    if codes:
        say(words("open.erased", codes=", ".join(codes)))


def _gallery(port: int, keys: Keys, language: str) -> subprocess.Popen:
    """Start the gallery on this computer alone, told where the room is and with which keys."""
    environment = os.environ | {
        "PARTNERSHIP_LIVE": f"http://{HERE}:{port}",
        "PARTNERSHIP_LIVE_KEY": keys.trainer,
        "PARTNERSHIP_LIVE_SHOW": keys.projector,
    }
    command = [sys.executable, "-m", "course", "dashboards", "--no-browser", "--attached", "--lang", language]
    # The pipe closes when this process ends, however it ends, and with it the gallery. Ctrl-C in the terminal is for
    # this process alone: the gallery gets its end from here.
    return subprocess.Popen(
        command,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=os.name == "posix",
    )


async def _watched(gallery: subprocess.Popen, language: str, words: Words, say: Callable[[str], None]) -> None:
    """Say where the gallery is once it says so itself, and that it has gone where it ends by itself."""
    address = (await asyncio.to_thread(gallery.stdout.readline)).strip() if gallery.stdout else ""
    if address:
        say(words("open.projector", address=urljoin(address, f"/voila/render/projector.ipynb?lang={language}")))
        say(words("open.gallery", address=address))
    while gallery.poll() is None:
        await asyncio.sleep(1)
    say(words("open.gallery_gone", code=gallery.returncode))


def _end(gallery: subprocess.Popen) -> None:
    """Close the gallery's pipe, at which it ends by itself, and only then end it by force."""
    if gallery.stdin is not None:
        gallery.stdin.close()
    try:
        gallery.wait(GRACE)
    except subprocess.TimeoutExpired:
        gallery.kill()
        gallery.wait()


def on_interrupt(then: Callable[[], None]) -> None:
    """Call ``then`` on Ctrl-C and on being asked to end."""
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        try:
            loop.add_signal_handler(number, then)
        except NotImplementedError:  # Windows
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(then))
