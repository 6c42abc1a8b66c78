# SPDX-License-Identifier: Apache-2.0
"""facts.json fills in what no file of the node states, and never overrules one."""

import json
from pathlib import Path

import pytest
from tests.load.nodes import KEEPALIVED, Files, node, site

from holdfast.check.engine import check
from holdfast.check.registry import RULES
from holdfast.model.interface import Interface

VIP = """\
vrrp_instance VI_01 {
    interface ens18
    virtual_router_id 51
    virtual_ipaddress {
        172.22.21.36/24
    }
}
"""
LINKS = [
    {"name": "lo", "addresses": ["127.0.0.1/8", "::1/128"]},
    {"name": "ens18", "addresses": ["172.22.21.10/24", "172.22.21.36/24", "fe80::1/64"]},
    {"name": "vip0", "kind": "dummy", "addresses": ["172.22.21.36/32"]},
    {"name": "wg0", "kind": "wireguard", "addresses": ["10.9.0.1/24"]},
]


def collected(files: Files = {}, **facts: object) -> Files:  # noqa: B006 - never changed
    told = {"version": 0, "links": LINKS, **facts}
    return {KEEPALIVED: VIP, "facts.json": json.dumps(told), **files}


def addresses(interfaces: tuple[Interface, ...]) -> dict[str, list[str]]:
    return {i.name: [f"{own.address}/{own.prefix}" for own in i.addresses] for i in interfaces}


def test_an_address_that_no_file_states_is_that_of_the_host(tmp_path: Path) -> None:
    dhcp = {"etc/network/interfaces": "auto ens18\niface ens18 inet dhcp\n"}
    found = node(tmp_path, collected(dhcp))

    assert addresses(found.interfaces) == {"ens18": ["172.22.21.10/24"], "wg0": ["10.9.0.1/24"]}
    assert found.interfaces[0].auto
    assert "/facts.json" not in found.files


def test_what_a_file_states_stays(tmp_path: Path) -> None:
    own = {"etc/network/interfaces": "iface ens18 inet static\n    address 172.22.21.99/24\n"}

    assert addresses(node(tmp_path, collected(own)).interfaces)["ens18"] == ["172.22.21.99/24"]


def test_a_vip_that_the_node_owned_then_is_not_its_own(tmp_path: Path) -> None:
    """Nor is one that somebody keeps by hand: the next boot knows nothing of it."""
    found = node(tmp_path, collected())

    assert not any(
        "172.22.21.36" in text for own in addresses(found.interfaces).values() for text in own
    )


def test_packages_are_those_of_the_host_where_its_database_is_not_there(tmp_path: Path) -> None:
    status = "Package: socat\nStatus: install ok installed\nVersion: 1.7\n"
    database = {"var/lib/dpkg/status": status}
    known = {"haproxy": "2.6.12-1"}

    assert node(tmp_path / "a", collected(packages=known)).packages == known
    assert node(tmp_path / "b", collected(database, packages=known)).packages == {"socat": "1.7"}
    assert node(tmp_path / "c", collected()).packages is None


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("[", "is no facts.json of collect ("),
        ('{"version": 7}', "is of version 7, and this holdfast reads 0 and 1"),
        ('{"version": 0, "links": 3}', "Expected `array`, got `int` - at `$.links`"),
    ],
)
def test_a_file_that_is_none_is_told(tmp_path: Path, text: str, why: str) -> None:
    [error] = site(tmp_path, {KEEPALIVED: VIP, "facts.json": text}).errors

    assert error.file == f"{tmp_path}/lb1/facts.json"
    assert why in error.message
    assert error.message.endswith(": collect the node again, or remove the file")


def test_rules_use_them(tmp_path: Path) -> None:
    """Only the host knows that the peer is this node."""
    unicast = VIP.replace(
        "    virtual_router", "    unicast_peer {\n        172.22.21.10\n    }\n    virtual_router"
    )
    files = collected({KEEPALIVED: unicast})

    with_facts, without = (
        {finding.rule for finding in check(site(tmp_path / name, of), RULES)}
        for name, of in (("a", files), ("b", {KEEPALIVED: unicast}))
    )

    assert "unicast-peer-is-self" in with_facts - without
