# SPDX-License-Identifier: Apache-2.0
"""What is to be played on which site, and what of it is still missing. Pure."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from bench.failover.bars import FAST, FAST_RELAY, OWN, PLAIN, SHORTEST, SLOW, SLOW_RELAY

from holdfast.drill.record import Drilled

WANTED: Mapping[str, tuple[str, ...]] = {
    "haproxy-gone": (FAST, FAST_RELAY),
    "haproxy-crash": (FAST, FAST_RELAY, PLAIN),
    "keepalived-stop": (SLOW_RELAY, FAST_RELAY, FAST),
    "planned-move": (SLOW_RELAY, FAST_RELAY, FAST),
    "keepalived-kill": (SLOW, SLOW_RELAY, FAST, FAST_RELAY),
    "node-power": (FAST, SHORTEST),
    "advert-loss": (FAST, SHORTEST),
    "node-stall": (SLOW, FAST),
}
"""The faults that the bars are about, and those of Holdfast's own sites that they are read from."""

BY_OTHERS = ("haproxy-gone", "keepalived-stop", "planned-move")
"""Those in which the bars look at the sites of others too."""

Cell = tuple[str, str]
"""A fault on a site."""


class Drill(NamedTuple):
    """Faults to be played on a site in one lab, in this round."""

    round: int
    site: str
    faults: tuple[str, ...]


def cells(sites: Sequence[str], faults: Sequence[str], *, quick: bool) -> list[Cell]:
    """Every fault on every site; `quick` leaves those on which no bar hangs."""
    return [
        (site, fault)
        for site in sites
        for fault in faults
        if not quick or site in WANTED[fault] or (site not in OWN and fault in BY_OTHERS)
    ]


def played(runs: Iterable[Drilled]) -> Counter[Cell]:
    """How often each fault was played on each site."""
    return Counter(
        (drilled.site, fault)
        for drilled in runs
        for fault in dict.fromkeys(record.fault for record in drilled.drills)
    )


def drills(wanted: Sequence[Cell], done: Mapping[Cell, int], rounds: int) -> Iterator[Drill]:
    """What is missing, round by round: what the machine does meanwhile comes to all sites."""
    for number in range(1, rounds + 1):
        for site in dict.fromkeys(site for site, _ in wanted):
            missing = (f for s, f in wanted if s == site and done.get((s, f), 0) < number)
            faults = tuple(missing)
            if faults:
                yield Drill(number, site, faults)


def left(wanted: Sequence[Cell], done: Mapping[Cell, int], rounds: int) -> Iterator[str]:
    """A line for each site of which something is missing."""
    for site in dict.fromkeys(site for site, _ in wanted):
        missing = [
            f"{fault} {done.get((s, fault), 0)}"
            for s, fault in wanted
            if s == site and done.get((s, fault), 0) < rounds
        ]
        if missing:
            yield f"{site}: of {rounds} runs there are: {', '.join(missing)}"
