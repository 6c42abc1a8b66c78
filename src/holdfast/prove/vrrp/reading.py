# SPDX-License-Identifier: Apache-2.0
"""From a site to its slices: the parts of it that cannot change each other."""

from collections.abc import Iterator
from itertools import permutations

from holdfast.model.address import Address
from holdfast.model.binding import racing_binds
from holdfast.model.group import Group, groups
from holdfast.model.site import Node, Site
from holdfast.model.vrrp import DEFAULT_INTERFACE, VrrpInstance
from holdfast.prove.vrrp.checks import Checks
from holdfast.prove.vrrp.codes import MOST_CHECKS, MOST_INTERFACES, MOST_NODES
from holdfast.prove.vrrp.deaf import unreached, why_deaf
from holdfast.prove.vrrp.members import member
from holdfast.prove.vrrp.notify import notify_effects
from holdfast.prove.vrrp.parameters import GroupValues, Member, NodeValues, Reason, Service, Slice
from holdfast.prove.vrrp.units import haproxy_unit, keepalived_unit


class TooLarge(ValueError):
    """A slice that the model has no room for: why, in one line."""


def slices(site: Site) -> tuple[Slice, ...]:
    """The slices of a site, in the order of its groups; nodes without a group come last, alone.

    Groups belong together where they share a VIP, where a sync group moves them together, and
    where HAProxy on a node needs a VIP to start, or is started by keepalived. Raises TooLarge.
    """
    found = groups(site)
    parts = [_slice(site, [found[i] for i in together]) for together in _together(found)]
    members = {node.name for group in found for node, _ in group.members}
    alone = (node for node in site.nodes if node.name not in members)
    return (*parts, *(_slice(Site(site.name, (node,)), []) for node in alone))


def _together(found: tuple[Group, ...]) -> list[list[int]]:
    """The numbers of the groups that belong together."""
    heaps = [[i] for i in range(len(found))]
    keys = [set(_ties(group)) for group in found]
    merged: list[tuple[list[int], set[object]]] = []
    for heap, key in zip(heaps, keys, strict=True):
        touched = [m for m in merged if m[1] & key]
        merged = [m for m in merged if m not in touched]
        numbers = sorted([i for m in touched for i in m[0]] + heap)
        merged.append((numbers, key.union(*(m[1] for m in touched))))
    return sorted(numbers for numbers, _ in merged)


def _ties(group: Group) -> Iterator[object]:
    yield from group.vips
    for node, instance in group.members:
        for sync in node.keepalived.sync_groups:
            if instance.name in sync.members:
                yield node.name, sync.name
        depends = next(racing_binds(node), None) is not None
        if depends or notify_effects(node, node.keepalived.notifies):
            yield node.name


def _slice(site: Site, chosen: list[Group]) -> Slice:
    names = {node.name for group in chosen for node, _ in group.members}
    nodes = [node for node in site.nodes if node.name in names or not chosen]
    numbers = {node.name: n for n, node in enumerate(nodes)}
    checks = [Checks(node) for node in nodes]
    interfaces: list[list[str]] = [[] for _ in nodes]
    values = [_group(site, group, numbers, checks, interfaces) for group in chosen]
    _require_room(nodes, checks, interfaces)
    return Slice(
        tuple(_node(node, chosen, checks[n], interfaces[n]) for n, node in enumerate(nodes)),
        tuple(values),
        tuple(_services(chosen, numbers)),
    )


def _require_room(nodes: list[Node], checks: list[Checks], interfaces: list[list[str]]) -> None:
    largest = (
        (len(nodes), MOST_NODES, "nodes that move VIPs between them"),
        (max(len(names) for names in interfaces), MOST_INTERFACES, "tracked interfaces on a node"),
        (max(len(check.found) for check in checks), MOST_CHECKS, "tracked checks on a node"),
    )
    for number, most, what in largest:
        if number > most:
            raise TooLarge(f"a proof takes {most} {what} at most, and there are {number}")


