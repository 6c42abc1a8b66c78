# SPDX-License-Identifier: Apache-2.0
"""A drill in a process of its own, as a user would start it, that ends in time."""

import subprocess
import sys
from collections.abc import Sequence
from math import isinf
from pathlib import Path

HOLDFAST = str(Path(sys.executable).with_name("holdfast"))


class OutOfTime(Exception):
    """The time was over before the drill was: nothing of it is kept, its lab is gone."""


class CouldNot(Exception):
    """Why `holdfast drill` could not play, in its own words."""


DOWNLOADS = 100
"""Under way at each blow, the control run's too."""


def play(site: Path, faults: Sequence[str], within_s: float) -> bytes:
    """What `holdfast drill --format json` says of these faults on the site."""
    if within_s <= 0:
        raise OutOfTime
    words = [
        HOLDFAST,
        "drill",
        str(site),
        "--labs",
        "1",
        "--format",
        "json",
        "--downloads",
        str(DOWNLOADS),
    ]
    words += [word for fault in faults for word in ("--fault", fault)]
    try:
        ended = subprocess.run(
            words, capture_output=True, check=False, timeout=None if isinf(within_s) else within_s
        )
    except subprocess.TimeoutExpired:
        raise OutOfTime from None
    if ended.returncode not in (0, 1):
        said = ended.stderr.decode(errors="replace").strip().splitlines()
        raise CouldNot(said[-1] if said else f"exit {ended.returncode}")
    return ended.stdout
