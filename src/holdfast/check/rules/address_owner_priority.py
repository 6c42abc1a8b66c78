# SPDX-License-Identifier: Apache-2.0
"""Priority 255: keepalived then ignores weights, `nopreempt` and much else."""

from collections.abc import Iterator

from holdfast.check.finding import Finding, Severity
from holdfast.check.pairs import members_by_vip
from holdfast.model.priority import OWNER, weight
from holdfast.model.site import Site
from holdfast.model.vrrp import KeepalivedConfig, VrrpInstance


def check(site: Site) -> Iterator[Finding]:
    """A stated priority of 255; of a pair whose check has a weight `weight-never-flips` tells."""
    paired = {(m.node.name, m.instance.name) for ms in members_by_vip(site).values() for m in ms}
    for node, instance in site.instances:
        if instance.priority != OWNER or "priority" not in instance.settings:
            continue
        lost = _lost(node.keepalived, instance)
        if not lost:
            yield _finding(instance, "no weight ever lowers it, and nopreempt counts for nothing")
        elif (node.name, instance.name) not in paired:
            effect = f"keepalived drops {lost}, whose weight could lower it, so nothing ever does"
            yield _finding(instance, effect, "error")


def _finding(instance: VrrpInstance, effect: str, severity: Severity = "warning") -> Finding:
    return Finding(
        f"255 is the priority of a node that has the VIP for its own address: {effect}; take 254 "
        "or less",
        instance.at("priority"),
        severity=severity,
    )


def _lost(config: KeepalivedConfig, instance: VrrpInstance) -> str:
    """The weighted checks that keepalived drops for an owner."""
    names = [
        tracker.name
        for tracker in config.trackers(instance)
        if tracker.kind == "script" and weight(config, tracker) != 0
    ]
    return " and ".join(names)
