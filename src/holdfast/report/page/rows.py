# SPDX-License-Identifier: Apache-2.0
"""The rows of a timeline, from top to bottom."""

from collections.abc import Iterator
from typing import Literal, NamedTuple

from holdfast.drill.record import Timeline
from holdfast.report.page.density import columns, peak
from holdfast.report.page.figures import number
from holdfast.report.page.spans import nodes, vips

Kind = Literal["owner", "haproxy", "answered", "failed"]

RATES = 40.0
"""How high the rates of answers are, in pixels."""

_NODE, _FAILED, _HEADING = 17.0, 14.0, 20.0


class Row(NamedTuple):
    """Its top and bottom in pixels; `heading` is above it, `text` at its left."""

    kind: Kind
    vip: str
    text: str
    heading: str
    top: float
    bottom: float


def rows(timeline: Timeline) -> list[Row]:
    """For each VIP a row a node, then HAProxy a row a node, then two rows for each VIP asked."""
    found: list[Row] = []
    for kind, vip, text, heading, height in _wanted(timeline):
        above = found[-1].bottom if found else -4.0
        top = above + (_HEADING if heading else 0.0)
        found.append(Row(kind, vip, text, heading, top, top + height))
    return found


def _wanted(timeline: Timeline) -> Iterator[tuple[Kind, str, str, str, float]]:
    names = nodes(timeline)
    for vip in vips(timeline):
        for i, node in enumerate(names):
            yield "owner", vip, node, "" if i else f"{vip} is owned by", _NODE
    for i, node in enumerate(names):
        yield "haproxy", "", node, "" if i else "HAProxy runs on", _NODE
    for asked in timeline.requests:
        of = f" to {asked.vip}" if len(timeline.requests) > 1 else ""
        most = f"up to {number(peak(columns(asked, timeline)))} a second"
        yield "answered", asked.vip, "answered", f"Requests{of}, {most}", RATES
        yield "failed", asked.vip, "failed", "", _FAILED
