# SPDX-License-Identifier: Apache-2.0
"""What the election makes of a weighted check that fails on the owner."""

from collections.abc import Iterator

from msgspec import Struct

from holdfast.check.finding import Fix
from holdfast.methods.timers_weights import without_weight
from holdfast.model.group import Group, groups
from holdfast.model.place import Place
from holdfast.model.priority import effective_priority, takes_over, waits, weight
from holdfast.model.site import Node, Site
from holdfast.model.vrrp import Tracker, VrrpInstance
from holdfast.model.watching import watches_haproxy


class Member(Struct, frozen=True):
    """An instance on its node, with the priority it advertises while all its checks succeed."""

    node: Node
    instance: VrrpInstance
    priority: int

    @property
    def waits(self) -> bool:
        """Whether it leaves the VIP to whoever advertises."""
        return waits(self.instance)


class Failing(Struct, frozen=True):
    """The weighted checks of an owner fail together: its priority then, and who would be better."""

    owner: Member
    peers: tuple[Member, ...]
    trackers: tuple[Tracker, ...]
    lowered: int

    @property
    def better(self) -> tuple[Member, ...]:
        """The peers whose priority is the higher one then."""
        return tuple(peer for peer in self.peers if takes_over(peer.priority, self.lowered))

    @property
    def place(self) -> Place:
        """The first of the trackers."""
        return self.trackers[0].place

    @property
    def names(self) -> str:
        """The trackers' names, for a message."""
        return " and ".join(tracker.name for tracker in self.trackers)

    @property
    def fix(self) -> Fix | None:
        """No weight for these checks on any node, so that a failure is a FAULT."""
        names = {tracker.name for tracker in self.trackers}
        weighted = [
            (member.node, tracker)
            for member in (self.owner, *self.peers)
            for tracker in member.node.keepalived.trackers(member.instance)
            if tracker.name in names and weight(member.node.keepalived, tracker) != 0
        ]
        changes = [without_weight(node, tracker) for node, tracker in weighted]
        known = tuple(change for change in changes if change is not None)
        return Fix("unsafe", known) if len(known) == len(changes) else None


def failing_checks(site: Site) -> Iterator[Failing]:
    """Every node that may own a VIP while all is well, with its weighted checks failing.

    That is the one of highest priority, and each whose betters all leave the VIP to whoever has it
    (`nopreempt`): it keeps what it once took over.

    Left out, because the files do not decide it: groups with a member in a sync group (it ignores
    the weights of its members), owners with a tracked file, whose content is a factor, and those
    where another check of HAProxy has no weight, so that its failure is a FAULT.
    """
    for group in groups(site):
        members = _members(group)
        if len({member.node.name for member in members}) < 2:
            continue
        for owner in members:
            trackers = _weighted(owner)
            if trackers and all(m.waits for m in members if m.priority > owner.priority):
                config = owner.node.keepalived
                lowered = effective_priority(config, owner.instance, trackers)
                peers = tuple(member for member in members if member is not owner)
                yield Failing(owner, peers, trackers, lowered)


def _members(group: Group) -> list[Member]:
    """The members with their priorities; none where one is in a sync group."""
    members = []
    for node, instance in group.members:
        if any(instance.name in sync.members for sync in node.keepalived.sync_groups):
            return []
        priority = effective_priority(node.keepalived, instance)
        members.append(Member(node, instance, priority))
    return members


def _weighted(owner: Member) -> tuple[Tracker, ...]:
    """The trackers that fail when HAProxy does, or all others where none watches it."""
    node, config = owner.node, owner.node.keepalived
    trackers = config.trackers(owner.instance)
    watching = [t for t in trackers if watches_haproxy(node, t) != "no"]
    if any(t.kind == "file" or weight(config, t) == 0 for t in watching):
        return ()
    others = (t for t in trackers if t.kind == "script" and weight(config, t) != 0)
    return tuple(watching) or tuple(others)
