# SPDX-License-Identifier: Apache-2.0
"""A bind on every address: the port is open on all networks, and a server here may want it too."""

from collections.abc import Iterator

from holdfast.check.finding import Also, Finding
from holdfast.load.servers import servers_at
from holdfast.model.address import Address, family, parse_address
from holdfast.model.proxy import Bind, Server
from holdfast.model.site import Node, Site

LOOPBACK = ("127.0.0.1", "::1")


def check(site: Site) -> Iterator[Finding]:
    """A collision for each such bind, the rest in one note a node; only where VIPs are shared."""
    for node in site.nodes:
        shared = {family(v.address) for i in node.keepalived.instances for v in i.vips}
        wide = [b for b in node.haproxy.binds if b.address is None and b.family in shared]
        if wide:
            yield from _findings(node, wide)


def _findings(node: Node, wide: list[Bind]) -> Iterator[Finding]:
    here = servers_at(node, _own(node))
    exposed: dict[tuple[str, int], Bind] = {}
    for bind in wide:
        rivals = [server for server in here if _collide(bind, server)]
        if rivals:
            yield _collision(bind, rivals[0])
        else:
            exposed.setdefault((bind.place.path, bind.place.span.start), bind)
    if exposed:
        first, *rest = exposed.values()
        yield Finding(
            f"{first.text} answers on every address of this node, not on the VIP alone: on its "
            "management network, too; bind the VIP with `transparent`, unless that is wanted",
            first.place,
            also=tuple(Also(bind.place, "so does this") for bind in rest),
            severity="info",
        )


def _collide(bind: Bind, server: Server) -> bool:
    first, last = bind.ports
    same = isinstance(server.host, str) or family(server.host) == bind.family
    return same and server.port is not None and first <= server.port <= last


def _collision(bind: Bind, server: Server) -> Finding:
    return Finding(
        f"{bind.text} takes port {server.port} on every address of this node, and server "
        f"{server.name}, which is this node, wants the same port: whichever starts second fails "
        "with `Address already in use`; bind the VIP with `transparent`",
        bind.place,
        also=(Also(server.place, f"{server.host}:{server.port} is here"),),
    )


def _own(node: Node) -> frozenset[str]:
    """Addresses of this node as a configuration would spell them."""
    found: set[Address] = {a.address for i in node.interfaces for a in i.addresses}
    sources = (instance.unicast_src_ip for instance in node.keepalived.instances)
    found |= {source for source in sources if source is not None}
    found |= {address for text in LOOPBACK if (address := parse_address(text))}
    vips = {vip.address for i in node.keepalived.instances for vip in i.vips}
    return frozenset(str(address) for address in found - vips) | {"localhost"}
