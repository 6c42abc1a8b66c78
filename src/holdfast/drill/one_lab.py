# SPDX-License-Identifier: Apache-2.0
"""One lab that is up, and faults played in it, one after the other."""

from collections.abc import Callable, Iterator
from functools import partial
from time import sleep

from msgspec.structs import replace

from holdfast.drill.course import Moments, course, longest_gap
from holdfast.drill.fault import CannotPlay, Fault, Phase, Scene
from holdfast.drill.faults.control import CONTROL
from holdfast.drill.observer import Observer, seldom, settled, steady
from holdfast.drill.record import NO_FAULT, Needless, Record, Timeline
from holdfast.drill.side_by_side import Progress
from holdfast.drill.stage.stage import Stage
from holdfast.drill.timeline import moves, spells
from holdfast.drill.verdict import judge, unknown
from holdfast.lab.deadlines import (
    CONTROL_MS,
    DOWNLOADS_READY_MS,
    FATE_LOOK_MS,
    FATE_MS,
    JUST_BEFORE_MS,
    READY_MS,
    READY_WITHIN_MS,
    RECENT_MS,
    SETTLE_MS,
    STEADY_MS,
)
from holdfast.lab.errors import DeadlinePassed
from holdfast.lab.lab import Lab, now_ms
from holdfast.lab.traffic import (
    Download,
    Traffic,
    downloads_broken,
    downloads_ended,
    downloads_running,
    failed,
    gap,
    requests,
)
from holdfast.model.group import groups
from holdfast.model.site import Site
from holdfast.model.timing import down_interval_ms


