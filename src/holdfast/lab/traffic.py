# SPDX-License-Identifier: Apache-2.0
"""What the client saw, and what follows from it for any window of time. Pure.

`ms` everywhere is CLOCK_MONOTONIC in milliseconds, the clock of `events`.
"""

from array import array
from math import ceil
from typing import NamedTuple

from msgspec import Struct

from holdfast.lab.deadlines import REQUEST_MS


class Target(Struct, frozen=True):
    """What to ask: a VIP and port. `host` is the Host header, the address when empty.

    A link-local address is asked through the client's interface `card`; others need none.
    """

    address: str
    port: int
    tls: bool = False
    host: str = ""
    path: str = "/"
    card: str = ""


class Download(Struct, frozen=True):
    """`count` long downloads at a time, over and over: `size` bytes each, which the world sends
    within `seconds`."""

    target: Target
    size: int = 400_000
    seconds: float = 4.0
    count: int = 1


class DownloadRun(Struct, frozen=True):
    """One download that had begun. `end_ms` is the time of asking while it still runs."""

    start_ms: float
    end_ms: float
    received: int
    state: str  # "whole", "broken", "running"


class Samples(Struct, frozen=True):
    """The finished requests to one target, ordered by their end; ok means an answer below 500."""

    target: Target
    start_ms: "array[float]"
    end_ms: "array[float]"
    ok: "array[int]"


class Traffic(Struct, frozen=True):
    """All that the client saw since `Lab.start_traffic`."""

    samples: tuple[Samples, ...]
    downloads: tuple[DownloadRun, ...]


def requests(samples: Samples, since_ms: float, until_ms: float) -> int:
    """How many requests ended in the window, answered or not."""
    return sum(1 for end in samples.end_ms if since_ms <= end <= until_ms)


def failed(samples: Samples, since_ms: float, until_ms: float) -> int:
    """How many ended in the window refused, reset, with 5xx or garbage, or without an answer."""
    return sum(
        1
        for end, ok in zip(samples.end_ms, samples.ok, strict=True)
        if not ok and since_ms <= end <= until_ms
    )


class Gap(NamedTuple):
    """A time without an answer; not `over` when none had come by the end of the window."""

    began_ms: float
    ended_ms: float
    over: bool

    @property
    def length_ms(self) -> float:
        """How long it lasted, or had lasted."""
        return self.ended_ms - self.began_ms


def gap(samples: Samples, since_ms: float, until_ms: float) -> Gap | None:
    """The longest gap between two answers that reaches into the window; None without any answer.

    The last answer before the window counts as its beginning, so a gap that was already open
    is measured whole. Never answered again, that is, the window ends with more than REQUEST_MS
    without an answer: that last gap, and it is not over.
    """
    answers = [end for end, ok in zip(samples.end_ms, samples.ok, strict=True) if ok]
    before = [end for end in answers if end < since_ms]
    inside = [end for end in answers if since_ms <= end <= until_ms]
    points = before[-1:] + inside
    if not points:
        return None
    if until_ms - points[-1] > REQUEST_MS:
        return Gap(points[-1], until_ms, over=False)
    gaps = (Gap(*ends, over=True) for ends in zip(points, [*points[1:], until_ms], strict=True))
    return max(gaps, key=lambda one: one.length_ms)


def outage_ms(samples: Samples, since_ms: float, until_ms: float) -> float | None:
    """How long `gap` is; None where it is not over, or nothing was ever answered."""
    longest = gap(samples, since_ms, until_ms)
    return longest.length_ms if longest is not None and longest.over else None


def buckets(
    samples: Samples, since_ms: float, until_ms: float, bucket_ms: float
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """How many requests ended answered, and how many failed, in each bucket of the window."""
    size = max(0, ceil((until_ms - since_ms) / bucket_ms))
    answered, missed = [0] * size, [0] * size
    for end, ok in zip(samples.end_ms, samples.ok, strict=True):
        if since_ms <= end < until_ms:
            (answered if ok else missed)[int((end - since_ms) / bucket_ms)] += 1
    return tuple(answered), tuple(missed)


def downloads_running(traffic: Traffic) -> int:
    """How many downloads are under way."""
    return sum(1 for run in traffic.downloads if run.state == "running")


def downloads_ended(traffic: Traffic, since_ms: float, until_ms: float) -> int:
    """How many downloads ended in the window, whole or broken."""
    return sum(
        1
        for run in traffic.downloads
        if run.state != "running" and since_ms <= run.end_ms <= until_ms
    )


def downloads_broken(traffic: Traffic, since_ms: float, until_ms: float) -> int:
    """How many downloads broke in the window: ended early, reset, or stalled."""
    return sum(
        1
        for run in traffic.downloads
        if run.state == "broken" and since_ms <= run.end_ms <= until_ms
    )
