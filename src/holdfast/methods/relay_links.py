# SPDX-License-Identifier: Apache-2.0
"""What a relay hands on, and to whom, read off the whole site."""

from collections.abc import Iterator
from ipaddress import ip_network

from holdfast.methods.claim import claim
from holdfast.methods.method import Refused
from holdfast.methods.plans import label
from holdfast.model.address import Address
from holdfast.model.binding import served, vip_of
from holdfast.model.own_address import addresses_on
from holdfast.model.relay import Link, Peer, Service
from holdfast.model.site import Node, Site

_Wire = tuple[str, int]
"""An interface and a version of IP."""


def links(site: Site, node: Node) -> tuple[Link, ...] | Refused:
    """The links of a node's table; their peers in ring order, beginning behind the node."""
    found = []
    for wire, vips in _wires(site, node).items():
        own, peers = _own_address(site, node, vips[0]), _peers(site, node, wire, vips)
        if isinstance(own, Refused):
            return own
        if isinstance(peers, Refused):
            return peers
        services = tuple(Service(vip, ports) for vip in vips for ports in tcp_ports(site, vip))
        found.append(Link(wire[0], own, services, peers))
    return tuple(found)


def _wires(site: Site, node: Node) -> dict[_Wire, list[Address]]:
    """The VIPs that a node shares with others and that some HAProxy serves, by wire."""
    wanted = {vip.address for other in site.nodes for _, vip in served(other)}
    found: dict[_Wire, list[Address]] = {}
    for instance in node.keepalived.instances:
        for vip in instance.vips:
            shared = len(_movers(site, vip.address)) > 1 and tcp_ports(site, vip.address)
            interface = instance.wire(vip)
            if vip.address in wanted and shared and interface is not None:
                found.setdefault((interface, vip.address.version), []).append(vip.address)
    return found


def _movers(site: Site, vip: Address) -> tuple[str, ...]:
    """The nodes between which a VIP moves."""
    return tuple(node.name or "" for node in site.nodes if vip_of(node, vip) is not None)


def tcp_ports(site: Site, vip: Address) -> tuple[tuple[int, int], ...]:
    """Every TCP port that some HAProxy binds for a VIP: the nodes are to agree on them."""
    found = {
        bind.ports
        for node in site.nodes
        for proxy in node.haproxy.proxies
        for bind in proxy.binds
        if proxy.kind != "peers"
        and bind.hears(vip)
        and bind.ports[0]
        and not claim(node, bind, every_address=False).datagram
    }
    return tuple(_merged(sorted(found)))


def _merged(ranges: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The same ports without overlaps, which nft refuses."""
    for number, (first, last) in enumerate(ranges):
        begun = max((high for _, high in ranges[:number]), default=0)
        if last > begun:
            yield max(first, begun + 1), last


def _peers(site: Site, node: Node, wire: _Wire, vips: list[Address]) -> tuple[Peer, ...] | Refused:
    """The other nodes on a wire with their own addresses there."""
    names = _movers(site, vips[0])
    apart = next((vip for vip in vips if _movers(site, vip) != names), None)
    if apart is not None:
        return Refused(
            f"{label(node)}{vips[0]} and {apart} are both on {wire[0]} and move between different "
            "nodes: give each its own interface"
        )
    at = site.nodes.index(node)
    found = []
    for other in (*site.nodes[at + 1 :], *site.nodes[:at]):
        if (other.name or "") in names:
            address = _own_address(site, other, vips[0])
            if isinstance(address, Refused):
                return address
            if not _reaches(node, wire[0], address):
                return Refused(
                    f"{label(node)}{address}, the own address of {other.name}, is in no network of "
                    f"its {wire[0]}: the relay hands frames to its peers, so the nodes have to be "
                    "on one Ethernet segment, which a cloud's networks are not"
                )
            found.append(Peer(other.name or "", address))
    return tuple(found)


def _own_address(site: Site, node: Node, vip: Address) -> Address | Refused:
    """The node's own address on the wire of a VIP; one in the VIP's network before others."""
    moved = vip_of(node, vip)
    interface = (moved[0].wire(moved[1]) if moved is not None else None) or "the VIP's interface"
    vips = {v.address for _, instance in site.instances for v in instance.vips}
    usable = [
        own
        for own in addresses_on(site, node, interface)
        if own.version == vip.version and own not in vips and not own.is_link_local
    ]
    if not usable:
        example = f"addresses: {{{node.name}: {{{interface}: ADDRESS}}}}"
        return Refused(
            f"{label(node)}no file states its own IPv{vip.version} address on {interface}, to "
            f"which its peers are to hand packets for {vip}: write `{example}` into holdfast.yaml "
            "beside the nodes, or add the node's network configuration to its folder "
            "(/etc/network/interfaces, netplan …)"
        )
    return next((own for own in usable if own in _near(node, interface, vip)), usable[0])


def _reaches(node: Node, interface: str, peer: Address) -> bool:
    """Whether a peer is a neighbour, or no file says what the networks of the interface are."""
    link = node.interface(interface)
    stated = link.addresses if link is not None else ()
    known = any(own.address.version == peer.version for own in stated)
    return not known or bool(_near(node, interface, peer))


def _near(node: Node, interface: str, other: Address) -> list[Address]:
    """The addresses of an interface whose network has another address in it."""
    link = node.interface(interface)
    return [
        own.address
        for own in (link.addresses if link is not None else ())
        if other in ip_network((own.address, own.prefix), strict=False)
    ]
