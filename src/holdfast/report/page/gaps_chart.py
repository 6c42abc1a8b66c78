# SPDX-License-Identifier: Apache-2.0
"""The longest gap of every fault, site by site, on a logarithmic scale: from 1 ms to never."""

from collections.abc import Sequence
from typing import NamedTuple

from holdfast.report.page.chart import Spec, values

NEVER_MS = 100_000.0
"""Where a gap without an end is drawn: at the right edge, beyond all others."""

_SHAPES = ("circle", "square", "triangle-up", "diamond", "cross", "triangle-down")
_COLOURS = 8
_NARROW = 300
"""A drawing that is no wider has fewer ticks, and its sites one below the other."""

_ROW, _MARK = 10, 9
"""Heights in pixels: of a fault's row without marks, and of each site's line in it."""


class Gap(NamedTuple):
    """`ms` is None where nothing was answered again."""

    fault: str
    site: str
    ms: float | None


def gaps_chart(gaps: Sequence[Gap], width: int, names: int) -> Spec:
    """A row a fault, a mark a site; colour and shape both tell which."""
    faults = list(dict.fromkeys(gap.fault for gap in gaps))
    sites = list(dict.fromkeys(gap.site for gap in gaps))
    marks = [
        {"fault": gap.fault, "site": gap.site, "ms": NEVER_MS if gap.ms is None else max(gap.ms, 1)}
        for gap in gaps
    ]
    columns = 3 if width > _NARROW else 1
    return {
        "width": width,
        "height": (_ROW + _MARK * len(sites)) * len(faults),
        "data": values(*marks),
        "mark": {"type": "point", "filled": True, "size": 80, "opacity": 0.9},
        "encoding": {
            "x": {"field": "ms", "type": "quantitative", "scale": _scale(), "axis": _axis(width)},
            "y": {"field": "fault", "type": "nominal", "sort": None, "axis": _fault_axis(names)},
            "yOffset": {"field": "site", "sort": None, "scale": {"paddingOuter": 0.5}},
            "color": _told_by(
                sites, [f"var(--site-{i % _COLOURS + 1})" for i in range(len(sites))], columns
            ),
            "shape": _told_by(
                sites, [_SHAPES[i % len(_SHAPES)] for i in range(len(sites))], columns
            ),
        },
    }


def _scale() -> Spec:
    return {"type": "log", "domain": [1, NEVER_MS], "nice": False}


def _axis(width: int) -> Spec:
    told = (
        f"datum.value >= {NEVER_MS:.0f} ? 'never' : datum.value >= 1000 ? "
        "format(datum.value / 1000, '~g') + ' s' : datum.value + ' ms'"
    )
    ticks = [1, 10, 100, 1000, 10_000, NEVER_MS] if width > _NARROW else [1, 100, NEVER_MS]
    return {"values": ticks, "labelExpr": told, "labelBound": True, "grid": True}


def _fault_axis(names: int) -> Spec:
    return {
        "grid": True,
        "labelColor": "var(--ink)",
        "labelLimit": names,
        "labelAlign": "left",
        "labelPadding": names,
        "minExtent": names,
    }


def _told_by(sites: Sequence[str], looks: Sequence[str], columns: int) -> Spec:
    return {
        "field": "site",
        "type": "nominal",
        "scale": {"domain": [*sites], "range": [*looks]},
        "legend": {"orient": "top", "columns": columns, "columnPadding": 30, "symbolOpacity": 1},
    }
