# SPDX-License-Identifier: Apache-2.0
"""Which interfaces hang on one wire: those that share a group or a VIP."""

from collections.abc import Iterable, Iterator
from ipaddress import IPv4Network, IPv6Network, ip_network

from msgspec import Struct
from msgspec.structs import replace

from holdfast.model.address import Address
from holdfast.model.group import groups
from holdfast.model.site import Node, Site
from holdfast.model.vrrp import DEFAULT_INTERFACE, Vip, VrrpInstance

Network = IPv4Network | IPv6Network
Port = tuple[str, str]
"""A node and one of its interfaces."""

_USUAL_PREFIX = {4: 24, 6: 64}


class Segment(Struct, frozen=True):
    """One Ethernet segment: the interfaces on it and the networks of its VIPs."""

    name: str
    ports: tuple[Port, ...]
    networks: tuple[Network, ...]


_BEHIND = {4: ip_network("198.19.0.0/24"), 6: ip_network("2001:db8:ffff::/64")}
"""Networks for backends of a family in which no VIP is (RFC 2544, RFC 3849)."""


def vip_interface(instance: VrrpInstance, vip: Vip) -> str:
    """The interface that gets a VIP."""
    return instance.wire(vip) or DEFAULT_INTERFACE


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


def with_way_to(found: tuple[Segment, ...], backends: Iterable[Address]) -> tuple[Segment, ...]:
    """The segments, the first with one more network for each family that only backends have."""
    there = {network.version for segment in found for network in segment.networks}
    missing = sorted({address.version for address in backends} - there)
    if not found or not missing:
        return found
    first = replace(found[0], networks=(*found[0].networks, *(_BEHIND[v] for v in missing)))
    return (first, *found[1:])


def _together(site: Site) -> Iterator[list[Port]]:
    """The sets of ports that must reach each other."""
    for group in groups(site):
        yield [_port(node, instance) for node, instance in group.members]
    yield from _beside(site)
    by_vip: dict[str, list[Port]] = {}
    for node, instance in site.instances:
        yield [_port(node, instance)]
        for vip in instance.vips:
            port = (node.name or "", vip_interface(instance, vip))
            by_vip.setdefault(str(vip.address), []).append(port)
    yield from by_vip.values()
    for node, instance in site.instances:
        for tracker in node.keepalived.trackers(instance):
            if tracker.kind == "interface":
                yield [(node.name or "", tracker.name)]


def _beside(site: Site) -> Iterator[list[Port]]:
    """A node without VRRP hangs on the wire of the first one that has it."""
    anchor = next((_port(node, instance) for node, instance in site.instances), None)
    for node in site.nodes:
        if anchor is not None and not node.keepalived.instances:
            yield [anchor, (node.name or "", anchor[1])]


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
