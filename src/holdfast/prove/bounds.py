# SPDX-License-Identifier: Apache-2.0
"""When the steps of a trace happen: a simple temporal network (Dechter, Meiri, Pearl, 1991).

Each event lies within its bounds after the step at which its time began to run, and no event that
is pending may become overdue. The tightest bounds follow by shortest paths.
"""

from collections.abc import Sequence

from holdfast.model.timing import AT_ONCE, Bounds
from holdfast.prove.checker import Step
from holdfast.prove.vrrp.codes import State
from holdfast.prove.vrrp.model import Action, Vrrp

Trace = Sequence[Step[State, Action]]
NEVER = float("inf")


class Times:
    """The possible times of a trace's steps; `possible` says whether there are any."""

    def __init__(self, model: Vrrp, trace: Trace) -> None:
        self._trace = trace
        self._apart = _apart(model, trace)
        self.possible = all(row[i] >= 0 for i, row in enumerate(self._apart))

    def between(self, first: int, second: int) -> Bounds:
        """From one step to a later one."""
        most, least = self._apart[first][second], -self._apart[second][first]
        return Bounds(max(0.0, least), most)

    def after(self, step: int) -> Bounds:
        """From the step before; a strike comes when it likes: at once, here."""
        if step == 0 or not isinstance(self._trace[step].action, int):
            return AT_ONCE
        return self.between(step - 1, step)


def _apart(model: Vrrp, trace: Trace) -> list[list[float]]:
    """`[i][j]`: step j comes at most so long after step i."""
    size = len(trace)
    apart = [[0.0 if i == j else NEVER for j in range(size)] for i in range(size)]

    def at_most(start: int, end: int, time: float) -> None:
        apart[start][end] = min(apart[start][end], time)

    for k in range(1, size):
        at_most(k, k - 1, 0.0)
        action = trace[k].action
        if not isinstance(action, int):
            continue
        for event, bounds in model.clock.bounds(trace[k - 1].state).items():
            began = _began(trace, k, event)
            at_most(began, k, bounds.max)
            if event == action:
                at_most(k, began, -bounds.min)
    return _closed(apart)


def _began(trace: Trace, step: int, event: int) -> int:
    """The step at which the time of an event that is pending before `step` began to run."""
    began = step - 1
    while began > 0:
        action, after = trace[began]
        if event not in going_on(trace[began - 1].state, action, after):
            break
        began -= 1
    return began


def going_on(before: State, action: Action | None, after: State) -> set[int]:
    """The events that are pending and were so before the step, which did not begin them anew.

    What a step begins comes last, apart from what went on.
    """
    was, now = _groups(before.pending), _groups(after.pending)
    there = {one for group in now for one in group}
    left = [kept for group in was if (kept := [one for one in group if one in there])]
    begun = set() if left == now else set(now[-1])
    return there.intersection(before.pending) - begun - {action}


def _groups(pending: tuple[int, ...]) -> list[list[int]]:
    """The events that began together, oldest first."""
    groups: list[list[int]] = [[]]
    for event in pending:
        if event:
            groups[-1].append(event)
        else:
            groups.append([])
    return groups


def _closed(apart: list[list[float]]) -> list[list[float]]:
    size = range(len(apart))
    for middle in size:
        through = apart[middle]
        for row in apart:
            first = row[middle]
            if first < NEVER:
                for j in size:
                    row[j] = min(row[j], first + through[j])
    return apart
