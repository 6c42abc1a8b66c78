# SPDX-License-Identifier: Apache-2.0
"""Which jobs a request makes, and which goes first (systemd.unit(5); job.c of systemd 252). Pure.

Names that are no unit of the node have no effect: targets, devices and services that no lab runs
are as good as up.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

from holdfast.lab.spec import UnitSpec

Verb = Literal["start", "stop", "restart", "reload"]
Specs = Mapping[str, UnitSpec]

_EARLY = {
    "sysinit.target", "basic.target", "network-pre.target", "network.target",
    "network-online.target",
}  # fmt: skip
"""What is before one of these is before every service that is not."""


class Job(NamedTuple):
    """What shall happen to a unit."""

    unit: str
    verb: Verb


def pulled_in(specs: Specs, wanted: Sequence[Job]) -> tuple[Job, ...]:
    """The jobs wanted and, behind them, those that they bring along.

    A start brings what is required or wanted; a stop and a restart reach those that require the
    unit or are part of it, a reload those that take theirs from it.
    """
    found = dict.fromkeys(wanted)
    todo = list(wanted)
    while todo:
        new = [job for job in _brought(specs, todo.pop()) if job not in found]
        found |= dict.fromkeys(new)
        todo += new
    return tuple(found)


def goes_first(specs: Specs, one: Job, other: Job) -> bool:
    """Whether `one` has to be over before `other` may begin.

    What is ordered before starts first; a stop, that of a restart too, comes the other way round,
    and before any start (job_compare in job.c).
    """
    if _ordered(specs[one.unit], specs[other.unit]):
        return other.verb not in ("stop", "restart")
    if _ordered(specs[other.unit], specs[one.unit]):
        return one.verb in ("stop", "restart")
    return False


def needed_by(specs: Specs, unit: str) -> tuple[str, ...]:
    """The units that require this one: their starts fail with its own."""
    return tuple(name for name, spec in specs.items() if unit in spec.requires)


def _brought(specs: Specs, job: Job) -> Iterator[Job]:
    spec = specs[job.unit]
    match job.verb:
        case "start":
            names = (*spec.requires, *spec.wants)
            yield from (Job(name, "start") for name in names if name in specs)
        case "stop" | "restart":
            for name, other in specs.items():
                if job.unit in (*other.requires, *other.part_of):
                    yield Job(name, job.verb)
        case "reload":
            for name, other in specs.items():
                if job.unit in other.reload_from:
                    yield Job(name, "reload")


def _ordered(first: UnitSpec, then: UnitSpec) -> bool:
    """Whether After= or Before= puts the one before the other."""
    if then.name in first.before or first.name in then.after:
        return True
    return not _EARLY.isdisjoint(first.before) and _EARLY.isdisjoint(then.before)