class Play:
    """A lab that is up, with the client at work, and how it looked at first.

    `go_on` is asked all the time, and ends the play by what it raises.
    """

    def __init__(
        self,
        lab: Lab,
        site: Site,
        staged: Stage,
        progress: Progress,
        downloads: int,
        go_on: Callable[[], None],
    ) -> None:
        self._lab = lab
        self._go_on = go_on
        self._site = site
        self._stage = staged
        self._progress = progress
        self._downloads = downloads
        self._observer = Observer(lab, staged)
        progress("both nodes start from cold")
        lab.boot()
        if staged.targets:
            lab.start_traffic(staged.targets, Download(staged.targets[0], count=downloads))
        ready = self._wait(steady(self._observer.ready, READY_MS), READY_WITHIN_MS)
        # A site that is never ready as it is will not be after a fault: that wait is not had again.
        self._ready_within_ms = READY_WITHIN_MS if ready else SETTLE_MS
        self._observer.relay.begin()
        self._wait(settled(self._observer, CONTROL), SETTLE_MS)
        self._renew_downloads()
        self._first_owners = self._observer.owners()
        self._first_answered = self._observer.answered()

    def control(self) -> Record:
        """The same watching without any fault: its outage is the noise of this machine."""
        self._progress("control run, no fault")
        self._observer.relay.begin()
        since = now_ms()
        self._wait(lambda: False, CONTROL_MS)
        return self._record(NO_FAULT, CONTROL, Moments(since, now_ms(), None, now_ms()), since)

    def fault(self, fault: Fault) -> Iterator[Record]:
        """Strike, watch, judge, mend; for every phase."""
        for phase in fault.phases(self._scene()):
            where = " ".join(word for word in (phase.node, phase.name) if word)
            self._progress(f"{fault.name} {where}".rstrip())
            yield self._phase(fault.name, phase)

    def _phase(self, fault: str, phase: Phase) -> Record:
        self._observer.relay.begin()
        struck = now_ms()
        try:
            passed = self._strike(phase, struck)
            spoilt = ""
        except CannotPlay as why:
            passed, spoilt = now_ms(), str(why)
        judged = self._judged(phase, passed)
        ended = partial(self._downloads_ended, struck)
        self._wait(seldom(ended, FATE_LOOK_MS), FATE_MS)
        record = self._record(fault, phase, Moments(struck, judged, None, now_ms()), passed)
        if spoilt and record.verdict == "broken":
            record = replace(record, why=f"{record.why}; {spoilt}")
        elif spoilt:
            verdict = unknown(spoilt)
            record = replace(record, verdict="unknown", why=spoilt, claims=verdict.claims)
        undone = passed if phase.passing else now_ms()
        phase.mend(self._lab)
        self._until_as_at_first()
        moments = Moments(struck, judged, undone, now_ms())
        return replace(record, timeline=self._timeline(moments))

    def _strike(self, phase: Phase, struck: float) -> float:
        """Strike, and wait until the fault has passed where it does: when its judging begins."""
        phase.strike(self._lab)
        if phase.passing is None:
            return struck
        over = now_ms() + phase.passing.after_ms
        soon = over - JUST_BEFORE_MS
        self._wait(lambda: now_ms() >= soon, phase.passing.after_ms)
        phase.passing.just_before(self._lab)
        sleep(max(0.0, over - now_ms()) / 1000)
        passed = now_ms()
        phase.passing.act(self._lab)
        return passed

    def _judged(self, phase: Phase, passed: float) -> float:
        """Wait until all has settled, or the deadline is over: when that was."""
        soonest = passed + phase.watch_ms
        settles = settled(self._observer, phase)
        within = max(SETTLE_MS, phase.watch_ms + STEADY_MS)
        self._wait(lambda: settles() and now_ms() >= soonest, within)
        return now_ms()

    def _wait(self, probe: Callable[[], bool], within: float) -> bool:
        """Until the probe is true or the time is over; which of them."""

        def look() -> bool:
            self._go_on()
            return probe()

        try:
            return self._lab.eventually(look, within=within, what="")
        except DeadlinePassed:
            return False

    def _downloads_ended(self, since: float) -> bool:
        """Whether what was being downloaded when the fault struck is whole or broken."""
        runs = self._traffic().downloads
        return not any(run.state == "running" and run.start_ms < since for run in runs)

    def _renew_downloads(self) -> None:
        """Those that the boot or the mending broke are nobody's: every fault is to meet as many as
        the first."""
        if not self._stage.targets:
            return
        self._lab.renew_downloads()
        self._wait(seldom(self._all_downloads_run, FATE_LOOK_MS), DOWNLOADS_READY_MS)

    def _all_downloads_run(self) -> bool:
        return downloads_running(self._traffic()) >= self._downloads

    def _until_as_at_first(self) -> None:
        """Wait for the mended lab: what clients still miss is not the next fault's doing."""
        self._wait(steady(self._as_at_first, READY_MS), self._ready_within_ms)
        if self._first_answered:
            self._wait(seldom(self._observer.answered, RECENT_MS), self._ready_within_ms)
        self._renew_downloads()

    def _as_at_first(self) -> bool:
        """Whether the mended lab is ready again, with its first owners where they return."""
        owners = self._observer.owners()
        back = all(owners[vip] == self._first_owners[vip] for vip in self._stage.returning)
        return back and self._observer.ready()

    def _scene(self) -> Scene:
        nodes = tuple(node.name for node in self._stage.spec.nodes)
        owners = self._observer.owners()
        owner = next((node for owning in owners.values() for node in owning), nodes[0])
        owned = frozenset(vip for vip, owning in owners.items() if owner in owning)
        firsts = (owners[str(group.vips[0])] for group in groups(self._site))
        homes = tuple(next(iter(owning), None) for owning in firsts)
        return Scene(nodes, owner, owned, self._site, homes, self._stage.cards, _down(self._site))

    def _record(self, fault: str, phase: Phase, at: Moments, passed: float) -> Record:
        since, until = at.struck, at.judged
        judged = judge(self._observer.seen(phase, since, passed, until))
        timelines = tuple(self._observer.timelines(since))
        traffic = self._traffic()
        samples = traffic.samples
        return Record(
            fault=fault,
            node=phase.node,
            phase=phase.name,
            haproxy_running=self._observer.haproxy_running(),
            owners=tuple(step for timeline in timelines for step in timeline),
            requests=sum(requests(s, since, until) for s in samples),
            failed=sum(failed(s, since, until) for s in samples),
            outage_ms=_outage(traffic, since, until),
            downloads=downloads_ended(traffic, since, now_ms()),
            downloads_broken=downloads_broken(traffic, since, now_ms()),
            two_owners_ms=round(sum(sum(spells(t, until - since)) for t in timelines), 1),
            verdict=judged.verdict,
            why=judged.why,
            claims=judged.claims,
            timeline=self._timeline(at),
            needless_moves=None
            if phase.needless_moves is None
            else Needless(sum(map(moves, timelines)), round(phase.needless_moves(), 3)),
            relay=self._observer.relay.counted(),
        )

    def _timeline(self, at: Moments) -> Timeline:
        nodes = tuple(node.name for node in self._stage.spec.nodes)
        return course(self._lab.events(), self._traffic(), self._stage.watched, nodes, at)

    def _traffic(self) -> Traffic:
        return self._lab.traffic() if self._stage.targets else Traffic((), ())


def _outage(traffic: Traffic, since: float, until: float) -> float | None:
    """The longest of the targets' gaps, to a tenth; None if one is never answered again."""
    if any(gap(samples, since, until) is None for samples in traffic.samples):
        return None
    longest = longest_gap(traffic, since, until)
    return round(longest.length_ms, 1) if longest is not None and longest.over else None


def _down(site: Site) -> float:
    """The longest time of silence after which a node of the site takes over."""
    return max(
        down_interval_ms(i.version, i.advert_int * 1000, i.priority, i.adverts_missed)
        for _, i in site.instances
    )
