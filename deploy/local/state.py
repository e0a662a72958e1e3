"""What the Hub keeps on this machine: one folder, its secrets, its ports, and who may be at work in it."""

from __future__ import annotations

import errno
import fcntl
import json
import os
import pwd
import secrets
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, fields
from functools import cached_property
from pathlib import Path
from urllib.parse import urlsplit

import psutil

from course.texts import Words
from deploy.courses import COURSES, SERVICES

DATABASES = ("hub", "live", *(f"gradebook_{language}" for language in COURSES))
MARK = "PARTNERSHIP_HUB"  # set for every process of ours, so that none is left behind
GATEWAY = "PARTNERSHIP_GATEWAY"  # where the kernels of dashboards run, if not beside their server
ROOT_RUNS = os.geteuid() == 0
SERVING, GRADING, LEARNING = 58000, 58001, 58010  # user numbers without accounts, where root starts the Hub
HOST = "127.0.0.1"
SERVERS = 16  # processes of the live workshop at most: each takes some of PostgreSQL's hundred connections
GRACE = 10.0  # seconds a process gets to end by itself


class HubError(Exception):
    """The Hub cannot start or go on; ``key`` and ``values`` are a text of ``hub.toml`` [error]."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key)
        self.key, self.values = key, values

    def said(self, language: str) -> str:
        """Return the sentence in the language."""
        return Words("hub", language)(f"error.{self.key}", **self.values)


@dataclass(frozen=True, slots=True)
class Plan:
    """What a start was asked for.

    Parameters
    ----------
    language : str
        Of messages, and of pages that ask for none.
    port, inside : int
        The port people use; the first of eight that only the Hub's parts use.
    address : str
        What people type, where it is not this machine's own address: that of a proxy with a certificate, say.
    public : bool
        Whether the dashboards are open to people without a password, too.
    walls : bool
        Whether learners' servers run behind walls.
    gateway : str
        Address of the Jupyter kernel gateway behind which the kernels of dashboards run; empty where they run here.
    servers : int
        How many processes serve the live workshop.
    """

    language: str = "en"
    port: int = 8000
    inside: int = 18000
    address: str = ""
    public: bool = False
    walls: bool = True
    gateway: str = ""
    servers: int = 1

    @property
    def ports(self) -> dict[str, int]:
        """Every port, by the name of what listens there."""
        names = ("hub", "proxy", "database", "ngshare", "dashboards", "gallery", "workshop")
        return {"public": self.port, **{name: self.inside + n for n, name in enumerate(names)}}

    @property
    def local(self) -> str:
        """The Hub's address on this machine, without a slash at the end."""
        return f"http://{HOST}:{self.port}"

    @property
    def door(self) -> str:
        """The address people type, without a slash at the end."""
        return self.address.rstrip("/") or self.local

    def check(self) -> None:
        """Raise ``HubError`` where a port is none or taken, a number makes no sense, or a gateway's address is none."""
        gateway(self.gateway)
        if not 1 <= self.servers <= SERVERS:
            raise HubError("no_servers", n=self.servers, most=SERVERS)
        for name, port in self.ports.items():
            option = "port" if name == "public" else "inside"
            if not 1024 <= port <= 65535:
                raise HubError("no_port", port=port, option=option)
            with socket.socket() as tried:
                tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                try:
                    tried.bind((HOST, port))
                except OSError as error:
                    raise HubError("port_taken", port=port, option=option) from error


