# SPDX-License-Identifier: Apache-2.0
"""What the switch loses, as nft reads it."""

from holdfast.lab.hub.losses import is_lost, ruleset
from holdfast.lab.loss import ANY, Loss

PORTS = {"lb1": ["port0.0", "port0.1"], "lb2": ["port1.0"]}


def rules(*losses: Loss) -> list[str]:
    """The lines between the chain's first and its end."""
    lines = [line.strip() for line in ruleset(losses, PORTS).splitlines()]
    return lines[5 : lines.index("}", 5)]


def test_without_a_loss_there_is_no_rule() -> None:
    assert rules() == []


def test_one_way_is_one_rule_over_all_cards() -> None:
    assert rules(Loss("lb1", "lb2")) == [
        'iifname { "port0.0", "port0.1" } oifname { "port1.0" } drop'
    ]


def test_a_share_of_vrrp_is_that_of_both_families_and_of_the_authenticated() -> None:
    way = 'iifname { "port1.0" } oifname { "port0.0", "port0.1" }'
    assert rules(Loss("lb2", "lb1", 20, vrrp_only=True)) == [
        f"{way} ip protocol {{ 51, 112 }} numgen random mod 100 < 20 drop",
        f"{way} ip6 nexthdr 112 numgen random mod 100 < 20 drop",
    ]


def test_what_was_lost_before_is_replaced_at_once() -> None:
    assert ruleset((), PORTS).splitlines()[:2] == [
        "add table bridge holdfast",
        "delete table bridge holdfast",
    ]


def test_a_node_that_stands_still_hears_nobody_and_is_heard_by_nobody() -> None:
    assert rules(Loss("lb2", ANY), Loss(ANY, "lb2")) == [
        'iifname { "port1.0" } drop',
        'oifname { "port1.0" } drop',
    ]


def frame(kind: int, at: int, protocol: int) -> bytes:
    """One of that EtherType, with a protocol at that byte."""
    data = bytearray(60)
    data[12:14] = kind.to_bytes(2, "big")
    data[at] = protocol
    return bytes(data)


VRRP, HEADER, VRRP6 = frame(0x0800, 23, 112), frame(0x0800, 23, 51), frame(0x86DD, 20, 112)
TCP, ARP = frame(0x0800, 23, 6), frame(0x0806, 23, 112)


def test_frames_between_held_ports_never_take_the_short_way() -> None:
    lines = ruleset((), PORTS, ["port0.0", "port1.0"]).splitlines()
    assert '    iifname { "port0.0", "port1.0" } oifname { "port0.0", "port1.0" } drop' in lines


def test_a_held_frame_is_lost_one_way_and_not_the_other() -> None:
    losses = (Loss("lb1", "lb2"),)
    assert is_lost(losses, "lb1", "lb2", TCP)
    assert not is_lost(losses, "lb2", "lb1", TCP)
    assert not is_lost((), "lb1", "lb2", TCP)


def test_a_held_frame_of_whoever_stands_still_is_lost() -> None:
    losses = (Loss("lb2", ANY), Loss(ANY, "lb2"))
    assert is_lost(losses, "lb1", "lb2", TCP)
    assert is_lost(losses, "lb2", "lb3", TCP)
    assert not is_lost(losses, "lb1", "lb3", TCP)


def test_of_held_frames_vrrp_alone_is_lost_where_only_that_is() -> None:
    losses = (Loss("lb1", "lb2", vrrp_only=True),)
    found = [is_lost(losses, "lb1", "lb2", one) for one in (VRRP, HEADER, VRRP6, TCP, ARP, b"")]
    assert found == [True, True, True, False, False, False]


def test_a_share_of_held_frames_is_lost() -> None:
    losses = (Loss("lb1", "lb2", 20),)
    lost = sum(is_lost(losses, "lb1", "lb2", TCP) for _ in range(10_000))
    assert 1_500 < lost < 2_500
