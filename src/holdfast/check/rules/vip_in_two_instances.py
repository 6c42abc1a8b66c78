# SPDX-License-Identifier: Apache-2.0
"""The same VIP in two instances of a node, or twice in one."""

from collections.abc import Iterator

from holdfast.check.finding import Also, Finding
from holdfast.check.small_edits import line_dropped
from holdfast.model.site import Node, Site
from holdfast.model.vrrp import Vip, VrrpInstance


def check(site: Site) -> Iterator[Finding]:
    """Each entry whose address an entry before it has, on the same interface.

    A vmac is an interface of its own, and members of a sync group become backup together.
    """
    for node in site.nodes:
        yield from _of_node(node)


def _of_node(node: Node) -> Iterator[Finding]:
    before: dict[object, tuple[VrrpInstance, Vip]] = {}
    for instance in node.keepalived.instances:
        for vip in instance.vips:
            key = (vip.address, _interface(instance, vip))
            first, entry = before.setdefault(key, (instance, vip))
            if first is not instance and not _move_together(node, first, instance):
                yield Finding(
                    f"{vip.address} is a VIP of {instance.name} and of {first.name}: when one of "
                    "them becomes backup it takes the address away although the other still owns "
                    "it; list it once",
                    vip.place,
                    also=(Also(entry.place, f"the entry of {first.name}"),),
                )
            elif first is instance and entry is not vip:
                yield Finding(
                    f"{vip.address} is listed twice in {instance.name}: its advertisements "
                    "announce one VIP more than those of a node that lists it once, which throws "
                    "them away; list it once on all nodes",
                    vip.place,
                    also=(Also(entry.place, "the first entry"),),
                    fix=line_dropped(node, vip.place, "unsafe"),
                    severity="warning",
                )


def _interface(instance: VrrpInstance, vip: Vip) -> tuple[str | None, str]:
    """The interface it is put on; of a vmac the name is keepalived's to choose."""
    own = "use_vmac" in instance.settings and vip.device is None
    return instance.wire(vip), instance.name if own else ""


def _move_together(node: Node, one: VrrpInstance, other: VrrpInstance) -> bool:
    return any({one.name, other.name} <= set(g.members) for g in node.keepalived.sync_groups)
