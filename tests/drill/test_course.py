# SPDX-License-Identifier: Apache-2.0
"""All that was seen of a fault, on the fault's own clock."""

from array import array

from holdfast.drill.course import LEAD_MS, Moments, course, longest_gap
from holdfast.drill.haproxy_states import haproxy_states
from holdfast.drill.record import HaproxyAt, OwnersAt
from holdfast.drill.timeline import Watched
from holdfast.lab.events import AddressChanged, Event, NodeChanged, Phase, UnitChanged
from holdfast.lab.traffic import Samples, Target, Traffic

VIP = "172.22.21.36"
WATCHED = Watched("VI_01", VIP, {"lb1": "ens18", "lb2": "ens18"}, 1000.0)
NODES = ("lb1", "lb2")


def unit(ms: float, node: str, phase: Phase, name: str = "haproxy.service") -> Event:
    return UnitChanged(ms, node, name, phase, 0, "success", start_limit_hit=False)


def moved(ms: float, node: str, *, here: bool) -> Event:
    return AddressChanged(ms, node, "ens18", f"{VIP}/24", present=here)


def answers(address: str, *ends: tuple[float, bool]) -> Samples:
    return Samples(
        Target(address, 80),
        array("d", [end for end, _ in ends]),
        array("d", [end for end, _ in ends]),
        array("b", [ok for _, ok in ends]),
    )


EVENTS = (
    NodeChanged(10, "lb1", "booted"),
    NodeChanged(11, "lb2", "booted"),
    unit(20, "lb1", "running"),
    unit(21, "lb2", "running"),
    unit(21, "lb2", "running", "keepalived.service"),
    moved(50, "lb1", here=True),
    unit(1000, "lb1", "stop-sigterm"),
    moved(1004, "lb1", here=False),
    moved(1016, "lb2", here=True),
    unit(1020, "lb1", "failed"),
    NodeChanged(3000, "lb2", "off"),
)


def test_states_at_the_beginning_and_each_change_after_it() -> None:
    assert haproxy_states(EVENTS, NODES, 900) == (
        HaproxyAt(0.0, "lb1", "active"),
        HaproxyAt(0.0, "lb2", "active"),
        HaproxyAt(100.0, "lb1", "deactivating"),
        HaproxyAt(120.0, "lb1", "failed"),
        HaproxyAt(2100.0, "lb2", "off"),
    )


def test_a_node_is_off_until_it_boots_and_inactive_until_haproxy_starts() -> None:
    seen = haproxy_states(EVENTS, NODES, 0)
    assert [(s.ms, s.state) for s in seen if s.node == "lb1"] == [
        (0.0, "off"),
        (10.0, "inactive"),
        (20.0, "active"),
        (1000.0, "deactivating"),
        (1020.0, "failed"),
    ]


def test_a_state_that_comes_again_is_no_change() -> None:
    events = (unit(5, "lb1", "start"), unit(6, "lb1", "start-post"), unit(7, "lb1", "running"))
    assert [s.state for s in haproxy_states(events, ("lb1",), 0)] == ["off", "activating", "active"]


def test_the_course_counts_from_the_fault_and_ends_where_it_is_told() -> None:
    traffic = Traffic((answers(VIP, (990, True), (1003, False), (1018, True), (1400, True)),), ())

    seen = course(EVENTS, traffic, [WATCHED], NODES, Moments(1000, 1500, 1600, 2000))

    assert (seen.from_ms, seen.judged_ms, seen.undone_ms, seen.until_ms) == (-300, 500, 600, 1000)
    assert seen.gap == (18, 400)
    assert seen.owners == (
        OwnersAt(-300, "VI_01", VIP, ("lb1",)),
        OwnersAt(4, "VI_01", VIP, ()),
        OwnersAt(16, "VI_01", VIP, ("lb2",)),
    )
    assert [(s.ms, s.node, s.state) for s in seen.haproxy] == [
        (-300, "lb1", "active"),
        (-300, "lb2", "active"),
        (0, "lb1", "deactivating"),
        (20, "lb1", "failed"),
    ]
    (asked,) = seen.requests
    assert (asked.vip, asked.bucket_ms, len(asked.answered)) == (VIP, 10, (LEAD_MS + 1000) / 10)
    assert [(i * 10 - 300, n) for i, n in enumerate(asked.answered) if n] == [
        (-10, 1),
        (10, 1),
        (400, 1),
    ]
    assert [(i * 10 - 300, n) for i, n in enumerate(asked.failed) if n] == [(0, 1)]


def test_a_fault_without_an_undo_has_none() -> None:
    seen = course(EVENTS, Traffic((), ()), [WATCHED], NODES, Moments(1000, 1500, None, 1500))
    assert (seen.undone_ms, seen.gap, seen.requests) == (None, None, ())


def test_of_several_vips_the_one_that_never_answered_again_has_the_gap() -> None:
    back = answers(VIP, (0, True), (3000, True), (4400, True))
    lost = answers("172.22.21.37", (0, True), (2000, True))
    assert longest_gap(Traffic((back, lost), ()), 10, 4500) == (2000, 4500, False)
    assert longest_gap(Traffic((back,), ()), 10, 4500) == (0, 3000, True)
