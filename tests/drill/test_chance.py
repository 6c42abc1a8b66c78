# SPDX-License-Identifier: Apache-2.0
"""How many needless moves to expect."""

import pytest
from msgspec.structs import replace
from tests.drill.sites import instance, node, site, vip

from holdfast.drill.chance import moves_by_loss, moves_by_stall
from holdfast.drill.fault import Scene
from holdfast.drill.faults.node_stall import phases
from holdfast.drill.record import OwnersAt
from holdfast.model.site import Site
from holdfast.model.vrrp import VrrpInstance

ONE, OTHER = "172.22.21.36", "172.22.21.37"


def pair(*addresses: str, missed: int = 3) -> Site:
    """Version 2, an advert a second, priorities 101 and 100: silence for 2609 to 3609 ms."""
    own = replace(
        instance("VI_01", *(vip(address) for address in addresses)), adverts_missed=missed
    )
    return site(node("lb1", with_priority(own, 101)), node("lb2", with_priority(own, 100)))


def with_priority(own: VrrpInstance, priority: int) -> VrrpInstance:
    return replace(own, priority=priority)


def test_losses_are_counted_for_every_vip() -> None:
    assert moves_by_loss(pair(ONE), 0.3, 8000) == pytest.approx(8 * 0.3**3 * 0.7)
    assert moves_by_loss(pair(ONE, OTHER), 0.3, 8000) == pytest.approx(16 * 0.3**3 * 0.7)


def test_without_another_node_nothing_moves() -> None:
    alone = site(pair(ONE).nodes[0])
    assert moves_by_loss(alone, 0.3, 8000) == 0
    assert moves_by_stall(alone, "lb1", {ONE}, 60_000) == 0


@pytest.mark.parametrize(
    ("stall_ms", "chance"),
    [(1800, 0), (2609, 0), (3109, 0.5), (3610, 1), (60_000, 1)],
)
def test_a_stall_moves_the_vip_between_two_and_three_adverts_and_the_skew(
    stall_ms: float, chance: float
) -> None:
    assert moves_by_stall(pair(ONE), "lb1", {ONE}, stall_ms) == pytest.approx(chance, abs=0.001)


def test_with_ten_adverts_nine_tenths_of_the_down_interval_cost_nothing() -> None:
    assert moves_by_stall(pair(ONE, missed=10), "lb1", {ONE}, 0.9 * 10_609) == 0


def test_only_what_the_node_owns_can_leave_it() -> None:
    assert moves_by_stall(pair(ONE, OTHER), "lb1", {OTHER}, 4000) == 1
    assert moves_by_stall(pair(ONE, OTHER), "lb1", (), 4000) == 0


def test_a_stall_without_a_chance_to_move_the_vip_must_not() -> None:
    scene = Scene(("lb1", "lb2"), "lb1", frozenset({ONE}), pair(ONE), ("lb1",), {}, 3609.375)
    short, middle, long = phases(scene)
    (demand,) = short.demands
    quiet = OwnersAt(0, "VI_01", ONE, ("lb1",))
    moved = (quiet, OwnersAt(1700, "VI_01", ONE, ("lb1", "lb2")))

    assert demand.missed((quiet,), 1805) is None
    assert demand.missed(moved, 1805) == (
        f"{ONE} moved to lb2 although its owner stood still for no longer than 1805 ms"
    )
    assert middle.demands == long.demands == ()
    assert [phase.needless_moves() for phase in (short, long) if phase.needless_moves] == [0, 1]
