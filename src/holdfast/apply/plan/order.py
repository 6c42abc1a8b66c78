# SPDX-License-Identifier: Apache-2.0
"""The order in which nodes are changed, and who owns the VIPs meanwhile."""

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from holdfast.apply.plan.agreement import agreed
from holdfast.apply.plan.daemons import keepalived_paths, told
from holdfast.apply.plan.files import ChangedFile
from holdfast.apply.plan.host_acts import kernel, links
from holdfast.apply.plan.owners import carried, settled
from holdfast.apply.plan.sockets import let_go
from holdfast.apply.plan.stage import Outage, Stage
from holdfast.apply.plan.together import Together
from holdfast.apply.plan.turn import Turn, where_agreed
from holdfast.methods.health_gates import READY_MS, has_relay, named, owned
from holdfast.methods.method import Refused
from holdfast.methods.move import move, restoring
from holdfast.methods.move_ranks import Owners
from holdfast.model.binding import racing_binds
from holdfast.model.group import groups
from holdfast.model.site import Node, Site
from holdfast.model.steps import Step

_BACKUP = "another node owns the VIPs"
_ELECTED = Outage(0.0, "the new owner is elected while the old one still serves")


def stages(
    present: Site, wanted: Site, files: Sequence[ChangedFile], owners: Owners, drained_ms: float
) -> tuple[Stage, ...] | Refused:
    """The stages of a plan; `owners` are those of the groups of `present`."""
    way = _Way(present, wanted, files, owners, drained_ms)
    for name in way.backups_first():
        way.turn(name)
    refused = way.together()
    if refused is not None or not way.stages:
        return refused or ()
    return (*way.begun(), *way.stages)


