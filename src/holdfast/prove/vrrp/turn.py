# SPDX-License-Identifier: Apache-2.0
"""One change of a state and all that follows from it at once, as keepalived 2.2.7 does it.

What follows later is left pending: pending.py has its times. Sources are named at the functions.
"""

from collections.abc import Iterator

from holdfast.model.priority import OWNER
from holdfast.prove.vrrp.codes import (
    CLAIMING,
    DELAY,
    DEMOTED,
    FAULT,
    FRESH,
    HELD,
    LOST,
    MASTER,
    NONE,
    PUT_OFF,
    ROLE,
    SKEW,
    STARTING,
    TAKEN,
    WAITING,
    WANTS,
    Packed,
    State,
    is_backup,
    is_master,
    pack,
)
from holdfast.prove.vrrp.network import Network
from holdfast.prove.vrrp.node_view import FAULTY, OK, NodeView
from holdfast.prove.vrrp.parameters import Member
from holdfast.prove.vrrp.programs import after_notify


class Turn:
    """A state being changed. Change nodes and links first, then call `settle_roles`."""

    def __init__(self, network: Network, state: State) -> None:
        self.network = network
        self.before = state
        self.nodes = list(state.nodes)
        self.roles = bytearray(state.roles)
        self.lost = state.lost
        self.rearmed: set[int] = set()
        self._goodbyes: list[tuple[int, int]] = []

    # nodes

    def view(self, n: int) -> NodeView:
        return self.network.view(n, self.nodes[n])

    def change(self, n: int, **values: object) -> None:
        """Change a node's own state."""
        packed: Packed = self.view(n).node._replace(**values)  # type: ignore[arg-type]
        self.nodes[n] = pack(packed)

    def silence(self, n: int, role: int) -> None:
        """The node's keepalived is gone without a word: its masters get this role."""
        for g in self.network.groups_of[n]:
            at = g * self.network.size + n
            self.roles[at] = role if is_master(self.roles[at]) else NONE

    def farewell(self, n: int) -> None:
        """keepalived stops: its masters send priority 0 (restore_vrrp_interfaces, vrrp.c)."""
        for g in self.network.groups_of[n]:
            self._give_up(g, n, NONE)
            self._notify(g, n, "STOP")

    # what follows

    def settle_roles(self) -> None:
        """Bring every instance into the state that its node, its timers and its peers leave it."""
        network = self.network
        for n, packed in enumerate(self.nodes):
            if packed != self.before.nodes[n]:
                view = self.view(n)
                if view.alive:
                    for g in network.groups_of[n]:
                        self._obey(g, n, view)
                        self._put_off(g, n)
        for g in range(len(network.members)):
            self._listen(g)

    def _obey(self, g: int, n: int, view: NodeView) -> None:
        """Into FAULT and out of it (down_instance, try_up_instance, vrrp_init_state).

        One that waits for first verdicts is in FAULT for vrrp_sync_fault, which passes it over: no
        program of its own runs when it follows its sync group.
        """
        at = g * self.network.size + n
        role = self.roles[at] & ROLE
        may = view.may[g]
        if may == FAULTY:
            if role != FAULT:
                self._give_up(g, n, FAULT)
                self._notify(g, n, "FAULT", own=role != WAITING or view.own[g] == FAULTY)
        elif may != OK:
            if role in (NONE, FAULT):
                self.roles[at] = WAITING | self.roles[at] & DEMOTED
        elif role in (NONE, WAITING) and self.network.members[g][n].owns_at_start:
            self._stand_by(g, n, CLAIMING)
        elif role in (NONE, WAITING, FAULT):
            self._stand_by(g, n, FRESH if role == FAULT else STARTING)

    def _put_off(self, g: int, n: int) -> None:
        """Another priority moves the end of a timer that runs (vrrp_set_effective_priority).

        By what the down interval is longer than the time to which the timer was set: the skew, or,
        after an advert that was discarded, only what was left (vrrp_state_backup). It so runs a
        whole down interval from the priority 0, or from the last advert that was discarded.
        """
        network, before, at = self.network, self.before, g * self.network.size + n
        role = self.roles[at]
        if role & ROLE < FRESH or role != before.roles[at]:
            return
        was = network.priority(g, n, before.nodes, before.roles)
        if was == network.priority(g, n, self.nodes, self.roles):
            return
        discarded = network.discards(g, n, before.nodes, before.roles, before.lost)
        if discarded:
            self.rearmed.add(at)
        if discarded or SKEW <= role & ROLE < DELAY:
            self.roles[at] |= PUT_OFF

    def _give_up(self, g: int, n: int, role: int) -> None:
        """A master that may send says so with priority 0 (vrrp_state_leave_master)."""
        at = g * self.network.size + n
        if is_master(self.roles[at]):
            self._goodbyes.append((g, n))
        self.roles[at] = role | (self.roles[at] & DEMOTED if role != NONE else 0)

    def _stand_by(self, g: int, n: int, role: int) -> None:
        """BACKUP with a whole down interval before it; none for one that claims the VIP at once."""
        at = g * self.network.size + n
        self.roles[at] = role | self.roles[at] & DEMOTED
        self.rearmed.add(at)
        self._notify(g, n, "BACKUP")

    def _listen(self, g: int) -> None:
        """What each backup makes of the masters it hears now (vrrp_state_backup)."""
        size = self.network.size
        for n, member in self.network.members[g].items():
            role = self.roles[g * size + n] & ROLE
            if role >= HELD and role != CLAIMING:
                said = self._goodbye_to(g, n)
                if said is not None:
                    self._restart(g, n, SKEW + said)
                elif role == HELD:
                    if next(self.accepted(g, n), None) is None:
                        self._restart(g, n, self._unheld(g, n, member))
                elif role >= FRESH and member.preempt_delay_ms:
                    self._delay(g, n, role)

    def _restart(self, g: int, n: int, role: int) -> None:
        at = g * self.network.size + n
        if self.roles[at] & ROLE != WANTS:
            self.roles[at] = role | self.roles[at] & DEMOTED
            self.rearmed.add(at)

    def _goodbye_to(self, g: int, n: int) -> int | None:
        """Who told this backup priority 0; None where a master answered that at once."""
        for group, leaver in self._goodbyes:
            if group == g and leaver != n and self._hears(g, n, leaver):
                answered = any(self._hears(g, m, leaver) for m in self.accepted(g, n))
                return None if answered else leaver
        return None

    def _unheld(self, g: int, n: int, member: Member) -> int:
        """How the timer runs of a backup that accepts nobody's adverts any more."""
        worse = next(self._masters_heard(g, n), None)
        if worse is not None and member.preempt_delay_ms:
            return DELAY + worse
        return LOST + self._held_by(g, n)

    def _delay(self, g: int, n: int, role: int) -> None:
        """`preempt_delay` begins with a worse master's advert, and ends with that master."""
        worse = next(self._masters_heard(g, n), None)
        accepted = next(self.accepted(g, n), None) is not None
        if role < DELAY and worse is not None and not accepted:
            self._restart(g, n, DELAY + worse)
        elif role >= DELAY and worse is None:
            self._restart(g, n, LOST + role - DELAY)

    def _held_by(self, g: int, n: int) -> int:
        """Whose adverts it accepted before this turn."""
        before, network = self.before, self.network
        for m in network.members[g]:
            if (
                is_master(before.roles[g * network.size + m])
                and network.audible(g, m, n, before.nodes, before.lost)
                and network.accepts(g, n, m, before.nodes, before.roles)
            ):
                return m
        return n

    # hearing

    def _hears(self, g: int, n: int, sender: int) -> bool:
        return self.network.audible(g, sender, n, self.nodes, self.lost)

    def _masters_heard(self, g: int, n: int) -> Iterator[int]:
        return self.network.masters_heard(g, n, self.nodes, self.roles, self.lost)

    def accepted(self, g: int, n: int) -> Iterator[int]:
        """The masters whose adverts keep this backup one."""
        network = self.network
        return (
            m for m in self._masters_heard(g, n) if network.accepts(g, n, m, self.nodes, self.roles)
        )

    # masters

    def expire(self, g: int, n: int) -> None:
        """The timer is over (vrrp_goto_master; in a sync group vrrp_sync_can_goto_master)."""
        network = self.network
        peers = network.sync_peers(g, n)
        at = g * network.size + n
        if not peers:
            self.become_master(g, n)
            return
        self.roles[at] = WANTS | self.roles[at] & DEMOTED
        wanting = [self.roles[p * network.size + n] for p in peers]
        if all(role & ROLE == WANTS or is_master(role) for role in wanting):
            for p in (g, *peers):
                if not is_master(self.roles[p * network.size + n]):
                    self.become_master(p, n)

    def become_master(self, g: int, n: int) -> None:
        """Send an advert, take the VIP, announce it: gratuitous ARP (vrrp_state_become_master)."""
        network = self.network
        at = g * network.size + n
        member = network.members[g][n]
        taken = member.nopreempt_stated or (
            member.preempt_delay_stated and not member.preempt_delay_ms
        )
        over = any(not self._better(g, m, n) for m in self._masters_heard(g, n))
        self.roles[at] = (TAKEN if taken and over else MASTER) | self.roles[at] & DEMOTED
        self._notify(g, n, "MASTER")
        for m in network.members[g]:
            role = self.roles[g * network.size + m]
            if m == n or role & ROLE == CLAIMING or not self._hears(g, m, n):
                continue  # who claims the VIP has not begun to listen
            if is_backup(role) and network.accepts(g, m, n, self.nodes, self.roles):
                self._hold(g, m)
            elif is_master(role) and self._better(g, n, m):
                self._demote(g, m)
                self.step_down(g, m)

    def hear(self, g: int, n: int) -> None:
        """An advert arrives that this node must heed."""
        at = g * self.network.size + n
        if is_master(self.roles[at]):
            self._demote(g, n)
            self.step_down(g, n)
        else:
            self._hold(g, n)

    def step_down(self, g: int, n: int) -> None:
        """A better master is there (vrrp_state_master_rx); the sync group follows."""
        self._hold(g, n)
        self._notify(g, n, "BACKUP")
        for peer in self.network.sync_peers(g, n):
            if is_master(self.roles[peer * self.network.size + n]):
                self._stand_by(peer, n, FRESH)

    def _hold(self, g: int, n: int) -> None:
        at = g * self.network.size + n
        self.roles[at] = HELD | self.roles[at] & DEMOTED

    def _demote(self, g: int, n: int) -> None:
        """An address owner that hears another one takes 254 (vrrp_state_master_rx)."""
        network = self.network
        at = g * network.size + n
        heard = (network.priority(g, m, self.nodes, self.roles) for m in self._masters_heard(g, n))
        if network.priority(g, n, self.nodes, self.roles) == OWNER and OWNER in heard:
            self.roles[at] |= DEMOTED

    def _better(self, g: int, a: int, b: int) -> bool:
        return self.network.better(g, a, b, self.nodes, self.roles)

    def _notify(self, g: int, n: int, event: str, *, own: bool = True) -> None:
        """Run the notify programs of its sync group, and its own."""
        before = self.view(n).node.haproxy
        haproxy = after_notify(self.network.members[g][n], event, before, own=own)
        if haproxy != before:
            self.change(n, haproxy=haproxy)
