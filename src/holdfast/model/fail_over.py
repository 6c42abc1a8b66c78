# SPDX-License-Identifier: Apache-2.0
"""keepalived's timers for a fail-over budget, and what they cost: the formulas, the only copy.

A silent owner is replaced `missed` x advert + skew after its last advertisement (model.timing).
Many short intervals are better than few long ones of the same sum: all `missed` advertisements in
a row have to be lost before the VIP moves needlessly, and an owner that stalls is missed only after
`missed` - 1 whole intervals.
"""

from math import ceil

from msgspec import Struct

from holdfast.model.priority import HIGHEST
from holdfast.model.timing import down_interval_ms, skew_ms
from holdfast.model.vrrp import ADVERTS_MISSED

VERSION = 3
"""Of VRRP: version 2 knows whole seconds only."""

UNIT_MS = 10
"""What version 3 counts in, and so its shortest interval; its longest is 4095 of these."""

LONGEST_MS = 4095 * UNIT_MS

TAKE_OVER_MS = 5.0
"""From the end of the timer to the first answer: address, gratuitous ARP (measured: 1.6 to 4.7)."""

MISSED = 10
"""As many as this where the budget allows: a stall of nine tenths of the whole moves nothing."""

MOST_MISSED = 100
"""What `down_timer_adverts` may say (keepalived 2.2.7, vrrp_parser.c)."""

VIRTUAL_MS = 300.0
"""The shortest budget for a machine that a hypervisor may hold up for some tenths of a second."""

LATE_MS = 0.2
"""How much later than due an advertisement comes on the average (measured, SCHED_OTHER)."""

APART_MS = 2.0
"""How much later each further backup acts: it hears the better one before its own time is up."""

_DAY_MS = 86_400_000.0


class Budget(Struct, frozen=True):
    """What holdfast.yaml says; `metal` machines have no hypervisor below them."""

    ms: float = 1000.0
    metal: bool = False


class Timers(Struct, frozen=True):
    """What each node of a group is to have; `priorities` from the preferred node on."""

    advert_ms: int
    missed: int
    priorities: tuple[int, ...]

    @property
    def silence_ms(self) -> float:
        """From an owner's last advertisement to the end of the last backup's timer."""
        return down_interval_ms(VERSION, self.advert_ms, self.priorities[-1], self.missed)

    @property
    def handover_ms(self) -> float:
        """From an owner's priority 0 to the end of the last backup's timer."""
        return skew_ms(VERSION, self.advert_ms, self.priorities[-1])

    @property
    def fail_over_ms(self) -> float:
        """From an owner's last sign of life to the next owner's first answer, at the longest."""
        return self.silence_ms + TAKE_OVER_MS

    @property
    def adverts_per_second(self) -> float:
        """From the owner; nobody else sends any."""
        return 1000.0 / self.advert_ms

    @property
    def stall_ms(self) -> float:
        """The longest time for which an owner may stand still: it may just have been about to send
        the next one."""
        return float((self.missed - 1) * self.advert_ms)

    def needless_moves_per_day(self, loss: float) -> float:
        """Expected for a share of advertisements that are lost, each by chance, from 0 to 1.

        Runs of as many losses as count; one less where the lateness of so many intervals is more
        than the skew, so that the last one would come too late anyway. For each backup.
        """
        late = LATE_MS * self.missed > skew_ms(VERSION, self.advert_ms, self.priorities[1])
        run = loss ** (self.missed - late) * (1 - loss)
        return (len(self.priorities) - 1) * run * _DAY_MS / self.advert_ms


def timers(budget_ms: float, nodes: int, *, three_only: bool = False) -> Timers | None:
    """The timers that hold a budget, with the longest interval; None where none does.

    `three_only` is for a keepalived that does not know `down_timer_adverts` (before 2.2.3).
    `nodes` is 2 or more.
    """
    wanted = ADVERTS_MISSED if three_only else MISSED
    advert = min(int(budget_ms / wanted / UNIT_MS) * UNIT_MS, LONGEST_MS)
    while advert > UNIT_MS and _of(advert, wanted, nodes).fail_over_ms > budget_ms:
        advert -= UNIT_MS
    advert = max(advert, UNIT_MS)
    most = ADVERTS_MISSED if three_only else MOST_MISSED
    room = budget_ms - _of(advert, 0, nodes).fail_over_ms
    missed = min(int(room / advert), most)
    return _of(advert, missed, nodes) if missed >= ADVERTS_MISSED else None


def shortest_ms(nodes: int) -> int:
    """The shortest budget that can be held."""
    return ceil(_of(UNIT_MS, ADVERTS_MISSED, nodes).fail_over_ms)


def _of(advert: int, missed: int, nodes: int) -> Timers:
    """Priorities next to each other for a pair, with APART_MS of skew in between for more."""
    apart = ceil(256 * APART_MS / advert) if nodes > 2 else 1
    step = min(apart, (HIGHEST - 1) // max(nodes - 1, 1))
    return Timers(advert, missed, tuple(HIGHEST - step * n for n in range(nodes)))
