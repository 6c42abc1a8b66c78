# SPDX-License-Identifier: Apache-2.0
"""What is done to running nodes, and what must hold before the next thing is: frozen values.

A runner carries them out, one in the lab and one on live hosts. It does the acts of a step, waits
until all of its gates hold, and goes on. Where an act or a gate fails it does what undoes the steps
so far, the last one first, and stops.
"""

from msgspec import Struct

from holdfast.model.address import Address


class WriteFile(Struct, frozen=True):
    """A file of a node that is there gets these bytes at once; its owner and mode stay."""

    node: str
    path: str
    data: bytes


class Reload(Struct, frozen=True):
    """`systemctl reload` of a unit."""

    node: str
    unit: str


Act = WriteFile | Reload


class Service(Struct, frozen=True):
    """A VIP and a TCP port on which HAProxy listens for it."""

    vip: Address
    port: int


class Serves(Struct, frozen=True):
    """HAProxy runs on the node, listens on all services, and answers on its statistics sockets.

    `sockets` are their paths; without one a HAProxy that hangs is not told from one that serves.
    """

    node: str
    services: tuple[Service, ...]
    sockets: tuple[str, ...]
    within_ms: float


class Hears(Struct, frozen=True):
    """The relay on the node hears the heartbeat of a peer's HAProxy.

    `sets` are families and sets of the relay's tables: each has an element then.
    """

    node: str
    peer: str
    sets: tuple[tuple[str, str], ...]
    within_ms: float


class Placed(Struct, frozen=True):
    """A VIP on the interface of a node on which keepalived puts it."""

    vip: Address
    node: str
    interface: str


class Owned(Struct, frozen=True):
    """The VIP is at this place, and on no other node where it could be: `others`."""

    at: Placed
    others: tuple[Placed, ...]
    within_ms: float


class Drained(Struct, frozen=True):
    """The node has no TCP connection of a client on these VIPs any more."""

    node: str
    vips: tuple[Address, ...]
    within_ms: float


Gate = Serves | Hears | Owned | Drained


class Step(Struct, frozen=True):
    """`says` what it is about, in a few words. `undo` takes back what its acts did.

    Once the gates of a step that `commits` have held, nothing before its end is undone any more.
    """

    says: str
    acts: tuple[Act, ...] = ()
    gates: tuple[Gate, ...] = ()
    undo: tuple[Act, ...] = ()
    commits: bool = False
