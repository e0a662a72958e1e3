"""Where phones find this computer: its address in the room, a free port, the Wi-Fi's name, the firewall in the way."""

from __future__ import annotations

import errno
import ipaddress
import json
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterable
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import NamedTuple

import psutil
from tornado.netutil import bind_sockets

PORT = 8890  # on which phones find the live workshop
IN_USE = {errno.EADDRINUSE, getattr(errno, "WSAEADDRINUSE", errno.EADDRINUSE)}
AGE = 5.0  # seconds for which the list of addresses is believed
NEAR = 50  # ports looked at after one that is taken
# Networks inside this computer: containers, virtual machines, tunnels. No phone is on them.
VIRTUAL = re.compile(
    r"docker|veth|br-|virbr|vmnet|vbox|virtualbox|vmware|vethernet|hyper-v|wsl|podman|cni|flannel|cali|lxc|lxd|incus|"
    r"tun|tap|utun|wg|tailscale|zt|zerotier|ppp|ipsec|nordlynx|proton|anpi|awdl|llw|bridge|dummy|ifb|teredo|isatap|lo$",
    re.IGNORECASE,
)
WIRELESS = re.compile(r"wl|wi-?fi|wireless|ath|en0$", re.IGNORECASE)


class Interface(NamedTuple):
    """One network interface: its name, whether it is up, its IPv4 addresses."""

    name: str
    up: bool
    addresses: tuple[str, ...]


class PortError(Exception):
    """The port cannot be had; ``key`` is a text of ``live_server.toml`` [stop], ``other`` a port that is free."""

    def __init__(self, key: str, port: int, other: int) -> None:
        super().__init__(key)
        self.key, self.port, self.other = key, port, other


def interfaces() -> list[Interface]:
    """Return this computer's network interfaces."""
    states = psutil.net_if_stats()
    found = []
    for name, rows in psutil.net_if_addrs().items():
        addresses = tuple(row.address for row in rows if row.family == socket.AF_INET)
        found.append(Interface(name, name in states and states[name].isup, addresses))
    return found


def room_address(seen: Iterable[Interface], route: str = "") -> str | None:
    """Return the address under which phones in the room find this computer; None where there is none.

    Private addresses come before others, the one the system itself would send from before the rest, Wi-Fi before
    cables. Interfaces that are down, loopback, virtual ones and addresses nobody handed out are passed over.

    Parameters
    ----------
    seen : iterable of Interface
        As `interfaces` gives them.
    route : str
        The address the system would send from, see `way_out`.

    Examples
    --------
    >>> wifi = Interface("wlan0", True, ("192.168.0.7",))
    >>> room_address([Interface("lo", True, ("127.0.0.1",)), Interface("docker0", True, ("172.17.0.1",)), wifi])
    '192.168.0.7'
    """
    found: list[tuple[bool, bool, bool, int, str]] = []
    for interface in seen:
        if not interface.up or VIRTUAL.match(interface.name):
            continue
        for text in interface.addresses:
            address = ipaddress.IPv4Address(text)
            if address.is_loopback or address.is_link_local or address.is_unspecified or address.is_multicast:
                continue
            wireless = bool(WIRELESS.match(interface.name))
            found.append((not address.is_private, text != route, not wireless, len(found), text))
    return min(found)[-1] if found else None


