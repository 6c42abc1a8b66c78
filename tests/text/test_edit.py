# SPDX-License-Identifier: Apache-2.0
"""Edits are applied together; overlaps are refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.text.edit import Edit, OverlapError, apply_edits
from holdfast.text.span import Span


def edit(start: int, end: int, text: bytes) -> Edit:
    return Edit(Span(start, end), text)


def test_no_edit_changes_nothing() -> None:
    assert apply_edits(b"abc\r\n", []) == b"abc\r\n"


def test_offsets_speak_of_the_data_as_it_was() -> None:
    edits = [edit(4, 5, b"E"), edit(0, 1, b"long"), edit(2, 2, b"-")]
    assert apply_edits(b"abcde", edits) == b"longb-cdE"


def test_the_same_edit_twice_counts_once() -> None:
    assert apply_edits(b"ab", [edit(1, 1, b"x"), edit(1, 1, b"x")]) == b"axb"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(edit(0, 3, b"x"), edit(2, 4, b"y"), id="they share a byte"),
        pytest.param(edit(1, 1, b"x"), edit(1, 1, b"y"), id="two insert at one offset"),
        pytest.param(edit(1, 1, b"x"), edit(1, 2, b"y"), id="one inserts where one replaces"),
        pytest.param(edit(0, 4, b""), edit(1, 1, b"y"), id="one inserts into what one removes"),
    ],
)
def test_overlaps_are_refused(one: Edit, other: Edit) -> None:
    with pytest.raises(OverlapError):
        apply_edits(b"abcdef", [one, other])


def test_touching_edits_are_no_overlap() -> None:
    assert apply_edits(b"abcd", [edit(0, 2, b"X"), edit(2, 4, b"Y")]) == b"XY"


@pytest.mark.parametrize("bad", [edit(3, 2, b""), edit(0, 5, b""), edit(-1, 0, b"")])
def test_a_span_outside_the_data_is_refused(bad: Edit) -> None:
    with pytest.raises(ValueError, match="outside 4 bytes"):
        apply_edits(b"abcd", [bad])


@given(st.binary(), st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40), st.binary())))
def test_every_byte_outside_the_edits_stays(
    data: bytes, wanted: list[tuple[int, int, bytes]]
) -> None:
    """Left to right, without overlaps: the pieces between the edits come through in order."""
    edits: list[Edit] = []
    done = 0
    for a, b, text in wanted:
        start = min(done + a, len(data))
        end = min(start + b, len(data))
        if not edits or start > done:
            edits.append(edit(start, end, text))
            done = end
    result = apply_edits(data, edits)
    at = kept = 0
    for span, text in edits:
        between = data[kept : span.start]
        assert result[at : at + len(between) + len(text)] == between + text
        at += len(between) + len(text)
        kept = span.end
    assert result[at:] == data[kept:]
