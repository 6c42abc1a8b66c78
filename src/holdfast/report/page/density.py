# SPDX-License-Identifier: Apache-2.0
"""Requests over time, in as many columns as a drawing has room for."""

from collections.abc import Iterable, Iterator
from math import ceil
from typing import NamedTuple

from holdfast.drill.record import Asked, Timeline

MOST_COLUMNS = 180


class Column(NamedTuple):
    """From `begin` to `end` in milliseconds from the fault; `answered` is a rate, per second."""

    begin: float
    end: float
    answered: float
    failed: int


def columns(asked: Asked, timeline: Timeline) -> list[Column]:
    """At most so many columns, each of whole buckets; the last one may be shorter."""
    together = max(1, ceil(len(asked.answered) / MOST_COLUMNS))
    found: list[Column] = []
    for first in range(0, len(asked.answered), together):
        begin = timeline.from_ms + first * asked.bucket_ms
        end = min(begin + together * asked.bucket_ms, timeline.until_ms)
        if end > begin:
            answered = sum(asked.answered[first : first + together])
            failed = sum(asked.failed[first : first + together])
            found.append(Column(begin, end, 1000 * answered / (end - begin), failed))
    return found


def peak(found: Iterable[Column]) -> float:
    """The highest rate of answers, at least one a second: something to divide by."""
    return max([1.0, *(column.answered for column in found)])


def failing(found: Iterable[Column]) -> Iterator[tuple[float, float]]:
    """Where requests failed, from and to: neighbours are one."""
    last: tuple[float, float] | None = None
    for column in found:
        if not column.failed:
            continue
        if last is not None and column.begin == last[1]:
            last = (last[0], column.end)
            continue
        if last is not None:
            yield last
        last = (column.begin, column.end)
    if last is not None:
        yield last
