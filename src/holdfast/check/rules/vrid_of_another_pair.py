# SPDX-License-Identifier: Apache-2.0
"""Another group has the same virtual_router_id on the same network."""

from collections.abc import Iterator
from ipaddress import ip_interface

from holdfast.check.finding import Also, Finding
from holdfast.check.own_addresses import subnets
from holdfast.check.pairs import Member
from holdfast.model.address import Address
from holdfast.model.facts import AdvertFact
from holdfast.model.group import groups
from holdfast.model.own_address import addresses_on
from holdfast.model.site import Site
from holdfast.model.vrrp import VrrpInstance


def check(site: Site) -> Iterator[Finding]:
    """Nodes that have no VIP in common, and whose interfaces are in one network; and routers that
    are no node of the site, where one was heard when a node was collected.

    Where one node has the id twice on an interface, vrid-twice-on-interface speaks.
    Silent with unicast, with `mcast_dst_ip`, and where the files do not tell the networks.
    """
    yield from _within(site)
    yield from _heard(site)


def _heard(site: Site) -> Iterator[Finding]:
    """By IPv4 alone: what advertises by IPv6 has a link-local address, which no file states."""
    for group in groups(site) if any(node.heard for node in site.nodes) else ():
        own = [
            {str(address) for address in addresses_on(site, node, instance.interface or "")}
            for node, instance in group.members
        ]
        if not all(own):
            continue  # a peer might be taken for a stranger
        nodes = {address for addresses in own for address in addresses}
        for node, instance in group.members:
            for advert in node.heard:
                here = (instance.interface, instance.family, instance.virtual_router_id)
                told = (advert.interface, advert.family, advert.virtual_router_id)
                if here == told and advert.source not in nodes and advert.family == "ipv4":
                    yield _stranger(instance, advert)


def _stranger(instance: VrrpInstance, advert: AdvertFact) -> Finding:
    return Finding(
        f"{advert.source} advertises the virtual_router_id {advert.virtual_router_id} on "
        f"{advert.interface}, too, and is no node of this site: each throws the other's "
        "advertisements away and logs every one; give this group another id, the same on all its "
        "nodes",
        instance.at("virtual_router_id"),
    )


def _within(site: Site) -> Iterator[Finding]:
    if len(site.nodes) < 2:
        return
    seen: dict[tuple[object, object], list[Member]] = {}
    for node, instance in site.instances:
        multicast = not instance.unicast_peers and "mcast_dst_ip" not in instance.settings
        if instance.virtual_router_id is None or instance.family is None or not multicast:
            continue
        here = Member(node, instance)
        if _twice(here):
            continue
        before = seen.setdefault((instance.virtual_router_id, instance.family), [])
        other = next((member for member in before if _strangers(member, here)), None)
        before.append(here)
        if other is not None:
            yield _finding(here, other)


def _finding(here: Member, other: Member) -> Finding:
    vrid = here.instance.virtual_router_id
    return Finding(
        f"{other.instance.name} of {other.name} has the virtual_router_id {vrid}, too, on the same "
        f"network and for other VIPs: each hears the other's advertisements, throws them away and "
        "logs every one; give each group its own id, the same on all its nodes",
        here.instance.at("virtual_router_id"),
        also=(Also(other.instance.at("virtual_router_id"), f"{other.name} has it too"),),
    )


def _twice(member: Member) -> bool:
    """Whether its node has the id a second time on that interface."""
    own = member.instance
    return any(
        (i.virtual_router_id, i.interface, i.family)
        == (own.virtual_router_id, own.interface, own.family)
        for i in member.node.keepalived.instances
        if i is not own
    )


def _strangers(one: Member, other: Member) -> bool:
    """Whether they are of two groups on one network."""
    if one.node is other.node or _vips(one) & _vips(other):
        return False
    return not _networks(one).isdisjoint(_networks(other))


def _vips(member: Member) -> set[Address]:
    return {vip.address for vip in member.instance.vips}


def _networks(member: Member) -> set[object]:
    link = member.node.interface(member.instance.interface or "")
    version = 4 if member.instance.family == "ipv4" else 6
    own = subnets(link, version) if link is not None else ()
    return {
        ip_interface(f"{a.address}/{a.prefix}").network for a in own if not a.address.is_link_local
    }
