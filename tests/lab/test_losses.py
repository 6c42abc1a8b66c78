# SPDX-License-Identifier: Apache-2.0
"""What the switch loses, as nft reads it."""

from holdfast.lab.hub.losses import ruleset
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
