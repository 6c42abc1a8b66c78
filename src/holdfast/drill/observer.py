# SPDX-License-Identifier: Apache-2.0
"""Looks at a running lab: who runs, who owns, what the client sees."""

from collections.abc import Callable, Iterator

from holdfast.drill.fault import Phase
from holdfast.drill.haproxy_log import last_error
from holdfast.drill.haproxy_states import haproxy_states
from holdfast.drill.masked import kept_while_dead_ms
from holdfast.drill.record import OwnersAt
from holdfast.drill.relay_watch import RelayWatch
from holdfast.drill.stage.stage import HAPROXY, Stage
from holdfast.drill.timeline import Watched, among, owners, spells
from holdfast.drill.verdict import Claim, Masked, Part, Reason, Seen, VipSeen
from holdfast.lab.deadlines import (
    ADVERTS_WITH_TWO_OWNERS,
    RECENT_MS,
    RELAY_ALONE_MS,
    STEADY_MS,
)
from holdfast.lab.events import active_state
from holdfast.lab.lab import Lab, now_ms
from holdfast.lab.traffic import Samples, Traffic, downloads_broken, failed, requests
from holdfast.lab.vrrp_log import vrrp_states
from holdfast.load.secrets import without

_SETTLED = frozenset(("active", "inactive", "failed"))


class Observer:
    """Asks the lab, and answers in the drill's terms. Changes nothing."""

    def __init__(self, lab: Lab, stage: Stage) -> None:
        self._lab = lab
        self._stage = stage
        self.relay = RelayWatch(lab)
        self._nodes = tuple(node.name for node in stage.spec.nodes)

    def owners(self) -> dict[str, tuple[str, ...]]:
        """The owners of every VIP now."""
        return {watched.vip: self._owners(watched) for watched in self._stage.watched}

    def haproxy_running(self) -> dict[str, bool]:
        """Whether HAProxy's unit is active, for every node; on a node that is off it is not."""
        states = self._lab.unit_states()
        found = {node: states.get((node, HAPROXY)) for node in self._nodes}
        return {
            node: state is not None and active_state(state.phase) in ("active", "reloading")
            for node, state in found.items()
        }

    def ready(self) -> bool:
        """Whether the next fault may come: no unit is on its way to another state, every VIP has
        an owner, and every instance could become one."""
        units = self._lab.unit_states().values()
        states = vrrp_states(self._lab.events())
        return (
            all(active_state(unit.phase) in _SETTLED for unit in units)
            and all(self.owners().values())
            and all(states.get(member, "FAULT") != "FAULT" for member in self._stage.members)
        )

    def placed(self, phase: Phase) -> bool:
        """Whether HAProxy runs where it should and every VIP has one owner in each part."""
        running = self.haproxy_running()
        return all(running[node] for node in self._expected(phase)) and all(
            int(part.served) <= len(part.nodes.intersection(owning)) <= 1
            for owning in self.owners().values()
            for part in self._parts(phase)
        )

    def answered(self) -> bool:
        """Whether the client has its answers from every VIP it can ask, and the owner gives them.

        A relay is asked how that was since the last look.
        """
        self.relay.look()
        return not self.relay.lending and False not in self._answered(now_ms()).values()

    def seen(self, phase: Phase, struck: float, passed: float, until: float) -> Seen:
        """What there is at the end of a phase that struck and had passed at these times."""
        running = self.haproxy_running()
        answered = self._answered(until)
        vips = (self._vip(w, phase, (passed, until), answered[w.vip]) for w in self._stage.watched)
        return Seen(
            self._parts(phase),
            tuple((n, self._last_error(n)) for n in self._expected(phase) if not running[n]),
            tuple(vips),
            frozenset(_demanded(phase)),
            tuple(self._missed(phase, struck, passed, until)),
            self._stage.beyond,
            self.relay.lending,
            tuple(self._masked(struck, until)),
        )

    def timelines(self, since: float) -> Iterator[tuple[OwnersAt, ...]]:
        """Who owned each VIP from `since` on."""
        events = self._lab.events()
        return (owners(events, watched, since) for watched in self._stage.watched)

    def _vip(
        self, watched: Watched, phase: Phase, window: tuple[float, float], answered: bool | None
    ) -> VipSeen:
        since, until = window
        steps = owners(self._lab.events(), watched, since)
        inside = (among(steps, part.nodes) for part in self._parts(phase))
        usual = ADVERTS_WITH_TWO_OWNERS * watched.advert_ms
        return VipSeen(
            watched.vip,
            self._owners(watched),
            len(self._lab.arp(watched.vip, card=watched.card)),
            max((spell for part in inside for spell in spells(part, until - since)), default=0.0),
            usual if phase.two_owners_ms is None else phase.two_owners_ms,
            answered,
            vrrps_own=answered is None and watched.vrrps_own,
        )

    def _missed(self, phase: Phase, struck: float, passed: float, until: float) -> Iterator[Reason]:
        """The claims of the fault's own that do not hold."""
        for steps in self.timelines(struck):
            for demand in phase.demands:
                why = demand.missed(steps, passed - struck)
                if why is not None:
                    yield demand.claim, why
        if phase.loses_nothing and self._stage.targets:
            yield from self._lost(struck, until)

    def _masked(self, struck: float, until: float) -> Iterator[Masked]:
        """Where a relay had the clients of a VIP served that stayed with a dead HAProxy."""
        overdue = self.relay.overdue()
        states = haproxy_states(self._lab.events(), self._nodes, struck) if overdue else ()
        for steps in self.timelines(struck) if overdue else ():
            for node in overdue:
                kept_ms = kept_while_dead_ms(steps, states, node, until - struck)
                if kept_ms > RELAY_ALONE_MS:
                    yield Masked(node, steps[0].vip, kept_ms)

    def _lost(self, struck: float, until: float) -> Iterator[Reason]:
        """What clients lost; a download may break later than a fault is judged."""
        traffic = self._lab.traffic()
        requests_lost = sum(failed(samples, struck, until) for samples in traffic.samples)
        broken = downloads_broken(traffic, struck, now_ms())
        if requests_lost or broken:
            lost = f"{requests_lost} requests failed and {broken} downloads broke"
            yield "loses-nothing", lost

    def _parts(self, phase: Phase) -> tuple[Part, ...]:
        """The parts that a phase names, or all nodes as one."""
        return phase.parts or (Part(frozenset(self._nodes)),)

    def _owners(self, watched: Watched) -> tuple[str, ...]:
        return tuple(
            node
            for node, interface in watched.interfaces.items()
            if node in self._lab.owners(watched.vip, interface=interface)
        )

    def _expected(self, phase: Phase) -> Iterator[str]:
        """The nodes that are up and whose HAProxy the fault did not hit."""
        return (node for node in self._nodes if node not in phase.off | phase.hit)

    def _answered(self, until: float) -> dict[str, bool | None]:
        """Whether requests to each VIP are answered; None where the client cannot ask."""
        samples = by_vip(self._lab.traffic()) if self._stage.targets else {}
        return {
            watched.vip: _all_answered(samples[watched.vip], until)
            if watched.vip in samples
            else None
            for watched in self._stage.watched
        }

    def _last_error(self, node: str) -> str:
        told = last_error(line.text for line in self._lab.logs(node, HAPROXY))
        return without(self._stage.secrets, told)


