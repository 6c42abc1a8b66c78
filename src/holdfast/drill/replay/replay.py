# SPDX-License-Identifier: Apache-2.0
"""Plays a trace's faults on a site's daemons, and holds what they do against the model."""

from collections.abc import Callable, Iterator, Sequence
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from holdfast.drill.fault import CannotPlay
from holdfast.drill.replay.blow import PARTING, Blows
from holdfast.drill.replay.concerns import Belief, struck
from holdfast.drill.replay.look import Look, Watch
from holdfast.drill.replay.step import Outcome, Start, Step, Struck
from holdfast.drill.replay.told import told_at, told_event
from holdfast.drill.replay.ways import Ways
from holdfast.drill.replay.winners import winners
from holdfast.drill.stage.stage import stage
from holdfast.lab.lab import Lab, now_ms
from holdfast.lab.refusal import require_nft
from holdfast.model.site import Site
from holdfast.model.timing import down_interval_ms
from holdfast.prove.trace import Act
from holdfast.prove.vrrp.codes import State
from holdfast.prove.vrrp.model import Vrrp
from holdfast.prove.vrrp.reading import slices
from holdfast.prove.vrrp.strikes import KINDS

STEADY_MS = 600.0
"""How long a state must last before it counts; the last one lasts as long as a backup may wait."""

ON_TIME_MS = 50.0
"""A lab that is later than this is too busy for the last word: play it again."""

Verdict = Literal["agrees", "disagrees", "unknown"]


class Played(Struct, frozen=True):
    """A fault as it was played. `seen` tells what was seen, with times from the fault.

    `why` is what does not agree or could not be played; of a fault that agrees, who won where the
    model allows several. `late_ms` is how late the lab itself was, where the verdict hangs on it:
    by so much more than the model says, things may have been seen late. `log` has every event of a
    fault that does not agree.
    """

    action: Act
    verdict: Verdict
    why: str
    seen: tuple[str, ...]
    late_ms: float = 0.0
    log: tuple[str, ...] = ()

    @property
    def on_time(self) -> bool:
        """Whether the lab was quick enough for the verdict to be the last word."""
        return self.late_ms <= ON_TIME_MS


Choice = Callable[[Sequence[Belief]], Act]
"""Chooses a fault that is possible where the daemons have come to, slice by slice."""


def replay(
    site: Site, acts: Sequence[Act | Choice], *, told_by: Site | None = None
) -> tuple[Played, ...]:
    """Play the faults one after the other, each when all has settled; the first is the boot.

    What is seen is held against the model of the site itself, or of `told_by`. Ends with the first
    fault that does not agree. Raises LabError where there is no lab.
    """
    if any(isinstance(one, Act) and one.fault in PARTING for one in acts):
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
        models = (Vrrp(part, KINDS, len(KINDS), every_order=True) for part in slices(told_by))
        self._beliefs = [Belief(model, ()) for model in models]
        self._ways = [Ways(belief.model) for belief in self._beliefs]
        self._settled: Look | None = None

    def play(self, acts: Sequence[Act | Choice]) -> Iterator[Played]:
        for number, act_or_choice in enumerate(acts, 1):
            one = act_or_choice if isinstance(act_or_choice, Act) else act_or_choice(self._beliefs)
            played = self._played(one, last=number == len(acts))
            yield played
            if played.verdict != "agrees":
                return

    def _played(self, one: Act, *, last: bool) -> Played:
        starts = [Belief(belief.model, self._after(belief, one)) for belief in self._beliefs]
        if not all(start.states for start in starts):
            return Played(one, "unknown", "it cannot happen in the state that is there", ())
        try:
            struck_at = self._strike(one, last=last)
        except CannotPlay as why:
            return Played(one, "unknown", str(why), ())
        slices_ = [Start(w, start.states) for w, start in zip(self._ways, starts, strict=True)]
        outcome = Step(self._lab, self._watch, slices_, struck_at).outcome()
        judged = self._judge(one, starts, outcome, struck_at.late_ms)
        if judged.verdict == "agrees":
            return judged
        events = self._lab.events(struck_at.since_ms)
        return replace(judged, log=tuple(told_event(e, struck_at.since_ms) for e in events))

    def _after(self, belief: Belief, one: Act) -> tuple[State, ...]:
        """The states of a slice right after the act."""
        return tuple(belief.model.init() if one.fault == "boot" else struck(belief, one))

    def _strike(self, one: Act, *, last: bool) -> Struck:
        late = self._lab.lateness()
        since = now_ms()
        self._blows.strike(one)
        took = now_ms() - since + self._until_seen(one)
        switched_on = one.fault == "boot" or (one.fault == "node-power" and one.undo)
        steady = self._longest_wait() if last else STEADY_MS
        return Struck(since, took, took if switched_on else 0.0, steady, late)

    def _until_seen(self, one: Act) -> float:
        """How long keepalived takes to see that a check has changed its mind."""
        checks = (
            check
            for belief in self._beliefs
            for node in belief.model.part.nodes
            for check in node.checks
            if (node.name, check.name) == (one.node, one.link)
        )
        if one.fault != "check-changes":
            return 0.0
        return max((check.rise if one.undo else check.fall).max for check in checks)

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
        self, one: Act, starts: Sequence[Belief], outcome: Outcome, late_before_ms: float
    ) -> Played:
        """Whether there is a way for the model."""
        seen, late = tuple(map(told_at, outcome.seen)), outcome.late_ms
        wrong = outcome.wrong
        if self._settled not in (None, outcome.seen[0].look):
            wrong = ("something happened after all had settled, before this fault",)
            late = max(late, late_before_ms)
        self._settled = outcome.seen[-1].look
        if wrong:
            late_too = f"the lab itself was up to {late:.0f} ms late"
            why = (*wrong, late_too) if late > ON_TIME_MS else wrong
            return Played(one, "disagrees", "; ".join(why), seen, late)
        if outcome.overdue:
            return Played(one, "unknown", outcome.overdue, seen, late)
        pairs = list(zip(starts, outcome.ends, strict=True))
        self._beliefs = [Belief(start.model, end.settled) for start, end in pairs]
        won = [
            says for start, end in pairs for says in winners(start.model, start.states, end.settled)
        ]
        return Played(one, "agrees", "; ".join(won), seen, late)
