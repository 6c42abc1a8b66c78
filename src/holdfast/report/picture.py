# SPDX-License-Identifier: Apache-2.0
"""What a terminal shows, as an SVG that fetches nothing."""

import re

from rich.console import Console
from rich.terminal_theme import MONOKAI

_ELSEWHERE = re.compile(r"\s*@font-face \{.*?\}", re.DOTALL)
"""A font that a reader's browser would fetch from another site."""


def picture(console: Console, title: str) -> str:
    """All that was printed on a recording console, in a window with this title."""
    svg = console.export_svg(title=title, theme=MONOKAI)
    svg = _ELSEWHERE.sub("", svg).replace("Fira Code", "ui-monospace, Menlo, Consolas")
    return "".join(f"{line.rstrip()}\n" for line in svg.splitlines())
