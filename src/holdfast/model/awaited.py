# SPDX-License-Identifier: Apache-2.0
"""The first verdicts that keepalived waits for before an instance may leave FAULT."""

from collections.abc import Iterator

from holdfast.model.priority import weight, weightless
from holdfast.model.vrrp import KeepalivedConfig, Tracker, VrrpInstance


def awaited_twice(
    config: KeepalivedConfig, instance: VrrpInstance
) -> Iterator[tuple[Tracker, Tracker]]:
    """Each script that an instance and its sync group track without a weight: both entries.

    keepalived counts both as verdicts to wait for (initialise_track_script_state), links the script
    to the instance once (add_vrrp_to_track_script), and so takes one off: the instance never leaves
    FAULT, and neither does the rest of its group.
    """
    sync = config.sync_group(instance)
    if sync is None:
        return
    none = weightless(config, sync)
    shared = {t.name: t for t in _scripts(sync.trackers) if none or weight(config, t) == 0}
    for own in _scripts(instance.trackers):
        if own.name in shared and weight(config, own) == 0:
            yield own, shared[own.name]


def _scripts(trackers: tuple[Tracker, ...]) -> Iterator[Tracker]:
    return (t for t in trackers if t.kind == "script" and t.ignored is None)
