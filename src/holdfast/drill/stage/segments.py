# SPDX-License-Identifier: Apache-2.0
"""Which interfaces hang on one wire: those that share a group or a VIP."""

from collections.abc import Iterator
from ipaddress import IPv4Network, IPv6Network, ip_network

from msgspec import Struct

from holdfast.model.group import groups
from holdfast.model.site import Node, Site
from holdfast.model.vrrp import Vip, VrrpInstance

Network = IPv4Network | IPv6Network
Port = tuple[str, str]
"""A node and one of its interfaces."""

DEFAULT_INTERFACE = "eth0"
_USUAL_PREFIX = {4: 24, 6: 64}


class Segment(Struct, frozen=True):
    """One Ethernet segment: the interfaces on it and the networks of its VIPs."""

    name: str
    ports: tuple[Port, ...]
    networks: tuple[Network, ...]


def vip_interface(instance: VrrpInstance, vip: Vip) -> str:
    """The interface that gets a VIP."""
    return vip.device or instance.interface or DEFAULT_INTERFACE


def segments(site: Site) -> tuple[Segment, ...]:
    """The segments of a site, in the order in which its files name their interfaces."""
    wires: list[list[Port]] = []
    for ports in _together(site):
        touched = [wire for wire in wires if any(port in wire for port in ports)]
        merged = list(dict.fromkeys([port for wire in touched for port in wire] + ports))
        wires = [wire for wire in wires if wire not in touched] + [merged]
    return tuple(
        Segment(f"lan{number}", tuple(wire), tuple(_networks(site, wire)))
        for number, wire in enumerate(wires)
    )


def _together(site: Site) -> Iterator[list[Port]]:
    """The sets of ports that must reach each other."""
    for group in groups(site):
        yield [_port(node, instance) for node, instance in group.members]
    by_vip: dict[str, list[Port]] = {}
    for node, instance in site.instances:
        yield [_port(node, instance)]
        for vip in instance.vips:
            port = (node.name or "", vip_interface(instance, vip))
            by_vip.setdefault(str(vip.address), []).append(port)
    yield from by_vip.values()
    for node, instance in site.instances:
        for tracker in instance.trackers:
            if tracker.kind == "interface":
                yield [(node.name or "", tracker.name)]


def _port(node: Node, instance: VrrpInstance) -> Port:
    return node.name or "", instance.interface or DEFAULT_INTERFACE


def _networks(site: Site, wire: list[Port]) -> Iterator[Network]:
    """The networks on a wire: those of addresses that the files state, then those of its VIPs."""
    found: dict[Network, None] = {}
    for node in site.nodes:
        for interface in node.interfaces:
            if (node.name, interface.name) in wire:
                for own in interface.addresses:
                    found[ip_network((own.address, own.prefix), strict=False)] = None
    for node, instance in site.instances:
        for vip in instance.vips:
            inside = any(vip.address in network for network in found)
            if (node.name, vip_interface(instance, vip)) in wire and not inside:
                found[ip_network((vip.address, _prefix(vip)), strict=False)] = None
    return iter(found)


def _prefix(vip: Vip) -> int:
    """The VIP's prefix; the usual one where it covers the VIP alone."""
    alone = vip.prefix is None or vip.prefix == vip.address.max_prefixlen
    return _USUAL_PREFIX[vip.address.version] if alone else vip.prefix or 0
