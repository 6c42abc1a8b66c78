# SPDX-License-Identifier: Apache-2.0
"""An instance as a member of its group, with what keepalived itself changes when it starts."""

from collections.abc import Iterator

from msgspec.structs import replace

from holdfast.model.address import Address, family
from holdfast.model.priority import OWNER
from holdfast.model.site import Node
from holdfast.model.vrrp import DEFAULT_INTERFACE, SyncGroup, Tracker, VrrpInstance
from holdfast.prove.vrrp.checks import Checks
from holdfast.prove.vrrp.notify import notify_effects
from holdfast.prove.vrrp.parameters import Member, Track

FILE_WEIGHT = 1
"""The weight of a tracked file that states none (keepalived.conf(5))."""


def member(
    node: Node, instance: VrrpInstance, rank: int, checks: Checks, interfaces: list[str]
) -> Member:
    """The member; `interfaces` grows by those that it needs (vrrp_complete_instance, vrrp.c)."""
    sync = _sync(node, instance)
    starts_as_master = instance.state == "MASTER"
    nopreempt = instance.nopreempt and not starts_as_master and instance.priority != OWNER
    delay = 0.0 if starts_as_master or nopreempt else instance.preempt_delay * 1000
    own = _number(instance.interface or DEFAULT_INTERFACE, interfaces)
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
        owns_at_start=starts_as_master and _all_owners(node, instance, sync),
        interface=own,
        interfaces=tuple(dict.fromkeys(_needed(node, instance, own, interfaces))),
        tracks=tuple(_tracks(node, instance, sync, checks, interfaces)),
        sync=node.keepalived.sync_groups.index(sync) if sync is not None else None,
        listens=any(listens(node, vip.address) for vip in instance.vips),
        notify=notify_effects(node, instance),
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
    for vip in instance.vips:
        declared = node.interface(vip.device) if vip.device is not None else None
        local = vip.device == "lo" or (declared is not None and declared.local)
        if vip.device is not None and not local:
            yield _number(vip.device, interfaces)


def _sync(node: Node, instance: VrrpInstance) -> SyncGroup | None:
    groups = (g for g in node.keepalived.sync_groups if instance.name in g.members)
    return next(groups, None)


def _all_owners(node: Node, instance: VrrpInstance, sync: SyncGroup | None) -> bool:
    """Whether it and all that move with it are address owners in state MASTER."""
    names = set(sync.members) if sync is not None else {instance.name}
    members = [i for i in node.keepalived.instances if i.name in names]
    return all(i.priority == OWNER and i.state == "MASTER" for i in members)


def _tracks(
    node: Node,
    instance: VrrpInstance,
    sync: SyncGroup | None,
    checks: Checks,
    interfaces: list[str],
) -> Iterator[Track]:
    """What counts: a sync group's entries, and the instance's own as far as it may weigh them."""
    shared = [t for t in sync.trackers if t.ignored is None] if sync is not None else []
    own = [t for t in instance.trackers if t.ignored is None]
    names = {(t.kind, t.name) for t in shared}
    for tracker in own:
        if tracker.kind == "interface" and tracker.name == instance.interface:
            continue
        track = checks.track(tracker, interfaces)
        if track is not None and (track.weight == 0 or (tracker.kind, tracker.name) not in names):
            yield from _weighed(track, tracker, instance, in_sync=sync is not None)
    unweighted = {(t.kind, t.name) for t in own if _weightless(t, checks, interfaces)}
    for tracker in shared:
        track = checks.track(tracker, interfaces)
        if track is not None and (tracker.kind, tracker.name) not in unweighted:
            yield track


def _weightless(tracker: Tracker, checks: Checks, interfaces: list[str]) -> bool:
    track = checks.track(tracker, interfaces)
    return track is not None and track.weight == 0


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
