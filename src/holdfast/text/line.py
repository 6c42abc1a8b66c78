# SPDX-License-Identifier: Apache-2.0
"""The line around a place in a file."""

from holdfast.text.span import Span


def line_start(data: bytes, at: int) -> int:
    """Where the line of an offset begins."""
    return data.rfind(b"\n", 0, at) + 1


def line_end(data: bytes, at: int) -> int:
    """Where the line of an offset ends: its newline, or the end of the data."""
    end = data.find(b"\n", at)
    return end if end >= 0 else len(data)


def whole_lines(data: bytes, span: Span) -> Span:
    """From the beginning of the first line of a span to behind the newline of its last."""
    return Span(line_start(data, span.start), min(line_end(data, span.end) + 1, len(data)))
