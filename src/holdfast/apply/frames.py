# SPDX-License-Identifier: Apache-2.0
"""The frames that a network has to deliver between the nodes, or the relay loses packets there.

A node hands on what clients sent, so their address is the source; its HAProxy answers a client of
another node's, so a VIP that it does not own is. Clouds and hypervisors with address filters let
neither out of a node. Pure: frames in, what a node reads out.
"""

from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct

from holdfast.methods.method import Refused
from holdfast.methods.relay_links import links
from holdfast.model.address import Address
from holdfast.model.relay import Link, Peer
from holdfast.model.site import Site
from holdfast.text.pattern import pattern

PORT = 9
"""UDP's discard (RFC 863): nobody answers, and the counting table drops it before anybody could."""

_FIRST = 45_000
"""The first source port: each frame has its own, by which it is told from the others."""

_TABLE = """\
table inet holdfast_preflight
delete table inet holdfast_preflight
table inet holdfast_preflight {
%s\
  chain frames {
    type filter hook prerouting priority raw; policy accept;
%s\
  }
}
"""
_COUNTED = pattern(r"counter frame(\d+) \{\s*packets (\d+)")


class Frame(Struct, frozen=True):
    """A datagram from an interface of one node to the own address of another there.

    `own` is the sender's address: where `source` is not that, only a filter keeps it back.
    """

    number: int
    sender: str
    interface: str
    own: Address
    source: Address
    receiver: str
    to: Address

    @property
    def lost(self) -> str:
        """What it means that it does not arrive, in one line."""
        way = f"from {self.sender} to {self.receiver} on {self.interface}"
        if self.source == self.own:
            return (
                f"nothing arrives {way}: a firewall of theirs stops UDP port {PORT}, or they are "
                "not on one Ethernet segment"
            )
        return (
            f"a frame with {self.source} as source does not arrive {way}, though one with "
            f"{self.own} does: a filter of the network or of {self.sender} lets nothing out but "
            "the node's own address, and the relay would lose what it hands on (holdfast explain "
            "relay)"
        )


def frames(site: Site) -> tuple[Frame, ...]:
    """From every node to each of its peers, those first that have the sender's own address."""
    ways = list(_ways(site))
    found = [(way, way[1].own) for way in ways]
    found += [(way, source) for way in ways for source in _others(*way[1:])]
    return tuple(
        Frame(number, sender, link.interface, link.own, source, peer.name, peer.address)
        for number, ((sender, link, peer), source) in enumerate(found, _FIRST)
    )


def _ways(site: Site) -> Iterator[tuple[str, Link, Peer]]:
    for node in site.nodes:
        found = links(site, node)
        for link in () if isinstance(found, Refused) else found:
            for peer in link.peers:
                yield node.name or "", link, peer


def _others(link: Link, peer: Peer) -> Iterator[Address]:
    """Each VIP; and the receiver's address, in a client's place: no third host ever sees it."""
    vips = dict.fromkeys(service.vip for service in link.services)
    yield from (vip for vip in vips if not vip.is_link_local)
    yield peer.address


def table(awaited: Iterable[Frame]) -> str:
    """For nft(8): what counts these, and lets none of them any further."""
    numbers, rules = "", ""
    for frame in awaited:
        family = "ip" if frame.source.version == 4 else "ip6"
        numbers += f"  counter frame{frame.number} {{ }}\n"
        rules += (
            f"    {family} saddr {frame.source} udp dport {PORT} udp sport {frame.number} "
            f"counter name frame{frame.number} drop\n"
        )
    return _TABLE % (numbers, rules)


def lines(sent: Iterable[Frame]) -> str:
    """For the sending node."""
    return "".join(f"{f.interface} {f.source} {f.number} {f.to}\n" for f in sent)


def counted(told: str) -> Mapping[int, int]:
    """How often each was seen, from what nft(8) lists of the table."""
    return {int(number): int(times) for number, times in _COUNTED.findall(told)}
