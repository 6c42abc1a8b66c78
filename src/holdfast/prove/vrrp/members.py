# SPDX-License-Identifier: Apache-2.0
"""An instance as a member of its group, with what keepalived itself changes when it starts."""

from collections.abc import Iterator

from msgspec.structs import replace

from holdfast.model.address import Address, family
from holdfast.model.awaited import awaited_twice
from holdfast.model.priority import OWNER, starts_as_master, waits, weightless
from holdfast.model.site import Node
from holdfast.model.vrrp import DEFAULT_INTERFACE, SyncGroup, Tracker, VrrpInstance
from holdfast.prove.vrrp.checks import Checks
from holdfast.prove.vrrp.notify import notify_effects
from holdfast.prove.vrrp.parameters import Member, Reason, Track

FILE_WEIGHT = 1
"""The weight of a tracked file that states none (keepalived.conf(5))."""


def member(
    node: Node, instance: VrrpInstance, rank: int, checks: Checks, interfaces: list[str]
) -> Member:
    """The member; `interfaces` grows by those that it needs (vrrp_complete_instance, vrrp.c).

    An interface that it needs has no weight, whatever is stated (add_vrrp_to_interface).
    """
    sync = node.keepalived.sync_group(instance)
    nopreempt = waits(instance)
    delay = 0.0 if starts_as_master(instance) or nopreempt else instance.preempt_delay * 1000
    own = _number(instance.interface or DEFAULT_INTERFACE, interfaces)
    needed = tuple(dict.fromkeys(_needed(node, instance, own, interfaces)))
    tracks = _tracks(node, instance, sync, checks, interfaces)
    return Member(
        name=instance.name,
        priority=instance.priority,
        rank=rank,
        advert_ms=instance.advert_int * 1000,
        adverts_missed=instance.adverts_missed,
        version=instance.version,
        nopreempt=nopreempt,
        nopreempt_stated=instance.nopreempt,
        preempt_delay_ms=delay,
        preempt_delay_stated=instance.preempt_delay > 0,
        owns_at_start=_all_owners(node, instance, sync),
        interface=own,
        interfaces=needed,
        tracks=tuple(t for t in tracks if not (t.of == "interface" and t.number in needed)),
        unicast=bool(instance.unicast_peers),
        sync=node.keepalived.sync_groups.index(sync) if sync is not None else None,
        stuck=_stuck(node, instance, checks, interfaces),
        listens=any(listens(node, vip.address) for vip in instance.vips),
        notify=notify_effects(node, instance.notifies),
        group_notify=notify_effects(node, sync.notifies if sync is not None else ()),
        places={"": instance.place, **instance.settings},
    )


def listens(node: Node, address: Address) -> bool:
    """Whether HAProxy has a bind that takes connections to an address."""
    return any(
        bind.address == address
        or (bind.address is None and bind.family in (family(address), "ipv6"))
        for bind in node.haproxy.binds
    )


def _number(name: str, interfaces: list[str]) -> int:
    if name not in interfaces:
        interfaces.append(name)
    return interfaces.index(name)


def _needed(node: Node, instance: VrrpInstance, own: int, interfaces: list[str]) -> Iterator[int]:
    """The interfaces without which it is in FAULT: its own, and those that its VIPs go to."""
    if "dont_track_primary" not in instance.settings:
        yield own
    for device in {vip.device: None for vip in instance.vips if vip.tracked}:
        declared = node.interface(device) if device is not None else None
        local = device == "lo" or (declared is not None and declared.local)
        if device is not None and not local and _number(device, interfaces) != own:
            yield _number(device, interfaces)


def _all_owners(node: Node, instance: VrrpInstance, sync: SyncGroup | None) -> bool:
    """Whether it and all that move with it are address owners in state MASTER."""
    names = sync.members if sync is not None else (instance.name,)
    members = (i for i in node.keepalived.instances if i.name in names)
    return all(i.priority == OWNER and starts_as_master(i) for i in members)


def _tracks(
    node: Node,
    instance: VrrpInstance,
    sync: SyncGroup | None,
    checks: Checks,
    interfaces: list[str],
) -> Iterator[Track]:
    """What counts: a sync group's entries, and the instance's own as far as it may weigh them.

    Of two entries for the same thing that without a weight counts, else the sync group's. One with
    an address owner among its members has no weights (sync_group_tracking_init).
    """
    shared = [t for t in sync.trackers if t.ignored is None] if sync is not None else []
    of_group = {(t.kind, t.name) for t in shared}
    unweighted: set[tuple[str, str]] = set()
    for tracker in instance.trackers:
        key = (tracker.kind, tracker.name)
        if tracker.ignored is not None or key == ("interface", instance.interface):
            continue
        track = checks.track(tracker, interfaces)
        for own in _weighed(track, tracker, instance, in_sync=sync is not None) if track else ():
            if own.weight == 0:
                unweighted.add(key)
            if own.weight == 0 or key not in of_group:
                yield own
    none = sync is not None and weightless(node.keepalived, sync)
    for tracker in shared:
        track = checks.track(tracker, interfaces)
        if track is not None and (tracker.kind, tracker.name) not in unweighted:
            yield replace(track, weight=0) if none else track


def _stuck(
    node: Node, instance: VrrpInstance, checks: Checks, interfaces: list[str]
) -> Reason | None:
    for own, shared in awaited_twice(node.keepalived, instance):
        if checks.track(own, interfaces) is not None:
            return Reason(
                f"{instance.name} and its sync group both track {own.name} without a weight, and "
                "keepalived waits for its first verdict twice",
                (own.place, shared.place),
                f"let the sync group alone track {own.name}",
                "script-tracked-twice",
            )
    return None


def _weighed(
    track: Track, tracker: Tracker, instance: VrrpInstance, *, in_sync: bool
) -> Iterator[Track]:
    """An address owner and a member of a sync group drop weighted scripts, files and sessions.

    Weighted interfaces and processes they keep: vrrp_complete_instance notes an interface before it
    takes the weight away again, in a place that nobody looks at.
    """
    kept = tracker.kind in ("interface", "process")
    if track.weight == 0 or kept or not (in_sync or instance.priority == OWNER):
        yield track
    elif tracker.kind == "file" and track.weight == FILE_WEIGHT:
        yield replace(track, weight=0)
