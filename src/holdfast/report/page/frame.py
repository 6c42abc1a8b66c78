# SPDX-License-Identifier: Apache-2.0
"""The axes of a timeline, and how marks are placed on them."""

from typing import NamedTuple

from holdfast.report.page.chart import Spec, datum, values


class Frame(NamedTuple):
    """The width of the axis and that of the names at its left, in pixels; the axis' ends in ms."""

    width: int
    names: int
    begin: float
    end: float

    @property
    def pixel(self) -> float:
        """How many milliseconds a pixel is."""
        return (self.end - self.begin) / self.width

    @property
    def x(self) -> Spec:
        """The axis of time, in seconds, or in milliseconds where it is shorter than one."""
        seconds = "format(datum.value / 1000, '~g') + ' s'"
        return {
            "type": "quantitative",
            "scale": {"domain": [self.begin, self.end], "nice": False, "zero": False},
            "axis": {
                "tickCount": max(3, self.width // 100),
                "labelExpr": seconds if self.end - self.begin > 1000 else "datum.value + ' ms'",
                "labelBound": True,
            },
        }

    def place(self, ms: float) -> Spec:
        """A moment on the axis; one beyond its ends is at the end."""
        return {**self.x, **datum(min(max(ms, self.begin), self.end))}

    def beside(self, ms: float, room: int) -> Spec:
        """On which side of a moment a text stands that needs so many pixels."""
        right = self.end - ms > room * self.pixel
        return {"align": "left" if right else "right", "dx": 4 if right else -4}


def pixels_down(height: float) -> Spec:
    """The other axis: pixels from the top, not drawn."""
    scale = {"domain": [height, 0], "nice": False, "zero": False}
    return {"type": "quantitative", "scale": scale, "axis": None}


def between(top: float, bottom: float) -> Spec:
    """A mark's place on it."""
    return {"y": {"datum": top}, "y2": {"datum": bottom}}


def text(words: str, x: Spec, y: float, mark: Spec) -> Spec:
    """A text in the middle of its line, readable above others: its stroke is painted first."""
    halo = {"stroke": "var(--paper)", "strokeWidth": 3, "baseline": "middle"}
    return {
        "data": values({"text": words}),
        "mark": {"type": "text", **halo, **mark},
        "encoding": {"x": x, "y": {"datum": y}, "text": {"field": "text"}},
    }
