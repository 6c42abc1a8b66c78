# SPDX-License-Identifier: Apache-2.0
"""The moments around a fault: a fail-over of 20 ms is a hair on an axis of seconds."""

from collections.abc import Callable, Iterable
from math import ceil
from typing import TypeVar

from msgspec.structs import replace

from holdfast.drill.record import NO_FAULT, Asked, HaproxyAt, OwnersAt, Record, Timeline

BEGIN_MS, END_MS = -50.0, 300.0
"""What it shows, from the fault."""

_WORTH_IT = 4
"""It is shown where the whole timeline is so many times as long."""

S = TypeVar("S", OwnersAt, HaproxyAt)


def close_up(record: Record) -> Record | None:
    """The record with those moments only; None where the longest gap reaches beyond them."""
    timeline = record.timeline
    long = timeline.until_ms - timeline.from_ms > _WORTH_IT * (END_MS - BEGIN_MS)
    gap = timeline.gap
    if record.fault == NO_FAULT or not long or gap is None:
        return None
    if gap[1] < 0 or gap[1] > 0.8 * END_MS:
        return None
    return replace(record, timeline=_cut(timeline))


def _cut(timeline: Timeline) -> Timeline:
    """What is known from the first whole bucket on."""
    buckets = [asked.bucket_ms for asked in timeline.requests]
    skipped = ceil((BEGIN_MS - timeline.from_ms) / buckets[0]) if buckets else 0
    begin = timeline.from_ms + skipped * buckets[0] if buckets else BEGIN_MS
    return replace(
        timeline,
        from_ms=begin,
        until_ms=END_MS,
        undone_ms=None,
        owners=_from(timeline.owners, lambda step: step.vip, begin),
        haproxy=_from(timeline.haproxy, lambda state: state.node, begin),
        requests=tuple(_buckets(asked, skipped, END_MS - begin) for asked in timeline.requests),
    )


def _from(steps: Iterable[S], key: Callable[[S], str], begin: float) -> tuple[S, ...]:
    """The steps until the end; of each key the last one before the beginning is its first."""
    first: dict[str, S] = {}
    later: list[S] = []
    for step in steps:
        if step.ms <= begin:
            first[key(step)] = replace(step, ms=begin)
        elif step.ms < END_MS:
            later.append(step)
    return tuple(list(first.values()) + later)


def _buckets(asked: Asked, skipped: int, length: float) -> Asked:
    last = skipped + ceil(length / asked.bucket_ms)
    return replace(asked, answered=asked.answered[skipped:last], failed=asked.failed[skipped:last])
