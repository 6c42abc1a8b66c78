# SPDX-License-Identifier: Apache-2.0
"""A generated site, proved, and its faults played on the daemons, in a process of its own."""

from pathlib import Path
from typing import NamedTuple

from tests.prove.walks import walk

from holdfast.drill.replay.replay import Played, replay
from holdfast.load.site import load
from holdfast.prove.prove import Asked, prove

AGAIN = 3
"""How often at most a site is played again, by itself, whose lab was too late to be judged."""


class Job(NamedTuple):
    """A site in a folder, and which faults are picked on it."""

    name: str
    folder: Path
    picks: tuple[int, ...]


class Replay(NamedTuple):
    """A site, what became of each fault that was played on it, and how often that was."""

    name: str
    folder: Path
    played: tuple[Played, ...]
    times: int = 1

    @property
    def on_time(self) -> bool:
        """Whether no verdict hangs on how late the lab was."""
        return all(one.on_time for one in self.played)


def play(job: Job) -> Replay:
    """Once."""
    site = load([str(job.folder)])
    assert prove(site, Asked(1)).complete
    return Replay(job.name, job.folder, replay(site, walk(job.picks)))


def again(job: Job, late: Replay) -> Replay:
    """Until the lab is on time, or for the last time."""
    for times in range(2, AGAIN + 2):
        late = play(job)._replace(times=times)
        if late.on_time:
            break
    return late
