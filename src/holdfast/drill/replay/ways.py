# SPDX-License-Identifier: Apache-2.0
"""What may happen by itself in the states of a model, worked out once for each."""

from typing import NamedTuple

from holdfast.drill.replay.look import Look, look_of
from holdfast.model.timing import Bounds
from holdfast.prove.bounds import going_on
from holdfast.prove.vrrp.codes import State
from holdfast.prove.vrrp.model import Vrrp


class Way(NamedTuple):
    """An event and the state after it: which events begin their time with it, which go on."""

    event: int
    after: State
    begins: tuple[int, ...]
    goes_on: tuple[int, ...]


class Ways:
    """A model that remembers its states."""

    def __init__(self, model: Vrrp) -> None:
        self.model = model
        self._looks: dict[State, Look] = {}
        self._bounds: dict[State, dict[int, Bounds]] = {}
        self._ways: dict[State, tuple[Way, ...]] = {}

    def look(self, state: State) -> Look:
        """What one would see of it."""
        if state not in self._looks:
            self._looks[state] = look_of((self.model,), (state,))
        return self._looks[state]

    def bounds(self, state: State) -> dict[int, Bounds]:
        """The events that it waits for, with their bounds."""
        if state not in self._bounds:
            self._bounds[state] = self.model.clock.bounds(state)
        return self._bounds[state]

    def ways(self, state: State) -> tuple[Way, ...]:
        """Every way on; none from a settled state."""
        if state not in self._ways:
            actions = self.model.actions(state) if state.pending else ()
            found = (self._way(state, action) for action in actions if isinstance(action, int))
            self._ways[state] = tuple(found)
        return self._ways[state]

    def _way(self, state: State, event: int) -> Way:
        after = self.model.next(state, event)
        kept = going_on(state, event, after)
        begins = tuple(one for one in events(after) if one not in kept)
        return Way(event, after, begins, tuple(kept))


def events(state: State) -> tuple[int, ...]:
    """What it waits for."""
    return tuple(event for event in state.pending if event)
