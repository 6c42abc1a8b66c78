# SPDX-License-Identifier: Apache-2.0
"""`transparent` beside a wildcard address."""

from collections.abc import Iterator

from holdfast.check.bind_words import without_option
from holdfast.check.finding import Finding, offer
from holdfast.model.address import family
from holdfast.model.proxy import Bind
from holdfast.model.site import Node, Site


def check(site: Site) -> Iterator[Finding]:
    """A bind on every address, with `transparent`, on a node that shares a VIP of that family.

    Where no VIP is shared, it is a transparent proxy (TPROXY), which needs both.
    """
    for node in site.nodes:
        families = _shared(node)
        wide = [b for b in node.haproxy.binds if b.address is None and b.family in families]
        for bind in {b.line: b for b in wide if b.transparent}.values():
            yield _finding(node, bind)


def _finding(node: Node, bind: Bind) -> Finding:
    change = without_option(node, bind, b"transparent")
    return Finding(
        f"`transparent` adds nothing to {bind.text}, which every node can bind, and takes in all "
        "traffic for this port that is routed through this node, whomever it is for; drop the word",
        bind.place,
        fix=offer("unsafe", change),
    )


def _shared(node: Node) -> set[str | None]:
    return {family(v.address) for instance in node.keepalived.instances for v in instance.vips}
