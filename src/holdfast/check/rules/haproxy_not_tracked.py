# SPDX-License-Identifier: Apache-2.0
"""No tracker of an instance watches HAProxy."""

from collections.abc import Iterator

from holdfast.check.finding import Also, Finding
from holdfast.model.site import Node, Site
from holdfast.model.vrrp import Tracker, VrrpInstance
from holdfast.model.watching import watches_haproxy


def check(site: Site) -> Iterator[Finding]:
    """An instance whose VIP HAProxy serves and whose trackers surely do not watch HAProxy.

    A script that is not understood may watch it, and so may one that a member of the same sync
    group tracks: silent.
    """
    for node, instance in site.instances:
        if not _serves(node, instance):
            continue
        if all(watches_haproxy(node, tracker) == "no" for tracker in _trackers(node, instance)):
            yield Finding(
                f"nothing in {instance.name} watches HAProxy: when it dies and stays dead, "
                f"{_vips(instance)} stays here and is not answered; track a check script "
                "without a weight",
                instance.place,
                also=tuple(
                    Also(tracker.place, f"keepalived drops this entry: {tracker.ignored}")
                    for tracker in instance.trackers
                    if tracker.ignored
                ),
            )


def _serves(node: Node, instance: VrrpInstance) -> bool:
    """Whether HAProxy listens on a VIP of the instance, or on every address of a family."""
    vips = {vip.address for vip in instance.vips}
    return bool(vips) and any(
        bind.address in vips or (bind.address is None and bind.family is not None)
        for bind in node.haproxy.binds
    )


def _trackers(node: Node, instance: VrrpInstance) -> Iterator[Tracker]:
    """The trackers whose failure takes the instance along: those of its sync groups' members."""
    groups = [g for g in node.keepalived.sync_groups if instance.name in g.members]
    names = {instance.name}.union(*(group.members for group in groups))
    for member in node.keepalived.instances:
        if member.name in names:
            yield from node.keepalived.trackers(member)


def _vips(instance: VrrpInstance) -> str:
    return ", ".join(str(vip.address) for vip in instance.vips)
