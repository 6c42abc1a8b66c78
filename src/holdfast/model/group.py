# SPDX-License-Identifier: Apache-2.0
"""Groups: one VRRP instance across the nodes."""

from msgspec import Struct

from holdfast.model.address import Address, Family
from holdfast.model.site import Node, Site
from holdfast.model.vrrp import VrrpInstance


class Group(Struct, frozen=True):
    """The instances that elect one owner: same family and virtual_router_id, one per node."""

    virtual_router_id: int
    family: Family
    members: tuple[tuple[Node, VrrpInstance], ...]

    @property
    def name(self) -> str:
        """The name of the first member's instance."""
        return self.members[0][1].name

    @property
    def vips(self) -> tuple[Address, ...]:
        """The addresses any member lists, in the order of the first that lists them."""
        found = (vip.address for _, instance in self.members for vip in instance.vips)
        return tuple(dict.fromkeys(found))


def groups(site: Site) -> tuple[Group, ...]:
    """The groups of a site, in the order in which its files name them.

    Two instances of one node with the same identity are on different networks: each forms a
    group with those of its own interface name.
    """
    found: dict[tuple[int, Family, str], list[tuple[Node, VrrpInstance]]] = {}
    for node, instance in site.instances:
        vrid, family = instance.virtual_router_id, instance.family
        if vrid is not None and family is not None:
            twin = _has_twin(node, instance)
            key = (vrid, family, instance.interface or "" if twin else "")
            found.setdefault(key, []).append((node, instance))
    return tuple(Group(vrid, fam, tuple(members)) for (vrid, fam, _), members in found.items())


def _has_twin(node: Node, instance: VrrpInstance) -> bool:
    same = [
        other
        for other in node.keepalived.instances
        if other.virtual_router_id == instance.virtual_router_id and other.family == instance.family
    ]
    return len(same) > 1
