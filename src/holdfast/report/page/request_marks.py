# SPDX-License-Identifier: Apache-2.0
"""Requests on a timeline: the rate of answers, those that failed, the longest time without."""

from collections.abc import Iterator

from holdfast.drill.record import Asked, Timeline
from holdfast.report.page.chart import Spec, datum, values
from holdfast.report.page.density import columns, failing, peak
from holdfast.report.page.figures import milliseconds
from holdfast.report.page.frame import Frame, between, text
from holdfast.report.page.rows import RATES, Row

_TOLD_INSIDE, _TOLD_BESIDE = 135, 80
"""How many pixels the words about a gap need, in the middle of it and at its side."""


def rate_area(asked: Asked, timeline: Timeline, row: Row, frame: Frame) -> Spec:
    """Answers per second, as steps."""
    found = columns(asked, timeline)
    unit = RATES / peak(found)
    steps = [{"ms": c.begin, "top": row.bottom - c.answered * unit} for c in found]
    steps += [{"ms": c.end, "top": row.bottom - c.answered * unit} for c in found[-1:]]
    return {
        "data": values(*steps),
        "mark": {"type": "area", "interpolate": "step-after", "color": "var(--answered)"},
        "encoding": {
            "x": {"field": "ms", **frame.x},
            "y": {"field": "top"},
            "y2": {"datum": row.bottom},
        },
    }


def failed_marks(asked: Asked, timeline: Timeline, row: Row, frame: Frame) -> Spec:
    """A mark of the full height wherever requests failed: a single one can be seen, too."""
    marks = [
        {"begin": begin, "end": max(end, begin + 2 * frame.pixel)}
        for begin, end in failing(columns(asked, timeline))
    ]
    return {
        "data": values(*marks),
        "mark": {"type": "rect", "color": "var(--broken)"},
        "encoding": {
            "x": {"field": "begin", **frame.x},
            "x2": {"field": "end"},
            **between(row.top + 2, row.bottom - 2),
        },
    }


def gap_band(timeline: Timeline, row: Row, frame: Frame) -> Spec:
    """A band over the longest gap; nothing where there was never an answer."""
    begin, end = timeline.gap or (0.0, 0.0)
    x2 = datum(min(max(end, begin + frame.pixel), frame.end))
    return {
        "data": values(*([{}] if timeline.gap else [])),
        "mark": {"type": "rect", "color": "var(--gap)"},
        "encoding": {"x": frame.place(begin), "x2": x2, **between(row.top, row.bottom)},
    }


def gap_told(timeline: Timeline, row: Row, frame: Frame) -> Iterator[Spec]:
    """Its length, in the middle of it where there is room, else beside it."""
    if timeline.gap is None:
        return
    begin, end = timeline.gap
    told, y = milliseconds(end - begin), row.top + 7
    if end - begin > _TOLD_INSIDE * frame.pixel:
        middle = frame.place((begin + end) / 2)
        yield text(f"no answer for {told}", middle, y, {"align": "center", "strokeWidth": 0})
    else:
        beside = frame.beside(end, _TOLD_BESIDE)
        yield text(told, frame.place(end if beside["align"] == "left" else begin), y, beside)
