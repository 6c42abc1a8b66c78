# SPDX-License-Identifier: Apache-2.0
"""The timeline of a fault: who owns each VIP, HAProxy on each node, requests, and the moments.

Rows one under the other on one axis of time. What came after the verdict is shaded.
"""

from collections.abc import Iterable, Iterator

from holdfast.drill.record import NO_FAULT, Record, Timeline
from holdfast.report.page.chart import Spec, datum, values
from holdfast.report.page.frame import Frame, between, pixels_down, text
from holdfast.report.page.request_marks import failed_marks, gap_band, gap_told, rate_area
from holdfast.report.page.rows import Row, rows
from holdfast.report.page.spans import Look, Span, haproxy, owning

_MOMENTS = -10.0
"""Where the moments are named: above the first row."""

_COLOURS: dict[Look, str] = {
    "owns": "var(--owner)",
    "runs": "var(--haproxy)",
    "between": "var(--haproxy-soft)",
    "failed": "var(--broken)",
}


def timeline_chart(record: Record, frame: Frame) -> Spec:
    """The whole drawing."""
    timeline = record.timeline
    found = rows(timeline)
    height = found[-1].bottom
    asked = {asked.vip: asked for asked in timeline.requests}
    answered = [row for row in found if row.kind == "answered"]
    failed = [row for row in found if row.kind == "failed"]
    return {
        "width": frame.width,
        "height": height,
        "encoding": {"y": pixels_down(height)},
        "layer": [
            _after(timeline, frame, height),
            *(gap_band(timeline, row, frame) for row in answered),
            _bars(_lanes(timeline, found), frame),
            *(rate_area(asked[row.vip], timeline, row, frame) for row in answered),
            *(failed_marks(asked[row.vip], timeline, row, frame) for row in failed),
            *(_moments(timeline, frame, height) if record.fault != NO_FAULT else ()),
            *_names(found, frame),
            *(told for row in answered for told in gap_told(timeline, row, frame)),
        ],
    }


def _lanes(timeline: Timeline, found: Iterable[Row]) -> Iterator[tuple[Row, Span]]:
    """The spans of each row that a node has."""
    for row in found:
        spans = owning(timeline, row.vip) if row.kind == "owner" else haproxy(timeline)
        if row.kind in ("owner", "haproxy"):
            yield from ((row, span) for span in spans if span.node == row.text)


def _bars(lanes: Iterable[tuple[Row, Span]], frame: Frame) -> Spec:
    """A bar for each span; none is thinner than a pixel."""
    bars = [
        {
            "look": span.look,
            "begin": span.begin,
            "end": max(span.end, span.begin + frame.pixel),
            "top": row.top + 3,
            "bottom": row.bottom - 3,
        }
        for row, span in lanes
    ]
    scale = {"domain": [*_COLOURS], "range": [*_COLOURS.values()]}
    return {
        "data": values(*bars),
        "mark": "rect",
        "encoding": {
            "x": {"field": "begin", **frame.x},
            "x2": {"field": "end"},
            "y": {"field": "top"},
            "y2": {"field": "bottom"},
            "color": {"field": "look", "type": "nominal", "scale": scale, "legend": None},
        },
    }


def _after(timeline: Timeline, frame: Frame, height: float) -> Spec:
    """A shade over what is not in the figures any more."""
    x = {"x": frame.place(timeline.judged_ms), "x2": datum(min(timeline.until_ms, frame.end))}
    return {
        "data": values({}),
        "mark": {"type": "rect", "color": "var(--shade)"},
        "encoding": {**x, **between(0, height)},
    }


def _moments(timeline: Timeline, frame: Frame, height: float) -> Iterator[Spec]:
    """The fault, and its undo: a line through all rows, and its name."""
    dashes: tuple[tuple[float | None, str, list[int]], ...] = (
        (0.0, "fault", []),
        (timeline.undone_ms, "undone", [3, 2]),
    )
    for ms, name, dash in dashes:
        if ms is None:
            continue
        yield {
            "data": values({}),
            "mark": {"type": "rule", "color": "var(--ink)", "strokeDash": dash},
            "encoding": {"x": frame.place(ms), **between(_MOMENTS, height)},
        }
        yield text(name, frame.place(ms), _MOMENTS + 4, frame.beside(ms, 50))


def _names(found: Iterable[Row], frame: Frame) -> Iterator[Spec]:
    """The rows' names at the left, cut where they are too long; above a group, what it shows."""
    at_the_left = {"align": "left", "dx": -frame.names}
    for row in found:
        if row.heading:
            muted = {**at_the_left, "color": "var(--muted)"}
            yield text(row.heading, frame.place(frame.begin), row.top - 8, muted)
        name = {**at_the_left, "limit": frame.names - 6}
        yield text(row.text, frame.place(frame.begin), (row.top + row.bottom) / 2, name)
