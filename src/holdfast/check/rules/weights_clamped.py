# SPDX-License-Identifier: Apache-2.0
"""Weights that add up beyond the largest priority, or below the smallest."""

from collections.abc import Iterator

from holdfast.check.finding import Finding
from holdfast.model.priority import HIGHEST, LOWEST, OWNER, share, weight
from holdfast.model.site import Node, Site
from holdfast.model.vrrp import Tracker, VrrpInstance


def check(site: Site) -> Iterator[Finding]:
    """Several weights whose sum does not fit; a tracked file counts as what its factor says."""
    for node, instance in site.instances:
        if instance.priority == OWNER or _in_sync_group(node, instance):
            continue
        weighted = _weighted(node, instance)
        high = instance.priority + sum(share(w, t, failing=False) for t, w in weighted)
        low = instance.priority + sum(share(w, t, failing=True) for t, w in weighted)
        if max(high, low) > HIGHEST:
            yield _finding(instance, max(high, low), HIGHEST)
        elif min(high, low) < LOWEST and len(weighted) > 1:
            yield _finding(instance, min(high, low), LOWEST)


def _finding(instance: VrrpInstance, total: int, limit: int) -> Finding:
    return Finding(
        f"priority and weights of {instance.name} add up to {total}, and keepalived advertises "
        f"{limit}: what one check adds or takes may change nothing, and nodes tie; take smaller "
        "numbers",
        instance.at("priority"),
    )


def _weighted(node: Node, instance: VrrpInstance) -> list[tuple[Tracker, int]]:
    config = node.keepalived
    stated = [(tracker, weight(config, tracker)) for tracker in config.trackers(instance)]
    return [(tracker, w) for tracker, w in stated if w != 0 and tracker.kind != "file"]


def _in_sync_group(node: Node, instance: VrrpInstance) -> bool:
    """Whether keepalived ignores the weights, as it does for a member of a sync group."""
    return any(instance.name in group.members for group in node.keepalived.sync_groups)
