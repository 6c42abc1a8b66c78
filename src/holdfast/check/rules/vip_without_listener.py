# SPDX-License-Identifier: Apache-2.0
"""A VIP on which HAProxy listens on no port."""

from collections.abc import Iterator
from typing import NamedTuple

from holdfast.check.finding import Finding
from holdfast.check.unowned_binds import unowned_binds
from holdfast.model.address import Address, Family, family
from holdfast.model.proxy import Bind
from holdfast.model.site import Node, Site

SOCKETS = ("/", "unix@", "uxst@", "uxdg@", "abns@", "sockpair@")


class Bound(NamedTuple):
    """What HAProxy listens on: addresses, and families of which it takes every address."""

    addresses: frozenset[Address]
    families: frozenset[Family]

    def covers(self, address: Address) -> bool:
        return address in self.addresses or family(address) in self.families


def check(site: Site) -> Iterator[Finding]:
    """A VIP that no bind of its node covers; an IPv6 link-local one is VRRP's own.

    Silent where the node binds an address that nobody moves: bind-without-vip speaks.
    """
    mistaken = {node.name for node, _, _ in unowned_binds(site)}
    for node in site.nodes:
        if node.name in mistaken:
            continue
        bound = _bound(node) if node.haproxy.paths and node.keepalived.instances else None
        for instance in node.keepalived.instances if bound is not None else ():
            for vip in instance.vips:
                if bound and not bound.covers(vip.address) and not vip.address.is_link_local:
                    yield Finding(
                        f"HAProxy listens on no port of {vip.address}, which {instance.name} "
                        "moves: its clients are refused on every node; add a bind, or drop the "
                        "VIP if nothing else serves it",
                        vip.place,
                    )


def _bound(node: Node) -> Bound | None:
    """What the binds cover; None where the address of one is not known from the files."""
    addresses: set[Address] = set()
    families: set[Family] = set()
    for bind in node.haproxy.binds:
        if bind.address is not None:
            addresses.add(bind.address)
        elif bind.family is not None:
            families.update(_every(node, bind, bind.family))
        elif not bind.text.startswith(SOCKETS):
            return None
    return Bound(frozenset(addresses), frozenset(families))


def _every(node: Node, bind: Bind, own: Family) -> Iterator[Family]:
    """The families of a wildcard: `::` takes IPv4 too, unless `v6only` or the kernel says no."""
    yield own
    alone = "v6only" in bind.options or node.sysctls.number("net.ipv6.bindv6only") == 1
    if own == "ipv6" and ("v4v6" in bind.options or not alone):
        yield "ipv4"
