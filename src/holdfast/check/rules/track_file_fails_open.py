# SPDX-License-Identifier: Apache-2.0
"""A tracked file that is missing counts as healthy."""

from collections.abc import Iterator

from holdfast.check.finding import Finding, offer
from holdfast.methods.keepalived_lines import at_head
from holdfast.model.site import Node, Site
from holdfast.model.vrrp import TrackObject


def check(site: Site) -> Iterator[Finding]:
    """A file that something tracks, without `init_file`, in a folder that a boot empties."""
    for node in site.nodes:
        tracked = _tracked(node)
        for found in node.keepalived.track_objects:
            used = found.kind == "file" and found.name in tracked
            if used and found.volatile and found.initial is None:
                yield _finding(node, found)


def _tracked(node: Node) -> set[str]:
    config = node.keepalived
    entries = [t for instance in config.instances for t in instance.trackers]
    entries += [t for group in config.sync_groups for t in group.trackers]
    return {t.name for t in entries if t.kind == "file" and t.ignored is None}


def _finding(node: Node, found: TrackObject) -> Finding:
    change = at_head(node, found.place, ("init_file 1 overwrite",))
    return Finding(
        f"while {found.path} is not there, as after every boot, {found.name} counts as healthy, "
        "and deleting it heals: if what writes it has died, a dead HAProxy keeps the VIP; write "
        "`init_file` with a value that means FAULT until somebody says otherwise, such as 1",
        found.place,
        fix=offer("unsafe", change),
    )
