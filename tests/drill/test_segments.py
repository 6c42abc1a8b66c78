# SPDX-License-Identifier: Apache-2.0
"""Which interfaces hang on one wire."""

from ipaddress import ip_address, ip_network

from tests.drill.sites import instance, node, site, vip

from holdfast.drill.stage.segments import segments, with_way_to
from holdfast.model.interface import Interface, InterfaceAddress


def test_a_pair_shares_one_wire() -> None:
    web = instance("web", vip("172.22.21.36"))
    (wire,) = segments(site(node("lb1", web), node("lb2", web)))
    assert wire.ports == (("lb1", "ens18"), ("lb2", "ens18"))
    assert wire.networks == (ip_network("172.22.21.0/24"),)


def test_interfaces_may_be_called_otherwise_on_the_other_node() -> None:
    one = node("lb1", instance("web", vip("10.0.0.9")))
    other = node("lb2", instance("web", vip("10.0.0.9"), interface="eth0"))
    (wire,) = segments(site(one, other))
    assert wire.ports == (("lb1", "ens18"), ("lb2", "eth0"))


def test_inside_and_outside_are_two_wires() -> None:
    inside = instance("in", vip("10.0.0.9"), vrid=1, interface="eth1")
    outside = instance("out", vip("192.0.2.9"), vrid=2, interface="eth0")
    wires = segments(site(node("lb1", inside, outside), node("lb2", inside, outside)))
    assert [wire.ports for wire in wires] == [
        (("lb1", "eth1"), ("lb2", "eth1")),
        (("lb1", "eth0"), ("lb2", "eth0")),
    ]


def test_a_vip_on_another_device_has_its_own_wire() -> None:
    web = instance("web", vip("192.0.2.9", device="eth1"))
    wires = segments(site(node("lb1", web), node("lb2", web)))
    assert [(wire.ports[0], wire.networks) for wire in wires] == [
        (("lb1", "ens18"), ()),
        (("lb1", "eth1"), (ip_network("192.0.2.0/24"),)),
    ]


def test_a_vip_without_prefix_takes_the_network_of_the_interface() -> None:
    card = Interface("ens18", (InterfaceAddress(ip_address("10.1.2.3"), 16),))
    web = instance("web", vip("10.1.9.9", None))
    (wire,) = segments(site(node("lb1", web, interfaces=(card,)), node("lb2", web)))
    assert wire.networks == (ip_network("10.1.0.0/16"),)


def test_nodes_with_different_virtual_router_ids_still_share_the_wire_of_their_vip() -> None:
    one, other = (instance("web", vip("10.0.0.9"), vrid=vrid) for vrid in (1, 2))
    (wire,) = segments(site(node("lb1", one), node("lb2", other)))
    assert wire.ports == (("lb1", "ens18"), ("lb2", "ens18"))


def test_a_node_without_vrrp_hangs_on_the_first_wire() -> None:
    (wire,) = segments(site(node("lb1", instance("web", vip("10.0.0.9"))), node("lb2")))
    assert wire.ports == (("lb1", "ens18"), ("lb2", "ens18"))


def test_backends_of_the_other_family_get_a_network() -> None:
    found = segments(site(node("lb1", instance("six", vip("2001:db8:1::9", 64)))))
    (wire,) = with_way_to(found, [ip_address("192.0.2.7"), ip_address("2001:db8:1::7")])
    assert wire.networks == (ip_network("2001:db8:1::/64"), ip_network("198.19.0.0/24"))


def test_backends_of_the_same_family_get_none() -> None:
    found = segments(site(node("lb1", instance("web", vip("10.0.0.9")))))
    assert with_way_to(found, [ip_address("192.0.2.7")]) == found