def _node(node: Node, chosen: list[Group], checks: Checks, interfaces: list[str]) -> NodeValues:
    races = [
        (g, bind.place)
        for bind, instance, _ in racing_binds(node)
        for g, group in enumerate(chosen)
        if any(m is node and i is instance for m, i in group.members)
    ]
    return NodeValues(
        name=node.name or "",
        haproxy=haproxy_unit(node),
        keepalived=keepalived_unit(node),
        races=tuple(dict.fromkeys(races)),
        interfaces=tuple(interfaces),
        checks=tuple(checks.found.values()),
        dropped=tuple(checks.dropped.values()),
    )


def _group(
    site: Site,
    group: Group,
    numbers: dict[str | None, int],
    checks: list[Checks],
    interfaces: list[list[str]],
) -> GroupValues:
    addresses = {node.name or "": _address(site, node, i, group) for node, i in group.members}
    ranks = _ranks(addresses)
    members: dict[int, Member] = {}
    for node, instance in group.members:
        n = numbers[node.name]
        rank = ranks[node.name or ""]
        members[n] = member(node, instance, rank, checks[n], interfaces[n])
    deaf: dict[tuple[int, int], Reason] = {}
    far: set[tuple[int, int]] = set()
    for receiver, sender in permutations(group.members, 2):
        pair = numbers[receiver[0].name], numbers[sender[0].name]
        why = why_deaf(receiver, sender, addresses)
        if why is not None:
            deaf[pair] = why
        if unreached(receiver, sender, addresses):
            far.add(pair)
    vips = tuple(map(str, group.vips))
    return GroupValues(group.name, vips, members, deaf, frozenset(far))


def _services(chosen: list[Group], numbers: dict[str | None, int]) -> Iterator[Service]:
    found: dict[tuple[tuple[int, int], ...], list[str]] = {}
    for address in dict.fromkeys(vip for group in chosen for vip in group.vips):
        owners: dict[int, int] = {}
        for g, group in enumerate(chosen):
            for node, instance in group.members:
                if any(vip.address == address for vip in instance.vips):
                    owners.setdefault(numbers[node.name], g)
        found.setdefault(tuple(sorted(owners.items())), []).append(str(address))
    for owners_of, vips in found.items():
        yield Service(tuple(vips), dict(owners_of))


def _address(site: Site, node: Node, instance: VrrpInstance, group: Group) -> Address | None:
    """The address that a node advertises from: stated, declared, or its only peer's word for it.

    Of IPv6 a link-local one, where none is stated (set_vrrp_src_addr, vrrp.c).
    """
    if instance.unicast_src_ip is not None:
        return instance.unicast_src_ip
    version = 6 if instance.family == "ipv6" else 4
    vips = set(group.vips)
    for own in _declared(site, node, instance.interface or DEFAULT_INTERFACE):
        fits = own.version == version and (version == 4 or own.is_link_local)
        if fits and own not in vips:
            return own
    others = [i for n, i in group.members if n is not node]
    told = {peer for other in others for peer in other.unicast_peers}
    return told.pop() if len(others) == 1 and len(told) == 1 else None


def _declared(site: Site, node: Node, interface: str) -> tuple[Address, ...]:
    """In the files of the interface, else in holdfast.yaml."""
    link = node.interface(interface)
    declared = tuple(own.address for own in link.addresses) if link is not None else ()
    return declared or site.settings.own_addresses(node.name or "", interface)


def _ranks(addresses: dict[str, Address | None]) -> dict[str, int]:
    """Who has the higher address; where one is not known, the later node, as in the lab."""
    names = list(addresses)
    known = {name: int(address) for name, address in addresses.items() if address is not None}
    if len(known) == len(names):
        names.sort(key=lambda name: known[name])
    return {name: rank for rank, name in enumerate(names)}
