# SPDX-License-Identifier: Apache-2.0
"""Interfaces and addresses from the network configurations of all distributions."""

from pathlib import Path

import pytest
from tests.load.nodes import Files, node, source

NETWORKD = """\
[Match]
Name=ens18 ens19

[Network]
Address=172.22.21.10/24
# Address=172.22.21.99/24
%s
[Address]
Address = 2001:db8::10/64
"""
NETPLAN = """\
network:
  version: 2
  renderer: %s
  ethernets:
    # Büro
    ens18:
      addresses:
        - 172.22.21.10/24
        - "2001:db8::10/64":
            lifetime: 0
    lan:
      match: {name: ens19}
      critical: true
  dummy-devices:
    dummy0:
      addresses: [172.22.21.36/32]
"""
KEYFILE = """\
[connection]
interface-name=ens18
type=%s

[ipv4]
address1=172.22.21.10/24,172.22.21.1
addresses2=172.22.21.11
dns=172.22.21.1;
"""
IFCFG = 'DEVICE="ens18"\nIPADDR=172.22.21.10\nNETMASK=255.255.252.0\nIPV6ADDR=2001:db8::10/48\n'


def seen(folder: Path, files: Files) -> dict[str, list[str]]:
    """The addresses of each interface."""
    return {
        link.name: [f"{own.address}/{own.prefix}" for own in link.addresses]
        for link in node(folder, files).interfaces
    }


def test_systemd_networkd(tmp_path: Path) -> None:
    files = {"etc/systemd/network/10.network": NETWORKD % ""}
    found = node(tmp_path, files)

    assert seen(tmp_path / "again", files) == {
        "ens18": ["172.22.21.10/24", "2001:db8::10/64"],
        "ens19": ["172.22.21.10/24", "2001:db8::10/64"],
    }
    [own, *_] = found.interfaces[0].addresses
    assert own.place is not None
    assert source(found, own.place) == "Address=172.22.21.10/24"


def test_the_first_network_file_of_an_interface_counts_and_wildcards_name_none(
    tmp_path: Path,
) -> None:
    files = {
        "etc/systemd/network/10.network": "[Match]\nName=en*\n[Network]\nAddress=10.0.0.1/24\n",
        "etc/systemd/network/20.network": "[Match]\nName=ens18\n",
        "etc/systemd/network/30.network": "[Match]\nName=ens18\n[Network]\nAddress=10.0.0.2/24\n",
    }

    assert seen(tmp_path, files) == {"ens18": []}


@pytest.mark.parametrize(
    ("line", "emptied"),
    [
        ("", True),
        ("KeepConfiguration=no", True),
        ("KeepConfiguration=dhcp-on-stop", True),
        ("KeepConfiguration=static", False),
        ("KeepConfiguration=yes", False),
    ],
)
def test_what_networkd_takes_away(line: str, emptied: bool, tmp_path: Path) -> None:
    found = node(tmp_path, {"etc/systemd/network/10.network": NETWORKD % line})

    assert [link.emptied_by is not None for link in found.interfaces] == [emptied, emptied]


def test_a_netdev_gives_the_kind(tmp_path: Path) -> None:
    files = {
        "etc/systemd/network/10.netdev": "[NetDev]\nName=dummy0\nKind=dummy\n",
        "etc/systemd/network/10.network": "[Match]\nName=dummy0\n[Network]\nAddress=10.0.0.1/32\n",
    }

    assert [link.local for link in node(tmp_path, files).interfaces] == [True]


def test_netplan(tmp_path: Path) -> None:
    found = node(tmp_path, {"etc/netplan/01.yaml": NETPLAN % "networkd"})

    assert {link.name: link.emptied_by is not None for link in found.interfaces} == {
        "ens18": True,
        "ens19": False,
        "dummy0": True,
    }
    assert [link.kind for link in found.interfaces] == [None, None, "dummy"]
    places = [own.place for own in found.interfaces[0].addresses]
    assert [source(found, place) for place in places if place] == [
        "172.22.21.10/24",
        '"2001:db8::10/64"',
    ]


def test_netplan_with_another_renderer_is_not_emptied(tmp_path: Path) -> None:
    found = node(tmp_path, {"etc/netplan/01.yaml": NETPLAN % "NetworkManager"})

    assert [link.emptied_by for link in found.interfaces] == [None, None, None]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "network: [",
        "network: 3\n",
        "- a\n",
        "network:\n  ethernets: x\n",
        "network: !!map x\n",
        "network: {ethernets: !!map x}\n",
    ],
)
def test_netplan_that_says_nothing(text: str, tmp_path: Path) -> None:
    assert seen(tmp_path, {"etc/netplan/01.yaml": text}) == {}


@pytest.mark.parametrize("addresses", ["!!seq x", "[!!map x]", "[{[a]: {}}]", "[&a [*a]]"])
def test_netplan_with_addresses_that_are_none(addresses: str, tmp_path: Path) -> None:
    text = f"network: {{ethernets: {{ens18: {{addresses: {addresses}, match: !!map x}}}}}}\n"

    [link] = node(tmp_path, {"etc/netplan/01.yaml": text}).interfaces

    assert (link.name, link.addresses) == ("ens18", ())


def test_networkmanager(tmp_path: Path) -> None:
    path = "etc/NetworkManager/system-connections/a.nmconnection"

    assert seen(tmp_path, {path: KEYFILE % "ethernet"}) == {
        "ens18": ["172.22.21.10/24", "172.22.21.11/32"]
    }
    assert node(tmp_path / "b", {path: KEYFILE % "dummy"}).interfaces[0].local


def test_ifcfg_and_its_alias(tmp_path: Path) -> None:
    files = {
        "etc/sysconfig/network-scripts/ifcfg-ens18": IFCFG,
        "etc/sysconfig/network-scripts/ifcfg-ens18:0": "IPADDR=172.22.21.36\nPREFIX=32\n",
        "etc/sysconfig/network-scripts/ifcfg-ens18.bak": "IPADDR=172.22.21.99\n",
    }

    assert seen(tmp_path, files) == {
        "ens18": ["172.22.21.10/22", "2001:db8::10/48", "172.22.21.36/32"]
    }


def test_several_configurations_of_one_interface_are_put_together(tmp_path: Path) -> None:
    files = {
        "etc/network/interfaces": "iface ens18 inet static\n    address 172.22.21.10/24\n",
        "etc/netplan/01.yaml": "network: {ethernets: {ens18: {addresses: [10.0.0.1/8]}}}\n",
    }

    assert seen(tmp_path, files) == {"ens18": ["172.22.21.10/24", "10.0.0.1/8"]}
