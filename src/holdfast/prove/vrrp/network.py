# SPDX-License-Identifier: Apache-2.0
"""Who hears whom, and who is better: the fixed part of a slice, and looks at a state."""

from collections.abc import Iterator, Sequence

from holdfast.model.priority import OWNER
from holdfast.prove.vrrp.codes import DEMOTED, is_master
from holdfast.prove.vrrp.node_view import NodeView, node_view
from holdfast.prove.vrrp.parameters import Member, Slice

Nodes = Sequence[int]
Roles = Sequence[int]


class Network:
    """A slice, indexed for speed: `members` by group and node, `groups_of` by node."""

    def __init__(self, part: Slice) -> None:
        self.part = part
        self.size = len(part.nodes)
        self.members: list[dict[int, Member]] = [group.members for group in part.groups]
        self.groups_of = [
            tuple(g for g, members in enumerate(self.members) if n in members)
            for n in range(self.size)
        ]
        self.pairs = tuple(
            (a, b)
            for b in range(self.size)
            for a in range(b)
            if set(self.groups_of[a]) and set(self.groups_of[b])
        )
        self._deaf = [frozenset(group.deaf) for group in part.groups]
        self._unreached = [group.unreached for group in part.groups]
        self._views: dict[tuple[int, int], NodeView] = {}
        self._sync = {
            (g, n): tuple(
                p
                for p in self.groups_of[n]
                if p != g and member.sync is not None and self.members[p][n].sync == member.sync
            )
            for g, members in enumerate(self.members)
            for n, member in members.items()
        }

    def view(self, n: int, packed: int) -> NodeView:
        """The view of a node, computed once."""
        key = (n, packed)
        found = self._views.get(key)
        if found is None:
            found = self._views[key] = node_view(self.part, n, packed)
        return found

    def sync_peers(self, g: int, n: int) -> tuple[int, ...]:
        """The other groups in the instance's sync group on its node."""
        return self._sync[g, n]

    def audible(self, g: int, sender: int, receiver: int, nodes: Nodes, lost: int) -> bool:
        """Whether adverts arrive and mean something (vrrp_check_packet, vrrp.c)."""
        deaf = (receiver, sender) in self._deaf[g]
        return not deaf and self._carried(g, sender, receiver, nodes, lost)

    def discards(self, g: int, n: int, nodes: Nodes, roles: Roles, lost: int) -> bool:
        """Whether a backup discards the adverts of a master that reaches it (vrrp_state_backup)."""
        base = g * self.size
        return any(
            is_master(roles[base + m])
            and (n, m) not in self._unreached[g]
            and self._carried(g, m, n, nodes, lost)
            and ((n, m) in self._deaf[g] or not self.accepts(g, n, m, nodes, roles))
            for m in self.members[g]
            if m != n
        )

    def disturbed(self, g: int, n: int) -> bool:
        """Whether a master may be late: it begins its interval anew with each advert that reaches
        it and means nothing to it (vrrp_dispatcher_read, vrrp_scheduler.c)."""
        return any(deaf == n and (n, m) not in self._unreached[g] for deaf, m in self._deaf[g])

    def forgotten(self, sender: int, receiver: int) -> int:
        """The bit that says that a sender no longer resolves a receiver's address."""
        return 1 << (self.size + sender) * self.size + receiver

    def _carried(self, g: int, sender: int, receiver: int, nodes: Nodes, lost: int) -> bool:
        unicast = self.members[g][sender].unicast
        return (
            not lost >> (sender * self.size + receiver) & 1
            and not (unicast and lost & self.forgotten(sender, receiver))
            and self.view(sender, nodes[sender]).wired[g]
            and self.view(receiver, nodes[receiver]).wired[g]
        )

    def joined(self, g: int, a: int, h: int, b: int, nodes: Nodes, lost: int) -> bool:
        """Whether two nodes' cards, of these groups, reach each other both ways."""
        return (
            not lost >> (a * self.size + b) & 1
            and not lost >> (b * self.size + a) & 1
            and self.view(a, nodes[a]).wired[g]
            and self.view(b, nodes[b]).wired[h]
        )

    def masters_heard(self, g: int, n: int, nodes: Nodes, roles: Roles, lost: int) -> Iterator[int]:
        """The other masters whose adverts arrive at a node."""
        base = g * self.size
        return (
            m
            for m in self.members[g]
            if m != n and is_master(roles[base + m]) and self.audible(g, m, n, nodes, lost)
        )

    def priority(self, g: int, n: int, nodes: Nodes, roles: Roles) -> int:
        """The effective priority."""
        view = self.view(n, nodes[n])
        if roles[g * self.size + n] & DEMOTED:
            return view.demoted[g]
        return view.priority[g]

    def accepts(self, g: int, n: int, master: int, nodes: Nodes, roles: Roles) -> bool:
        """Whether a backup restarts its timer at this master's adverts (vrrp_state_backup)."""
        theirs = self.priority(g, master, nodes, roles)
        return self.members[g][n].nopreempt or theirs >= self.priority(g, n, nodes, roles)

    def better(self, g: int, a: int, b: int, nodes: Nodes, roles: Roles) -> bool:
        """Whether master `b` yields to `a`: by priority, then by address (vrrp_state_master_rx)."""
        mine, theirs = (self.priority(g, n, nodes, roles) for n in (a, b))
        if mine != theirs:
            return mine > theirs
        return mine == OWNER or self.members[g][a].rank > self.members[g][b].rank
