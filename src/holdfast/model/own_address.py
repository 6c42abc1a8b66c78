# SPDX-License-Identifier: Apache-2.0
"""The address of a node's own on an interface, as far as the files tell."""

from collections.abc import Iterator

from holdfast.model.address import Address
from holdfast.model.site import Node, Site


def own_addresses(site: Site, node: Node, interface: str) -> tuple[Address, ...]:
    """Those declared, else the source of its adverts, else what its only peer says."""
    link = node.interface(interface)
    declared = tuple(own.address for own in link.addresses) if link else ()
    return declared or tuple(dict.fromkeys(_from_unicast(site, node, interface)))


def _from_unicast(site: Site, node: Node, interface: str) -> Iterator[Address]:
    for instance in node.keepalived.instances:
        if instance.interface != interface:
            continue
        if instance.unicast_src_ip is not None:
            yield instance.unicast_src_ip
        elif len(site.nodes) == 2:
            for other, theirs in site.instances:
                same = theirs.virtual_router_id == instance.virtual_router_id
                if other is not node and same:
                    yield from theirs.unicast_peers
