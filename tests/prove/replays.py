# SPDX-License-Identifier: Apache-2.0
"""Generated sites, proved, and what the model said of them asked of the daemons."""

from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, seed, settings
from tests.prove.generated import Case, cases
from tests.prove.kept import keep
from tests.prove.plays import Job, Replay, again, play
from tests.prove.sites import write

from holdfast.lab.kernel.syscalls import die_with_parent

LABS = 8
"""At once, each in a process of its own: a lab mostly waits for timers."""


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


def replayed(number: int, start: int, folder: Path) -> list[Replay]:
    """Draw so many sites, prove them and play their faults, several labs at once; again, and by
    themselves, those whose lab was too late to be judged.
    """
    jobs = []
    for i, case in enumerate(drawn(number, start)):
        name = f"{start}-{i:03}"
        write(folder / name, case.files)
        jobs.append(Job(name, folder / name, case.picks))
    jobs = [job for first in range(LABS) for job in jobs[first::LABS]]  # one draws what is alike
    with ProcessPoolExecutor(LABS, get_context("spawn"), die_with_parent) as pool:
        replays = list(pool.map(play, jobs))
    return [one if one.on_time else again(job, one) for job, one in zip(jobs, replays, strict=True)]


def told(replays: Sequence[Replay]) -> str:
    """Every step of which the daemons and the model do not agree, or whose lab was too late, with
    what was seen, and where the site is kept.
    """
    return "\n".join(line for one in replays for line in _lines(one))


def counted(replays: Sequence[Replay]) -> Counter[str]:
    """How many steps agree, disagree, could not be played."""
    return Counter(one.verdict for replay in replays for one in replay.played)


def _lines(one: Replay) -> Iterator[str]:
    if one.played[-1].verdict == "agrees" and one.on_time:
        return
    for step in one.played:
        if step.verdict != "agrees" or not step.on_time:
            why = step.why or f"in a lab that was {step.late_ms:.0f} ms late"
            yield f"site {one.name}, {step.action}: {step.verdict}, {why}"
            yield from step.seen
    yield f"all: {[step.action for step in one.played]}"
    yield f"kept: {keep(one.name, one.folder, one.played)}"
