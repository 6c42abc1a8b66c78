# SPDX-License-Identifier: Apache-2.0
"""A bind on a VIP takes packets of one interface only."""

from collections.abc import Iterator

from holdfast.check.bind_words import without_option
from holdfast.check.finding import Also, Finding, offer
from holdfast.model.binding import remedy, vip_of
from holdfast.model.proxy import Bind
from holdfast.model.site import Node, Site
from holdfast.model.vrrp import Vip, VrrpInstance


def check(site: Site) -> Iterator[Finding]:
    """`interface` beside a VIP that can be bound; where it races, vip-bind-race tells that too.

    A note where keepalived puts the VIP on that very interface.
    """
    for node in site.nodes:
        for bind in node.haproxy.binds:
            only = bind.option("interface")
            moved = vip_of(node, bind.address) if bind.address is not None else None
            if only and moved is not None and remedy(node, bind) is not None:
                yield _finding(node, bind, only, *moved)


def _finding(node: Node, bind: Bind, only: str, instance: VrrpInstance, vip: Vip) -> Finding:
    wire = instance.wire(vip) or ""
    change = without_option(node, bind, b"interface", arguments=1)
    if wire == only:
        lost = f"this node's own clients and checks of {bind.text} come through lo and are refused"
    else:
        lost = f"what comes to {bind.text} through {wire}, where keepalived puts it, is refused"
    return Finding(
        f"HAProxy takes packets from {only} only: {lost}; `interface` does nothing for the bind "
        "itself, so drop it unless that is what you want",
        bind.place,
        also=(Also(vip.place, f"keepalived puts it on {wire or 'its interface'}"),),
        fix=offer("unsafe", change),
        severity="info" if wire == only else "warning",
    )
