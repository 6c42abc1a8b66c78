# SPDX-License-Identifier: Apache-2.0
"""Changes to a file as data: applied together, overlaps refused."""

from collections.abc import Iterable
from typing import NamedTuple

from holdfast.text.span import Span


class Edit(NamedTuple):
    """Put `text` in the place of `span`; an empty span inserts before `span.start`."""

    span: Span
    text: bytes


class OverlapError(ValueError):
    """Two edits want the same bytes."""


def apply_edits(data: bytes, edits: Iterable[Edit]) -> bytes:
    """Return `data` with all edits applied.

    The spans speak of `data` as it is, whatever the other edits do. Equal edits count once.
    Raises OverlapError where two different edits share a byte or insert at the same offset, and
    ValueError where a span lies outside the data.
    """
    pieces: list[bytes] = []
    done = 0
    last: Edit | None = None
    for edit in sorted(set(edits)):
        start, end = edit.span
        if not 0 <= start <= end <= len(data):
            raise ValueError(f"span {start}..{end} lies outside {len(data)} bytes")
        if start < done or (last is not None and start == last.span.start):
            raise OverlapError(f"{edit} overlaps {last}")
        pieces += (data[done:start], edit.text)
        done, last = end, edit
    pieces.append(data[done:])
    return b"".join(pieces)
