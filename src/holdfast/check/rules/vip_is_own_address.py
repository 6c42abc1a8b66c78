# SPDX-License-Identifier: Apache-2.0
"""A VIP that is the node's own address: keepalived takes it away."""

from collections.abc import Iterator

from holdfast.check.finding import Also, Finding
from holdfast.check.own_addresses import subnets, wire
from holdfast.model.place import Place
from holdfast.model.site import Node, Site
from holdfast.model.vrrp import Vip, VrrpInstance


def check(site: Site) -> Iterator[Finding]:
    """The first address of the interface, or the one the advertisements come from."""
    for node, instance in site.instances:
        for vip in instance.vips:
            stated = _stated(node, instance, vip)
            if stated is not None:
                yield Finding(
                    f"{vip.address} is this node's own address: keepalived removes it when it "
                    f"starts, and the node is without an address on {instance.interface}; take one "
                    "that no node has for its own",
                    vip.place,
                    also=(Also(stated, "the node's own address"),),
                )


def _stated(node: Node, instance: VrrpInstance, vip: Vip) -> Place | None:
    """Where the files say that it is the node's own."""
    if instance.unicast_src_ip == vip.address:
        return instance.at("unicast_src_ip")
    link = wire(node, instance, vip)
    own = next(subnets(link, vip.address.version), None) if link is not None else None
    return own.place if own is not None and own.address == vip.address else None
