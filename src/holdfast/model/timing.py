# SPDX-License-Identifier: Apache-2.0
"""The times of VRRP and of keepalived's checks, in milliseconds: the only copy.

RFC 9568, 6.1 (version 3; RFC 5798 says the same) and RFC 3768, 6.1 (version 2), as keepalived
2.2.7 computes them (vrrp.h, VRRP_TIMER_SKEW and VRRP_MS_DOWN_TIMER). `missed` are the intervals of
silence before a backup takes over: 3, unless the backup's `down_timer_adverts` says otherwise.
"""

from typing import NamedTuple

SETTLE_MS = 10_000
"""Within this time after a fault everything must be as it should: what drills are judged by."""

NOTICED_MS = 1_000
"""Beyond the down interval of VRRP: by then whoever hears nothing has taken over."""


class Bounds(NamedTuple):
    """The earliest and the latest time at which something happens, in ms after its cause."""

    min: float
    max: float

    def plus(self, other: "Bounds") -> "Bounds":
        """One after the other."""
        return Bounds(self.min + other.min, self.max + other.max)


AT_ONCE = Bounds(0.0, 0.0)


def skew_ms(version: int, advert_ms: float, priority: int) -> float:
    """Skew_Time: how long a backup waits after a priority 0; the better its priority, the less.

    Under version 2 it is a share of one second, whatever the interval.
    """
    whole = advert_ms if version == 3 else 1000.0
    return (256 - priority) * whole / 256


def down_interval_ms(version: int, advert_ms: float, priority: int, missed: int) -> float:
    """Active_Down_Interval (Master_Down_Interval): silence after which a backup takes over.

    `advert_ms` is the interval of the master it listened to: its own under version 2.
    """
    return missed * advert_ms + skew_ms(version, advert_ms, priority)


def silence(version: int, advert_ms: float, priority: int, missed: int) -> Bounds:
    """From the moment a master falls silent to the take-over: it may have just sent an advert."""
    longest = down_interval_ms(version, advert_ms, priority, missed)
    return Bounds(longest - advert_ms, longest)


def handover(version: int, advert_ms: float, priority: int) -> Bounds:
    """From a master's priority 0, which it sends when it stops or fails, to the take-over."""
    skew = skew_ms(version, advert_ms, priority)
    return Bounds(skew, skew)


def delayed_preemption(
    delay_ms: float, version: int, advert_ms: float, priority: int, missed: int
) -> Bounds:
    """From the first advert of a worse master to the take-over, with `preempt_delay`.

    Its adverts count until the delay is over; then the silence begins (vrrp_state_backup, vrrp.c).
    """
    quiet = silence(version, advert_ms, priority, missed)
    return Bounds(delay_ms + quiet.min, delay_ms + advert_ms + quiet.max)


def detection(interval_ms: float, times: int, run: Bounds) -> Bounds:
    """From a change to the check's verdict: `times` runs in a row (`fall`, `rise`), every interval.

    `run` is how long one run takes (vrrp_script_child_thread, vrrp_scheduler.c).
    """
    return Bounds((times - 1) * interval_ms + run.min, times * interval_ms + run.max)
