# SPDX-License-Identifier: Apache-2.0
"""The same VIP in two instances of a node, or twice in one."""

from collections.abc import Iterator

from holdfast.check.finding import Also, Finding
from holdfast.model.site import Node, Site
from holdfast.model.vrrp import Vip, VrrpInstance


def check(site: Site) -> Iterator[Finding]:
    """Each entry whose address an entry before it has, on the same interface."""
    for node in site.nodes:
        yield from _of_node(node)


def _of_node(node: Node) -> Iterator[Finding]:
    before: dict[object, tuple[VrrpInstance, Vip]] = {}
    for instance in node.keepalived.instances:
        for vip in instance.vips:
            key = (vip.address, vip.device or instance.interface)
            first, entry = before.setdefault(key, (instance, vip))
            if first is not instance:
                yield Finding(
                    f"{vip.address} is a VIP of {instance.name} and of {first.name}: when one of "
                    "them becomes backup it takes the address away although the other still owns "
                    "it; list it once",
                    vip.place,
                    also=(Also(entry.place, f"the entry of {first.name}"),),
                )
            elif entry is not vip:
                yield Finding(
                    f"{vip.address} is listed twice in {instance.name}: its advertisements "
                    "announce one VIP more than those of a node that lists it once, which throws "
                    "them away; list it once on all nodes",
                    vip.place,
                    also=(Also(entry.place, "the first entry"),),
                    severity="warning",
                )
