# SPDX-License-Identifier: Apache-2.0
"""The addresses of a lab: stated ones first, free ones else."""

from ipaddress import ip_address

import pytest
from msgspec.structs import replace
from tests.drill.sites import instance, node, site, vip

from holdfast.drill.stage.addresses import plan, stated_addresses
from holdfast.drill.stage.segments import segments
from holdfast.lab.errors import LabError
from holdfast.model.interface import Interface, InterfaceAddress
from holdfast.model.site import Site

WEB = instance("web", vip("172.22.21.10"))


def ports(a_site: Site) -> dict[tuple[str, str], tuple[str, ...]]:
    (wire,) = segments(a_site)
    return plan(a_site, wire, {ip_address("172.22.21.10"), *stated_addresses(a_site)}).ports


def test_a_chosen_address_is_never_the_vip() -> None:
    assert ports(site(node("lb1", WEB), node("lb2", WEB))) == {
        ("lb1", "ens18"): ("172.22.21.11/24",),
        ("lb2", "ens18"): ("172.22.21.12/24",),
    }


def test_a_declared_address_is_taken() -> None:
    card = Interface("ens18", (InterfaceAddress(ip_address("172.22.21.11"), 24),))
    assert ports(site(node("lb1", WEB), node("lb2", WEB, interfaces=(card,)))) == {
        ("lb1", "ens18"): ("172.22.21.12/24",),
        ("lb2", "ens18"): ("172.22.21.11/24",),
    }


def test_unicast_names_both_ends() -> None:
    src, peer = ip_address("172.22.21.50"), ip_address("172.22.21.51")
    one = replace(WEB, unicast_src_ip=src, unicast_peers=(peer,))
    assert ports(site(node("lb1", one), node("lb2", WEB))) == {
        ("lb1", "ens18"): ("172.22.21.50/24",),
        ("lb2", "ens18"): ("172.22.21.51/24",),
    }


def test_client_and_gateway_are_free_addresses_too() -> None:
    a_site = site(node("lb1", instance("web", vip("10.0.0.1", 29))))
    (wire,) = segments(a_site)
    taken = {ip_address("10.0.0.1")}
    found = plan(a_site, wire, taken)
    given = {*found.client, *found.gateway, *found.ports["lb1", "ens18"]}
    assert len(given) == 3
    assert "10.0.0.1/29" not in given
    assert found.chosen == ("lb1 has 10.0.0.2 on ens18",)


def test_a_network_without_room_is_told() -> None:
    one = instance("web", vip("10.0.0.1", 30))
    a_site = site(node("lb1", one), node("lb2", one))
    (wire,) = segments(a_site)

    with pytest.raises(LabError, match=r"^10\.0\.0\.0/30 has no room: a lab wants an address in"):
        plan(a_site, wire, {ip_address("10.0.0.1")})
