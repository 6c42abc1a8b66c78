# SPDX-License-Identifier: Apache-2.0
"""HAProxy binds an address on several nodes that keepalived moves to none of them."""

from collections.abc import Iterator

from holdfast.check.finding import Also, Finding
from holdfast.check.unowned_binds import unowned_binds
from holdfast.model.proxy import Bind
from holdfast.model.site import Node, Site


def check(site: Site) -> Iterator[Finding]:
    """Each address once a node. Two nodes cannot both have it for their own."""
    for node, bind, other in unowned_binds(site):
        yield _finding(node, bind, other)


def _finding(node: Node, bind: Bind, other: Bind) -> Finding:
    vips = sorted({str(v.address) for i in node.keepalived.instances for v in i.vips})
    return Finding(
        f"HAProxy cannot bind {bind.text}: {other.place.node} binds it too, so it is nobody's own "
        f"address, and no VRRP instance moves it (here: {', '.join(vips)}); it exits with `cannot "
        "bind socket`, with all its listeners; correct the address, or add it to virtual_ipaddress",
        bind.place,
        also=(Also(other.place, f"{other.place.node} binds the same address"),),
    )
