# SPDX-License-Identifier: Apache-2.0
"""Faults for a site, picked among those that can happen where the daemons have come to."""

from collections.abc import Sequence
from functools import partial

from holdfast.drill.replay.concerns import Belief, struck
from holdfast.drill.replay.replay import Choice
from holdfast.prove.trace import Act, act
from holdfast.prove.vrrp.codes import SUCCEEDING, VERDICT, State, event
from holdfast.prove.vrrp.model import Action, Vrrp
from holdfast.prove.vrrp.strikes import KINDS, strikes

MOST = 2
"""Faults in force at once, in a slice."""


def walk(picks: Sequence[int]) -> tuple[Act | Choice, ...]:
    """The boot, and one strike for each pick: a fault or its undoing."""
    return (Act("boot"), *(partial(picked, pick) for pick in picks))


def picked(pick: int, beliefs: Sequence[Belief]) -> Act:
    """One of those that are possible in every slice; whoever owns a VIP is known by now."""
    offered = {
        act(model, strike): None
        for model, states in beliefs
        for state in states
        for strike in strikes(model.network, state, KINDS, MOST)
    }
    possible = [
        one for one in offered if all(any(True for _ in struck(belief, one)) for belief in beliefs)
    ]
    return possible[pick % len(possible)]


def settled(model: Vrrp, state: State) -> State:
    """One of the settled states that follow; a check that may do either succeeds at first."""
    for _ in range(1000):
        if not state.pending:
            return state
        state = model.next(state, max(model.actions(state), key=_succeeds))
    raise AssertionError("does not settle")


def _succeeds(action: Action) -> bool:
    if not isinstance(action, int):
        return False
    kind, _, detail = event(action)
    return kind == VERDICT and detail & 3 == SUCCEEDING
