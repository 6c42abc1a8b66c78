# SPDX-License-Identifier: Apache-2.0
"""Drills that were saved: what `holdfast drill --format json` printed, a site a line."""

from collections.abc import Iterator, Sequence

from holdfast.cli.failure import Failure
from holdfast.cli.saved_file import read_saved
from holdfast.drill.record import Drilled
from holdfast.report.drill_json import read_drill_json

_WRITTEN_BY = "drill --format json"


def saved_drills(paths: Sequence[str]) -> list[Drilled]:
    """Every drill of the files, in their order. Raises Failure where there is none, or other."""
    return [drilled for path in paths for drilled in _in_file(path)]


def _in_file(path: str) -> Iterator[Drilled]:
    lines = [line for line in read_saved(path, _WRITTEN_BY).splitlines() if line.strip()]
    if not lines:
        raise Failure(f"{path} is empty: write it with `holdfast {_WRITTEN_BY}`")
    for line in lines:
        try:
            yield read_drill_json(line)
        except ValueError as why:
            raise Failure(f"{path} is not what `holdfast {_WRITTEN_BY}` writes: {why}") from None
