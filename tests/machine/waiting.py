# SPDX-License-Identifier: Apache-2.0
"""The only way to wait here: for a condition, with a deadline that an emulated machine can keep.

The deadlines are no bars: a machine that is emulated on a busy host takes ten times its time.
"""

import time
from collections.abc import Callable
from typing import TypeVar

BOOT_S = 900.0
SETTLE_S = 300.0
_PAUSE_S = 0.5

T = TypeVar("T")


def eventually(probe: Callable[[], T], *, within: float, what: str) -> T:
    """The first true answer of the probe. Fails with what never came, and the last answer."""
    deadline = time.monotonic() + within
    while not (answer := probe()):
        assert time.monotonic() < deadline, f"{what}: not within {within:.0f} s, last {answer!r}"
        time.sleep(_PAUSE_S)
    return answer
