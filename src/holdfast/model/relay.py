# SPDX-License-Identifier: Apache-2.0
"""What a node hands to its peers, so that connections survive a move of the VIP."""

from typing import NamedTuple

from msgspec import Struct

from holdfast.model.address import Address

RELAY_PATH = "/etc/holdfast/relay.nft"
RELAY_UNIT = "holdfast-relay.service"
TABLE = "holdfast_relay"
"""The table of nftables, one in each family."""
BEAT_FRONTEND, BEAT_BACKEND = "holdfast_beat", "holdfast_peers"
"""The sections of haproxy.cfg by which the nodes' HAProxys hear of each other."""


class Service(Struct, frozen=True):
    """A VIP and the ports, first and last, on which HAProxy takes TCP connections for it."""

    vip: Address
    ports: tuple[int, int]


class Peer(NamedTuple):
    """Another node of the wire and its own address there."""

    name: str
    address: Address


class Link(Struct, frozen=True):
    """An interface on which VIPs of one family move: what is served there, who else is on it.

    `own` is the node's own address there; `peers` are in the order in which they are asked.
    """

    interface: str
    own: Address
    services: tuple[Service, ...]
    peers: tuple[Peer, ...]


class Relayed(Struct, frozen=True):
    """What the relay handed on: packets; SYNs among them, for which nobody listened; and those of
    them after a second without a HAProxy that lives on the node."""

    relayed: int
    lent: int
    overdue: int
