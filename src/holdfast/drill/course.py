# SPDX-License-Identifier: Apache-2.0
"""The course of a fault: all that was seen from shortly before it until it was undone. Pure."""

from collections.abc import Sequence
from typing import NamedTuple

from msgspec.structs import replace

from holdfast.drill.haproxy_states import haproxy_states
from holdfast.drill.record import Asked, Timeline
from holdfast.drill.timeline import Watched, owners
from holdfast.lab.events import Event
from holdfast.lab.traffic import Gap, Traffic, buckets, gap

LEAD_MS = 300.0
"""How much of the time before the fault is told."""

BUCKET_MS = 10.0
"""About as exact as the client is: see `lab.deadlines.BESIDE_MS`."""


class Moments(NamedTuple):
    """Of a fault, on the lab's clock; `undone` is None where nothing was, or not yet."""

    struck: float
    judged: float
    undone: float | None
    until: float


def course(
    events: Sequence[Event],
    traffic: Traffic,
    watched: Sequence[Watched],
    nodes: Sequence[str],
    at: Moments,
) -> Timeline:
    """Everything on the fault's own clock: 0 is when it struck."""
    begin = at.struck - LEAD_MS
    over = [step for vip in watched for step in owners(events, vip, begin)]
    states = haproxy_states(events, nodes, begin)
    longest = longest_gap(traffic, at.struck, at.judged)
    return Timeline(
        from_ms=-LEAD_MS,
        until_ms=round(at.until - at.struck, 1),
        judged_ms=round(at.judged - at.struck, 1),
        undone_ms=None if at.undone is None else round(at.undone - at.struck, 1),
        gap=longest and _relative(longest, at.struck),
        owners=tuple(replace(s, ms=_from_fault(s.ms)) for s in over if s.ms <= at.until - begin),
        haproxy=tuple(replace(s, ms=_from_fault(s.ms)) for s in states if s.ms <= at.until - begin),
        requests=tuple(
            Asked(s.target.address, BUCKET_MS, *buckets(s, begin, at.until, BUCKET_MS))
            for s in traffic.samples
        ),
    )


def longest_gap(traffic: Traffic, since: float, until: float) -> Gap | None:
    """Of all targets: one that was never answered again before any other, else the longest."""
    found = [one for s in traffic.samples if (one := gap(s, since, until)) is not None]
    return max(found, key=lambda one: (not one.over, one.length_ms), default=None)


def _relative(found: Gap, struck: float) -> tuple[float, float]:
    return round(found.began_ms - struck, 1), round(found.ended_ms - struck, 1)


def _from_fault(ms: float) -> float:
    """From a time counted from the timeline's beginning."""
    return round(ms - LEAD_MS, 1)
