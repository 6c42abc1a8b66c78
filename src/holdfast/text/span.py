# SPDX-License-Identifier: Apache-2.0
"""Where a piece of text stands in its file."""

from bisect import bisect_right
from typing import NamedTuple


class Span(NamedTuple):
    """The bytes `start` to `end` of a file, `end` excluded, counted from 0."""

    start: int
    end: int


class Position(NamedTuple):
    """A line and a column, both counted from 1; columns count bytes."""

    line: int
    column: int


class LineIndex:
    """Turns offsets of one file into positions; a line ends after its newline byte."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._starts = [0]
        at = data.find(b"\n")
        while at >= 0:
            self._starts.append(at + 1)
            at = data.find(b"\n", at + 1)

    def position(self, offset: int) -> Position:
        """The position of an offset; one past the end of the file is allowed."""
        line = bisect_right(self._starts, offset)
        return Position(line, offset - self._starts[line - 1] + 1)

    def characters(self, offset: int) -> Position:
        """The position of an offset, the column in characters of UTF-8 rather than bytes."""
        line, column = self.position(offset)
        before = self._data[offset - column + 1 : offset]
        return Position(line, len(before.decode("utf-8", "replace")) + 1)

    def text(self, span: Span) -> bytes:
        """The bytes of a span."""
        return self._data[span.start : span.end]

    def line(self, number: int) -> bytes:
        """The bytes of line `number` (from 1) without its newline or carriage return."""
        start = self._starts[number - 1]
        end = self._starts[number] if number < len(self._starts) else len(self._data)
        return self._data[start:end].rstrip(b"\r\n")
