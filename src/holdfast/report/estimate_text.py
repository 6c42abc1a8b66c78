# SPDX-License-Identifier: Apache-2.0
"""Estimates as a table: a line a group, a column an event, the reasons below."""

from collections.abc import Iterable, Iterator
from typing import assert_never

from holdfast.check.estimate import Depends, Estimate, Event, Moves, Never, Outcome
from holdfast.check.seconds import seconds

_HEADINGS: dict[Event, str] = {
    "haproxy-gone": "HAProxy dead",
    "keepalived-stop": "keepalived stopped",
    "node-power": "node lost",
}


def estimates_text(estimates: Iterable[Estimate], label: str = "") -> Iterator[str]:
    """How long a fail-over takes by group; nothing for a site without one."""
    groups: dict[tuple[str, int, str], list[Estimate]] = {}
    for estimate in estimates:
        key = (estimate.group, estimate.virtual_router_id, estimate.owner)
        groups.setdefault(key, []).append(estimate)
    if not groups:
        return
    yield f"{label + ': ' if label else ''}how long a fail-over takes, from the files alone"
    rows = [("group", "owner", *_HEADINGS.values())]
    rows += [_row(owner, found) for (_, _, owner), found in groups.items()]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        yield "  " + "  ".join(map(str.ljust, row, widths)).rstrip()
    for found in groups.values():
        yield from _reasons(found)


def _row(owner: str, found: list[Estimate]) -> tuple[str, ...]:
    return found[0].group, owner, *(_cell(estimate.outcome) for estimate in found)


def _cell(outcome: Outcome) -> str:
    match outcome:
        case Moves(_, ms):
            return seconds(ms)
        case Never():
            return "never"
        case Depends(on):
            return f"depends on {', '.join(on)}"
    assert_never(outcome)


def _reasons(found: list[Estimate]) -> Iterator[str]:
    """A line a reason; the same one for several events once."""
    reasons: dict[str, list[str]] = {}
    for estimate in found:
        if not isinstance(estimate.outcome, Depends):
            reasons.setdefault(estimate.outcome.why, []).append(_HEADINGS[estimate.event])
    for why, events in reasons.items():
        yield f"    {found[0].group}, {', '.join(events)}: {why}"
