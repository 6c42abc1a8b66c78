# SPDX-License-Identifier: Apache-2.0
"""What one more fault would do to a site that is in the state in which it was just seen."""

from collections.abc import Callable, Iterator, Mapping

from msgspec import Struct

from holdfast.model.site import Site
from holdfast.prove.bounds import NEVER, Times
from holdfast.prove.checker import Always, Step, explore
from holdfast.prove.outage import Way, gaps_in, ways_from
from holdfast.prove.prove import Enough
from holdfast.prove.sentences import what_happens
from holdfast.prove.trace import Act, act
from holdfast.prove.vrrp.codes import ALIVE, RUNS, STARTS, State, is_master, state_name
from holdfast.prove.vrrp.model import Action, Vrrp
from holdfast.prove.vrrp.parameters import Service
from holdfast.prove.vrrp.reading import slices
from holdfast.prove.vrrp.strikes import KINDS, Kind, Strike
from holdfast.prove.vrrp.truth import truthful

FAULTS: frozenset[Kind] = KINDS - {"check-changes", "haproxy-crash", "restart-on-backup"}
"""What would be told of; the others end by themselves."""

MOST_BEFORE = 2
"""Faults that may have led to the present state beside those that are seen."""

_NAME = "is not as it was seen"


class Present(Struct, frozen=True):
    """A node as it was seen: whether its daemons run, and of each instance whether the node owns
    its VIPs, and keepalived's word for its state where that is known."""

    haproxy: bool
    keepalived: bool
    owns: Mapping[str, bool]
    states: Mapping[str, str] = {}


class Effect(Struct, frozen=True):
    """What it does to VIPs that move together: who may own them `after` it, each a set of owners.

    `outage_ms` is the longest time without an answer, infinite where there is none any more, 0
    where nothing is interrupted.
    """

    vips: tuple[str, ...]
    before: tuple[str, ...]
    after: tuple[tuple[str, ...], ...]
    outage_ms: float

    @property
    def none(self) -> bool:
        """Whether nothing changes for clients, nor who owns."""
        return not self.outage_ms and self.after == (self.before,)


class Consequence(Struct, frozen=True):
    """A fault, and what it would do."""

    fault: Act
    says: str
    effects: tuple[Effect, ...]


class Unknown(Struct, frozen=True):
    """It cannot be said: why, in one line."""

    why: str


def now(
    site: Site, present: Mapping[str, Present], enough: Enough
) -> tuple[Consequence, ...] | Unknown:
    """Each single fault that may strike now. Checks that cannot be read are taken to be true.

    `enough` is asked with the number of states, and ends the work. Raises TooLarge.
    """
    found: list[Consequence] = []
    for part in slices(site):
        if not part.services:
            continue
        seen = [present[node.name] for node in part.nodes]
        broken = sum(not one.haproxy for one in seen) + sum(not one.keepalived for one in seen)
        model = Vrrp(truthful(part), FAULTS, broken + MOST_BEFORE)
        here = _find(model, _as_seen(model, seen), broken + MOST_BEFORE, enough)
        if here is None:
            return Unknown("the model of these files has no state like the present one")
        after = Vrrp(model.part, FAULTS, model.faults(here) + 1)
        for action in after.actions(here):
            if isinstance(action, Strike) and not action.undo:
                if enough(0):
                    return Unknown("there are too many orders of events to look at all")
                found.append(_consequence(after, here, action))
    return tuple(found)


def _find(model: Vrrp, as_seen: Callable[[State], bool], most: int, enough: Enough) -> State | None:
    """The nearest settled state that is as it was seen."""
    other: Always[State] = Always(_NAME, lambda state: bool(state.pending) or not as_seen(state))
    explored = explore(model, [other], level=model.faults, highest=most, enough=enough)
    trace = explored.broken.get(_NAME)
    return trace[-1].state if trace else None


def _as_seen(model: Vrrp, present: list[Present]) -> Callable[[State], bool]:
    def as_seen(state: State) -> bool:
        return all(
            _node_as_seen(model, state, n, seen) and _groups_as_seen(model, state, n, seen)
            for n, seen in enumerate(present)
        )

    return as_seen


def _node_as_seen(model: Vrrp, state: State, n: int, seen: Present) -> bool:
    values, view = model.part.nodes[n], model.network.view(n, state.nodes[n])
    haproxy = values.haproxy is None or (view.node.haproxy in (RUNS, STARTS)) == seen.haproxy
    return view.up and haproxy and (view.node.keepalived == ALIVE) == seen.keepalived


def _groups_as_seen(model: Vrrp, state: State, n: int, seen: Present) -> bool:
    for g in model.network.groups_of[n]:
        name, role = model.network.members[g][n].name, model.role(state, g, n)
        if seen.keepalived and is_master(role) != seen.owns.get(name, False):
            return False
        if seen.keepalived and state_name(role) != seen.states.get(name, state_name(role)):
            return False
    return True


def _consequence(model: Vrrp, here: State, action: Action) -> Consequence:
    start = (Step[State, Action](None, here),)
    found = list(ways_from(model, start, action))
    says = what_happens(model, here, action, found[0][1].state).says
    effects = (_effect(model, here, found, service) for service in model.part.services)
    return Consequence(act(model, action), says, tuple(effects))


def _effect(model: Vrrp, here: State, found: list[Way], service: Service) -> Effect:
    after = {_owners(model, way[-1].state, service): None for way in found}
    outages = [ms for way in found for ms in _outages(model, way, service)]
    if not model.served(here, service):
        outages = [NEVER]
    return Effect(
        service.vips, _owners(model, here, service), tuple(after), max(outages, default=0.0)
    )


def _outages(model: Vrrp, way: Way, service: Service) -> Iterator[float]:
    times = Times(model, way)
    if times.possible:
        for first, last in gaps_in(model, way, service):
            yield NEVER if last is None else times.between(first, last).max


def _owners(model: Vrrp, state: State, service: Service) -> tuple[str, ...]:
    return tuple(model.part.nodes[n].name for n in model.serving_masters(state, service))
