# SPDX-License-Identifier: Apache-2.0
"""HAProxy connects from a VIP that every node keeps, to another node."""

from collections.abc import Iterator

from holdfast.check.finding import Also, Finding, Fix
from holdfast.check.small_edits import words_dropped
from holdfast.load.servers import servers_at
from holdfast.load.sources import Source, sources
from holdfast.model.address import Address
from holdfast.model.binding import kept_on, vip_of
from holdfast.model.proxy import Server
from holdfast.model.site import Node, Site


def check(site: Site) -> Iterator[Finding]:
    """A server that is another node which keeps the same VIP, reached from that VIP."""
    for node in site.nodes:
        vips = {vip.address for instance in node.keepalived.instances for vip in instance.vips}
        kept = {address for address in vips if _kept(node, address)}
        for source in sources(node) if kept else ():
            if source.address in kept:
                yield from _servers(site, node, source)


def _kept(node: Node, address: Address) -> bool:
    return next(kept_on(node, address), None) is not None


def _servers(site: Site, node: Node, source: Source) -> Iterator[Finding]:
    for other in site.nodes:
        if other is node or not _kept(other, source.address):
            continue
        for server in servers_at(node, _addresses(other)):
            if source.proxy in (None, server.proxy) and source.server in (None, server.name):
                yield _finding(node, source, server, other)


def _finding(node: Node, source: Source, server: Server, other: Node) -> Finding:
    moved = vip_of(node, source.address)
    return Finding(
        f"HAProxy connects to {server.name} on {other.name} from {source.address}, which "
        f"{other.name} keeps as its own too: it drops packets that come from its own address, so "
        "the server is never reached; leave `source` out for servers on the nodes",
        source.place,
        also=(
            Also(server.place, f"{server.host} is {other.name}"),
            *((Also(moved[1].place, "keepalived moves it"),) if moved is not None else ()),
        ),
        fix=_fix(node, source),
    )


def _fix(node: Node, source: Source) -> Fix | None:
    """The option taken off its server line; that of a whole section counts for others as well."""
    return words_dropped(node, source.place, "unsafe") if source.server is not None else None


def _addresses(node: Node) -> frozenset[str]:
    """The node's own addresses, as far as its files say."""
    vips = {v.address for i in node.keepalived.instances for v in i.vips}
    found: set[Address] = {a.address for i in node.interfaces for a in i.addresses}
    found |= {s for i in node.keepalived.instances if (s := i.unicast_src_ip) is not None}
    return frozenset(str(address) for address in found - vips)
