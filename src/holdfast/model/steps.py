# SPDX-License-Identifier: Apache-2.0
"""What is done to running nodes, and what must hold before the next thing is: frozen values.

A runner carries them out, one in the lab and one on live hosts. It does the acts of a step, waits
until all of its gates hold, and goes on. Where an act or a gate fails it does what undoes the steps
so far, the last one first, and stops.
"""

from typing import Literal

from msgspec import Struct

from holdfast.model.address import Address


class WriteFile(Struct, frozen=True):
    """A file of a node that is there gets these bytes at once; its owner and mode stay."""

    node: str
    path: str
    data: bytes


class CreateFile(Struct, frozen=True):
    """A file comes to be, of root's, and with it the folders on the way.

    One that is there with the same bytes is left as it is; with others, the act fails.
    """

    node: str
    path: str
    data: bytes
    mode: int = 0o644


class RemoveFile(Struct, frozen=True):
    """A file goes away; done where it is not there. Folders stay."""

    node: str
    path: str


Verb = Literal[
    "start", "stop", "restart", "reload", "reload-or-restart", "enable", "disable"
]  # fmt: skip


class UnitJob(Struct, frozen=True):
    """A verb of systemctl(1) for a unit, and the end of what it begins.

    A verb that may start the unit forgets its failed starts first (`reset-failed`): a unit at its
    start limit is not started otherwise. `reload-or-restart` starts one that does not run.
    """

    node: str
    verb: Verb
    unit: str


STARTING: frozenset[Verb] = frozenset(("start", "restart", "reload-or-restart"))
"""The verbs that may start a unit."""


class DaemonReload(Struct, frozen=True):
    """systemd reads its unit files again: none of them is in force sooner."""

    node: str


class SetKernel(Struct, frozen=True):
    """A kernel setting, by its dotted name, has the value from now to the next boot.

    A dot in the name of an interface is a slash, as sysctl(8) takes it.
    """

    node: str
    name: str
    value: str


LinkKind = Literal["dummy", "bridge"]


class AddLink(Struct, frozen=True):
    """An interface of that kind is there and up, to the next boot; done where there is one."""

    node: str
    interface: str
    kind: LinkKind


class RemoveLink(Struct, frozen=True):
    """An interface that `AddLink` made goes away with its addresses; done where there is none."""

    node: str
    interface: str


class AddAddress(Struct, frozen=True):
    """An interface has the address to the next boot; done where it has it with that prefix.

    One of IPv6 is added without a check for duplicates and is no source: `nodad`, `preferred_lft
    0` of ip-address(8).
    """

    node: str
    interface: str
    address: Address
    prefix: int


class RemoveAddress(Struct, frozen=True):
    """An interface has the address with that prefix no more; done where it has not."""

    node: str
    interface: str
    address: Address
    prefix: int


Act = (
    WriteFile
    | CreateFile
    | RemoveFile
    | UnitJob
    | DaemonReload
    | SetKernel
    | AddLink
    | RemoveLink
    | AddAddress
    | RemoveAddress
)


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
    """The VIP is at this place, and on no other node where it could be: `others`.

    It has to be so for `for_ms` without a break, begun within `within_ms`: a second owner comes
    only after the silence that it takes for one.
    """

    at: Placed
    others: tuple[Placed, ...]
    within_ms: float
    for_ms: float = 0.0


class Drained(Struct, frozen=True):
    """The node has no TCP connection of a client on these VIPs any more."""

    node: str
    vips: tuple[Address, ...]
    within_ms: float


class Accepted(Struct, frozen=True):
    """The daemon's own checker accepts its files as they lie on the node.

    `command` is that of the checker, which ends as in ACCEPTED where it does; `unit` is the
    daemon's, whose environment it wants.
    """

    node: str
    unit: str
    command: tuple[str, ...]
    environment: tuple[tuple[str, str], ...] = ()
    within_ms: float = 0.0


ACCEPTED = (0, 6)
"""The exit statuses of a checker that accepts them. With 6 keepalived says no more than that
scripts run without enable_script_security, which they do (config_test_exit of main.c, 2.2.7)."""


class Active(Struct, frozen=True):
    """The unit is active (systemd's ActiveState)."""

    node: str
    unit: str
    within_ms: float


State = Literal["MASTER", "BACKUP"]


class InState(Struct, frozen=True):
    """The state that keepalived said last that an instance entered, since it was started."""

    node: str
    instance: str
    state: State
    within_ms: float


Gate = Serves | Hears | Owned | Drained | Accepted | Active | InState


class Step(Struct, frozen=True):
    """`says` what it is about, in a few words. `undo` takes back what its acts did.

    Once the gates of a step that `commits` have held, nothing before its end is undone any more.
    """

    says: str
    acts: tuple[Act, ...] = ()
    gates: tuple[Gate, ...] = ()
    undo: tuple[Act, ...] = ()
    commits: bool = False
