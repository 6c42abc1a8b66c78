# SPDX-License-Identifier: Apache-2.0
"""The arithmetic of priorities (RFC 9568, 5.2.4; keepalived 2.2.7, vrrp_track.c)."""

from collections.abc import Collection

from holdfast.model.vrrp import KeepalivedConfig, SyncGroup, Tracker, VrrpInstance

OWNER = 255
"""The priority of the address owner: weights do not change it."""

FAULT = 0
"""What a node advertises that goes into FAULT: it gives the VIP up at once."""

LOWEST, HIGHEST = 1, OWNER - 1


def weight(config: KeepalivedConfig, tracker: Tracker) -> int:
    """The tracker's own weight, else that of what it tracks; 0 means that a failure is a FAULT."""
    if tracker.weight is not None:
        return tracker.weight
    if tracker.kind == "script":
        script = config.script(tracker.name)
        return script.weight if script else 0
    tracked = config.track_object(tracker.kind, tracker.name)
    return tracked.weight if tracked else 0


def weightless(config: KeepalivedConfig, group: SyncGroup) -> bool:
    """Whether a member is an address owner: the group's own trackers then have no weight
    (sync_group_tracking_init, vrrp.c)."""
    members = (i for i in config.instances if i.name in group.members)
    return any(instance.priority == OWNER for instance in members)


def share(weight: int, tracker: Tracker, failing: bool) -> int:
    """What a tracker with a weight adds: a positive one while it succeeds, a negative one after.

    `reverse` turns the sign of what is added, and nothing else (process_script_update_priority,
    vrrp_track.c): `weight 20 reverse` takes 20 away while the check succeeds. A tracked file that
    is well holds 0.
    """
    if tracker.kind == "file" and not failing:
        return 0
    added = weight if (weight > 0) == (not failing) else 0
    return -added if tracker.reverse else added


def effective_priority(
    config: KeepalivedConfig, instance: VrrpInstance, failing: Collection[Tracker] = ()
) -> int:
    """The priority that is advertised while exactly the trackers in `failing` fail; or FAULT.

    Kept between 1 and 254; an owner keeps 255 whatever its weighted trackers say.
    """
    total = base = instance.priority
    for tracker in config.trackers(instance):
        own = weight(config, tracker)
        if own == 0:
            if (tracker in failing) != tracker.reverse:
                return FAULT
        elif base != OWNER:
            total += share(own, tracker, failing=tracker in failing)
    return OWNER if base == OWNER else max(LOWEST, min(HIGHEST, total))


def takes_over(challenger: int, owner: int) -> bool:
    """Whether a backup that may preempt becomes the owner while it hears that priority.

    At equal priorities the backup stays one (vrrp_state_backup in vrrp.c).
    """
    return challenger > owner


def waits(instance: VrrpInstance) -> bool:
    """Whether it leaves the VIP to whoever advertises (`nopreempt`).

    `state MASTER`, where it counts, and priority 255 clear that (vrrp_complete_instance in vrrp.c).
    """
    return instance.nopreempt and not starts_as_master(instance) and instance.priority != OWNER


def starts_as_master(instance: VrrpInstance) -> bool:
    """Whether `state MASTER` counts: with AH for an address owner alone, as it has to hear a number
    first; in strict mode an address owner begins so, whatever it says (vrrp_complete_instance).
    """
    if instance.strict or instance.authentication == "AH":
        return instance.priority == OWNER and (instance.strict or instance.state == "MASTER")
    return instance.state == "MASTER"
