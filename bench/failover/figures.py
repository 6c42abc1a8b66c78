# SPDX-License-Identifier: Apache-2.0
"""Many runs of a fault on a site, as a few figures. Pure."""

from collections.abc import Callable, Iterable, Sequence
from math import inf, isinf
from statistics import median
from typing import NamedTuple

from holdfast.drill.record import NO_FAULT, Drilled, Needless, Record


class Once(NamedTuple):
    """A fault in one run, all its phases together; a gap that never ended is infinite.

    `needless` has the needless moves of each phase that is about them.
    """

    gap_ms: float
    control_ms: float
    above_ms: float
    failed: int
    downloads: int
    downloads_broken: int
    two_owners_ms: float
    verdicts: tuple[str, ...]
    needless: tuple[tuple[str, Needless], ...]


class Played(NamedTuple):
    """A fault on a site, in every run."""

    site: str
    fault: str
    runs: tuple[Once, ...]

    def middle(self, figure: str) -> float:
        """The median; of an even number the mean of the two in the middle."""
        return float(median(self._all(figure)))

    def worst(self, figure: str) -> float:
        return max(self._all(figure))

    def total(self, figure: str) -> float:
        return sum(self._all(figure))

    def count(self, verdict: str) -> int:
        """In how many runs the worst phase had this verdict."""
        return sum(1 for run in self.runs if _worst(run.verdicts) == verdict)

    def needless(self) -> dict[str, Needless]:
        """The needless moves of each phase, of all runs together."""
        found: dict[str, Needless] = {}
        for phase, moves in (one for run in self.runs for one in run.needless):
            so_far = found.get(phase, Needless(0, 0.0))
            found[phase] = Needless(so_far.seen + moves.seen, so_far.expected + moves.expected)
        return found

    def _all(self, figure: str) -> list[float]:
        return [float(getattr(run, figure)) for run in self.runs]


Results = dict[tuple[str, str], Played]
"""By site and fault; the control run is the fault `control`."""


def results(runs: Iterable[Drilled]) -> Results:
    """All runs, in the order in which sites and faults first come."""
    found: dict[tuple[str, str], list[Once]] = {}
    for drilled in runs:
        noise = _gap(drilled.control)
        found.setdefault((drilled.site, NO_FAULT), []).append(_once([drilled.control], noise))
        for fault in dict.fromkeys(record.fault for record in drilled.drills):
            phases = [record for record in drilled.drills if record.fault == fault]
            found.setdefault((drilled.site, fault), []).append(_once(phases, noise))
    return {key: Played(*key, tuple(runs)) for key, runs in found.items()}


def _once(phases: Sequence[Record], noise: float) -> Once:
    gap = max(_gap(record) for record in phases)
    above = inf if inf in (gap, noise) else max(0.0, gap - noise)
    return Once(
        gap,
        noise,
        above,
        _sum(phases, lambda record: record.failed),
        _sum(phases, lambda record: record.downloads),
        _sum(phases, lambda record: record.downloads_broken),
        max(record.two_owners_ms for record in phases),
        tuple(record.verdict for record in phases),
        tuple((r.phase, r.needless_moves) for r in phases if r.needless_moves is not None),
    )


def _gap(record: Record) -> float:
    return inf if record.outage_ms is None else record.outage_ms


def _sum(phases: Sequence[Record], of: Callable[[Record], int]) -> int:
    return sum(of(record) for record in phases)


def _worst(verdicts: Sequence[str]) -> str:
    return next(v for v in ("broken", "unknown", "held") if v in verdicts)


def told(figure: float) -> str:
    """Whole from ten on; what never ended is never."""
    return "never" if isinf(figure) else f"{figure:.0f}" if figure >= 10 else f"{figure:.3g}"
