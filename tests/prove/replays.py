# SPDX-License-Identifier: Apache-2.0
"""Generated sites, proved, and what the model said of them asked of the daemons."""

from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

from hypothesis import HealthCheck, Phase, given, seed, settings
from tests.prove.generated import Case, cases
from tests.prove.sites import write
from tests.prove.walks import walk

from holdfast.drill.replay.replay import Played, replay
from holdfast.model.site import Site
from holdfast.prove.prove import Asked, prove
from holdfast.prove.trace import Act

LABS = 8
"""At once: a lab mostly waits for timers."""


class Replay(NamedTuple):
    """A site, and what became of each fault that was played on it."""

    name: str
    acts: tuple[Act, ...]
    played: tuple[Played, ...]


def drawn(number: int, start: int) -> list[Case]:
    """So many cases, all drawn before any daemon runs; none is thrown away."""
    found: list[Case] = []

    @seed(start)
    @settings(
        max_examples=number,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(cases())
    def collect(case: Case) -> None:
        found.append(case)

    collect()
    assert len(found) == number
    return found


def replayed(found: Sequence[Case], folder: Path) -> list[Replay]:
    """Prove every site, then play its faults, several labs at once."""
    sites = [(f"{i:03}", write(folder / f"{i:03}", case.files)) for i, case in enumerate(found)]
    jobs = [
        (name, site, walk(site, case.picks))
        for (name, site), case in zip(sites, found, strict=True)
    ]
    for _, site, _ in jobs:
        assert prove(site, Asked(1)).complete
    with ThreadPoolExecutor(LABS) as pool:
        return list(pool.map(_play, jobs))


def told(replays: Sequence[Replay]) -> str:
    """Every step on which the daemons and the model disagree, with what was seen."""
    lines = []
    for name, acts, played in replays:
        for one in played:
            if one.verdict == "disagrees":
                lines += [f"site {name}, {one.action}: {one.why}", *one.seen, f"all: {acts}"]
    return "\n".join(lines)


def unplayed(replays: Sequence[Replay]) -> list[str]:
    """The steps that could not be played, and why."""
    return [
        f"site {name}, {one.action}: {one.why}"
        for name, _, played in replays
        for one in played
        if one.verdict == "unknown"
    ]


def counted(replays: Sequence[Replay]) -> Counter[str]:
    """How many steps agree, disagree, could not be played."""
    return Counter(one.verdict for _, _, played in replays for one in played)


def _play(job: tuple[str, Site, tuple[Act, ...]]) -> Replay:
    name, site, acts = job
    return Replay(name, acts, replay(site, acts))
