# SPDX-License-Identifier: Apache-2.0
"""What a bind takes for itself, and which two cannot be had at once."""

from typing import NamedTuple

from holdfast.methods.bind_line import words
from holdfast.model.address import Family
from holdfast.model.proxy import Bind
from holdfast.model.site import Node

_DATAGRAM = ("quic4@", "quic6@", "udp@", "udp4@", "udp6@", "dgram+")
BOTH: frozenset[Family] = frozenset(("ipv4", "ipv6"))


class Claim(NamedTuple):
    """Ports, first and last, of one protocol, for the families it is bound in."""

    datagram: bool
    families: frozenset[Family]
    ports: tuple[int, int]


def claim(node: Node, bind: Bind, *, every_address: bool) -> Claim:
    """What a bind claims as it is, or once it is for every address of its family.

    `[::]` with `v4v6` takes the IPv4 port too (HAProxy 2.6 configuration manual, 5.1).
    """
    datagram = bind.text.startswith(_DATAGRAM) or words(node, bind)[0].text == b"dgram-bind"
    if bind.family is None or (every_address and "v4v6" in bind.options):
        return Claim(datagram, BOTH, bind.ports)
    return Claim(datagram, frozenset((bind.family,)), bind.ports)


def collide(one: Claim, other: Claim) -> bool:
    """Whether both want a port of a family and protocol; port 0 is no port."""
    return (
        one.datagram == other.datagram
        and bool(one.families & other.families)
        and max(one.ports[0], other.ports[0], 1) <= min(one.ports[1], other.ports[1])
    )
