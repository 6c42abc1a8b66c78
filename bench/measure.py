# SPDX-License-Identifier: Apache-2.0
"""Whole processes, measured by the operating system: wall time and peak memory.

Run as a program it starts one command and prints what it cost. A process inherits the peak of the
one that started it (getrusage(2)), so commands are started by a bare interpreter.
"""

import os
import subprocess
import sys
import time
from typing import NamedTuple

ENVIRONMENT = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
"""As a user's: with that variable every run compiles what the first one would have kept."""


class Cost(NamedTuple):
    """Wall time in seconds and peak memory in MiB of one run."""

    seconds: float
    mebibytes: float


def run(command: list[str]) -> Cost:
    """Run a command to its end; an exit code above 1 or a traceback ends the bench."""
    launcher = [sys.executable, "-I", "-S", __file__, *command]
    done = subprocess.run(launcher, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1) or "Traceback" in done.stderr:
        sys.exit(f"{' '.join(command)}: {done.stderr}")
    seconds, mebibytes = done.stdout.split()
    return Cost(float(seconds), float(mebibytes))


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
    """The median of each figure; of an even number the upper one."""
    seconds, mebibytes = (sorted(figures) for figures in zip(*costs, strict=True))
    return Cost(seconds[len(costs) // 2], mebibytes[len(costs) // 2])


def _launch(command: list[str]) -> int:
    silent = os.open(os.devnull, os.O_WRONLY)
    started = time.perf_counter()
    process = os.posix_spawn(
        command[0], command, os.environ, file_actions=[(os.POSIX_SPAWN_DUP2, silent, 1)]
    )
    _, status, usage = os.wait4(process, 0)
    print(time.perf_counter() - started, usage.ru_maxrss / 1024)
    return os.waitstatus_to_exitcode(status)


if __name__ == "__main__":
    sys.exit(_launch(sys.argv[1:]))
