# SPDX-License-Identifier: Apache-2.0
"""Plays a trace's faults on a site's daemons, and holds what they do against the model."""

from collections.abc import Iterator, Sequence
from typing import Literal

from msgspec import Struct

from holdfast.drill.fault import CannotPlay
from holdfast.drill.replay.blow import PARTING, Blows
from holdfast.drill.replay.look import At, Look, Watch, lasting
from holdfast.drill.replay.paths import UNSEEN_MS, Ends, Paths
from holdfast.drill.replay.winners import winners
from holdfast.drill.stage.stage import stage
from holdfast.lab.errors import DeadlinePassed
from holdfast.lab.lab import Lab, now_ms
from holdfast.lab.refusal import require_nft
from holdfast.model.site import Site
from holdfast.model.timing import down_interval_ms
from holdfast.prove.trace import Act, act
from holdfast.prove.vrrp.codes import State
from holdfast.prove.vrrp.model import Vrrp
from holdfast.prove.vrrp.reading import slices
from holdfast.prove.vrrp.strikes import KINDS

STEADY_MS = 600.0
"""How long a state must last before it counts; the last one lasts as long as a backup may wait."""

LONGEST_MS = 120_000.0
"""A fault whose consequences may take longer is not waited for."""

Verdict = Literal["agrees", "disagrees", "unknown"]


class Played(Struct, frozen=True):
    """A fault as it was played. `seen` tells what was seen, with times from the fault.

    `why` is what does not agree or could not be played; of a fault that agrees, who won where the
    model allows several.
    """

    action: Act
    verdict: Verdict
    why: str
    seen: tuple[str, ...]


def replay(site: Site, acts: Sequence[Act], *, told_by: Site | None = None) -> tuple[Played, ...]:
    """Play the faults one after the other, each when all has settled; the first is the boot.

    What is seen is held against the model of the site itself, or of `told_by`. Ends with the first
    fault that does not agree. Raises LabError where there is no lab.
    """
    if any(one.fault in PARTING for one in acts):
        require_nft()
    staged = stage(site)
    with Lab(staged.spec) as lab:
        return tuple(_Play(lab, site, told_by or site).play(acts))


class _Play:
    def __init__(self, lab: Lab, site: Site, told_by: Site) -> None:
        self._lab = lab
        self._site = site
        self._blows = Blows(lab, site)
        self._watch = Watch(site)
        self._models = [Vrrp(part, KINDS, len(KINDS), every_order=True) for part in slices(told_by)]
        self._beliefs: list[list[State]] = [[] for _ in self._models]

    def play(self, acts: Sequence[Act]) -> Iterator[Played]:
        for number, one in enumerate(acts, 1):
            starts = [
                list(self._after(model, belief, one))
                for model, belief in zip(self._models, self._beliefs, strict=True)
            ]
            if not all(starts):
                yield Played(one, "unknown", "it cannot happen in the state that is there", ())
                return
            since = now_ms()
            try:
                self._blows.strike(one)
            except CannotPlay as why:
                yield Played(one, "unknown", str(why), ())
                return
            took = now_ms() - since + self._until_seen(one)
            steady = self._longest_wait() if number == len(acts) else STEADY_MS
            played = self._judge(one, starts, since, took, steady)
            yield played
            if played.verdict != "agrees":
                return

    def _after(self, model: Vrrp, belief: list[State], one: Act) -> Iterator[State]:
        """The states of a slice right after the act; one that it does not touch stays."""
        if one.fault == "boot":
            yield from model.init()
            return
        for state in belief:
            struck = [a for a in model.actions(state) if act(model, a) == one]
            if struck:
                yield model.next(state, struck[0])
            elif not self._concerns(model, one):
                yield state

    def _until_seen(self, one: Act) -> float:
        """How long keepalived takes to see that a check has changed its mind."""
        checks = (
            check
            for model in self._models
            for node in model.part.nodes
            for check in node.checks
            if (node.name, check.name) == (one.node, one.link)
        )
        if one.fault != "check-changes":
            return 0.0
        return max((check.rise if one.undo else check.fall).max for check in checks)

    def _concerns(self, model: Vrrp, one: Act) -> bool:
        """Whether an act could touch a slice at all."""
        names = {node.name for node in model.part.nodes}
        if one.fault in ("partition", "partition-one-way"):
            ends = (one.link or "").replace(">", ",").split(",")
            return all(end in names for end in ends)
        for n, node in enumerate(model.part.nodes):
            if node.name == one.node:
                if one.fault == "interface-down":
                    return one.link in model.part.nodes[n].interfaces
                if one.fault == "check-changes":
                    return one.link in [check.name for check in node.checks]
                return True
        return False

    def _longest_wait(self) -> float:
        """The longest time after which a backup that hears nothing takes over."""
        waits = (
            down_interval_ms(
                instance.version, instance.advert_int * 1000, 1, instance.adverts_missed
            )
            for _, instance in self._site.instances
        )
        return STEADY_MS + max(waits, default=0.0)

    def _judge(
        self, one: Act, starts: list[list[State]], since: float, took: float, steady: float
    ) -> Played:
        """Wait until nothing more can happen, or it is clear that it is wrong; then judge."""

        skip = took if one.fault == "boot" or (one.fault == "node-power" and one.undo) else 0.0

        def judged(now: float, seen: tuple[At, ...]) -> list[Ends]:
            pairs = zip(self._models, starts, strict=True)
            return [Paths(model, states, seen, took).ends(now) for model, states in pairs]

        def ends() -> list[Ends] | None:
            now = now_ms() - since
            seen = self._looks(since, now, skip)
            if now - seen[-1].ms < steady:
                return None
            found = judged(now, seen)
            return None if any(end.goes_on for end in found) else found

        try:
            found = self._lab.eventually(ends, within=LONGEST_MS, what="the lab settles") or []
        except DeadlinePassed as late:
            now = now_ms() - since
            found = judged(now, self._looks(since, now, skip))
            if all(end.settled or end.goes_on for end in found):
                return Played(one, "unknown", str(late), ())
        self._beliefs = [list(end.settled) for end in found]
        wrong = [end.why for end in found if not end.settled]
        parts = zip(self._models, starts, found, strict=True)
        won = [one for model, states, end in parts for one in winners(model, states, end.settled)]
        seen = self._looks(since, now_ms() - since, skip)
        told = tuple(f"{at.ms:.0f} ms: {told_look(at.look)}" for at in seen)
        return Played(one, "disagrees" if wrong else "agrees", "; ".join(wrong or won), told)

    def _looks(self, since: float, now: float, skip: float) -> tuple[At, ...]:
        """What was seen; while nodes are still being switched on (`skip`) only what came of it."""
        first, *rest = self._watch.looks(self._lab.events(), since)
        early = [at for at in rest if at.ms <= skip]
        began = [At(skip, early[-1].look)] if early else []
        looks = (first, *began, *(at for at in rest if at.ms > skip))
        return tuple(lasting(looks, now, UNSEEN_MS))


def told_look(look: Look) -> str:
    """In words."""
    running = ", ".join(sorted(look.running)) or "nowhere"
    instances = ", ".join(
        f"{node} {name} {seen.state}{' owns' if seen.owns else ''}"
        for (node, name), seen in look.instances
    )
    return f"HAProxy {running}; {instances}"
