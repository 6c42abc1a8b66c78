# SPDX-License-Identifier: Apache-2.0
"""All that one node's journal tells, in the order of its own clock."""

from array import array
from bisect import bisect_left
from collections.abc import Iterable

from msgspec import Struct

from holdfast.story.happening import Booted, Happening, VipNamed
from holdfast.story.haproxy import ENDED, HAPROXY, Outcome, outcome
from holdfast.story.journal import SYSTEMD, Line
from holdfast.story.keepalived import KEEPALIVED
from holdfast.story.saying import Saying, understood
from holdfast.story.systemd import KERNEL, SYSTEMD_SAYS


class Chronicle(Struct, frozen=True):
    """Times are in milliseconds since 1970, sorted; `times` are those of every line.

    `precision_ms` is that of the coarsest stamp. `zoned`: every stamp had a zone; `offset_min` is
    that of the first. `requests` are when HAProxy ended one, by how it ended; `vips` what each
    instance announced.
    """

    node: str
    times: "array[float]"
    precision_ms: float
    zoned: bool
    offset_min: int
    happenings: tuple[Happening, ...]
    requests: "dict[Outcome, array[float]]"
    vips: dict[str, frozenset[str]]

    def last_word(self, at: float) -> float:
        """When the last line before `at` was written; `at` itself where there is none."""
        before = bisect_left(self.times, at)
        return self.times[before - 1] if before else at


class _Book:
    """A chronicle that is being written."""

    def __init__(self, node: str, first: Line) -> None:
        self._node = node
        self._offset_min = first.stamp.offset_min
        self._precision_ms = 0.0
        self._zoned = True
        self._times = array("d")
        self._happenings: list[Happening] = []
        self._vips: dict[str, set[str]] = {}
        self._requests = {ended: array("d") for ended in ENDED}

    def take(self, line: Line) -> None:
        stamp = line.stamp
        self._times.append(stamp.ms)
        self._precision_ms = max(self._precision_ms, stamp.precision_ms)
        self._zoned = self._zoned and stamp.zoned
        if line.program == "haproxy" and (ended := outcome(line.text)):
            self._requests[ended].append(stamp.ms)
        elif table := _table(line.program):
            match understood(table, line.text, stamp.ms, self._node):
                case None:
                    pass
                case VipNamed(instance=instance, vip=vip):
                    self._vips.setdefault(instance, set()).add(vip)
                case happening:
                    self._happenings.append(happening)

    def closed(self) -> Chronicle:
        return Chronicle(
            self._node,
            array("d", sorted(self._times)),
            self._precision_ms,
            self._zoned,
            self._offset_min,
            tuple(_each_boot_once(sorted(self._happenings, key=lambda happening: happening.at))),
            {ended: array("d", sorted(times)) for ended, times in self._requests.items()},
            {instance: frozenset(vips) for instance, vips in self._vips.items()},
        )


def chronicles(lines: Iterable[tuple[str, Line]]) -> tuple[Chronicle, ...]:
    """What each node's lines tell; the name of the node is beside each line."""
    books: dict[str, _Book] = {}
    for node, line in lines:
        if node not in books:
            books[node] = _Book(node, line)
        books[node].take(line)
    return tuple(book.closed() for book in books.values())


def _table(program: str) -> tuple[Saying, ...] | None:
    if program.startswith("Keepalived"):
        return KEEPALIVED
    return {"haproxy": HAPROXY, SYSTEMD: SYSTEMD_SAYS, "kernel": KERNEL}.get(program)


def _each_boot_once(happenings: Iterable[Happening]) -> Iterable[Happening]:
    """journalctl and the kernel both tell of a boot, with nothing of ours between."""
    last: Happening | None = None
    for happening in happenings:
        if not (isinstance(happening, Booted) and isinstance(last, Booted)):
            yield happening
        last = happening
