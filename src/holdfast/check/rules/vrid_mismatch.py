# SPDX-License-Identifier: Apache-2.0
"""Nodes that share a VIP disagree about the virtual_router_id."""

from collections import Counter
from collections.abc import Iterator

from holdfast.check.finding import Also, Finding
from holdfast.model.address import Address
from holdfast.model.site import Node, Site
from holdfast.model.vrrp import VrrpInstance

Member = tuple[Node, VrrpInstance]


def check(site: Site) -> Iterator[Finding]:
    """The instances whose id differs from that of most nodes, or of the first, for their VIP."""
    said: set[tuple[str | None, str]] = set()
    for address, members in _by_vip(site).items():
        usual, reference = _usual(members)
        for node, instance in members:
            key = (node.name, instance.name)
            if instance.virtual_router_id != usual and key not in said:
                said.add(key)
                yield _finding(address, instance, reference)


def _finding(address: Address, instance: VrrpInstance, reference: Member) -> Finding:
    node, other = reference
    return Finding(
        f"virtual_router_id {instance.virtual_router_id} here, {other.virtual_router_id} on "
        f"{node.name}, for the same VIP {address}: neither hears the other and both own it, "
        "without a line in any log; give all nodes the same id",
        instance.at("virtual_router_id"),
        also=(Also(other.at("virtual_router_id"), f"{node.name} says {other.virtual_router_id}"),),
    )


def _by_vip(site: Site) -> dict[Address, list[Member]]:
    """The instances with a valid id that move each VIP of more than one node."""
    found: dict[Address, list[Member]] = {}
    for node, instance in site.instances:
        if instance.virtual_router_id is not None and node.name is not None:
            for address in dict.fromkeys(vip.address for vip in instance.vips):
                found.setdefault(address, []).append((node, instance))
    return {a: members for a, members in found.items() if len({n.name for n, _ in members}) > 1}


def _usual(members: list[Member]) -> tuple[int | None, Member]:
    """The id of most members, the first of several, and the first member that has it."""
    [(usual, _)] = Counter(i.virtual_router_id for _, i in members).most_common(1)
    return usual, next(m for m in members if m[1].virtual_router_id == usual)
