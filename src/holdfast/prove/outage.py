# SPDX-License-Identifier: Apache-2.0
"""The longest time for which one single fault leaves a VIP unanswered."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from holdfast.prove.bounds import NEVER, Times
from holdfast.prove.checker import Step
from holdfast.prove.vrrp.codes import State
from holdfast.prove.vrrp.model import Action, Vrrp
from holdfast.prove.vrrp.parameters import Service

MOST_WAYS = 20_000
"""Ways from faults to their ends that are followed in one slice."""

Way = tuple[Step[State, Action], ...]


class Outage(NamedTuple):
    """`ms` is infinite where nobody answers again. `way` leads from the first state to the end.

    `complete` says whether all ways were followed.
    """

    ms: float
    way: Way
    service: Service
    complete: bool


def worst_outage(model: Vrrp, enough: Callable[[int], bool]) -> Outage | None:
    """The worst over all single faults, from every settled state without a fault.

    A VIP that nobody answers without any fault is the worst. None where nothing is interrupted.
    `enough` is asked after each way, with how many there were.
    """
    services = model.part.services
    worst: Outage | None = None
    ways = 0
    for start in _fault_free(model, enough) if services else ():
        served = [s for s in services if model.served(start[-1].state, s)]
        for service in services:
            if service not in served:
                return Outage(NEVER, start, service, True)
        for action in model.actions(start[-1].state):
            for way in ways_from(model, start[-1:], action):
                ways += 1
                worst = _longer(model, worst, start, way, served)
                if ways >= MOST_WAYS or enough(ways):
                    return _cut(worst, services[0])
    return _cut(worst, services[0]) if services and enough(ways) else worst


def _cut(worst: Outage | None, service: Service) -> Outage:
    """What was found before the work was ended."""
    return (worst or Outage(0.0, (), service, False))._replace(complete=False)


def _longer(
    model: Vrrp, worst: Outage | None, start: Way, way: Way, served: list[Service]
) -> Outage | None:
    times: Times | None = None
    for service in served:
        for first, last in gaps_in(model, way, service):
            times = times or Times(model, way)
            if not times.possible:
                return worst
            ms = times.between(first, last).max if last else NEVER
            if worst is None or ms > worst.ms:
                worst = Outage(ms, start + way[1 : (last or len(way)) + 1], service, True)
    return worst


def gaps_in(model: Vrrp, way: Way, service: Service) -> Iterator[tuple[int, int | None]]:
    """The steps at which the service ends and comes back; None: it does not."""
    began: int | None = None
    for number, step in enumerate(way):
        if model.served(step.state, service):
            if began is not None:
                yield began, number
            began = None
        elif began is None:
            began = number
    if began is not None:
        yield began, None


def _fault_free(model: Vrrp, enough: Callable[[int], bool]) -> Iterator[Way]:
    """A way to every settled state without a fault, reached by what happens by itself."""
    ways: list[Way] = [(Step[State, Action](None, state),) for state in model.init()]
    seen = {way[-1].state for way in ways}
    while ways and not enough(len(seen)):
        following: list[Way] = []
        for way in ways:
            state = way[-1].state
            if not state.pending:
                yield way
                continue
            for action in model.actions(state):
                after = model.next(state, action)
                if after not in seen:
                    seen.add(after)
                    following.append((*way, Step(action, after)))
        ways = following


def ways_from(model: Vrrp, start: Way, strike: Action) -> Iterator[Way]:
    """Every order of what follows a strike, up to a settled state or one that comes again."""
    todo: list[Way] = [(*start, Step(strike, model.next(start[-1].state, strike)))]
    while todo:
        way = todo.pop()
        state = way[-1].state
        if not state.pending or any(step.state == state for step in way[1:-1]):
            yield way
            continue
        for action in model.actions(state):
            todo.append((*way, Step(action, model.next(state, action))))
