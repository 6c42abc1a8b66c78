# SPDX-License-Identifier: Apache-2.0
"""`nopreempt` on the node that never preempts anyway, and not on the one that does."""

from collections.abc import Iterator

from holdfast.check.finding import Also, Finding, Fix
from holdfast.check.pairs import Member, pairs
from holdfast.methods.keepalived_block import put
from holdfast.model.priority import weight
from holdfast.model.site import Node, Site
from holdfast.model.vrrp import VrrpInstance


def check(site: Site) -> Iterator[Finding]:
    """Two nodes, the lower one nopreempt, the higher one not; no weights that turn them round."""
    for pair in pairs(site):
        low, high = sorted((pair.one, pair.other), key=lambda member: member.instance.priority)
        below, above = low.instance, high.instance
        if below.priority == above.priority or not below.nopreempt or above.nopreempt:
            continue
        if not any(_weighted(member.node, member.instance) for member in (low, high)):
            yield Finding(
                f"this nopreempt changes nothing: {high.name} has the higher priority, "
                f"{above.priority}, is not nopreempt, and takes {pair.vip} back as soon as it "
                f"returns; write nopreempt on {high.name}, with `state BACKUP`",
                below.at("nopreempt"),
                also=(Also(above.at("priority"), f"{high.name} preempts"),),
                fix=_fix(high),
            )


def _fix(high: Member) -> Fix | None:
    """`nopreempt` there too, and BACKUP for a MASTER, which would clear it."""
    wanted = {"state": "BACKUP"} if high.instance.state == "MASTER" else {}
    changes = put(high.node, high.instance.place, wanted | {"nopreempt": ""})
    return Fix("unsafe", changes) if changes is not None else None


def _weighted(node: Node, instance: VrrpInstance) -> bool:
    config = node.keepalived
    return any(weight(config, tracker) != 0 for tracker in config.trackers(instance))
