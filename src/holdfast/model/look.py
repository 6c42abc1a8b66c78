# SPDX-License-Identifier: Apache-2.0
"""One look at a running node: what status and watch ask of it, and what it told."""

from collections.abc import Mapping
from typing import Literal

from msgspec import Struct

from holdfast.model.facts import LinkFact, SocketFact
from holdfast.model.relay import Relayed


class Asked(Struct, frozen=True):
    """What is asked of a node beside what every node is asked.

    `files` are the paths to hash, `folders` those in which every file counts. `sockets` are
    HAProxy's stats sockets. `sets` are families and sets of the relay's tables, an element of each
    being a heartbeat. A `dump` is keepalived's own: it answers a signal by writing a file and
    logging a line.
    """

    files: tuple[str, ...] = ()
    folders: tuple[str, ...] = ()
    sockets: tuple[str, ...] = ()
    sets: tuple[tuple[str, str], ...] = ()
    dump: bool = True


class DaemonSeen(Struct, frozen=True):
    """A daemon's unit, as systemd has it, and for how long its main process has run.

    `since_s` is None where it does not run.
    """

    active: str = ""
    sub: str = ""
    restarts: int = 0
    since_s: float | None = None

    @property
    def running(self) -> bool:
        return self.active in ("active", "reloading")


class HaproxyAnswer(Struct, frozen=True):
    """What HAProxy said on a stats socket; `version` is empty where it said nothing in time.

    `stopped` are the frontends that take no connections, `down` the backends without a server left.
    """

    socket: str
    version: str = ""
    connections: int = 0
    stopped: tuple[str, ...] = ()
    down: tuple[str, ...] = ()


VrrpState = Literal["INIT", "BACKUP", "MASTER", "FAULT"]


class InstanceSeen(Struct, frozen=True):
    """A VRRP instance, as keepalived tells it.

    From the journal there is the state alone, and the priority where it ever changed; the rest is
    None. `since_s` counts from its last transition, else from keepalived's start. `received` are
    advertisements; `errors` those of them that it threw away, by the reason.
    """

    state: VrrpState
    priority: int | None = None
    base_priority: int | None = None
    since_s: float | None = None
    became_master: int | None = None
    received: int | None = None
    sent: int | None = None
    errors: Mapping[str, int] = {}


class RelaySeen(Struct, frozen=True):
    """The relay's counters since its tables were loaded; `hears` are the sets with a heartbeat."""

    counted: Relayed
    hears: tuple[tuple[str, str], ...] = ()


HashState = Literal["missing", "unreadable", "special"]


class Look(Struct, frozen=True):
    """What a node told at one moment.

    `instances` is None where keepalived does not tell; `dumped` says that it did by its dump,
    `no_dump` why it did not. `relay` is None where no table of the relay's is loaded. `hashes` has
    the SHA-256 of each file that was asked for, or why it has none, and of those in the folders.
    """

    links: tuple[LinkFact, ...] = ()
    haproxy: DaemonSeen = DaemonSeen()
    keepalived: DaemonSeen = DaemonSeen()
    answers: tuple[HaproxyAnswer, ...] = ()
    listening: tuple[SocketFact, ...] = ()
    instances: Mapping[str, InstanceSeen] | None = None
    dumped: bool = False
    no_dump: str = ""
    relay: RelaySeen | None = None
    hashes: Mapping[str, str | HashState] = {}


class Unread(Struct, frozen=True):
    """A node that could not be read: why, in one line."""

    why: str
