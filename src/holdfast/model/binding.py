# SPDX-License-Identifier: Apache-2.0
"""Whether HAProxy can bind an address that keepalived moves, and why."""

from collections.abc import Iterator
from typing import Literal

from holdfast.model.address import Address
from holdfast.model.interface import Interface
from holdfast.model.proxy import Bind
from holdfast.model.site import Node
from holdfast.model.vrrp import Vip, VrrpInstance

Remedy = Literal["wildcard", "transparent", "nonlocal-bind", "kept"]


def vip_of(node: Node, address: Address) -> tuple[VrrpInstance, Vip] | None:
    """The instance and the entry by which a node may come to own an address."""
    for instance in node.keepalived.instances:
        for vip in instance.vips:
            if vip.address == address:
                return instance, vip
    return None


def kept_on(node: Node, address: Address) -> Iterator[Interface]:
    """The interfaces that keep an address whoever owns it: a file says so, or no wire is on them.

    An address that only the running kernel has on a wire may be there because this node owns it.
    """
    return (
        interface
        for interface in node.interfaces
        for own in interface.addresses
        if own.address == address and (own.place or interface.local)
    )


def served(node: Node) -> Iterator[tuple[VrrpInstance, Vip]]:
    """The VIPs on which HAProxy listens, whatever lets it bind them, with who moves them.

    An IPv6 link-local one that no bind names is VRRP's own, and not HAProxy's to serve.
    """
    binds = tuple(node.haproxy.binds)
    for instance in node.keepalived.instances:
        for vip in instance.vips:
            own = vip.address.version == 6 and vip.address.is_link_local
            if any(bind.hears(vip.address) and (bind.address or not own) for bind in binds):
                yield instance, vip


def remedy(node: Node, bind: Bind) -> Remedy | None:
    """What lets HAProxy bind this address on a node that does not own it; None: nothing does.

    For an address that no VRRP instance moves the answer means nothing.
    """
    if bind.family is not None and bind.address is None:
        return "wildcard"
    if bind.transparent:
        return "transparent"
    if bind.family is not None and node.sysctls.nonlocal_bind(bind.family):
        return "nonlocal-bind"
    if bind.address is not None and next(kept_on(node, bind.address), None) is not None:
        return "kept"
    return None


def racing_binds(node: Node) -> Iterator[tuple[Bind, VrrpInstance, Vip]]:
    """The binds on a VIP that fail while the node does not own it, with who moves the VIP.

    The `stats socket` lines are among them: HAProxy does not start without any of its listeners.
    """
    for bind in (*node.haproxy.binds, *node.haproxy.sockets):
        if bind.address is None or remedy(node, bind) is not None:
            continue
        moved = vip_of(node, bind.address)
        if moved is not None:
            yield bind, *moved
