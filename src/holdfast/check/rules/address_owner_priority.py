# SPDX-License-Identifier: Apache-2.0
"""Priority 255: keepalived then ignores weights, `nopreempt` and much else."""

from collections.abc import Iterator

from holdfast.check.finding import Finding, Fix, Severity
from holdfast.check.pairs import Member, members_by_vip
from holdfast.check.small_edits import word_changed
from holdfast.model.priority import HIGHEST, OWNER, weight
from holdfast.model.site import Site
from holdfast.model.vrrp import KeepalivedConfig, VrrpInstance


def check(site: Site) -> Iterator[Finding]:
    """A stated priority of 255; of a pair whose check has a weight `weight-never-flips` tells."""
    groups = list(members_by_vip(site).values())
    paired = {(m.node.name, m.instance.name) for members in groups for m in members}
    for node, instance in site.instances:
        if instance.priority != OWNER or "priority" not in instance.settings:
            continue
        lost = _lost(node.keepalived, instance)
        fix = _fix(Member(node, instance), groups)
        if not lost:
            effect = "no weight ever lowers it, and nopreempt counts for nothing"
            yield _finding(instance, effect, fix)
        elif (node.name, instance.name) not in paired:
            effect = f"keepalived drops {lost}, whose weight could lower it, so nothing ever does"
            yield _finding(instance, effect, fix, "error")


def _finding(
    instance: VrrpInstance, effect: str, fix: Fix | None, severity: Severity = "warning"
) -> Finding:
    return Finding(
        f"255 is the priority of a node that has the VIP for its own address: {effect}; take 254 "
        "or less",
        instance.at("priority"),
        fix=fix,
        severity=severity,
    )


def _fix(owner: Member, groups: list[tuple[Member, ...]]) -> Fix | None:
    """The highest that is no owner's, where all others of its groups stay below it."""
    others = [m for members in groups if owner in members for m in members if m != owner]
    if any(other.instance.priority >= HIGHEST for other in others):
        return None
    place = owner.instance.at("priority")
    return word_changed(owner.node, place, str(OWNER), str(HIGHEST), "unsafe")


def _lost(config: KeepalivedConfig, instance: VrrpInstance) -> str:
    """The weighted checks that keepalived drops for an owner."""
    names = [
        tracker.name
        for tracker in config.trackers(instance)
        if tracker.kind == "script" and weight(config, tracker) != 0
    ]
    return " and ".join(names)
