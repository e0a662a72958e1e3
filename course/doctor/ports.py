"""The ways in: the ports the course answers on, and the address under which phones find this computer."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterator
from contextlib import suppress
from typing import NamedTuple

import psutil

from course.doctor.finding import Finding, State
from course.doctor.trial import HERE
from course.live import network
from course.texts import Words

ROOM = "0.0.0.0"
SHOWN = 40  # characters of a program's command


class Door(NamedTuple):
    """A port of the course: its name, number, address, and how bad it is if another program has it."""

    name: str
    port: int
    host: str
    taken: State


DOORS = (
    Door("live", network.PORT, ROOM, State.MEND),
    Door("gallery", 8866, HERE, State.LOOK),  # in a workshop it takes the next free one by itself
    Door("lab", 8888, HERE, State.NOTE),  # so does JupyterLab
)


def ports(words: Words) -> Iterator[Finding]:
    """Say of each port whether it is free."""
    for door in DOORS:
        yield port(words, door)


def port(words: Words, door: Door) -> Finding:
    """Return whether a port is free, answered by the course already, or taken by which other program."""
    values = {"what": words(f"port.name.{door.name}"), "port": door.port}
    try:
        for one in network.claim(door.port, door.host):
            one.close()
    except network.PortError as error:
        other = error.other
        if error.key == "port_refused":
            return Finding(door.taken, words("port.refused", **values), words("port.other"), _line(words, door, other))
    else:
        return Finding(State.OK, words("port.free", **values))
    owner = _owner(door.port)
    if _ours(door, owner):
        return Finding(State.OK, words("port.ours", **values))
    program, number = _named(owner)
    key = "taken" if program else "taken_unknown"
    text = words(f"port.{key}", program=program, number=str(number), **values)
    if door.taken is State.NOTE:
        return Finding(door.taken, text, words("port.by_itself"))
    return Finding(door.taken, text, words("port.close"), _line(words, door, other))


def phones(words: Words) -> Iterator[Finding]:
    """Say under which address phones find this computer, and what a firewall may do to them."""
    address = network.room_address(network.interfaces(), network.way_out())
    if address is None:
        yield Finding(State.MEND, words("network.none"), words("network.mend"))
        return
    yield Finding(State.OK, words("network.ok", address=address))
    if hint := network.firewall():
        told = Words("live_server", words.language)(f"firewall.{hint}", port=network.PORT)
        yield Finding(State.NOTE if sys.platform in ("win32", "darwin") else State.LOOK, told)


def _line(words: Words, door: Door, other: int) -> str:
    """Return the command that opens the door on another port."""
    if door.name == "live":
        from course.live import workshop

        return workshop.line(workshop.Options(language=words.language, port=other))
    return f"{shlex.quote(sys.executable)} -m course dashboards --lang {words.language} --port {other}"


def _owner(number: int) -> psutil.Process | None:
    """Return the process that listens on a port, where this user may know it."""
    with suppress(psutil.Error, OSError):
        for row in psutil.net_connections("tcp"):
            if row.status == psutil.CONN_LISTEN and row.laddr and row.laddr.port == number and row.pid:
                return psutil.Process(row.pid)
    return None


def _ours(door: Door, owner: psutil.Process | None) -> bool:
    if door.name == "live":
        return network.answers(door.port)
    if door.name == "gallery":
        from course.gallery import IDENTITY

        return network.answers(door.port, "/partnership", IDENTITY["name"])
    from course.learn import START

    with suppress(psutil.Error):  # JupyterLab does not say whose it is, but how it was started does
        return owner is not None and any(part.endswith(f"/lab/tree/{START}") for part in owner.cmdline())
    return False


def _named(owner: psutil.Process | None) -> tuple[str, int]:
    """Return a program as a person knows it, and its number; empty where that is not to be known."""
    with suppress(psutil.Error):
        if owner is not None:
            command = " ".join(owner.cmdline()[1:3]) if owner.name().startswith("python") else ""
            return f"{owner.name()} {command}".strip()[:SHOWN], owner.pid
    return "", 0
