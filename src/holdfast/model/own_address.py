# SPDX-License-Identifier: Apache-2.0
"""The address of a node's own on an interface, as far as the files tell."""

from collections.abc import Iterator

from holdfast.model.address import Address
from holdfast.model.site import Node, Site


def addresses_on(site: Site, node: Node, interface: str) -> tuple[Address, ...]:
    """Those declared, else those of holdfast.yaml, else what keepalived says, else HAProxy.

    keepalived names the source of its adverts; its only peer says whom it sends them to.
    """
    link = node.interface(interface)
    declared = tuple(own.address for own in link.addresses) if link else ()
    return (
        declared
        or site.settings.own_addresses(node.name or "", interface)
        or tuple(dict.fromkeys(_from_unicast(site, node, interface)))
        or tuple(dict.fromkeys(_from_binds(site, node, interface)))
    )


def _from_unicast(site: Site, node: Node, interface: str) -> Iterator[Address]:
    peers: dict[int | None, list[Address]] = {}
    for other, theirs in site.instances:
        if other is not node and len(site.nodes) == 2:
            peers.setdefault(theirs.virtual_router_id, []).extend(theirs.unicast_peers)
    for instance in node.keepalived.instances:
        if instance.interface == interface and instance.unicast_src_ip is not None:
            yield instance.unicast_src_ip
        elif instance.interface == interface:
            yield from peers.get(instance.virtual_router_id, ())


def _from_binds(site: Site, node: Node, interface: str) -> Iterator[Address]:
    """What HAProxy binds on this node alone, where no other interface could have it."""
    if any(instance.interface != interface for instance in node.keepalived.instances):
        return
    vips = {vip.address for _, instance in site.instances for vip in instance.vips}
    others = {address for other in site.nodes if other is not node for address in _bound(other)}
    yield from (address for address in _bound(node) if address not in vips | others)


def _bound(node: Node) -> Iterator[Address]:
    for proxy in node.haproxy.proxies:
        for bind in proxy.binds:
            address = bind.address
            if address is not None and not (address.is_loopback or bind.transparent):
                yield address
