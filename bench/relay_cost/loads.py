# SPDX-License-Identifier: Apache-2.0
"""The loads, what wrk says of them, and the ratio. Pure."""

import re
from collections.abc import Sequence
from statistics import median
from typing import NamedTuple

_RATE = re.compile(r"^Requests/sec: +([\d.]+)$", re.MULTILINE)
_WRONG = re.compile(r"^ +(?:Socket errors:|Non-2xx or 3xx responses:).*$", re.MULTILINE)


class Load(NamedTuple):
    """So many connections at a time; `closes`: each for one request."""

    connections: int
    closes: bool

    @property
    def name(self) -> str:
        return "a connection per request" if self.closes else "keep-alive"

    def words(self, url: str, seconds: int) -> tuple[str, ...]:
        """The command line of wrk(1)."""
        header = ("--header", "Connection: close") if self.closes else ()
        number = str(self.connections)
        return ("wrk", "-t1", "-c", number, "-d", f"{seconds}s", *header, url)


LOADS = tuple(Load(number, closes) for closes in (True, False) for number in (1, 32, 256))


class Spoilt(Exception):
    """wrk was not answered as it should be: no rate is worth anything."""


class Pair(NamedTuple):
    """Requests a second, one sample beside the other."""

    without: float
    relay: float


class Cost(NamedTuple):
    """The medians of all pairs; the ratio of each pair, its median and its ends."""

    without: float
    relay: float
    ratio: float
    least: float
    most: float
    samples: int


def rate(said: str) -> float:
    """Requests a second, as wrk says; raises Spoilt where some failed."""
    found, wrong = _RATE.search(said), _WRONG.search(said)
    if found is None or wrong is not None:
        raise Spoilt(wrong[0].strip() if wrong else said.strip() or "wrk said nothing")
    return float(found[1])


def cost(pairs: Sequence[Pair]) -> Cost:
    """Of one pair or more."""
    ratios = [pair.relay / pair.without for pair in pairs]
    return Cost(
        median(pair.without for pair in pairs),
        median(pair.relay for pair in pairs),
        median(ratios),
        min(ratios),
        max(ratios),
        len(pairs),
    )
