# SPDX-License-Identifier: Apache-2.0
"""Binds on addresses that can be no node's own, and that no VRRP instance moves."""

from collections.abc import Iterator

from holdfast.model.address import Address
from holdfast.model.binding import remedy
from holdfast.model.proxy import Bind
from holdfast.model.site import Node, Site


def unowned_binds(site: Site) -> Iterator[tuple[Node, Bind, Bind]]:
    """The first bind of each such address on a node, and that of another node.

    Only where every node has VRRP instances: a VIP may be moved by something else.
    """
    if any(not node.keepalived.instances for node in site.nodes) or len(site.nodes) < 2:
        return
    moved = {v.address for _, instance in site.instances for v in instance.vips}
    for address, by_node in _first_binds(site).items():
        if len(by_node) > 1 and address not in moved and not _is_own(site, address):
            for name, bind in by_node.items():
                node = next(node for node in site.nodes if node.name == name)
                other = next(other for key, other in by_node.items() if key != name)
                if remedy(node, bind) is None:
                    yield node, bind, other


def _first_binds(site: Site) -> dict[Address, dict[str | None, Bind]]:
    found: dict[Address, dict[str | None, Bind]] = {}
    for node in site.nodes:
        for bind in node.haproxy.binds:
            address = bind.address
            if address is not None and not address.is_loopback and not bind.conditional:
                found.setdefault(address, {}).setdefault(node.name, bind)
    return found


def _is_own(site: Site, address: Address) -> bool:
    """Whether a node's files or kernel say that it has the address."""
    return any(
        own.address == address
        for node in site.nodes
        for interface in node.interfaces
        for own in interface.addresses
    )
