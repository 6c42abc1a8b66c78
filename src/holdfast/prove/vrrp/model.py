# SPDX-License-Identifier: Apache-2.0
"""A slice as a model for the checker.

A settled state changes only by a strike: a fault, its undoing, a check that changes its mind. All
others change only by themselves, by one of the events that their time allows.
"""

from collections.abc import Iterable, Iterator

from holdfast.prove.vrrp.codes import (
    EXPIRES,
    FORGETS,
    GAVE_UP,
    GIVES_UP,
    HEARS,
    REVIVED,
    RUNS,
    STARTED,
    VERDICT,
    State,
    event,
    is_master,
)
from holdfast.prove.vrrp.network import Network
from holdfast.prove.vrrp.node_view import NodeView
from holdfast.prove.vrrp.parameters import Service, Slice
from holdfast.prove.vrrp.pending import Clock
from holdfast.prove.vrrp.starting import boot, haproxy_runs, start_keepalived
from holdfast.prove.vrrp.strikes import OFF_NODE, Kind, Strike, lost_links, strike, strikes
from holdfast.prove.vrrp.turn import Turn

Action = int | Strike
"""An event by its number, or a strike."""


class Vrrp:
    """The model of a slice; `kinds` are the faults that may strike, at most so many at once."""

    def __init__(
        self, part: Slice, kinds: frozenset[Kind], most: int, *, every_order: bool = False
    ) -> None:
        self.part = part
        self.network = Network(part)
        self.clock = Clock(self.network, every_order=every_order)
        self._kinds = kinds
        self._most = most

    def init(self) -> Iterable[State]:
        """All nodes have just been switched on."""
        size = self.network.size
        off = State((OFF_NODE,) * size, bytes(size * len(self.part.groups)), 0, ())
        turn = Turn(self.network, off)
        for n in range(size):
            boot(turn, n)
        return (self._done(turn),)

    def actions(self, state: State) -> Iterable[Action]:
        """What may happen next."""
        if state.pending:
            return self.clock.possible(state)
        return strikes(self.network, state, self._kinds, self._most)

    def next(self, state: State, action: Action) -> State:
        """The state after an event or a strike, with all that follows at once."""
        turn = Turn(self.network, state)
        if isinstance(action, int):
            self._happen(turn, action)
        else:
            strike(turn, action)
        return self._done(turn)

    def faults(self, state: State) -> int:
        """How many faults are in force."""
        found = sum(view.faults for view in self.views(state))
        return found + lost_links(state.lost, self.network.size) if state.lost else found

    def views(self, state: State) -> Iterator[NodeView]:
        """The views of the nodes."""
        return map(self.network.view, range(self.network.size), state.nodes)

    def role(self, state: State, g: int, n: int) -> int:
        """The role of an instance."""
        return state.roles[g * self.network.size + n]

    def owners(self, state: State, g: int) -> Iterator[int]:
        """The nodes whose keepalived holds the VIPs of a group."""
        return (n for n in self.network.members[g] if is_master(self.role(state, g, n)))

    def serving_masters(self, state: State, service: Service) -> Iterator[int]:
        """The nodes whose keepalived holds the VIPs of a service."""
        return (n for n, g in service.groups.items() if is_master(self.role(state, g, n)))

    def answered(self, service: Service) -> bool:
        """Whether it is HAProxy, on any node, that answers on these VIPs."""
        return any(
            self.network.members[g][n].listens and self.part.nodes[n].haproxy is not None
            for n, g in service.groups.items()
        )

    def answers(self, state: State, service: Service, n: int) -> bool:
        """Whether HAProxy on a node answers on these VIPs, were they here."""
        view, g = self.network.view(n, state.nodes[n]), service.groups[n]
        listens = self.network.members[g][n].listens
        return view.node.haproxy == RUNS and listens and view.wired[g]

    def served(self, state: State, service: Service) -> bool:
        """Whether a request to the VIPs of a service is answered."""
        haproxy = self.answered(service)
        return any(
            self.answers(state, service, n)
            if haproxy
            else self.network.view(n, state.nodes[n]).wired[service.groups[n]]
            for n in self.serving_masters(state, service)
        )

    def _done(self, turn: Turn) -> State:
        turn.settle_roles()
        return State(tuple(turn.nodes), bytes(turn.roles), turn.lost, self.clock.order(turn))

    def _happen(self, turn: Turn, number: int) -> None:
        kind, index, detail = event(number)
        g, n = divmod(index, self.network.size)
        if kind == STARTED:
            haproxy_runs(turn, index)
        elif kind == GIVES_UP:
            turn.change(index, haproxy=GAVE_UP)
        elif kind == REVIVED:
            start_keepalived(turn, index)
        elif kind == VERDICT:
            self._learn(turn, index, *divmod(detail, 4))
        elif kind == EXPIRES:
            turn.expire(g, n)
        elif kind == HEARS:
            turn.hear(g, n)
        elif kind == FORGETS:
            turn.lost ^= self.network.forgotten(index, detail)

    def _learn(self, turn: Turn, n: int, check: int, verdict: int) -> None:
        known = list(turn.view(n).node.known)
        known[check] = verdict
        turn.change(n, known=tuple(known))