def way_out() -> str:
    """Return the address the system would send from, empty where it has no way out; nothing is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("198.51.100.1", 9))  # an address for documentation: it is nobody's
            return probe.getsockname()[0]
        except OSError:
            return ""


class Names:
    """The names and addresses under which this computer answers: those given, and all it has at the moment.

    A laptop may change its network during a workshop, so the list is read again when it is a few seconds old.
    """

    def __init__(self, *given: str) -> None:
        self._given = {name.lower() for name in given if name}
        self._read, self._names = -AGE, set(self._given)

    def __call__(self) -> set[str]:
        """Return them."""
        if time.monotonic() - self._read > AGE:
            self._read = time.monotonic()
            self._names = self._given | {text for one in interfaces() for text in one.addresses}
        return self._names


def is_address(text: str) -> bool:
    """Return whether ``text`` is an address to be told to people: a name or numbers, nothing round it.

    Examples
    --------
    >>> [is_address(text) for text in ("192.168.0.7", "laptop.local", "http://x", "x:80", "")]
    [True, True, False, False, False]
    """
    return re.fullmatch(r"[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?", text) is not None


def is_here(address: str) -> bool:
    """Return whether ``address`` is one of this computer's own, in numbers or as a name that leads to one.

    Examples
    --------
    >>> is_here("127.0.0.1"), is_here("198.51.100.1")
    (True, False)
    """
    name, own = address.lower(), socket.gethostname().lower()
    if is_loopback(name) or name in (own, f"{own.split('.')[0]}.local"):
        return True
    try:
        found = {str(row[4][0]) for row in socket.getaddrinfo(name, None, socket.AF_INET)}
    except (OSError, UnicodeError):
        return False
    return any(is_loopback(text) for text in found) or bool(found & Names()())


def own_addresses() -> list[str]:
    """Return the addresses to choose from: the one for phones first, this computer's address for itself last."""
    up = [one for one in interfaces() if one.up and not VIRTUAL.match(one.name)]
    best = room_address(up, way_out())
    others = {text for one in up for text in one.addresses} - {best, "127.0.0.1"}
    return [*([best] if best else []), *sorted(others), "127.0.0.1"]


def is_loopback(address: str) -> bool:
    """Return whether ``address`` is this computer's own name for itself.

    Examples
    --------
    >>> [is_loopback(text) for text in ("127.0.0.1", "localhost", "192.168.0.7", "laptop.local")]
    [True, True, False, False]
    """
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return address == "localhost"


def claim(port: int, host: str = "0.0.0.0") -> list[socket.socket]:
    """Return listening sockets on the port.

    Raises
    ------
    PortError
        ``port_taken``, ``already_open`` where a workshop of ours answers there, or ``port_refused``.
    """
    try:
        return bind_sockets(port, host, family=socket.AF_INET)
    except OSError as error:
        if error.errno not in IN_USE:
            raise PortError("port_refused", port, port) from error
        key = "already_open" if answers(port) else "port_taken"
        raise PortError(key, port, free_after(port, host)) from error
    except OverflowError as error:
        raise PortError("port_refused", port, port) from error


def free_after(port: int, host: str = "0.0.0.0") -> int:
    """Return the next port that is free."""
    return free_from(port + 1, host)


def free_from(port: int, host: str = "0.0.0.0") -> int:
    """Return the port where it is free, else the next that is."""
    for other in [*range(port, min(port + NEAR, 65535) + 1), 0]:
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            if sys.platform != "win32":
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, other))
                return probe.getsockname()[1]
            except OSError:
                continue
    return port


def answers(port: int, path: str = "/api/health", name: str = "partnership-live") -> bool:
    """Return whether a workshop of ours answers on the port of this computer, or whatever says ``name`` at ``path``."""
    connection = HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", path)
        return json.loads(connection.getresponse().read(1000)) == {"name": name}
    except (OSError, HTTPException, ValueError):
        return False
    finally:
        connection.close()


def firewall(platform: str = sys.platform, root: Path = Path("/")) -> str | None:
    """Return which hint on a firewall this computer needs, a text of ``live_server.toml`` [firewall]; None for none."""
    if platform == "win32":
        return "windows"
    if platform == "darwin":
        return "macos"
    settings = root / "etc" / "ufw" / "ufw.conf"
    try:
        if re.search(r"^\s*ENABLED\s*=\s*yes", settings.read_text(encoding="utf-8"), re.IGNORECASE | re.MULTILINE):
            return "ufw"
    except (OSError, UnicodeDecodeError):
        pass  # no ufw, or not for us to read: then it says nothing
    if shutil.which("firewall-cmd") and _says("firewall-cmd", "--state") == "running":
        return "firewalld"
    return None


def _says(*command: str) -> str:
    try:
        return subprocess.run(command, capture_output=True, text=True, timeout=3, check=False).stdout.strip()
    except (OSError, subprocess.TimeoutExpired):
        return ""
