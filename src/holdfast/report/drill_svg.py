# SPDX-License-Identifier: Apache-2.0
"""A drill's table as SVG, as a terminal shows it: for a README."""

import io

from rich.console import Console

from holdfast.drill.record import Drilled
from holdfast.report.drill_text import drill_table
from holdfast.report.picture import picture

_COLUMNS = 80


def drill_svg(drilled: Drilled) -> bytes:
    """The table and the reasons; what stood in for the real thing is left to the page."""
    console = Console(width=_COLUMNS, record=True, file=io.StringIO(), highlight=False)
    console.print(drill_table(drilled))
    return picture(console, "holdfast drill").encode("utf-8", "replace")
