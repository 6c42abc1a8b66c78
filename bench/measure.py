# SPDX-License-Identifier: Apache-2.0
"""Whole processes, measured by the operating system: wall time and peak memory."""

import os
import subprocess
import sys
import time
from statistics import median
from typing import NamedTuple


class Cost(NamedTuple):
    """Wall time in seconds and peak memory in MiB of one run."""

    seconds: float
    mebibytes: float


def run(command: list[str]) -> Cost:
    """Run a command to its end; exit codes above 1 end the bench."""
    started = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    assert process.stderr is not None
    error = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1):
        sys.exit(f"{' '.join(command)}: {error.decode(errors='replace')}")
    return Cost(seconds, usage.ru_maxrss / 1024)


def in_turn(commands: dict[str, list[str]], runs: int) -> dict[str, list[Cost]]:
    """Run the commands A B C, A B C …, after one round that does not count."""
    costs: dict[str, list[Cost]] = {name: [] for name in commands}
    for counted in range(-1, runs):
        for name, command in commands.items():
            cost = run(command)
            if counted >= 0:
                costs[name].append(cost)
    return costs


def middle(costs: list[Cost]) -> Cost:
    """The median of each figure."""
    return Cost(median(c.seconds for c in costs), median(c.mebibytes for c in costs))
