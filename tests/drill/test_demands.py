# SPDX-License-Identifier: Apache-2.0
"""What some faults ask for besides."""

from holdfast.drill.demands import goes_there_and_back, goes_to, never_leaves, never_orphaned, stays
from holdfast.drill.record import OwnersAt


def at(ms: float, *names: str) -> OwnersAt:
    return OwnersAt(ms, "VI_01", "172.22.21.36", names)


QUIET = (at(0, "lb1"),)
GAP = (at(0, "lb1"), at(10), at(500, "lb1"))
MOVED = (at(0, "lb1"), at(10), at(600, "lb2"), at(4000, "lb1", "lb2"), at(4002, "lb1"))


def test_a_vip_that_moves_and_comes_back_has_moved() -> None:
    demand = stays("it was short")
    assert demand.missed(QUIET, 0) is None
    assert demand.missed(GAP, 0) is None
    assert demand.missed(MOVED, 0) == "172.22.21.36 moved to lb2 although it was short"


def test_a_vip_that_is_nowhere_for_a_while_has_left() -> None:
    demand = never_leaves("nothing changed")
    assert demand.missed(QUIET, 0) is None
    assert demand.missed(GAP, 0) == (
        "172.22.21.36 had no owner for a time although nothing changed"
    )
    assert demand.missed(MOVED, 0) == "172.22.21.36 moved to lb2 although nothing changed"


def test_a_planned_move_goes_there_and_back() -> None:
    demand = goes_there_and_back()
    assert demand.missed(MOVED, 0) is None
    assert demand.missed(MOVED[:3], 0) == "172.22.21.36 did not go there and back: lb1 → lb2"
    assert demand.missed(QUIET, 0) == "172.22.21.36 did not go there and back: lb1"


def test_a_move_ends_at_the_node_that_was_told() -> None:
    demand = goes_to("lb2", {"172.22.21.36"})
    assert demand.missed(MOVED[:3], 0) is None
    assert demand.missed((at(0, "lb2"),), 0) is None
    assert demand.missed(QUIET, 0) == "172.22.21.36 did not go to lb2: lb1"
    assert demand.missed(MOVED, 0) == "172.22.21.36 did not go to lb2: lb1 → lb2 → lb1"
    assert goes_to("lb2", {"172.22.21.37"}).missed(QUIET, 0) is None


def test_a_vip_without_an_owner_for_too_long_is_orphaned() -> None:
    demand = never_orphaned(50)
    assert demand.missed((at(0, "lb1"), at(10), at(60, "lb2")), 0) is None
    assert demand.missed((at(0, "lb1"), at(10), at(61, "lb2")), 0) == (
        "172.22.21.36 had no owner for 51 ms, longer than 50 ms"
    )
