# SPDX-License-Identifier: Apache-2.0
"""What a node is asked, and what it should answer by the site's files."""

from collections.abc import Iterator, Mapping
from hashlib import sha256

from msgspec import Struct

from holdfast.load.facts import PATH as FACTS
from holdfast.load.firewall.nftables import RUNNING as RULESET
from holdfast.load.tree import all_files
from holdfast.methods.method import Refused
from holdfast.methods.relay_links import links, tcp_ports
from holdfast.model.address import Address
from holdfast.model.look import Asked
from holdfast.model.relay import RELAY_PATH
from holdfast.model.site import Node, Site
from holdfast.model.unit import HAPROXY, KEEPALIVED, OWN_UNITS
from holdfast.render.relay import heartbeats

FOLDERS = (
    "/etc/haproxy/conf.d",
    f"{OWN_UNITS}/{HAPROXY}.d",
    f"{OWN_UNITS}/{KEEPALIVED}.d",
)
"""In these a file counts that the site does not have: the daemons read all that is there."""

_ONLY_HERE = (FACTS, RULESET)


class Expected(Struct, frozen=True):
    """`hashes` are the SHA-256 of the site's files by path; `services` the VIPs and ports on which
    HAProxy listens; `peers` the sets of the relay's tables by the peer whose heartbeat they hold.
    """

    asked: Asked
    hashes: Mapping[str, str]
    services: tuple[tuple[Address, int], ...]
    peers: Mapping[tuple[str, str], str]
    relay: bool


def expected(site: Site, node: Node, *, dump: bool) -> Expected:
    """Reads the node's folder. With `dump` keepalived is asked for its own."""
    files = {path: file for path, file in all_files(node.source).items() if path not in _ONLY_HERE}
    hashes = {path: sha256(file.data).hexdigest() for path, file in files.items()}
    relay = RELAY_PATH in files
    peers = _peers(site, node) if relay else {}
    sockets = (socket.text for socket in node.haproxy.sockets if socket.text.startswith("/"))
    asked = Asked(
        files=tuple(sorted(hashes)),
        folders=FOLDERS,
        sockets=tuple(sockets),
        sets=tuple(peers),
        dump=dump,
    )
    return Expected(asked, hashes, tuple(_services(site, node)), peers, relay)


def _peers(site: Site, node: Node) -> dict[tuple[str, str], str]:
    """The peer of each set; none where the files no longer make such tables."""
    found = links(site, node)
    if isinstance(found, Refused):
        return {}
    return {(family, up): peer for (family, peer), up in heartbeats(found).items()}


def _services(site: Site, node: Node) -> Iterator[tuple[Address, int]]:
    for instance in node.keepalived.instances:
        for vip in instance.vips:
            own = [bind.ports for bind in node.haproxy.binds if bind.hears(vip.address)]
            for first, _ in tcp_ports(site, vip.address):
                if any(low <= first <= high for low, high in own):
                    yield vip.address, first
