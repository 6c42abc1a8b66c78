# SPDX-License-Identifier: Apache-2.0
"""One fault that was played: what is seen until all has settled, and what the model says of it."""

from collections.abc import Sequence
from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from holdfast.drill.replay.late import slow_start_ms
from holdfast.drill.replay.look import At, Watch, lasting
from holdfast.drill.replay.paths import UNSEEN_MS, Ends, Paths
from holdfast.drill.replay.ways import Ways
from holdfast.lab.errors import DeadlinePassed
from holdfast.lab.lab import Lab, now_ms
from holdfast.prove.vrrp.codes import State

LONGEST_MS = 300_000.0
"""A fault whose consequences may take longer is not waited for."""

READ_MS = 300.0
"""How much later than the model's bound, or earlier, something may be seen in a lab on time: of 885
steps none needed more than 200 ms."""


class Struck(Struct, frozen=True):
    """A strike: from `since_ms` on, for `took_ms`. Nothing is looked at before `skip_ms` after it,
    and the last that is seen has to last for `steady_ms`. `late_ms` is how late the lab was before.
    """

    since_ms: float
    took_ms: float
    skip_ms: float
    steady_ms: float
    late_ms: float


LOOK_MS = 50.0
"""How often it is looked whether all has settled."""


class Start(NamedTuple):
    """A slice right after the strike: where it may be, and what may happen there."""

    ways: Ways
    states: Sequence[State]


class Outcome(Struct, frozen=True):
    """What was seen, and for each slice where the model can be.

    `late_ms` is how late the lab was, where the verdict hangs on it: 0 where the model has a way
    without. `overdue` where all agrees and more may still happen after LONGEST_MS.
    """

    seen: tuple[At, ...]
    ends: tuple[Ends, ...]
    late_ms: float
    overdue: str = ""

    @property
    def wrong(self) -> tuple[str, ...]:
        """Why the model cannot have done what was seen, of each slice that cannot."""
        return tuple(end.why for end in self.ends if not end.settled)


class Step:
    """From the strike on; `starts` has each slice right after it."""

    def __init__(
        self,
        lab: Lab,
        watch: Watch,
        starts: Sequence[Start],
        struck: Struck,
    ) -> None:
        self._lab = lab
        self._watch = watch
        self._starts = starts
        self._struck = struck
        self._late_ms = struck.late_ms
        self._judged: Outcome | None = None
        self._look_at = 0.0

    def outcome(self) -> Outcome:
        """Wait until nothing more can happen, or it is clear that the model is wrong."""
        try:
            return self._lab.eventually(self._over, within=LONGEST_MS, what="the lab settles")
        except DeadlinePassed as late:
            return replace(self._judge(self._looks(self._now())), overdue=str(late))

    def _over(self) -> Outcome | None:
        """None while more may happen; the model is asked only where its word may be another."""
        now = self._now()
        if now < self._look_at:
            return None
        self._look_at = now + LOOK_MS
        seen = self._looks(now)
        if now - seen[-1].ms < self._struck.steady_ms:
            return None
        if self._judged is None or self._judged.seen != seen:
            self._judged = self._judge(seen)
        return self._last_word(self._judged, now)

    def _last_word(self, judged: Outcome, now: float) -> Outcome | None:
        """None where its time had not come when it was looked, or where the lab gets later still:
        by a start that has not ended it does so all the time."""
        before, late = self._late_ms, self._late()
        until = max((end.until_ms for end in judged.ends), default=0.0)
        if late > before or now <= until + late - judged.late_ms:
            return None
        if judged.wrong and late > judged.late_ms:
            judged = self._judged = self._judge(judged.seen)
            return self._last_word(judged, now)
        return judged

    def _judge(self, seen: tuple[At, ...]) -> Outcome:
        """As if the lab were on time, and only where the model then is wrong as late as it was."""
        punctual, late = self._judge_late(seen, 0.0), self._late()
        return self._judge_late(seen, late) if punctual.wrong and late else punctual

    def _judge_late(self, seen: tuple[At, ...], late_ms: float) -> Outcome:
        took, slack = self._struck.took_ms, READ_MS + late_ms
        paths = (Paths(ways, states, seen, took, slack) for ways, states in self._starts)
        return Outcome(seen, tuple(path.ends() for path in paths), late_ms)

    def _late(self) -> float:
        """By how much the lab woke up later than it should, or a daemon's start took longer than
        the model allows."""
        starts = slow_start_ms(self._lab.events(self._struck.since_ms), now_ms())
        self._late_ms = max(self._late_ms, self._lab.lateness(), starts)
        return self._late_ms

    def _now(self) -> float:
        return now_ms() - self._struck.since_ms

    def _looks(self, now: float) -> tuple[At, ...]:
        """What was seen; while nodes are still being switched on only what came of it."""
        skip = self._struck.skip_ms
        first, *rest = self._watch.looks(self._lab.events(), self._struck.since_ms)
        early = [at for at in rest if at.ms <= skip]
        began = [At(skip, early[-1].look)] if early else []
        looks = (first, *began, *(at for at in rest if at.ms > skip))
        return tuple(lasting(looks, now, UNSEEN_MS))
