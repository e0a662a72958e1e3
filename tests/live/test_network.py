"""Where phones find this computer, and what is said where they cannot."""

import socket
from pathlib import Path

import pytest

from course.live import network
from course.live.network import Interface, PortError

LOOPBACK = Interface("lo", True, ("127.0.0.1",))
DOCKER = Interface("docker0", True, ("172.17.0.1",))
WIFI = Interface("wlp2s0", True, ("192.168.0.7",))
CABLE = Interface("enp3s0", True, ("10.0.0.5",))


@pytest.mark.parametrize(
    ("seen", "route", "chosen"),
    [
        ([], "", None),
        ([LOOPBACK], "", None),
        ([LOOPBACK, DOCKER], "172.17.0.1", None),
        ([LOOPBACK, DOCKER, WIFI], "", "192.168.0.7"),
        ([WIFI._replace(up=False), LOOPBACK], "", None),
        ([Interface("eth0", True, ("169.254.7.7",))], "", None),
        ([CABLE, WIFI], "", "192.168.0.7"),
        ([CABLE, WIFI], "10.0.0.5", "10.0.0.5"),
        ([Interface("eth0", True, ("8.8.8.8", "10.1.1.1"))], "8.8.8.8", "10.1.1.1"),
        ([Interface("eth0", True, ("8.8.8.8",))], "", "8.8.8.8"),
        (
            [Interface("tun0", True, ("10.8.0.2",)), Interface("wg0", True, ("10.9.0.2",)), CABLE],
            "10.8.0.2",
            "10.0.0.5",
        ),
        (
            [Interface("vEthernet (WSL)", True, ("172.30.0.1",)), Interface("Wi-Fi", True, ("192.168.1.4",))],
            "",
            "192.168.1.4",
        ),
        ([Interface("br-1a2b", True, ("172.18.0.1",)), Interface("veth12", True, ("10.3.3.3",))], "", None),
        (
            [Interface("VirtualBox Host-Only", True, ("192.168.56.1",)), Interface("en0", True, ("10.5.5.5",))],
            "",
            "10.5.5.5",
        ),
    ],
)
def test_room_address_is_the_one_phones_can_reach(seen: list[Interface], route: str, chosen: str | None) -> None:
    assert network.room_address(seen, route) == chosen


def test_this_computer_has_interfaces_and_a_way_out_that_is_one_of_them() -> None:
    addresses = {text for one in network.interfaces() for text in one.addresses}
    assert "127.0.0.1" in addresses
    assert network.way_out() in addresses | {""}
    assert network.Names("Laptop.local")() >= addresses | {"laptop.local"}


def test_names_are_read_again_after_the_network_has_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = [WIFI]
    monkeypatch.setattr(network, "interfaces", lambda: seen)
    monkeypatch.setattr(network, "AGE", -1.0)
    names = network.Names()
    assert names() == {"192.168.0.7"}
    seen[:] = [CABLE]
    assert names() == {"10.0.0.5"}


@pytest.mark.parametrize("text", ["http://192.168.0.7", "192.168.0.7:8890", "", "a b", "<b>", "a/b", "-a", "x" * 300])
def test_what_is_no_address_is_not_told_to_people(text: str) -> None:
    assert not network.is_address(text)


def test_port_taken_by_somebody_else_names_one_that_is_free() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(PortError) as caught:
            network.claim(port, "127.0.0.1")
        assert caught.value.key == "port_taken"
        assert caught.value.other != port
        for one in network.claim(caught.value.other, "127.0.0.1"):
            one.close()


def test_address_must_be_this_computers(monkeypatch: pytest.MonkeyPatch) -> None:
    names = {"sala": "192.168.0.7", "me": "127.0.1.1", "printer": "192.168.0.99"}

    def resolve(name: str, *_: object) -> list[tuple]:
        if name not in names and not name[0].isdigit():
            raise socket.gaierror(-2, "Name or service not known")
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (names.get(name, name), 0))]

    monkeypatch.setattr(network.socket, "getaddrinfo", resolve)
    monkeypatch.setattr(network.socket, "gethostname", lambda: "Laptop.home")
    monkeypatch.setattr(network, "interfaces", lambda: [LOOPBACK, DOCKER, CABLE, WIFI])
    monkeypatch.setattr(network, "way_out", lambda: "")
    mine = ("127.0.0.1", "localhost", "192.168.0.7", "10.0.0.5", "172.17.0.1", "Sala", "me", "laptop.local")
    assert [text for text in mine if not network.is_here(text)] == []
    assert [text for text in ("10.99.99.99", "printer", "hall", "other.local") if network.is_here(text)] == []
    assert network.own_addresses() == ["192.168.0.7", "10.0.0.5", "127.0.0.1"]


def test_port_that_cannot_be_had_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(network, "bind_sockets", forbidden)
    with pytest.raises(PortError, match="port_refused"):
        network.claim(80)


@pytest.mark.parametrize(
    ("platform", "settings", "hint"),
    [
        ("win32", None, "windows"),
        ("darwin", None, "macos"),
        ("linux", "ENABLED=yes\n", "ufw"),
        ("linux", "# ENABLED=yes\nENABLED=no\n", None),
        ("linux", None, None),
    ],
)
def test_firewall_hint_is_the_systems_own(
    platform: str, settings: str | None, hint: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(network.shutil, "which", lambda _: None)
    if settings is not None:
        (tmp_path / "etc" / "ufw").mkdir(parents=True)
        (tmp_path / "etc" / "ufw" / "ufw.conf").write_text(settings)
    assert network.firewall(platform, tmp_path) == hint


def test_running_firewalld_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(network.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(network, "_says", lambda *command: "running")
    assert network.firewall("linux", tmp_path) == "firewalld"
    monkeypatch.setattr(network, "_says", lambda *command: "not running")
    assert network.firewall("linux", tmp_path) is None
