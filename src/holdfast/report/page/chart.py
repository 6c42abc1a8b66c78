# SPDX-License-Identifier: Apache-2.0
"""What all drawings share: Vega-Lite draws them, as SVG, in the page's own colours.

A colour is the name of a CSS variable of the page, so that one drawing is right in light, in dark
and on paper. Names from a site are data only: never a field's name, and never in a list to sort by,
of which Vega-Lite makes an expression.
"""

import re
from typing import Any

import vl_convert
from markupsafe import Markup

Spec = dict[str, Any]
"""A piece of a Vega-Lite 5 specification."""

_VERSION = "5.21"

_CONFIG: Spec = {
    "aria": False,  # the page says in words what a drawing shows
    "background": None,
    "font": "sans-serif",  # measured with; the page's style has the last word
    "padding": 0,
    "view": {"stroke": None},
    "axis": {
        "domain": False,
        "gridColor": "var(--line)",
        "labelColor": "var(--muted)",
        "labelFontSize": 11,
        "labelPadding": 5,
        "ticks": False,
        "title": None,
    },
    "legend": {"labelColor": "var(--ink)", "labelFontSize": 11, "title": None},
    "text": {"color": "var(--ink)", "fontSize": 11},
}

_PATH = re.compile(r'(?<=<path d=")[^"]*')
_DECIMALS = re.compile(r"(\.\d)\d+")


def svg(spec: Spec) -> Markup:
    """The drawing of a whole specification, to a tenth of a pixel; its texts are escaped."""
    whole = {"autosize": "pad", "config": _CONFIG, **spec}
    drawn = vl_convert.vegalite_to_svg(whole, vl_version=_VERSION, allowed_base_urls=[])
    return Markup(_PATH.sub(lambda path: _DECIMALS.sub(r"\1", path[0]), drawn))


def values(*rows: dict[str, Any]) -> Spec:
    """Data that stands in the specification itself."""
    return {"values": list(rows)}


def datum(value: float) -> Spec:
    """A place on a scale."""
    return {"datum": value, "type": "quantitative"}
