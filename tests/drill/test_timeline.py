# SPDX-License-Identifier: Apache-2.0
"""Who owned a VIP when."""

from holdfast.drill.record import OwnersAt
from holdfast.drill.timeline import Watched, among, moves, owners, spells
from holdfast.lab.events import AddressChanged, Event, NodeChanged

VIP = Watched("VI_01", "172.22.21.36", {"lb1": "ens18", "lb2": "ens18"}, 1000.0)


def came(ms: float, node: str, interface: str = "ens18", vip: str = "172.22.21.36/24") -> Event:
    return AddressChanged(ms, node, interface, vip, present=True)


def left(ms: float, node: str) -> Event:
    return AddressChanged(ms, node, "ens18", "172.22.21.36/24", present=False)


def steps(events: list[Event], since: float = 0.0) -> list[tuple[float, tuple[str, ...]]]:
    return [(step.ms, step.owners) for step in owners(events, VIP, since)]


def test_another_address_or_interface_is_no_ownership() -> None:
    events = [came(5, "lb1", "vip0"), came(6, "lb1", vip="172.22.21.3/24"), came(7, "lb3")]
    assert steps(events) == [(0.0, ())]


def test_what_was_before_is_there_at_the_beginning() -> None:
    assert steps([came(5, "lb1")], since=100) == [(0.0, ("lb1",))]


def test_a_move_is_three_steps() -> None:
    events = [came(5, "lb1"), left(110, "lb1"), came(130, "lb2")]
    assert steps(events, since=100) == [(0.0, ("lb1",)), (10.0, ()), (30.0, ("lb2",))]


def test_a_node_without_power_owns_nothing() -> None:
    assert steps([came(5, "lb1"), NodeChanged(120, "lb1", "off")], since=100) == [
        (0.0, ("lb1",)),
        (20.0, ()),
    ]


def test_an_address_that_is_set_again_is_no_step() -> None:
    assert steps([came(5, "lb1"), came(9, "lb1")]) == [(0.0, ()), (5.0, ("lb1",))]


def at(ms: float, *names: str) -> OwnersAt:
    return OwnersAt(ms, "VI_01", "172.22.21.36", names)


def test_one_owner_after_the_other_is_no_spell() -> None:
    assert spells((at(0, "lb1"), at(10), at(30, "lb2")), 100) == ()


def test_a_spell_lasts_to_the_end_of_the_window() -> None:
    assert spells((at(0, "lb1"), at(30, "lb1", "lb2")), 100) == (70.0,)


def test_spells_that_touch_are_one() -> None:
    two = (at(0, "lb1"), at(10, "lb1", "lb2"), at(20, "lb1", "lb2", "lb3"), at(25, "lb2"))
    assert spells((*two, at(50, "lb1", "lb2")), 60) == (15.0, 10.0)


def test_of_nodes_apart_each_part_is_looked_at_alone() -> None:
    seen = (at(0, "lb1"), at(30, "lb1", "lb2"), at(60, "lb2", "lb3"))
    assert [step.owners for step in among(seen, {"lb2", "lb3"})] == [(), ("lb2",), ("lb2", "lb3")]
    assert spells(among(seen, {"lb2", "lb3"}), 100) == (40,)


def test_a_move_is_counted_where_the_vip_comes() -> None:
    there_and_back = [came(5, "lb1"), came(110, "lb2"), left(120, "lb2")]
    on = [left(130, "lb1"), came(140, "lb2")]
    assert moves(owners(there_and_back, VIP, 100)) == 1
    assert moves(owners([*there_and_back, *on], VIP, 100)) == 2
    assert moves(owners(there_and_back, VIP, 115)) == 0
