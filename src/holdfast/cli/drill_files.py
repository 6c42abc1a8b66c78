# SPDX-License-Identifier: Apache-2.0
"""Drills that were saved: what `holdfast drill --format json` printed, a site a line."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from holdfast.cli.failure import Failure
from holdfast.drill.record import Drilled
from holdfast.report.drill_json import read_drill_json


def saved_drills(paths: Sequence[str]) -> list[Drilled]:
    """Every drill of the files, in their order. Raises Failure where there is none, or other."""
    return [drilled for path in paths for drilled in _in_file(path)]


def _in_file(path: str) -> Iterator[Drilled]:
    try:
        lines = [line for line in Path(path).read_bytes().splitlines() if line.strip()]
    except OSError as error:
        raise Failure(f"{path} cannot be read: {error.strerror}") from None
    if not lines:
        raise Failure(f"{path} is empty: write it with `holdfast drill --format json`")
    for line in lines:
        try:
            yield read_drill_json(line)
        except ValueError as why:
            raise Failure(
                f"{path} is not what `holdfast drill --format json` writes: {why}"
            ) from None
