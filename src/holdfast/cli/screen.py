# SPDX-License-Identifier: Apache-2.0
"""A terminal screen that is painted again only where something changed: curses does that.

Where there is none, or one whose cursor cannot be moved, `can_paint` says so.
"""

import curses
import locale
import os
import sys
from collections.abc import Callable
from io import StringIO

from rich.console import Console, RenderableType
from rich.segment import Segment
from rich.style import Style

WAIT_MS = 200
"""How often it is asked whether there is something new."""

_KEYS = "q: quit"
_COLOURS = {"red": curses.COLOR_RED, "green": curses.COLOR_GREEN, "yellow": curses.COLOR_YELLOW}
_DOWN = (curses.KEY_DOWN, ord("j"))
_UP = (curses.KEY_UP, ord("k"))

Fresh = Callable[[], RenderableType | None]
"""What is to be shown, or None where nothing is new since it was last asked."""


def can_paint() -> bool:
    """Whether standard output is a terminal whose cursor can be moved, and there are keys."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return False
    try:
        curses.setupterm(os.environ.get("TERM", "dumb"), sys.stdout.fileno())
    except curses.error:
        return False
    return bool(curses.tigetstr("cup"))


def paint(fresh: Fresh) -> None:
    """Show it until `q` is pressed."""
    locale.setlocale(locale.LC_ALL, "")
    curses.wrapper(lambda window: _Screen(window, fresh).run())


class _Screen:
    def __init__(self, window: "curses.window", fresh: Fresh) -> None:
        self._window = window
        self._fresh = fresh
        self._shown: RenderableType = "looking …"
        self._lines: list[list[Segment]] = []
        self._top = 0
        self._pairs = _colours()

    def run(self) -> None:
        curses.curs_set(0) if curses.tigetstr("civis") else None
        self._window.timeout(WAIT_MS)
        self._lay_out()
        while (key := self._window.getch()) not in (ord("q"), ord("Q")):
            new = self._fresh()
            self._shown = new if new is not None else self._shown
            if key == curses.KEY_RESIZE:
                curses.update_lines_cols()
                self._window.clear()
            if new is not None or key == curses.KEY_RESIZE:
                self._lay_out()
            elif key in _DOWN or key in _UP:
                self._top += 1 if key in _DOWN else -1
                self._draw()

    def _lay_out(self) -> None:
        _, width = self._window.getmaxyx()
        console = Console(width=max(1, width - 1), file=StringIO(), force_terminal=True)
        self._lines = console.render_lines(self._shown, pad=False)
        self._draw()

    def _draw(self) -> None:
        """As much as there is room for: curses sends only what differs from what is there."""
        height, width = self._window.getmaxyx()
        room = max(0, height - 1)
        self._top = max(0, min(self._top, len(self._lines) - room))
        self._window.erase()
        for row, line in enumerate(self._lines[self._top : self._top + room]):
            self._put(row, line, width)
        below = len(self._lines) - self._top - room
        hint = f"{_KEYS}   ↓↑: {below} more below" if below > 0 else _KEYS
        self._put(height - 1, [Segment(hint, Style(reverse=True))], width)
        self._window.refresh()

    def _put(self, row: int, line: list[Segment], width: int) -> None:
        """Never the last column: a terminal would scroll at its lower right corner."""
        column = 0
        for text, style, _ in line:
            room = width - 1 - column
            if room > 0:
                self._window.addnstr(row, column, text, room, self._attribute(style))
            column += Segment(text).cell_length

    def _attribute(self, style: Style | None) -> int:
        if style is None:
            return curses.A_NORMAL
        bold = curses.A_BOLD if style.bold else curses.A_NORMAL
        reverse = curses.A_REVERSE if style.reverse else curses.A_NORMAL
        name = style.color.name if style.color is not None else ""
        return bold | reverse | self._pairs.get(name, curses.A_NORMAL)


def _colours() -> dict[str, int]:
    """Attributes by colour; none where the terminal has no colours or NO_COLOR asks for none."""
    if os.environ.get("NO_COLOR") or not curses.has_colors():
        return {}
    curses.start_color()
    curses.use_default_colors()
    found = {}
    for number, (name, colour) in enumerate(_COLOURS.items(), 1):
        curses.init_pair(number, colour, -1)
        found[name] = curses.color_pair(number)
    return found
