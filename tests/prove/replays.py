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

LABS = 8
"""At once: a lab mostly waits for timers."""


Job = tuple[str, Site, tuple[int, ...]]


class Replay(NamedTuple):
    """A site, and what became of each fault that was played on it."""

    name: str
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
    """Prove every site, then play its faults, several labs at once; once more, and by itself, what
    disagrees in a lab that was late.
    """
    jobs = [
        (f"{i:03}", write(folder / f"{i:03}", case.files), case.picks)
        for i, case in enumerate(found)
    ]
    for _, site, _ in jobs:
        assert prove(site, Asked(1)).complete
    with ThreadPoolExecutor(LABS) as pool:
        replays = list(pool.map(_play, jobs))
    for number, one in enumerate(replays):
        if one.played[-1].verdict == "disagrees" and not one.played[-1].on_time:
            replays[number] = _play(jobs[number])
    return replays


def told(replays: Sequence[Replay]) -> str:
    """Every step of which the daemons and the model do not agree, with what was seen."""
    lines = []
    for name, played in replays:
        for one in played:
            if one.verdict != "agrees":
                lines += [f"site {name}, {one.action}: {one.verdict}, {one.why}", *one.seen]
                lines += [f"all: {[done.action for done in played]}"]
    return "\n".join(lines)


def counted(replays: Sequence[Replay]) -> Counter[str]:
    """How many steps agree, disagree, could not be played."""
    return Counter(one.verdict for _, played in replays for one in played)


def _play(job: Job) -> Replay:
    name, site, picks = job
    return Replay(name, replay(site, walk(picks)))