@dataclass(frozen=True)
class State:
    """The folder of one Hub."""

    folder: Path

    def __getattr__(self, name: str) -> Path:
        """Return the part of the folder called ``name``: ``state.homes``, ``state.log``."""
        if name in ("homes", "grading", "log", "run", "hub", "ngshare", "live", "postgres"):
            return self.folder / name
        raise AttributeError(name)

    @property
    def stopping(self) -> str:
        """What to type to end a Hub of this folder."""
        return "make hub-stop" if self.folder == default_folder() else f'make hub-stop ARGS="--folder {self.folder}"'

    @cached_property
    def secrets(self) -> dict[str, str]:
        """Tokens of services, passwords of databases, what rooms' keys are made from; drawn at the first start."""
        path = self.folder / "secrets.json"
        kept: dict[str, str] = json.loads(path.read_text()) if path.is_file() else {}
        wanted = {*SERVICES, *DATABASES, "proxy", "postgres", "keys"}
        if missing := sorted(wanted - set(kept)):
            kept |= {name: secrets.token_hex(32) for name in missing}
            private(path, json.dumps(kept, indent=1))
        return kept

    def database(self, name: str, port: int) -> str:
        """Return the address of a database."""
        return f"postgresql+psycopg://{name}:{self.secrets[name]}@{HOST}:{port}/{name}"

    def make(self) -> None:
        """Make the folder; its parts belong to whoever works in them, and nobody else looks in."""
        parts = {"log": None, "run": None, "hub": None, "homes": None}
        parts |= {"ngshare": SERVING, "live": SERVING, "grading": GRADING}
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self.folder.chmod(0o711)  # PostgreSQL's own user passes through
            for name, number in parts.items():
                path = self.folder / name
                path.mkdir(exist_ok=True)
                path.chmod(0o711 if name == "homes" else 0o700)
                given(path, number)
        except OSError as error:
            raise disk(error, self.folder) from error

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the folder, so that no second Hub works in it; ``run/holder.json`` says who does."""
        with (self.run / "lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                raise HubError("running", folder=self.folder, command=self.stopping) from error
            own = psutil.Process()
            private(self.run / "holder.json", json.dumps({"pid": own.pid, "began": own.create_time()}))
            try:
                yield
            finally:
                (self.run / "holder.json").unlink(missing_ok=True)

    def holder(self) -> psutil.Process | None:
        """Return the process that holds the folder; None where there is none."""
        with suppress(OSError, ValueError, KeyError, psutil.Error):
            told = json.loads((self.run / "holder.json").read_text())
            found = psutil.Process(told["pid"])
            return found if abs(found.create_time() - told["began"]) < 1 else None
        return None

    def environment(self) -> dict[str, str]:
        """Return the variables of our processes: this one's, and the mark."""
        return {**os.environ, MARK: str(self.folder)}

    def left(self) -> list[psutil.Process]:
        """Return the processes that bear this folder's mark, save those this one runs in."""
        own = {os.getpid(), *(parent.pid for parent in psutil.Process().parents())}
        found = []
        for process in psutil.process_iter():
            with suppress(psutil.Error, OSError):
                if process.pid not in own and process.environ().get(MARK) == str(self.folder):
                    found.append(process)
        return found

    def clear(self) -> int:
        """End what an earlier start left behind and return how many processes that were."""
        left = self.left()
        end(left)
        return len(left)

    def keep(self, plan: Plan) -> None:
        """Write down what was asked for, for the Hub's own settings."""
        private(self.run / "plan.json", json.dumps(asdict(plan)))

    def plan(self) -> Plan:
        """Return what was asked for."""
        told = json.loads((self.run / "plan.json").read_text())
        return Plan(**{field.name: told[field.name] for field in fields(Plan)})


def gateway(address: str) -> str:
    """Return a gateway's address without a slash at the end; empty stays empty.

    Raises
    ------
    HubError
        If it cannot be one, or carries a password or a token, which would not be used.
    """
    try:
        parts = urlsplit(address)
        fine = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        raise HubError("no_gateway", address=address) from None
    if address and (not fine or "@" in parts.netloc or parts.query or parts.fragment or not address.isprintable()):
        raise HubError("no_gateway", address=address)
    return address.rstrip("/")


def default_folder() -> Path:
    """Return where the Hub keeps its things unless told otherwise; PostgreSQL's user cannot enter root's home."""
    if told := os.environ.get("COURSE_HUB_DIR"):
        return Path(told).expanduser().resolve()
    return Path("/var/lib/partnership-hub") if ROOT_RUNS else Path.home() / "partnership-hub"


def private(path: Path, text: str, number: int | None = None) -> None:
    """Write a file whole or not at all, for its owner alone."""
    part = path.with_name(f".{path.name}.part")
    try:
        with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        given(part, number)
        os.replace(part, path)
    except OSError as error:
        raise disk(error, path) from error


def given(path: Path, number: int | None) -> None:
    """Give a file or folder to a user number, where there are such."""
    if ROOT_RUNS and number is not None:
        os.chown(path, number, number)


def disk(error: OSError, path: Path) -> HubError:
    """Return what a failure of the disk means for a person."""
    full = error.errno in (errno.ENOSPC, errno.EDQUOT)
    return HubError("full") if full else HubError("unwritable", path=error.filename or path, reason=error.strerror)


def numbered(number: int) -> list[str]:
    """Return what to put before a command, so that it runs under a user number of its own; root alone can do that."""
    if not ROOT_RUNS:
        return []
    with suppress(KeyError):
        raise HubError("number_taken", number=number, name=pwd.getpwuid(number).pw_name)
    return ["setpriv", f"--reuid={number}", f"--regid={number}", "--clear-groups", "--"]


def end(processes: list[psutil.Process], grace: float = GRACE) -> None:
    """Ask processes to end, and end by force those that do not."""
    for process in processes:
        with suppress(psutil.Error):
            process.terminate()
    _, alive = psutil.wait_procs(processes, timeout=grace)
    for process in alive:
        with suppress(psutil.Error):
            process.kill()
    psutil.wait_procs(alive, timeout=grace)
