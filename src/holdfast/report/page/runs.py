# SPDX-License-Identifier: Apache-2.0
"""Several drills put side by side: each under a name of its own, the same faults together."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from holdfast.drill.record import NO_FAULT, Drilled, Record


class Run(NamedTuple):
    """A drill, and what the page calls it."""

    label: str
    drilled: Drilled

    @property
    def records(self) -> tuple[Record, ...]:
        """The control run, then every phase of every fault."""
        return (self.drilled.control, *self.drilled.drills)


class Case(NamedTuple):
    """One phase of a fault, and its record of each run; None of one that did not play it.

    `anchor` is its place in the page.
    """

    anchor: str
    name: str
    fault: str
    records: tuple[Record | None, ...]


def labelled(drills: Sequence[Drilled]) -> list[Run]:
    """The site's name; with a number where it was there before."""
    seen: dict[str, int] = {}
    found: list[Run] = []
    for drilled in drills:
        seen[drilled.site] = count = seen.get(drilled.site, 0) + 1
        found.append(Run(f"{drilled.site} ({count})" if count > 1 else drilled.site, drilled))
    return found


def cases(runs: Sequence[Run]) -> list[Case]:
    """Every phase that some run played, the control run first.

    Phases match by their fault and their place in it: who the owner is differs from site to site.
    """
    numbered = [dict(_numbered(run.records)) for run in runs]
    keys = dict.fromkeys(key for records in numbered for key in records)
    order = list(dict.fromkeys(fault for fault, _ in keys))
    found: list[Case] = []
    for key in sorted(keys, key=lambda key: (order.index(key[0]), key[1])):
        records = tuple(records.get(key) for records in numbered)
        found.append(Case(f"case-{len(found)}", _name(records), key[0], records))
    return found


def name_of(record: Record) -> str:
    """A phase in a few words."""
    return " ".join(word for word in (record.fault, record.node, record.phase) if word)


def _numbered(records: Sequence[Record]) -> Iterator[tuple[tuple[str, int], Record]]:
    seen: dict[str, int] = {}
    for record in records:
        seen[record.fault] = number = seen.get(record.fault, 0) + 1
        yield (record.fault, number), record


def _name(records: Sequence[Record | None]) -> str:
    """What all call it; without the node where they differ in that."""
    played = [record for record in records if record is not None]
    names = {name_of(record) for record in played}
    if len(names) == 1:
        return names.pop()
    phases = list(dict.fromkeys(record.phase for record in played if record.phase))
    return " ".join((played[0].fault, *phases))


def above_control(run: Run, record: Record) -> float | None:
    """How much longer the gap is than that of the control run; None where either has no end."""
    noise = run.drilled.control.outage_ms
    if record.fault == NO_FAULT or record.outage_ms is None or noise is None:
        return None
    return max(0.0, record.outage_ms - noise)
