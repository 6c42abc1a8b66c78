# SPDX-License-Identifier: Apache-2.0
"""The relay is not what the site's files ask for."""

from collections.abc import Iterator
from itertools import zip_longest

from holdfast.check.finding import Finding
from holdfast.load.servers import servers_at
from holdfast.methods.method import Refused
from holdfast.methods.relay_beat import heartbeat_port
from holdfast.methods.relay_links import links
from holdfast.model.place import Place
from holdfast.model.relay import BEAT_BACKEND, RELAY_PATH, Link
from holdfast.model.site import Node, Site
from holdfast.render.relay import relay_file
from holdfast.text.span import Span


def check(site: Site) -> Iterator[Finding]:
    """A table that `fix --relay` would write otherwise, at the first line that differs; a peer
    that HAProxy does not check."""
    for node in site.nodes:
        file = node.files.get(RELAY_PATH)
        found = links(site, node) if file is not None else ()
        if file is None or isinstance(found, Refused) or not found:
            continue
        at = _differs(file.data, relay_file(found, heartbeat_port(site)).encode())
        if at is not None:
            yield Finding(
                "from here on the relay's table is not what the files of this site ask for: VIPs, "
                "ports, nodes or their addresses have changed since, or another release of "
                "holdfast wrote it; run `holdfast fix SITE --relay`, then systemctl reload "
                "holdfast-relay on each node",
                Place(node.name, RELAY_PATH, at),
            )
        yield from _silent(node, found)


def _silent(node: Node, found: tuple[Link, ...]) -> Iterator[Finding]:
    """HAProxy's checks are what the peers' tables know a living node by."""
    peers = {str(peer.address): peer.name for link in found for peer in link.peers}
    checked = {
        str(server.host)
        for server in servers_at(node, frozenset(peers))
        if server.proxy == BEAT_BACKEND
    }
    deaf = dict.fromkeys(name for address, name in peers.items() if address not in checked)
    if deaf and node.haproxy.paths:
        yield Finding(
            f"no backend {BEAT_BACKEND} checks {' and '.join(deaf)} any more, which so never hears "
            "that this HAProxy lives and hands it nothing: its connections break when the VIP "
            "moves; run `holdfast fix SITE --relay`, then systemctl reload haproxy",
            Place(node.name, node.haproxy.paths[-1], Span(0, 0)),
        )


def _differs(data: bytes, wanted: bytes) -> Span | None:
    """The first line that is another one."""
    start = 0
    for have, want in zip_longest(data.splitlines(True), wanted.splitlines(True), fillvalue=b""):
        if have != want:
            return Span(start, start + len(have.rstrip(b"\n")))
        start += len(have)
    return None
