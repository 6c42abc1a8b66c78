# SPDX-License-Identifier: Apache-2.0
"""An instance and its sync group both wait for the same script, and one of them for ever."""

from collections.abc import Iterator

from holdfast.check.finding import Also, Finding, Fix
from holdfast.check.small_edits import line_dropped, statement_dropped
from holdfast.model.awaited import awaited_twice
from holdfast.model.site import Node, Site
from holdfast.model.vrrp import Tracker, VrrpInstance


def check(site: Site) -> Iterator[Finding]:
    """A script without a weight in the `track_script` of an instance and of its sync group."""
    for node, instance in site.instances:
        for own, shared in awaited_twice(node.keepalived, instance):
            yield _finding(node, instance, own, shared)


def _finding(node: Node, instance: VrrpInstance, own: Tracker, shared: Tracker) -> Finding:
    return Finding(
        f"{instance.name} and its sync group both track {own.name} without a weight: keepalived "
        f"waits for its first result twice and gets it once, so {instance.name} and its group "
        "never leave FAULT on this node; track it in the group alone",
        own.place,
        also=(Also(shared.place, "the entry of the sync group"),),
        fix=_fix(node, instance, own) if own.reverse == shared.reverse else None,
    )


def _fix(node: Node, instance: VrrpInstance, own: Tracker) -> Fix | None:
    if sum(tracker.kind == "script" for tracker in instance.trackers) == 1:
        return statement_dropped(node, instance.place, "track_script", "safe")
    return line_dropped(node, own.place, "safe")
