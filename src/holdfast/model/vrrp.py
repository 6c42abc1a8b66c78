# SPDX-License-Identifier: Apache-2.0
"""keepalived's configuration as far as VRRP goes (keepalived.conf(5), keepalived 2.2.7)."""

from collections.abc import Iterator, Mapping
from ipaddress import IPv4Address, IPv6Address
from typing import Literal

from msgspec import Struct, field

from holdfast.model.address import Address, Family, family
from holdfast.model.keyword import EmptyInclude, Refused, Unbalanced, UnknownKeyword
from holdfast.model.place import Place
from holdfast.model.script import Notify, VrrpScript

DEFAULT_INTERFACE = "eth0"
"""What keepalived takes where no interface is named (DFLT_INT in include/vrrp_ipaddress.h)."""


ADVERTS_MISSED = 3
"""Advertisement intervals of silence before a backup takes over, where nothing is stated."""


MULTICAST: Mapping[Family, Address] = {
    "ipv4": IPv4Address("224.0.0.18"),
    "ipv6": IPv6Address("ff02::12"),
}
"""Where advertisements go, unless unicast_peer, mcast_dst_ip or vrrp_mcast_group say otherwise."""


class Vip(Struct, frozen=True):
    """An entry of `virtual_ipaddress` or `virtual_ipaddress_excluded`.

    `prefix` is None where the file gives none: keepalived then takes /32 or /128. `device` is the
    `dev` word, or None for the instance's interface. `dad` says that duplicate address detection is
    asked for (`-nodad`), which keepalived otherwise turns off. One that is not `tracked`
    (`no_track`) needs no interface that is up.
    """

    address: Address
    prefix: int | None
    device: str | None
    place: Place
    excluded: bool = False
    dad: bool = False
    tracked: bool = True


class Garp(Struct, frozen=True):
    """How a new owner announces its VIPs: `repeat` gratuitous ARPs, again after `delay` seconds.

    0 means no second time. `refresh` is the interval in seconds at which an owner repeats them, 0
    for never (keepalived.conf(5), `garp_master_…`).
    """

    repeat: int = 5
    delay: int = 5
    refresh: int = 0


TrackerKind = Literal["script", "process", "file", "interface", "bfd"]


class Tracker(Struct, frozen=True):
    """An entry of a `track_…` block; `weight` is None where the entry gives none.

    `reverse` is that of the entry, else of what it tracks. `ignored` says why keepalived drops the
    entry, such as a name that is not defined above it; None for one that counts.
    """

    kind: TrackerKind
    name: str
    weight: int | None
    reverse: bool
    place: Place
    ignored: str | None = None


VOLATILE = ("/run/", "/var/run/", "/tmp/", "/dev/shm/")
"""Folders that are empty after every boot."""


class TrackObject(Struct, frozen=True):
    """A `vrrp_track_process` or `vrrp_track_file` block: `path` is the process or the file.

    `initial` is the number that keepalived writes into a file that is missing when it starts, into
    any where it `overwrites` (`init_file`); None where it writes nothing.
    """

    kind: TrackerKind
    name: str
    path: str
    weight: int
    place: Place
    reverse: bool = False
    initial: int | None = None
    overwrites: bool = False

    @property
    def volatile(self) -> bool:
        """Whether every boot takes the file away with its folder."""
        return self.path.startswith(VOLATILE)


