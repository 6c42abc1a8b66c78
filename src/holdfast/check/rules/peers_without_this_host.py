# SPDX-License-Identifier: Apache-2.0
"""A `peers` section without this host: HAProxy drops the whole section."""

from collections.abc import Iterator
from posixpath import basename

from holdfast.check.finding import Finding
from holdfast.load.units import arguments, option_values
from holdfast.model.proxy import Peers
from holdfast.model.site import Node, Site
from holdfast.model.unit import HAPROXY


def check(site: Site) -> Iterator[Finding]:
    """By `localpeer`, `-L`, or the host's name. Where the files do not tell that, a node is known
    by its folder, if the section has the folders of other nodes."""
    for node in site.nodes:
        for peers in node.haproxy.peers:
            if peers.members:
                name = _name(site, node, peers)
                if name is not None and name not in peers.members:
                    yield _finding(peers, name)


def _finding(peers: Peers, name: str) -> Finding:
    return Finding(
        f"peers {peers.name} has no entry for {name}, which this host is called: HAProxy drops the "
        "whole section with a warning, so stick tables are not shared, and the next owner knows no "
        f"client; add `peer {name} ADDRESS:PORT`, or say who it is with `localpeer`",
        peers.place,
    )


def _name(site: Site, node: Node, peers: Peers) -> str | None:
    unit = node.units.get(HAPROXY)
    words = unit.exec_start[0].split() if unit is not None and unit.exec_start else []
    if unit is not None and basename(words[0] if words else "") != "haproxy":
        return None
    given = option_values(arguments(unit), "-L", "-L") if unit is not None else ()
    stated = [*given, node.haproxy.local_peer, node.hostname]
    name = next((name for name in stated if name), None)
    if name is not None or node.name is None:
        return name if name is None or "$" not in name else None
    others = {other.name for other in site.nodes if other is not node}
    return node.name if others & set(peers.members) else None
