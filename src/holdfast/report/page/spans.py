# SPDX-License-Identifier: Apache-2.0
"""From the steps of a timeline to the spans of time in which something was so."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, NamedTuple

from holdfast.drill.record import HaproxyState, Timeline

Look = Literal["owns", "runs", "between", "failed"]
"""What a bar shows: a node owns the VIP; its HAProxy runs, starts or stops, is given up."""

_LOOKS: dict[HaproxyState, Look] = {
    "active": "runs",
    "reloading": "runs",
    "activating": "between",
    "deactivating": "between",
    "failed": "failed",
}
"""Of a node that is off, and of a unit that nobody started, there is no bar."""


class Span(NamedTuple):
    """From `begin` to `end`, in milliseconds from the fault, on the row of a node."""

    node: str
    look: Look
    begin: float
    end: float


def vips(timeline: Timeline) -> list[str]:
    """Every VIP, in the order of the record."""
    return list(dict.fromkeys(step.vip for step in timeline.owners))


def nodes(timeline: Timeline) -> list[str]:
    """Every node, in the order of the record."""
    return list(dict.fromkeys(state.node for state in timeline.haproxy))


def owning(timeline: Timeline, vip: str) -> Iterator[Span]:
    """When each node owned the VIP; two at once are two spans that overlap."""
    steps = [step for step in timeline.owners if step.vip == vip]
    for node in nodes(timeline):
        changes: list[tuple[float, Look | None]] = [
            (step.ms, "owns" if node in step.owners else None) for step in steps
        ]
        yield from _spans(node, changes, timeline.until_ms)


def haproxy(timeline: Timeline) -> Iterator[Span]:
    """What HAProxy's unit did on each node."""
    for node in nodes(timeline):
        states = [state for state in timeline.haproxy if state.node == node]
        changes = [(state.ms, _LOOKS.get(state.state)) for state in states]
        yield from _spans(node, changes, timeline.until_ms)


def _spans(
    node: str, changes: Sequence[tuple[float, Look | None]], until: float
) -> Iterator[Span]:  # fmt: skip
    """Neighbours that look alike are one span."""
    kept = list(_changes(changes))
    ends = [ms for ms, _ in kept[1:]] + [until]
    for (begin, look), end in zip(kept, ends, strict=True):
        if look is not None and end > begin:
            yield Span(node, look, begin, end)


def _changes(changes: Iterable[tuple[float, Look | None]]) -> Iterator[tuple[float, Look | None]]:
    last: tuple[Look | None] | None = None
    for ms, look in changes:
        if (look,) != last:
            yield ms, look
        last = (look,)