def _demanded(phase: Phase) -> Iterator[Claim]:
    """The claims that a fault asks for besides those of every fault."""
    yield from (demand.claim for demand in phase.demands)
    if phase.loses_nothing:
        yield "loses-nothing"


def by_vip(traffic: Traffic) -> dict[str, Samples]:
    """The samples of each VIP."""
    return {samples.target.address: samples for samples in traffic.samples}


def _all_answered(samples: Samples, until: float) -> bool:
    window = (until - RECENT_MS, until)
    return requests(samples, *window) > 0 and failed(samples, *window) == 0


def settled(observer: Observer, phase: Phase) -> Callable[[], bool]:
    """A probe that is true once all has been in its place for STEADY_MS and is answered.

    The client is asked last and seldom: to tell all it saw costs it time.
    """
    placed = steady(lambda: observer.placed(phase), STEADY_MS)
    answered = seldom(observer.answered, RECENT_MS)
    return lambda: placed() and answered()


def steady(condition: Callable[[], bool], for_ms: float) -> Callable[[], bool]:
    """A probe that is true once the condition has been true at every look for so long."""
    began: list[float] = []

    def probe() -> bool:
        if not condition():
            began.clear()
            return False
        began.append(now_ms())
        return began[-1] - began[0] >= for_ms

    return probe


def seldom(condition: Callable[[], bool], every_ms: float) -> Callable[[], bool]:
    """A probe that looks at most once in so long, and is false in between."""
    looked: list[float] = []

    def probe() -> bool:
        if looked and now_ms() - looked[-1] < every_ms:
            return False
        looked.append(now_ms())
        return condition()

    return probe
