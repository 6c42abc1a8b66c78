# SPDX-License-Identifier: Apache-2.0
"""Faults for a site, picked among those that its model allows."""

from collections.abc import Iterator, Sequence

from holdfast.model.site import Site
from holdfast.prove.trace import Act, act
from holdfast.prove.vrrp.codes import SUCCEEDING, VERDICT, State, event
from holdfast.prove.vrrp.model import Action, Vrrp
from holdfast.prove.vrrp.reading import slices
from holdfast.prove.vrrp.strikes import KINDS, Strike


def walk(site: Site, picks: Sequence[int], most: int = 2) -> tuple[Act, ...]:
    """The boot, and one strike for each pick; faults and their undoing, at most so many at once."""
    models = [Vrrp(part, KINDS, most) for part in slices(site)]
    states = [settled(model, next(iter(model.init()))) for model in models]
    return (Act("boot"), *_strikes(models, states, picks))


def _strikes(models: list[Vrrp], states: list[State], picks: Sequence[int]) -> Iterator[Act]:
    for pick in picks:
        possible: dict[Act, None] = {}
        for model, state in zip(models, states, strict=True):
            for one in model.actions(state):
                possible[act(model, one)] = None
        if not possible:
            return
        chosen = list(possible)[pick % len(possible)]
        yield chosen
        for number, (model, state) in enumerate(zip(models, states, strict=True)):
            for one in model.actions(state):
                if isinstance(one, Strike) and act(model, one) == chosen:
                    states[number] = settled(model, model.next(state, one))
                    break


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
