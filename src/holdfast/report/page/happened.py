# SPDX-License-Identifier: Apache-2.0
"""What happened, one moment after the other, in words: a timeline for whoever cannot see it."""

from collections.abc import Iterator
from typing import NamedTuple

from holdfast.drill.record import NO_FAULT, HaproxyState, Record

_STATES: dict[HaproxyState, str] = {
    "active": "runs",
    "reloading": "reloads",
    "inactive": "does not run",
    "failed": "is given up",
    "activating": "starts",
    "deactivating": "ends",
    "off": "has no power",
}


class Moment(NamedTuple):
    """`ms` from the fault, and what happened then."""

    ms: float
    says: str


def happened(record: Record) -> list[Moment]:
    """Everything in the record's timeline, in order of time."""
    timeline = record.timeline
    moments = [*_moments(record), *_owners(record), *_haproxy(record)]
    if timeline.gap is not None:
        began, ended = timeline.gap
        moments.append(Moment(began, "last answer before the longest gap"))
        if record.outage_ms is not None:
            moments.append(Moment(ended, "first answer after the longest gap"))
    return sorted(moments, key=lambda moment: moment.ms)


def _moments(record: Record) -> Iterator[Moment]:
    if record.fault != NO_FAULT:
        yield Moment(0.0, f"the fault strikes{f' {record.node}' if record.node else ''}")
    yield Moment(record.timeline.judged_ms, "the verdict is taken")
    if record.timeline.undone_ms is not None:
        yield Moment(record.timeline.undone_ms, "the fault is being undone")


def _owners(record: Record) -> Iterator[Moment]:
    for step in record.timeline.owners:
        owners = " and ".join(step.owners)
        verb = "own" if len(step.owners) > 1 else "owns"
        yield Moment(step.ms, f"{owners or 'nobody'} {verb} {step.vip}")


def _haproxy(record: Record) -> Iterator[Moment]:
    for state in record.timeline.haproxy:
        who = state.node if state.state == "off" else f"HAProxy on {state.node}"
        yield Moment(state.ms, f"{who} {_STATES[state.state]}")
