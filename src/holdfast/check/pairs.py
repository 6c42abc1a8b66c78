# SPDX-License-Identifier: Apache-2.0
"""The instances of several nodes that move the same VIP, and what they disagree about."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterator
from typing import NamedTuple

from holdfast.model.address import Address
from holdfast.model.site import Node, Site
from holdfast.model.vrrp import VrrpInstance


class Member(NamedTuple):
    """An instance on its node."""

    node: Node
    instance: VrrpInstance

    @property
    def name(self) -> str:
        """The node's name."""
        return str(self.node.name)


class Pair(NamedTuple):
    """Two members that move the same VIP with the same id: `one` is as most, or as the first."""

    vip: Address
    one: Member
    other: Member


def members_by_vip(site: Site) -> dict[Address, tuple[Member, ...]]:
    """Per VIP the members of more than one node that agree about the id and so hear each other."""
    if len(site.nodes) < 2:
        return {}
    found: dict[tuple[Address, int], list[Member]] = {}
    for node, instance in site.instances:
        vrid = instance.virtual_router_id
        if vrid is not None and node.name is not None:
            for address in dict.fromkeys(vip.address for vip in instance.vips if not vip.excluded):
                found.setdefault((address, vrid), []).append(Member(node, instance))
    return {
        address: tuple(members)
        for (address, _), members in found.items()
        if len({member.name for member in members}) > 1
    }


def pairs(site: Site) -> Iterator[Pair]:
    """Each two members of different nodes once, for the first VIP that they share."""
    seen: set[tuple[str, str, str, str]] = set()
    for address, members in members_by_vip(site).items():
        for at, one in enumerate(members):
            for other in members[at + 1 :]:
                key = (one.name, one.instance.name, other.name, other.instance.name)
                if one.name != other.name and key not in seen:
                    seen.add(key)
                    yield Pair(address, one, other)


def _each_once(
    by_vip: dict[Address, tuple[Member, ...]],
) -> Iterator[tuple[Address, tuple[Member, ...]]]:
    """The members with the first of the VIPs that they move together."""
    met: set[tuple[int, ...]] = set()
    for address, members in by_vip.items():
        together = tuple(id(member.instance) for member in members)
        if together not in met:
            met.add(together)
            yield address, members


def disagreements(site: Site, value: Callable[[Member], Hashable]) -> Iterator[Pair]:
    """Each member whose value is not that of most, with the first that has the usual one.

    A value of None leaves a member out.
    """
    seen: set[tuple[str, str]] = set()
    for address, members in _each_once(members_by_vip(site)):
        valued = [(value(member), member) for member in members]
        known = [(v, member) for v, member in valued if v is not None]
        if len({v for v, _ in known}) < 2:
            continue
        [(usual, _)] = Counter(v for v, _ in known).most_common(1)
        one = next(member for v, member in known if v == usual)
        for v, other in known:
            key = (other.name, other.instance.name)
            if v != usual and other.name != one.name and key not in seen:
                seen.add(key)
                yield Pair(address, one, other)
