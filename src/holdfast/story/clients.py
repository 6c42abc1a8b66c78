# SPDX-License-Identifier: Apache-2.0
"""What clients saw around the moves of a VIP, as HAProxy's own log of requests has it."""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from heapq import merge
from itertools import pairwise

from msgspec import Struct

from holdfast.story.chronicle import Chronicle
from holdfast.story.haproxy import Outcome

TOGETHER_MS = 3_000.0
"""Moves that are no further apart than this are one incident; it is over as long after the last."""


class Pause(Struct, frozen=True):
    """No request was answered in between, on any node."""

    since: float
    until: float

    @property
    def ms(self) -> float:
        return self.until - self.since


class Incident(Struct, frozen=True):
    """What HAProxy logged from `since` to `until`; None where it had answered nothing at all, or
    answered nothing any more (then the pause ends with the journals)."""

    since: float
    until: float
    answered: int
    failed: int
    broken: int
    pause: Pause | None


class Clients(Struct, frozen=True):
    """`usual_ms` is the longest pause outside the incidents, None where there is none to measure.

    `logged` is False where no journal has a line of a request: then nothing is known.
    """

    logged: bool
    incidents: tuple[Incident, ...] = ()
    usual_ms: float | None = None


def clients(chronicles: Sequence[Chronicle], moved: Iterable[float]) -> Clients:
    """What was logged around each move, all nodes together."""
    if not any(times for c in chronicles for times in c.requests.values()):
        return Clients(logged=False)
    answered = array("d", merge(*(c.requests["answered"] for c in chronicles)))
    end = max(chronicle.times[-1] for chronicle in chronicles)
    windows = _windows(sorted(moved), end)
    incidents = tuple(_incident(chronicles, answered, *window, end) for window in windows)
    return Clients(True, incidents, _usual(answered, windows))


def _windows(moved: Sequence[float], end: float) -> list[tuple[float, float]]:
    found: list[tuple[float, float]] = []
    for at in moved:
        if found and at <= found[-1][1]:
            found[-1] = (found[-1][0], min(at + TOGETHER_MS, end))
        else:
            found.append((at, min(at + TOGETHER_MS, end)))
    return found


def _incident(
    chronicles: Sequence[Chronicle],
    answered: Sequence[float],
    since: float,
    until: float,
    end: float,
) -> Incident:
    return Incident(
        since,
        until,
        answered=_count(chronicles, "answered", since, until),
        failed=_count(chronicles, "failed", since, until),
        broken=_count(chronicles, "broken", since, until),
        pause=max(_pauses(answered, since, until, end), key=lambda p: p.ms, default=None),
    )


def _count(chronicles: Sequence[Chronicle], ended: Outcome, since: float, until: float) -> int:
    return sum(
        bisect_right(c.requests[ended], until) - bisect_left(c.requests[ended], since)
        for c in chronicles
    )


def _pauses(answered: Sequence[float], since: float, until: float, end: float) -> Iterator[Pause]:
    """The pauses that reach into a stretch of time; the last may last until the journals end."""
    first = max(bisect_left(answered, since) - 1, 0)
    last = bisect_right(answered, until) + 1
    yield from (Pause(a, b) for a, b in pairwise(answered[first:last]))
    if answered and last > len(answered):
        yield Pause(answered[-1], end)


def _usual(answered: Sequence[float], windows: Sequence[tuple[float, float]]) -> float | None:
    """The longest pause that reaches into no window."""
    longest: float | None = None
    edges = [float("-inf"), *(edge for window in windows for edge in window), float("inf")]
    for since, until in zip(edges[::2], edges[1::2], strict=True):
        between = answered[bisect_right(answered, since) : bisect_left(answered, until)]
        for a, b in pairwise(between):
            longest = max(longest or 0.0, b - a)
    return longest
