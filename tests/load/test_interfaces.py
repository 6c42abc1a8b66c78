# SPDX-License-Identifier: Apache-2.0
"""interfaces(5), form by form."""

from pathlib import Path

import pytest
from tests.load.nodes import INTERFACES, node, source

from holdfast.model.interface import Interface

DUMMY = """\
auto dummy0
iface dummy0 inet static
    address 172.22.21.36
    netmask 255.255.255.0
    pre-up ip link add dummy0 type dummy
    post-down ip link del dummy0
"""


def interfaces(folder: Path, text: str, **more: str) -> tuple[Interface, ...]:
    files = {INTERFACES: text, **{f"etc/network/{name}": t for name, t in more.items()}}
    return node(folder, files).interfaces


def addresses(found: Interface) -> list[str]:
    return [f"{a.address}/{a.prefix}" for a in found.addresses]


def test_the_recipes_dummy(tmp_path: Path) -> None:
    (found,) = interfaces(tmp_path, DUMMY)

    assert (found.name, found.kind, found.auto, found.local) == ("dummy0", "dummy", True, True)
    assert addresses(found) == ["172.22.21.36/24"]
    assert [(hook.phase, hook.command) for hook in found.hooks] == [
        ("pre-up", "ip link add dummy0 type dummy"),
        ("post-down", "ip link del dummy0"),
    ]


def test_places(tmp_path: Path) -> None:
    lb1 = node(tmp_path, {INTERFACES: DUMMY})
    (found,) = lb1.interfaces

    assert found.place is not None
    assert found.addresses[0].place is not None
    assert source(lb1, found.place) == "iface dummy0 inet static"
    assert source(lb1, found.addresses[0].place) == "address 172.22.21.36"
    assert source(lb1, found.hooks[0].place) == "pre-up ip link add dummy0 type dummy"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("iface e inet manual\n address 10.0.0.1/24\n", []),
        ("iface e inet dhcp\n", []),
        ("# iface e inet static\n# address 10.0.0.1\niface e inet manual\n", []),
        ("iface e inet static\n address no\n", []),
        ("iface e inet static\n address 10.0.0.1/24\n", ["10.0.0.1/24"]),
        ("iface e inet static\n netmask 24\n address 10.0.0.1\n", ["10.0.0.1/24"]),
        ("iface e inet static\n address 10.0.0.1\n netmask 255.255.0.0\n", ["10.0.0.1/16"]),
        ("iface e inet static\n address 10.0.0.1\n", ["10.0.0.1/8"]),
        ("iface e inet static\n address 172.22.0.1\n", ["172.22.0.1/16"]),
        ("iface e inet static\n address 192.0.2.1\n", ["192.0.2.1/24"]),
        ("iface e inet6 static\n address 2001:db8::1/64\n", ["2001:db8::1/64"]),
        ("iface e inet6 static\n address 2001:db8::1\n netmask 48\n", ["2001:db8::1/48"]),
        (
            "iface e inet static\n address 10.0.0.1/24\niface e inet static\n address 10.0.0.2/24\n"
            "iface e inet6 static\n address 2001:db8::1/64\n",
            ["10.0.0.1/24", "10.0.0.2/24", "2001:db8::1/64"],
        ),
        (
            "iface e inet static\n address 10.0.0.1/24\n"
            "iface e:1 inet static\n address 10.0.0.2/32\n",
            ["10.0.0.1/24", "10.0.0.2/32"],
        ),
        ("iface e inet static\n addr\\\ness 10.0.0.1/24\n", []),
        ("iface e inet \\\n static\n address \\\n 10.0.0.1/24\n", ["10.0.0.1/24"]),
    ],
)
def test_addresses(tmp_path: Path, text: str, wanted: list[str]) -> None:
    assert addresses(interfaces(tmp_path, text)[0]) == wanted


@pytest.mark.parametrize(
    ("command", "wanted"),
    [
        ("ip addr del 10.0.0.9/32 dev $IFACE", []),
        ("echo ip addr", []),
        ("ip addr add 10.0.0.9/32", []),
        ("ip addr add 10.0.0.9/32 dev $IFACE", ["10.0.0.9/32"]),
        ("ip address add 10.0.0.9 dev ${IFACE}", ["10.0.0.9/32"]),
        ("ip address add 10.0.0.9/99 dev ${IFACE}", ["10.0.0.9/32"]),
        ("/sbin/ip -4 a add 10.0.0.9/32 dev e label e:vip", ["10.0.0.9/32"]),
        ("ip addr replace dev e local 10.0.0.9/32", ["10.0.0.9/32"]),
        ("sleep 1; ip -6 addr add 2001:db8::9/128 dev e || true", ["2001:db8::9/128"]),
        ("ip route add 10.0.0.9/32 dev e", []),
    ],
)
def test_addresses_that_hooks_add(tmp_path: Path, command: str, wanted: list[str]) -> None:
    assert addresses(interfaces(tmp_path, f"iface e inet manual\n up {command}\n")[0]) == wanted


def test_a_hook_that_goes_down_adds_nothing(tmp_path: Path) -> None:
    text = "iface e inet manual\n post-down ip addr add 10.0.0.9/32 dev e\n"

    assert addresses(interfaces(tmp_path, text)[0]) == []


def test_a_hook_may_serve_another_interface(tmp_path: Path) -> None:
    text = "auto e\niface e inet dhcp\n up ip addr add 10.0.0.9/32 dev lo\n"
    e, lo = interfaces(tmp_path, text)

    assert (addresses(e), lo.name, addresses(lo), lo.auto) == ([], "lo", ["10.0.0.9/32"], False)


@pytest.mark.parametrize(
    ("hook", "kind"),
    [
        ("pre-up ip link add dummy0 type dummy", "dummy"),
        ("pre-up ip link add name dummy0 type dummy", "dummy"),
        ("pre-up ip link add dev dummy0 type dummy || true", "dummy"),
        ("pre-up /usr/sbin/ip link add $IFACE type dummy", "dummy"),
        ("pre-up ip link add dummy0 mtu 1500 type bridge", "bridge"),
        ("pre-up modprobe dummy", "dummy"),
        ("link-type dummy", "dummy"),
        ("post-down ip link add dummy0 type dummy", None),
        ("pre-up ip link add other type dummy", None),
    ],
)
def test_kinds(tmp_path: Path, hook: str, kind: str | None) -> None:
    assert interfaces(tmp_path, f"iface dummy0 inet manual\n {hook}\n")[0].kind == kind


@pytest.mark.parametrize(
    ("line", "auto"),
    [("auto lo e", True), ("allow-hotplug e", True), ("allow-ovs e", False), ("# auto e", False)],
)
def test_auto(tmp_path: Path, line: str, *, auto: bool) -> None:
    assert interfaces(tmp_path, f"iface e inet dhcp\n{line}\n")[0].auto is auto


def test_sourced_files(tmp_path: Path) -> None:
    found = interfaces(
        tmp_path,
        "source /etc/network/interfaces.d/*\nsource-directory more\niface z inet manual\n",
        **{
            "interfaces.d/b": "iface b inet manual\n",
            "interfaces.d/a.cfg": "iface a inet manual\n",
            "more/c": "iface c inet manual\nsource ../loop\n",
            "more/no.conf": "iface no inet manual\n",
            "loop": "iface d inet manual\n",
        },
    )

    assert [interface.name for interface in found] == ["a", "b", "c", "d", "z"]


def test_a_file_that_sources_itself_ends(tmp_path: Path) -> None:
    found = interfaces(tmp_path, "source /etc/network/interfaces\niface e inet manual\n")

    assert [interface.name for interface in found] == ["e"]
