# SPDX-License-Identifier: Apache-2.0
"""Check scripts and the entries that should name them."""

from collections.abc import Iterator

from holdfast.check.used_commands import tracked
from holdfast.model.script import VrrpScript
from holdfast.model.site import Node, Site
from holdfast.model.vrrp import Tracker, TrackerKind, VrrpInstance
from holdfast.model.watching import watches_haproxy

NOT_DEFINED = "not defined above"


def all_read(site: Site, node: Node) -> bool:
    """Whether every file that the node's keepalived.conf includes was there and could be read."""
    paths = node.keepalived.paths
    return not any(error.file.endswith(path) for error in site.errors for path in paths)


def untracked(node: Node) -> list[VrrpScript]:
    """The scripts that nothing tracks."""
    names = tracked(node)
    scripts = node.keepalived.scripts
    return [s for s in scripts if s.command is not None and s.name not in names]


def may_watch(node: Node, script: VrrpScript) -> bool:
    """Whether a script might watch HAProxy, tracked or not."""
    entry = Tracker("script", script.name, None, reverse=False, place=script.place)
    return watches_haproxy(node, entry) != "no"


def undefined(node: Node) -> Iterator[Tracker]:
    """The entries whose name is not defined above them."""
    owners = [instance.trackers for instance in node.keepalived.instances]
    owners += [group.trackers for group in node.keepalived.sync_groups]
    return (t for trackers in owners for t in trackers if t.ignored == NOT_DEFINED)


def unwatched(node: Node, instance: VrrpInstance) -> bool:
    """Whether surely none of the trackers whose failure takes the instance along watches HAProxy:
    its own, and those of the members of its sync groups."""
    return all(watches_haproxy(node, tracker) == "no" for tracker in acting(node, instance))


def acting(node: Node, instance: VrrpInstance) -> Iterator[Tracker]:
    """The trackers of an instance and of the members of its sync groups."""
    groups = [g for g in node.keepalived.sync_groups if instance.name in g.members]
    names = {instance.name}.union(*(group.members for group in groups))
    for member in node.keepalived.instances:
        if member.name in names:
            yield from node.keepalived.trackers(member)


def defined(node: Node, kind: TrackerKind) -> list[str]:
    """The names that are defined, in file order."""
    if kind == "script":
        return [s.name for s in node.keepalived.scripts if s.command is not None]
    return [o.name for o in node.keepalived.track_objects if o.kind == kind]
