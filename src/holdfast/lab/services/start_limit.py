# SPDX-License-Identifier: Apache-2.0
"""StartLimitIntervalSec= and StartLimitBurst= (systemd.unit(5)).

The window is fixed: it begins with a start and ends an interval later (systemd's ratelimit.c).
"""

from typing import NamedTuple


class StartLimit(NamedTuple):
    """`begin_ms` is negative while no window is open."""

    begin_ms: float = -1.0
    starts: int = 0


def count(limit: StartLimit, now_ms: float, interval_s: float) -> StartLimit:
    """The window after one more attempt to start; attempts that are refused count too."""
    if limit.begin_ms < 0 or now_ms - limit.begin_ms > interval_s * 1000:
        return StartLimit(now_ms, 1)
    return StartLimit(limit.begin_ms, limit.starts + 1)


def refuses(limit: StartLimit, interval_s: float, burst: int) -> bool:
    """Whether the attempt that was counted last is one too many. 0 switches the limit off."""
    return interval_s > 0 and burst > 0 and limit.starts > burst
