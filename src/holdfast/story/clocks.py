# SPDX-License-Identifier: Apache-2.0
"""How far the clocks of two hosts are apart, from what one heard of the other.

An advertisement that a node heard was sent while the other was MASTER. Where the stamps say that
it was not, the clocks differ, at the least by what makes all of them agree.
"""

from array import array
from collections.abc import Iterable, Iterator
from math import isfinite

from msgspec import Struct
from msgspec.structs import replace

from holdfast.story.chronicle import Chronicle
from holdfast.story.happening import AdvertHeard
from holdfast.story.ownership import spells

SLACK_MS = 100.0
"""keepalived sends the first advertisement before it logs that it is MASTER (vrrp.c,
vrrp_state_master_tx), the last may be on its way, and both lines pass through two loggers."""
_RUN_MS = 5000.0
_MOST_CANDIDATES = 1000

Range = tuple[float, float]


class Heard(Struct, frozen=True):
    """The sender was MASTER when the hearer's clock showed `at`: within one of `spells` of the
    sender's clock, or where its journal says nothing (`untold`)."""

    at: float
    by_first: bool
    spells: tuple[Range, ...]
    untold: tuple[Range, ...]

    def fits(self, ahead: float, *, told: bool) -> Range | None:
        """The range of `ahead` around this one in which the two agree; None where they do not.

        With `told`, only what the sender's journal tells of counts.
        """
        for since, until in self.spells if told else (*self.spells, *self.untold):
            low, high = sorted((self._ahead(since), self._ahead(until)))
            if low <= ahead <= high:
                return low, high
        return None

    def limits(self) -> Iterator[float]:
        """Every shift at which it begins or ends to fit what the sender's journal tells."""
        for since, until in self.spells:
            yield self._ahead(since)
            yield self._ahead(until)

    def _ahead(self, sender_at: float) -> float:
        return sender_at - self.at if self.by_first else self.at - sender_at


class Apart(Struct, frozen=True):
    """What was heard fits if the second clock is `ahead_ms` ahead of the first, the least that
    does it; around it everything from `low_ms` to `high_ms` does."""

    ahead_ms: float
    low_ms: float
    high_ms: float


def apart(first: Chronicle, second: Chronicle) -> Apart | None:
    """How the clocks differ; None where no shift puts all that was heard into the journals.

    There is no difference to tell where the stamps as they are contradict nothing.
    """
    heard = (*_heard(first, second, by_first=True), *_heard(second, first, by_first=False))
    as_it_is = _all_fit(heard, 0.0, told=False)
    if as_it_is is not None:
        return Apart(0.0, *as_it_is)
    limits = {limit for one in heard for limit in one.limits() if isfinite(limit)}
    for ahead in sorted(limits, key=abs)[:_MOST_CANDIDATES]:
        fits = _all_fit(heard, ahead, told=True)
        if fits is not None:
            return Apart(ahead, *fits)
    return None


def shifted(chronicle: Chronicle, by_ms: float) -> Chronicle:
    """The same with every time moved."""
    if not by_ms:
        return chronicle
    return replace(
        chronicle,
        times=array("d", (at + by_ms for at in chronicle.times)),
        happenings=tuple(replace(h, at=h.at + by_ms) for h in chronicle.happenings),
        requests={
            ended: array("d", (at + by_ms for at in times))
            for ended, times in chronicle.requests.items()
        },
    )


def _all_fit(heard: Iterable[Heard], ahead: float, *, told: bool) -> Range | None:
    low, high = float("-inf"), float("inf")
    for one in heard:
        fits = one.fits(ahead, told=told)
        if fits is None:
            return None
        low, high = max(low, fits[0]), min(high, fits[1])
    return low, high


def _heard(hearer: Chronicle, sender: Chronicle, *, by_first: bool) -> Iterator[Heard]:
    """What a node heard of the other, with when that other was, or may have been, MASTER."""
    found = spells(sender)
    untold = ((float("-inf"), sender.times[0]), (sender.times[-1], float("inf")))
    ranges: dict[str, list[Range]] = {}
    for spell in found:
        told = (spell.since - SLACK_MS, spell.perhaps_until + SLACK_MS)
        ranges.setdefault(spell.instance, []).append(told)
    for heard in ends_of_runs(hearer):
        yield Heard(heard.at, by_first, tuple(ranges.get(heard.instance, ())), untold)


def ends_of_runs(hearer: Chronicle) -> Iterator[AdvertHeard]:
    """What was heard, second after second for hours it may be: the first and the last of each run
    prove as much as all of it."""
    runs: dict[str, list[AdvertHeard]] = {}
    for heard in hearer.happenings:
        if not isinstance(heard, AdvertHeard):
            continue
        run = runs.setdefault(heard.instance, [])
        if run and heard.at - run[-1].at > _RUN_MS:
            yield from run
            run.clear()
        run[1:] = [heard] if run else []
        if not run:
            run.append(heard)
    for run in runs.values():
        yield from run
