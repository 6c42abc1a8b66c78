# SPDX-License-Identifier: Apache-2.0
"""What an instance tracks, as far as keepalived counts it, and what it makes of the rest."""

from collections.abc import Iterator

from msgspec.structs import replace

from holdfast.model.awaited import awaited_twice
from holdfast.model.priority import OWNER, weightless
from holdfast.model.site import Node
from holdfast.model.vrrp import SyncGroup, Tracker, VrrpInstance
from holdfast.prove.vrrp.checks import Checks
from holdfast.prove.vrrp.parameters import Reason, Track

FILE_WEIGHT = 1
"""The weight of a tracked file that states none (keepalived.conf(5))."""


def tracks(
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


def unweighed(
    instance: VrrpInstance, sync: SyncGroup | None, checks: Checks, interfaces: list[str]
) -> Iterator[tuple[int, Reason]]:
    """The checks, by number, whose entry keepalived drops because it has a weight, and why."""
    for tracker in instance.trackers:
        track = checks.track(tracker, interfaces) if tracker.ignored is None else None
        kept = track and any(_weighed(track, tracker, instance, in_sync=sync is not None))
        if track is not None and not kept:
            yield track.number, _why_dropped(instance, tracker)


def _why_dropped(instance: VrrpInstance, tracker: Tracker) -> Reason:
    if instance.priority == OWNER:
        return Reason(
            f"{instance.name} keeps priority 255, which no weight lowers, and keepalived drops "
            f"{tracker.name}",
            (instance.at("priority"), tracker.place),
            "take a priority of 254 or less, and drop the weight",
            "weight-never-flips",
        )
    return Reason(
        f"{instance.name} is in a sync group, where keepalived drops {tracker.name} with its "
        "weight",
        (tracker.place,),
        f"track {tracker.name} in the sync group, without a weight",
    )


def stuck(
    node: Node, instance: VrrpInstance, checks: Checks, interfaces: list[str]
) -> Reason | None:
    """Why the instance never leaves FAULT; None where it may."""
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
