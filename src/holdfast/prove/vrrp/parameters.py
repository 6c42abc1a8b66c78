# SPDX-License-Identifier: Apache-2.0
"""What the model takes from a site: numbers that never change, each with its place in the files."""

from typing import Literal

from msgspec import Struct

from holdfast.model.place import Place
from holdfast.model.proof import Answer
from holdfast.model.timing import Bounds


class Reason(Struct, frozen=True):
    """A sentence, the lines that make it true, and what would make it untrue.

    `rule` is the rule of `holdfast check` that speaks of it, where there is one.
    """

    says: str
    at: tuple[Place, ...] = ()
    mend: str = ""
    rule: str | None = None


class Check(Struct, frozen=True):
    """Something a node's instances track that has a verdict of its own: a script, process or file.

    What it answers while HAProxy runs, is dead, hangs. `fall`, `hangs` and `rise` are the times
    from HAProxy's death, hanging and return to the verdict, `first` that from keepalived's start to
    the first one. `prompt` checks have their verdict from the start: that of `boot` at the node's
    boot, where HAProxy has not been started yet, and at every start where that `reset`s them.
    """

    kind: Literal["script", "process", "file", "bfd"]
    name: str
    running: Answer
    dead: Answer
    hung: Answer
    fall: Bounds
    hangs: Bounds
    rise: Bounds
    first: Bounds
    boot: Answer
    reset: bool
    prompt: bool
    place: Place
    proves: Reason

    @property
    def opaque(self) -> bool:
        """Whether the files leave a verdict open."""
        return "either" in (self.running, self.dead, self.hung)

    @property
    def kept(self) -> bool:
        """Whether its verdict is there without keepalived, for whoever starts next: a file's."""
        return self.prompt and (self.opaque or self.dead == "stays")


class Track(Struct, frozen=True):
    """An entry of a `track_…` block that counts: of a check or of an interface, by its number.

    `shares` is what a weight adds to the priority while what it tracks is well, and while not.
    """

    of: Literal["check", "interface"]
    number: int
    weight: int
    reverse: bool
    shares: tuple[int, int]
    place: Place


class HaproxyUnit(Struct, frozen=True):
    """How systemd treats HAProxy: whether it starts it at boot, and again `after_crash`.

    `tries` is how often a start fails before systemd ends it; None: it tries for ever.
    """

    enabled: bool
    after_crash: bool
    tries: int | None
    restart_ms: float
    place: Place | None


class KeepalivedUnit(Struct, frozen=True):
    """How systemd treats keepalived."""

    enabled: bool
    after_crash: bool
    restart_ms: float
    place: Place | None


class NodeValues(Struct, frozen=True):
    """A node. `races`: the groups whose VIPs HAProxy needs here to start, each with its bind."""

    name: str
    haproxy: HaproxyUnit | None
    keepalived: KeepalivedUnit | None
    races: tuple[tuple[int, Place], ...]
    interfaces: tuple[str, ...]
    checks: tuple[Check, ...]
    dropped: tuple[Reason, ...]


NotifyEffect = Literal["start", "stop"]
Notified = dict[str, tuple[NotifyEffect, Place]]
"""What notify programs do to HAProxy, by the state entered, and the lines that name them."""


class Member(Struct, frozen=True):
    """An instance of a group on a node, with the values that count after keepalived's own changes.

    `rank` orders the nodes' addresses. `interfaces` are those without which it is in FAULT, by
    number; `interface` is the one it advertises on. `owns_at_start` is an address owner in state
    MASTER. `unicast` members send to their peers alone. `sync` is the number of its sync group on
    this node, or None. One that is `stuck` waits for a verdict that never comes, for this reason.
    `unweighed` are checks whose entry keepalived drops with its weight, by number, and why.
    `notify` are its own programs, `group_notify` those of its sync group.
    """

    name: str
    priority: int
    rank: int
    advert_ms: float
    adverts_missed: int
    version: int
    nopreempt: bool
    nopreempt_stated: bool
    preempt_delay_ms: float
    preempt_delay_stated: bool
    owns_at_start: bool
    interface: int
    interfaces: tuple[int, ...]
    tracks: tuple[Track, ...]
    unweighed: tuple[tuple[int, Reason], ...]
    unicast: bool
    sync: int | None
    stuck: Reason | None
    listens: bool
    notify: Notified
    group_notify: Notified
    places: dict[str, Place]

    def at(self, keyword: str) -> Place:
        """The place of a statement, or of the instance where it is not stated."""
        return self.places.get(keyword, self.places[""])

    def notified(self, wanted: NotifyEffect | None = None) -> tuple[Place, ...]:
        """The lines of its programs that do something to HAProxy, or just that."""
        effects = (*self.notify.values(), *self.group_notify.values())
        return tuple(place for effect, place in effects if wanted in (None, effect))


class GroupValues(Struct, frozen=True):
    """A group: its members by node number.

    `deaf` has why the packets that one node (second) sends mean nothing to another (first), and
    `unreached` has those pairs where they do not even arrive.
    """

    name: str
    vips: tuple[str, ...]
    members: dict[int, Member]
    deaf: dict[tuple[int, int], Reason]
    unreached: frozenset[tuple[int, int]]


class Service(Struct, frozen=True):
    """A VIP that several nodes may own: the group by which each node would, by node number."""

    vips: tuple[str, ...]
    groups: dict[int, int]


class Slice(Struct, frozen=True):
    """A part of a site that no other part can change, small enough to be explored on its own."""

    nodes: tuple[NodeValues, ...]
    groups: tuple[GroupValues, ...]
    services: tuple[Service, ...]
