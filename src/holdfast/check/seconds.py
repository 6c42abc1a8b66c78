# SPDX-License-Identifier: Apache-2.0
"""Times of an election as messages tell them."""

from holdfast.model.timing import Bounds


def seconds(ms: Bounds) -> str:
    """Bounds in seconds, as people read them: `2.6 to 3.6 s`, `0.6 s`, `0.01 s`."""
    digits = 1 if ms.max >= 100 else 3
    low, high = (f"{value / 1000:.{digits}f}" for value in ms)
    return f"{high} s" if low == high else f"{low} to {high} s"
