# SPDX-License-Identifier: Apache-2.0
"""A VIP on which HAProxy listens on no port."""

from collections.abc import Iterator

from holdfast.check.finding import Finding
from holdfast.check.unowned_binds import unowned_binds
from holdfast.model.proxy import Bind
from holdfast.model.site import Site

SOCKETS = ("/", "unix@", "uxst@", "uxdg@", "abns@", "sockpair@")


def check(site: Site) -> Iterator[Finding]:
    """A VIP that no bind of its node covers; an IPv6 link-local one is VRRP's own.

    Silent where the node binds an address that nobody moves: bind-without-vip speaks.
    """
    mistaken = {node.name for node, _, _ in unowned_binds(site)}
    for node in site.nodes:
        if node.name in mistaken:
            continue
        known = node.haproxy.paths and all(map(_is_known, node.haproxy.binds))
        for instance in node.keepalived.instances if known else ():
            for vip in instance.vips:
                heard = any(bind.hears(vip.address) for bind in node.haproxy.binds)
                if not heard and not vip.address.is_link_local:
                    yield Finding(
                        f"HAProxy listens on no port of {vip.address}, which {instance.name} "
                        "moves: its clients are refused on every node; add a bind, or drop the "
                        "VIP if nothing else serves it",
                        vip.place,
                    )


def _is_known(bind: Bind) -> bool:
    """Whether the files tell which addresses it listens on."""
    return bind.family is not None or bind.text.startswith(SOCKETS)
