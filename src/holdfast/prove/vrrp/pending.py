# SPDX-License-Identifier: Apache-2.0
"""What will happen by itself in a state, how long each takes, and in which order it may happen."""

from collections.abc import Iterator
from itertools import permutations

from holdfast.model.timing import Bounds
from holdfast.prove.vrrp.allowances import (
    FORGOTTEN_MS,
    HAPROXY_START_MS,
    KEEPALIVED_START_MS,
    RESOLVED_MS,
    SLACK_MS,
)
from holdfast.prove.vrrp.backup_timer import BackupTimer
from holdfast.prove.vrrp.codes import (
    BOOTS,
    CLAIMING,
    DELAY,
    EXPIRES,
    FORGETS,
    FRESH,
    GIVES_UP,
    HEARS,
    HELD,
    LEFT,
    LOST,
    RESTARTS,
    REVIVED,
    ROLE,
    STARTED,
    STARTING,
    STARTS,
    WANTS,
    State,
    event,
    is_master,
    number,
)
from holdfast.prove.vrrp.network import Network
from holdfast.prove.vrrp.turn import Turn

Timed = dict[int, Bounds]


class Clock:
    """The events of a slice's states with their bounds.

    Some orders of events that commute are left out, unless `every_order` is wanted.
    """

    def __init__(self, network: Network, *, every_order: bool) -> None:
        self._network = network
        self._every_order = every_order
        self._timer = BackupTimer(network)

    def order(self, turn: Turn) -> tuple[int, ...]:
        """The events after a turn: what was pending goes on, what is new begins together."""
        timed = self.timed(turn.nodes, turn.roles, turn.lost)
        if not timed:
            return ()
        older: list[int] = []
        for one in turn.before.pending:
            if one in timed and not self._rearmed(one, turn):
                older.append(one)
                del timed[one]
            elif one == 0 and older and older[-1]:
                older.append(0)
        if older and older[-1] and timed:
            older.append(0)
        elif older and not older[-1] and not timed:
            older.pop()
        return (*older, *sorted(timed))

    def timed(self, nodes: list[int], roles: bytearray | bytes, lost: int) -> Timed:
        """Every event that a state has before it."""
        found: Timed = {}
        for n, packed in enumerate(nodes):
            view = self._network.view(n, packed)
            found.update(view.verdicts)
            if view.node.haproxy in (STARTS, BOOTS):
                found.update(self._haproxy(n, roles))
            if view.node.keepalived == RESTARTS:
                found[number(REVIVED, n)] = self._restart(n)
        for g in range(len(self._network.members)):
            self._group(g, nodes, roles, lost, found)
            if lost:
                found.update(self._forgets(g, nodes, roles, lost))
        if lost >> self._network.size**2:
            found.update(self._resolves(lost))
        return found

    def bounds(self, state: State) -> Timed:
        """The events of a state, with their bounds."""
        return self.timed(list(state.nodes), state.roles, state.lost)

    def possible(self, state: State) -> list[int]:
        """What may happen next: nothing whose time cannot come before another one is due.

        Of what began no later than an event, none may be overdue when the event happens. Two nodes
        that start need not start at the same moment: their first timers do not bind each other.
        """
        timed = self.bounds(state)
        found: list[int] = []
        due = starts = float("inf")
        group: list[int] = []
        for one in (*state.pending, 0):
            if one:
                group.append(one)
                if is_start(one):
                    starts = min(starts, timed[one].max)
                else:
                    due = min(due, timed[one].max)
                continue
            for candidate in group:
                latest = due if is_start(candidate) else min(due, starts)
                if timed[candidate].min <= latest and not self._beaten(candidate, group, timed):
                    found.append(candidate)
            group.clear()
        return found if self._every_order else self._fewer(state, found)

    def _fewer(self, state: State, found: list[int]) -> list[int]:
        """Before there is a master, what nodes do on their own commutes: one node at a time."""
        if any(map(is_master, state.roles)) or any(event(one)[0] >= EXPIRES for one in found):
            return found
        first = min(event(one)[1] for one in found)
        return [one for one in found if event(one)[1] == first]

    def can_start(self, n: int, roles: bytearray | bytes) -> bool:
        """Whether HAProxy finds every address that it has to bind."""
        size = self._network.size
        races = self._network.part.nodes[n].races
        return all(holds(roles[g * size + n]) for g, _ in races)

    def _rearmed(self, one: int, turn: Turn) -> bool:
        kind, index, _ = event(one)
        return kind == EXPIRES and index in turn.rearmed

    def _beaten(self, one: int, group: list[int], timed: Timed) -> bool:
        """Whether another backup of its group that lost the same master is surely the first."""
        kind, place, role = event(one)
        if kind != EXPIRES or not LOST <= role < DELAY:
            return False
        size = self._network.size
        rivals = (
            timed[other]
            for other in group
            if (event(other).kind, event(other).detail) == (kind, role)
            and event(other).place // size == place // size
        )
        return any(rival.max + SLACK_MS < timed[one].max for rival in rivals)

    def _haproxy(self, n: int, roles: bytearray | bytes) -> Iterator[tuple[int, Bounds]]:
        unit = self._network.part.nodes[n].haproxy
        if unit is None:
            return
        one = unit.restart_ms + HAPROXY_START_MS
        if self.can_start(n, roles):
            yield number(STARTED, n), Bounds(0.0, one)
        elif unit.tries is not None:
            waits = (unit.tries - 1) * unit.restart_ms
            yield number(GIVES_UP, n), Bounds(waits, unit.tries * one)

    def _restart(self, n: int) -> Bounds:
        unit = self._network.part.nodes[n].keepalived
        waits = unit.restart_ms if unit is not None else 0.0
        return Bounds(waits, waits + KEEPALIVED_START_MS)

    def _group(
        self, g: int, nodes: list[int], roles: bytearray | bytes, lost: int, found: Timed
    ) -> None:
        network = self._network
        base = g * network.size
        for n in network.members[g]:
            role = roles[base + n] & ROLE
            if role >= FRESH:
                found[number(EXPIRES, base + n, role)] = self._timer.bounds(g, n, nodes, roles)
            if role == HELD or (role < HELD and not is_master(role)):
                continue
            for m in network.masters_heard(g, n, nodes, roles, lost):
                if self._heeds(g, n, m, nodes, roles):
                    advert = self._next_advert(g, m)
                    if role == CLAIMING:  # what comes first when it has started, nobody knows
                        advert = advert.plus(Bounds(0.0, KEEPALIVED_START_MS))
                    found[number(HEARS, base + n, role == WANTS)] = advert
                    break

    def _next_advert(self, g: int, m: int) -> Bounds:
        advert = self._network.members[g][m].advert_ms
        late = advert if self._network.disturbed(g, m) else 0.0
        return Bounds(0.0, advert + late + SLACK_MS)

    def _forgets(
        self, g: int, nodes: list[int], roles: bytearray | bytes, lost: int
    ) -> Iterator[tuple[int, Bounds]]:
        """Whose unicast will end because the answers of whom it is for are lost."""
        network = self._network
        for n in network.members[g]:
            for m in network.masters_heard(g, n, nodes, roles, lost):
                if network.members[g][m].unicast and lost >> (n * network.size + m) & 1:
                    yield number(FORGETS, m, n), Bounds(0.0, FORGOTTEN_MS)

    def _resolves(self, lost: int) -> Iterator[tuple[int, Bounds]]:
        """Who will know a neighbour again, now that the way there and back is whole."""
        network = self._network
        for m, n in permutations(range(network.size), 2):
            there, back = (lost >> (a * network.size + b) & 1 for a, b in ((m, n), (n, m)))
            if lost & network.forgotten(m, n) and not there and not back:
                yield number(FORGETS, m, n), Bounds(0.0, RESOLVED_MS)

    def _heeds(self, g: int, n: int, m: int, nodes: list[int], roles: bytearray | bytes) -> bool:
        """Whether the next advert of a master it hears changes something."""
        if is_master(roles[g * self._network.size + n]):
            return self._network.better(g, m, n, nodes, roles)
        return self._network.accepts(g, n, m, nodes, roles)


def is_start(one: int) -> bool:
    """Whether it is the first timer of a backup that has just come up."""
    kind, _, role = event(one)
    return kind == EXPIRES and role in (STARTING, CLAIMING)


def holds(role: int) -> bool:
    """Whether the node has the VIP: as its master, or left behind by a killed keepalived."""
    return is_master(role) or role == LEFT