class _Way:
    """`_now` and `_owners` are as the nodes are once the stages so far are done.

    `_meant` is `_now` without the ranks by which a move keeps the VIPs away from a node.
    """

    def __init__(
        self,
        present: Site,
        wanted: Site,
        files: Sequence[ChangedFile],
        owners: Owners,
        drained_ms: float,
    ) -> None:
        self.stages: list[Stage] = []
        self._present = self._now = self._meant = present
        self._wanted = wanted
        self._files = files
        self._first = self._owners = owners
        self._drained_ms = drained_ms
        self._found = agreed(present, wanted)
        self._held = {node.name for one in self._found for node, _ in one.group.members}

    def begun(self) -> Iterator[Stage]:
        """The plan holds for the owners at first alone."""
        known = where_agreed(self._present, self._first)
        gates = tuple(replace(gate, within_ms=READY_MS) for gate in owned(self._present, known))
        if gates:
            names = " and ".join(dict.fromkeys(gate.at.node for gate in gates))
            says = f"{names} owns the VIPs, as planned for"
            yield Stage("before anything", (Step(says, gates=gates),))

    def backups_first(self) -> list[str]:
        """The nodes, the one that owns the most last."""
        names = [node.name or "" for node in self._now.nodes]
        return sorted(names, key=self._owners.count)

    def turn(self, name: str) -> None:
        """What is done on a node; its VIPs are away meanwhile where something restarts."""
        turn = self._turn_of(name)
        if not turn.steps:
            return
        why = turn.told.moves if name in self._owners else None
        if why is None:
            keeps = f"{name} keeps the VIPs: what runs there only reads its files again"
            self._take(turn, Outage(0.0, keeps if name in self._owners else _BACKUP))
            return
        refused = self._move(self._away(name), f"the VIPs move away from {name}")
        if refused is None:
            self._take(self._turn_of(name), Outage(0.0, _BACKUP))
            self._back()
        else:
            lost = Outage(None, f"{why}, and the VIPs cannot be moved away: {refused.why}")
            self._take(turn, lost, f"all through {name}")

    def together(self) -> Refused | None:
        """What the nodes must agree on, on all of them at once; the VIPs are on one node then."""
        if not self._found:
            return None
        owner = self._main_owner()
        to = self._gathered(owner)
        if isinstance(to, Refused):
            return to
        refused = self._move(to, f"the VIPs move to {owner}") if any(to) else None
        if refused is not None:
            return refused
        files = tuple(self._left())
        last = Together(self._now, self._wanted, self._found, files, owner, self._owners)
        self.stages.append(last.stage)
        return None

    def _take(self, turn: Turn, outage: Outage, breaks: str | None = None) -> None:
        """A node's turn; where a rank changes, VIPs may follow it."""
        follows = turn.owners != carried(self._now, self._owners, turn.site)
        if breaks is None and follows and not has_relay(turn.site):
            breaks = "all to a VIP that goes to the node with the better rank now"
        anew = let_go(turn.before, turn.after) if turn.name in self._owners else ()
        if breaks is None and anew and turn.told.haproxy is not None:
            breaks = (
                f"those to {', '.join(anew)} that HAProxy has not accepted yet when it closes its "
                "socket there: with other options it opens another"
            )
        self.stages.append(Stage(turn.name, turn.steps, turn.name, outage, breaks))
        self._now, self._owners = turn.site, turn.owners
        self._meant = _with_node(self._meant, turn.after)

    def _turn_of(self, name: str) -> Turn:
        """With everything but what the nodes must agree on."""
        before, after = named(self._meant, name), named(self._wanted, name)
        files = [file for file in self._files if file.node == name]
        if name in self._held:
            kept = keepalived_paths(before, after)
            files = [file for file in files if file.path not in kept]
            after = _with_keepalived_of(before, after)
        site = _with_node(self._now, after)
        paths = [file.path for file in files]
        in_kernel, on_links = kernel(before, after, paths), links(before, after)
        opened = bool(in_kernel.acts or on_links.acts)
        return Turn(
            before=before,
            after=after,
            site=site,
            owners=settled(site, carried(self._now, self._owners, site)),
            files=tuple(files),
            kernel=in_kernel,
            links=on_links,
            told=told(self._meant, before, after, paths, opened=opened),
        )

    def _move(self, to: Owners | Refused, says: str) -> Refused | None:
        if isinstance(to, Refused):
            return to
        moved = move(self._meant, self._now, to, self._drained_ms)
        if isinstance(moved, Refused):
            return moved
        going = [old for old, new in zip(self._owners, to, strict=True) if new and old]
        breaks = None if moved.relayed else f"all through {' and '.join(dict.fromkeys(going))}"
        self.stages.append(Stage(says, moved.steps, outage=_ELECTED, breaks=breaks))
        self._now = moved.after
        self._owners = tuple(new or old for old, new in zip(self._owners, to, strict=True))
        return None

    def _away(self, name: str) -> Owners | Refused:
        """Another node of each group that it owns."""
        to: list[str | None] = []
        for group, owner in zip(groups(self._now), self._owners, strict=True):
            others = [node for node, _ in group.members if node.name != name]
            able = [node.name for node in others if next(racing_binds(node), None) is None]
            if owner == name and not able:
                return Refused(
                    f"HAProxy cannot bind them on {others[0].name} (vip-bind-race)"
                    if others
                    else f"no other node is in {group.name}"
                )
            to.append(able[0] if owner == name else None)
        return tuple(to)

    def _back(self) -> None:
        """Every node has its own rank again; the VIPs go where that takes them."""
        steps = restoring(self._meant, self._now)
        if not steps:
            return
        elected = settled(self._meant, self._owners)
        gates = tuple(owned(self._meant, where_agreed(self._meant, elected)))
        names = " and ".join(dict.fromkeys(filter(None, elected)))
        last = Step(f"{names} owns the VIPs", gates=gates)
        moved = elected != self._owners
        self.stages.append(
            Stage(
                "every node has its own rank again",
                (*steps, last),
                outage=_ELECTED,
                breaks="all to a VIP that goes back"
                if moved and not has_relay(self._now)
                else None,
            )
        )
        self._now, self._owners = self._meant, elected

    def _main_owner(self) -> str:
        """Who owns the first group that changes."""
        after = carried(self._now, self._owners, self._wanted)
        first = self._found[0].group
        return after[groups(self._wanted).index(first)] or first.members[0][0].name or ""

    def _gathered(self, owner: str) -> Owners | Refused:
        """What takes every VIP of the nodes that change to one of them."""
        to: list[str | None] = []
        for group, now in zip(groups(self._now), self._owners, strict=True):
            names = {node.name for node, _ in group.members}
            away = now != owner and now in self._held
            if away and owner not in names:
                return Refused(
                    f"{now} owns {group.vips[0]}, which {owner} cannot own, and keepalived has to "
                    f"be stopped there: move {group.name} away from it first"
                )
            to.append(owner if away else None)
        return tuple(to)

    def _left(self) -> Iterator[ChangedFile]:
        """What of keepalived's files is not as it is to be yet."""
        for name in sorted(filter(None, self._held)):
            now, after = named(self._now, name), named(self._wanted, name)
            for path in sorted(keepalived_paths(now, after)):
                old, new = now.files.get(path), after.files.get(path)
                if old is None or new is None or old.data != new.data:
                    yield ChangedFile(name, path, old, new)


def _with_node(site: Site, node: Node) -> Site:
    return replace(site, nodes=tuple(node if one.name == node.name else one for one in site.nodes))


def _with_keepalived_of(before: Node, after: Node) -> Node:
    """A node whose keepalived still has its former files."""
    paths = keepalived_paths(before, after)
    kept = {path: file for path, file in before.files.items() if path in paths}
    others = {path: file for path, file in after.files.items() if path not in paths}
    return replace(after, keepalived=before.keepalived, files={**others, **kept})
