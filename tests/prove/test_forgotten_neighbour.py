# SPDX-License-Identifier: Apache-2.0
"""Unicast to a node whose answers are lost (arp(7))."""

from pathlib import Path

import pytest
from tests.prove.sites import instance, site
from tests.prove.walks import settled

from holdfast.prove.vrrp.codes import FORGETS, is_master, number
from holdfast.prove.vrrp.model import Vrrp
from holdfast.prove.vrrp.reading import slices
from holdfast.prove.vrrp.strikes import KINDS, Strike

LB1, LB2 = 0, 1


def to(own: str, peer: str) -> tuple[str, str]:
    return (f"unicast_src_ip 172.22.21.{own}", f"unicast_peer {{\n 172.22.21.{peer}\n }}")


@pytest.mark.parametrize(
    ("first", "second", "owners"),
    [((), (), [True, False]), (to("10", "11"), to("11", "10"), [True, True])],
)
def test_a_loss_one_way_becomes_one_both_ways(
    tmp_path: Path, first: tuple[str, ...], second: tuple[str, ...], owners: list[bool]
) -> None:
    [part] = slices(site(tmp_path, instance(101, *first), instance(100, *second)))
    model = Vrrp(part, KINDS, 1)
    whole = settled(model, next(iter(model.init())))

    deaf = model.next(whole, Strike("partition-one-way", LB2, LB1))
    parted = settled(model, deaf)
    healed = settled(model, model.next(parted, Strike("partition-one-way", LB2, LB1, undo=True)))

    assert (number(FORGETS, LB1, LB2) in deaf.pending) == all(owners)
    assert [is_master(role) for role in parted.roles] == owners
    assert [is_master(role) for role in healed.roles] == [True, False]
    assert healed.lost == 0
