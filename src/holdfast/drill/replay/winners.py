# SPDX-License-Identifier: Apache-2.0
"""Which of the nodes that the model allows to own a VIP in the end was seen to own it."""

from collections.abc import Iterable, Iterator

from holdfast.prove.vrrp.codes import State
from holdfast.prove.vrrp.model import Vrrp
from holdfast.prove.vrrp.pending import holds

MOST_STATES = 20_000
"""Of what may follow a strike: no more are looked at."""


def winners(model: Vrrp, starts: Iterable[State], settled: Iterable[State]) -> Iterator[str]:
    """A sentence for each group of which several may win after `starts`; `settled` was seen."""
    ends, there = list(_ends(model, starts)), list(settled)
    for g, group in enumerate(model.part.groups):
        allowed = {_owners(model, state, g) for state in ends}
        if len(allowed) > 1:
            seen = " or ".join(sorted({_owners(model, state, g) for state in there}))
            yield f"{group.name}: {' or '.join(sorted(allowed))} may win, and {seen} did"


def _owners(model: Vrrp, state: State, g: int) -> str:
    names = [
        model.part.nodes[n].name for n in model.network.members[g] if holds(model.role(state, g, n))
    ]
    return " and ".join(names) or "nobody"


def _ends(model: Vrrp, starts: Iterable[State]) -> Iterator[State]:
    """The settled states that what happens by itself leads to."""
    todo = list(dict.fromkeys(starts))
    seen = set(todo)
    while todo and len(seen) < MOST_STATES:
        state = todo.pop()
        if not state.pending:
            yield state
            continue
        following = {model.next(state, action) for action in model.actions(state)}
        todo += following - seen
        seen |= following
