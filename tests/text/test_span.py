# SPDX-License-Identifier: Apache-2.0
"""Offsets become lines and columns, in bytes, from 1."""

import pytest

from holdfast.text.span import LineIndex, Position


@pytest.mark.parametrize(
    ("offset", "position"),
    [(0, (1, 1)), (2, (1, 3)), (3, (1, 4)), (4, (2, 1)), (5, (3, 1)), (8, (3, 4))],
)
def test_position(offset: int, position: tuple[int, int]) -> None:
    assert LineIndex(b"abc\n\n\xc3\xa4x").position(offset) == Position(*position)


@pytest.mark.parametrize(("number", "line"), [(1, b"a"), (2, b"b\rc"), (3, b""), (4, b"d")])
def test_line_without_its_end(number: int, line: bytes) -> None:
    assert LineIndex(b"a\r\nb\rc\n\nd").line(number) == line


def test_an_empty_file_has_one_empty_line() -> None:
    assert LineIndex(b"").position(0) == Position(1, 1)
    assert LineIndex(b"").line(1) == b""
