# SPDX-License-Identifier: Apache-2.0
"""What the nodes of a group must agree on, and which changes of it a reload of keepalived takes.

While two nodes differ in one of these, none hears the other, and both own the VIPs (RFC 9568 7.1;
keepalived 2.2.7, vrrp_check_packet). So such a change is never made on one node after the other.
"""

from collections.abc import Iterator
from typing import Literal

from msgspec import Struct

from holdfast.model.address import Address
from holdfast.model.group import Group, groups
from holdfast.model.site import Node, Site
from holdfast.model.vrrp import VrrpInstance

Subject = Literal[
    "version",
    "advert_int",
    "authentication",
    "virtual_router_id",
    "unicast",
    "multicast",
    "VIPs",
    "interface",
]

_COUNTED = 8
"""Characters of auth_pass: the others do not reach the wire."""


class Change(Struct, frozen=True):
    """`says` names it with both values, those of a secret excepted."""

    subject: Subject
    says: str


class Agreed(Struct, frozen=True):
    """A group of the wanted site in which the nodes have to change together.

    `dropped_on` are the nodes on which a reload of keepalived gives the VIPs away for a time.
    """

    group: Group
    changes: tuple[Change, ...]
    dropped_on: tuple[str, ...]


def agreed(present: Site, wanted: Site) -> tuple[Agreed, ...]:
    """The groups of the wanted site that change in something that their nodes must agree on."""
    found = (_of_group(present, group) for group in groups(wanted))
    return tuple(one for one in found if one.changes)


def agree(group: Group) -> bool:
    """Whether its nodes hear each other as they are: else each owns the VIPs, and no gate about
    owners could hold before that is mended."""
    return len({_on_the_wire(instance) for _, instance in group.members}) == 1


def dropped_by_reload(before: VrrpInstance, after: VrrpInstance) -> bool:
    """Whether a reload takes the VIPs from their owner, who has to come to them as if started.

    keepalived knows an instance again by its virtual_router_id, family, interface, multicast group,
    by whether it uses unicast or a VMAC, and by the source address (vrrp_exist in vrrp.c).
    """
    return _identity(before) != _identity(after)


def instance_before(present: Site, node: Node, instance: VrrpInstance) -> VrrpInstance | None:
    """What an instance of the wanted site is now: that of its name, else of its identity."""
    old = next((one for one in present.nodes if one.name == node.name), None)
    found = old.keepalived.instances if old is not None else ()
    named = (one for one in found if one.name == instance.name)
    alike = (one for one in found if _identity(one) == _identity(instance))
    return next(named, None) or next(alike, None)


def _of_group(present: Site, group: Group) -> Agreed:
    changes: dict[Change, None] = {}
    dropped = []
    for node, after in group.members:
        before = instance_before(present, node, after)
        if before is not None:
            changes |= dict.fromkeys(_changes(before, after))
            if dropped_by_reload(before, after):
                dropped.append(node.name or "")
    return Agreed(group, tuple(changes), tuple(dropped))


def _changes(before: VrrpInstance, after: VrrpInstance) -> Iterator[Change]:
    if before.version != after.version:
        yield Change("version", f"the version of VRRP ({before.version} to {after.version})")
    elif after.version == 2 and before.advert_int != after.advert_int:
        yield Change("advert_int", f"advert_int ({before.advert_int:g} to {after.advert_int:g} s)")
    if _authentication(before) != _authentication(after):
        yield Change("authentication", "the authentication")
    if before.virtual_router_id != after.virtual_router_id:
        old, new = before.virtual_router_id, after.virtual_router_id
        yield Change("virtual_router_id", f"virtual_router_id ({old} to {new})")
    if _unicast(before) != _unicast(after):
        yield Change("unicast", _way(before, after))
    if _group(before) != _group(after) and not before.unicast_peers and not after.unicast_peers:
        yield Change("multicast", f"the multicast group ({_group(before)} to {_group(after)})")
    if before.interface != after.interface:
        yield Change("interface", f"the interface ({before.interface} to {after.interface})")
    if _vips(before) != _vips(after):
        yield Change("VIPs", f"the VIPs ({_difference(_vips(before), _vips(after))})")


def _on_the_wire(instance: VrrpInstance) -> tuple[object, ...]:
    interval = instance.advert_int if instance.version == 2 else None
    return instance.version, interval, _authentication(instance), _group(instance), _vips(instance)


def _authentication(instance: VrrpInstance) -> tuple[str, str] | None:
    """As it reaches the wire; version 3 has none."""
    if instance.version != 2 or instance.auth_type is None:
        return None
    return instance.auth_type, (instance.auth_pass or "")[:_COUNTED]


def _unicast(instance: VrrpInstance) -> frozenset[Address]:
    return frozenset(instance.unicast_peers)


def _group(instance: VrrpInstance) -> Address | None:
    """Where it multicasts; None under unicast."""
    return None if instance.unicast_peers else instance.multicast


def _way(before: VrrpInstance, after: VrrpInstance) -> str:
    """The same words for every node: each has other peers."""
    if before.unicast_peers and after.unicast_peers:
        return "the unicast peers"
    return "multicast to unicast" if after.unicast_peers else "unicast to multicast"


def _vips(instance: VrrpInstance) -> frozenset[Address]:
    """Those that an advertisement lists."""
    return frozenset(vip.address for vip in instance.vips if not vip.excluded)


def _difference(before: frozenset[Address], after: frozenset[Address]) -> str:
    gone = [f"without {vip}" for vip in sorted(before - after, key=str)]
    return ", ".join(gone + [f"with {vip}" for vip in sorted(after - before, key=str)])


def _identity(instance: VrrpInstance) -> tuple[object, ...]:
    source = instance.unicast_src_ip if instance.unicast_peers else None
    return (
        instance.virtual_router_id,
        instance.family,
        instance.interface,
        _group(instance),
        source,
        "use_vmac" in instance.settings,
    )