class VrrpInstance(Struct, frozen=True):
    """A `vrrp_instance` block, or what keepalived takes where it says nothing.

    `advert_int` is in seconds; `adverts_missed` is `down_timer_adverts`. `virtual_router_id` and
    `interface` are None where missing. `settings` has the place of each statement that is
    there, by keyword. `strict` is its own `strict_mode`, else `vrrp_strict` of global_defs.
    `multicast` is where it advertises without unicast_peer, None without a VIP.
    """

    name: str
    place: Place
    settings: Mapping[str, Place]
    state: str = "BACKUP"
    interface: str | None = None
    virtual_router_id: int | None = None
    priority: int = 100
    advert_int: float = 1.0
    version: int = 2
    adverts_missed: int = ADVERTS_MISSED
    nopreempt: bool = False
    preempt_delay: float = 0.0
    auth_type: str | None = None
    auth_pass: str | None = None
    unicast_src_ip: Address | None = None
    unicast_peers: tuple[Address, ...] = ()
    vips: tuple[Vip, ...] = ()
    trackers: tuple[Tracker, ...] = ()
    notifies: tuple[Notify, ...] = ()
    strict: bool = False
    garp: Garp = Garp()
    multicast: Address | None = None

    @property
    def family(self) -> Family | None:
        """The family it advertises in: that of its first VIP."""
        return family(self.vips[0].address) if self.vips else None

    @property
    def authentication(self) -> str | None:
        """The `auth_type` that counts: none under version 3 and strict mode, none without a
        password, no AH for IPv6 (vrrp_complete_instance, vrrp.c)."""
        if self.version == 3 or self.strict or not self.auth_pass:
            return None
        return None if (self.auth_type, self.family) == ("AH", "ipv6") else self.auth_type

    def wire(self, vip: Vip) -> str | None:
        """The interface that it puts a VIP on; None where the files name none."""
        return vip.device or self.interface

    def at(self, keyword: str) -> Place:
        """The place of a statement, or of the instance where it is not stated."""
        return self.settings.get(keyword, self.place)


class SyncGroup(Struct, frozen=True):
    """A `vrrp_sync_group` block."""

    name: str
    members: tuple[str, ...]
    place: Place
    trackers: tuple[Tracker, ...] = ()
    notifies: tuple[Notify, ...] = ()


class KeepalivedGlobals(Struct, frozen=True):
    """`global_defs` as far as it matters here; `settings` as in an instance.

    `realtime` says that the VRRP process is given a real-time priority, now or when it is late
    (`vrrp_rt_priority`, `max_auto_priority`). `niceness` is its `vrrp_priority`, -20 to 19.
    `multicast` has the groups that it states (`vrrp_mcast_group4`, `vrrp_mcast_group6`).
    """

    router_id: str | None = None
    script_user: str | None = None
    script_group: str | None = None
    enable_script_security: bool = False
    place: Place | None = None
    notifies: tuple[Notify, ...] = ()
    settings: Mapping[str, Place] = {}
    strict: bool = False
    realtime: bool = False
    niceness: int = 0
    adverts_missed: int = ADVERTS_MISSED
    garp: Garp = Garp()
    multicast: Mapping[Family, Address] = {}


class KeepalivedConfig(Struct, frozen=True):
    """keepalived.conf and what it includes, read as one; `paths` in the order of reading.

    `unknown`, `refused`, `unbalanced` and `empty_includes` are what keepalived makes nothing of.
    """

    paths: tuple[str, ...] = ()
    globals: KeepalivedGlobals = field(default_factory=KeepalivedGlobals)
    instances: tuple[VrrpInstance, ...] = ()
    sync_groups: tuple[SyncGroup, ...] = ()
    scripts: tuple[VrrpScript, ...] = ()
    track_objects: tuple[TrackObject, ...] = ()
    unknown: tuple[UnknownKeyword, ...] = ()
    refused: tuple[Refused, ...] = ()
    unbalanced: tuple[Unbalanced, ...] = ()
    empty_includes: tuple[EmptyInclude, ...] = ()

    def script(self, name: str) -> VrrpScript | None:
        """The check script of that name."""
        return next((script for script in self.scripts if script.name == name), None)

    def track_object(self, kind: TrackerKind, name: str) -> TrackObject | None:
        """The tracked process or file of that name."""
        found = (o for o in self.track_objects if o.kind == kind and o.name == name)
        return next(found, None)

    def sync_group(self, instance: VrrpInstance) -> SyncGroup | None:
        """The sync group of an instance: the first that names it (vrrp_sync_set_group)."""
        return next((group for group in self.sync_groups if instance.name in group.members), None)

    def trackers(self, instance: VrrpInstance) -> tuple[Tracker, ...]:
        """The trackers that act on an instance: its own and its sync group's."""
        groups = (g for g in self.sync_groups if instance.name in g.members)
        stated = instance.trackers + tuple(t for group in groups for t in group.trackers)
        return tuple(tracker for tracker in stated if tracker.ignored is None)

    @property
    def notifies(self) -> Iterator[Notify]:
        """Every notify line: of instances, of sync groups, of global_defs."""
        for instance in self.instances:
            yield from instance.notifies
        for group in self.sync_groups:
            yield from group.notifies
        yield from self.globals.notifies
