# SPDX-License-Identifier: Apache-2.0
"""The members of a group as an election sees them: what keepalived runs of their checks."""

from collections.abc import Collection, Iterator

from msgspec import Struct
from msgspec.structs import replace

from holdfast.model.group import Group
from holdfast.model.priority import effective_priority, waits, weight
from holdfast.model.proof import OPAQUE, PROCESS, Answer, Proof, proof
from holdfast.model.site import Node
from holdfast.model.timing import AT_ONCE, Bounds, detection
from holdfast.model.users import runs_as, users
from holdfast.model.vrrp import Tracker, VrrpInstance
from holdfast.model.watching import watches_haproxy

PROMPT = Bounds(0.0, 100.0)
"""How long keepalived takes to hear that a process has ended (ms)."""


class Watched(Struct, frozen=True):
    """A tracker that says something of HAProxy; `after` is the time from its death to the verdict.

    `on` is what it runs or reads.
    """

    tracker: Tracker
    running: Answer
    dead: Answer
    after: Bounds
    on: str


class Candidate(Struct, frozen=True):
    """A member with the trackers that keepalived keeps, and its priority while all is well.

    The priority is 0 for one that a check keeps in FAULT. `dropped` says which checks keepalived
    does not run, and why.
    """

    node: Node
    instance: VrrpInstance
    watched: tuple[Watched, ...]
    priority: int
    dropped: tuple[str, ...]

    @property
    def name(self) -> str:
        """The node's."""
        return self.node.name or "this node"

    @property
    def version(self) -> int:
        """Of VRRP."""
        return self.instance.version

    @property
    def waits(self) -> bool:
        """Whether it leaves the VIP to whoever advertises."""
        return waits(self.instance)

    def advert_ms(self, owner: "Candidate") -> float:
        """The interval by which it counts: the owner's under version 3, else its own."""
        stated = owner if self.version == 3 else self
        return stated.instance.advert_int * 1000

    def lowered(self, failing: Collection[Tracker]) -> int:
        """Its priority once these fail too."""
        failed = (*failing, *(w.tracker for w in self.watched if w.running == "fails"))
        return effective_priority(self.node.keepalived, self.instance, failed)


def candidates(group: Group) -> list[Candidate]:
    """The members of a group, in its order."""
    return [_candidate(node, instance) for node, instance in group.members]


def _candidate(node: Node, instance: VrrpInstance) -> Candidate:
    dropped: list[str] = []
    kept = tuple(t for t in _acting(node, instance) if _runs(node, t, dropped))
    instance = replace(instance, trackers=kept)
    alone = _without_sync_trackers(node, instance)
    watched = tuple(w for t in kept if (w := _watched(alone, t)) is not None)
    first = Candidate(alone, instance, watched, 0, tuple(dropped))
    return replace(first, priority=first.lowered(()))


def _acting(node: Node, instance: VrrpInstance) -> Iterator[Tracker]:
    """What moves an instance: in a sync group the group's trackers, and those of all its members
    that have no weight; the weights of its own are ignored (vrrp_complete_instance, 2.2.7)."""
    config = node.keepalived
    group = next((g for g in config.sync_groups if instance.name in g.members), None)
    if group is None:
        yield from config.trackers(instance)
        return
    yield from (t for t in group.trackers if t.ignored is None)
    for member in config.instances:
        if member.name in group.members:
            own = (t for t in member.trackers if t.ignored is None)
            yield from (t for t in own if weight(config, t) == 0 and t.kind != "interface")


def _without_sync_trackers(node: Node, instance: VrrpInstance) -> Node:
    """The node, its sync groups without trackers: the instance has them by now."""
    config = node.keepalived
    groups = tuple(
        replace(g, trackers=()) if instance.name in g.members else g for g in config.sync_groups
    )
    return replace(node, keepalived=replace(config, sync_groups=groups))


def _runs(node: Node, tracker: Tracker, dropped: list[str]) -> bool:
    """Whether keepalived runs the check; if not, `dropped` gets the reason."""
    script = node.keepalived.script(tracker.name) if tracker.kind == "script" else None
    if script is None or script.command is None:
        return tracker.kind != "script"
    known, user = users(node), runs_as(node, script.command)
    if known is None or user is None or user in known:
        return True
    dropped.append(
        f"keepalived drops the check {script.name} on {node.name}: it would run as {user}, a user "
        "who is not there"
    )
    return False


def _watched(node: Node, tracker: Tracker) -> Watched | None:
    """None for what says nothing of HAProxy."""
    if watches_haproxy(node, tracker) == "no":
        return None
    config = node.keepalived
    if tracker.kind == "script":
        script = config.script(tracker.name)
        if script is None or script.command is None:
            return None
        says = proof(node, script.command)
        after = detection(script.interval * 1000, script.fall, AT_ONCE)
        on = next((w for w in script.command.argv if node.file(w)), script.command.program)
        return _says(tracker, says, after, on)
    tracked = config.track_object(tracker.kind, tracker.name)
    on = tracked.path if tracked is not None else tracker.name
    return _says(tracker, PROCESS if tracker.kind == "process" else OPAQUE, PROMPT, on)


def _says(tracker: Tracker, says: Proof, after: Bounds, on: str) -> Watched:
    return Watched(tracker, says.running, says.dead, after, on)
