# SPDX-License-Identifier: Apache-2.0
"""The runs in a file, a line of JSON each: kept as soon as one has ended, read by the next call."""

import os
from pathlib import Path

from holdfast.drill.record import Drilled
from holdfast.report.drill_json import read_drill_json


class Unreadable(Exception):
    """A line that is no run of this version, and what to do."""


def read(file: Path) -> list[Drilled]:
    """Every whole line. One that was cut off in the middle, at the end, is left out."""
    lines = file.read_bytes().split(b"\n")[:-1] if file.exists() else []
    found: list[Drilled] = []
    for number, line in enumerate(lines, 1):
        try:
            found.append(read_drill_json(line))
        except ValueError as why:
            raise Unreadable(f"{file}:{number}: {why}; name another file with --runs") from None
    return found


def add(file: Path, run: bytes) -> Drilled:
    """Append a run, behind the last whole line, and see it on the disk."""
    drilled = read_drill_json(run)
    with file.open("r+b" if file.exists() else "w+b") as kept:
        end = kept.read().rfind(b"\n") + 1
        kept.seek(end)
        kept.truncate()
        kept.write(run.strip() + b"\n")
        kept.flush()
        os.fsync(kept.fileno())
    return drilled
