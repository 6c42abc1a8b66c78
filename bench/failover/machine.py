# SPDX-License-Identifier: Apache-2.0
"""Where and when the runs were made: what stands above the tables."""

import os
import platform
from collections.abc import Sequence

from holdfast.drill.record import Drilled


def facts(runs: Sequence[Drilled]) -> dict[str, str]:
    """The date and the versions from the runs themselves, the machine from here."""
    versions = dict.fromkeys(
        ", ".join(f"{name} {version}" for name, version in run.versions.items()) for run in runs
    )
    began = sorted(run.began for run in runs)
    return {
        "date": f"{began[0]} to {began[-1]}" if began else "nothing was played",
        "drills": f"{len(runs)}, each in a lab of its own",
        "machine": machine(),
        "versions": "; ".join(versions),
    }


def machine() -> str:
    """The processor, how many, and the memory."""
    return f"{_processor()}, {os.cpu_count()} processors, {_memory()} GiB"


def _processor() -> str:
    """As the kernel calls it."""
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        names = (line.partition(":")[2].strip() for line in file if line.startswith("model name"))
        return next(names, platform.machine())


def _memory() -> int:
    return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30)
