# SPDX-License-Identifier: Apache-2.0
"""A loss one way under unicast: a minute, for the kernel's neighbour table has its own time."""

from pathlib import Path

import pytest
from tests.prove.sites import instance, site

from holdfast.drill.replay.replay import replay
from holdfast.prove.trace import Act

pytestmark = pytest.mark.lab


def to(own: str, peer: str) -> tuple[str, ...]:
    return (
        "version 3",
        "advert_int 0.5",
        f"unicast_src_ip 172.22.21.{own}",
        f"unicast_peer {{\n 172.22.21.{peer}\n }}",
    )


def test_an_owner_forgets_a_backup_whose_answers_are_lost(tmp_path: Path) -> None:
    """lb2 hears lb1 all the time, until lb1 asks for its hardware address in vain."""
    one = site(tmp_path, instance(101, *to("10", "11")), instance(100, *to("11", "10")))

    played = replay(one, [Act("boot"), Act("partition-one-way", "lb2", "lb2>lb1")])

    assert [p.verdict for p in played] == ["agrees", "agrees"]
    assert "lb1 VI_1 MASTER owns, lb2 VI_1 MASTER owns" in played[-1].seen[-1]
